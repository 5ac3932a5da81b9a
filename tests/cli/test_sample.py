"""The sample newsroom, and leaving it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from publisher.cli import sample_words
from publisher.cli.go_live import leave_practice
from publisher.cli.sample import ADMIN, make_sample
from publisher.cli.sample_feed import ENTRIES
from publisher.editing import answers, entries
from publisher.models import (
    Appeal,
    Article,
    Channel,
    Feed,
    FeedEntry,
    MailingList,
    Member,
    Newsroom,
    Post,
    Subscriber,
    Subscription,
    Wording,
)

from ..making import a_reader

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sample() -> None:
    make_sample(timezone.now())


def test_two_hundred_readers_with_names_in_many_scripts() -> None:
    names = set(Subscriber.objects.values_list("name", flat=True))
    assert Subscription.objects.filter(state="active").count() == 200
    assert len(names) == 200
    blocks = {ord(letter) // 256 for name in names for letter in name if letter.isalpha()}
    assert len(blocks) >= 12
    assert all(address.isascii() for address in Subscriber.objects.values_list("address", flat=True))


def test_nobody_in_it_can_be_reached() -> None:
    for address in Subscriber.objects.values_list("address", flat=True):
        assert address.endswith((".example", "@example.org", "@example.net")), address


@pytest.mark.alone
def test_the_article_goes_to_every_channel_in_a_minute_with_no_problem() -> None:
    posts = Post.objects.filter(state="queued")
    assert sorted(posts.values_list("channel__kind", flat=True)) == ["bluesky", "mail", "mastodon", "telegram", "x"]
    for post in posts:
        assert post.due_at is not None
        assert timedelta(seconds=50) < post.due_at - timezone.now() < timedelta(seconds=61)
        assert not [check for check in post.problems if check["level"] == "blocked"]
    assert len(posts.get(channel__kind="mail").content["letters"]) == 2


def test_the_appeal_has_two_wordings_in_two_languages() -> None:
    assert sorted(Wording.objects.values_list("language", "label")) == [
        ("en", "A"),
        ("en", "B"),
        ("fr", "A"),
        ("fr", "B"),
    ]


def test_its_picture_is_a_file_of_ours() -> None:
    picture = Article.objects.get().files.get()
    assert picture.state == "ready"
    assert (settings.MEDIA_ROOT / picture.file).stat().st_size == picture.bytes


def test_its_feed_makes_three_drafts_and_asks_about_the_rest_and_fetches_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for way in ("publisher.editing.feeds.fetch", "publisher.sources.page.fetch"):
        monkeypatch.setattr(way, lambda *_, **__: pytest.fail("fetched"))
    feed = Feed.objects.get()
    assert (feed.state, Feed.objects.due(timezone.now()).exists()) == ("paused", False)
    assert feed.entries.filter(state="waiting").count() == 2
    answers.take(feed, list(feed.entries.values_list("id", flat=True)), timezone.now())
    for entry in feed.entries.due(timezone.now()):
        entries.read(entry.id, timezone.now)
    drafts = Article.objects.filter(feed_entries__feed=feed)
    assert sorted(article.title for article in drafts) == sorted(title for _, title, _ in ENTRIES)
    for article in drafts:
        story = article.read()
        assert (story.dropped, story.appeal, story.language) == ((), None, "en")
        text = next(text for _, title, text in ENTRIES if title == article.title)
        assert [block.text for block in story.blocks] == sample_words.paragraphs(text)


def test_going_live_deletes_everything_that_practice_made_and_keeps_real_readers() -> None:
    real = a_reader(MailingList.objects.get(), "mira@readers.test", "Mira")
    Member.objects.create_user("mira@gazette.test", role=Member.ADMIN, password="a long enough word")
    file = settings.MEDIA_ROOT / Article.objects.get().files.get().file
    leave_practice()
    assert not Newsroom.objects.get().practice
    assert not any(model.objects.exists() for model in (Post, Article, Channel, Feed, FeedEntry))
    assert list(Subscriber.objects.all()) == [real]
    assert not Appeal.objects.filter(link=sample_words.GIVE).exists()
    assert not Member.objects.filter(email=ADMIN).exists()
    assert not file.exists()


def test_real_readers_are_known_under_the_live_key(settings: pytest.FixtureRequest) -> None:
    real = a_reader(MailingList.objects.get(), "mira@readers.test", "Mira")
    settings.ADDRESS_KEY = "the live one, made by secrets"  # type: ignore[attr-defined]  # pytest-django's settings
    leave_practice()
    from publisher.models import address_hash

    assert Subscriber.objects.get(id=real.id).address_hash == address_hash("mira@readers.test")
