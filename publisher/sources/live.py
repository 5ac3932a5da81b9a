"""The pass for the entries of a live blog or a chronicle in a plain text: a time, and what happened then."""

from __future__ import annotations

import regex

from .part import Part
from .sheet import Sheet

_TIME = regex.compile(r"(?:[01]?\p{Nd}|2[0-3])[:.h][0-5]\p{Nd}(?:\s?(?:h|uhr|hrs|ist|gmt))?", regex.IGNORECASE)
_NUMBER = regex.compile(r"\p{Nd}+")
_LETTERS = regex.compile(r"\p{L}{3}")
_SUBHEAD = range(2, 16)  # words
_LEAST = 2  # entries; of one alone the time may be that of a film
_LEAST_TOLD = 3  # entries without a subhead


def live(sheet: Sheet) -> None:
    """Keep time and subhead, each line by itself right above a paragraph, where several are so; and the times of a
    chronicle."""
    entries = [n for n in range(len(sheet.parts) - 2) if not sheet.html and _is_entry(*sheet.parts[n : n + 3])]
    for n in entries if len(entries) >= _LEAST else ():
        sheet.parts[n].be("paragraph", "It is the time of an entry of a live blog.")
        sheet.parts[n + 1].be("heading", "It heads an entry of a live blog, below its time.")
    for n in _told(sheet):
        sheet.parts[n].be("paragraph", "It is a time of a chronicle: what happened then is told below it.")


def _told(sheet: Sheet) -> list[int]:
    """Times of a day in their order, forward or back, a sentence below each; a list of news has headlines there."""
    times = [n for n, part in enumerate(sheet.parts[:-1]) if _TIME.fullmatch(part.text)]
    told = [n for n in times if sheet.parts[n + 1].stops and sheet.parts[n + 1].size >= 2]
    if len(told) < _LEAST_TOLD or len(told) < len(times):
        return []
    clocks = _clocks(sheet, told)
    alike = len({(sheet.parts[n].path[:-1], sheet.parts[n].looks) for n in told}) == 1
    return told if alike and clocks in (sorted(clocks), sorted(clocks, reverse=True)) else []


def hours(sheet: Sheet) -> set[int]:
    """The times of a programme, each later than the one above it, with what happens then below it."""
    times = [n for n, part in enumerate(sheet.parts[:-1]) if part.open and _TIME.fullmatch(part.text)]
    told = all(_LETTERS.search(sheet.parts[n + 1].text) and sheet.parts[n + 1].open for n in times)
    clocks = _clocks(sheet, times)
    return set(times) if len(times) >= _LEAST_TOLD and told and clocks == sorted(set(clocks)) else set()


def _clocks(sheet: Sheet, times: list[int]) -> list[tuple[int, ...]]:
    return [tuple(map(int, _NUMBER.findall(sheet.parts[n].text)[:2])) for n in times]


def _is_entry(time: Part, head: Part, below: Part) -> bool:
    subhead = head.shape == "line" and int(head.size) in _SUBHEAD and not head.stops
    return subhead and below.prose and _TIME.fullmatch(time.text) is not None
