"""The pass for what stands below a plain text and is set as its paragraphs are: comments, and the numbers of notes."""

from __future__ import annotations

import regex

from .dates import dates, like_a_date
from .part import Part
from .sheet import Sheet

_MOST_BELOW = 0.35  # of the running text may be comments
_HEAD = 14  # words of who commented and when
_TIME = regex.compile(r"(?<!\p{Nd})\p{Nd}{1,2}[:.]\p{Nd}{2}(?!\p{Nd})")
_GLUED = regex.compile(r"[\p{L}.]\p{Nd}")
_NUMBER = regex.compile(r"[1-9]\d?")


def tails(sheet: Sheet) -> None:
    """Leave out comments, from the first name with a day and a time on; and the numbers of footnotes."""
    if sheet.html or not sheet.airy:
        return
    _comments(sheet)
    _note_numbers(sheet)


def _comments(sheet: Sheet) -> None:
    strong = sheet.strong()
    if len(strong) < 4:
        return
    whole = sum(sheet.parts[n].size for n in strong)
    for n in range(strong[len(strong) // 2] + 1, len(sheet.parts) - 1):
        below = sum(sheet.parts[m].size for m in strong if m > n)
        if below <= _MOST_BELOW * (whole - below) and _heads_comment(sheet, n):
            for part in sheet.parts[n:]:
                part.be("furniture", "It stands among the comments: a name, a day and a time are above it.")
            return


def _heads_comment(sheet: Sheet, n: int) -> bool:
    """A line of its own, right above words: who, on which day, and when."""
    part, below = sheet.parts[n : n + 2]
    if not part.open or part.shape != "line" or part.apart or (part.stops and not part.text.endswith(".")):
        return False
    named = 3 <= part.size <= _HEAD and (dates(part.text, sheet.words) or like_a_date(part.text))
    return bool(named and _TIME.search(part.text) and _GLUED.search(part.text)) and _is_said(below)


def _is_said(part: Part) -> bool:
    return part.open and part.shape == "line" and (part.prose or part.ends)


def _note_numbers(sheet: Sheet) -> None:
    """A number alone above a note, where the text points to it: "and then stopped.1"."""
    for n, part in sheet.open():
        if part.shape != "line" or not _NUMBER.fullmatch(part.text) or n + 1 >= len(sheet.parts):
            continue
        pointed = regex.compile(rf"[\p{{L}}.,;!?”’»\"]{part.text}(?!\p{{Nd}})")
        if _is_said(sheet.parts[n + 1]) and any(p.prose and pointed.search(p.text) for p in sheet.parts[:n]):
            part.be("furniture", "It is the number of the note below it.")
