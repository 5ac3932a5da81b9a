from __future__ import annotations

import re

import pytest

from publisher.audience.speech import RIGHT_TO_LEFT, Speech, files
from publisher.rendering.words import direction
from publisher.sources import vocabulary as sources

PLACES = re.compile(r"\{\w*\}")


@pytest.mark.parametrize("tag", files())
def test_every_language_says_everything_with_the_same_places(tag: str) -> None:
    english, theirs = files()["en"], files()[tag]
    assert theirs.keys() == english.keys()
    for name, words in english.items():
        assert sorted(PLACES.findall(theirs[name])) == sorted(PLACES.findall(words)), name
        assert theirs[name] == theirs[name].strip() != "", name
        assert "<" not in theirs[name], name
        assert tag == "en" or theirs[name] != words, name


def test_readers_are_spoken_to_in_every_language_that_articles_are_read_in() -> None:
    assert sources.files().keys() <= files().keys()


@pytest.mark.parametrize(
    ("language", "known"),
    [
        ("pt-BR", "pt"),
        ("zh-TW", "zh-Hant"),
        ("zh_CN", "zh"),
        ("AR", "ar"),
        ("sr-Latn-RS", "sr-Latn"),
        ("sr_BA", "sr"),
        ("no-NO", "nb"),
        ("cy", "en"),
        ("und", "en"),
        ("", "en"),
    ],
)
def test_a_language_without_words_gets_english(language: str, known: str) -> None:
    assert Speech(language).language == known


def test_names_are_joined_as_the_language_does() -> None:
    assert Speech("en").listed(["Daily", "Weekly"]) == "Daily and Weekly"
    assert Speech("ar").listed(["يومي", "أسبوعي"]) == "يومي وأسبوعي"
    assert Speech("zh-TW").listed([]) == ""


def test_braces_in_what_is_filled_in_stay_as_they_are() -> None:
    assert Speech("en")("get", list="{address} & {list}") == "Get {address} & {list} by email"


def test_a_name_stands_apart_where_words_run_from_right_to_left() -> None:
    assert "\u2068The Lamp\u2069" in Speech("he")("consent", newsroom="The Lamp", lists="Weekly")
    assert "\u2068" not in Speech("de")("consent", newsroom="The Lamp", lists="Weekly")


def test_the_languages_that_run_from_right_to_left_are_those_that_pages_run_so_for() -> None:
    assert {tag for tag in files() if direction(tag) == "rtl"} == RIGHT_TO_LEFT
