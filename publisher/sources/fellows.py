"""The pass for what points elsewhere among a plain text's paragraphs and is told by the line beside it.

A card is copied as a title and its author's name; titles of a list that has no label stand below one another. A subhead
stands above a paragraph, and no name that the text does not know is one.
"""

from __future__ import annotations

from itertools import pairwise

import regex

from .bidding import is_of_story
from .kinship import Kinship
from .part import Part, words_of
from .related import note
from .sheet import Sheet

_TITLE = range(4, 19)  # words
_NAME = regex.compile(r"(?:\p{Lu}[\p{L}\p{M}'’.-]* ){1,3}\p{Lu}[\p{L}\p{M}'’-]+")
_LABELLED = regex.compile(r"[:：]")  # "By bus: line 12", "8 October, 12:41, a reader"
_OPENS = "“„«»「『\"‘‚‹'—–-"  # somebody speaks
_LEFT_OUT = ("related", "furniture")


def fellows(sheet: Sheet) -> None:
    """Leave out the name below a title that is known, and note two titles between two paragraphs."""
    if sheet.html or not sheet.airy or len(strong := sheet.strong()) < 3:
        return
    _names(sheet, strong)
    kin = None
    for above, below in pairwise(strong):
        if below - above == 3 and all(_is_title(part) for part in sheet.parts[above + 1 : below]):
            kin = kin or Kinship(sheet.parts[n] for n in strong)
            _two(sheet, above, kin)


def _names(sheet: Sheet, strong: list[int]) -> None:
    """Right below what was left out, with no empty line between them: who wrote another article."""
    for n in range(strong[0] + 1, strong[-1]):
        over, part = sheet.parts[n - 1 : n + 1]
        named = part.open and part.shape == "line" and not (part.apart or over.apart) and over.label in _LEFT_OUT
        if named and _NAME.fullmatch(part.text) and not _known(sheet, strong, part):
            part.be("furniture", "It is a name that the text does not know, below what leads elsewhere.")


def _known(sheet: Sheet, strong: list[int], part: Part) -> bool:
    """The text has any of the words, though it writes it small: then it is no name."""
    words = part.text.split()
    common = {word.lower() for word in words}
    texts = [sheet.parts[n].text for n in strong]
    return any(word in text for text in texts for word in words) or any(common & set(words_of(text)) for text in texts)


def _is_title(part: Part) -> bool:
    line = part.open and part.shape == "line" and part.apart and not part.ends and round(part.size) in _TITLE
    return line and part.text[:1] not in _OPENS and not _LABELLED.search(part.text)


def _two(sheet: Sheet, above: int, kin: Kinship) -> None:
    """Two lines that are set as paragraphs are, one below the other: the first heads nothing and has none of the text.

    The second may be a subhead, if the text says any of it."""
    first, second = sheet.parts[above + 1 : above + 3]
    if not sheet.parts[above].stops or is_of_story(sheet, kin, first):
        return
    for part in (first,) if is_of_story(sheet, kin, second) else (first, second):
        note(sheet, part, part.text, "It is a title that stands above another line that is no sentence.")
