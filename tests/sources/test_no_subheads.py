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


def test_a_line_of_seven_words_is_long_if_four_of_them_are_none_of_the_text() -> None:
    assert kept(f"{FIRST}\n\nHow whistling Oon taught those goats manners\n{SECOND}\n\n{THIRD}\n\n{LAST}") == [
        FIRST,
        SECOND,
        THIRD,
        LAST,
    ]
    subhead = "How much lamp oil whistling Oon teaches goats"
    assert subhead in kept(f"{FIRST}\n\n{subhead}\n{SECOND}\n\n{THIRD}\n\n{LAST}")


def test_a_line_much_longer_than_the_subheads_with_little_of_the_text_is_none() -> None:
    line = "A new study finds that Sallow hens lay early"
    others = f"{FIRST}\n\nPermits and moons\n{SECOND}\n\n{line}\n{THIRD}\n\n{LAST}"
    assert kept(others) == [FIRST, "Permits and moons", SECOND, THIRD, LAST]
    assert line in kept(others.replace("Permits and moons\n", ""))


def test_a_long_line_in_japanese_is_told_by_its_signs() -> None:
    text = (
        "県境の橋の真ん中に、一軒の家が建っている。玄関は東の町に、台所は西の村にある。住んでいるのは元船頭の黒木辰雄さん（78）だ。",
        "税金は半分ずつ払う。選挙の案内は二通届き、黒木さんは毎回、廊下を歩いて投票先を決める。",
        "工事を終えた県は、家を動かすよう求めた。町と村はそれぞれ、動かすなら相手の側へと答えた。",
    )
    line = "対岸の駅長が毎朝あいさつする相手"
    assert line not in kept(f"{text[0]}\n\n{line}\n{text[1]}\n\n{text[2]}")
    own = "東の町と西の村の真ん中に建つ一軒の家"
    assert own in kept(f"{text[0]}\n\n{own}\n{text[1]}\n\n{text[2]}")


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


def test_a_long_line_that_goes_on_behind_a_comma_is_a_caption() -> None:
    caption = "Farmers asleep in the loft at Sallow, waiting for the moon"
    assert caption not in kept(f"{FIRST}\n\n{caption}\n{SECOND}\n\n{THIRD}\n\n{LAST}")
    subhead = "Asleep in the loft, again"
    assert subhead in kept(f"{FIRST}\n\n{subhead}\n{SECOND}\n\n{THIRD}\n\n{LAST}")
