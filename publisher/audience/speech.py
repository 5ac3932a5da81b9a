"""What readers are told, on our pages and in our mails to them, in their own language: one file each in words/."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel import Locale
from babel.lists import format_list

from ..models import Newsroom, Subscriber

FOLDER = Path(__file__).parent / "words"
RIGHT_TO_LEFT = {"ar", "ckb", "fa", "he", "ps", "ur"}
# Words that are not named by the first part of the tag: another script's, or what a language is also called.
NAMED = {
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-mo": "zh-Hant",
    "zh-hant": "zh-Hant",
    "sr-latn": "sr-Latn",
    "no": "nb",
}


class Speech:
    """The words of one language; of English where it has none. `language` is the tag of what they are in."""

    def __init__(self, language: str) -> None:
        self.language, self.words = _known(language)

    def __call__(self, name: str, **values: str | int) -> str:
        """One of the words, with what is filled in: apart from the rest where that runs from right to left (UAX 9)."""
        if self.language in RIGHT_TO_LEFT:
            values = {key: f"\u2068{value}\u2069" for key, value in values.items()}
        return self.words[name].format_map(values)

    def listed(self, names: list[str]) -> str:
        """Names as one phrase: “A, B and C”."""
        return format_list(names, locale=Locale.parse(self.language, sep="-")) if names else ""


def speech(newsroom: Newsroom, reader: Subscriber | None = None) -> Speech:
    """In the language that this reader chose, or else in the newsroom's."""
    return Speech((reader.language if reader else "") or newsroom.language)


@cache
def files() -> dict[str, Mapping[str, str]]:
    """Every language's words, by its tag."""
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


def _known(language: str) -> tuple[str, Mapping[str, str]]:
    first, *rest = language.lower().replace("_", "-").split("-")
    named = NAMED.get(f"{first}-{rest[0]}" if rest else first) or NAMED.get(first, first)
    known = named if named in files() else "en"
    return known, files()[known]
