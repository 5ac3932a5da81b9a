"""Shortening: whatever the script and the room, it fits, says only what the text says, and cuts nothing in half."""

from __future__ import annotations

import tracemalloc

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from publisher.rendering.fit import sentence_ends, shorten, shorten_at_word

from .limits import as_mastodon, as_x

WORDS = {
    "latin": [
        "Gaza",
        "ceasefire.",
        "“road map”,",
        "Mr. Blair",
        "e.g.",
        "naïve",
        "3.5",
        "https://example.org/a?b=c",
        "U.S.",
    ],
    "tamil": ["செவிலியர்கள்", "இரண்டு", "ஆண்டுகள்.", "க்ஷ", "ஸ்ரீ", "உள்ளன?"],
    "sinhala": ["ශ්‍රී", "ලංකා", "පුවත්", "කියවන්න."],
    "arabic": ["الممرضات", "بالمفاتيح.", "حيًّا", "يلومهنّ؟", "القاهرة،"],
    "hebrew": ["שָׁלוֹם", "עיתון.", "צה״ל"],
    "chinese": ["护士们留下了钥匙。", "上周，卫生部让步了！", "“我们没有占领任何东西，”"],
    "thai": ["โรงพยาบาลปิดแล้ว", "กำลัง", "น้ำ"],
    "emoji": ["👩🏽‍🚀", "🇱🇰", "👨‍👩‍👧‍👦", "e\u0301", "1️⃣"],
}
texts = st.one_of(
    *(st.lists(st.sampled_from(words), min_size=1, max_size=60).map(" ".join) for words in WORDS.values()),
    st.lists(st.sampled_from([word for words in WORDS.values() for word in words]), min_size=1, max_size=60).map(
        " ".join
    ),
    st.text(max_size=300),
)


@given(text=texts, room=st.integers(0, 400), count=st.sampled_from([as_x, as_mastodon, len]))
def test_what_is_kept_fits_and_is_a_start_of_the_text_in_whole_graphemes(text, room, count) -> None:
    whole = " ".join(text.split())
    kept = shorten(text, room=room, count=count)
    assert not kept or count(kept) <= room
    if count(whole) <= room:
        assert kept == whole
        return
    start = kept.removesuffix("…").rstrip()
    assert whole.startswith(start)
    ends = {0, *(grapheme.end() for grapheme in regex.finditer(r"\X", whole))}
    assert len(start) in ends


@given(text=st.lists(st.sampled_from(WORDS["tamil"] + WORDS["arabic"]), min_size=3, max_size=40).map(" ".join))
def test_a_word_is_not_cut_while_one_fits(text) -> None:
    kept = shorten(text, room=40, count=as_mastodon)
    start = kept.removesuffix("…")
    assert text == kept or text[len(start)] in " .?،"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Mr. Blair went. He stayed.", ["Mr. Blair went.", "Mr. Blair went. He stayed."]),
        ("J. R. R. Tolkien wrote. Yes.", ["J. R. R. Tolkien wrote.", "J. R. R. Tolkien wrote. Yes."]),
        ("It said so on August 21. Then more.", ["It said so on August 21.", "It said so on August 21. Then more."]),
        ("Er kam am 21. August an. Gut.", ["Er kam am 21. August an.", "Er kam am 21. August an. Gut."]),
        ("It costs 3.5 million. OK.", ["It costs 3.5 million.", "It costs 3.5 million. OK."]),
        ("“Stop!” he said. Go.", ["“Stop!”", "“Stop!” he said.", "“Stop!” he said. Go."]),
        ("هل كان؟ نعم.", ["هل كان؟", "هل كان؟ نعم."]),
        (
            "病房关了。护士们说：“留下。”走了。",
            ["病房关了。", "病房关了。护士们说：“留下。”", "病房关了。护士们说：“留下。”走了。"],
        ),
        ("वह गया। फिर आया।", ["वह गया।", "वह गया। फिर आया।"]),
        ("وہ گیا۔ پھر آیا۔", ["وہ گیا۔", "وہ گیا۔ پھر آیا۔"]),
    ],
)
def test_a_sentence_ends_where_its_script_ends_it(text: str, ends: list[str]) -> None:
    assert [text[:end] for end in sentence_ends(text)] == ends


def test_a_sentence_is_kept_whole_without_an_ellipsis() -> None:
    assert shorten("One short sentence. And a second one that is longer.", room=30, count=len) == "One short sentence."


def test_a_very_short_first_sentence_does_not_stand_for_all() -> None:
    text = "No. The ministry closed the ward of the district hospital in the night without a word"
    assert shorten(text, room=60, count=len) == "No. The ministry closed the ward of the district hospital…"


def test_a_cut_at_a_word_leaves_no_comma_before_the_ellipsis() -> None:
    assert shorten("the nurses, the keys, the generator", room=23, count=len) == "the nurses, the keys…"


def test_a_word_longer_than_the_room_is_cut_after_a_grapheme() -> None:
    assert shorten("👨‍👩‍👧‍👦" * 5, room=3, count=as_mastodon) == "👨‍👩‍👧‍👦" * 2 + "…"


def test_nothing_is_kept_where_nothing_fits() -> None:
    assert shorten("word", room=0, count=len) == ""
    assert shorten_at_word("word", room=2, count=len) == ""


def test_a_wall_of_text_is_shortened_without_filling_the_memory():
    """An article may have 300,000 characters in one paragraph; all its starts together have forty-five billion."""
    for text in ("x" * 200_000, "word " * 50_000, "A sentence. " * 20_000, "字" * 100_000):
        tracemalloc.start()
        try:
            assert len(shorten(text, room=90, count=len)) <= 90
            assert tracemalloc.get_traced_memory()[1] < 200_000_000
        finally:
            tracemalloc.stop()
