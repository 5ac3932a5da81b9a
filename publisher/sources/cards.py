"""The passes for what leads to another page of the site: cards, and lines that are a label and a link."""

from __future__ import annotations

from itertools import groupby

import regex

from .home import host_of
from .part import Part, size
from .related import note
from .sheet import Sheet
from .words import bare

_LABEL_WORDS = 4  # of what says that another article follows
_LEAST, _MOST = 3, 30  # words of another article's title
_LINKED = 0.7  # of the letters of a line that points to other pages
_LABEL = regex.compile(r"\s*(?:[^\s:：]+\s){0,4}[^\s:：]*[:：՝|›»→]\s*|\s*[【\[［][^】\]］]{2,12}[】\]］]\s*")
_TITLED = regex.compile(r"title|headline|heading", regex.IGNORECASE)  # what makers of pages call a card's title
_WHY = "It belongs to a card that leads to another page."


def cards(sheet: Sheet) -> None:
    """Cards among the text name related articles; of all below its first paragraph nothing but their title stays."""
    start, last = sheet.head_end(), max(sheet.strong(), default=-1)
    below = ((n, part) for n, part in enumerate(sheet.parts) if n > start and part.in_box("card"))
    for _, members in groupby(below, key=lambda one: _link(one[1])):
        card = [part for _, part in members]
        if any(part.label == "appeal" or part.level == 1 for part in card) or _shows_only(card):
            continue
        where = next(n for n, part in enumerate(sheet.parts) if part is card[0])
        title = _title(sheet, card)
        if title and where < last and not title.in_box("nav", "ad", "promo"):
            note(sheet, title, title.text, "It is the title of a card that leads to another page.")
        for part in card:
            if part is not title:
                part.be("furniture", _WHY)


def _link(part: Part) -> int:
    """The number of the link's element."""
    return max((number for number, look in zip(part.path, part.looks, strict=True) if look[:2] == "a "), default=0)


def _shows_only(card: list[Part]) -> bool:
    """A picture that opens larger when it is pressed."""
    return any(part.picture for part in card) and all(part.picture or not part.size for part in card)


def _title(sheet: Sheet, card: list[Part]) -> Part | None:
    """Its headline, or else its first line that is no label."""
    told = [part for part in card if part.open and part.shape in ("line", "heading") and _may_name(sheet, part)]
    named = (part for part in told if part.shape == "heading" or _TITLED.search(" ".join(part.looks[-2:])))
    return next(named, next(iter(told), None))


def _may_name(sheet: Sheet, part: Part) -> bool:
    if not _LEAST <= part.size <= _MOST or part.in_box("byline", "date", "kicker", "tags", "button"):
        return False
    said = bare(part.text)
    labels = ("related", "lists", "furniture")
    return not any(said in sheet.of(name).phrases for name in labels)


def names_article(part: Part) -> bool:
    """As many words as the title of another article has, in a line of its own, and no label of the site's."""
    named = part.shape in ("line", "heading") and _LEAST <= part.size <= _MOST
    return named and not part.in_box("byline", "date", "kicker", "tags", "button", "share", "nav")


def goes_on(sheet: Sheet, n: int) -> bool:
    """Below this part stand paragraphs set as those above it are, in the same elements: it is among the text."""
    strong = sheet.strong()
    above = {sheet.parts[m].looks for m in strong if m < n}
    return any(sheet.parts[m].looks in above for m in strong if m > n)


def pointers(sheet: Sheet) -> None:
    """In any language: a few words, a colon, and a link to a page of the same site, or the title of an article that is
    listed below: "Read also: The ferry returns".
    """
    first, last = sheet.head_end(), max(sheet.strong(), default=-1)
    home = sheet.home
    titles = [one.title for one in sheet.related if size(one.title) >= _LEAST]
    for n, part in sheet.open():
        listed = _listed(part.text, titles) if first < n < last and part.shape in ("line", "heading") else ""
        if listed:
            part.cut = part.text.removesuffix(listed).strip()
            note(sheet, part, listed, "It points to an article that is listed among the related ones.")
            continue
        if first < n < last and part.shape == "heading" and _leads_away(sheet, part):
            note(sheet, part, part.text, "It is a heading that leads to another page, as no other one does.")
            continue
        if not first < n < last or part.shape not in ("line", "quotation") or not part.links or not home:
            continue
        if part.shape == "quotation":
            _boxed_pointer(sheet, part, home)
            continue
        if len(part.links) > 1:
            if goes_on(sheet, n):
                _row(sheet, part, home)
            continue
        link = part.links[0]
        label = part.text.removesuffix(link.text)
        title = sum(sign.isalpha() for sign in link.text) > 1.2 * sum(sign.isalpha() for sign in label)
        if title and label != part.text and _LABEL.fullmatch(label) and host_of(link.url) == home:
            part.cut = label.strip(" \t:：՝|›»→【】[]［］")
            note(sheet, part, link.text, "It is a label and a link to another page.")


def _leads_away(sheet: Sheet, part: Part) -> bool:
    """All of it is a link to a page of the site, and no other heading among the text is."""
    if part.linked < 0.9 or len(part.links) != 1 or not names_article(part):
        return False
    alike = sum(one.shape == "heading" and one.linked > _LINKED and one.open for one in sheet.parts)
    return alike == 1 and host_of(part.links[0].url) == sheet.home != ""


def _listed(text: str, titles: list[str]) -> str:
    """The title of a related article that is all this line says, but for a label: "Read also: The ferry returns"."""
    named = (title for title in titles if text.endswith(title))
    return next((title for title in named if title == text or _LABEL.fullmatch(text.removesuffix(title))), "")


def _boxed_pointer(sheet: Sheet, part: Part, home: str) -> None:
    """Set as a quotation, but nothing other than a label of some words and a link behind it."""
    link = part.links[0]
    label = part.text.removesuffix(link.text)
    few = label != part.text and size(label) <= _LABEL_WORDS and size(link.text) >= _LEAST
    if len(part.links) == 1 and few and part.linked > 0.5 and not label.rstrip().endswith((".", ",", "“", "«")):
        part.cut = label.strip()
        note(sheet, part, link.text, "It is a label and a link to another page, set as a quotation.")


def _row(sheet: Sheet, part: Part, home: str) -> None:
    """Titles of related articles that stand in one line, or below one another in one paragraph: links, and a label."""
    titles = [link.text for link in part.links if size(link.text) >= _LEAST and host_of(link.url) == home]
    if part.linked > _LINKED and not part.stops and len(titles) == len(part.links):
        for title in titles:
            note(sheet, part, title, "They are links to other pages, and a label.")
