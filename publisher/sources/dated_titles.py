"""The pass for other articles that a site lists, two or more: a title and its day in one line."""

from __future__ import annotations

from itertools import pairwise

from .dates import dates
from .part import Part, size
from .related import note
from .sheet import Sheet

_WORDS = range(4, 26)  # of a title; a comment has a name there
_NEAR = 2  # lines from one to the next, between which the section of one may stand


def dated_titles(sheet: Sheet) -> None:
    """Text: below the last paragraph, or where the copy has joined the day to the title's last word."""
    if sheet.html:
        return
    last = max(sheet.body_prose(), default=0)
    top = sheet.place("title")
    found = [n for n, part in sheet.open() if n > top and _titled(sheet, part, below=n > last)]
    for one, other in pairwise(found):
        if other - one <= _NEAR:
            for n in (one, other):
                note(sheet, sheet.parts[n], sheet.parts[n].text, "It is the title of another article, with its day.")


def _titled(sheet: Sheet, part: Part, *, below: bool) -> bool:
    if part.shape != "line" or part.prose or part.size > _WORDS.stop + 3:
        return False
    when = dates(part.text, sheet.words)
    if not when or when[-1][2] < len(part.text.rstrip()) - 1:
        return False
    title = part.text[: when[-1][1]]
    joined = title[-1:].islower() or title[-1:] in "?!»”\"'’"
    return int(size(title)) in _WORDS and (joined or (below and title[-1:] == " " and title[-2:-1].isalpha()))
