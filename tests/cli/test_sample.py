"""The sample newsroom, and leaving it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from publisher.cli import sample_words
from publisher.cli.go_live import leave_practice
from publisher.cli.sample import ADMIN, make_sample
from publisher.models import (
    Appeal,
    Article,
    Channel,
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


def test_the_article_goes_to_every_channel_in_a_minute_with_no_problem() -> None:
    posts = Post.objects.filter(state="queued")
    assert sorted(posts.values_list("channel__kind", flat=True)) == ["mail", "mastodon", "x"]
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


def test_going_live_deletes_everything_that_practice_made_and_keeps_real_readers() -> None:
    real = a_reader(MailingList.objects.get(), "mira@readers.test", "Mira")
    Member.objects.create_user("mira@gazette.test", role=Member.ADMIN, password="a long enough word")
    file = settings.MEDIA_ROOT / Article.objects.get().files.get().file
    leave_practice()
    assert not Newsroom.objects.get().practice
    assert not any(model.objects.exists() for model in (Post, Article, Channel))
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
