"""Where an article ends whose last paragraphs are too short to be sure of, among lines that are no sentences.

Results, prices, addresses and then a sentence: most of these lines have a figure, name what they tell, or ask.
"""

from __future__ import annotations

from itertools import takewhile

import regex

from .part import Part
from .sharing import names_network
from .sheet import Sheet

_LEAST = 5  # words of a sentence
_MOST = 40  # lines
_LABEL, _TITLE = 3, 20  # words
_ROW = regex.compile(r"@|\p{Ll}{3}\p{Lu}\p{Ll}{2}|\s\|\s|©|https?:")
_FACT = regex.compile(r"\p{Nd}|[:：]\s?\S|[?？؟]$")
_SITES = ("ask", "newsletter", "invites", "policy", "paywall")


def last_sentence(sheet: Sheet, last: int) -> int:
    """The last sentence below `last`, the last sure paragraph, if no words of the site's stand between; else `last`."""
    text = sheet.parts[last]
    below = takewhile(
        lambda n: _may_be(sheet, sheet.parts[n], text), range(last + 1, min(len(sheet.parts), last + _MOST))
    )
    end, facts, others = last, 0, 0
    for n in below:
        part = sheet.parts[n]
        if _is_sentence(part) and not sheet.of("ours").found(part.text):
            end = n if facts > others or n == end + 1 or part.path else end
        elif part.shape == "list" or _FACT.search(part.text):
            facts += 1
        else:
            others += 1
    for n in range(last + 1, end - 2):
        _pointer(sheet, n)
    return end


def _pointer(sheet: Sheet, n: int) -> None:
    """Text: between what ends as sentences do a label and a title, both without an end: they lead elsewhere."""
    above, label, title, below = sheet.parts[n - 1 : n + 3]
    lines = all(p.shape == "line" and not (p.ends or p.path or _FACT.search(p.text)) for p in (label, title))
    if above.ends and below.ends and lines and label.size <= _LABEL < title.size <= _TITLE:
        for part in (label, title):
            part.be("furniture", "It is a label and another article's title, between two paragraphs.")


def _may_be(sheet: Sheet, part: Part, text: Part) -> bool:
    if part.path and (part.path[:-1], part.looks) != (text.path[:-1], text.looks):
        return False  # HTML: it is not set as the text is
    if not part.open or part.links or part.shape not in ("line", "list") or _ROW.search(part.text):
        return False
    speaks = any(sheet.of(name).found(part.text) for name in _SITES)
    return not (speaks or names_network(part.text) or sheet.of("byline").start(part.text))


def _is_sentence(part: Part) -> bool:
    return part.shape == "line" and part.apart and part.stops and part.size >= _LEAST and not part.text[-1:].isdigit()
