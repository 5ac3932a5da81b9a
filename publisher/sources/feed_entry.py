"""What an entry of a feed is, and how its words are judged: the article, or only its beginning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from html import escape
from typing import Any

import lxml.html

from .clean import clean_text
from .language import scripts
from .vocabulary import vocabulary
from .words import bare

MOST_READ = 500  # entries: the newest
LONGEST_ENTRY = 500_000  # characters
SHORT = 600  # characters: a text as short as this is taken for a summary
LONG = 1500  # characters in several paragraphs: a description as long as this is the article

MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,10});")
_CUT = re.compile(r"(?:…|\.\.\.|\[\s*(?:…|\.\.\.|&hellip;)\s*\]|\(more…?\))\s*[\])]?$")
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|at_(?:medium|campaign)|ref|rss|source)$", re.IGNORECASE)
_MORE = {"read more", "continue reading", "read the full story", "read the full article", "read the rest", "more"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as its feed gives it. `html` is as foreign as it came; `whole` says whether it is the full text.

    `guid` and `url` are empty where the feed has none, or gives the same one to several entries. `published_on` is
    a day, `updated` a moment (ISO 8601), or empty.
    """

    guid: str
    url: str
    title: str
    html: str
    summary: str
    whole: bool
    authors: tuple[str, ...] = ()
    published_on: str = ""
    updated: str = ""
    language: str = ""
    picture: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Entry:
        """The entry that `to_json` wrote."""
        return cls(**{**data, "authors": tuple(data["authors"])})


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """What one look at a feed brings. `every` is how often it wants to be looked at, where it says so.

    `entries` are the newest MOST_READ, newest first; `listed` is how many there were.
    """

    title: str
    home: str
    every: timedelta | None
    entries: tuple[Entry, ...]
    listed: int


def newest(listed: Sequence[tuple[str, Any]]) -> list[Any]:
    """Of (moment, anything), the newest MOST_READ, newest first: in the order given, unless each has its moment."""
    if all(moment for moment, _ in listed):
        listed = sorted(listed, key=lambda pair: pair[0], reverse=True)
    return [one for _, one in listed[:MOST_READ]]


def distinct(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Those that say something. What several of them carry as their name names none of them, and is taken away."""
    guids, urls = Counter(one.guid for one in entries), Counter(one.url for one in entries)
    return tuple(
        replace(one, guid="" if guids[one.guid] > 1 else one.guid, url="" if urls[one.url] > 1 else one.url)
        for one in entries
        if one.title or one.html or one.summary
    )


def is_whole(html: str, summary: str, *, own_element: bool) -> bool:
    """Whether this is the full text, and not its beginning. `own_element`: it stands where feeds put full texts."""
    words = plain(html)
    last = words.rpartition("\n")[2]
    if _CUT.search(words[-60:]) or (len(last) < 60 and _leads_on(last)):
        return False
    if own_element:
        return len(words) >= SHORT or 0 < len(summary) < len(words) * 0.66
    return len(words) >= LONG and words.count("\n") >= 2


def _leads_on(line: str) -> bool:
    return bare(line) in _MORE or vocabulary(scripts(line))["furniture"].whole(line)


def paragraphs(text: str) -> str:
    """Plain text as HTML, an empty line between paragraphs."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in parts)


def web(url: str) -> str:
    """The link if it leads to the web and is of a sane length; else empty."""
    return url[:2000] if url.startswith("http") else ""


def tidy_link(url: str) -> str:
    """The link without what only tells where a reader came from."""
    head, mark, query = url.partition("#")[0].partition("?")
    kept = [pair for pair in query.split("&") if pair and not _TRACKING.match(pair.partition("=")[0])]
    return head + (mark if kept else "") + "&".join(kept)


def plain(html: str) -> str:
    """The words, without markup, paragraphs on lines of their own."""
    if not MARKUP.search(html):
        return clean_text(html).strip()
    html = re.sub(r"(?i)</(?:p|div|h[1-6]|li|blockquote|figure|tr)\s*>|<br\b[^<>]{0,200}>", "\n", html)
    try:
        root = lxml.html.fragment_fromstring(html, create_parent="div")
    except (lxml.etree.ParserError, ValueError):
        return ""
    for hidden in root.xpath("//script|//style"):
        hidden.drop_tree()
    words = clean_text(str(root.text_content()))
    return re.sub(r"[ \t]*\n\s*", "\n", re.sub(r"[ \t]+", " ", words)).strip()


def day_of(text: str) -> str:
    """The day that a moment (RFC 822 or ISO 8601) names where it was written; empty if it names none."""
    try:
        return (parsedate_to_datetime(text) if "," in text[:5] else datetime.fromisoformat(text)).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
