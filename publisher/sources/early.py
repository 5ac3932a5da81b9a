"""Where an article begins whose first paragraphs are too short to be sure of: an interview, a recipe, a chronicle.

The head of a page leaves labels there, and what a picture shows; none of them is set as a paragraph and ends as a
sentence does, and they are few.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from .part import Part
from .sheet import Sheet

_ASKING = tuple("?？؟")
_SPOKEN = tuple('”»」』"“')
_TURNING = tuple(",،，、")
_SALUTATION = 6  # words
_NEAR = 60  # lines from one numbered subhead to the next
_NUMBERED = regex.compile(r"(\P{Nd}{0,12})(\p{Nd}{1,2})(?!\p{Nd})\P{Nd}")
_LEAST = 2  # sentences set as paragraphs, where others stand between them and the first sure paragraph
_LEAST_TIGHT = 3  # right above it, where nothing is set apart
_SENTENCES = 3  # of one block
_MANY, _BLOCKS = 8, 3  # lines, and how many blocks of them, that are more than the head of a page leaves,
_LABELS = 5  # and how many of them to each that looks like a label


def begins(sheet: Sheet, top: int, start: int) -> int:
    """The line below the title from which on all is the author's; `start`, the first sure paragraph, if none above."""
    first = start
    if top < 0 or start >= len(sheet.parts):
        return start  # nothing is sure
    while first > top + 1 and _may_be(sheet.parts[first - 1], sheet.parts[start]):
        first -= 1
    text = sheet.parts[start]
    if (many := _many(sheet, top, start)) < start:
        return many
    found = list(_blocks(sheet, first, start))
    said = [block for block in found if _is_said(sheet, block, text)]
    start = next((n for n in range(first, start) if sheet.parts[n].label), start)
    if len(said) >= _LEAST:
        start = min(start, said[0].start)
    elif not (sheet.airy or sheet.html):
        start = _tight(sheet, first, start)
    elif said and said[-1] == range(start - 1, start) and sheet.parts[start - 1].stops:
        start -= 1  # it is the text's, too: see frame.py
    return start - 1 if start > first and _leads(sheet, start - 1) else start


def _many(sheet: Sheet, top: int, start: int) -> int:
    """The first of more lines than a head leaves, one or two of which may look like labels; `start`, if too few."""
    text, found = sheet.parts[start], list[int]()
    for n in range(start - 1, top, -1):
        if _may_be(sheet.parts[n], text):
            found.append(n)
        elif sheet.parts[n].label != "furniture":
            break
    first = found[-1] if found else start
    labels = start - first - len(found)
    enough = len(found) >= max(_MANY, _LABELS * labels) and len(list(_blocks(sheet, first, start))) >= _BLOCKS
    return first if enough else start


def _may_be(part: Part, text: Part) -> bool:
    """Nobody has judged it, or it is kept: a time of a chronicle. HTML: it stands in the element of the text."""
    kept = part.label in ("", "paragraph", "heading") and part.linked < 0.3
    if not part.path:
        return kept and part.shape in ("line", "list", "rule")
    alike = part.path[:-1] == text.path[:-1] and (part.shape in ("heading", "list", "rule") or _set_alike(part, text))
    return kept and alike and part.boxes <= text.boxes | {"bold"}


def _set_alike(part: Part, text: Part) -> bool:
    return part.shape == "line" and part.looks == text.looks


def _leads(sheet: Sheet, n: int) -> bool:
    """Whom a letter turns to, a line by itself: "Dear neighbour,"; or the first of numbered subheads: "Step 1: …"."""
    over, part = sheet.parts[n - 1 : n + 1]
    apart = part.path or (part.in_box("spaced") and over.in_box("spaced"))
    if part.shape != "line" or not apart:
        return False
    return _is_counted(sheet, n) or (part.text.endswith(_TURNING) and part.size <= _SALUTATION)


def _is_counted(sheet: Sheet, n: int) -> bool:
    """A subhead with a number, and the one with the next number is below."""
    part = sheet.parts[n]
    found = _NUMBERED.match(part.text) if part.shape == "line" and not part.ends else None
    following = f"{found[1]}{int(found[2]) + 1}" if found else ""
    return bool(following) and any(p.open and p.text.startswith(following) for p in sheet.parts[n + 1 : n + _NEAR])


def _tight(sheet: Sheet, first: int, start: int) -> int:
    told = start
    while told > first and _ends(sheet.parts[told - 1]):
        told -= 1
    return told if start - told >= _LEAST_TIGHT else start


def _blocks(sheet: Sheet, first: int, end: int) -> Iterator[range]:
    """The lines that no empty line parts; in HTML each is one."""
    for n in range(first, end):
        if sheet.parts[n].path or sheet.parts[n].in_box("spaced"):
            yield range(first, n + 1)
            first = n + 1
    if first < end:
        yield range(first, end)


def _is_said(sheet: Sheet, block: range, text: Part) -> bool:
    """A sentence set as a paragraph, or several of them in a block."""
    lines = [sheet.parts[n] for n in block]
    if not (_ends(lines[-1]) or (len(lines) == 1 and _is_counted(sheet, block.start))):
        return False
    if lines[-1].path:
        return _set_alike(lines[-1], text)
    return lines[-1].in_box("spaced") and (len(lines) == 1 or sum(map(_ends, lines)) >= _SENTENCES)


def _ends(part: Part) -> bool:
    """It ends as a sentence does, or as what somebody says."""
    if part.shape != "line" or part.linked > 0.3:
        return False
    return (part.stops and not part.text[-1:].isdigit()) or part.text.endswith((*_ASKING, *_SPOKEN))
