"""A newsroom with three channels, a list of readers, and members who are signed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from publisher.editing import incoming, intake, posts
from publisher.models import (
    Article,
    Channel,
    Feed,
    FeedEntry,
    Heartbeat,
    Incoming,
    MailingList,
    Member,
    Newsroom,
    Post,
    ReaderFile,
)
from tests.making import a_channel, a_list, a_member, a_newsroom, a_story
from tests.redis_server import running_redis

BACKEND = "django.contrib.auth.backends.ModelBackend"


def said(response: HttpResponse) -> str:
    """The page's words, tags and runs of white space gone."""
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    for entity, sign in (("&#39;", "'"), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&quot;", '"')):
        words = words.replace(entity, sign)
    return re.sub(r"\s+", " ", words)


def field(response: HttpResponse, name: str) -> str:
    """The value of a hidden or text field on the page."""
    page = response.content.decode()
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    found = re.search(rf'<textarea [^>]*name="{name}"[^>]*>([^<]*)<', page) or found
    assert found, f"no field {name}"
    return found[1]


def alive() -> None:
    for name in ("clock", "worker:now", "worker:mail", "worker:slow"):
        Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


@pytest.fixture
def newsroom(db: None) -> Newsroom:
    alive()
    return a_newsroom(colour="#0b5563", website="https://gazette.example/")


@pytest.fixture
def admin(newsroom: Newsroom) -> Member:
    return a_member()


@pytest.fixture
def signed_in() -> Callable[[Member], Client]:
    def client(member: Member) -> Client:
        browser = Client()
        browser.force_login(member, backend=BACKEND)
        return browser

    return client


@pytest.fixture
def desk(admin: Member, signed_in: Callable[[Member], Client]) -> Client:
    """The desk as an admin sees it."""
    return signed_in(admin)


@pytest.fixture
def author(newsroom: Newsroom, signed_in: Callable[[Member], Client]) -> Client:
    return signed_in(a_member(role=Member.AUTHOR, name="Ravi"))


@pytest.fixture
def channels(newsroom: Newsroom) -> dict[str, Channel]:
    weekly = a_list(3)
    return {
        "mail": a_channel("mail", mailing_list=weekly),
        "x": a_channel("x", account="@gazette"),
        "mastodon": a_channel("mastodon", account="@gazette@social.example"),
    }


@pytest.fixture
def article(admin: Member) -> Article:
    return intake.keep(a_story(), member=admin)


@pytest.fixture
def drafts(article: Article, channels: dict[str, Channel], admin: Member) -> dict[str, Post]:
    """The article's posts, rendered, by kind of channel."""
    made = posts.prepare(article, channels.values(), member=admin)
    posts.render_article(article.id)
    return {post.channel.kind: Post.objects.get(id=post.id) for post in made}


@pytest.fixture
def entry(article: Article) -> FeedEntry:
    """A feed's newer version of the article, offered; two entries of the same feed wait for an answer."""
    now = timezone.now()
    feed = Feed.objects.create(
        address="https://gazette.example/feed", title="Gazette feed", looked_at=now, next_at=now + timedelta(minutes=30)
    )
    seen = {"feed": feed, "seen_at": now, "changed_at": now}
    for number in (1, 2):
        content = {"title": f"Waiting {number}"}
        FeedEntry.objects.create(**seen, title=f"Waiting {number}", state="waiting", content=content)
    story = replace(article.read(), title="Ferry returns after four years").to_json()
    return FeedEntry.objects.create(
        **seen, article=article, title="Ferry returns", state="offered", story=story, text_hash="newer"
    )


@pytest.fixture
def given(admin: Member) -> Incoming:
    """A link that the admin gave a moment ago; no worker has it yet."""
    return incoming.add("https://harbour.example/ferry", member=admin, again=False, now=timezone.now())


@pytest.fixture
def file(admin: Member) -> ReaderFile:
    """A file of readers that no worker has begun."""
    return ReaderFile.objects.create(
        mailing_list=MailingList.objects.create(name="Imported", slug="imported"), member=admin, name="readers.csv",
        file="none.csv", consent="On paper", created_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with running_redis() as url:
        yield url


@pytest.fixture
def counted(redis_url: str, settings: Any) -> None:
    """Limits are counted, and start anew with each test."""
    settings.REDIS_URL = redis_url
    redis.Redis(unix_socket_path=redis_url.removeprefix("redis+socket://")).flushall()
