"""A news site with a feed, on the test's internet; and a desk whose clock and worker the test holds in its hands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler

from django.utils import timezone

from publisher.editing import entries, feeds, incoming
from publisher.models import Feed, FeedEntry
from publisher.sending import plan
from tests.making import NOW
from tests.outside.conftest import Internet

WORDS = (
    "The harbour council met on {0} evening to decide about the {1}, and forty people came to listen to it.",
    "Nobody had expected that the {1} would divide the quay, said the chair of the fishermen’s union on {0}.",
    "What becomes of the {1} is now for the ministry in the capital to say, which has until {0} next week.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
THINGS = ("ferry", "lighthouse", "fish market", "sea wall", "school boat", "old crane", "net store", "ice house")


@dataclass(frozen=True)
class Item:
    """One entry of the site's feed; a full text unless it has none."""

    guid: str
    link: str
    title: str
    body: str = ""
    summary: str = ""
    at: datetime = NOW

    def xml(self) -> str:
        body = f"<content:encoded><![CDATA[{self.body}]]></content:encoded>" if self.body else ""
        guid = f'<guid isPermaLink="false">{escape(self.guid)}</guid>' if self.guid else ""
        link = f"<link>{escape(self.link)}</link>" if self.link else ""
        return (
            f"<item><title>{escape(self.title)}</title>{link}{guid}<pubDate>{format_datetime(self.at)}</pubDate>"
            f"<description>{escape(self.summary)}</description>{body}</item>"
        )

    def says(self, old: str, new: str) -> Item:
        return replace(self, body=self.body.replace(old, new))


def an_item(number: int) -> Item:
    """The number-th article of this site: none is like another."""
    day, thing = DAYS[number % 7], f"{THINGS[number % 8]} of {DAYS[number // 7 % 7]} pier {number}"
    body = "".join(f"<p>{sentence.format(day, thing)}</p>" for sentence in WORDS) * 2
    extra = (
        f"<p>Asked again on {day}, the keeper of the {thing} would only say that the tide waits for no decision.</p>"
    )
    at = NOW - timedelta(hours=number)
    return Item(f"g{number}", f"http://news.example/{number}", f"Council divided over {thing}", body + extra, at=at)


@dataclass
class Site:
    internet: Internet
    items: list[Item] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    host: str = "news.example"
    path: str = "/feed"
    ttl: str = ""

    def __post_init__(self) -> None:
        self.serve()

    @property
    def address(self) -> str:
        return f"http://{self.host}{self.path}"

    def xml(self) -> bytes:
        items = "".join(item.xml() for item in self.items)
        return (
            '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            f"<channel><title>Harbour News</title><link>http://{self.host}/</link>{self.ttl}{items}</channel></rss>"
        ).encode()

    def serve(self) -> None:
        """The feed, with a tag and a date, and 304 for whoever has it."""

        def answer(request: BaseHTTPRequestHandler) -> None:
            self.asked.append(dict(request.headers))
            body = self.xml()
            tag = f'"{hash(body)}"'
            if request.headers["If-None-Match"] == tag:
                request.send_response(304)
                request.end_headers()
                return
            request.send_response(200)
            for name, value in (("ETag", tag), ("Last-Modified", "Tue, 01 Dec 2026 07:30:00 GMT")):
                request.send_header(name, value)
            request.send_header("Content-Type", "application/rss+xml; charset=utf-8")
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)

        self.internet.answers[self.path] = answer

    def answers(self, status: int, **headers: str) -> None:
        self.internet.page(self.path, b"", status, **headers)


class Desk:
    """The clock rings, the worker works, until nothing is due; then time may go on."""

    def __init__(self, internet: Internet) -> None:
        self.internet = internet
        self.now = timezone.now()

    def clock(self) -> datetime:
        return self.now

    def follow(self, site: Site, *, every: timedelta | None = None, full_text: str = "auto") -> Feed:
        feed = feeds.add(site.address, every=every, full_text=full_text, member=None, now=self.now)
        self.work()
        return self.seen(feed)

    def work(self) -> None:
        does: dict[str, Callable[..., None]] = {"feed": feeds.look, "entry": entries.read, "take": incoming.take}
        for _ in range(400):
            rings = list(plan.arriving(self.now))
            if not rings:
                return
            for ring in rings:
                does[ring.task](ring.id, self.clock, guard=self.internet.guard)
        raise AssertionError("There is no end to what is due.")

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)
        self.work()

    def seen(self, feed: Feed) -> Feed:
        return Feed.objects.get(id=feed.id)

    def states(self, feed: Feed | None = None) -> list[str]:
        rows = FeedEntry.objects.filter(feed=feed) if feed else FeedEntry.objects.all()
        return list(rows.order_by("id").values_list("state", flat=True))
