"""A content warning is given on the article's page, is part of what is approved, and stays when a newer text comes."""

from __future__ import annotations

from dataclasses import replace

from django.test import Client

from publisher.editing import answers, posts
from publisher.models import Article, FeedEntry, Member, Post
from publisher.web.desk.compose import _shown
from tests.making import NOW
from tests.web_desk.conftest import field, said
from tests.web_desk.test_article import form_of


def warn(desk: Client, article: Article, words: str) -> str:
    """Give it, and what the page says."""
    fresh = Article.objects.get(id=article.id)
    return said(desk.post(f"/articles/{article.id}/", form_of(fresh, content_warning=words), follow=True))


def test_a_warning_is_given_on_the_articles_page_and_taken_away_there(desk: Client, article: Article) -> None:
    warn(desk, article, "  ⚠ Violence,\tgrief ")
    assert Article.objects.get().read().content_warning == "Violence, grief"
    assert field(desk.get(f"/articles/{article.id}/"), "content_warning") == "Violence, grief"
    warn(desk, article, "")
    assert Article.objects.get().read().content_warning == ""


def test_one_that_is_too_long_or_holds_a_link_is_refused_in_words(desk: Client, article: Article) -> None:
    for words in ("x" * 101, "see https://gazette.example/"):
        assert "one line of up to 100 characters without a link" in warn(desk, article, words)
        assert Article.objects.get().read().content_warning == ""


def test_it_is_part_of_what_is_approved(desk: Client, article: Article, drafts: dict[str, Post]) -> None:
    before = {kind: post.content_hash for kind, post in drafts.items()}
    warn(desk, article, "Violence")
    assert set(Post.objects.values_list("content_hash", flat=True)) == {""}
    posts.render_article(article.id)
    after = {post.channel.kind: post for post in Post.objects.select_related("channel")}
    assert all(post.content_hash not in ("", before[kind]) for kind, post in after.items())
    assert "⚠ Violence" in after["mail"].content["letters"][0]["text"]
    assert after["x"].content["text"].startswith("⚠ Violence\n\n")
    assert (after["mastodon"].content["warning"], "⚠" in after["mastodon"].content["text"]) == ("Violence", False)


def test_whoever_confirms_reads_what_is_warned_of_and_the_words_behind_it(
    desk: Client, article: Article, drafts: dict[str, Post]
) -> None:
    warn(desk, article, "Violence")
    article.refresh_from_db()
    Article.objects.update(no_appeal=True)
    posts.render_article(article.id)
    for kind in ("x", "mastodon"):
        page = said(desk.get(f"/articles/{article.id}/when/?post={drafts[kind].id}&when=now"))
        assert f"⚠ Violence · {article.read().standfirst}" in page
        assert "with link. Publish 1 post" in page


def test_the_box_for_words_of_ones_own_does_not_hold_it(article: Article, drafts: dict[str, Post]) -> None:
    before = _shown(drafts["x"])["own"]
    article.story = replace(article.read(), content_warning="Violence").to_json()
    article.save()
    posts.render_article(article.id)
    Post.objects.update(content_hash="")
    assert _shown(Post.objects.get(id=drafts["x"].id))["own"] == before != ""


def test_a_newer_version_from_a_feed_keeps_it(desk: Client, admin: Member, article: Article, entry: FeedEntry) -> None:
    warn(desk, article, "Violence")
    version = Article.objects.get(id=article.id).version
    newer = answers.accept(entry, version=version, member=admin, now=NOW).read()
    assert (newer.title, newer.content_warning) == ("Ferry returns after four years", "Violence")
