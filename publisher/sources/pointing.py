"""The pass for what a plain text shows by what it says twice: labels above other articles and pictures, skips of a box.

It asks nothing of the language. A label ends in a colon or is set in capitals, and an article's title stands below it;
words before a comma stand before one again; a line for those who hear the page names the box that it passes by.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import regex

from .part import Part, begins_small
from .related import note
from .sheet import Sheet
from .words import bare

_LABEL = 5  # words
_TITLE = range(3, 21)
_SKIP = 14  # words of a line that leads past a box
_SAID = 30  # words of a picture's label and caption
_ALIKE = 30  # letters
_NEAR = 12  # lines of a box
_ANNOUNCING = (":", "：", "፡")
_BEFORE_COMMA = regex.compile(r"((?:[\p{L}\p{M}’'-]+ ){0,2}[\p{L}\p{M}’'-]+)[,،]\s?(?=\S)")
_WHY = "It is the label of another article's title."


def pointing(sheet: Sheet) -> None:
    """Leave out such lines between the paragraphs; titles below a label are noted."""
    strong = sheet.strong()
    if sheet.html or not sheet.airy or len(strong) < 3:
        return
    for above, below in pairwise(strong):
        _label(sheet, above, below)
    _same_before_comma(sheet)
    _skips(sheet, strong[0])


def _loose(part: Part) -> bool:
    return part.open and part.shape == "line" and not part.apart and not part.stops


def _label(sheet: Sheet, above: int, below: int) -> None:
    """Right above a paragraph: a label with a colon or in capitals, and a title."""
    if below - above < 3 or sheet.parts[above].text.endswith(_ANNOUNCING):
        return
    over, label, title = sheet.parts[below - 3 : below]
    letters = [sign for sign in label.text if sign.isalpha()]
    capitals = len(letters) > 2 and all(sign.isupper() for sign in letters) and not title.text.isupper()
    said = label.text.endswith(_ANNOUNCING) or capitals
    known = label.label == "furniture" and not label.apart and "stands there" in label.why
    stacked = "above a subhead" in label.why  # as insets.py takes it for
    is_label = ((_loose(label) or stacked) and said) or known
    titled = _loose(title) and round(title.size) in _TITLE and not title.ends and title.size > label.size
    if is_label and over.apart and label.size <= _LABEL and titled and not begins_small(title.text):
        label.be("furniture", _WHY)
        note(sheet, title, title.text, "It stands below a label, right above a paragraph.")


def _same_before_comma(sheet: Sheet) -> None:
    """ "Image source, Getty Images", "Image caption, A waggon": the label stands there again, of another picture."""
    labelled: defaultdict[str, list[Part]] = defaultdict(list)
    for _, part in sheet.open():
        if found := _BEFORE_COMMA.match(part.text) if _loose(part) and part.size <= _SAID else None:
            labelled[bare(found[1])].append(part)
    for parts in labelled.values():
        starts = {part.text[:_ALIKE] for part in parts}  # a subhead may be said again
        if len(starts) == len(parts) > 1:
            for part in parts:
                part.be("furniture", "It is a label and what it labels, and the label stands there again.")


def _skips(sheet: Sheet, first: int) -> None:
    """ "Skip Most read and continue reading", above "Most read"; "End of Most read", below."""
    heads = [
        (n, bare(part.text))
        for n, part in enumerate(sheet.parts)
        if n > first and part.label == "furniture" and 2 <= part.size <= _LABEL + 3 and not part.stops
    ]
    for n, part in sheet.open():
        if n <= first or not _loose(part) or part.size > _SKIP:
            continue
        said = bare(part.text)
        if any(abs(n - m) <= _NEAR and head in said and said != head for m, head in heads):
            part.be("furniture", "It leads past a box of the site, and names it.")
