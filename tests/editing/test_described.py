"""A picture without words for those who cannot see it stays away from networks, unless the newsroom says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.cli.drawing import drawing
from publisher.editing import intake, newsroom, pictures, posts, schedule
from publisher.models import Post
from publisher.story import StoryPicture
from tests.making import a_channel, a_member, a_newsroom, a_story

pytestmark = pytest.mark.django_db
PICTURE = "https://gazette.example/1.jpg"


def post(alt: str, *, kind: str = "mastodon") -> Post:
    a_newsroom()
    article = intake.keep(replace(a_story(), pictures=(StoryPicture(PICTURE, alt),)), member=None)
    article.files.all().delete()
    pictures.keep_upload(article.id, PICTURE, drawing())
    [made] = posts.prepare(article, [a_channel(kind)], member=None)
    posts.render_article(article.id)
    return Post.objects.get(id=made.id)


def found(post: Post) -> str:
    return next(
        (check["message"] for check in Post.objects.get(id=post.id).problems if check["code"] == "alt_missing"), ""
    )


def test_a_picture_without_a_description_stays_away_and_its_post_goes() -> None:
    made, now = post(""), timezone.now()
    assert made.content["pictures"] == []
    assert found(made).startswith("A picture stays away, without a description")
    schedule.queue([made.id], schedule.now_with_grace(now, timedelta(0)), member=a_member(), now=now)
    assert Post.objects.get(id=made.id).state == "queued"


def test_a_described_picture_goes_along() -> None:
    made = post("A tide gauge")
    assert len(made.content["pictures"]) == 1
    assert not found(made)


def test_where_the_newsroom_says_so_it_goes_along_and_is_only_pointed_out() -> None:
    made = post("")
    assert newsroom.change({"alt_required": False}, member=None)
    posts.render_article(made.article_id or 0)
    made.refresh_from_db()
    assert len(made.content["pictures"]) == 1
    assert found(made).startswith("A picture has no description")


def test_a_picture_on_a_card_needs_none() -> None:
    made = post("", kind="bluesky")  # a card has no description anywhere
    assert made.content["card"]["picture"]
    assert not found(made)
