"""The pass for the entries of a live blog in a plain text: a time, a subhead, and what happened then."""

from __future__ import annotations

import regex

from .part import Part
from .sheet import Sheet

_TIME = regex.compile(r"(?:[01]?\p{Nd}|2[0-3])[:.h][0-5]\p{Nd}(?:\s?(?:h|uhr|hrs|ist|gmt))?", regex.IGNORECASE)
_SUBHEAD = range(2, 16)  # words
_LEAST = 2  # entries; of one alone the time may be that of a film


def live(sheet: Sheet) -> None:
    """Keep time and subhead, each line by itself right above a paragraph, where several are so."""
    if sheet.html:
        return
    entries = [n for n in range(len(sheet.parts) - 2) if _is_entry(*sheet.parts[n : n + 3])]
    for n in entries if len(entries) >= _LEAST else ():
        sheet.parts[n].be("paragraph", "It is the time of an entry of a live blog.")
        sheet.parts[n + 1].be("heading", "It heads an entry of a live blog, below its time.")


def _is_entry(time: Part, head: Part, below: Part) -> bool:
    subhead = head.shape == "line" and int(head.size) in _SUBHEAD and not head.stops
    return subhead and below.prose and _TIME.fullmatch(time.text) is not None
