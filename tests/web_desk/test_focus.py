"""What must stay visible of a picture is chosen beside its alt text, is part of what is approved, and stays."""

from __future__ import annotations

from dataclasses import replace

import lxml.html
import pytest
from django.test import Client

from publisher.editing import answers, intake, posts
from publisher.models import Article, FeedEntry, Member, Post
from publisher.story import FOCUSES, Block, StoryPicture
from publisher.web.desk.differences import differences
from tests.making import NOW, a_story
from tests.web_desk.test_article import form_of


@pytest.fixture
def article(admin: Member) -> Article:
    """One with a picture, which is there."""
    pictures = (StoryPicture("https://gazette.example/a.jpg", alt="A ferry"),)
    blocks = (Block("picture", "A ferry", ""), *a_story().blocks)
    made = intake.keep(a_story(blocks=blocks, pictures=pictures), member=admin)
    made.files.update(state="ready", file="a.png", media_type="image/png", width=40, height=30)
    return made


def choose(desk: Client, article: Article, focus: str) -> str:
    """Choose it, and what the article has then."""
    desk.post(f"/articles/{article.id}/", form_of(Article.objects.get(id=article.id), **{"focus-0": focus}))
    return Article.objects.get(id=article.id).read().pictures[0].focus


def test_it_is_chosen_of_nine_places_and_what_is_none_of_them_changes_nothing(desk: Client, article: Article) -> None:
    assert choose(desk, article, "bottom left") == "bottom left"
    assert choose(desk, article, "<up>") == "bottom left"
    page = lxml.html.document_fromstring(desk.get(f"/articles/{article.id}/").content.decode())
    (box,) = page.xpath("//select[@name='focus-0']")
    assert (box.value, tuple(box.value_options)) == ("bottom left", FOCUSES)
    assert choose(desk, article, "") == ""


def test_it_is_part_of_what_is_approved_where_it_is_sent(
    desk: Client, article: Article, drafts: dict[str, Post]
) -> None:
    choose(desk, article, "top")
    posts.render_article(article.id)
    after = {kind: Post.objects.get(id=post.id) for kind, post in drafts.items()}
    assert after["mastodon"].content["focus"] == {str(article.files.get().id): "top"}
    assert after["mastodon"].content_hash not in ("", drafts["mastodon"].content_hash)
    assert after["x"].content_hash == drafts["x"].content_hash != ""
    choose(desk, article, "")
    posts.render_article(article.id)
    assert Post.objects.get(id=drafts["mastodon"].id).content_hash == drafts["mastodon"].content_hash


def test_a_newer_version_from_a_feed_keeps_it(desk: Client, admin: Member, article: Article, entry: FeedEntry) -> None:
    choose(desk, article, "right")
    version = Article.objects.get(id=article.id).version
    newer = answers.accept(entry, version=version, member=admin, now=NOW).read()
    assert (newer.title, newer.pictures[0].focus) == ("Ferry returns after four years", "right")


def test_who_saves_second_is_shown_that_it_differs(article: Article) -> None:
    mine = replace(article.read(), pictures=(replace(article.read().pictures[0], focus="left"),))
    ((part, shown),) = differences(mine, article.read())
    assert part == "Body"
    assert "stays visible: left" in shown
