"""The pass for what a plain text shows by what it says twice: labels above other articles and pictures, skips of a box.

It asks nothing of the language. A label ends in a colon or is set in capitals, and an article's title stands below it
or is joined to it; a sign points to a title; words before a comma stand before one again; a line for those who hear the
page names the box that it passes by.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import regex

from .labelled import labelled
from .part import Part, begins_small, sentences, size
from .related import note
from .sheet import Sheet
from .words import bare

_LABEL = 5  # words
_CAPITALS = 3  # words of a label in capitals that an empty line stands below
_TITLE = range(3, 21)
_SKIP = 14  # words of a line that leads past a box
_LONGEST = 25  # words of a line with a title
_SAID = 30  # words of a picture's label and caption
_ALIKE = 30  # letters
_NEAR = 12  # lines of a box
_ANNOUNCING = (":", "：", "፡")
_BEFORE_COMMA = regex.compile(r"((?:[\p{L}\p{M}’'-]+ ){0,2}[\p{L}\p{M}’'-]+)[,،]\s?(?=\S)")
_WHY = "It is the label of another article's title."
_SIGN = regex.compile(
    r"(?:>{2,3}|»{2}|＞{1,3}|[▶►▼→➡➜➤⇒👉☞📌🔗📖]\uFE0F?)\s?(?=[\p{L}“„«「\"])"
)  # ">> Read also: The ferry returns"
_LABELLED = regex.compile(r"(?:[^\s:：]+\s){0,3}[^\s:：]+\s?[:：]\s*")
_FIGURE = regex.compile(r"\p{Nd}")
# "READ ALSOThe ferry returns": the last of the capitals is the title's.
_JOINED = regex.compile(r"((?=(?:\p{Lu} ?){5})(?:\p{Lu}+ )*\p{Lu}{2,})(\p{Lu}\p{Ll}{2}.*)")


def pointing(sheet: Sheet) -> None:
    """Leave out such lines between the paragraphs; titles below a label are noted."""
    if sheet.html or len(strong := sheet.strong()) < 3:
        return
    _set_apart(sheet, strong)
    if not sheet.airy:
        return
    for above, below in pairwise(strong):
        _titles(sheet, above, below)
        _label(sheet, above, below)
    labelled(sheet, strong)
    _same_before_comma(sheet)
    _skips(sheet, strong[0])


def _loose(part: Part) -> bool:
    return part.open and part.shape == "line" and not part.apart and not part.stops


def _set_apart(sheet: Sheet, strong: list[int]) -> None:
    """Whatever empty lines stand around it: what a sign points to; and the only label in capitals, above a title."""
    for n in range(strong[0] + 1, strong[-1]):
        _signed(sheet, n)
    inside = [(n, sheet.parts[n]) for n in range(strong[0] + 1, strong[-1])]
    capitals = [n for n, part in inside if part.shape in ("line", "heading") and _is_capitals(part.text)]
    if len(capitals) != 1 or capitals[0] + 2 > strong[-1]:
        return  # several are how this author sets subheads
    above, label, title, below = sheet.parts[capitals[0] - 1 : capitals[0] + 3]
    lone = above.prose and label.open and label.apart and label.shape == "line" and label.size <= _CAPITALS
    titled = title.open and title.shape == "line" and not title.ends and round(title.size) in _TITLE
    if lone and titled and title.size > label.size and below.prose:
        label.be("furniture", _WHY)
        note(sheet, title, title.text, "It stands below a label in capitals, the only one of the text.")


def _is_capitals(text: str) -> bool:
    """Two words or more, and none that counts: "PART II" heads a part."""
    letters = [sign for sign in text if sign.isalpha()]
    words = text.split()
    spelt = len(words) > 1 and all(len(word) > 3 and word.isalpha() for word in words)
    return spelt and all(sign.isupper() for sign in letters)


def _titles(sheet: Sheet, above: int, below: int) -> None:
    """Below a label that is known, with no empty line between them, up to a paragraph: titles with full stops."""
    heads = (n for n in range(above + 1, below) if "heading of a list of other articles" in sheet.parts[n].why)
    if (head := next(heads, None)) is None:
        return
    listed = sheet.parts[head:below]
    titles = [part for part in listed[1:] if part.open and part.shape == "line" and len(sentences(part.text)) == 1]
    if len(titles) == len(listed) - 1 > 1 and not any(part.apart or part.size > _LONGEST for part in listed):
        for part in titles:
            note(sheet, part, part.text, "It stands below a label, with no empty line between them.")


def _signed(sheet: Sheet, n: int) -> None:
    """A sign that points, or a label in capitals that a copy has joined to the title."""
    part = sheet.parts[n]
    if not part.open or part.shape != "line" or part.stops or part.size > _LONGEST:
        return
    if (sign := _SIGN.match(part.text)) and not any(_SIGN.match(one.text) for one in sheet.parts[n - 1 : n + 2 : 2]):
        label = _LABELLED.match(part.text, sign.end())
        _cut(sheet, part, label.end() if label else sign.end(), "A sign stands before it that points to it.")
    elif joined := _JOINED.fullmatch(part.text):
        _cut(sheet, part, joined.start(2), "A label in capitals is joined to it.")


def _cut(sheet: Sheet, part: Part, at: int, why: str) -> None:
    """The rest is another article's title, if it has as many words."""
    label, title = part.text[:at].strip(), part.text[at:].strip()
    if round(size(title)) in _TITLE:
        part.cut = label
        note(sheet, part, title, why)


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
    known = known or (label.label == "related" and not label.apart and label.size < title.size)  # "Read also: Music"
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
