"""Lines in larger print than the text has are headings: as software sets them that has no elements for that."""

from __future__ import annotations

import re
from collections import Counter

from .part import Part

_TEXT = 12.0  # points of a text, of which the others are told; where it is larger itself, they are in proportion
_HEADING, _TITLE = 16.0, 20.0
_LONGEST = 200  # characters of a heading
_DRESS = re.compile(r"</?(?:strong|br)>")


def by_print(parts: list[Part]) -> list[Part]:
    """Make headings of lines in large print. What most of the words are set in is the text, however large."""
    if not any(part.points >= _HEADING for part in parts):
        return parts
    letters: Counter[float] = Counter()
    for part in parts:
        if part.shape == "line":
            letters[part.points] += len(part.text)
    usual = letters.most_common(1)[0][0] if letters else 0.0
    scale = max(1.0, usual / _TEXT)
    for part in parts:
        large = part.shape == "line" and part.points >= _HEADING * scale and len(part.text) < _LONGEST
        if large and "item" not in part.boxes:
            part.shape, part.level = "heading", 1 if part.points >= _TITLE * scale else 2
            part.html, part.text = undressed(part.html), part.text.replace("\n", " ")
            part.weigh()
    return parts


def undressed(html: str) -> str:
    """A heading on one line, and not bold once more."""
    return _DRESS.sub(" ", html).strip()
