"""A look at a feed: its pace, what it remembers, what it obeys, and how it fails."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from publisher.editing import feeds
from publisher.models import Article, Feed
from publisher.sending import plan
from tests.editing.site import Desk, Site, an_item
from tests.making import a_newsroom
from tests.outside.conftest import Internet

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(internet: Internet) -> Desk:
    a_newsroom()
    return Desk(internet)


@pytest.fixture
def site(internet: Internet) -> Site:
    return Site(internet, [an_item(1)])


def test_a_new_entry_of_a_feed_becomes_a_draft_with_its_title_text_and_link(desk: Desk, site: Site) -> None:
    feed = desk.follow(site)
    article = Article.objects.get()
    story = article.read()
    assert story.title == an_item(1).title
    assert (story.published_on, story.canonical_url) == ("2026-12-01", "http://news.example/1")
    assert "the tide waits for no decision" in story.blocks[-1].text
    assert (feed.title, feed.state, feed.failures, feed.listed) == ("Harbour News", "active", 0, 1)
    assert not article.posts.exists()


def test_a_feed_that_did_not_change_is_not_sent_again(desk: Desk, site: Site) -> None:
    feed = desk.follow(site)
    desk.later(hours=1)
    assert site.asked[1]["If-None-Match"] == feed.etag
    assert site.asked[1]["If-Modified-Since"] == "Tue, 01 Dec 2026 07:30:00 GMT"
    assert desk.seen(feed).looked_at == desk.now
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("ttl", "every", "minutes"),
    [
        ("", None, 30),
        ("<ttl>60</ttl>", None, 60),
        ("<ttl>1</ttl>", None, 10),
        ("<ttl>99999</ttl>", None, 24 * 60),
        ("<ttl>60</ttl>", timedelta(minutes=20), 20),
    ],
)
def test_every_feed_has_its_own_pace(desk: Desk, site: Site, ttl: str, every: timedelta | None, minutes: int) -> None:
    site.ttl = ttl
    feed = desk.follow(site, every=every)
    assert feed.next_at == desk.now + timedelta(minutes=minutes)
    desk.later(minutes=minutes - 1)
    assert len(site.asked) == 1
    desk.later(minutes=1)
    assert len(site.asked) == 2


def test_an_address_that_moved_for_good_is_the_address_from_then_on(desk: Desk, site: Site, internet: Internet) -> None:
    feed = desk.follow(site)
    internet.page("/feed", b"", 301, Location="http://news.example/new-feed")
    site.path = "/new-feed"
    site.serve()
    desk.later(hours=1)
    assert desk.seen(feed).address == "http://news.example/new-feed"
    assert Article.objects.count() == 1


def test_an_address_that_moved_to_what_is_no_feed_stays(desk: Desk, site: Site, internet: Internet) -> None:
    feed = desk.follow(site)
    internet.page("/feed", b"", 301, Location="/login")
    internet.page("/login", b"<!doctype html><html><title>Sign in</title></html>", Content_Type="text/html")
    desk.later(hours=1)
    seen = desk.seen(feed)
    assert (seen.address, seen.failures) == ("http://news.example/feed", 1)
    assert "not a feed" in seen.why


def test_a_detour_changes_no_address(desk: Desk, site: Site, internet: Internet) -> None:
    feed = desk.follow(site)
    internet.page("/feed", b"", 302, Location="/elsewhere")
    site.path = "/elsewhere"
    site.serve()
    desk.later(hours=1)
    assert desk.seen(feed).address == "http://news.example/feed"
    assert desk.seen(feed).failures == 0


def test_a_feed_that_is_gone_for_good_is_not_looked_at_again_and_says_so(desk: Desk, site: Site) -> None:
    feed = desk.follow(site)
    site.answers(410)
    desk.later(hours=1)
    seen = desk.seen(feed)
    assert (seen.state, seen.next_at) == ("gone", None)
    assert "gone for good" in seen.why
    site.serve()
    desk.later(days=30)
    assert len(site.asked) == 1
    assert feeds.resume(feed.id, desk.now)
    desk.work()
    assert (desk.seen(feed).state, len(site.asked)) == ("active", 2)


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_rest_gets_it(desk: Desk, site: Site, status: int) -> None:
    feed = desk.follow(site)
    site.answers(status, Retry_After="7200")
    desk.later(hours=1)
    assert desk.seen(feed).next_at == desk.now + timedelta(hours=2)
    site.answers(status, Retry_After=format_datetime(desk.now + timedelta(hours=5)))
    desk.later(hours=2)
    assert desk.seen(feed).next_at == desk.now.replace(microsecond=0) + timedelta(hours=3)
    site.answers(status, Retry_After="99999999")
    desk.later(hours=3)
    assert desk.seen(feed).next_at == desk.now + timedelta(days=7)


def test_a_feed_that_fails_is_tried_less_and_less_often_and_once_a_day_at_least(desk: Desk, site: Site) -> None:
    feed = desk.follow(site)
    site.answers(500)
    waits = []
    for _ in range(9):
        desk.later(days=2)
        seen = desk.seen(feed)
        waits.append((seen.next_at - desk.now).total_seconds() / 60)
    assert waits == [30, 60, 120, 240, 480, 960, 1440, 1440, 1440]
    assert (seen.state, seen.failures) == ("active", 9)
    assert "500" in seen.why
    site.serve()
    desk.later(days=2)
    assert (desk.seen(feed).failures, desk.seen(feed).why) == (0, "")


def test_two_workers_never_look_at_one_feed_at_the_same_time(desk: Desk, site: Site) -> None:
    feed = feeds.add(site.address, every=None, full_text="auto", member=None, now=desk.now)
    assert Feed.objects.claim(feed.id, desk.now)
    assert not Feed.objects.claim(feed.id, desk.now)
    feeds.look(feed.id, desk.clock, guard=desk.internet.guard)
    assert site.asked == []


def test_a_look_whose_worker_died_is_made_again(desk: Desk, site: Site) -> None:
    feed = feeds.add(site.address, every=None, full_text="auto", member=None, now=desk.now)
    Feed.objects.claim(feed.id, desk.now)
    desk.later(minutes=4)
    assert not Article.objects.exists()
    desk.later(minutes=1)
    assert Article.objects.count() == 1


def test_a_feed_paused_while_it_is_looked_at_stays_paused_and_brings_nothing(
    desk: Desk, site: Site, internet: Internet
) -> None:
    feed = feeds.add(site.address, every=None, full_text="auto", member=None, now=desk.now)
    Feed.objects.claim(feed.id, desk.now)
    claimed = desk.seen(feed)
    feeds.pause(feed.id, "By hand.")
    feeds.answered(claimed, feeds.fetch(site.address, guard=internet.guard, limit_bytes=10**6, seconds=5), desk.now)
    assert (desk.seen(feed).state, desk.seen(feed).looked_at) == ("paused", None)
    assert not Article.objects.exists()
    assert not feed.entries.exists()


def test_a_page_leads_to_the_feed_that_it_names(desk: Desk, site: Site, internet: Internet) -> None:
    internet.page(
        "/", b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>',
        Content_Type="text/html",
    )  # fmt: skip
    feed = feeds.add("http://news.example/", every=None, full_text="auto", member=None, now=desk.now)
    desk.work()
    assert desk.seen(feed).address == "http://news.example/feed"
    assert Article.objects.count() == 1


def test_pages_that_name_one_another_as_feeds_are_left(desk: Desk, internet: Internet) -> None:
    for here, there in (("/a", "/b"), ("/b", "/a")):
        page = f'<html><head><link rel="alternate" type="application/rss+xml" href="{there}"></head></html>'
        internet.page(here, page.encode(), Content_Type="text/html")
    feed = feeds.add("http://news.example/a", every=None, full_text="auto", member=None, now=desk.now)
    desk.work()
    assert "not a feed" in desk.seen(feed).why
    assert len(internet.connected) == 3


@pytest.mark.parametrize(
    "address",
    ["", "ftp://news.example/feed", "javascript:alert(1)", "http://user:pass@news.example/", "x" * 900],
)
def test_what_is_no_address_is_not_added(desk: Desk, address: str) -> None:
    with pytest.raises(feeds.NotAdded):
        feeds.add(address, every=None, full_text="auto", member=None, now=desk.now)
    assert not Feed.objects.exists()


def test_a_feed_is_added_once(desk: Desk) -> None:
    feeds.add("https://news.example/feed", every=None, full_text="auto", member=None, now=desk.now)
    with pytest.raises(feeds.NotAdded, match="here already"):
        feeds.add("news.example/feed", every=None, full_text="auto", member=None, now=desk.now)


@pytest.mark.parametrize(
    "address", ["http://169.254.169.254/feed", "http://[::ffff:127.0.0.1]/", "http://inside.example/"]
)
def test_a_feed_inside_is_never_reached(desk: Desk, internet: Internet, address: str) -> None:
    internet.names |= {"inside.example": [["10.0.0.1"]], "169.254.169.254": [["169.254.169.254"]]}
    internet.names["::ffff:127.0.0.1"] = [["::ffff:127.0.0.1"]]
    feed = feeds.add(address, every=None, full_text="auto", member=None, now=desk.now)
    desk.work()
    assert "private network" in desk.seen(feed).why
    assert internet.connected == []


def test_the_clock_rings_for_feeds_and_entries_by_id(desk: Desk, site: Site) -> None:
    feed = feeds.add(site.address, every=None, full_text="auto", member=None, now=desk.now)
    assert [(ring.task, ring.id) for ring in plan.arriving(desk.now)] == [("feed", feed.id)]
    feeds.look(feed.id, desk.clock, guard=desk.internet.guard)
    assert [(ring.task, ring.id) for ring in plan.upkeep(desk.now)] == [("entry", feed.entries.get().id)]
