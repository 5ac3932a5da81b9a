"""An entry of a list of other articles → its title and its day, without what a copy has joined to them."""

from __future__ import annotations

import re

import regex

from .clean import one_line
from .dates import dates
from .part import size
from .sheet import Sheet

BRACKETS = re.compile(r"\s*[\[(（【]([^\])）】]{4,40})[\])）】]\s*$")
CLOSING = (")", "]", "）")
_EDGES = " \t\n-–—|•·»›>:：՝→"
_PARTING = (":", "–", "—", "|")
_LEAST = 3  # words of a title, where something is taken off it
_SECTION = 4  # words of a section's name, at most
_MOST = 60  # lines of a menu
# "… Relokasi2 hari lalu", "… с 1998 года19 декабря", "… 農家期待 5月18日": none of the title.
_AGE = regex.compile(r"(?<=[\p{L}\p{M}?!»”\"'’])\d{1,2}\s(?:\p{L}[\p{L}\p{M}]*\.?\s?){1,3}$|\s\d{1,2}月\d{1,2}日$")


def entry(sheet: Sheet, text: str, day: str = "") -> tuple[str, str]:
    """The title and the ISO day that the entry tells, or the `day` that is known."""
    title, iso = _without_day(sheet, text, day)
    if (age := _AGE.search(title)) and size(title[: age.start()]) >= _LEAST:
        title = title[: age.start()]
    title = one_line(title)
    title = title[len(_section(sheet, title)) :]
    quoted = "«" in title and title[-1:] == "»"
    title = title.lstrip(_EDGES) if quoted else title.strip(_EDGES)
    return title[:-1] if title[-1:] in CLOSING and not any(sign in title for sign in "([（") else title, iso


def _without_day(sheet: Sheet, title: str, iso: str) -> tuple[str, str]:
    if (found := BRACKETS.search(title)) and (when := dates(found[1], sheet.words)):
        return title[: found.start()], when[0][0]
    if not (when := dates(title, sheet.words)):
        return title, iso
    day, start, end = when[-1]
    if end >= len(title.rstrip()) - 1 and start > 8:
        return title[:start], day
    day, start, end = when[0]
    rest = title[end:]
    joined = rest[:1].isalpha() or (rest[:1] == " " and rest.lstrip()[:1].isupper() and size(rest) >= _LEAST)
    if start == 0 and (joined or rest.lstrip()[:1] in _PARTING):
        return rest, day
    return title, iso


def _section(sheet: Sheet, title: str) -> str:
    """The section that the copy has joined to the title: it stands in the menu, or has the mark of a tag."""
    if not (top := sheet.place("title")) > 0:
        return ""
    for part in sheet.parts[max(top - _MOST, 0) : top]:
        said = part.text.strip()
        rest = title[len(said) :]
        if said and title.startswith(said) and rest[:1].isupper() and part.size <= _SECTION and size(rest) >= _LEAST:
            return said if said[-1:].isalpha() and said[-1:] != said[-1:].upper() else ""
    return ""
