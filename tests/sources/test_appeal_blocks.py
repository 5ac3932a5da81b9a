"""Requests in a plain text that are told by how their block is set, where few of their words are known."""

from __future__ import annotations

from publisher.sources import paste
from publisher.story import Story

HEAD = "The lamp that nobody pays\nAda Obi\n6 April 2026\n\n"
ABOVE = """The village has had no light on the square since May, and the clerk says that nobody knows why it went out.

The lamps were sold to a firm in 2013, and the contract for it has twenty pages, of which the last one is not signed.

Two men from the firm came in June, looked up, wrote something down on a paper and went away again without a word.
"""
BELOW = """
“The lamps are ours,” the mayor said, “but the light is not, and we have never seen the bill for it either.”

In October the firm was sold again, and the new one has its seat at an address where only a bakery can be found.
"""


def read(box: str) -> Story:
    return paste.read(f"{HEAD}{ABOVE}\n{box}\n{BELOW}")


def texts(story: Story) -> list[str]:
    return [block.text for block in story.blocks]


def test_a_block_with_a_headline_and_a_few_words_below_it_asks_with_few_words() -> None:
    box = (
        "Give to independent journalism\n"
        "There is no owner behind us and no party. We write because of readers who pay into the hat each month.\n"
        "You are next"
    )
    story = read(box)
    assert story.appeal is not None
    assert story.appeal.headline == "Give to independent journalism"
    assert story.appeal.call_to_action == "You are next"
    assert len(texts(story)) == 5


def test_three_sums_in_three_lines_are_a_form_though_the_request_speaks_of_the_story() -> None:
    box = (
        "This lamp took us nine weeks and eleven letters\n"
        "The Square exists because 1,480 people pay for its light each month.\n\n"
        "If you want to know who signed the contract, come along.\n\n"
        "$ 3\n$ 8\n$ 20\nI want to help"
    )
    story = read(box)
    assert story.appeal is not None
    assert story.appeal.headline == "This lamp took us nine weeks and eleven letters"


def test_a_subhead_and_its_paragraphs_that_speak_of_money_are_the_authors() -> None:
    box = (
        "Who pays for the light\n\n"
        "The village gives 40 euros a month to the firm, and your neighbour pays as much again for his own.\n\n"
        "What you can see"
    )
    story = read(box)
    assert story.appeal is None
    assert "Who pays for the light" in texts(story)


def test_credits_above_a_request_are_not_of_it() -> None:
    box = (
        "Text & research: Ada Obi; Editor: Juma Perera; Check: Paul Marsh; Design: Ines Oy, for all of the newsroom\n\n"
    )
    ask = "Was this report worth something to you? Support our journalism with a donation of 5 euros a month."
    story = paste.read(f"{HEAD}{ABOVE}{BELOW}\n{box}{ask}\n\nRead also\nThe bakery\n")
    assert story.appeal is not None
    assert "Text & research" not in "\n".join(story.appeal.paragraphs) + story.appeal.headline


def test_below_its_button_a_request_is_over_though_a_later_paragraph_speaks_of_money() -> None:
    """In a plain text the author's subhead and three paragraphs below the button were taken for the request."""
    box = (
        "We can only work because of you\n"
        "If you have a card of a bank abroad, you can support us, for yourself and for all who stayed.\n\n"
        "From your regular donations we pay reporters and lawyers. Five euros a month let us plan ahead.\n\n"
        "Donate monthly"
    )
    told = (
        "“Our ambulance is Nick”\n"
        "Nick drives the sick to town in his own car, and the petrol is paid for by all of the street together.\n\n"
        "An ambulance does go out to the village on paper, and the standard for it is twenty minutes on any road.\n\n"
        "The papers in town print none of it: independent journalism cost its reporters 3,000 euros of donations.\n"
    )
    story = paste.read(f"{HEAD}{ABOVE}\n{box}\n{told}{BELOW}")
    assert story.appeal is not None
    assert story.appeal.call_to_action == "Donate monthly"
    assert [text for text in texts(story) if "Nick" in text or "ambulance does" in text] == [
        "“Our ambulance is Nick”",
        "Nick drives the sick to town in his own car, and the petrol is paid for by all of the street together.",
        "An ambulance does go out to the village on paper, and the standard for it is twenty minutes on any road.",
    ]
