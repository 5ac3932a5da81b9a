"""Passes that leave out what HTML itself puts outside of an article: boxes around it, and what nobody else wanted."""

from __future__ import annotations

from collections.abc import Mapping

from .part import Part
from .sheet import Sheet

_DROPPED_BOXES = {
    "hidden": "It is not visible on the page.",
    "nav": "It belongs to the site's navigation.",
    "cookie": "It is a notice about cookies.",
    "ad": "It is an advertisement or stands in its place.",
    "tags": "They are the article's tags.",
    "toc": "It is a table of contents made by the site.",
    "player": "It belongs to a player.",
}
_LATE_BOXES = {
    "comments": "It belongs to the comments.",
    "newsletter": "It belongs to a newsletter box.",
    "share": "It belongs to the share buttons.",
    "paywall": "It belongs to a paywall.",
    "promo": "It advertises something of the site's own.",
    "form": "It belongs to a form.",
    "button": "It is a button.",
    "unprinted": "The page does not print it with the article.",
}


def boxed(sheet: Sheet) -> None:
    """What HTML itself puts outside of the article: navigation, hidden words, advertisements, site header, footer."""
    has_article = any(p.prose and p.in_box("article", "main") for p in sheet.parts)
    top = next((n for n, p in enumerate(sheet.parts) if p.shape == "heading" and p.level == 1), -1)
    for n, part in sheet.open():
        box = _box_of(part, _DROPPED_BOXES)
        if box:
            part.be("furniture", _DROPPED_BOXES[box])
        elif part.in_box("footer") and not part.in_box("article", "main", "blockquote"):
            part.be("furniture", "It stands in the page's footer.")
        elif part.in_box("header") and has_article and not part.in_box("article", "main") and n < top:
            part.be("furniture", "It stands in the page's header, above the title.")
        elif part.shape == "picture" and "icon" in part.boxes:
            part.be("furniture", "It is an icon, not a picture of the article.")


def _box_of(part: Part, known: Mapping[str, str]) -> str:
    """The first of the known boxes that it stands in; empty if in none."""
    return "" if part.boxes.isdisjoint(known) else next(name for name in known if name in part.boxes)


def late_boxes(sheet: Sheet) -> None:
    """Forms, buttons and boxes that no other pass wanted, and what stands outside of the article's own element."""
    inside = sum(p.size for _, p in sheet.open() if p.prose and p.in_box("article", "main"))
    whole = sum(p.size for _, p in sheet.open() if p.prose)
    head = range(sheet.place("title"), sheet.head_end())
    for n, part in sheet.open():
        box = _box_of(part, _LATE_BOXES)
        if box:
            part.be("furniture", _LATE_BOXES[box])
        elif n in head and (part.picture or part.in_box("standfirst")):
            continue  # title, standfirst and first picture may stand above the article's element
        elif inside > 0.6 * whole and not part.in_box("article", "main"):
            part.be("furniture", "It stands outside of the article on the page.")
