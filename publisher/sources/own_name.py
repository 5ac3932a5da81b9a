"""The pass for what stands among the paragraphs of a plain text, is set as they are and names the newsroom: a box.

No list of newsrooms is needed: its name stands at the top of the page and again below the text. An author names it in
sentences, and then in more than one place.
"""

from __future__ import annotations

from .part import Part
from .sheet import Sheet

_MOST = 20  # words of a line that says where to read on
_LEAST = 4  # letters of a name
_NO_NAMES = ("title", "byline", "date")


def own_name(sheet: Sheet) -> None:
    """Leave out lines that are no sentence and have a name that no paragraph has: "Read on with Talbote plus"."""
    if sheet.html or not sheet.airy or len(strong := sheet.strong()) < 3:
        return
    lines = [sheet.parts[n] for n in range(strong[0] + 1, strong[-1]) if _is_set_so(sheet.parts[n])]
    said = "\n".join(sheet.parts[n].text for n in strong) if lines else ""
    names = [name for name in _names(sheet, strong[-1]) if name not in said] if lines else []
    for part in lines:
        if any(name in part.text for name in names):
            part.be("furniture", "It names the newsroom, as no paragraph does, and is no sentence.")


def _is_set_so(part: Part) -> bool:
    line = part.open and part.shape == "line" and part.size <= _MOST
    return line and part.apart and not (part.ends or part.prose)


def _names(sheet: Sheet, last: int) -> list[str]:
    """The name at the very top, and those of two words and more there, that begin a line below the text, too."""
    top = [sheet.parts[n] for n in sheet.names if sheet.parts[n].label not in _NO_NAMES]
    told = [part.text for part in top[:1] + [part for part in top[1:] if " " in part.text] if len(part.text) >= _LEAST]
    return [name for name in told if any(part.text.startswith(name) for part in sheet.parts[last + 1 :])]
