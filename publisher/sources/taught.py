"""What a newsroom taught: a line that an editor mended once is known when it comes again.

Plain data, from a line's `key` to its label: "furniture" (left out), "appeal", "related", or a kind of block. It is the
first pass, so it has the strongest word, and the last, which says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import regex

from .language import scripts
from .part import Part, size
from .sheet import Sheet
from .vocabulary import vocabulary
from .words import bare

Taught = Mapping[str, str]

AS_TAUGHT = "As you taught it."
LABELS = frozenset({"furniture", "appeal", "related", "paragraph", "heading", "list"})
LONGEST_KEY = 200

_DIGITS = regex.compile(r"\p{N}+(?:[.,]\p{N}+)*")
_LETTERS = regex.compile(r"\p{L}")
_BOXES = ("newsletter", "ask", "giving", "ours", "policy")


def key(text: str) -> str:
    """What a line is known by: its words, folded, whatever numbers stand in it. Empty: too little to know it by."""
    said = bare(" ".join(_DIGITS.sub("0", text).split()))
    if len(_LETTERS.findall(said[:LONGEST_KEY])) < 2:
        return ""
    if len(said) <= LONGEST_KEY:
        return said
    return f"{said[:120]}… {hashlib.sha256(said.encode()).hexdigest()}"


def recurs(text: str, label: str) -> bool:
    """Whether a line may well come again in other articles, so that it is worth remembering: no running text."""
    if label not in LABELS or not key(text):
        return False
    words = size(text)
    if label == "appeal":
        return words <= 150
    if words <= 25 and not Part(text, "").prose:
        return True
    return label == "furniture" and words <= 100 and _speaks_as_boxes_do(text)


def _speaks_as_boxes_do(text: str) -> bool:
    words = vocabulary(scripts(text))
    return sum(len(words[name].found(text)) for name in _BOXES) >= 2


def taught(sheet: Sheet) -> None:
    """Label what was taught. Appeals and related articles are put together by their own passes, which see a box."""
    if not sheet.taught:
        return
    title = bare(sheet.title)
    for _, part in sheet.open():
        label = sheet.taught.get(key(_known_by(part)), "")
        if label not in LABELS or part.level == 1 or (title and bare(part.text) == title):
            continue
        if label == "appeal":
            part.boxes |= {"appeal", "taught"}
        elif label == "related":
            part.boxes |= {"related"}
        elif label == "furniture":
            part.be("furniture", AS_TAUGHT)
        else:
            part.be(_kept_as(part, label), AS_TAUGHT)


def reasons(sheet: Sheet) -> None:
    """Say so where a pass obeyed."""
    for part in sheet.parts if sheet.taught else ():
        if part.label in ("appeal", "related") and sheet.taught.get(key(part.text)) == part.label:
            part.why = AS_TAUGHT


def _known_by(part: Part) -> str:
    return part.picture.url if part.picture and part.picture.url else part.text


def _kept_as(part: Part, label: str) -> str:
    """A list stays a list, and so on; a line becomes what was taught."""
    if part.shape in ("line", "heading"):
        return "paragraph" if label == "list" else label
    return part.shape
