"""The pass for boxes of the site's own among the text: a few words in an element of their own, around a link or a form.

What an author sets apart (facts, figures, a note) asks for nothing: it holds sentences, lists and tables, no buttons.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from .cards import goes_on, names_article
from .home import ends_in_call
from .part import Part
from .related import note
from .sheet import Sheet
from .words import bare

_MOST, _LARGEST = 100, 0.25  # words, and their share of the running text, that a box of the site's has at most
_MOST_PROSE = 45  # words of it that are running text
_LINKED = 0.4  # of the letters of a line that calls readers elsewhere
_FEW = 4  # parts of what can be played
_TITLE = 20  # words of what a film is called
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_OWN = ("quotation", "table", "embed")  # what only authors set


@dataclass
class _Box:
    """An element, by the parts in it."""

    number: int
    members: list[int]

    def look(self, sheet: Sheet) -> tuple[str, ...]:
        """Its classes and those of the elements around it."""
        first = sheet.parts[self.members[0]]
        return first.looks[: first.path.index(self.number) + 1]


def nested(sheet: Sheet) -> None:
    """Leave out boxes below the title that hold a form, and boxes below the first paragraph that end in a link."""
    strong = sheet.strong()
    if len(strong) < 2:
        return
    boxes = _boxes(sheet)
    controls = {n for n, part in enumerate(sheet.parts) if _is_control(sheet, part)}
    whole = sum(sheet.parts[n].size for n in strong)
    prose = {n for n, part in enumerate(sheet.parts) if _is_prose(part)}
    plain = {box.look(sheet) for box in boxes if controls.isdisjoint(box.members) and not prose.isdisjoint(box.members)}
    for box in boxes:
        if box.members[0] <= strong[0] or len(box.members) < 2 or box.look(sheet) in plain:
            continue
        if not controls.isdisjoint(box.members) and _is_sites(sheet, box, min(_MOST, _LARGEST * whole)):
            _note_titles(sheet, box)
            for n in box.members:
                sheet.parts[n].be("furniture", "It stands in a box of its own with a link or a form of the site's.")
    _players(sheet, strong, boxes)
    _lone_calls(sheet, strong)
    top = sheet.place("title")
    for n, part in sheet.open():
        if n > top and part.in_box("asking"):
            part.be("furniture", "It stands in a box with a form.")


def _players(sheet: Sheet, strong: list[int], boxes: list[_Box]) -> None:
    """Among paragraphs, an element with a running time and a few words: a film to be played. Several are a timeline."""
    for box in boxes:
        if len(box.members) > _FEW or not strong[0] < box.members[0] < strong[-1]:
            continue
        parts = [sheet.parts[n] for n in box.members]
        told = [part for part in parts if not _TIME.fullmatch(part.text)]
        timed = 0 < len(told) < len(parts)
        timed = timed and sum(other.look(sheet) == box.look(sheet) for other in boxes) == 1
        few = sum(part.size for part in told) <= _TITLE and not any(part.ends or part.shape in _OWN for part in told)
        if timed and few:
            for part in parts:
                part.be("furniture", "It stands with a running time: it is to be played.")


def _lone_calls(sheet: Sheet, strong: list[int]) -> None:
    """Among paragraphs, a line in an element of another kind that ends as no sentence does, half of it a link."""
    usual = {sheet.parts[n].looks[-1:] for n in strong}
    for n, part in sheet.open():
        within = strong[0] < n < strong[-1] and part.shape == "line" and not part.ends
        if within and part.linked > _LINKED and part.looks[-1:] not in usual and part.looks[-1:] != ("p ",):
            part.be("furniture", "It leads to another page, and is not set as the text's paragraphs are.")


def _note_titles(sheet: Sheet, box: _Box) -> None:
    """Among the text, its links are titles of related articles if there are several, or a label says so."""
    parts = [sheet.parts[n] for n in box.members]
    titles = [
        part
        for part in parts
        if part.linked > 0.9 and part.label != "related" and names_article(part) and not part.in_box("card")
    ]
    others = ("asking", "form", "ad", "promo", "share")
    if not titles or any(
        part.in_box(*others) or part.label == "appeal" or sheet.of("lists").whole(part.text) for part in parts
    ):
        return
    said = any(bare(part.text) in sheet.of("related").phrases for part in parts)
    told = len(titles) > 1 or said or titles[0].shape == "heading"
    if told and goes_on(sheet, box.members[-1]):
        for part in titles:
            note(sheet, part, part.text, "It is a link in a box of its own among the text.")


def _boxes(sheet: Sheet) -> list[_Box]:
    """Every element that holds parts, the outer before the inner."""
    members = defaultdict[int, list[int]](list)
    for n, part in enumerate(sheet.parts):
        for number in part.path:
            members[number].append(n)
    return [_Box(number, inside) for number, inside in sorted(members.items())]


def _is_prose(part: Part) -> bool:
    return part.prose and part.label in ("", "paragraph")


def _is_control(sheet: Sheet, part: Part) -> bool:
    """It is to be pressed or filled in."""
    if part.shape == "line" and ends_in_call(part, sheet.home):
        return True
    if part.in_box("asking", "form", "button") or part.label == "appeal":
        return True
    return part.shape in ("line", "heading") and part.linked > 0.9 and part.label != "share"


def _is_sites(sheet: Sheet, box: _Box, most: float) -> bool:
    """It is small, has hardly any running text, and nothing that only authors set."""
    parts = [sheet.parts[n] for n in box.members]
    if sum(part.size for part in parts) > most:
        return False
    if any(part.shape in _OWN or part.in_box("pullquote", "caption", "footnote") for part in parts):
        return False
    if any(part.label in ("title", "standfirst") or (part.picture and part.picture.caption) for part in parts):
        return False
    prose = [part for part in parts if _is_prose(part)]
    return len(prose) <= 1 and sum(part.size for part in prose) <= _MOST_PROSE
