"""Tops of pages of many makes, copied as plain text: title, authors, day and standfirst, and where the text begins."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from publisher.sources import paste

HERE = Path(__file__).parent / "heads"
EXPECTED = tomllib.loads((HERE / "expected.toml").read_text("utf-8"))


def test_every_head_is_expected_and_every_expectation_has_a_head() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in HERE.glob("*.txt"))


@pytest.mark.parametrize("name", list(EXPECTED))
def test_what_stands_above_a_text_is_told_apart(name: str) -> None:
    text, wanted = (HERE / f"{name}.txt").read_text("utf-8"), EXPECTED[name]
    story = paste.read(text)
    assert story.title == wanted["title"]
    assert list(story.byline) == wanted["byline"]
    assert str(story.published_on) == wanted["published_on"]
    assert story.standfirst.startswith(wanted.get("standfirst", ""))
    assert len(story.blocks) == 5
