"""The pass for who wrote an article where a page says so above its title: a name and a day in one row."""

from __future__ import annotations

from itertools import pairwise

import regex

from .day import is_date_line
from .names import CASED, is_name
from .part import Part
from .sheet import Sheet

_NEAR = 5  # parts above the title
_TIME, _LINE = 5, 8  # words of "3 min read", and of a line with a name
_TWICE = regex.compile(
    r"(\p{Lu}[\p{L}\p{M}'’-]+ \p{Lu}[\p{L}\p{M}'’-]+)\s?\1$"
)  # the name, and its picture's description
_NAME = range(2, 4)  # words of a name in a script without capitals


def named_above(sheet: Sheet) -> None:
    """Where nobody is named below the title, the name right before the day, in the same element above it."""
    top = sheet.place("title")
    if sheet.byline or top < 2:
        return
    if not sheet.html:
        _before_reading_time(sheet, top)
        return
    for part, day in pairwise(sheet.parts[max(top - _NEAR, 0) : top]):
        row = len(part.path) > 1 and part.path[:-1] == day.path[:-1]
        if row and is_date_line(sheet, day) and _names(part) and not part.in_box("nav", "tags", "related"):
            sheet.byline.append(part.text)
            part.label = ""
            part.be("byline", f"It names who wrote the article ({part.text}), beside the day above the title.")
            return


def _before_reading_time(sheet: Sheet, top: int) -> None:
    """Text: site builders print the name, the day and how long it takes to read, in three lines above the title."""
    lines = [part for part in sheet.parts[max(top - _NEAR, 0) : top] if part.text][-3:]
    if len(lines) < 3:
        return
    name, day, time = lines
    reads = time.size <= _TIME and sum(word.isdecimal() for word in time.text.split()) == 1
    if reads and name.size <= _LINE and is_date_line(sheet, day) and not is_date_line(sheet, time):
        twice = _TWICE.search(name.text)
        said = str(twice[1]) if twice else name.text.strip()
        if is_name(said) if CASED.search(said) else len(said.split()) in _NAME and not sheet.of("kickers").whole(said):
            sheet.byline.append(said)
            name.label = ""
            name.be("byline", f"It names who wrote the article ({said}), above the day and the time it takes to read.")


def _names(part: Part) -> bool:
    if part.shape != "line" or part.ends or part.in_box("icon"):
        return False
    return is_name(part.text) if CASED.search(part.text) else len(part.text.split()) in _NAME
