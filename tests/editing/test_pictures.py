"""Pictures of an article: fetched once, whoever asks."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from PIL import Image

from publisher.editing import intake, pictures, posts
from publisher.models import Article, Picture, Post
from publisher.sources.fetch import Fetched, Unreachable
from publisher.story import Block, StoryPicture
from tests.making import a_channel, a_list, a_newsroom, a_story

pytestmark = pytest.mark.django_db
URL = "https://gazette.example/ferry.jpg"


def a_jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def article(monkeypatch: pytest.MonkeyPatch) -> Article:
    a_newsroom()
    blocks = (*a_story().blocks, Block("picture", "", ""))
    monkeypatch.setattr(pictures, "fetch", lambda url, **bounds: Fetched(a_jpeg(), "image/jpeg", "", url))
    return intake.keep(a_story(blocks=blocks, pictures=(StoryPicture(URL, alt="A ferry"),)), member=None)


def files() -> set[str]:
    return {file.name for file in settings.MEDIA_ROOT.iterdir()} if settings.MEDIA_ROOT.exists() else set()


def test_a_picture_is_kept_as_a_file_of_ours_and_is_not_public_yet(article):
    pictures.fetch_pictures(article.id)
    picture = Picture.objects.get()
    assert (picture.state, picture.width, picture.released_at) == ("ready", 640, None)
    assert picture.file in files()


def test_fetched_twice_in_the_same_moment_the_first_counts_and_no_file_is_left_over(article, monkeypatch):
    before, fetch = files(), pictures.fetch

    def fetch_while_another_is_done(url: str, **bounds: object) -> Fetched:
        monkeypatch.setattr(pictures, "fetch", fetch)
        pictures.fetch_pictures(article.id)
        return fetch(url, **bounds)

    monkeypatch.setattr(pictures, "fetch", fetch_while_another_is_done)
    pictures.fetch_pictures(article.id)
    assert files() - before == {Picture.objects.get().file}


def test_where_nothing_is_wanted_what_was_approved_stays_as_it_is(article):
    pictures.fetch_pictures(article.id)
    posts.prepare(article, [a_channel("mail")], member=None, mailing_list=a_list())
    posts.render_article(article.id)
    rendered = Post.objects.get().content_hash
    pictures.fetch_pictures(article.id)
    assert Post.objects.get().content_hash == rendered != ""


def test_a_picture_that_cannot_be_had_says_why_and_the_article_goes_without(article, monkeypatch):
    def gone(url: str, **bounds: object) -> Fetched:
        raise Unreachable("The server answered 404 instead of the page.")

    monkeypatch.setattr(pictures, "fetch", gone)
    pictures.fetch_pictures(article.id)
    picture = Picture.objects.get()
    assert (picture.state, picture.why) == ("failed", "The server answered 404 instead of the page.")


def test_a_description_longer_than_the_network_takes_is_cut_at_a_word(monkeypatch):
    a_newsroom()
    monkeypatch.setattr(pictures, "fetch", lambda url, **bounds: Fetched(a_jpeg(), "image/jpeg", "", url))
    story = a_story(
        blocks=(*a_story().blocks, Block("picture", "", "")), pictures=(StoryPicture(URL, alt="A long pier " * 200),)
    )
    article = intake.keep(story, member=None)
    pictures.fetch_pictures(article.id)
    [post] = posts.prepare(article, [a_channel("mastodon", options={"limits": {"alt": 300}})], member=None)
    posts.render_article(article.id)
    post.refresh_from_db()
    [alt] = post.content["alts"].values()
    assert 280 <= len(alt) <= 300
    assert alt.endswith("…")
