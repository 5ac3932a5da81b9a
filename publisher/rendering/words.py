"""A letter's fixed words, dates and type, by its language and script."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import regex
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list

from .environment import TEMPLATES

RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv", "arc"}
# Words that are not named by the first part of the tag: another script's, or what a language is also called.
NAMED = {
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-mo": "zh-Hant",
    "zh-hant": "zh-Hant",
    "sr-latn": "sr-Latn",
    "no": "nb",
}


@dataclass(frozen=True, slots=True)
class Face:
    """How a script is set: font stacks that need no download, size in pixels, line height."""

    serif: str = "Georgia, Times New Roman, serif"
    sans: str = "-apple-system, Segoe UI, Helvetica Neue, Arial, sans-serif"
    size: int = 18
    leading: str = "1.65"
    scale: float = 1.0  # of headlines: words of some scripts are wide and long

    def scaled(self, size: int) -> int:
        """A headline's size in pixels."""
        return round(size * self.scale)


def _indic(*names: str) -> Face:
    return Face(", ".join([*names, "Nirmala UI", "serif"]), "Noto Sans, Nirmala UI, Arial, sans-serif", 18, "1.8", 0.85)


def _tall(serif: str) -> Face:
    """Signs stand above and below the letters of a line."""
    return Face(serif, "Noto Sans, Leelawadee UI, Arial, sans-serif", 18, "1.9", 0.85)


FACES: Mapping[str, Face] = {
    "Latin": Face(),
    "Cyrillic": Face(),
    "Greek": Face(),
    "Arabic": Face(
        "Noto Naskh Arabic, Geeza Pro, Segoe UI, Tahoma, serif", "Segoe UI, Tahoma, Arial, sans-serif", 20, "1.8"
    ),
    "Hebrew": Face("Noto Serif Hebrew, Times New Roman, Arial Hebrew, serif", size=19, leading="1.7"),
    "Tamil": _indic("Noto Serif Tamil", "Tamil Sangam MN", "Latha"),
    "Sinhala": _indic("Noto Serif Sinhala", "Sinhala Sangam MN", "Iskoola Pota"),
    "Devanagari": _indic("Noto Serif Devanagari", "Kohinoor Devanagari"),
    "Malayalam": _indic("Noto Serif Malayalam", "Malayalam Sangam MN", "Kartika"),
    "Telugu": _indic("Noto Serif Telugu", "Telugu Sangam MN", "Gautami"),
    "Kannada": _indic("Noto Serif Kannada", "Kannada Sangam MN", "Tunga"),
    "Gujarati": _indic("Noto Serif Gujarati", "Gujarati Sangam MN", "Shruti"),
    "Gurmukhi": _indic("Noto Serif Gurmukhi", "Gurmukhi Sangam MN", "Raavi"),
    "Lao": _tall("Noto Serif Lao, Lao Sangam MN, DokChampa, serif"),
    "Bengali": _indic("Noto Serif Bengali", "Bangla Sangam MN", "Vrinda"),
    "Thai": _tall("Noto Serif Thai, Thonburi, Tahoma, serif"),
    "Khmer": _tall("Noto Serif Khmer, Khmer Sangam MN, Leelawadee UI, serif"),
    "Myanmar": _tall("Noto Serif Myanmar, Myanmar Sangam MN, Myanmar Text, serif"),
    "Ethiopic": Face("Noto Serif Ethiopic, Kefa, Nyala, Ebrima, serif", leading="1.75"),
    "Hangul": Face("Noto Serif KR, AppleMyungjo, Batang, serif", "Apple SD Gothic Neo, Malgun Gothic, sans-serif"),
    "Han": Face(
        "Songti SC, Noto Serif CJK SC, SimSun, serif",
        "PingFang SC, Noto Sans CJK SC, Microsoft YaHei, sans-serif",
        leading="1.8",
    ),
    "Hiragana": Face(
        "Hiragino Mincho ProN, Yu Mincho, serif", "Hiragino Sans, Yu Gothic, Meiryo, sans-serif", leading="1.8"
    ),
}


def direction(language: str) -> str:
    """Which way a language runs, by its tag."""
    return "rtl" if language.lower().split("-")[0] in RIGHT_TO_LEFT else "ltr"


def face(text: str) -> Face:
    """How to set a text, by the script that most of its first letters are in."""
    sample = text[:1000]
    found = {script: len(regex.findall(rf"\p{{{script}}}", sample)) for script in FACES}
    return FACES[max(found, key=lambda script: found[script])]


@cache
def _all_words() -> dict[str, dict[str, str]]:
    return tomllib.loads((TEMPLATES / "email" / "words.toml").read_text("utf-8"))


def words(language: str) -> tuple[str, Mapping[str, str]]:
    """The fixed words for a language tag, and the language they are in: English where there are none."""
    first, *rest = language.lower().replace("_", "-").split("-")
    named = NAMED.get(f"{first}-{rest[0]}" if rest else first) or NAMED.get(first, first)
    known = named if named in _all_words() else "en"
    return known, _all_words()[known]


def long_date(iso: str, language: str) -> str:
    """An ISO date as the language writes it; unchanged if it is not one."""
    try:
        return format_date(date.fromisoformat(iso[:10]), "long", locale=_locale(language))
    except ValueError:
        return iso


def listed(names: Sequence[str], language: str) -> str:
    """Names as one phrase: “A, B and C”."""
    return format_list(list(names), locale=_locale(language)) if names else ""


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale("en")
