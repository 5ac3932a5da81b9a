"""The pass for forms that a site sets among or below a plain text: what stands around a field and its button.

A browser copies a form as labels without an empty line between them: the field's name, the button. Right above them the
box says what it is for; below them it thanks. And a few words that no empty line parts from a box above are its button.
"""

from __future__ import annotations

from itertools import pairwise

from .kinship import stems
from .part import Part
from .sheet import Sheet

_FIELD = 4  # words of a field's name or a button
_OFFER = 25  # words of what the box is for
_NAME = 7  # words of what it is called
_BRIEF = 8  # words of a sentence that is set as the box's name is
_THANKS = 1  # words below the button, with no empty line above them
_WHY = "It stands in a box with a field and a button."


def forms(sheet: Sheet) -> None:
    """Leave out what a box with a form says, and the button of a box that has been left out."""
    if sheet.html or not sheet.airy or len(strong := sheet.strong()) < 2:
        return
    for n in range(strong[0] + 2, len(sheet.parts) - 1):
        if _is_form(sheet, n):
            _above(sheet, n)
    for above, below in pairwise(strong):
        for n in range(above + 2, below):
            _thanks(sheet.parts[n - 1], sheet.parts[n])
        _last_label(sheet, above, below)


def _is_form(sheet: Sheet, n: int) -> bool:
    """Here stands a field's name, and right below it a button that has been left out."""
    over, field, button = sheet.parts[n - 1 : n + 2]
    labels = all(p.shape == "line" and p.size <= _FIELD and not p.stops for p in (field, button))
    known = all(p.label in ("furniture", "share") for p in (field, button))
    return labels and known and over.open and sheet.of("buttons").whole(button.text)


def _above(sheet: Sheet, n: int) -> None:
    """A sentence that bids readers to do what the button does; or a few words, below the name of the box."""
    name, offer = sheet.parts[n - 2 : n]
    if offer.shape != "line" or not offer.stops or offer.size > _OFFER:
        return
    named = name.open and name.shape == "line" and name.size <= _NAME and not (name.ends or name.apart)
    if sheet.of("follows").found(offer.text):
        offer.be("furniture", _WHY)
        named = named and not stems(name.text).isdisjoint(stems(offer.text))
    else:
        named = named and offer.size <= _BRIEF
    if named:
        for part in (name, offer):
            part.be("furniture", _WHY)


def _thanks(over: Part, part: Part) -> None:
    """A word below the button: "Thanks!\""""
    stands = over.label == "furniture" and ("box" in over.why or "button" in over.why)
    if stands and part.open and part.shape == "line" and part.size <= _THANKS and part.ends and not part.apart:
        part.be("furniture", _WHY)


def _last_label(sheet: Sheet, above: int, below: int) -> None:
    """A few words right above a paragraph that say again a word of the box above them, and none of the paragraph."""
    label, text = sheet.parts[below - 1], sheet.parts[below]
    fits = label.open and label.shape == "line" and label.size <= _FIELD and not (label.ends or label.apart)
    box = []
    for part in reversed(sheet.parts[above + 1 : below - 1]):
        if part.apart or part.label != "furniture":
            break
        box.append(part)
    if not fits or len(box) < 2 or ("picture" in box[0].why and not box[0].stops):
        return  # below the caption of a picture stands a subhead
    said = stems(label.text)
    if said & stems(" ".join(part.text for part in box)) and not said & stems(text.text):
        label.be("furniture", "It is the button of the box above it, and says a word of it again.")
