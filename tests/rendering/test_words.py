"""Fixed words, dates, type and colour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.rendering.colour import (
    DARK_SHEET,
    DARK_TINT,
    LIGHT_SHEET,
    LIGHT_TINT,
    contrast,
    palette,
)
from publisher.rendering.plain import columns, heading, wrap, wrap_items
from publisher.rendering.words import _all_words, face, listed, long_date, words
from publisher.sources.vocabulary import files


@pytest.mark.parametrize("language", _all_words())
def test_every_language_has_every_word_with_the_same_places(language: str) -> None:
    english, theirs = _all_words()["en"], _all_words()[language]
    assert theirs.keys() == english.keys()
    for name, word in english.items():
        assert [place in theirs[name] for place in ("{newsroom}", "{list}", "{names}")] == [
            place in word for place in ("{newsroom}", "{list}", "{names}")
        ]


@pytest.mark.parametrize(
    ("tag", "known"),
    [
        ("pt-BR", "pt"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hans", "zh"),
        ("sr-latn", "sr-Latn"),
        ("no", "nb"),
        ("my", "my"),
        ("cy", "en"),
        ("", "en"),
        ("und", "en"),
    ],
)
def test_a_language_without_words_gets_english(tag: str, known: str) -> None:
    assert words(tag)[0] == known


def test_a_date_is_written_as_its_language_does_and_nonsense_stays_as_it_is() -> None:
    assert long_date("2005-08-27", "en-GB") == "27 August 2005"
    assert long_date("2005-08-27T10:00:00Z", "de") == "27. August 2005"
    assert long_date("last week", "en") == "last week"
    assert long_date("2005-08-27", "tlh-nonsense") == "August 27, 2005"


def test_names_are_joined_as_the_language_does() -> None:
    assert listed(["A", "B", "C"], "en") == "A, B, and C"
    assert listed(["A", "B"], "es") == "A y B"
    assert listed([], "en") == ""


def test_type_follows_the_script_not_the_language_tag() -> None:
    assert "Tamil" in face("செவிலியர்கள் Port Salem").serif
    assert "Naskh" in face("الجناح الذي").serif
    assert "Khmer" in face("សាឡាងត្រឡប់មកវិញ").serif
    assert "Georgia" in face("").serif


def test_a_letter_speaks_every_language_that_articles_are_read_in() -> None:
    assert {tag for tag in files() if words(tag)[0] == "en"} == {"en"}


@given(st.integers(0, 0xFFFFFF))
def test_any_colour_of_a_newsroom_becomes_readable(number: int) -> None:
    made = palette(f"#{number:06x}")
    assert min(contrast(made.accent, LIGHT_SHEET), contrast(made.accent, LIGHT_TINT)) >= 4.5
    assert min(contrast(made.accent_dark, DARK_SHEET), contrast(made.accent_dark, DARK_TINT)) >= 4.5
    assert contrast(made.button, made.button_words) >= 4.5
    assert contrast(made.button_dark, made.button_dark_words) >= 4.5


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#8a1c1c;}", "#zzzzzz"])
def test_what_is_no_colour_cannot_reach_the_css(colour: str) -> None:
    assert palette(colour) == palette("#8a1c1c")


@given(
    st.lists(
        st.sampled_from(["word", "a", "செவிலியர்கள்", "护士们留下了钥匙。", "“引号”，", "حيًّا", "longer-word"]),
        max_size=80,
    )
)
def test_no_line_is_wider_than_72_columns_and_no_character_is_lost(parts: list[str]) -> None:
    text = " ".join(parts)
    lines = wrap(text).split("\n")
    assert all(columns(line) <= 74 for line in lines)  # 72, and a stop that may not begin a line
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_long_address_stands_whole_on_its_line() -> None:
    url = "https://example.org/" + "a" * 100
    assert wrap(f"Read {url} now") == f"Read\n{url}\nnow"


def test_a_lists_further_lines_stand_under_its_words() -> None:
    lines = wrap_items("* " + "word " * 30 + "\n10. " + "word " * 30).split("\n")
    assert lines[1].startswith("  word")
    assert lines[-1].startswith("    word")


def test_a_heading_is_underlined_as_wide_as_it_is() -> None:
    assert heading("病房") == "病房\n----"
