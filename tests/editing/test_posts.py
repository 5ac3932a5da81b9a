"""An article becomes posts: once each, rendered, and rendered anew after every edit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from publisher.editing import contents, intake, posts, schedule
from publisher.editing.intake import Known, Stale
from publisher.editing.posts import AlreadyLive
from publisher.models import Appeal, Article, ArticleVersion, Post, Wording
from tests.making import NOW, a_channel, a_list, a_member, a_newsroom, a_story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def newsroom():
    return a_newsroom()


@pytest.fixture
def article() -> Article:
    return intake.keep(a_story(), member=None)


def rendered(article: Article, kind: str = "mastodon", **options) -> Post:
    [post] = posts.prepare(article, [a_channel(kind, options=options)], member=None)
    posts.render_article(article.id)
    return Post.objects.get(id=post.id)


def an_appeal() -> Appeal:
    appeal = Appeal.objects.create(name="Winter", link="https://gazette.example/give", standing=True)
    for label in "AB":
        Wording.objects.create(
            appeal=appeal, label=label, headline=f"Help {label}", body="Because.", call_to_action=f"Give {label} now"
        )
    return appeal


def test_the_same_link_or_the_same_text_is_known(article):
    with pytest.raises(Known):
        intake.keep(a_story("Another title"), member=None)
    with pytest.raises(Known):
        intake.keep(a_story(canonical_url="https://gazette.example/elsewhere"), member=None)
    assert intake.keep(a_story(), member=None, again=True) != article


def test_a_stale_save_changes_nothing(article):
    intake.edit(article.id, version=1, story=a_story("First"), member=None)
    with pytest.raises(Stale) as caught:
        intake.edit(article.id, version=1, story=a_story("Second"), member=None)
    assert caught.value.article.title == "First"
    assert [version.story["title"] for version in ArticleVersion.objects.all()] == ["Ferry returns after three years"]


def test_an_article_goes_to_a_channel_once_unless_again_is_said(article):
    channel = a_channel("mastodon")
    posts.prepare(article, [channel], member=None)
    with pytest.raises(AlreadyLive, match="mastodon already"):
        posts.prepare(article, [channel], member=None)
    [second] = posts.prepare(article, [channel], member=None, again=True)
    assert second.edition == 2


def test_preparing_is_all_or_nothing(article):
    x, mastodon = a_channel("x"), a_channel("mastodon")
    posts.prepare(article, [mastodon], member=None)
    with pytest.raises(AlreadyLive):
        posts.prepare(article, [x, mastodon], member=None)
    assert Post.objects.filter(channel=x).count() == 0


def test_rendering_twice_gives_the_same_hash(article):
    an_appeal()
    for kind in ("x", "mastodon"):
        first = rendered(article, kind)
        Post.objects.filter(id=first.id).update(content_hash="")
        posts.render_article(article.id)
        assert Post.objects.get(id=first.id).content_hash == first.content_hash


def test_an_edit_empties_the_hash_and_one_that_changes_nothing_keeps_the_approval(article):
    post = rendered(article)
    schedule.queue([post.id], schedule.now_with_grace(NOW, timedelta(hours=1)), member=a_member(), now=NOW)
    unseen = replace(a_story(), byline=("Somebody",))  # a byline stands in no post
    intake.edit(article.id, version=1, story=unseen, member=None)
    assert Post.objects.get().content_hash == ""
    posts.render_article(article.id)
    assert Post.objects.get().content_hash == Post.objects.get().approved_hash
    intake.edit(article.id, version=2, story=a_story(standfirst="Quite another beginning."), member=None)
    posts.render_article(article.id)
    assert Post.objects.get().content_hash != Post.objects.get().approved_hash
    assert Post.objects.get().state == "queued"


def test_a_render_of_an_older_version_is_not_kept(article, monkeypatch):
    post = rendered(article)
    Post.objects.filter(id=post.id).update(content_hash="")
    network_parts = posts.network_parts

    def edited_meanwhile(*args):
        Article.objects.filter(id=article.id).update(version=99)
        return network_parts(*args)

    monkeypatch.setattr(posts, "network_parts", edited_meanwhile)
    posts.render_article(article.id)
    assert Post.objects.get().content_hash == ""


def test_what_is_being_sent_is_not_touched_by_an_edit(article):
    post = rendered(article)
    Post.objects.filter(id=post.id).update(state="uncertain", approved_hash=post.content_hash)
    intake.edit(article.id, version=1, story=a_story("New"), member=None)
    posts.render_article(article.id)
    assert Post.objects.get().content_hash == post.content_hash


@pytest.mark.parametrize(("rule", "count"), [("same", 1), ("follows", 2), ("none", 1)])
def test_the_appeal_rides_as_the_channel_says(article, rule, count):
    an_appeal()
    first = rendered(article, appeal=rule)
    thread = list(Post.objects.order_by("part"))
    assert len(thread) == count
    assert ("Give" in first.content["text"]) == (rule == "same")
    if count == 2:
        assert thread[1].follows == first
        assert "Give" in thread[1].content["text"]


def test_no_appeal_on_this_article_takes_it_out_everywhere(article):
    an_appeal()
    rendered(article)
    letter = posts.prepare(article, [a_channel("mail")], member=None, mailing_list=a_list())[0]
    intake.choose_appeal(article.id, appeal=None, none=True, member=None)
    posts.render_article(article.id)
    assert all("Give" not in str(post.content) for post in Post.objects.all())
    assert len(Post.objects.get(id=letter.id).content["letters"]) == 1


def test_an_article_without_a_link_is_blocked_on_networks():
    article = intake.keep(a_story(canonical_url=""), member=None)
    post = rendered(article)
    assert [check["level"] for check in post.problems].count("blocked") == 1
    with pytest.raises(schedule.Blocked, match="link"):
        schedule.queue([post.id], schedule.now_with_grace(NOW, timedelta(0)), member=a_member(), now=NOW)


def test_the_counter_on_the_screen_is_the_one_that_is_enforced(article):
    post = rendered(article, "x")
    assert posts.count(post, "")["length"] == posts.preview(post)["parts"][0]["length"]
    assert posts.count(post, "word " * 100)["over"]
    posts.override(post.id, "word " * 100, None)
    posts.render_article(article.id)
    with pytest.raises(schedule.Blocked):
        schedule.queue([post.id], schedule.now_with_grace(NOW, timedelta(0)), member=a_member(), now=NOW)


def test_references_differ_per_wording_and_stay(article):
    an_appeal()
    [post] = posts.prepare(article, [a_channel("mail")], member=None, mailing_list=a_list())
    posts.render_article(article.id)
    first = [letter["reference"] for letter in Post.objects.get(id=post.id).content["letters"]]
    Post.objects.update(content_hash="")
    posts.render_article(article.id)
    assert len(set(first)) == 2
    assert [letter["reference"] for letter in Post.objects.get(id=post.id).content["letters"]] == first


def test_other_words_are_other_words_for_what_follows_too_even_if_it_is_held(article):
    an_appeal()
    post = rendered(article, appeal="follows")
    follower = Post.objects.get(follows=post)
    Post.objects.filter(id=follower.id).update(state="held", approved_hash=follower.content_hash)
    other = next(one for one in Wording.objects.all() if one.call_to_action not in follower.content["text"])
    posts.choose_wording(post.id, other.id, None)
    posts.render_article(article.id)
    follower.refresh_from_db()
    assert other.call_to_action in follower.content["text"]
    assert follower.content_hash != follower.approved_hash


def test_what_the_network_would_refuse_of_a_text_that_fits_blocks_it_and_a_note(article):
    post = rendered(article, "x")
    for text, blocked in (("Shares of $EST and $HRB fell.", ["objects"]), ("Shares of $EST fell.", [])):
        posts.override(post.id, text, None)
        posts.render_article(article.id)
        post.refresh_from_db()
        assert [check["code"] for check in post.problems if check["level"] == "blocked"] == blocked
    note = Post.objects.create(article=article, channel=post.channel, note="It was $EST, not $HRB.", edition=2)
    _, checks = contents.network_parts(note)
    assert "objects" in [check.code for check in checks if check.level == "blocked"]
