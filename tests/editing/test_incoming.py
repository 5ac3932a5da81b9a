"""A link that a member gave: read by one worker, once; whatever comes of it is said."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from publisher.editing import incoming
from publisher.models import Appeal, Article, Incoming, Member, Wording
from publisher.models.incoming import LEASE
from publisher.outside import Forbidden
from publisher.sources import page
from publisher.story import Story
from tests.making import a_member, a_newsroom
from tests.outside.conftest import Internet

pytestmark = pytest.mark.django_db

LINK = "http://harbour.example/ferry"
NOW = timezone.now()
PAGE = (
    "<html lang=en><head><title>Ferry returns</title></head><body><article><h1>Ferry returns after three years</h1>"
    "<p>The morning ferry left the harbour at six with forty people on board, the first since the storm.</p>"
    "<p>Fishermen on the north quay stopped their work to watch it go, and some of them cheered at its horn.</p>"
    "<p>The company says that it will sail every day of the week, until the end of the season.</p>{}</article></body>"
)


@pytest.fixture
def member(internet: Internet) -> Member:
    a_newsroom()
    internet.page("/ferry", PAGE.format("").encode(), Content_Type="text/html; charset=utf-8")
    return a_member()


def give(member: Member, link: str = LINK, *, again: bool = False) -> Incoming:
    return incoming.add(link, member=member, again=again, now=NOW)


def take(internet: Internet, given: Incoming, *, after: timedelta = timedelta(0)) -> Incoming:
    incoming.take(given.id, lambda: NOW + after, guard=internet.guard)
    return Incoming.objects.get(id=given.id)


def test_a_link_becomes_its_members_article(internet: Internet, member: Member) -> None:
    given = take(internet, give(member))
    article = Article.objects.get()
    assert (given.state, given.article, given.why) == ("done", article, "")
    assert (article.title, article.canonical_url) == ("Ferry returns after three years", LINK)
    assert article.created_by == member


def test_a_second_ring_does_nothing(internet: Internet, member: Member) -> None:
    given = give(member)
    take(internet, given)
    asked = len(internet.hosts)
    assert take(internet, given, after=LEASE).attempts == 1
    assert len(internet.hosts) == asked
    assert Article.objects.count() == 1


def test_while_it_is_read_no_second_worker_reads_it(internet: Internet, member: Member) -> None:
    given = give(member)
    assert Incoming.objects.claim(given.id, NOW)
    assert take(internet, given, after=LEASE - timedelta(seconds=1)).state == "reading"
    assert not internet.hosts


def test_what_a_killed_worker_had_is_read_after_a_while(internet: Internet, member: Member) -> None:
    given = give(member)
    assert Incoming.objects.claim(given.id, NOW)
    assert take(internet, given, after=LEASE).state == "done"


def test_a_page_that_killed_two_workers_is_opened_by_no_third(internet: Internet, member: Member) -> None:
    given = give(member)
    assert Incoming.objects.claim(given.id, NOW)
    assert Incoming.objects.claim(given.id, NOW + LEASE)
    after = take(internet, given, after=2 * LEASE)
    assert (after.state, after.why) == ("failed", "Reading this page took too long, twice.")
    assert not internet.hosts


def test_a_worker_that_was_slower_than_its_lease_keeps_nothing(
    internet: Internet, member: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, read = give(member), page.read_url

    def slowly(url: str, **named: Any) -> Story:
        Incoming.objects.update(claimed_at=NOW + LEASE)  # by another worker, meanwhile
        return read(url, **named)

    monkeypatch.setattr(page, "read_url", slowly)
    assert take(internet, given).state == "reading"
    assert not Article.objects.exists()


def test_an_article_that_is_here_already_is_named(internet: Internet, member: Member) -> None:
    first = take(internet, give(member)).article
    second = take(internet, give(member))
    assert (second.state, second.article) == ("known", first)
    assert Article.objects.count() == 1


def test_it_is_kept_a_second_time_where_the_member_says_so(internet: Internet, member: Member) -> None:
    first = take(internet, give(member)).article
    second = take(internet, give(member, again=True))
    assert second.state == "done"
    assert second.article != first


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("http://harbour.example/gone", "The server answered 410 instead of the page."),
        ("http://harbour.example/film", "There is no page at this address but a file (video/mp4)."),
        ("http://127.0.0.1:6379/", "127.0.0.1 is inside a private network; it is not opened."),
    ],
)
def test_what_cannot_be_read_says_why(internet: Internet, member: Member, link: str, why: str) -> None:
    internet.page("/gone", b"", 410)
    internet.page("/film", b"film", Content_Type="video/mp4")
    internet.names["127.0.0.1"] = [["127.0.0.1"]]
    given = take(internet, give(member, link))
    assert given.state == "failed"
    assert why in given.why
    assert not Article.objects.exists()


@pytest.mark.parametrize("link", ["ferry", "file:///etc/passwd", "http://a\x00b/", "https://a.example/" + "x" * 2000])
def test_what_is_no_link_is_refused_at_once(member: Member, link: str) -> None:
    with pytest.raises(Forbidden):
        give(member, link)
    assert not Incoming.objects.exists()


def test_an_appeal_that_is_known_rides_on(internet: Internet, member: Member) -> None:
    winter = Appeal.objects.create(name="Winter", link="https://give.example/")
    body = "We have no owner and no paywall. If you value what you read, please donate today."
    Wording.objects.create(
        appeal=winter, label="A", headline="Support our journalism", body=body, call_to_action="Donate now"
    )
    asks = f"<h2>Support our journalism</h2><p>{body}</p><p><a href='https://give.example/'>Donate now</a></p>"
    internet.page("/ferry", PAGE.format(asks).encode(), Content_Type="text/html; charset=utf-8")
    article = take(internet, give(member)).article
    assert article
    assert article.appeal == winter


def test_links_of_a_day_ago_are_forgotten_and_their_articles_stay(internet: Internet, member: Member) -> None:
    take(internet, give(member))
    incoming.forget(NOW + timedelta(hours=23))
    assert Incoming.objects.exists()
    incoming.forget(NOW + timedelta(days=1))
    assert not Incoming.objects.exists()
    assert Article.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_are_rung_in_the_same_moment_read_it_once(internet: Internet, member: Member) -> None:
    given, start = give(member), threading.Barrier(4)

    def ring() -> None:
        start.wait()
        try:
            incoming.take(given.id, lambda: NOW, guard=internet.guard)
        finally:
            connection.close()

    threads = [threading.Thread(target=ring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = Incoming.objects.get()
    assert (after.state, after.attempts) == ("done", 1)
    assert Article.objects.count() == 1
