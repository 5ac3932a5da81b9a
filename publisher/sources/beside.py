"""The passes for what a page sets beside its text, told by how it is set and in whatever language.

What stands in a newsletter's box with its offer; a paragraph of another make that ends in a link; whose words a pull
quote is; a face beside a name; a notice in capitals above the text; signs that say nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import regex

from .home import ends_in_call
from .part import Part
from .sheet import Sheet

_MOST_WORDS, _MOST_PARTS = 90, 10  # of a box that offers a newsletter
_CALL = 60  # words of a paragraph that calls readers elsewhere
_NAME = 8  # words that say whose a quotation is
_NOTICE = 8  # words in capitals that are more than a label
_OWN = ("quotation", "table", "embed")  # what only authors set
_OFFER = "a box that offers a newsletter"  # why newsletters.py left a line out
_SIGN = regex.compile(r"(?![★☆✭✩⭐])[\p{So}\p{Sk}\p{Cf}\p{Mn}\p{Z}·•|]{1,6}")  # no stars: they are a review's verdict
_POINTING = re.compile(r"[▼▽▾▿↓⬇⇩👇]\uFE0F?\s.*\s[▼▽▾▿↓⬇⇩👇]\uFE0F?")
_IN_BRACKETS = re.compile(r"\[[^\[\]]{2,40}\]")
_CLOSING = " \t.!?…»”\"'’)"


def usual_look(sheet: Sheet) -> tuple[str, ...]:
    """How most of the running text stands on the page: the elements around it, the innermost last."""
    looks = Counter(part.looks for part in sheet.parts if part.prose and part.looks).most_common(1)
    return looks[0][0] if looks else ()


def loose_signs(sheet: Sheet) -> None:
    """A sign alone, such as the icon of a box; and a few words between two that point down: "▼ It goes on here ▼"."""
    for _, part in sheet.open():
        if part.shape not in ("line", "heading"):
            continue
        if _SIGN.fullmatch(part.text):
            part.be("furniture", "It is a sign alone and says nothing.")
        elif part.size <= _NAME and _POINTING.fullmatch(part.text):
            part.be("furniture", "It points to what stands below it on the page.")


def offers(sheet: Sheet) -> None:
    """HTML: what shares an element with a newsletter's offer, if no paragraph of the text stands in it."""
    usual = usual_look(sheet)
    for n, part in enumerate(sheet.parts):
        if not part.path or part.label != "furniture" or _OFFER not in part.why:
            continue
        with_box(sheet, n, usual, f"It stands in {_OFFER}.")


def with_box(sheet: Sheet, n: int, usual: tuple[str, ...], why: str) -> None:
    """Leave out what shares an element with this part, if no paragraph set as the text's are stands in it."""
    for element in reversed(sheet.parts[n].path):
        box = _members(sheet, n, element)
        if len(box) > _MOST_PARTS or sum(one.size for one in box) > _MOST_WORDS:
            return
        others = [one for one in box if one.open]
        if any(one.looks == usual or one.shape in _OWN or one.level == 1 for one in others):
            return
        for one in others:
            one.be("furniture", why)


def _members(sheet: Sheet, n: int, element: int) -> list[Part]:
    """The parts in this element, those around the one at `n`; no more than a box can have."""
    first = last = n
    while first > 0 and n - first <= _MOST_PARTS and element in sheet.parts[first - 1].path:
        first -= 1
    while last + 1 < len(sheet.parts) and last - n <= _MOST_PARTS and element in sheet.parts[last + 1].path:
        last += 1
    return sheet.parts[first : last + 1]


def notices(sheet: Sheet) -> None:
    """HTML: a sentence or more all in capitals, above the text: what a law or the site wants to be said first."""
    head = sheet.head_end()
    for n, part in sheet.open():
        if n >= head or not part.path or part.shape != "line" or part.size < _NOTICE:
            continue
        if sum(map(str.isupper, part.text)) > 0.95 * sum(map(str.isalpha, part.text)):
            part.be("furniture", "It is a notice in capitals above the text.")


def faces(sheet: Sheet) -> None:
    """HTML: a picture without a caption in the line of the author, or described by nothing but the author's name."""
    for _, part in sheet.open():
        if not part.path or part.picture is None or part.picture.caption:
            continue
        if part.in_box("byline", "authorbox") or part.picture.alt.strip() in sheet.byline:
            part.be("furniture", "It is the author's face, not a picture of the article.")


def calls(sheet: Sheet) -> None:
    """HTML: among paragraphs, one that ends in a link and is set otherwise: another make, or bold as none is.

    A paragraph of the text that ends in a link is set as the others are.
    """
    strong = sheet.strong()
    if len(strong) < 3:
        return
    usual = {sheet.parts[n].looks[-1:] for n in strong}
    places = Counter(sheet.parts[n].path[:-1] for n in strong)
    bold = sum(sheet.parts[n].in_box("bold") for n in strong) > 1
    for n, part in sheet.open():
        if not strong[0] < n < strong[-1] or part.shape != "line" or part.size > _CALL:
            continue
        if not _ends_in_link(part):
            continue
        alone = places[part.path[:-1]] == 0
        other = alone and (part.looks[-1:] not in usual or ends_in_call(part, sheet.home))
        if other and part.size <= _CALL / 2:
            part.be("furniture", "It leads elsewhere, and is not set as the text's paragraphs are.")
        elif part.in_box("bold") and not (bold or part.stops):
            part.be("furniture", "It calls readers elsewhere, and is bold as no paragraph of the text is.")


def _ends_in_link(part: Part) -> bool:
    last = part.links[-1].text.strip(_CLOSING) if part.links else ""
    return bool(last) and part.text.rstrip(_CLOSING).endswith(last)


def who_said(sheet: Sheet) -> None:
    """HTML: a few words below a pull quote that share an element with it alone."""
    for n, (quote, name) in enumerate(pairwise(sheet.parts)):
        short = name.shape in ("line", "quotation") and name.size <= _NAME and not name.ends
        if quote.label != "pull_quote" or not short or name.label not in ("", "pull_quote", "quotation"):
            continue
        shared = set(quote.path) & set(name.path)
        if shared and _members(sheet, n, max(shared)) == [quote, name]:
            name.label = ""
            name.be("furniture", "It says whose words the pull quote is.")


def bracketed_links(sheet: Sheet) -> None:
    """HTML: a link alone in square brackets, such as wikis set beside their headings."""
    for _, part in sheet.open():
        if part.path and part.size <= 4 and part.linked > 0.5 and _IN_BRACKETS.fullmatch(part.text):
            part.be("furniture", "It is a link in brackets, for those who write the page.")


def last_headings(sheet: Sheet) -> None:
    """HTML: a heading that nothing of the article stands below heads a list that was left out."""
    for part in reversed(sheet.parts):
        if part.label in ("furniture", "share", "related", "byline", "date", "appeal", "rule"):
            continue
        if part.label != "heading" or not part.path:
            return
        part.label = ""
        part.be("furniture", "Nothing of the article stands below this heading.")
