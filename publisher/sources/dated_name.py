"""A name in one line with the day, in scripts without capitals: no sign need part the two, so the words are weighed."""

from __future__ import annotations

from functools import cache

import regex
from babel import UnknownLocaleError
from babel.dates import get_day_names

from .dates import dates, unglued
from .names import CASED, SEPARATOR, is_role
from .part import Part
from .sheet import Sheet
from .words import bare, fold, small

_LONGEST = 22  # words of such a line
_WORD = r"\p{L}[\p{L}\p{M}\u200c\u200d'’.־-]+"
_NAME = regex.compile(rf"(?:{_WORD}|\p{{L}}\p{{M}}*\.)(?: {_WORD}){{1,2}}")
_UNCASED = regex.compile(r"[^\P{L}\p{Lu}\p{Ll}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]|\p{Georgian}")
_SAYS = regex.compile(r"\s+[^\s:：]{2,14}[:：]$")  # "… Published:", in a language that is not known
_LISTS = ("kickers", "furniture", "share", "published", "updated", "counted", "related", "lists", "starts", "credit")


def dated_name(sheet: Sheet, part: Part) -> str:
    """Text: the two or three words before the day, or behind it and a dash, if they can be a name and nothing else."""
    if sheet.html or part.size > _LONGEST or part.prose or not _UNCASED.search(part.text):
        return ""
    text = unglued(part.text)
    if not (found := dates(text, sheet.words)):
        return ""
    before = _SAYS.sub("", text[: found[0][1]].strip())
    behind = text[found[-1][2] :].strip()
    pieces = [SEPARATOR.split(before)[0]] if before else []
    pieces += [behind[1:]] if behind[:1] in ("–", "—", "-") else []
    return next((name for piece in pieces if _names(sheet, name := piece.strip())), "")


def _names(sheet: Sheet, name: str) -> bool:
    if not _NAME.fullmatch(name) or CASED.search(name) or is_role(sheet, name):
        return False
    words = {small(word) for word in name.split()}
    if not words.isdisjoint(sheet.words.commonest | _weekdays(sheet.words.own[0] if sheet.words.own else "")):
        return False
    known = any(sheet.of(said).found(name) for said in ("published", "updated", "counted"))
    known = known or any(sheet.of(said).whole(word) for said in _LISTS for word in (name, *name.split()))
    top = sheet.place("title")
    of_page = fold(name) in fold(sheet.parts[top].text) or any(bare(p.text) == bare(name) for p in sheet.parts[:top])
    return not known and not of_page


@cache
def _weekdays(tag: str) -> frozenset[str]:
    """The words that name the days of the week, by CLDR."""
    try:
        names = [get_day_names("wide", "format", tag), get_day_names("abbreviated", "format", tag)] if tag else []
    except (UnknownLocaleError, ValueError):
        names = []
    return frozenset(word for days in names for day in days.values() for word in small(str(day)).split())
