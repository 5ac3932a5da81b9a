"""The pass for a caption that stands alone between two paragraphs of a plain text, told in whatever language.

Browsers copy what is no paragraph without an empty line below it. So a subhead is copied, and so is a caption, where
the picture's description and credit were not. What a caption says and a subhead does not: who is seen, with the whole
name; where the picture is from, in brackets; a sentence.
"""

from __future__ import annotations

from itertools import pairwise

import regex

from .dates import dates
from .kinship import beginnings
from .part import Part
from .sheet import Sheet

_LEAST, _MOST = 4, 45  # words of a caption
_LONGEST_SUBHEAD = 14
_AS_PARAGRAPH = range(8, 21)  # words of a caption that is set as paragraphs are
_SENTENCE = 25  # words of a sentence below a picture
_SURE = 6  # words of a line that begins with a whole name and is no subhead
_TOLD = 0.8  # of the text's paragraphs must be set apart, for a sentence that is not to tell anything
_OPENS = "“„«»「『\"‘‚‹›'—–-"  # somebody speaks
_ENDS_AS_NONE = (":", "：", "?", "？", "؟", ",", "،", ";")
_IN_BRACKETS = regex.compile(r"[\[(（][\p{L}\p{M}.’'/\-–—|,، ]{2,60}[\])）]$")
_NAME = regex.compile(r"^(?:\p{L}[\p{L}\p{M}]+ )?((?:\p{Lu}[\p{L}\p{M}’'-]+ ){1,3}\p{Lu}[\p{L}\p{M}’'-]+),? (?=\p{Ll})")
_WORDS = regex.compile(r"[\p{L}\p{M}’'-]+")
_QUOTES = "“„«»「『"
_STEM = 5
_WHY = "It is the caption of a picture that is not there."


def lone(sheet: Sheet) -> None:
    """Leave out captions that nothing but their words and their place tell."""
    if sheet.html or not sheet.airy or len(strong := sheet.strong()) < 3:
        return
    whole = "\n".join(sheet.parts[n].text for n in strong)
    for n in [below - 1 for above, below in pairwise(strong) if _stands_alone(sheet, above, below)]:
        part = sheet.parts[n]
        if not part.ends and (part.size > _LONGEST_SUBHEAD or _shows(sheet, part, whole)):
            part.be("furniture", _WHY)
    for above, below in pairwise(strong):
        _described(sheet, above, below)
    _sentences(sheet, strong, whole)
    for above, below in pairwise(strong):
        part = sheet.parts[below - 1]
        as_paragraph = below - above > 1 and part.apart and sheet.parts[below - 2].apart and _is_line(part, apart=True)
        if as_paragraph and not part.ends and int(part.size) in _AS_PARAGRAPH and _shows(sheet, part, whole):
            part.be("furniture", _WHY)


def _stands_alone(sheet: Sheet, above: int, below: int) -> bool:
    """The last line above a paragraph, with an empty line or a label of the site's over it and none below it."""
    part, over = sheet.parts[below - 1], sheet.parts[below - 2]
    if below - above < 2 or not _is_line(part) or not _LEAST <= part.size <= _MOST:
        return False
    return (over.apart or not over.open) and not over.text.endswith((":", "："))


def _is_line(part: Part, *, apart: bool = False) -> bool:
    loose = part.open and part.shape == "line" and part.apart == apart and part.linked < 0.5
    return loose and part.text[:1] not in _OPENS and not part.text.endswith(_ENDS_AS_NONE)


def _shows(sheet: Sheet, part: Part, whole: str) -> bool:
    """It ends in brackets or with a day, or begins with somebody's whole name."""
    if _IN_BRACKETS.search(part.text):
        return True
    if any(end >= len(part.text) - 1 and "," in part.text[:start] for _, start, end in dates(part.text, sheet.words)):
        return True
    named = _NAME.match(part.text)
    return bool(named) and named[1] in whole and (part.size >= _SURE or _says(sheet, named[1], whole))


def _says(sheet: Sheet, name: str, whole: str) -> bool:
    """A paragraph that has the first or last of the names tells what somebody says."""
    own = {name.split()[0], name.split()[-1]}
    told = (text for text in whole.split("\n") if own & set(_WORDS.findall(text)))
    return any(sheet.of("says").found(text) or any(sign in text for sign in _QUOTES) for text in told)


def _described(sheet: Sheet, above: int, below: int) -> None:
    """Two lines right above a paragraph: what a picture shows, for who cannot see it, and its caption."""
    if below - above < 3:
        return
    described, caption = sheet.parts[below - 2], sheet.parts[below - 1]
    over = sheet.parts[below - 3]
    lines = _is_line(described) and _is_line(caption) and not described.ends
    if not lines or not over.apart or over.text.endswith((":", "：")) or min(described.size, caption.size) < _LEAST:
        return
    longer = caption.size > _LONGEST_SUBHEAD or _IN_BRACKETS.search(caption.text)
    alike = beginnings(described.text, _STEM) & beginnings(caption.text, _STEM) and (caption.size > 7 or caption.ends)
    if longer or (alike and described.size + caption.size > _LONGEST_SUBHEAD):
        described.be("furniture", "It describes a picture that is not there.")
        caption.be("furniture", _WHY)


def _sentences(sheet: Sheet, strong: list[int], whole: str) -> None:
    """The same as a sentence, with an empty line above it and none below, where all paragraphs have one below."""
    apart = [sheet.parts[n].apart for n in sheet.body_prose() if strong[0] <= n <= strong[-1]]
    if sum(apart) < _TOLD * len(apart):
        return
    for n in range(strong[0] + 1, strong[-1]):
        over, part, below = sheet.parts[n - 1 : n + 2]
        fits = _is_line(part) and part.stops and _LEAST <= part.size <= _SENTENCE
        alone = (over.apart or not over.open) and below.open and below.prose and below.apart
        if fits and alone and _shows(sheet, part, whole):
            part.be("furniture", _WHY)
