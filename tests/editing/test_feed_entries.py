"""Entries of feeds: each becomes one article, however it changes; updates are offered; bursts are asked about."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from publisher.editing import answers, entries, feeds, intake
from publisher.models import Appeal, Article, FeedEntry, Newsroom, Post, Wording
from publisher.story import StoryPicture
from tests.editing.site import Desk, Item, Site, an_item
from tests.making import NOW, a_channel, a_member, a_newsroom, a_story
from tests.outside.conftest import Internet

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(internet: Internet) -> Desk:
    a_newsroom()
    return Desk(internet)


@pytest.fixture
def site(internet: Internet) -> Site:
    return Site(internet, [an_item(1)])


def titles() -> list[str]:
    return list(Article.objects.order_by("id").values_list("title", flat=True))


def test_an_appeal_that_is_known_rides_on_the_articles_of_a_feed(desk: Desk, internet: Internet) -> None:
    winter = Appeal.objects.create(name="Winter", link="https://give.example/")
    body = "We have no owner and no paywall. If you value what you read, please donate today."
    Wording.objects.create(
        appeal=winter, label="A", headline="Support our journalism", body=body, call_to_action="Donate now"
    )
    asks = f"<h2>Support our journalism</h2><p>{body}</p><p><a href='https://give.example/'>Donate now</a></p>"
    item = an_item(1)
    desk.follow(Site(internet, [replace(item, body=item.body + asks)]), full_text="feed")
    assert Article.objects.get().appeal == winter


# -- once, whatever it becomes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"guid": "another"},
        {"guid": ""},
        {"link": "http://news.example/a-better-slug"},
        {"link": ""},
        {"title": "Council divided over the ferry, for now"},
        {"guid": "another", "link": "http://news.example/a-better-slug"},
        {"guid": "another", "title": "A new title altogether"},
        {"link": "http://news.example/a-better-slug", "title": "A new title altogether"},
    ],
    ids=lambda change: " and ".join(change),
)
def test_an_entry_whose_names_change_is_still_the_same(desk: Desk, site: Site, change: dict[str, str]) -> None:
    desk.follow(site)
    site.items = [replace(site.items[0], **change)]
    desk.later(hours=1)
    site.items = [replace(site.items[0], body=site.items[0].body + "<p>The council meets again in a week.</p>")]
    desk.later(hours=1)
    assert len(titles()) == FeedEntry.objects.count() == 1


def test_an_entry_whose_names_all_change_is_known_by_its_beginning(desk: Desk, site: Site) -> None:
    desk.follow(site)
    was = site.items[0]
    now = Item(
        "x", "http://news.example/x", "Council divided over the " + was.title[21:], was.body + "<p>It meets again.</p>"
    )
    site.items = [replace(now, at=was.at)]
    desk.later(hours=1)
    assert len(titles()) == 1
    assert desk.states() == ["offered"]


def test_names_change_one_after_another_and_the_entry_is_still_the_same(desk: Desk, site: Site) -> None:
    desk.follow(site)
    for number, change in enumerate(("guid", "link", "body", "title", "guid", "link")):
        new = f"http://news.example/new-{number}" if change == "link" else f"new {number}"
        site.items = [replace(site.items[0], **{change: site.items[0].body + new if change == "body" else new})]
        desk.later(hours=1)
    assert len(titles()) == FeedEntry.objects.count() == 1


def test_series_with_one_title_are_an_article_each(desk: Desk, site: Site) -> None:
    feed = desk.follow(site)
    site.items = []
    for number in range(2, 6):
        of_the_day = replace(an_item(number), title="Corrections", at=NOW + timedelta(days=number))
        site.items = [of_the_day, *site.items][:2]
        desk.later(days=1)
    assert titles()[1:] == ["Corrections"] * 4
    assert desk.states(feed) == ["kept"] * 5


def test_a_feed_that_gives_one_link_or_guid_to_all_loses_none(desk: Desk, site: Site) -> None:
    site.items = [replace(an_item(n), link="http://news.example/", guid="same") for n in range(3)]
    desk.follow(site)
    assert len(titles()) == 3


def test_a_feed_that_hands_its_guids_on_loses_none_and_doubles_none(desk: Desk, site: Site) -> None:
    site.items = [replace(an_item(n), guid=f"place {n}") for n in range(3)]
    desk.follow(site)
    site.items = [replace(an_item(n), guid=f"place {place}") for place, n in enumerate((7, 0, 1, 2))]
    desk.later(hours=1)
    assert len(titles()) == 4
    assert desk.states() == ["kept"] * 4


@pytest.mark.parametrize("again", ["guid", "link"])
def test_a_name_that_is_used_again_for_another_article_hides_nothing(desk: Desk, site: Site, again: str) -> None:
    desk.follow(site)
    body = "".join(f"<p>{words}</p>" for words in ("Rain fell on all three islands.", "Schools open late.") * 20)
    other = Item("new", "http://news.example/new", "Storm closes schools", body, at=NOW + timedelta(days=9))
    site.items = [replace(other, **{again: getattr(site.items[0], again)})]
    desk.later(days=9)
    assert titles() == [an_item(1).title, "Storm closes schools"]
    site.items = [replace(other, **{again: getattr(an_item(1), again)}).says("late", "at ten"), an_item(1)]
    desk.later(hours=1)
    assert desk.states() == ["kept", "offered"]


def test_a_site_that_calls_all_its_pages_by_one_address_loses_none(desk: Desk, site: Site, internet: Internet) -> None:
    for number in range(3):
        head = '<link rel="canonical" href="http://news.example/news/">'
        page = page_of(an_item(number)).replace(b"<title>", head.encode() + b"<title>")
        internet.page(f"/{number}", page, Content_Type="text/html; charset=utf-8")
    site.items = [cut(an_item(number)) for number in range(3)]
    desk.follow(site)
    assert len(titles()) == 3


def test_a_worker_that_dies_while_it_writes_down_what_came_loses_nothing(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = feeds.add(site.address, every=None, full_text="auto", member=None, now=desk.now)
    with monkeypatch.context() as broken:
        broken.setattr("publisher.editing.entries.EntryKey.objects.bulk_create", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            feeds.look(feed.id, desk.clock, guard=desk.internet.guard)
    assert (desk.seen(feed).etag, FeedEntry.objects.count()) == ("", 0)
    desk.later(minutes=5)
    assert len(titles()) == 1


def test_two_feeds_with_the_same_article_make_one(desk: Desk, site: Site, internet: Internet) -> None:
    one, also = an_item(1), replace(an_item(2), guid="z", link="https://www.news.example/2/?utm_source=rss")
    agency = Site(
        internet, [replace(one, guid="a1"), also, replace(an_item(3), link="http://agency.example/3")], path="/b"
    )
    site.items = [one, an_item(2), an_item(3)]
    desk.follow(site)
    other = desk.follow(agency)
    assert len(titles()) == 3
    assert desk.states(other) == ["kept"] * 3
    assert {entry.why for entry in other.entries.all()} == {"It was here already."}


def test_what_was_pasted_before_the_feed_brought_it_is_one_article(desk: Desk, site: Site) -> None:
    pasted = intake.keep(a_story(canonical_url="https://news.example/1/"), member=a_member())
    desk.follow(site)
    assert Article.objects.get() == pasted
    assert FeedEntry.objects.get().article == pasted


def test_a_draft_that_was_discarded_does_not_come_again(desk: Desk, site: Site, internet: Internet) -> None:
    desk.follow(site)
    Article.objects.all().delete()
    site.items = [site.items[0].says("lighthouse", "light house")]
    desk.later(hours=1)
    desk.follow(Site(internet, [an_item(1)], path="/b"))
    assert not Article.objects.exists()
    assert desk.states() == ["kept", "kept"]


def test_a_worker_that_died_while_it_read_leaves_no_second_draft(desk: Desk, site: Site) -> None:
    feed = feeds.add(site.address, every=None, full_text="auto", member=None, now=desk.now)
    feeds.look(feed.id, desk.clock, guard=desk.internet.guard)
    entry = FeedEntry.objects.get()
    assert FeedEntry.objects.claim(entry.id, desk.now)
    assert not FeedEntry.objects.claim(entry.id, desk.now)
    desk.later(minutes=5)
    assert len(titles()) == 1
    assert desk.states() == ["kept"]


# -- full texts ------------------------------------------------------------------------------------------------


def page_of(item: Item) -> bytes:
    return f"<!doctype html><html lang=en><title>{item.title}</title><h1>{item.title}</h1>{item.body}</html>".encode()


def cut(item: Item) -> Item:
    return replace(item, body="", summary="The harbour council met on Tuesday evening to decide about …")


def test_where_the_feed_holds_the_beginning_the_page_is_read(desk: Desk, site: Site, internet: Internet) -> None:
    internet.page("/1", page_of(an_item(1)), Content_Type="text/html; charset=utf-8")
    site.items = [cut(an_item(1))]
    desk.follow(site)
    story = Article.objects.get().read()
    assert "the tide waits for no decision" in story.blocks[-1].text
    assert (story.canonical_url, story.published_on) == ("http://news.example/1", "2026-12-01")


def test_a_page_and_a_feed_give_the_same_words(desk: Desk, site: Site, internet: Internet) -> None:
    internet.page("/1", page_of(an_item(1)), Content_Type="text/html; charset=utf-8")
    desk.follow(site)
    from_feed = Article.objects.get().read()
    Article.objects.all().delete()
    desk.follow(Site(internet, [cut(an_item(1))], path="/b", host="other.example"), full_text="page")
    FeedEntry.objects.filter(article=None).delete()
    site.items = [cut(an_item(1))]
    feed = desk.follow(Site(internet, site.items, path="/c"), full_text="page")
    from_page = feed.entries.get().article.read()
    assert [block.text for block in from_page.blocks] == [block.text for block in from_feed.blocks]


def test_a_page_that_cannot_be_had_is_tried_again_and_then_the_feeds_words_are_taken(desk: Desk, site: Site) -> None:
    site.items = [cut(an_item(1))]
    feed = desk.follow(site)
    assert desk.states() == ["new"]
    desk.later(minutes=5)
    assert desk.states() == ["new"]
    desk.later(minutes=15)
    entry = feed.entries.get()
    assert entry.state == "kept"
    assert "could not be read" in entry.why
    assert Article.objects.get().read().blocks[0].text.startswith("The harbour council met")


def test_a_page_that_is_a_paywall_does_not_replace_what_the_feed_holds(
    desk: Desk, site: Site, internet: Internet
) -> None:
    wall = "<html><h1>Council divided</h1><p>The harbour council met on Tuesday. Subscribe to go on reading.</p></html>"
    internet.page("/1", wall.encode(), Content_Type="text/html")
    desk.follow(site, full_text="page")
    assert "the tide waits for no decision" in Article.objects.get().read().blocks[-1].text


def test_an_entry_that_says_nothing_is_left_and_says_why(desk: Desk, site: Site) -> None:
    site.items = [Item("g", "", "Only a title")]
    feed = desk.follow(site)
    assert desk.states() == ["ignored"]
    assert feed.entries.get().why


# -- updates ---------------------------------------------------------------------------------------------------


def test_an_update_of_a_draft_is_offered_and_overwrites_nothing(desk: Desk, site: Site) -> None:
    desk.follow(site)
    before = Article.objects.get()
    site.items = [site.items[0].says("forty people", "fifty people")]
    desk.later(hours=1)
    entry = FeedEntry.objects.get()
    assert entry.state == "offered"
    assert "fifty people" in str(entry.offer)
    assert (Article.objects.get().story, Article.objects.get().version) == (before.story, 1)


def test_an_update_that_is_taken_is_the_articles_next_version(desk: Desk, site: Site) -> None:
    member = a_member()
    desk.follow(site)
    site.items = [site.items[0].says("forty people", "fifty people")]
    desk.later(hours=1)
    article = answers.accept(FeedEntry.objects.get(), version=1, member=member, now=desk.now)
    assert (article.version, article.edited_by) == (2, member)
    assert "fifty people" in str(article.story)
    assert desk.states() == ["kept"]
    desk.later(hours=1)
    assert desk.states() == ["kept"]


def test_an_update_that_was_declined_is_not_offered_again_and_the_next_one_is(desk: Desk, site: Site) -> None:
    desk.follow(site)
    site.items = [site.items[0].says("forty people", "fifty people")]
    desk.later(hours=1)
    assert answers.decline(FeedEntry.objects.get(), desk.now)
    site.items = [replace(site.items[0], body=site.items[0].body.replace("<p>", "<p class='x'>"))]
    desk.later(hours=1)
    assert desk.states() == ["kept"]
    site.items = [site.items[0].says("fifty people", "sixty people")]
    desk.later(hours=1)
    assert desk.states() == ["offered"]


def test_an_update_over_words_that_somebody_edited_meanwhile_is_refused(desk: Desk, site: Site) -> None:
    member = a_member()
    desk.follow(site)
    article = Article.objects.get()
    site.items = [site.items[0].says("forty people", "fifty people")]
    desk.later(hours=1)
    intake.edit(article.id, version=1, story=replace(article.read(), title="Mine"), member=member)
    with pytest.raises(intake.Stale):
        answers.accept(FeedEntry.objects.get(), version=1, member=member, now=desk.now)
    assert Article.objects.get().title == "Mine"
    assert desk.states() == ["offered"]


def test_a_version_that_nobody_saw_is_not_taken(desk: Desk, site: Site) -> None:
    desk.follow(site)
    site.items = [site.items[0].says("forty people", "fifty people")]
    desk.later(hours=1)
    seen = FeedEntry.objects.get()
    site.items = [site.items[0].says("fifty people", "no people")]
    desk.later(hours=1)
    with pytest.raises(answers.Moot):
        answers.accept(seen, version=1, member=a_member(), now=desk.now)
    assert not answers.decline(seen, desk.now)


def test_an_update_of_what_was_sent_is_noted(desk: Desk, site: Site) -> None:
    desk.follow(site)
    article = Article.objects.get()
    Post.objects.create(article=article, channel=a_channel("x"), state="sent", sent_at=timezone.now())
    site.items = [site.items[0].says("forty people", "fifty people")]
    desk.later(hours=1)
    assert desk.states() == ["noted"]
    assert Article.objects.get().version == 1


def test_another_markup_is_no_update(desk: Desk, site: Site) -> None:
    desk.follow(site)
    site.items = [replace(site.items[0], body=f"<div class='new'>{site.items[0].body}<!-- 17 views --></div>")]
    desk.later(hours=1)
    assert desk.states() == ["kept"]


def test_an_update_that_the_editor_made_already_is_no_offer(desk: Desk, site: Site) -> None:
    desk.follow(site)
    site.items = [site.items[0].says("forty people", "fifty people")]
    desk.later(hours=1)
    entry = FeedEntry.objects.get()
    answers.accept(entry, version=1, member=a_member(), now=desk.now)
    site.items = [site.items[0].says("fifty people", "forty people")]
    desk.later(hours=1)
    site.items = [site.items[0].says("forty people", "fifty people")]
    desk.later(hours=1)
    assert desk.states() == ["kept"]


def test_a_pictures_alt_text_survives_an_update(desk: Desk, site: Site) -> None:
    picture = '<figure><img src="http://news.example/crane.jpg"></figure>'
    site.items = [replace(site.items[0], body=site.items[0].body + picture)]
    desk.follow(site)
    article = Article.objects.get()
    story = replace(article.read(), pictures=(StoryPicture("http://news.example/crane.jpg", alt="The old crane"),))
    intake.edit(article.id, version=1, story=story, member=a_member())
    site.items = [site.items[0].says("forty people", "fifty people")]
    desk.later(hours=1)
    taken = answers.accept(FeedEntry.objects.get(), version=2, member=a_member(name="Ravi"), now=desk.now)
    assert [picture.alt for picture in taken.read().pictures] == ["The old crane"]


# -- bursts ----------------------------------------------------------------------------------------------------


def test_of_what_a_feed_holds_at_the_first_look_the_newest_become_drafts_and_the_rest_is_asked_about(
    desk: Desk, site: Site
) -> None:
    site.items = [an_item(number) for number in (9, 2, 5, 0, 1)]
    feed = desk.follow(site)
    assert titles() == [an_item(number).title for number in (2, 1, 0)]
    assert sorted(desk.states(feed)) == ["kept"] * 3 + ["waiting"] * 2


def test_more_than_five_new_ones_at_once_are_asked_about(desk: Desk, site: Site) -> None:
    feed = desk.follow(site)
    site.items = [an_item(number) for number in range(10, 15)] + site.items
    desk.later(hours=1)
    assert len(titles()) == 6
    site.items = [an_item(number) for number in range(20, 40)] + site.items
    desk.later(hours=1)
    assert len(titles()) == 11
    assert desk.states(feed).count("waiting") == 15


def test_what_the_editor_takes_is_read_and_what_she_ignores_never_comes_again(desk: Desk, site: Site) -> None:
    site.items = [an_item(number) for number in range(8)]
    feed = desk.follow(site)
    asked = list(feed.entries.filter(state="waiting").order_by("id").values_list("id", flat=True))
    site.items = []  # the feed may have moved on by the time of the answer
    desk.later(hours=1)
    assert answers.take(feed, asked[:2], desk.now) == 2
    desk.work()
    assert len(titles()) == 5
    assert answers.ignore(feed, None, desk.now) == 3
    site.items = [an_item(number) for number in range(8)]
    desk.later(hours=1)
    assert len(titles()) == 5
    assert sorted(desk.states(feed)) == ["ignored"] * 3 + ["kept"] * 5


def test_many_changes_at_once_are_asked_about(desk: Desk, site: Site) -> None:
    site.items = [an_item(number) for number in range(8)]
    feed = desk.follow(site)
    answers.take(feed, feed.entries.values_list("id", flat=True), desk.now)
    desk.work()
    site.items = [item.says("forty people", "fifty people") for item in site.items]
    desk.later(hours=1)
    assert desk.states(feed) == ["waiting"] * 8
    one, *others = feed.entries.values_list("id", flat=True)
    assert answers.take(feed, [one], desk.now) == 1
    assert answers.ignore(feed, others, desk.now) == 7
    desk.work()
    assert sorted(desk.states(feed)) == ["kept"] * 7 + ["offered"]
    assert len(titles()) == 8


def test_of_five_thousand_entries_all_changed_the_newest_are_read_and_asked_about(desk: Desk, site: Site) -> None:
    site.items = [an_item(number) for number in range(5000)]
    feed = desk.follow(site)
    site.items = [
        replace(item, guid=item.guid + "x", link=item.link + "x").says("harbour", "port") for item in site.items
    ]
    desk.later(hours=1)
    assert desk.seen(feed).listed == 5000
    assert len(titles()) <= 3 + entries.BURST
    assert feed.entries.count() <= 1000
    assert desk.states(feed).count("waiting") > 900


# -- at the same moment ----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_feeds_read_at_the_same_moment_make_one_article(desk: Desk, site: Site, internet: Internet) -> None:
    sites = [Site(internet, [replace(an_item(1), guid=f"g{n}")], path=f"/{n}") for n in range(4)]
    for one in sites:
        feed = feeds.add(one.address, every=None, full_text="auto", member=None, now=desk.now)
        feeds.look(feed.id, desk.clock, guard=internet.guard)
    ids = list(FeedEntry.objects.values_list("id", flat=True)) * 2
    start = threading.Barrier(len(ids))

    def read(entry_id: int) -> None:
        start.wait()
        try:
            entries.read(entry_id, desk.clock, guard=internet.guard)
        finally:
            connection.close()

    threads = [threading.Thread(target=read, args=(entry_id,)) for entry_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(titles()) == 1
    assert desk.states() == ["kept"] * 4


@pytest.mark.django_db(transaction=True)
def test_one_feed_looked_at_by_many_workers_is_asked_once(desk: Desk, site: Site, internet: Internet) -> None:
    feed = feeds.add(site.address, every=None, full_text="auto", member=None, now=desk.now)
    start = threading.Barrier(6)

    def look() -> None:
        start.wait()
        try:
            feeds.look(feed.id, desk.clock, guard=internet.guard)
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(site.asked) == FeedEntry.objects.count() == 1
    assert Newsroom.objects.count() == 1
