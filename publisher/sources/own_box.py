"""The pass for a box about the author that closes a plain text: a name alone, and a few words about who it is."""

from __future__ import annotations

from .names import CASED, is_name
from .sheet import Sheet

_SMALL = 2  # letters of what is no word of a name
_FEW = 40  # words about somebody
_PARAGRAPHS = 4  # of a text, at least


def own_box(sheet: Sheet) -> None:
    """Text: below the last paragraph, a name that the text knows nowhere, and a paragraph that names the newsroom.

    Or the name is the one that stands above. Where names head several paragraphs, somebody speaks in each.
    """
    if sheet.html or len(strong := sheet.strong()) < _PARAGRAPHS:
        return
    last = strong[-1]
    name, about = sheet.parts[last - 1 : last + 1]
    if not (name.open and name.shape in ("line", "heading") and is_name(name.text) and CASED.search(name.text)):
        return
    told = [sheet.parts[n].text for n in strong[:-1]]
    heads = [sheet.parts[n - 1] for n in strong[:-1] if n]
    several = any(head.open and is_name(head.text) and not _known(told, head.text) for head in heads)
    ours = name.text in sheet.byline or (not sheet.byline and _tells(sheet, about.text))
    if about.size > _FEW or _known(told, name.text) or several or not ours or last - 1 in strong:
        return
    if name.text not in sheet.byline:
        sheet.byline.append(name.text)
    name.be("byline", f"It names who wrote the article ({name.text}), above a few words about who it is.")
    about.be("furniture", "It tells who the author is, below the name.")


def _known(told: list[str], name: str) -> bool:
    """The text has a word of it, in small letters too: some subheads have a capital on each word."""
    words = [one for word in name.split() if len(word) > _SMALL for one in (word, word.lower())]
    return any(word in text for text in told for word in words)


def _tells(sheet: Sheet, about: str) -> bool:
    return sheet.named(about) or bool(sheet.of("author").found(about))
