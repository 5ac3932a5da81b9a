"""What stands around articles in languages that nobody has written a whole file for: words/labels/, a few lists each.

They are looked for in every text of their script, as the whole files' lists are; no text is read by them alone, and
nobody is written to in these languages. `stop`, where it is there, tells the language.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

FOLDER = Path(__file__).parent / "words" / "labels"
# Serbian is written in two scripts, letter for letter.
_LATIN = dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True))
_LATIN |= {"љ": "lj", "њ": "nj", "џ": "dž"}
_IN_LATIN = str.maketrans(_LATIN)
_TELLS_LANGUAGE = ("script", "stop", "months")


@cache
def labels() -> dict[str, dict[str, Any]]:
    """Each language's lists, by its tag; in NFC."""
    texts = {path.stem: normalize("NFC", path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
    return {tag: tomllib.loads(text) for tag, text in texts.items()}


def in_latin(cyrillic: dict[str, Any]) -> dict[str, Any]:
    """Serbian's lists in its other script, without what tells a language: Croatian has most of these words, too."""
    lists = {name: phrases for name, phrases in cyrillic.items() if name not in _TELLS_LANGUAGE}
    spelt = {name: [phrase.translate(_IN_LATIN) for phrase in phrases] for name, phrases in lists.items()}
    return {"script": "latin"} | {name: list(dict.fromkeys(phrases)) for name, phrases in spelt.items()}
