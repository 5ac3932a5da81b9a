"""Passes that find what stands above an article: its title and its standfirst; byline.py finds the rest."""

from __future__ import annotations

from .byline import byline_start, is_date_line
from .part import Part
from .sheet import Sheet
from .words import bare


def title(sheet: Sheet) -> None:
    """The title: what the page calls its first heading, or the first line above the text that can be one."""
    head = sheet.head_end()
    candidates = [
        (n, p)
        for n, p in sheet.open()
        if p.shape in ("line", "heading")
        and (n < head or p.level == 1)
        and not p.in_box(
            "caption", "credit", "byline", "date", "kicker", "related", "standfirst", "appeal", "newsletter"
        )
        and not (p.in_box("aside") and p.level != 1)
    ]
    if not candidates:
        return
    wanted = bare(sheet.title)
    weighed = [(_title_weight(sheet, part, wanted) + _standing(sheet, n), -n) for n, part in candidates]
    weight, n = max(weighed)
    if weight <= 0:
        return
    part = sheet.parts[n := -n]
    part.be("title", _title_reason(part, wanted))
    said = bare(part.text)
    for m, other in sheet.open():
        if m != n and bare(other.text) == said and (m < head + 2 or other.short):
            other.be("furniture", "It is the title once more.")


def _title_weight(sheet: Sheet, part: Part, wanted: str) -> float:
    """How much speaks for this line as the title; 0 or less: it is none."""
    weight = 1.0
    said = bare(part.text)
    if wanted and (said == wanted or (len(said) > 12 and (said in wanted or wanted in said))):
        weight += 8
    if part.shape == "heading":
        weight += {1: 6, 2: 2}.get(part.level, 1)
    if part.in_box("title"):
        weight += 3
    if 3 <= part.size <= 30:
        weight += 2
    elif part.size < 2:
        weight -= 0.5
    if part.stops and part.shape != "heading":
        weight -= 2.5
    if part.text.endswith((":", ",", ";")) or (part.linked > 0.9 and part.level != 1):
        weight -= 1.5
    if (
        is_date_line(sheet, part)
        or byline_start(sheet, part)
        or (sheet.of("credit").start(part.text) and ":" in part.text)
    ):
        weight -= 6
    if sheet.of("ask").found(part.text) and part.level != 1:
        weight -= 2
    if sheet.of("related").start(part.text) and (":" in part.text or part.size < 4):
        weight -= 4
    return weight


def _standing(sheet: Sheet, n: int) -> float:
    """What the place of a line says: a title is followed by author and date, a site's name by labels, and it recurs."""
    part, weight = sheet.parts[n], 0.0
    below = sheet.parts[n + 1 : n + 4]
    if any(byline_start(sheet, p) or is_date_line(sheet, p) for p in below if p.open):
        weight += 1
    if below and below[0].label == "furniture" and n == 0:
        weight -= 1
    if part.size <= 4 and any(part.text in p.text for p in sheet.parts if p is not part and p.size > part.size + 4):
        weight -= 1.5
    return weight


def _title_reason(part: Part, wanted: str) -> str:
    if part.shape == "heading":
        return "It is the main heading."
    if wanted and bare(part.text) == wanted:
        return "The page names it as its title."
    return "It is the first line, stands alone above the text and does not read on."


def standfirst(sheet: Sheet) -> str:
    """The article's own standfirst: named so by HTML, or a line between title and byline, or below the title."""
    top = sheet.place("title")
    if top < 0:
        return ""
    prose = sheet.body_prose()
    lines = [(n, p) for n, p in sheet.open() if p.shape in ("line", "heading") and p.size <= 80]
    named = [(n, p) for n, p in lines if p.in_box("standfirst") and p.size >= 4]
    if named and len(prose) > 1:
        return _take(named[0][1], "The page marks it as the standfirst.")
    first_of_head = max(sheet.place("byline"), sheet.place("date"))
    below = [
        (n, p) for n, p in lines if n > top and p.size >= 5 and not p.in_box("aside", "caption", "related", "appeal")
    ]
    if not below or below[0][0] > top + 4 or len(prose) < 2:
        return ""
    n, part = below[0]
    later = [m for m in prose if m > n]
    if first_of_head > n and later and first_of_head < later[0]:
        return _take(part, "It stands between the title and the line of author and date.")
    alone = not any(p.open and p.shape == "line" for p in sheet.parts[top + 1 : n])
    if n < prose[0] and alone and (part.shape == "heading" or not part.ends):
        return _take(part, "It stands alone between the title and the text.")
    return ""


def _take(part: Part, why: str) -> str:
    part.be("standfirst", why)
    return part.text
