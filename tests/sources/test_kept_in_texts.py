"""What the author wrote and a plain text hides: a subhead of a table of contents, a note, a list, a last word."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.story import Story

TITLE = "The bridge that leans"
TEXT = [
    "The council met on Tuesday and decided, after a long debate, that the bridge would stay closed until spring.",
    "Engineers found the crack in March, when a child dropped a marble that rolled in the wrong direction.",
    "Nobody on the far side has seen a bus since the summer, and the school has lost eleven of its pupils.",
    "The baker walks to work each morning and counts the cracks in the tar, nineteen of them by now.",
    "The ferryman, who retired in 1998, has painted his boat green and is waiting for somebody to ask him.",
]
FOOT = "Tags: bridges, roads"


def read(*blocks: str) -> Story:
    return paste.read("\n\n".join([TITLE, *blocks, FOOT]))


def told(story: Story) -> list[str]:
    return [block.text for block in story.blocks]


def test_of_a_table_of_contents_the_second_is_the_subhead() -> None:
    contents = "Contents\nA marble rolls\nNo bus in sight"
    one, two = f"A marble rolls\n{TEXT[2]}", f"No bus in sight\n{TEXT[3]}"
    kept = told(read(*TEXT[:2], contents, one, two, TEXT[4]))
    assert kept.count("A marble rolls") == kept.count("No bus in sight") == 1


def test_a_label_that_stands_there_twice_is_none() -> None:
    one, two = f"Advertorial\n{TEXT[1]}", f"Advertorial\n{TEXT[3]}"
    assert "Advertorial" not in told(read(TEXT[0], one, TEXT[2], two, TEXT[4]))


def test_a_starred_sentence_below_the_text_is_a_note_and_no_list() -> None:
    note = "* The number of cracks was corrected on 4 March."
    assert told(read(*TEXT, note))[-1] == note


def test_lines_that_end_with_a_semicolon_are_the_authors() -> None:
    listed = (
        "those who wait for the ferry at the old landing;\nthose who swim;\nthose who have moved to the county town."
    )
    kept = "\n".join(told(read(*TEXT[:3], f"There are three kinds of people here.\n{listed}", *TEXT[3:])))
    assert all(line in kept for line in listed.split("\n"))


def test_a_last_word_is_a_paragraph() -> None:
    assert told(read(*TEXT, "Silence."))[-1] == "Silence."


def test_how_an_article_was_made_is_the_authors_where_it_tells_of_its_story() -> None:
    head = "How we worked"
    how = (
        "Our newsroom counted the cracks in the tar with the baker, and the marble was lent by the council's engineers."
    )
    assert told(read(*TEXT, f"{head}\n{how}"))[-2:] == [head, how]


def test_a_short_title_that_its_caption_goes_on_is_a_picture() -> None:
    head = f"{TITLE} and nobody mends\nThe leaning bridge\nThe leaning bridge in Harlan. A note on its gate."
    assert paste.read("\n\n".join([f"{head}\n4 March 2026", *TEXT, FOOT])).title == f"{TITLE} and nobody mends"


def test_the_first_question_of_an_interview_opens_it() -> None:
    question = "PLAINLY: When did you get up today?"
    answer = "The baker: At ten past five, as on every day since the bridge was closed, and without a clock."
    again = "PLAINLY: And whom do you meet on the far side at that hour?"
    head = f"{TITLE}\nBy Ada Obi\n4 March 2026"
    assert told(paste.read("\n\n".join([head, question, answer, again, *TEXT[1:], FOOT])))[:2] == [question, answer]


def test_a_subhead_below_the_button_of_a_request_is_the_authors() -> None:
    asks = "Support us\nWe belong to nobody, and what the bridge hides is worth a month. Please give what you can."
    kept = told(read(*TEXT[:3], asks, "Donate now", f"What the bridge hides\n{TEXT[3]}", TEXT[4]))
    assert kept[-3:] == ["What the bridge hides", *TEXT[3:]]


@pytest.mark.parametrize("label", ["Photo: ", "写真："])
def test_a_credit_of_the_author_in_the_middle_does_not_end_the_text(label: str) -> None:
    picture = f"Pupils iron the pages in the gym. {label}Ada Obi."
    below = f"A marble, again\n{TEXT[3]}"
    story = paste.read("\n\n".join([TITLE, "By Ada Obi", *TEXT[:3], picture, below, TEXT[4], FOOT]))
    assert [text for text in told(story) if text in TEXT] == TEXT


def test_what_only_begins_like_its_end_does_not_end_the_text() -> None:
    named = "Ada Obi counted the cracks once more."
    goes_on = "The bridge, the bus, the marble and the ferryman with his boat: all of them wait for the engineers."
    labels = "In spring:\nthe tar;\nthe bus;\nthe boat."
    story = paste.read("\n\n".join([TITLE, "By Ada Obi", *TEXT[:3], named, labels, TEXT[4], goes_on, TEXT[3], FOOT]))
    assert {goes_on, TEXT[3], TEXT[4]} <= set(told(story))


def test_a_last_paragraph_with_names_in_brackets_behind_it_is_the_authors() -> None:
    last = (
        "“They look for our bridge on the map,” she said. “It is not there, so they drew it.” (Ada Obi / Harbour News)"
    )
    assert told(read(*TEXT, last))[-1] == last


def test_who_took_a_picture_in_brackets_is_no_paragraph() -> None:
    last = "The bridge, seen from the far side on the day on which the crack was found. (Photo: Ada Obi / Harbour News)"
    assert last not in told(read(*TEXT, last))


def test_facts_below_the_text_end_where_a_label_begins() -> None:
    facts = "Facts: the bridge\nIt was built in 1983.\nThe bus crossed it twice.\nThe baker crosses it.\nTags: bridges"
    kept = "\n".join(told(paste.read("\n\n".join([TITLE, *TEXT, facts]))))
    assert "It was built in 1983." in kept
    assert "Tags" not in kept


def test_a_caption_and_what_announces_a_list_are_no_lines_of_one_paragraph() -> None:
    block = (
        "Pupils iron the pages of the books in the gym\nIn the gym of school no. 4. Photo: Tom Hale\nThe books today:"
    )
    kept = told(read(*TEXT[:3], block, "- dry;\n- damp;\n- gone.", *TEXT[3:]))
    assert "The books today:" in kept


def test_a_licence_below_the_text_is_not_of_it_but_a_report_on_one_is() -> None:
    licence = "This article is under CC BY-NC 4.0"
    report = "The council put the map of the cracks under a Creative Commons licence, so that the baker may print it."
    kept = told(read(*TEXT[:3], report, *TEXT[3:], licence))
    assert report in kept
    assert licence not in kept
    assert report in told(read(*TEXT, report))


def test_a_heading_of_signs_alone_is_no_title_though_the_page_names_none() -> None:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    assert paste.read(f"<h1>?!</h1><h1>{TITLE}</h1>{text}", html=True).title == TITLE
