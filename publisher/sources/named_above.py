"""The pass for who wrote an article where a page says so above its title: a name and a day in one row."""

from __future__ import annotations

from itertools import pairwise

from .day import is_date_line
from .names import CASED, is_name
from .part import Part
from .sheet import Sheet

_NEAR = 5  # parts above the title
_NAME = range(2, 4)  # words of a name in a script without capitals


def named_above(sheet: Sheet) -> None:
    """HTML: where nobody is named below the title, the name right before the day, in the same element above it."""
    top = sheet.place("title")
    if sheet.byline or not sheet.html or top < 2:
        return
    for part, day in pairwise(sheet.parts[max(top - _NEAR, 0) : top]):
        row = len(part.path) > 1 and part.path[:-1] == day.path[:-1]
        if row and is_date_line(sheet, day) and _names(part) and not part.in_box("nav", "tags", "related"):
            sheet.byline.append(part.text)
            part.label = ""
            part.be("byline", f"It names who wrote the article ({part.text}), beside the day above the title.")
            return


def _names(part: Part) -> bool:
    if part.shape != "line" or part.ends or part.in_box("icon"):
        return False
    return is_name(part.text) if CASED.search(part.text) else len(part.text.split()) in _NAME
