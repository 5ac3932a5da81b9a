"""What makes two entries the same, and what does not."""

from __future__ import annotations

import pytest

from publisher.editing import known
from publisher.editing.known import Opening


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.news.example/a/", "http://news.example/a"),
        ("https://NEWS.example/a", "https://news.example/a"),
        ("https://news.example/", "https://news.example"),
    ],
)
def test_one_link_has_one_key_however_it_is_written(one: str, other: str) -> None:
    assert known.link_key(one) == known.link_key(other) != ""


def test_different_links_have_different_keys() -> None:
    links = [
        "https://news.example/a",
        "https://news.example/A",
        "https://news.example/?p=1",
        "https://news.example/?p=2",
    ]
    assert len({known.link_key(link) for link in links}) == 4
    assert known.link_key("") == ""


def test_a_text_is_known_by_its_letters_and_a_short_one_by_nothing() -> None:
    words = "The harbour council met on Monday evening to decide about the ferry and forty people came."
    assert known.text_key("T", words) == known.text_key("t", words.upper().replace(" ", "\n ") + " …")
    assert known.text_key("T", words) != known.text_key("T", words + " Again")
    assert known.text_key("Weather", "Fair.") == ""


@pytest.mark.parametrize(
    ("before", "after", "alike"),
    [
        (
            "ferry returns after three years\nthe morning ferry left the harbour at six with forty people on board",
            "ferry returns after four years\nthe morning ferry left the harbour at six with fifty people on board",
            True,
        ),
        (
            "渡輪時隔三年重返港口居民歡迎\n早上六點渡輪載著四十名乘客離開港口這是三月風暴以來的第一班",
            "渡輪時隔四年重返港口居民歡迎\n早上六點渡輪載著五十名乘客離開港口這是三月風暴以來的第一班",
            True,
        ),
        (
            "corrections\nin an article about the ferry we named the wrong captain last week",
            "corrections\na table of prices on page four left out the fish market this month",
            False,
        ),
        ("morning briefing\nhello", "morning briefing\nhello", False),
    ],
)
def test_near_the_same_title_and_first_words_are_the_same(before: str, after: str, alike: bool) -> None:
    assert Opening.of(before, "2026-12-01").like(Opening.of(after, "2026-12-01")) is alike
    assert Opening.of(before, "").like(Opening.of(after, "2026-12-01")) is alike
    assert not Opening.of(before, "2026-12-01").like(Opening.of(after, "2026-12-02"))


def test_what_keeps_half_its_title_is_no_stranger_on_another_day() -> None:
    was = Opening.of("渡輪時隔三年重返港口\n早上六點渡輪離開港口", "2026-12-01")
    assert not was.unlike(Opening.of("渡輪時隔四年重返港口\n全新的內容完全不同的句子", "2026-12-02"))
    assert was.unlike(Opening.of("風暴令學校停課\n全新的內容完全不同的句子", "2026-12-02"))
    assert not was.unlike(Opening.of("風暴令學校停課\n全新的內容完全不同的句子", "2026-12-01"))


def test_the_pair_with_most_in_common_goes_together() -> None:
    offered = [["guid 1", "link new"], ["guid 2", "link 1", "text 1"], ["guid 3", "link 2", "text 2"]]
    before = {"guid 1": [1], "link 1": [1], "text 1": [1], "guid 2": [2], "link 2": [2], "text 2": [2]}
    assert known.matched(offered, before) == {1: 1, 2: 2}
    assert known.matched([["g", "l"], ["x", "l"]], {"l": [7], "g": [7]}) == {0: 7}
    assert known.matched([], {}) == {}
