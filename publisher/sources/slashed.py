"""The pass for a picture whose credit a plain text has in three lines: who took it, a slash, and for whom.

Right above them stands the caption, or what the picture shows. Many broadcasters' pages are copied so.
"""

from __future__ import annotations

from .part import Part
from .sheet import Sheet

_SLASH = ("/", "／")
_NAME = 5  # words of who took it, and for whom
_TOLD = 45  # words of a caption
_WHY = "It belongs to a picture that is not there: its credit stands there, with a slash."


def slashed(sheet: Sheet) -> None:
    """Leave out the credit and the line above it; the title and what was judged before stay as they are."""
    if sheet.html or not sheet.airy:
        return
    for n, part in enumerate(sheet.parts[3:-1], 3):
        if part.open and part.text in _SLASH:
            above, name, _, owner = sheet.parts[n - 2 : n + 2]
            lines = (above, name, part, owner) if _is_told(above) else (name, part, owner)
            for one in lines if _is_name(name) and _is_name(owner) else ():
                one.be("furniture", _WHY)


def _is_name(part: Part) -> bool:
    line = part.open and part.shape == "line" and 1 <= part.size <= _NAME
    return line and not part.stops


def _is_told(part: Part) -> bool:
    return part.open and part.shape == "line" and part.size <= _TOLD and not part.apart
