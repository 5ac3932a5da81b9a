"""The bytes of a page, a file or a paste → Story: the paste judge on its words, its metadata where they are silent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from ..story import Story, StoryPicture
from .brought import MOST, Brought
from .charset import decode
from .clean import unpiled
from .facts import Facts, facts
from .paste import looks_like_html, read_parts
from .taught import Taught

WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)  # a piece of one has no surroundings
# A document type with entities of its own; none of them is ever made.
DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,500}\[[^\]]{0,100000}\]\s*>", re.IGNORECASE)


def read_here(
    data: bytes,
    *,
    html: bool | None = None,
    url: str = "",
    charset: str = "",
    pasted: bool = False,
    title: str = "",
    declared: str = "",
    taught: Taught | None = None,
    pictures: bool = False,
) -> Story:
    """The article in the bytes of a page, a file or a paste, read in this very process. Raises NotAnArticle.

    `pictures`: those that the HTML holds itself come along, as brought.py says.
    """
    text = decode(data, charset)
    is_html = looks_like_html(text) if html is None else html
    brought = Brought(MOST if pictures and is_html else 0)
    text = brought.from_html(text)
    if is_html and not pasted:
        return brought.into(read_page(text, url=url, taught=taught))
    return brought.into(read_parts(text, html=is_html, url=url, title=title, declared=declared, taught=taught))


def read_page(text: str, *, url: str = "", taught: Taught | None = None) -> Story:
    """The article in a whole page. Where its metadata contradict its words, the words win, and `notes` say so."""
    text = unpiled(DOCTYPE.sub("", text, count=1))
    known = facts(text, base=url)
    story = read_parts(
        text,
        html=True,
        url=url or known.canonical_url,
        title=known.title,
        declared=known.language,
        taught=taught,
        page=WHOLE_PAGE.search(text[:5000]) is not None,
    )
    notes = contradictions(story, known, url)
    story = replace(
        story,
        title=story.title or known.title,
        canonical_url=known.canonical_url or story.canonical_url,
        published_on=story.published_on or known.published_on,
        byline=story.byline or known.authors,
        notes=notes,
    )
    if known.picture and not story.pictures:
        story = story.led_by(StoryPicture(known.picture), "The page names it as its picture.")
    return story


def contradictions(story: Story, known: Facts, url: str) -> tuple[str, ...]:
    """Where what the page says of itself is not what stands on it; a sentence each, for the editor."""
    notes = []
    if _differ([story.title], [known.title]):
        notes.append(f"The page's metadata give another title: “{known.title}”. The one on the page was taken.")
    if _days_apart(story.published_on, known.published_on) > 1:  # one day is the time zone
        notes.append(f"The page's metadata give another date: {known.published_on}. The one on the page was taken.")
    if _differ(story.byline, known.authors):
        names = ", ".join(known.authors)
        notes.append(f"The page's metadata name other authors: {names}. Those on the page were taken.")
    home, here = urlsplit(known.canonical_url).hostname, urlsplit(url).hostname
    if home and here and home.removeprefix("www.") != here.removeprefix("www."):
        notes.append(f"The page says that the article's home is on another site: {known.canonical_url}")
    return tuple(notes)


def _differ(shown: Sequence[str], told: Sequence[str]) -> bool:
    """Neither is silent, and nothing of the one is part of the other."""
    ours, theirs = ([_letters(text) for text in texts if text] for texts in (shown, told))
    return bool(ours and theirs) and not any(a in b or b in a for a in ours for b in theirs)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _days_apart(shown: str, told: str) -> int:
    try:
        return abs((date.fromisoformat(shown[:10]) - date.fromisoformat(told[:10])).days)
    except ValueError:
        return 0
