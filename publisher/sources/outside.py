"""The pass that believes a page's main text: what stands before, after or in it and is not of it is left out."""

from __future__ import annotations

from .part import Part
from .sheet import Sheet

NOTE_MARKS = "[(*＊※†¹1"


def outside(sheet: Sheet) -> None:
    """Leave out what the page's main text does not hold; running text in its middle stays, and pictures at its edge."""
    parts = sheet.parts
    held = [n for n, part in sheet.open() if part.held and part.prose]
    if not sheet.main or not held:
        return
    first, last = held[0], _with_ending(parts, held[-1])
    for n, part in sheet.open():
        if part.held or part.shape == "rule":
            continue
        if n < first:
            if not _leads(parts, n):
                part.be("furniture", "It stands before the page's main text.")
        elif n > last:
            part.be("furniture", "It stands after the page's main text.")
        elif part.shape == "heading" and parts[n + 1].held:
            continue
        elif not part.prose and not part.ends and part.shape in ("line", "heading"):
            part.be("furniture", "It stands in the page's main text, but is not of it.")


def _leads(parts: list[Part], n: int) -> bool:
    """It is a picture near the title, above the text."""
    title = next((m for m, part in enumerate(parts) if part.label == "title"), 0)
    return parts[n].shape == "picture" and n >= title - 2


def _with_ending(parts: list[Part], last: int) -> int:
    """Where the article ends when later running text in the same place is its own, and so are its footnotes."""
    place = parts[last].boxes - {"bold"}
    own = [n for n in range(last + 1, len(parts)) if parts[n].open and parts[n].prose]
    return max([last, *(n for n in own if _is_note(parts[n]) or parts[n].boxes - {"bold"} == place)])


def _is_note(part: Part) -> bool:
    return part.text[:1] in NOTE_MARKS
