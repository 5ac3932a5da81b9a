"""Bluesky on the desk: connecting it, and what its posts look like before they go."""

from __future__ import annotations

import html
import io
import re

import httpx2
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from PIL import Image

from publisher.channels.bluesky import Bluesky
from publisher.editing import intake, pictures, posts
from publisher.models import Article, Channel, Post
from publisher.practice import accounts
from publisher.sending.deliver import outgoing
from publisher.story import StoryPicture
from tests.making import a_channel, a_story
from tests.practice.conftest import one_world
from tests.practice.running import Running
from tests.web_desk.conftest import said

__all__ = ["one_world"]

FORM = {
    "name": "bluesky", "handle": "@" + accounts.BLUESKY["handle"], "app_password": accounts.BLUESKY["app_password"],
    "server": "https://bsky.social/",
}  # fmt: skip


@pytest.fixture
def world(one_world: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    one_world.control.clear()
    monkeypatch.setattr(settings, "DATA_DIR", one_world.folder)
    return one_world


def connect(desk: Client, **other: str) -> str:
    response = desk.post("/channels/connect/bluesky/", FORM | other)
    return said(response) if response.status_code == 422 else said(desk.get("/channels/"))


def test_an_app_password_connects_and_its_session_is_kept(desk: Client, world: Running) -> None:
    assert "Bluesky is connected as @news.practice.example." in connect(desk)
    channel = Channel.objects.get()
    kept = channel.credentials
    assert (kept["handle"], kept["server"], kept["did"]) == (
        accounts.BLUESKY["handle"], "bsky.social", accounts.BLUESKY_DID,
    )  # fmt: skip
    assert kept["access"]
    assert kept["access"] not in channel.credentials_locked
    desk.post(f"/channels/{channel.id}/test/")
    assert "The test was posted and deleted again." in said(desk.get("/channels/"))
    assert [post["deleted"] for post in world.control.sent("bluesky", deleted=True)] == [True]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"app_password": "abcd-efgh-ijkl-mnop"}, "make a new app password"),
        ({"app_password": "my own password"}, "it looks like abcd-efgh-ijkl-mnop"),
        ({"handle": "The Gazette"}, "it looks like gazette.bsky.social"),
        ({"server": "nowhere"}, "it looks like bsky.social"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_nothing_is_kept(
    desk: Client, world: Running, wrong: dict[str, str], words: str
) -> None:
    assert words in connect(desk, **wrong)
    assert not Channel.objects.exists()


def test_resuming_opens_a_new_session(desk: Client, world: Running) -> None:
    connect(desk)
    channel = Channel.objects.get()
    channel.credentials = channel.credentials | {"access": "a.b.withdrawn"}
    channel.save()
    channel.pause("credentials", "Bluesky no longer accepts our session.", timezone.now())
    desk.post(f"/channels/{channel.id}/resume/")
    assert Channel.objects.get().paused_at is None
    assert Channel.objects.get().credentials["access"] != "a.b.withdrawn"


@pytest.fixture
def post(desk: Client, article: Article) -> Post:
    address = "https://gazette.example/1.jpg"
    story = a_story(
        canonical_url="https://gazette.example/2026/the-ferry-returns",
        pictures=(StoryPicture(address, alt="A ferry"),),
    )
    intake.edit(article.id, version=article.version, story=story, member=None)
    article.files.all().delete()
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(drawn, "PNG")
    pictures.keep_upload(article.id, address, drawn.getvalue())
    [made] = posts.prepare(article, [a_channel("bluesky")], member=None)
    posts.render_article(article.id)
    return Post.objects.get(id=made.id)


def test_the_desk_shows_each_sign_and_the_card_as_they_will_be_sent(desk: Client, post: Post) -> None:
    page = desk.get(f"/articles/{post.article_id}/posts/").content.decode()
    leaves = Bluesky(accounts.BLUESKY, "https://pds.example", httpx2.Client())._record(outgoing(post), [{"ref": "a"}])
    shown = re.search(r'<p class="text" dir="auto">(.*?)</p>', page, re.DOTALL)
    assert shown is not None
    assert html.unescape(shown[1]) == leaves["text"]
    card = leaves["embed"]["external"]
    assert html.escape(card["title"]) in page
    assert html.escape(card["description"]) in page
    assert card["thumb"]
    assert re.search(r'<div class="linkcard"><img class="thumb" src="[^"]+" alt=""', page)
