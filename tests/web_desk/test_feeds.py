from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from publisher.models import Act, Article, Feed, FeedEntry, Post
from tests.web_desk.conftest import field, said


def a_feed(**fields: object) -> Feed:
    now = timezone.now()
    defaults = {"address": "https://news.example/feed", "title": "Harbour News", "looked_at": now}
    return Feed.objects.create(**defaults | {"next_at": now + timedelta(minutes=30)} | fields)


def add(desk: Client, **form: str) -> object:
    return desk.post("/feeds/add/", {"once": field(desk.get("/feeds/"), "once"), "full_text": "auto"} | form)


def test_a_feed_is_added_as_a_row_and_the_page_says_that_it_is_looked_at(desk: Client) -> None:
    answer = add(desk, address="news.example/feed", every="60")
    feed = Feed.objects.get()
    assert answer.headers["Location"] == f"/feeds/{feed.id}/"
    assert (feed.address, feed.every, feed.looking(timezone.now())) == (
        "https://news.example/feed", timedelta(hours=1), True
    )  # fmt: skip
    page = desk.get(f"/feeds/{feed.id}/")
    assert "looking …" in said(page)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    assert 'hx-trigger="every 2s"' in desk.get("/feeds/").content.decode()
    assert Act.objects.get().verb == "add feed"


def test_a_form_pressed_twice_adds_one_feed(desk: Client) -> None:
    form = {"once": field(desk.get("/feeds/"), "once"), "full_text": "auto", "address": "https://news.example/feed"}
    assert [desk.post("/feeds/add/", form).status_code for _ in range(2)] == [302, 302]
    assert Feed.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "required"),
        ("ftp://news.example/", "not an address"),
        ("http://user:word@news.example/", "not an address"),
        ("https://news.example/feed", "here already"),
    ],
)
def test_an_address_that_will_not_do_says_why_and_stays_in_the_form(desk: Client, address: str, why: str) -> None:
    a_feed()
    answer = add(desk, address=address)
    assert answer.status_code == 422
    assert why in said(answer)
    assert f'value="{address}"' in answer.content.decode()
    assert Feed.objects.count() == 1


def test_the_list_tells_how_every_feed_is(desk: Client) -> None:
    now = timezone.now()
    a_feed()
    a_feed(address="https://a.example/", title="", failures=2, why="The server took too long.")
    a_feed(address="https://b.example/", title="Old", state="gone", next_at=None, why="It is gone for good.")
    a_feed(address="https://c.example/", title="Quiet", state="paused", next_at=None, why="Paused by Amara.")
    a_feed(address="https://d.example/", title="Now", next_at=now)
    page = said(desk.get("/feeds/"))
    for words in ("healthy", "failing", "The server took too long.", "gone for good", "Paused by Amara.", "looking …"):
        assert words in page
    assert "Look on its site where the feed is now and add that one, then remove this one" in page


def test_a_feed_is_paused_resumed_and_looked_at_at_once(desk: Client) -> None:
    feed = a_feed()
    desk.post(f"/feeds/{feed.id}/pause/")
    assert (Feed.objects.get().state, Feed.objects.get().why) == ("paused", "Paused by Amara.")
    desk.post(f"/feeds/{feed.id}/look/")
    assert Feed.objects.get().next_at is None
    assert "Resume it first" in said(desk.get("/feeds/"))
    desk.post(f"/feeds/{feed.id}/resume/")
    assert Feed.objects.get().looking(timezone.now())
    Feed.objects.update(next_at=timezone.now() + timedelta(hours=1))
    desk.post(f"/feeds/{feed.id}/look/")
    assert Feed.objects.get().looking(timezone.now())


def test_how_a_feed_is_read_is_changed_and_its_next_look_with_it(desk: Client) -> None:
    feed = a_feed()
    desk.post(f"/feeds/{feed.id}/change/", {"every": "240", "full_text": "page"})
    changed = Feed.objects.get()
    assert (changed.every, changed.full_text) == (timedelta(hours=4), "page")
    assert changed.next_at == changed.looked_at + timedelta(hours=4)
    assert 'value="240" selected' in desk.get(f"/feeds/{feed.id}/").content.decode()
    desk.post(f"/feeds/{feed.id}/change/", {"every": "7", "full_text": "page"})
    assert "Not saved" in said(desk.get("/feeds/"))


def test_a_removed_feed_leaves_its_articles(desk: Client, entry: FeedEntry) -> None:
    page = f"/feeds/{entry.feed_id}/remove/"
    assert "Its articles stay" in said(desk.get(page))
    desk.post(page)
    assert (Feed.objects.count(), FeedEntry.objects.count(), Article.objects.count()) == (0, 0, 1)


def test_what_waits_is_taken_or_ignored(desk: Client, entry: FeedEntry) -> None:
    page = f"/feeds/{entry.feed_id}/"
    assert "2 entries wait for your answer" in said(desk.get(page))
    first, second = FeedEntry.objects.filter(state="waiting").order_by("id")
    desk.post(page + "answer/", {"do": "take"})
    assert "Nothing was ticked" in said(desk.get(page))
    desk.post(page + "answer/", {"do": "take", "entry": [first.id, 10**8]})
    assert FeedEntry.objects.due(timezone.now()).get() == first
    desk.post(page + "answer/", {"do": "ignore all", "kind": "new"})
    assert FeedEntry.objects.get(id=second.id).state == "ignored"
    assert "wait for your answer" not in said(desk.get(page))


def test_ignoring_all_changes_leaves_new_entries_waiting(desk: Client, entry: FeedEntry) -> None:
    FeedEntry.objects.filter(id=entry.id).update(state="waiting")
    assert "1 article changed at once" in said(desk.get(f"/feeds/{entry.feed_id}/"))
    desk.post(f"/feeds/{entry.feed_id}/answer/", {"do": "ignore all", "kind": "changed"})
    assert FeedEntry.objects.get(id=entry.id).state == "kept"
    assert FeedEntry.objects.filter(state="waiting").count() == 2


def test_an_author_answers_and_looks_but_adds_nothing(author: Client, entry: FeedEntry) -> None:
    page = f"/feeds/{entry.feed_id}/"
    assert "Take the ticked" in said(author.get(page))
    assert "Pause" not in said(author.get(page))
    assert 'name="address"' not in author.get("/feeds/").content.decode()
    assert author.post(page + "pause/").status_code == 403
    author.post(page + "answer/", {"do": "ignore all", "kind": "new"})
    assert not FeedEntry.objects.filter(state="waiting").exists()


# -- offers ----------------------------------------------------------------------------------------------------


def offer(desk: Client, entry: FeedEntry, do: str, **form: str) -> object:
    page = desk.get(f"/articles/{entry.article_id}/")
    shown = {"seen": field(page, "seen"), "version": field(page, "version")}
    return desk.post(f"/articles/{entry.article_id}/offers/{entry.id}/", shown | {"do": do} | form)


def test_an_article_shows_what_the_feed_says_now_and_takes_it(desk: Client, entry: FeedEntry) -> None:
    page = desk.get(f"/articles/{entry.article_id}/")
    assert "The feed has a newer version" in said(page)
    assert "<del>three</del><ins>four</ins>" in page.content.decode()
    assert "arrived by Gazette feed" in said(page)
    offer(desk, entry, "take")
    article = Article.objects.get()
    assert (article.title, article.version) == ("Ferry returns after four years", 2)
    assert "newer version" not in said(desk.get(f"/articles/{article.id}/"))


def test_an_article_keeps_its_own_words(desk: Client, entry: FeedEntry) -> None:
    offer(desk, entry, "keep")
    assert Article.objects.get().title == "Ferry returns after three years"
    assert FeedEntry.objects.get(id=entry.id).state == "kept"


def test_an_offer_is_not_taken_over_an_edit_that_came_between(desk: Client, entry: FeedEntry) -> None:
    answer = offer(desk, entry, "take", version="7")
    assert answer.status_code == 409
    assert "compare anew" in said(answer)
    assert Article.objects.get().title == "Ferry returns after three years"


def test_an_offer_that_was_replaced_by_a_newer_one_is_not_taken(desk: Client, entry: FeedEntry) -> None:
    offer(desk, entry, "take", seen="older")
    assert "no longer offered" in said(desk.get("/"))
    assert Article.objects.get().title == "Ferry returns after three years"


def test_what_was_sent_is_said_to_stay_as_it_was_sent(desk: Client, entry: FeedEntry, drafts: dict[str, Post]) -> None:
    Post.objects.filter(id=drafts["x"].id).update(state="sent", sent_at=timezone.now())
    FeedEntry.objects.filter(id=entry.id).update(state="noted")
    assert "What was sent stays as it was sent" in said(desk.get(f"/articles/{entry.article_id}/"))


# -- what is loud ----------------------------------------------------------------------------------------------


def test_the_desk_says_what_a_feed_asks_and_that_one_is_gone_or_fails(desk: Client, entry: FeedEntry) -> None:
    a_feed(address="https://b.example/", title="Old", state="gone", next_at=None)
    a_feed(address="https://c.example/", title="Broken", failures=5, why="The server took too long.")
    page = said(desk.get("/"))
    assert "The feed Gazette feed waits for your answer: 2 came or changed at once." in page
    assert "The feed Old is gone" in page
    assert "The feed Broken could not be read 5 times in a row: The server took too long." in page
    assert "3 feeds want you to look. See the feeds" in said(desk.get("/people/"))
    assert "want you to look" not in said(desk.get("/feeds/"))
