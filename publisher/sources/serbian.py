"""Serbian is written in two scripts, letter for letter: one file of words is read in both."""

from __future__ import annotations

from typing import Any

_LATIN = dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True))
_LATIN |= {"љ": "lj", "њ": "nj", "џ": "dž"}
_IN_LATIN = str.maketrans(_LATIN)


def in_latin(cyrillic: dict[str, Any]) -> dict[str, Any]:
    """The file's lists, in the other script."""
    lists = {name: phrases for name, phrases in cyrillic.items() if name != "script"}
    spelt = {name: [phrase.translate(_IN_LATIN) for phrase in phrases] for name, phrases in lists.items()}
    return {"script": "latin"} | {name: list(dict.fromkeys(phrases)) for name, phrases in spelt.items()}
