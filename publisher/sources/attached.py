"""The pass for lines that stand as no paragraph does, in a plain text whose paragraphs all have an empty line below.

A browser copies a subhead so, and else only what is no paragraph: what a picture shows and its caption, a label and the
title below it, the question above a box. Told by how they stand together, in whatever language.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import regex

from .kinship import Kinship
from .part import Part, begins_small
from .sheet import Sheet

_CAPTION = 8, 45  # words of a caption that ends in brackets
_LEAST = 3  # words of what describes its picture
_LINE = range(3, 16)  # words of each of two lines that stand by themselves
_QUESTION = 15
_REQUEST = 12  # words of a line that goes on with a request
_TOLD = 0.8  # of the paragraphs are set apart, or it says nothing that a line is not
_BRACKETS = regex.compile(r"[(（\[][^()（）\[\]]{2,60}[)）\]]\.?$")
_OPENS = "“„«»「『\"‘‚‹›'—–-"  # somebody speaks
_ANNOUNCING = (":", "：", "፡")
_GONE = "picture that is not there"


def attached(sheet: Sheet) -> None:
    """Leave out what is set as no paragraph is and leads to none."""
    strong = sheet.strong()
    if sheet.html:
        for above, below in pairwise(strong):
            _asks(sheet, above, below)
    if sheet.html or not sheet.airy or len(strong) < 3:
        return
    inside = [sheet.parts[n].apart for n in sheet.body_prose() if strong[0] <= n <= strong[-1]]
    if sum(inside) < _TOLD * len(inside):
        return
    kin = Kinship(sheet.parts[n] for n in strong)
    for above, below in pairwise(strong):
        if any(part.text.endswith(_ANNOUNCING) for part in sheet.parts[above:below]):
            continue  # a list may follow
        for n in range(above + 1, below):
            _caption(sheet, n)
        _goes_on(sheet, above, below, kin)
        _pair(sheet, above, below, kin)
        _asks(sheet, above, below)


def _line(part: Part) -> bool:
    return part.open and part.shape == "line" and part.linked < 0.5 and part.text[:1] not in _OPENS


def _caption(sheet: Sheet, n: int) -> None:
    """A line with brackets at its end, and over it what the picture shows."""
    over, part = sheet.parts[n - 1 : n + 1]
    if not _line(part) or part.apart or not _CAPTION[0] <= part.size <= _CAPTION[1] or not _BRACKETS.search(part.text):
        return
    part.be("furniture", f"It is the caption of a {_GONE}.")
    if _line(over) and not over.apart and not over.ends and over.size >= _LEAST and not begins_small(over.text):
        over.be("furniture", f"It describes a {_GONE}.")


def _pair(sheet: Sheet, above: int, below: int, kin: Kinship) -> None:
    """Two lines by themselves, an empty line above and below them: a label and a title, or two titles."""
    for n in range(above + 1, below - 1):
        over, one, other = sheet.parts[n - 1 : n + 2]
        alone = over.apart and not one.apart and other.apart and not over.text.endswith(_ANNOUNCING)
        fits = all(_line(p) and not p.ends and int(p.size) in _LINE and not begins_small(p.text) for p in (one, other))
        if alone and fits:
            shared, rare = (sum(pair) for pair in zip(kin.shared(one), kin.shared(other), strict=True))
            if rare and shared * 2 < rare:
                for part in (one, other):
                    part.be("furniture", "It is one of two lines that stand by themselves and lead to no text.")


def _asks(sheet: Sheet, above: int, below: int) -> None:
    """A question above a box of the site's: "Do you know more?\""""
    for n in range(above + 1, below - 1):
        part, box = sheet.parts[n : n + 2]
        asks = part.open and part.shape == "line" and part.size <= _QUESTION and part.text.endswith(("?", "？", "؟"))
        if asks and box.label in ("furniture", "appeal") and box.prose and "caption" not in box.why:
            part.be("furniture", "It is the question above a box of the site's.")


def _goes_on(sheet: Sheet, above: int, below: int, kin: Kinship) -> None:
    """Right below a request among the paragraphs: its last sentence and its button, with no word of the text."""
    for n in range(above + 2, below - 1):
        over, part, button = sheet.parts[n - 1 : n + 2]
        fits = over.label == "appeal" and all(_line(p) and p.size <= _REQUEST for p in (part, button))
        if not fits or not part.ends or button.ends or n + 1 == below - 1 or not sheet.appeal:
            continue
        shared, rare = (sum(pair) for pair in zip(kin.shared(part), kin.shared(button), strict=True))
        if rare and not shared:
            for one in (part, button):
                one.be("appeal", "It goes on with the request, and has no word of the text.")
            said = sheet.appeal.call_to_action
            more = (part.text, button.text) if said else (part.text,)
            paragraphs = (*sheet.appeal.paragraphs, *more)
            sheet.appeal = replace(sheet.appeal, paragraphs=paragraphs, call_to_action=said or button.text)
