"""Ten thousand random texts, counted as npm's twitter-text does (X's own), and by Node's graphemes and UTF-16.

Bluesky's is in test_bluesky.py. Threads and LinkedIn have no such code; their own examples are in tests/channels.
"""

from __future__ import annotations

from typing import Any

import pytest

from publisher.channels import counting, limits

from .texts import by_node, texts

pytestmark = [pytest.mark.debian, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def given() -> list[str]:
    return texts(10_000)


@pytest.fixture(scope="module")
def theirs(given: list[str]) -> list[dict[str, Any]]:
    return by_node("counting.mjs", given)


@pytest.mark.parametrize(
    ("kind", "counted"), [("x", "x"), ("mastodon", "mastodon"), ("telegram", "utf16"), ("facebook", "utf16")]
)
def test_ten_thousand_texts_are_as_long_as_the_network_finds_them(
    kind: str, counted: str, given: list[str], theirs: list[dict[str, Any]]
) -> None:
    ours = limits(kind).count
    differ = [
        (text, ours(text), said[counted])
        for text, said in zip(given, theirs, strict=True)
        if ours(text) != said[counted]
    ]
    assert differ == []


def test_no_link_that_x_sees_is_overlooked(given: list[str], theirs: list[dict[str, Any]]) -> None:
    """A post with a link costs more there."""
    assert [
        text for text, said in zip(given, theirs, strict=True) if said["links"] and not counting.x_links(text)
    ] == []
