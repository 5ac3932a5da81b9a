"""JSON Feed (jsonfeed.org, 1 and 1.1) → the same entries as any other feed."""

from __future__ import annotations

import json
from typing import Any

from .clean import absolute, one_line
from .feed_entry import (
    LONGEST_ENTRY,
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
from .feed_xml import MOST_ELEMENTS, TOO_MUCH, NotAFeed


def read_json(data: bytes, *, url: str) -> FeedDocument:
    """The feed in this JSON. Raises NotAFeed."""
    if data.count(b"{") + data.count(b"[") > MOST_ELEMENTS:
        raise NotAFeed(TOO_MUCH)
    try:
        said = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotAFeed("This looks like JSON, but it is damaged.") from None
    if not isinstance(said, dict) or "jsonfeed.org" not in str(said.get("version", "")):
        raise NotAFeed("There is no feed at this address, but other JSON.")
    items = said.get("items")
    listed = [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []
    moments = [(_text(one, "date_published") or _text(one, "date_modified"), one) for one in listed]
    return FeedDocument(
        title=one_line(_text(said, "title"))[:300],
        home=web(absolute(url, _text(said, "home_page_url"))),
        every=None,
        entries=distinct([_entry(one, said, url) for one in newest(moments)]),
        listed=len(listed),
    )


def _entry(one: dict[str, Any], about: dict[str, Any], base: str) -> Entry:
    html = (_text(one, "content_html") or paragraphs(_text(one, "content_text")))[:LONGEST_ENTRY]
    summary = one_line(plain(_text(one, "summary")))
    guid = one.get("id", "")
    people = one.get("authors") or about.get("authors") or [one.get("author") or about.get("author")]
    names = [p.get("name") for p in people if isinstance(p, dict)] if isinstance(people, list) else []
    return Entry(
        guid=str(guid)[:2000] if isinstance(guid, str | int | float) else "",
        url=web(tidy_link(absolute(base, _text(one, "url")))),
        title=one_line(_text(one, "title"))[:1000],
        html=html,
        summary=summary[:2000],
        whole=is_whole(html, summary, own_element=True),
        authors=tuple(one_line(name)[:200] for name in names[:20] if isinstance(name, str) and name.strip()),
        published_on=day_of(_text(one, "date_published")),
        updated=_text(one, "date_modified")[:35],
        language=_text(one, "language") or _text(about, "language"),
        picture=web(absolute(base, _text(one, "image") or _text(one, "banner_image"))),
    )


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""
