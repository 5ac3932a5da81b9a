"""The pass for the site's boxes below or late in a plain text, told by how they are set, in any language.

A box's name stands right above its words, with no empty line between them, and its button below. What a newsroom says
of itself there has little of the article. A mark such as "(End)" parts the article from what follows.
"""

from __future__ import annotations

import regex

from .kinship import Kinship
from .outside import is_note
from .part import Part, unquoted
from .sheet import Sheet

_NAME = 8  # words of a box's name
_BID = 25  # words of what stands above a button
_BLURB = 45  # words of what it says
_MOST_BELOW = 4  # paragraphs below the mark that ends an article
_TOLD = 5  # rarer words of the text make what a newsroom says of itself a part of it: how it worked
_OFFERS = ("paywall", "newsletter", "invites readers")
_END = regex.compile(r"[(（\[［【]\s?\p{L}[\p{L}\p{M}]{0,9}\s?[)）\]］】]")


def last_boxes(sheet: Sheet) -> None:
    """Leave them out."""
    if sheet.html or not sheet.airy or len(strong := sheet.strong()) < 3:
        return
    half = strong[len(strong) // 2]
    kin = Kinship(sheet.parts[n] for n in strong if n <= half)
    marks = [n for n, part in enumerate(sheet.parts) if part.shape == "line" and _END.fullmatch(part.text)]
    if len(marks) == 1 and marks[0] > half:
        _below_end(sheet, marks[0] + 1, kin)
    for n in range(half + 1, len(sheet.parts) - 1):
        over, part, below = sheet.parts[n - 1 : n + 2]
        _above_button(sheet, n, kin, last=strong[-1])
        if not over.apart and part.open and part.shape == "line" and part.size <= _BLURB:
            if _offers(sheet, n) and (_is_button(below) or (_says(sheet, part, "you") and _far(part, kin, 3))):
                part.be("furniture", "It stands below the name of a box of the site's.")
            elif _names(over) and _says(sheet, part, "we", "ours") and _far(part, kin, 2, most=_TOLD):
                _newsroom(sheet, n, kin)


def _above_button(sheet: Sheet, n: int, kin: Kinship, *, last: int) -> None:
    """The last paragraph or below it: a sentence to the reader that has no word of the text, and a button."""
    part, button = sheet.parts[n : n + 2]
    fits = part.open and part.shape == "line" and part.stops and part.size <= _BID and n >= last
    bids = button.label == "furniture" and sheet.of("buttons").whole(button.text)
    if fits and bids and _says(sheet, part, "you") and not kin.shared(part)[0]:
        part.be("furniture", "It turns to the reader, right above a button, and has no word of the text.")


def _far(part: Part, kin: Kinship, times: int, most: int = 100) -> bool:
    """Of its rarer words the text has less than one in so many, and fewer than `most`."""
    shared, rare = kin.shared(part)
    return bool(rare) and shared * times < rare and shared < most


def _says(sheet: Sheet, part: Part, *names: str) -> bool:
    return all(sheet.of(name).found(unquoted(part.text)) for name in names)


def _is_button(part: Part) -> bool:
    return part.label == "furniture" and "button" in part.why


def _offers(sheet: Sheet, n: int) -> bool:
    over = sheet.parts[n - 1]
    named = over.label == "furniture" and any(word in over.why for word in _OFFERS)
    return named and over.size <= _NAME and not over.ends and sheet.parts[n - 2].apart


def _names(over: Part) -> bool:
    """A line such as a box's name, or a question: "Why trust us?\""""
    return over.open and over.shape == "line" and over.size <= _NAME and not over.stops


def _newsroom(sheet: Sheet, n: int, kin: Kinship) -> None:
    """The name, what the newsroom says of itself, and what follows that has little of the text, too."""
    sheet.parts[n - 1].be("furniture", "It is the name of a box in which the newsroom speaks of itself.")
    for part in sheet.parts[n:]:
        if not (part.open and part.shape == "line" and part.prose and _far(part, kin, 2)):
            break
        part.be("furniture", "The newsroom speaks of itself, in a box of its own.")


def _below_end(sheet: Sheet, n: int, kin: Kinship) -> None:
    """A few paragraphs may stand below it, and all of them have little of the text; notes stay."""
    mark = sheet.parts[n - 1]
    told = [part for part in sheet.parts[n:] if part.open and part.prose and not is_note(part)]
    if not (mark.open and mark.apart) or len(told) > _MOST_BELOW or not all(_far(part, kin, 2) for part in told):
        return
    mark.be("furniture", "It is the mark that ends the article.")
    for part in sheet.parts[n:]:
        if not is_note(part):
            part.be("furniture", "It stands below the mark that ends the article.")
