"""What leads elsewhere among a plain text's paragraphs is left out by how it is set, and an author's line is not."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.story import Story

PARAGRAPHS = (
    "The shelter at Mill Cross has a roof, half a bench and a timetable for a line that was withdrawn years ago.",
    "In October the roof began to lean, and three offices wrote to us that the shelter belongs to one of the others.",
    "On Sunday two brothers propped it up with fence posts, and the bus driver stopped to hold the lamp for them.",
    "It is the only part of the stop that somebody admits to having touched since the day on which it was put there.",
    "The county says that it will look into the matter once it is told which of its own offices has the file.",
)
TITLE = "The bus stop that nobody owns"


def read(between: str, *, head: str = "", after: int = 2) -> Story:
    """The line stands between two paragraphs; each of these has an empty line below it, and labels have none."""
    told = [f"{one}\n\n" for one in PARAGRAPHS]
    told.insert(after, f"{between}\n")
    return paste.read(
        f"Menu\nLocal\n{TITLE}\nBy Ada Obi\n12 May 2026\nShare\n{head}{''.join(told)}Tags\nBuses\n", html=False
    )


def said(story: Story) -> str:
    return "\n".join([story.standfirst, *(block.text for block in story.blocks)])


@pytest.mark.parametrize(
    "line",
    [
        "WATCH NOW: Herons return to the Callow after forty winters",
        "BASAHIN: Herons return to the Callow after forty winters",
        "REPORTAGE. Herons return to the Callow after forty winters",
        "TIKLAYIN - Herons return to the Callow after forty winters",
        "Explainer: Herons return to the Callow after forty winters",
        "(Read also: Herons return to the Callow after forty winters)",
        "Lees ook Herons return to the Callow after forty winters",
        "Editor's picks: Herons return to the Callow after forty winters",
        "→ Herons return to the Callow after forty winters",
    ],
)
def test_a_label_and_a_title_in_one_line_lead_elsewhere(line: str) -> None:
    story = read(f"{line}\n")
    assert "Herons" not in said(story)
    assert [one.title for one in story.related] == ["Herons return to the Callow after forty winters"]
    assert all(one in said(story) for one in PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        "Brothers: the men who came with fence posts",  # the text tells of them
        "Step 2: Find the office that has a key",
        "Needed: Screws, a plank, nails, a lamp",
        "What he asked: Who would pay for any of this?",
    ],
)
def test_an_authors_line_with_a_colon_stays(line: str) -> None:
    assert line in said(read(f"{line}\n"))


def test_lines_with_labels_that_differ_are_how_the_author_sets_subheads() -> None:
    text = read("Myth: Nobody has ever waited here\n\n" + PARAGRAPHS[0] + "\n\nFact: Eleven people wait each day\n")
    assert "Myth: Nobody has ever waited here" in said(text)
    assert "Fact: Eleven people wait each day" in said(text)


def test_of_two_titles_below_one_another_neither_heads_the_text() -> None:
    story = read("Herons return to Callow\n\nA ferry without water\n")
    assert [one.title for one in story.related] == ["Herons return to Callow", "A ferry without water"]


@pytest.mark.parametrize(
    "line", ["Part two\n\nThe bench and the lamp\n", "Half a bench stays\n\nThe driver and his lamp\n"]
)
def test_a_heading_above_a_subhead_stays(line: str) -> None:
    assert all(one in said(read(line)) for one in line.split("\n") if one)


def test_a_name_below_another_articles_title_is_no_subhead() -> None:
    story = read("Related\nHerons return to Callow after forty winters\nTom Reed")
    assert "Tom Reed" not in said(story)


def test_a_name_that_the_text_knows_may_be_a_subhead() -> None:
    assert "Mill Cross" in said(read("Related\nHerons return to Callow after forty winters\nMill Cross"))


def test_a_credit_in_three_lines_goes_with_its_caption() -> None:
    story = read("", head="Half a bench, and a board where the line was.\nTom Reed\n/\nCounty Public Radio\n", after=0)
    assert not any(one in said(story) for one in ("Half a bench, and", "Tom Reed", "County Public Radio"))
    assert PARAGRAPHS[0] in said(story)


def test_a_line_that_names_a_network_bids_readers_elsewhere() -> None:
    assert "WhatsApp" not in said(read("News of your town also come by WhatsApp!\n"))


def test_a_network_in_the_story_stays() -> None:
    assert "He told nobody but Facebook." in said(read("He told nobody but Facebook.\n"))


def test_a_question_of_the_newsrooms_with_an_address_is_none_of_the_story() -> None:
    line = "Anything we ought to hear? Write to tips@harbour.example."
    assert line not in said(read(f"{line}\n", after=5))


@pytest.mark.parametrize(
    "line",
    [
        "Have you waited at the shelter, too? Ada Obi answers at our address, stop@harbour.example.",
        "Do you know who built it? Write to ada@harbour.example.",
    ],
)
def test_a_question_of_the_story_with_an_address_stays(line: str) -> None:
    assert line in said(read(f"{line}\n", after=5))


def test_a_label_that_is_a_sentence_is_a_label_with_a_full_stop_too() -> None:
    assert "Article continues" not in said(read("Article continues after advertisement.\n"))


@pytest.mark.parametrize(
    "line",
    [
        "Tekst gaat verder onder de foto.",
        "Artikeln fortsätter under bilden",
        "L'articolo prosegue dopo la pubblicità",
        "El artículo continúa después del anuncio",
        "Diesen Text lesen Sie kostenlos.",
        "Cet article vous est offert par un abonné.",
    ],
)
def test_what_a_site_says_of_the_article_stands_in_no_text(line: str) -> None:
    assert line not in said(read(f"{line}\n"))


@pytest.mark.parametrize(
    "line",
    [
        "This article may be republished for free with attribution.",
        "Este texto puede reproducirse libremente citando la fuente.",
        "Overname van dit artikel is toegestaan met bronvermelding.",
        "Przedruk dozwolony z podaniem źródła.",
    ],
)
def test_who_may_reprint_is_none_of_the_text(line: str) -> None:
    assert line not in said(read(f"{line}\n", after=5))


@pytest.mark.parametrize(
    "line",
    [
        "The poster may hang there, said the office, if the source is named.",
        "The fish may not be sold or reproduced here.",
    ],
)
def test_an_authors_last_words_of_copies_and_sources_stay(line: str) -> None:
    assert line in said(read(f"{line}\n", after=5))


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("Herons return to the Callow2 days ago", "Herons return to the Callow"),
        ("22.05.2026Herons return to the Callow", "Herons return to the Callow"),
        ("12 May 2026 Herons return to the Callow", "Herons return to the Callow"),
        ("LocalHerons return to the Callow", "Herons return to the Callow"),  # a section of the menu
        ("Ferry: «Herons return to the Callow»", "Ferry: «Herons return to the Callow»"),
        ("Local herons return to the Callow", "Local herons return to the Callow"),
        ("Herons return after 2 years ago", "Herons return after 2 years ago"),
    ],
)
def test_what_a_copy_joins_to_another_articles_title_is_none_of_it(entry: str, title: str) -> None:
    story = read(f"Related\n{entry}\n", after=5)
    assert [one.title for one in story.related] == [title]


def test_titles_with_their_days_below_the_text_are_other_articles_and_no_comments() -> None:
    listed = "See further\nHerons return to the Callow22.12.2025\nWho pays for the roof at Mill Cross?19.11.2025\n"
    story = read(listed, after=5)
    assert [(one.title, one.date) for one in story.related] == [
        ("Herons return to the Callow", "2025-12-22"),
        ("Who pays for the roof at Mill Cross?", "2025-11-19"),
    ]
    assert all(one in said(story) for one in PARAGRAPHS)


def test_one_line_with_a_day_or_a_name_with_one_is_no_other_article() -> None:
    assert not read("The brothers at the shelter, 12 May 2026\n").related
    assert not read("Ada Obi 22.05.2026\nTom Revell 23.05.2026\n", after=5).related


def test_a_subhead_with_a_capital_on_each_word_below_a_notice_stays() -> None:
    assert "Three Offices Disagree" in said(read("Advertisement\nThree Offices Disagree\n"))
