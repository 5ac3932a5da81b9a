"""The pass for boxes that say where they begin and end, for those who hear the page, in whatever language.

"Skip Most read and go on reading", "Most read", what is read most, "End of Most read": the words of one line stand in a
line above and in one below it, with more beside them. And in a text of another script a line in Latin letters is what
the site's makers left in English.
"""

from __future__ import annotations

from .part import Part
from .sheet import Sheet
from .words import bare

_HEAD = 8  # words of a box's name
_EDGE = 14  # words of the line that leads past it, or tells that it ends
_BOX = 12  # lines of it
_LEAST = 4  # letters of a name


def framed(sheet: Sheet) -> None:
    """Leave out such a box with all that stands in it."""
    if sheet.html or len(strong := sheet.strong()) < 3:
        return
    for n in range(strong[0] + 1, strong[-1]):
        if _may_be(sheet.parts[n], _HEAD):
            _box(sheet, n, strong)


def _may_be(part: Part, most: int) -> bool:
    told = part.shape == "line" and part.label in ("", "furniture", "related") and not part.stops
    return told and 0 < part.size <= most and not part.text.endswith((":", "："))


def _box(sheet: Sheet, n: int, strong: list[int]) -> None:
    """From the line above the name at `n` that says it to the last below that does, with no paragraph in between."""
    name = bare(sheet.parts[n].text)
    above = sheet.parts[n - 1]
    leads = _may_be(above, _EDGE) and not above.apart and name in bare(above.text) != name
    if not leads or len(name) < _LEAST:
        return
    end = next((m for m in strong if m > n), n)
    below = [m for m in range(n + 1, min(end, n + _BOX)) if _may_be(sheet.parts[m], _EDGE)]
    last = max((m for m in below if name in bare(sheet.parts[m].text) != name), default=0)
    for part in sheet.parts[n - 1 : last + 1] if last else ():
        part.be("furniture", "It stands in a box whose first and last line name it, for those who hear the page.")
