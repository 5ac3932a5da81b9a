"""Where a text was reported from: before its first words, or in a line of its own right above them.

"OXBOW LANDING — The pilot …", "Madrid.- El alcalde …"; "Montsauche (Nièvre), reportage". Here the text begins.
"""

from __future__ import annotations

import regex

from .part import Part
from .sheet import Sheet
from .words import bare

_LINE = 12  # words of such a line
_NEAR = 2  # lines from it to the text's first paragraph, at most
_AREA = r"(?:\s?\([^()\n]{2,40}\))"
_STATE = r"(?:, \p{Lu}[\p{L}. ]{1,24})"
_IN_CAPITALS = rf"\p{{Lu}}[\p{{Lu}}\p{{M}}'’.-]{{2,}}(?: [\p{{Lu}}\p{{M}}'’.-]{{2,}}){{0,3}}{_STATE}?{_AREA}?"
_ONE = r"\p{Lu}[\p{L}\p{M}'’-]{2,}"
_OF_AREA = rf"{_ONE}(?: \p{{Lu}}[\p{{L}}\p{{M}}'’-]+){{0,3}}(?:{_STATE}{_AREA}?|{_AREA})"
# In capitals, of one word, or with the area's name in brackets or behind a comma; and then a dash.
_PLACED = regex.compile(rf"(?:{_IN_CAPITALS}|{_OF_AREA}|{_ONE})(?:\.?[-–—]| [-–—]) ?[\p{{Lu}}\p{{P}}]")
_ALONE = regex.compile(rf"\p{{Lu}}[\p{{L}}\p{{M}}'’. -]{{1,40}}{_AREA}?, (\p{{Ll}}[\p{{L}}\p{{M}} ]{{3,24}})")


def begins_placed(text: str) -> bool:
    """It begins with the place that is reported from."""
    return _PLACED.match(text) is not None


def is_dateline(sheet: Sheet, part: Part) -> bool:
    """A line of its own: the place, and what kind of text it is."""
    if part.shape not in ("line", "heading") or part.size > _LINE or part.ends or part.links:
        return False
    said = _ALONE.fullmatch(part.text)
    return said is not None and bare(said[1]) in sheet.of("kickers").phrases


def datelines(sheet: Sheet) -> None:
    """Keep the line right above the first paragraph that says where the text was reported from."""
    top, head = sheet.place("title"), sheet.head_end()
    for n in range(max(top + 1, head - _NEAR), min(head + _NEAR, len(sheet.parts) - 1)) if top >= 0 else ():
        part, below = sheet.parts[n : n + 2]
        if part.open and below.open and below.prose and is_dateline(sheet, part):
            part.be("paragraph", "It says where the text was reported from.")
            return


def stands_above_place(sheet: Sheet, n: int) -> bool:
    """The text begins right below this paragraph, with the place that is reported from."""
    part, over = sheet.parts[n], sheet.parts[n - 1]
    described = not sheet.html and over.open and not (over.apart or over.ends)  # else it is a picture's caption
    below = next((m for m, p in enumerate(sheet.parts[n + 1 :], n + 1) if p.open and p.prose), 0)
    if described or not below or begins_placed(part.text):
        return False
    between = [p for p in sheet.parts[n + 1 : below] if p.open and p.shape != "picture"]
    alone = len(between) == 1 and is_dateline(sheet, between[0])
    return alone or (not between and begins_placed(sheet.parts[below].text))
