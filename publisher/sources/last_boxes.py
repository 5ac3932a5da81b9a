"""The pass for what stands between the name of a site's box and its button, told by how it is set, in any language.

A box's name stands right above its words, with no empty line between them, and the button below.
"""

from __future__ import annotations

from .sheet import Sheet

_NAME = 6  # words of a box's name
_BLURB = 30
_OFFERS = ("paywall", "newsletter", "invites readers")


def last_boxes(sheet: Sheet) -> None:
    """Leave it out with its box."""
    strong = sheet.strong()
    if sheet.html or not sheet.airy or len(strong) < 2:
        return
    for n in range(strong[1] + 1, len(sheet.parts) - 1):
        over, part, below = sheet.parts[n - 1 : n + 2]
        named = over.label == "furniture" and any(word in over.why for word in _OFFERS)
        named = named and over.size <= _NAME and not (over.apart or over.ends) and sheet.parts[n - 2].apart
        fits = part.open and part.shape == "line" and part.size <= _BLURB
        if named and fits and below.label == "furniture" and "button" in below.why:
            part.be("furniture", "It stands between the name of a box and its button.")
