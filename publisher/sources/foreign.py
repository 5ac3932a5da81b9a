"""The pass for lines that the site's makers left in English, in a text that is in no Latin letters."""

from __future__ import annotations

import regex

from .part import Part
from .sheet import Sheet

_WORDS = range(2, 15)  # of such a line
_LATIN = regex.compile(r"\p{Latin}")
_OTHER = regex.compile(r"(?!\p{Latin})\p{L}")
_SMALL = regex.compile(r"(?<!\S)\p{Ll}{2,}")  # names have none


def foreign(sheet: Sheet) -> None:
    """Leave them out between paragraphs, where they are set as no paragraph is."""
    if sheet.html or len(strong := sheet.strong()) < 3:
        return
    for n, part in sheet.open():
        if strong[0] < n < strong[-1] and not part.apart and is_foreign(sheet, part):
            part.be("furniture", "It is in Latin letters, and the text is not.")


def is_foreign(sheet: Sheet, part: Part) -> bool:
    """Words in Latin letters, some of them small, that end as no sentence does, where all paragraphs have others."""
    if part.shape != "line" or part.ends or int(part.size) not in _WORDS or _OTHER.search(part.text):
        return False
    if not _SMALL.search(part.text) or not any(one.prose for one in sheet.parts):
        return False
    return not any(_mostly_latin(one.text) for one in sheet.parts if one.prose)


def _mostly_latin(text: str) -> bool:
    return 2 * len(_LATIN.findall(text)) >= sum(sign.isalpha() for sign in text)
