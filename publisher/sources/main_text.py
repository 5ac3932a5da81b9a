"""What trafilatura takes for a page's main text: evidence for the judge, one mark on each part, and no second truth."""

from __future__ import annotations

import logging
import re
from collections import Counter

from .part import Part

# Below this share of the page's running text its answer is about something else, such as a box or the comments.
TRUSTED = 0.6
# What stands in these is no article; see boxes.py and page_boxes.py.
CLOSED = frozenset({"paywall", "newsletter", "form", "share", "comments", "aside", "ad", "tags", "player"})
_LETTERS = re.compile(r"[^\W_]+")
_MARKS = bytes(sign for sign in range(128) if not chr(sign).isalnum())
_HEAD, _FOOT = 60, 40  # letters by which a part is known

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it says what it read
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def mark_held(parts: list[Part], html: str) -> bool:
    """Mark the parts that the page's main text holds. False, and no marks, if that is nothing to go by."""
    held = _key(_main_text(html))
    prose = [part for part in parts if part.prose]
    if not held:
        return False
    own = [part for part in parts if _is_held(part, held)]
    known = sum(part.size for part in own if part.prose)
    if known < TRUSTED * sum(part.size for part in prose):
        return False
    for part in own:
        part.held = True
    _open_boxes(parts)
    return True


def ready() -> None:
    """Load trafilatura, which takes as long as to read ten pages. Few pages need it, and the first shall not wait."""
    _main_text("")


def _main_text(html: str) -> str:
    from trafilatura import bare_extraction
    from trafilatura.settings import Document, Extractor

    # Its words alone, which are not laid out as a text: that would only be undone here.
    how = Extractor(output_format="txt", fast=True, precision=True, comments=False)
    found = bare_extraction(html, options=how) if html else None
    return found.raw_text or "" if isinstance(found, Document) else ""


def _open_boxes(parts: list[Part]) -> None:
    """A box that most of the main text stands in is the article's own, whatever its class is called."""
    main = [part for part in parts if part.held and part.prose]
    boxes = Counter(box for part in main for box in part.boxes & CLOSED)
    own = {box for box, count in boxes.items() if count > len(main) / 2}
    for part in parts:
        part.boxes -= own


def _is_held(part: Part, held: str) -> bool:
    head = _key(part.text[: 5 * _HEAD])
    if len(head) < _HEAD or len(foot := _key(part.text[-5 * _FOOT :])) < _FOOT:
        head = foot = _key(part.text)
    return bool(head) and head[:_HEAD] in held and foot[-_FOOT:] in held


def _key(text: str) -> str:
    folded = text.casefold()
    if folded.isascii():
        return folded.encode().translate(None, _MARKS).decode()
    return "".join(_LETTERS.findall(folded))
