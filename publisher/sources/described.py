"""The pass for what pictures leave in a plain text whose paragraphs have an empty line below them.

A browser copies a picture as two lines: what it shows, for those who do not see it, and its caption, with no empty line
between them. Where one of the two is known, or both say the same, neither is a subhead; told in whatever language.
"""

from __future__ import annotations

from itertools import pairwise

from .gaps import blocks, is_list
from .kinship import beginnings, stems
from .part import Part
from .sheet import Sheet
from .words import bare

_DESCRIBED, _CAPTION = 25, 45  # words of a picture's description and of its caption
_LEAST = 3  # words of a line that describes a picture
_TOLD = 7  # words of a caption that says its picture's description again
_NO_SUBHEAD = 12  # words of a line without a full stop, from so many on
_STEM = 4  # letters by which two forms of a word are known
_OPENS = "“„«»「『\"‘‚‹'—–-"  # somebody speaks
_ANNOUNCING = (":", "：", "፡")
_GONE = "picture that is not there"


def described(sheet: Sheet) -> None:
    """Leave out descriptions and captions between the paragraphs."""
    if sheet.html or not sheet.airy or len(strong := sheet.strong()) < 2:
        return
    for above, below in pairwise(strong):
        if sheet.parts[above].text.endswith(_ANNOUNCING):
            continue
        listed = {n for block in blocks(sheet, above + 1, below) if is_list(sheet, block) for n in block}
        for n in range(above + 1, below - 1):
            if n in listed:
                continue
            over, part, told = sheet.parts[n - 1 : n + 2]
            if not _line(part, _DESCRIBED) or part.text.endswith(_ANNOUNCING):
                continue
            if "caption of a picture" in told.why:
                _above_caption(over, part)
            elif _line(told, _CAPTION):
                _pair(part, told)


def _line(part: Part, most: float) -> bool:
    """It is set as no paragraph is."""
    return part.open and part.shape == "line" and part.size <= most and not part.apart


def _above_caption(over: Part, part: Part) -> None:
    """A sentence by itself, right above a caption that is known: paragraphs are set apart from it."""
    if over.apart and part.stops and part.size >= _LEAST and part.text[:1] not in _OPENS:
        part.be("furniture", f"It describes a {_GONE}.")


def _pair(part: Part, told: Part) -> None:
    """Two lines, and below them a line more: the caption begins as the description does or says all of it again, or
    is no subhead and says a word of it."""
    again = part.size >= 2 and (bare(told.text).startswith(bare(part.text)) or _all_said(part, told))
    long = not told.ends and told.size >= _NO_SUBHEAD and not part.ends and part.size >= _LEAST
    if again or (long and not beginnings(part.text, _STEM).isdisjoint(beginnings(told.text, _STEM))):
        for one in (part, told):
            one.be("furniture", f"It describes a {_GONE}.")


def _all_said(part: Part, told: Part) -> bool:
    """In twice as many words, which is more than a subhead has above its paragraph."""
    said = stems(part.text)
    return bool(said) and said <= stems(told.text) and told.size >= max(2 * part.size, _TOLD)
