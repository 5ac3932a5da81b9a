"""Lines above a paragraph of a plain text that could be subheads by their place, and are none."""

from __future__ import annotations

from publisher.sources import paste

HEAD = "The Post\nMenu\nThe mill that grinds by moonlight\nIna Brewer\n4 March 2026\n\n"
FIRST = "The mill at Sallow Ford turns only when the moon is full, because the miller sold the lamp oil in winter."
SECOND = "Farmers bring their barley in the afternoon and sleep in the loft until the stones begin to move below them."
THIRD = "The county wrote in June that night work needs a permit, and that permits are given out between nine and noon."
LAST = "The miller hung the letter beside the sluice, where the moon reaches it at about half past two in the night."
TITLE = "How Oon learned to whistle at dusk"
LONG = "How the whistling village of Oon taught its goats to answer"


def kept(text: str) -> list[str]:
    return [block.text for block in paste.read(f"{HEAD}{text}\n\nShare\nPrint", html=False).blocks]


def test_where_subheads_are_set_apart_a_longer_line_that_is_not_is_none() -> None:
    assert kept(f"{FIRST}\n\n{TITLE}\n{SECOND}\n\nPermits\n\n{THIRD}\n\n{LAST}") == [
        FIRST,
        SECOND,
        "Permits",
        THIRD,
        LAST,
    ]


def test_where_none_is_set_apart_it_may_be_one() -> None:
    assert TITLE in kept(f"{FIRST}\n\n{TITLE}\n{SECOND}\n\nPermits\n{THIRD}\n\n{LAST}")


def test_where_shorter_ones_stick_too_it_may_be_one() -> None:
    text = f"{FIRST}\n\n{TITLE}\n{SECOND}\n\nPermits\n{THIRD}\n\nMoon\n\n{LAST}"
    assert TITLE in kept(text)


def test_a_long_line_that_has_no_word_of_the_text_is_none() -> None:
    assert kept(f"{FIRST}\n\n{LONG}\n{SECOND}\n\n{THIRD}\n\n{LAST}") == [FIRST, SECOND, THIRD, LAST]


def test_a_long_line_that_has_words_of_the_text_stays() -> None:
    subhead = "How the miller of Sallow Ford taught farmers to sleep"
    assert subhead in kept(f"{FIRST}\n\n{subhead}\n{SECOND}\n\n{THIRD}\n\n{LAST}")


def test_who_writes_long_subheads_keeps_them() -> None:
    others = ("What else the goats of Oon have never once forgotten", "Why nobody whistles on the far shore of Oon")
    text = f"{FIRST}\n\n{LONG}\n{SECOND}\n\n{others[0]}\n{THIRD}\n\n{others[1]}\n{LAST}\n\n{FIRST}"
    assert {LONG, *others} <= set(kept(text))


def test_a_caption_that_is_set_as_a_paragraph_is_told_by_the_name_it_begins_with() -> None:
    caption = "Thomas Garth beside the sluice, forty yards from where it was last week"
    named = THIRD.replace("The county wrote", "Thomas Garth said “no”. The county wrote")
    assert caption not in kept(f"{FIRST}\n\n{SECOND}\n\n{caption}\n\n{named}\n\n{LAST}")
    assert caption + "." in kept(f"{FIRST}\n\n{SECOND}\n\n{caption}.\n\n{named}\n\n{LAST}")
    assert caption in kept(f"{FIRST}\n\n{SECOND}\n\n{caption}\n\n{THIRD}\n\n{LAST}")
