"""A look at a feed: each at its own pace, asked only for what is new, obeyed when it moves, ends or wants rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django.db import transaction

from publisher.models import Feed, Member
from publisher.models.feed import ACTIVE, GONE, PAUSED
from publisher.outside import Forbidden, Guard, named
from publisher.sources import feed as reading
from publisher.sources.clean import clean_url
from publisher.sources.fetch import Fetched, Unreachable, fetch

from . import entries

Clock = Callable[[], datetime]

SECONDS = 30.0  # for one look
USUAL = timedelta(minutes=30)  # where neither members nor the feed say how often
SOONEST, LATEST = timedelta(minutes=10), timedelta(days=1)  # within these it may say so itself
LONGEST_REST = timedelta(days=7)  # that a server may ask for
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
ANSWERS = (200, 304, 410, 429, 503)
LONGEST_ADDRESS = Feed._meta.get_field("address").max_length or 0


def look(feed_id: int, clock: Clock, *, guard: Guard | None = None) -> None:
    """Look once, if it is time and nobody else does. What comes of it stands on the feed's row and its entries."""
    now = clock()
    if not Feed.objects.claim(feed_id, now):
        return
    feed = Feed.objects.filter(id=feed_id).first()
    if feed is None:  # removed in this very moment
        return
    asked = {"Accept": ACCEPT, "If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    try:
        got = fetch(
            feed.address,
            guard=guard or Guard(),
            limit_bytes=reading.FEED_BYTES,
            seconds=SECONDS,
            headers={name: value for name, value in asked.items() if value},
            answers=ANSWERS,
        )
        answered(feed, got, clock())
    except (Unreachable, reading.NotAFeed) as why:
        _failed(feed, str(why), clock())


def answered(feed: Feed, got: Fetched, now: datetime) -> None:
    """What an answer means. Raises NotAFeed."""
    match got.status:
        case 410:
            why = "Its server says that it is gone for good. It is not looked at any more."
            _done(feed, state=GONE, next_at=None, why=why, looked_at=now)
        case 429 | 503:
            rest = _rest(got.headers, now)
            asks = " It asks for rest until then." if rest else ""
            _failed(feed, f"Its server is busy (it answered {got.status}).{asks}", now, rest=rest)
        case 304:
            _well(feed, now, address=_moved(feed, got))
        case _:
            _read(feed, got, now)


def pace(feed: Feed) -> timedelta:
    """How long from one look to the next: as members chose, or as the feed asks, within bounds."""
    return feed.every or min(max(feed.wish or USUAL, SOONEST), LATEST)


def _read(feed: Feed, got: Fetched, now: datetime) -> None:
    if feed.looked_at is None and feed.failures < 3 and reading.looks_like_a_page(got.body):
        found = reading.alternate(got.body, url=got.final_url)
        if found and len(found) <= LONGEST_ADDRESS and not Feed.objects.filter(address=found).exists():
            # A page that names its feed: editors give the address they see.
            _done(feed, address=found, next_at=now)
            return
    document = reading.read_feed(got.body, url=got.final_url, charset=got.charset)
    with transaction.atomic():
        etag, modified = got.headers.get("etag", ""), got.headers.get("last-modified", "")
        feed.wish = document.every
        known = {
            "title": document.title or feed.title,
            "wish": document.every,
            "listed": document.listed,
            "etag": etag if len(etag) <= 300 else "",
            "modified": modified if len(modified) <= 100 else "",
        }
        if _well(feed, now, address=_moved(feed, got), **known) and entries.record(feed, document, now):
            Feed.objects.filter(id=feed.id).update(changed_at=now)


def _done(feed: Feed, **fields: Any) -> bool:
    """End this look. False if it was no longer ours: paused, removed or taken over meanwhile."""
    mine = Feed.objects.filter(id=feed.id, claimed_at=feed.claimed_at, state=ACTIVE)
    return mine.update(claimed_at=None, **fields) == 1


def _well(feed: Feed, now: datetime, **fields: Any) -> bool:
    return _done(feed, looked_at=now, next_at=now + pace(feed), failures=0, why="", **fields)


def _failed(feed: Feed, why: str, now: datetime, *, rest: timedelta | None = None) -> None:
    """Try again later: after its pace, then twice as long each time, a day at most; or when its server says."""
    later = min(max(pace(feed), SOONEST) * 2 ** min(feed.failures - 1, 10), LATEST)
    _done(feed, next_at=now + max(later, rest or later), why=why)


def _moved(feed: Feed, got: Fetched) -> str:
    """The feed's address from now on. One that another feed has already stays where it was."""
    to = got.moved_to
    if not to or len(to) > LONGEST_ADDRESS or Feed.objects.filter(address=to).exclude(id=feed.id).exists():
        return feed.address
    return to


def _rest(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """What Retry-After asks for, in seconds or as a date (RFC 9110 §10.2.3); None if it asks for nothing."""
    said = headers.get("retry-after", "").strip()
    try:
        asked = timedelta(seconds=int(said)) if said.isdecimal() else parsedate_to_datetime(said) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(asked, LONGEST_REST) if asked > timedelta(0) else None


# -- what members do -------------------------------------------------------------------------------------------


class NotAdded(ValueError):
    """Why a feed cannot be added, in a sentence."""


def add(address: str, *, every: timedelta | None, full_text: str, member: Member | None, now: datetime) -> Feed:
    """A feed that is looked at as soon as a worker is free. Raises NotAdded."""
    address = address.strip()
    if address and "://" not in address:
        address = "https://" + re.sub(r"^feed:(?://)?", "", address)
    link = clean_url(address.replace("feed://", "https://"))
    if not link.startswith("http"):
        raise NotAdded("This is not an address; it looks like https://news.example/feed.")
    if len(link) > LONGEST_ADDRESS:
        raise NotAdded(f"This address is too long: at most {LONGEST_ADDRESS} characters.")
    try:
        named(link)
    except Forbidden as why:
        raise NotAdded(str(why)) from why
    feed, made = Feed.objects.get_or_create(
        address=link, defaults={"every": every, "full_text": full_text, "added_by": member, "next_at": now}
    )
    if not made:
        raise NotAdded(f"This feed is here already: {feed}.")
    return feed


def look_now(feed_id: int, now: datetime) -> bool:
    """Have it looked at as soon as a worker is free. False if it is paused or gone."""
    return bool(Feed.objects.filter(id=feed_id, state=ACTIVE).update(next_at=now))


def pause(feed_id: int, why: str) -> bool:
    return bool(
        Feed.objects.filter(id=feed_id, state=ACTIVE).update(state=PAUSED, next_at=None, claimed_at=None, why=why)
    )


def resume(feed_id: int, now: datetime) -> bool:
    """Go on, also with one that was gone: it may be back."""
    again = Feed.objects.filter(id=feed_id).exclude(state=ACTIVE)
    return bool(again.update(state=ACTIVE, next_at=now, why="", failures=0, etag="", modified=""))
