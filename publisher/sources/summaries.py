"""The pass for a summary that a machine wrote, which sites set above the text: its label names the machine.

A list of what the article tells stays where nobody names a machine: it is the newsroom's own.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import regex

from .part import Part, sentences
from .sheet import Sheet
from .words import fold

_LABEL = 8  # words
_POINT = 30  # words of one of its sentences
_MOST = 8  # sentences of it
_LEAST_LEFT = 3  # paragraphs that must stand below it
_PLACED = regex.compile(r"\p{Lu}[\p{Lu}\p{Z}.,'’]{2,40}\s?[-–—]\s|\p{Lu}[^.!?:\n]{1,40}\([^)\n]{2,25}\)\s?[-–—]")
_WHY = "It belongs to a summary that a machine wrote."


@cache
def _told() -> dict[str, list[str]]:
    told: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "machines.toml").read_text("utf-8"))
    return told


@cache
def _words(name: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}])(?:{'|'.join(map(regex.escape, _told()[name]))})(?![\p{{L}}\p{{N}}])")


def machine_summaries(sheet: Sheet) -> None:
    """Leave out what stands below such a label, between the title and the text."""
    top, last = sheet.place("title"), min(sheet.head_end() + _MOST, len(sheet.parts))
    for n in range(max(top + 1, 0), last):
        part = sheet.parts[n]
        label = part.label in ("", "furniture") and part.shape in ("line", "heading") and part.size <= _LABEL
        if not label or part.stops or not _names_both(part.text):
            continue
        points = _below(sheet, n)
        if points and sum(m > n for m in sheet.strong() if m not in points) >= _LEAST_LEFT:
            for m in (n, *points):
                sheet.parts[m].be("furniture", _WHY)


def _names_both(text: str) -> bool:
    """A machine, and a summary; where words are not parted, anywhere in the label."""
    said = fold(text)
    unspaced = not said.isascii() and any(name in said for name in _told()["joined"])
    summary = any(name in said for name in _told()["summary"]) if unspaced else _words("summary").search(said)
    machine = unspaced or _words("capitals").search(text) or _words("spaced").search(said)
    return bool(summary and machine)


def _below(sheet: Sheet, n: int) -> list[int]:
    points: list[int] = []
    for m in range(n + 1, min(n + 1 + _MOST, len(sheet.parts))):
        part = sheet.parts[m]
        if not _is_point(part) or _PLACED.match(part.text) or (points and len(sentences(part.text)) > 1):
            break
        points.append(m)
    return points


def _is_point(part: Part) -> bool:
    return part.open and part.shape in ("line", "heading", "list") and (part.size <= _POINT or part.shape == "list")
