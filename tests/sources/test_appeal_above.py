"""Requests in a plain text: the paragraphs of theirs above the one that asks, and the author's that stand near."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.story import Story

TEXT = [
    "The bridge that leans",
    "The council met on Tuesday and decided, after a long debate, that the bridge would stay closed until spring.",
    "Engineers found the crack in March, when a child dropped a marble that rolled in the wrong direction.",
    "Nobody on the far side has seen a bus since the summer, and the school has lost eleven of its pupils.",
    "A subhead\nThe baker walks to work each morning and counts the cracks in the tar, nineteen by now.",
    "The ferryman, who retired in 1998, has painted his boat green and is waiting for somebody to ask him.",
]
STANCE = "We belong to nobody. No minister and no billionaire decides what is worth a printed page."
ASKS = "If you value that, please support us with 5 euros a month. Our readers keep us going."
FOOT = "Tags: bridges, roads"


def read(*blocks: str) -> Story:
    return paste.read("\n\n".join([*TEXT, *blocks, FOOT]))


def told(story: Story) -> list[str]:
    return [block.text for block in story.blocks]


AUTHORS = [line for block in TEXT[1:] for line in block.split("\n")]


@pytest.mark.parametrize("headline", ["Who decides for the Dispatch", "Reports like this one exist because of you."])
def test_what_stands_between_the_headline_and_the_paragraph_that_asks_is_of_the_request(headline: str) -> None:
    story = read(f"{headline}\n{STANCE}", f"{ASKS}\nContinue")
    assert story.appeal is not None
    assert (story.appeal.headline, *story.appeal.paragraphs)[-3:-1] == (headline, STANCE)
    assert told(story) == AUTHORS


def test_an_authors_subhead_and_paragraph_above_a_request_stay() -> None:
    last = "How we counted\nWe walked the far side for eleven days with the baker and the ferryman, and counted cracks."
    story = read(last, ASKS)
    assert story.appeal is not None
    assert story.appeal.headline == ""
    assert told(story) == [*AUTHORS, *last.split("\n")]


def test_a_paragraph_that_does_not_speak_for_the_newsroom_stays() -> None:
    below = "Nothing has moved\nA heron now nests under the northern pillar, far from the noise of lorries."
    story = read(below, ASKS)
    assert told(story) == [*AUTHORS, *below.split("\n")]


def test_sums_in_a_row_are_no_account_and_tell_a_form() -> None:
    box = f"It took two of us a month to cross the closed bridge\n{STANCE}\n$100 $500 $1,000 Other\nChip in"
    story = read(box)
    assert story.appeal is not None
    assert story.appeal.call_to_action == "Chip in"
    assert told(story) == AUTHORS


def test_who_paid_for_the_article_is_said_below_the_request_and_stays() -> None:
    note = "This report was supported by a grant of the Inland Foundation, which had no part in it."
    assert told(read(ASKS, note))[-1] == note


def test_a_long_paragraph_that_asks_once_is_a_report() -> None:
    long = (
        "On paper the town bought 1,120 tons of tar for $90,000 last year, as the invoices show that the Dispatch has "
        "read. Join us, says the poster on the depot, and beside it hangs the same list as three winters ago: sand, "
        "salt, forty cones, two lamps, a marble, and the phone number of an engineer who moved to Spain in 2011."
    )
    text = [*TEXT[:3], long, *TEXT[3:]]
    story = paste.read("\n\n".join(["The Dispatch", *text, ASKS, FOOT]))
    assert long in told(story)


def test_a_headline_that_asks_is_no_button_of_what_stands_above_it() -> None:
    guide = (
        "How to object\nBy Priya Raman\n\n"
        "Go to the website of the council. Search for the number. Download everything that is there, and read it.\n\n"
        "Sign with your own name and give the address of the house, or the clerk will put the letter aside.\n\n"
        "Step 5: Turn up\n\nYou get three minutes. Practise.\n\nThis guide was first published in 2019.\n\n"
        "Support our work\nWe rely on readers like you. Give £5 a month to keep the desk free for all.\nDonate now\n"
    )
    story = paste.read(guide)
    assert story.appeal is not None
    assert story.appeal.headline == "Support our work"
    assert "Step 5: Turn up" in [block.text for block in story.blocks]


def test_an_author_who_turns_to_the_reader_at_once_asks_for_no_money() -> None:
    text = (
        "Sevgili okur, sen bu satırları okurken ben balığa çıkmış olacağım.\n\nBana kızma. Sen de gelmeliydin.\n\n"
        "Bak, sana açıkça söylüyorum: bu kente destek olmazsan bu kent de sana destek olmaz. Bir simit al.\n\n"
        "Çünkü geçen hafta iki dükkân daha kapandı, ikisi de savaştan beri oradaydı ve ikisi de saat satardı."
    )
    story = paste.read(f"Sana bir sır vereyim\nNermin Aksoy\n4 Şubat 2025\n\n{text}\n")
    assert story.appeal is None
