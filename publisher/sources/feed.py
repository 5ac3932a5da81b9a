"""A feed's bytes (RSS, Atom, JSON Feed) → its entries and what it says of itself; an entry → Story."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlsplit

import feedparser

from ..story import Block, Story, StoryPicture
from .apart import read_apart
from .clean import absolute, clean_html, one_line
from .feed_entry import (
    LONGEST_ENTRY,
    MARKUP,
    Entry,
    FeedDocument,
    day_of,
    distinct,
    is_whole,
    newest,
    paragraphs,
    plain,
    tidy_link,
    web,
)
from .feed_json import read_json
from .feed_xml import DAMAGED, NotAFeed, well_formed
from .language import direction, language
from .nesting import in_order
from .paste import NotAnArticle, read_parts
from .taught import Taught

__all__ = [
    "FEED_BYTES", "Entry", "FeedDocument", "NotAFeed", "alternate", "filled", "looks_like_a_page", "plain", "read_feed",
    "story",
]  # fmt: skip

FEED_BYTES = 10_000_000
LONGEST_HERE = 100_000  # characters of an entry that are read in this very process
LONGEST_SUMMARY = 5_000  # characters

# WordPress hangs this under what its feed holds: "The post <title> appeared first on <site>."
_APPEARED = re.compile(r"<p>\s*The post <a\b.{1,2000}?appeared first on <a\b.{1,1000}?</p>\s*$", re.DOTALL)
_ALTERNATE = re.compile(r"<link\b[^>]{0,1000}>", re.IGNORECASE)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 24 * 7, "monthly": 24 * 30, "yearly": 24 * 365}


def read_feed(data: bytes, *, url: str, charset: str = "") -> FeedDocument:
    """The feed in these bytes, which came from `url`. Raises NotAFeed with a sentence."""
    if not data.strip():
        raise NotAFeed("The server answered with nothing.")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return read_json(data, url=url)
    if looks_like_a_page(data):
        raise NotAFeed("There is a page at this address, not a feed. Look on it for “RSS” or “Feed”.")
    xml = well_formed(data, charset)
    try:
        # feedparser would open a string as a file or an address; it gets a stream, and nothing to fetch.
        found = feedparser.parse(
            io.BytesIO(xml),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,  # clean.py does, for every source alike
            resolve_relative_uris=False,
        )
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as why:
        # It trips over its own state in feeds that are nested in ways nobody means (<link> in <link> …).
        raise NotAFeed(DAMAGED) from why
    if not found.get("version") and not found.entries:
        raise NotAFeed("There is no feed at this address, but other XML.")
    about = found.feed
    moments = [(_moment(one, "published_parsed") or _moment(one, "updated_parsed"), one) for one in found.entries]
    return FeedDocument(
        title=one_line(plain(_text(about, "title")))[:300],
        home=web(absolute(url, _text(about, "link"))),
        every=_every(about),
        entries=distinct([_entry(one, about, url) for one in newest(moments)]),
        listed=len(found.entries),
    )


def story(entry: Entry, *, taught: Taught | None = None) -> Story:
    """The article as the feed gives it, by the judge that reads pages and pastes. Raises NotAnArticle.

    What the entry says of itself fills what its words leave open. A summary that is no article to the judge becomes
    one paragraph: nothing the feed gave is lost.
    """
    html = f"<article><h1>{escape(entry.title, quote=False)}</h1>\n{entry.html or paragraphs(entry.summary)}</article>"
    try:
        if len(html) > LONGEST_HERE or not in_order(html):
            long = html.encode("utf-8", "replace")
            found = read_apart(long, html=True, url=entry.url, charset="utf-8", pasted=True, taught=taught)
        else:
            found = read_parts(
                html, html=True, url=entry.url, title=entry.title, declared=entry.language, taught=taught
            )
    except NotAnArticle:
        words = plain(entry.html) or entry.summary
        if not words or len(words) > LONGEST_SUMMARY:
            raise
        whole = f"{entry.title}\n{words}"
        block = Block("paragraph", words, clean_html(paragraphs(words)), "It is what the feed says.")
        found = Story(
            title=entry.title or words[:100],
            language=language(whole, declared=entry.language),
            direction=direction(whole),
            canonical_url=entry.url,
            blocks=(block,),
        )
    return filled(found, entry)


def filled(found: Story, entry: Entry) -> Story:
    """The story, with what the entry says of itself where the words left it open."""
    # Some sites call every page of theirs by the address of their front page.
    front = urlsplit(found.canonical_url).path.strip("/") == "" and not urlsplit(found.canonical_url).query
    found = replace(
        found,
        title=found.title or entry.title,
        published_on=found.published_on or entry.published_on,
        byline=found.byline or entry.authors,
        canonical_url=(entry.url if front else "") or found.canonical_url,
    )
    if found.pictures or not entry.picture:
        return found
    return found.led_by(StoryPicture(entry.picture), "The feed names it as the article's picture.")


def alternate(data: bytes, *, url: str) -> str:
    """The feed that a page names in its head; empty if it names none."""
    for tag in _ALTERNATE.findall(data[:500_000].decode("latin-1")):
        said = {name.lower(): value for name, _, value in re.findall(r"""([\w-]+)\s*=\s*(["'])(.*?)\2""", tag)}
        if "alternate" in said.get("rel", "").lower() and said.get("type", "").lower() in _FEED_TYPES:
            return absolute(url, said.get("href", "").replace("&amp;", "&"))
    return ""


def looks_like_a_page(data: bytes) -> bool:
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html")) or b"<html" in start.partition(b"<rss")[0][:600]


# -- what feedparser gives -------------------------------------------------------------------------------------


def _entry(one: Mapping[str, Any], about: Mapping[str, Any], base: str) -> Entry:
    contents = [c for c in one.get("content") or () if _text(c, "value").strip()]
    best = max(contents, key=lambda c: ("html" in _text(c, "type"), len(c["value"])), default=None)
    summary_html = _text(one, "summary")[:LONGEST_ENTRY]
    html = _html(best or one.get("summary_detail") or {})[:LONGEST_ENTRY]
    html = html[:-4000] + _APPEARED.sub("", html[-4000:])
    summary = one_line(plain(summary_html)) if best is None or summary_html != best["value"] else ""
    link = _text(one, "feedburner_origlink") or _text(one, "link")
    guid = _text(one, "id").strip()
    detail = one.get("title_detail") or {}
    return Entry(
        guid=guid[:2000],
        url=web(tidy_link(absolute(base, link)) or (guid if guid.startswith("http") else "")),
        title=one_line(plain(_text(one, "title")))[:1000],
        html=html,
        summary=summary[:2000],
        whole=len(html) < LONGEST_ENTRY and is_whole(html, summary, own_element=best is not None),
        authors=_names(one),
        published_on=day_of(_text(one, "published")) or _moment(one, "published_parsed")[:10],
        updated=_moment(one, "updated_parsed"),
        language=_text(detail, "language") or _text(about, "language"),
        picture=_picture(one, base),
    )


def _text(one: Mapping[str, Any], name: str) -> str:
    """What it says under this name; feedparser gives None now and then."""
    value = one.get(name)
    return value if isinstance(value, str) else ""


def _html(detail: Mapping[str, Any]) -> str:
    value = _text(detail, "value")
    if "html" in _text(detail, "type") or MARKUP.search(value):
        return value
    return paragraphs(value)


def _names(one: Mapping[str, Any]) -> tuple[str, ...]:
    said = [_text(author, "name") for author in one.get("authors") or ()] or [_text(one, "author")]
    names = dict.fromkeys(one_line(plain(name)) for name in said)
    return tuple(name[:200] for name in names if name and "@" not in name and "://" not in name)[:20]


def _picture(one: Mapping[str, Any], base: str) -> str:
    pictures = [m for m in one.get("media_content") or () if "image" in _text(m, "medium") + _text(m, "type")]
    pictures.sort(key=lambda m: -int(w) if (w := str(m.get("width", ""))).isdecimal() and len(w) < 6 else 0)
    files = [e for e in one.get("enclosures") or () if _text(e, "type").startswith("image/")]
    named = [_text(m, "url") for m in pictures] + [_text(e, "href") for e in files]
    found = (absolute(base, url) for url in named)
    return next((url[:2000] for url in found if url.startswith("http")), "")


def _moment(one: Mapping[str, Any], name: str) -> str:
    """A moment that feedparser understood, as ISO 8601 in UTC; empty if there is none."""
    parsed = one[name] if name in one else None  # noqa: SIM401 (its get() gives one moment for another)
    try:
        return datetime(*parsed[:6]).replace(tzinfo=UTC).isoformat() if parsed else ""  # noqa: DTZ001 (the next word says so)
    except (ValueError, TypeError):
        return ""


def _every(about: Mapping[str, Any]) -> timedelta | None:
    ttl, period = _text(about, "ttl").strip(), _text(about, "sy_updateperiod").strip().lower()
    if ttl.isdecimal() and int(ttl[:7]) > 0:
        return timedelta(minutes=int(ttl[:7]))
    if period in _PERIODS:
        times = _text(about, "sy_updatefrequency").strip() or "1"
        return timedelta(hours=_PERIODS[period]) / (int(times) if times.isdecimal() and int(times[:5]) > 0 else 1)
    return None
