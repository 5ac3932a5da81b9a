"""The pass that finds an article's title: of the lines above the text the one that most speaks for."""

from __future__ import annotations

from itertools import pairwise

import regex

from .day import is_date_line
from .names import SMALL_WORD, byline_start, is_name
from .part import Part, size
from .sheet import Sheet
from .title_echo import echo_speaks_for, echoes
from .title_line import speaks_for
from .title_place import LINES_AROUND, of_head, place_speaks_for
from .words import bare

_SENTENCES = 3  # title, standfirst, and what the author is said to be
_LONGEST_TITLE_WORDS = 30
_HEAD = 8  # lines between a standfirst and the text
_LONGEST_LINE = 8  # words of a line that a title was broken into


def title(sheet: Sheet) -> None:
    """The title: what the page calls its first heading, or the first line above the text that can be one."""
    if not sheet.html:
        _unwrap(sheet, sheet.run_start())
    head = sheet.run_start() if sheet.html else _text_start(sheet)
    candidates = [
        (n, p)
        for n, p in sheet.open()
        if p.shape in ("line", "heading")
        and (n < head or p.level == 1)
        and not p.in_box("caption", "credit", "byline", "date", "kicker", "related", "appeal", "newsletter")
        and not (p.in_box("standfirst") and p.level != 1)  # one element may hold both
        and not (p.in_box("aside") and p.level != 1)
    ]
    if any(p.in_box("title") and not p.in_box("header") for _, p in candidates):
        candidates = [(n, p) for n, p in candidates if not _names_site(p)]
    if not candidates:
        return
    wanted = bare(sheet.title)
    sure = [(n, p) for n, p in candidates if p.level == 1 and bare(p.text) == wanted] if sheet.html and wanted else []
    if len(sure) == 1:
        candidates = sure  # the page's first heading and the page's own title say the same
    candidates = candidates[:LINES_AROUND] + [(n, p) for n, p in candidates[LINES_AROUND:] if p.level == 1][:10]
    said = {} if sheet.html else echoes(sheet, candidates, head)
    told = of_head(sheet, candidates)
    weighed = [
        (speaks_for(sheet, p, wanted) + place_speaks_for(sheet, n, said, told) + echo_speaks_for(sheet, n, said), -n)
        for n, p in candidates
    ]
    weight, n = max(weighed)
    if weight <= 0:
        return
    part = sheet.parts[n := -n]
    part.be("title", _title_reason(part, wanted))
    _without_kicker(sheet, part)
    text = bare(part.text)
    for m, other in sheet.open():
        if m != n and other.shape != "picture" and bare(other.text) == text and (m < head + 2 or other.short):
            other.be("furniture", "It is the title once more.")


def _text_start(sheet: Sheet) -> int:
    """Text: where it begins if title and standfirst may be sentences: below the day or the author that follows them."""
    start = sheet.run_start()
    strong = [n for n in sheet.strong() if n >= start]
    for one, other in list(pairwise(strong))[:_SENTENCES]:
        between = sheet.parts[one + 1 : other]
        if sheet.parts[one].size > _LONGEST_TITLE_WORDS or len(between) > _HEAD:
            break
        if any(is_date_line(sheet, p) or byline_start(sheet, p) for p in between):
            start = other
    return start


def _names_site(part: Part) -> bool:
    """It leads to another page, from the page's header."""
    return part.linked > 0.9 and part.in_box("header") and not part.in_box("article")


def _unwrap(sheet: Sheet, head: int) -> None:
    """Text: a title of two lines is one; the second goes on with a small letter, and names no author."""
    for n in range(min(head, LINES_AROUND) - 1, 0, -1):
        one, other = sheet.parts[n - 1 : n + 1]
        lines = all(p.open and p.shape == "line" and p.size <= _LONGEST_LINE and not p.ends for p in (one, other))
        goes_on = one.text[:1].isupper() and not one.text.isupper() and not one.apart and other.text[:1].islower()
        named = byline_start(sheet, other) or SMALL_WORD.match(other.text) or is_name(other.text.rpartition(": ")[2])
        if lines and goes_on and not named:
            one.text, one.apart = f"{one.text} {other.text}", other.apart
            one.size = size(one.text)
            one.weigh()
            del sheet.parts[n]
            sheet.renumber()


_JOINED = regex.compile(r"^(?P<kicker>[^:?!]{4,70})[:?!](?=[\p{Lu}\p{Lo}„“«\"'‘])(?P<title>.{12,})$")
_LONGEST_TITLE = 200  # characters of a line in which a seam is looked for
_SEAM = regex.compile(r"(?P<last>\p{Lu}?\p{Ll}+)(?P<first>\p{Lu}\p{Ll}*)(?!\p{L})")


def _without_kicker(sheet: Sheet, part: Part) -> None:
    """Style sheets part a kicker from its title; a copy joins them without a space: "Floods on the Oder:No siren"."""
    found = _JOINED.match(part.text)
    if found and size(found["kicker"]) >= 2 and size(found["title"]) >= 3 and not regex.search(r"\p{Han}", part.text):
        part.cut, part.text = found["kicker"], found["title"]
    elif not sheet.html and (at := _seam(sheet, part)):
        part.cut, part.text = part.text[:at], part.text[at:]


def _seam(sheet: Sheet, part: Part) -> int:
    """Where a kicker ends and a title begins, joined without a sign: the text has both words, but not as one."""
    found = _SEAM.search(part.text) if len(part.text) <= _LONGEST_TITLE else None
    if not found or size(part.text[: found.end("last")]) < 2 or size(part.text[found.start("first") :]) < 3:
        return 0
    told = {word for p in sheet.parts if p.prose for word in regex.findall(r"\p{L}+", p.text.lower())}
    last, first = found["last"].lower(), found["first"].lower()
    known = (last in told and first in told) or first in sheet.words.commonest
    return found.start("first") if known and last + first not in told else 0


def _title_reason(part: Part, wanted: str) -> str:
    if part.shape == "heading":
        return "It is the main heading."
    if wanted and bare(part.text) == wanted:
        return "The page names it as its title."
    return "It is the first line, stands alone above the text and does not read on."
