"""No picture goes to a network without words for those who cannot see it, unless the newsroom says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.cli.drawing import drawing
from publisher.editing import intake, newsroom, pictures, posts, schedule
from publisher.models import Picture, Post
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


def found(post: Post) -> dict[str, str]:
    return {check["code"]: check["level"] for check in Post.objects.get(id=post.id).problems}


def test_a_picture_without_a_description_keeps_its_post_from_being_queued() -> None:
    made, now = post(""), timezone.now()
    assert found(made)["alt_missing"] == "blocked"
    with pytest.raises(schedule.Blocked, match="write one, or leave it out of the article"):
        schedule.queue([made.id], schedule.now_with_grace(now, timedelta(0)), member=a_member(), now=now)


def test_a_described_picture_goes() -> None:
    assert found(post("A tide gauge"))["alt"] == "fine"


def test_where_the_newsroom_says_so_it_is_only_pointed_out_and_what_was_blocked_is_looked_at_anew() -> None:
    made = post("")
    assert not newsroom.change({"alt_required": False}, member=None)
    posts.render_article(made.article_id or 0)
    assert found(made)["alt_missing"] == "look"


def test_a_picture_that_does_not_go_needs_none() -> None:
    made = post("", kind="bluesky")  # it stands on the card, which has no description anywhere
    assert "alt_missing" not in found(made)
    other = post_without_a_copy()
    assert found(other)["alt_missing"] == "look"


def post_without_a_copy() -> Post:
    article = intake.keep(
        replace(a_story(), title="Another", pictures=(StoryPicture(PICTURE),)), member=None, again=True
    )
    Picture.objects.filter(article=article).update(state=Picture.FAILED)
    [made] = posts.prepare(article, [a_channel("mastodon")], member=None)
    posts.render_article(article.id)
    return made
