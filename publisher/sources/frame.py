"""Passes that find where the article begins and ends on a page that was copied whole, and what stands between.

Above the title and below the last paragraph the doubt counts against a line, inside of the text it counts for it.
"""

from __future__ import annotations

import itertools
from collections import Counter

from .byline import is_date_line
from .part import Part
from .sheet import Sheet
from .words import bare

_MOST_BELOW = 0.35  # of the text above a sign of the end may stand below it: comments, notices
_CONTAINER = 0.85  # of the running text an element must hold to be the article's own
_APART = 4  # parts that were judged before may stand between the text and its last words


def above_title(sheet: Sheet) -> None:
    """What stands above the title is the site's, whatever it says."""
    top = sheet.place("title")
    if not sheet.strong():
        return
    for n, part in sheet.open():
        if n < top and part.shape != "picture":
            if not (n == top - 1 and part.stops and part.size >= 10 and part.linked < 0.3):  # a note of the editor's
                part.be("furniture", "It stands above the title.")
        elif n < top:
            part.be("furniture", "It is a picture above the title.")


def opening(sheet: Sheet) -> None:
    """What is left between the title and the text: labels, descriptions of pictures, boxes."""
    top, start = sheet.place("title"), sheet.head_end()
    if top < 0 or start >= len(sheet.parts):
        return
    for n, part in sheet.open():
        if not top < n < start or part.shape in ("picture", "embed"):
            continue
        strong = part.prose and part.apart
        if n == start - 1 and part.shape == "heading":
            continue  # a subhead may open the text
        if not strong:
            part.be("furniture", "It stands between the title and the text and is no part of either.")


def ending(sheet: Sheet) -> None:
    """Where the text is over: with the element that holds it, at a sign such as Tags, or with its last paragraph."""
    strong = sheet.strong()
    if len(strong) < 2:
        return
    _outside(sheet, strong)
    sign = _sign(sheet, sheet.strong())
    for n, part in sheet.open():
        if sign is not None and n > sign:
            part.be("furniture", f"It stands below “{sheet.parts[sign].text[:40]}”, where the article is over.")
    _below(sheet)


def _outside(sheet: Sheet, strong: list[int]) -> None:
    """HTML: what follows the element that holds the running text is not of it."""
    inside: Counter[int] = Counter()
    several: Counter[int] = Counter()
    for n in strong:
        for number in sheet.parts[n].path:
            inside[number] += int(sheet.parts[n].size)
            several[number] += 1
    whole = sum(int(sheet.parts[n].size) for n in strong)
    holders = [number for number, held in inside.items() if held >= _CONTAINER * whole and several[number] > 2]
    if not holders:
        return
    holder = max(holders)  # the innermost has the highest number
    last = max(n for n, p in enumerate(sheet.parts) if holder in p.path)
    for n, part in sheet.open():
        if n > last:
            part.be("furniture", "It stands below the element of the page that holds the article.")


def _sign(sheet: Sheet, strong: list[int]) -> int | None:
    """The first line that only stands where an article is over, with little running text below it."""
    whole = sum(sheet.parts[n].size for n in strong)
    for n in range(strong[len(strong) // 2] + 1 if strong else 0, len(sheet.parts)):
        part = sheet.parts[n]
        if part.size <= 12 and part.label not in ("related", "appeal", "heading") and _says_end(sheet, part):
            below = sum(sheet.parts[m].size for m in strong if m > n)
            if below <= _MOST_BELOW * (whole - below):
                return n
    return None


def _says_end(sheet: Sheet, part: Part) -> bool:
    """Tags, the most read, previous and next, the author's name once more."""
    said = bare(part.text)
    if said in sheet.of("ends").phrases or sheet.of("ends").start(part.text):
        return not part.prose
    if sheet.of("author_heads").whole(part.text) or sheet.of("comments").whole(part.text):
        return True
    if sheet.of("lists").whole(part.text) and not sheet.of("related").whole(part.text):
        return True
    return part.label != "byline" and any(said == bare(name) for name in sheet.byline)


def _below(sheet: Sheet) -> None:
    """Below the last paragraph only what belongs to it stays: short paragraphs, its list, its pictures."""
    strong = sheet.strong()
    if not strong:
        return
    kept = strong[-1]
    for n, part in sheet.open():
        if n <= kept:
            continue
        if n - kept <= _APART and _belongs(sheet, sheet.parts[kept], n):
            kept = n
        else:
            kept = min(kept, n - 2 * _APART)  # the rest stands below something else
            part.be("furniture", "It stands below the last paragraph and is no sentence of the article.")


def _belongs(sheet: Sheet, above: Part, n: int) -> bool:
    """It goes on where the text ended, though it is no running text."""
    part = sheet.parts[n]
    if part.shape in ("picture", "embed", "rule"):
        return sheet.parts[n - 1] is above
    if part.linked > 0.5:
        return False
    if part.shape in ("quotation", "table") or (part.shape == "list" and (part.size > 10 or above.shape == "heading")):
        return True
    if above.text.endswith((":", "：", "፡")):
        return part.shape in ("list", "line")
    if part.shape == "heading" or not part.stops:
        below = next((p for m, p in sheet.open() if m > n), None)
        told = below is not None and below.linked < 0.3
        if part.shape == "heading":
            return told and below is not None and below.shape in ("list", "quotation", "table")
        if part.unended and part.size >= 6:
            return True
        return part.size <= 8 and told and below is not None and below.apart and below.stops and below.size >= 6
    return part.shape == "line" and part.apart and part.size >= 2


def inserts(sheet: Sheet) -> None:
    """Among paragraphs set apart, lines that are not: a picture's description and caption, where it was not pasted."""
    if not sheet.airy:
        return
    strong = sheet.strong()
    for above, below in itertools.pairwise(strong):
        between = [n for n in range(above + 1, below) if sheet.parts[n].open]
        lines = [n for n in between if sheet.parts[n].shape == "line" and not sheet.parts[n].text.endswith(":")]
        if sheet.parts[above].text.rstrip().endswith((":", "：", "፡")) or len(lines) < 2:
            continue
        for n, m in itertools.pairwise(lines):
            described, told = sheet.parts[n], sheet.parts[m]
            loose = not (described.apart or told.apart) or (not described.apart and m == lines[-1] and told.size <= 45)
            fits = m == n + 1 and loose and described.open and 3 <= described.size <= 20 and not described.stops
            if fits and 4 <= told.size <= 45 and (told.stops or is_date_line(sheet, told)):
                why = "It describes a picture that is not there."
                described.be("furniture", why)
                told.be("furniture", why)
