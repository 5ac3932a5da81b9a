"""The first words of a text are its own: below a place, with a footnote, or as the question that opens an interview."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.story import Story

TEXT = (
    "<p>The bell hung in the tower for two hundred years, and nobody in the village had ever asked for its price.</p>"
    "<p>Then a letter came in May that said it would be sold, and the mayor read it out in front of the bakery.</p>"
)
HEAD = "<h1>The village that bought its own bell</h1><p class='byline'>By Ada Okafor</p>"


def paragraphs(story: Story) -> list[str]:
    return [block.text for block in story.blocks if block.kind in ("paragraph", "heading")]


def opening(first: str) -> Story:
    return paste.read(f"<article>{HEAD}<div class='itemIntroText'>{first}</div><div>{TEXT}</div></article>", html=True)


@pytest.mark.parametrize("place", ["Valdeolmos.- ", "Madrid. – ", "MADRID, 3 May (EP) .- ", "COLOMBO (AP) — "])
def test_what_begins_with_a_place_is_the_text_whatever_its_box_is_called(place: str) -> None:
    story = opening(
        f"<p>{place}The bell was put up for sale on a Tuesday, and the village bought all of it at once.</p>"
    )
    assert story.standfirst_proposed
    assert paragraphs(story)[0].startswith(place.strip())


def test_what_a_page_calls_its_introduction_is_the_standfirst() -> None:
    story = opening("<p>A bell – put up for sale on a Tuesday – was bought by the village, all of it at once.</p>")
    assert not story.standfirst_proposed
    assert story.standfirst.startswith("A bell")
    assert len(paragraphs(story)) == 2


@pytest.mark.parametrize("mark", ["¹", "<sup>1</sup>", "[1]", ""])
def test_a_paragraph_that_ends_in_a_note_ends_as_paragraphs_do(mark: str) -> None:
    first = (
        f"<p>People leave all they have in their pockets. Since 1992 she has ironed what was left in them.{mark}</p>"
    )
    story = paste.read(f"<article>{HEAD}{first}{TEXT}</article>", html=True)
    assert paragraphs(story)[0].startswith("People leave")


QUESTION, ANSWER = (
    "<p><strong>{}</strong></p>",
    "<p>At first not at all. Then they all come too early, and a child asks why that is so.</p>",
)


def interview(*questions: str) -> Story:
    asked = "".join(QUESTION.format(question) + ANSWER for question in questions)
    head = (
        "<h1>“We missed the bell”</h1><p>25.01.2026</p><div class='teaser-text'><p>Eleven months without it.</p></div>"
    )
    return paste.read(f"{head}<div class='frame'>{asked}</div>", html=True)


def test_the_question_that_opens_an_interview_is_its_first_line() -> None:
    said = paragraphs(interview("How does a village see that a bell is not there?", "What was broken?"))
    assert said[0] == "How does a village see that a bell is not there?"


def test_a_question_above_a_text_without_another_is_a_label() -> None:
    said = paragraphs(interview("Are you on our list already?", "More of this"))
    assert not said[0].startswith("Are you")


POINTS = [
    "The ferry stopped on Tuesday in the middle of the day.",
    "Sixty-one people live on the island all year round.",
    "The council promises a boat, but there is nobody to steer it.",
]
BELOW = """Ada Okafor 17.2.2026 09:12
The ferry came loose at one o'clock and stayed on the other side. The grocer and eleven pupils stayed on the island.

According to the company it was the engine, but the islanders have heard the same for three winters in a row.

The mayor means to visit the island as soon as anybody can get there, and to bring the papers along with her.
"""


@pytest.mark.parametrize(("count", "proposed"), [(1, False), (3, True)])
def test_three_points_between_title_and_author_are_no_standfirst_and_stay(count: int, proposed: bool) -> None:
    story = paste.read("\n".join(["The last ferry left two hours after the warning", *POINTS[:count], BELOW]))
    assert story.standfirst_proposed == proposed
    assert paragraphs(story)[:3] == POINTS or not proposed


def test_a_caption_below_the_description_of_its_picture_is_no_standfirst() -> None:
    head = "The sluice is closed\nBy Ada Obi\n3 May 2026\nShare\nTwo men beside a wooden sluice\n"
    caption = "The sluice at Sallow Ford, which has been closed since the last night of the winter."
    first = (
        "The sluice at Sallow Ford turns only when the moon is full, because the miller sold the lamp oil in winter."
    )
    second = (
        "Farmers bring their barley in the afternoon and sleep in the loft until the stones begin to move below them."
    )
    story = paste.read(f"{head}{caption}\nBuy now\n\n{first}\n\n{second}\n\n{second} They say so.\n", html=False)
    assert story.standfirst != caption
    told = head.replace("Two men beside a wooden sluice\n", "")
    story = paste.read(f"{told}{caption}\nBuy now\n\n{first}\n\n{second}\n\n{second} They say so.\n", html=False)
    assert story.standfirst == caption


def test_what_a_picture_shows_is_no_standfirst_where_one_stands_below_its_caption() -> None:
    own = "A bell was put up for sale, and the village that had never asked for its price bought all of it at once."
    head = "The village that bought its own bell\nA bell on a cart, and goats behind it.\nThe bell. Photo: Sam Okoro\n"
    text = TEXT.replace("<p>", "").replace("</p>", "\n\n")
    story = paste.read(
        f"{head}{own}\n\nBy Ada Okafor\n3 May 2026\nShare\n{text}{text.replace('bell', 'cart')}", html=False
    )
    assert story.standfirst == own
