"""The pass that finds when an article was published: a line of its own near the title, or the day beside a name."""

from __future__ import annotations

import re

import regex

from .dates import dates, like_a_date, may_hold_one, unglued
from .names import TIME
from .part import Part, size
from .sheet import Sheet
from .words import fold

_TOLD = 6  # words of a sentence: "The turnout was 84 per cent, less than in 2018."
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LETTER = regex.compile(r"\p{L}")


def date_lines(sheet: Sheet) -> None:
    """When it was published: a short line near the title that holds little but a date. Dates in sentences are none."""
    head = sheet.head_end()
    top = sheet.place("title")
    updated: list[str] = []
    if not sheet.html:
        _told_dates(sheet, head)
    for n, part in sheet.open():
        if not is_date_line(sheet, part):
            continue
        near = n < head + 2 or n <= top + 3
        if not (near or part.in_box("date") or sheet.of("published").start(part.text)):
            continue
        newer = sheet.of("updated").start(part.text) and len(dates(part.text, sheet.words)) < 2
        if newer and not sheet.published_on:
            updated += [iso for iso, _, _ in dates(part.text, sheet.words)][:1]
        elif not newer:
            note_date(sheet, part)
        part.be("date", "It is a line of its own near the title and holds a date.")
    for n, part in sheet.open():
        told = part.stops and part.size >= _TOLD
        if top < n < head and part.shape == "line" and part.size <= 8 and not told and like_a_date(part.text):
            part.be("furniture", "It looks like a date, in words or a calendar that are not known here.")
    if not sheet.published_on and updated:
        sheet.published_on = updated[0]


def _told_dates(sheet: Sheet, head: int) -> None:
    """Text: the line that says that the article was published then; a page's own day may stand above it."""
    for n, part in sheet.open():
        if n < head and is_date_line(sheet, part) and sheet.of("published").found(part.text):
            note_date(sheet, part)
            part.be("date", "It is a line of its own near the title and holds a date.")


def note_date(sheet: Sheet, part: Part) -> None:
    if sheet.published_on:
        return
    found = dates(text := unglued(part.text), sheet.words)
    if part.moment and _ISO.fullmatch(part.moment):
        sheet.published_on = part.moment
    elif found:
        sheet.published_on = _first_published(sheet, text, found)


def _first_published(sheet: Sheet, text: str, found: list[tuple[str, int, int]]) -> str:
    """Of several dates the one that is said to be of publication, else the first that is not of an update."""
    before = [text[end:start] for (_, _, end), (_, start, _) in zip([("", 0, 0), *found], found, strict=False)]
    for said, (iso, _, _) in zip(before, found, strict=True):
        if sheet.of("published").found(said) and not sheet.of("updated").found(said):
            return iso
    fresh = [f[0] for said, f in zip(before, found, strict=True) if not sheet.of("updated").found(said)]
    return fresh[0] if fresh else found[0][0]


_LONGEST, _LONG = 30, 22  # words of a line that holds a date, and of one that does not begin by saying so


def is_date_line(sheet: Sheet, part: Part) -> bool:
    if part.shape not in ("line", "heading") or part.size > _LONGEST:
        return False
    if part.size > _LONG and not sheet.of("published").start(part.text):
        return False
    if not may_hold_one(part.text):
        return bool(part.moment) and part.size <= 10
    key = (f"date line {part.moment}", part.text)
    if key not in sheet.seen:
        sheet.seen[key] = "yes" if _holds_little_but_a_date(sheet, part) else ""
    return bool(sheet.seen[key])


def _holds_little_but_a_date(sheet: Sheet, part: Part) -> bool:
    text = unglued(part.text)
    found = dates(text, sheet.words)
    if not found:
        return bool(part.moment) and part.size <= 10
    if sheet.of("published").start(text):
        return True
    said = any(sheet.of("published").found(text[max(start - 25, 0) : start]) for _, start, _ in found)
    if said and not sheet.html and not part.stops:
        return True
    rest = text
    for _, start, end in reversed(found):
        rest = rest[:start] + " " + rest[end:]
    rest = TIME.sub(" ", rest)
    for name in ("published", "updated", "counted", "share"):
        rest = sheet.of(name).without(fold(rest))
    told = [word for word in rest.split() if LETTER.search(word)]  # numbers left over are counts and times
    return size(" ".join(told)) <= 4 and "[" not in part.text
