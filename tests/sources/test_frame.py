"""Where an article begins and ends on a page that was copied whole."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.story import Story

BODY = """On the second Monday of every March the clerk walked to the post office and signed for a cheque.

She thought of it as rent. “They were paying us to leave the river alone,” she said, “and we did.”

Nobody told her.

In a filing cabinet upstairs, in a folder of 1979, the same river had been promised to somebody else already.

The inspectors came in May and closed the gate, and by the end of that summer the orchard was gone.

“I ordered tomatoes,” she said. “I thought somebody would have to water them, whoever owns the water.”
"""
BROWSER = f"""Skip to content
Home
Water
Politics
Opinion
The Salt Ledger
Water
The town that sold its water twice
For eleven years it was paid for a river that was promised to somebody else.

Della Marsh
27 Aug 2026
Share
Facebook
A rusted gate above a dry ditch
The gate at the creek, closed since May. Photo: Della Marsh
{BODY}
Tags
Rivers
Law
Della Marsh
Della Marsh covers water and those who sell it, and has done so for twenty years.

Most read
Two held after museum raid
Why your bread is getting smaller
© 2026 The Salt Ledger
"""


def texts(story: Story) -> list[str]:
    return [block.text for block in story.blocks if block.kind != "picture"]


def test_a_page_copied_whole_is_its_article_and_nothing_else() -> None:
    story = paste.read(BROWSER)
    assert story.title == "The town that sold its water twice"
    assert story.standfirst == "For eleven years it was paid for a river that was promised to somebody else."
    assert (story.byline, story.published_on) == (("Della Marsh",), "2026-08-27")
    assert texts(story) == BODY.strip().split("\n\n")


def test_what_is_left_out_of_a_page_is_listed_with_why() -> None:
    left_out = {dropped.text: dropped.why for dropped in paste.read(BROWSER).dropped}
    assert "above the title" in left_out["The Salt Ledger"]
    assert left_out["Two held after museum raid"]
    assert all(why.endswith(".") for why in left_out.values())


def test_a_paragraph_of_three_words_stays_where_it_stands() -> None:
    assert "Nobody told her." in texts(paste.read(BROWSER))


def test_a_short_last_paragraph_is_of_the_article() -> None:
    pasted = BROWSER.replace("\nTags\n", "\n“It rained,” she said.\n\nTags\n")
    assert texts(paste.read(pasted))[-1] == "“It rained,” she said."


@pytest.mark.parametrize("name", ["subscriber-only", "newsletter-issue", "related-story", "donation-page"])
def test_the_name_of_a_box_that_holds_the_whole_text_tells_nothing(name: str) -> None:
    paragraphs = "".join(f'<div class="{name}"><p>{one}</p></div>' for one in BODY.strip().split("\n\n"))
    story = paste.read(f"<article><h1>The town that sold its water twice</h1>{paragraphs}</article>")
    assert texts(story) == BODY.strip().split("\n\n")


def test_a_kicker_that_a_copy_joined_to_the_title_is_parted_from_it() -> None:
    pasted = BROWSER.replace("The town that sold", "Rights to a river:The town that sold")
    story = paste.read(pasted)
    assert story.title == "The town that sold its water twice"
    assert "Rights to a river" in [dropped.text for dropped in story.dropped]


@pytest.mark.parametrize(
    "line",
    [
        "Image source,Getty Images",
        "Image caption,",
        "- Advertisement -Send money home",
        "#water#law",
        "Join our WhatsApp channel for the latest from the valley",
        "You have 2 free articles remaining this month.",
    ],
)
def test_what_the_site_says_among_the_paragraphs_is_left_out(line: str) -> None:
    story = paste.read(BROWSER.replace("Nobody told her.\n", f"Nobody told her.\n\n{line}\n"))
    assert texts(story) == BODY.strip().split("\n\n")
    assert any(line in dropped.text for dropped in story.dropped)


def test_hidden_words_are_not_joined_to_those_that_are_seen() -> None:
    hidden = '<span style="position:absolute;width:1px" class="sr-only">Comments</span>'
    html = "".join(f"<p>{one}</p>" for one in BODY.strip().split("\n\n"))
    story = paste.read(f"<h1>The town{hidden} that sold its water twice</h1>{html}")
    assert story.title == "The town that sold its water twice"


GALLERY = "".join(
    f'<figure><img src="https://news.example.org/{n}.jpg" alt="" width="1200" height="800">'
    f"<figcaption>{n}/3 {said}</figcaption></figure>"
    for n, said in enumerate(
        ("The last train leaves at dawn on Saturday.", "He drove it for forty years.", "The line, an hour after it."), 1
    )
)


@pytest.mark.parametrize("around", ["<article>{}</article>{}", "<article>{}{}</article>"])
def test_a_gallery_below_the_text_stays(around: str) -> None:
    text = "".join(f"<p>{sentence}</p>" for sentence in BODY.split("\n\n"))
    story = paste.read(f"<main><h1>The last train</h1>{around.format(text, GALLERY)}</main>", html=True)
    assert len(story.pictures) == 3


def test_the_day_right_above_the_title_is_the_articles() -> None:
    text = "".join(f"<p>{sentence}</p>" for sentence in BODY.split("\n\n"))
    menu = "<ul><li>Home</li><li>About</li></ul>"
    story = paste.read(f"{menu}<h2>6 April 2026</h2><h1>The last train leaves the valley</h1>{text}", html=True)
    assert story.published_on == "2026-04-06"
