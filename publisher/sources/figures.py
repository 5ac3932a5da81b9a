"""The pass for pictures that pages set without a figure: in an element of their own, with their words beside them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import regex

from .day import is_date_line
from .part import Part, size
from .sheet import Sheet

_MOST_PARTS, _MOST_WORDS = 6, 60  # of such an element
_LONGEST, _CREDIT = 35, 8  # words of a caption, and of who took the picture
_FEW = 12  # words beside a picture that stand outside of the text
_SMALL = 0.9  # of the text's print, at most, is small print
_BAR = regex.compile(r"\s[|｜]\s((?:[^|｜.。]|(?<=\b\p{Lu})\.)+)$")  # between a caption and who took the picture
_NUMBER = re.compile(r"\s*\d{1,3}\s*/\s*\d{1,3}\s*")  # of a picture in a gallery


def figures(sheet: Sheet) -> None:
    """Give a picture the lines that share an element with it and nothing else; numbers of a gallery are left out."""
    parts = sheet.parts
    set_so = Counter(part.looks[-1] for part in parts if part.prose and part.looks).most_common(1)
    usual = set_so[0][0] if set_so else ""
    prints = Counter(part.points for part in parts if part.prose).most_common(1)
    _small_print(sheet, prints[0][0] if prints else 0.0)
    for n, part in enumerate(parts):
        if part.picture and part.open and not part.in_box("icon", "card"):
            if not part.picture.caption:
                _give_words(sheet, n, usual)
        elif _NUMBER.fullmatch(part.text) and any(one.picture for one in parts[max(0, n - 3) : n + 2]):
            part.be("furniture", "It numbers a picture of a gallery.")


def _give_words(sheet: Sheet, n: int, usual: str) -> None:
    """Caption and credit of the picture at this place, if its element holds any."""
    picture = sheet.parts[n]
    told = [part for part in _beside(sheet.parts, n) if part.open and not part.in_box("button")]
    told = told or _right_below(sheet.parts, n, usual)
    if not told or any(not _may_tell(part, usual) for part in told) or picture.picture is None:
        return
    captions, credited = _parted([part for part in told if any(sign.isalpha() for sign in part.text)])
    caption, credit = (" ".join(part.text for part in some) for some in (captions, credited))
    if not credit and (bar := _BAR.search(caption)) and size(bar[1]) <= _CREDIT:
        caption, credit = caption[: bar.start()].rstrip(), bar[1]
    picture.picture = replace(picture.picture, caption=caption, credit=picture.picture.credit or credit)
    for part in captions + credited:
        part.be("caption", "It stands in an element of its own with the picture.")


def _small_print(sheet: Sheet, usual: float) -> None:
    """A line right below a picture without words, in smaller print than the text has, is its caption."""
    for above, part in pairwise(sheet.parts):
        if not 0 < part.points <= _SMALL * usual:
            continue
        small = part.open and part.shape == "line" and part.size <= _LONGEST
        picture = above.picture if above.open and not above.in_box("icon", "card") else None
        if not small or not picture or picture.caption:
            continue
        if not (part.links or part.in_box("byline", "date", "card") or is_date_line(sheet, part)):
            above.picture = replace(picture, caption=part.text)
            part.be("caption", "It stands below a picture in smaller print than the text.")


def _parted(told: list[Part]) -> tuple[list[Part], list[Part]]:
    """Captions and credits: as the page names them, or else the second of two lines if it is short and no sentence."""
    captions = [part for part in told if part.in_box("caption")] or [part for part in told if not part.in_box("credit")]
    if len(told) == len(captions) == 2 and told[1].size <= min(_CREDIT, told[0].size) and not told[1].ends:
        captions = told[:1]
    return captions, [part for part in told if part not in captions]


def _beside(parts: list[Part], n: int) -> list[Part]:
    """The lines in the smallest element around the picture that has any; none if it has more than a picture's words."""
    for element in reversed(parts[n].path):
        near = range(max(0, n - _MOST_PARTS), min(len(parts), n + _MOST_PARTS + 1))
        there = [parts[m] for m in near if m != n and element in parts[m].path]
        if any(part.picture and not part.in_box("icon") for part in there) or len(there) > _MOST_PARTS:
            return []
        if there:
            return there if sum(part.size for part in there) <= _MOST_WORDS else []
    return []


def _right_below(parts: list[Part], n: int, usual: str) -> list[Part]:
    """A sentence right below it, set otherwise than the text's paragraphs, of which one follows.

    Where these stand in an element of their own, a few words beside the picture are not of them, but of it.
    """
    if n + 2 >= len(parts):
        return []
    below, after = parts[n + 1], parts[n + 2]
    alike = below.path[:-1] == after.path[:-1] and parts[n].path == below.path[:-1]
    beside = parts[n].path in (below.path[:-1], (*below.path[:-2], *parts[n].path[-1:]))
    outside = beside and below.path[:-1] != after.path[:-1] and below.size <= _FEW and not below.links
    told = (alike or (outside and after.prose)) and below.stops and below.size >= 3
    return [below] if told and after.looks[-1:] == (usual,) else []


def _may_tell(part: Part, usual: str) -> bool:
    """It is a short line that is not set as the text's paragraphs are."""
    told = part.shape == "line" and part.size <= _LONGEST and part.linked < 0.5
    return (
        told
        and not part.in_box("card", "byline", "date", "title", "standfirst", "related", "kicker")
        and (part.in_box("caption", "credit") or part.looks[-1:] != (usual,))
    )
