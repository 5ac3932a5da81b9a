"""The pass that finds footnotes: they belong to the article, wherever its software put them."""

from __future__ import annotations

import regex

from .part import Part
from .sheet import Sheet

_NUMBER = regex.compile(r"\[?\d{1,3}[\].]?")


def footnotes(sheet: Sheet) -> None:
    """What HTML names a footnote or an endnote is kept as it is, short as it may be."""
    _numbered(sheet)
    for _, part in sheet.open():
        if (
            part.in_box("footnote")
            and part.shape in ("line", "list")
            and not part.in_box("hidden", "nav", "asking", "form")
        ):
            part.be("list" if part.shape == "list" else "paragraph", "It is a footnote of the article.")


def _numbered(sheet: Sheet) -> None:
    """A number that stands apart from its note stands in it; the number of an only note tells nothing."""
    parts = sheet.parts
    if not any("footnote" in part.boxes for part in parts):
        return
    numbers = [n for n, part in enumerate(parts[:-1]) if _is_number(part, parts[n + 1])]
    for n in numbers:
        if len(numbers) > 1:
            parts[n + 1].text = f"{parts[n].text} {parts[n + 1].text}"
            parts[n + 1].html = f"{parts[n].html} {parts[n + 1].html}"
        parts[n].be("furniture", "It is the number of a footnote, set apart from it.")


def _is_number(part: Part, below: Part) -> bool:
    """It stands alone in the element that holds the note below it, too."""
    return (
        part.in_box("footnote") and _NUMBER.fullmatch(part.text) is not None and set(part.path[-1:]) <= set(below.path)
    )
