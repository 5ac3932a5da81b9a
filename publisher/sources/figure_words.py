"""The words of a figure in HTML: its caption, and who took the picture, by what elements they stand in."""

from __future__ import annotations

from .boxes import standing
from .clean import one_line
from .tree import Node

_INNER = ("span", "cite", "small", "em", "p", "div")
_LONGEST = 80  # letters of who took a picture
_PARTS = " \t/|·•–—-()[]（）｜"  # what stands between a caption and its credit
_STOPS = (".", "。", "।", "۔", "!", "?", "…")


def figure_words(node: Node) -> tuple[str, str]:
    """Caption and credit; empty where there is none."""
    captions = list(node.below("figcaption"))
    whole = " ".join(one.text() for one in captions) if captions else node.text()
    if named := _named(node, captions):
        return one_line(whole.replace(named, " ", 1)), named
    if beside := _beside(node, captions):
        return whole, beside
    return _last_of(captions[0]) if len(captions) == 1 else (whole, "")


def _named(node: Node, captions: list[Node]) -> str:
    """What the page calls the credit, or sets as the source of what it shows."""
    for holder in [*captions, node]:
        for inner in holder.below(*_INNER):
            cited = inner.tag == "cite" and 0 < inner.letters <= _LONGEST
            if cited or "credit" in standing(inner.tag, inner.attrs, 0, inner.letters):
                return inner.text()
    return ""


def _beside(node: Node, captions: list[Node]) -> str:
    """A few words of the figure below its picture and outside of its caption."""
    if not captions:
        return ""
    waiting: list[Node | str] = list(reversed(node.children))
    shown, said = False, list[str]()
    while waiting:
        at = waiting.pop()
        if isinstance(at, str):
            said += [at] if shown else []
        elif at not in captions and at.tag != "button":
            shown = shown or at.tag == "img"
            waiting += reversed(at.children)
    words = one_line(" ".join(said))
    return words if len(words.split()) > 1 and len(words) <= _LONGEST else ""


def _last_of(caption: Node) -> tuple[str, str]:
    """A caption in elements: the last of several is the credit if it is short and no sentence."""
    inner = caption
    while len(inner.children) == 1 and isinstance(inner.children[0], Node):
        inner = inner.children[0]
    pieces = [child for child in inner.children if isinstance(child, Node) and child.letters]
    loose = "".join(child for child in inner.children if isinstance(child, str))
    whole = caption.text()
    if len(pieces) != 2 or loose.strip(_PARTS) or any(piece.tag == "a" for piece in pieces):
        return whole, ""
    told, credit = (piece.text().strip(_PARTS) for piece in pieces)
    if not credit or len(credit) > min(_LONGEST, 2 * len(told)) or credit.endswith(_STOPS) or told[:1].islower():
        return whole, ""
    return told, credit
