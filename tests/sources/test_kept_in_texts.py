"""What the author wrote and a plain text hides: a subhead of a table of contents, a note, a list, a last word."""

from __future__ import annotations

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
