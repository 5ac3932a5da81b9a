"""The pass for what only plain text shows: labels that a copy has joined, and a picture's words without the picture.

It asks nothing of the language: capitals inside of a word, a comma before no space, a count of pictures.
"""

from __future__ import annotations

import regex

from .part import Part
from .sharing import names_network
from .sheet import Sheet

_JOINED = regex.compile(r"\p{Ll}{3}\p{Lu}\p{Ll}{2}")  # "PreviousNext"
_COUNTED = regex.compile(r"\d{1,3}\s?/\s?\d{1,3}")
_LONGEST = 25  # words of a row of labels, or of a picture's description


def glued(sheet: Sheet) -> None:
    """Leave out joined labels, what stands around a picture's label or count, and bids to a channel."""
    if sheet.html or not sheet.airy:
        return
    top = sheet.place("title")
    for n, part in sheet.open():
        if n <= top or part.shape != "line" or part.stops or part.size > _LONGEST:
            continue
        if not part.apart and _JOINED.search(part.text) and not names_network(part.text):
            part.be("furniture", "Labels of the site stand in it, joined by the copy.")
        elif part.apart and part.size >= 4 and not part.ends and names_network(part.text):
            part.be("furniture", "It bids readers to a channel of the site's.")


def pictures(sheet: Sheet) -> None:
    """A picture's description stands above its label ("Image caption,") or count ("2/5"), its caption below."""
    if sheet.html:
        return
    parts, top, head = sheet.parts, sheet.place("title"), sheet.head_end()
    for n, part in enumerate(parts):
        labelled = sheet.airy and part.label == "furniture" and part.size <= 3 and part.text.endswith((",", "،", "，"))
        captioned = top < n - 1 and n < head and part.label == "furniture" and "the caption of a picture" in part.why
        counted = sheet.airy and part.open and _COUNTED.fullmatch(part.text)
        if not labelled and not counted and not captioned:
            continue
        part.be("furniture", "It counts the pictures of a gallery.")
        above, below = parts[n - 1] if n else None, parts[n + 1] if n + 1 < len(parts) else None
        if above and _tells(above) and not (above.ends or (sheet.airy and above.apart)):
            above.be("furniture", "It describes a picture that is not there.")
        if labelled and below and _tells(below) and not (below.prose and below.stops):
            below.be("furniture", "It is the caption of a picture that is not there.")


def _tells(part: Part) -> bool:
    """It could be a picture's description or caption."""
    return part.open and part.shape == "line" and part.size <= _LONGEST
