from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import timezone

from publisher.channels import limits
from publisher.editing import posts
from publisher.models import Appeal, Article, Member, Newsroom, Notice, Picture, Post, Wording
from publisher.web.words import tracked
from tests.web_desk.conftest import field, said


def look(desk: Client, article: Article) -> str:
    return said(desk.get(f"/articles/{article.id}/posts/"))


def test_a_preview_shows_every_character_that_will_leave(
    desk: Client, article: Article, drafts: dict[str, Post]
) -> None:
    html = re.sub(r"</?span[^>]*>", "", desk.get(f"/articles/{article.id}/posts/").content.decode())
    for kind in ("x", "mastodon"):
        text = drafts[kind].content["text"]
        assert text.replace("&", "&amp;") in html


def test_what_we_add_to_links_is_set_back_and_nothing_in_a_post_becomes_markup() -> None:
    said_so = tracked("<b> https://a.example/ü?utm_source=x&ref=1 https://b.example/ ?")
    assert said_so == (
        '&lt;b&gt; https://a.example/ü<span class="url">?utm_source=x&amp;ref=1</span> https://b.example/ ?'
    )


def test_the_counter_is_the_workers_own(desk: Client, drafts: dict[str, Post]) -> None:
    for kind in ("x", "mastodon"):
        text = "🏴‍☠️ தமிழ் 👩‍👩‍👧 https://a.example/" + "x" * 50
        response = desk.post(f"/posts/{drafts[kind].id}/count/", {"text": text})
        posts.override(drafts[kind].id, text, None)
        posts.render_article(drafts[kind].article_id or 0)
        sent = Post.objects.get(id=drafts[kind].id).content["text"]
        assert f"{limits(kind).count(sent)}/" in said(response)


def test_over_the_limit_the_button_says_why_and_the_server_refuses(
    desk: Client, article: Article, drafts: dict[str, Post]
) -> None:
    post = drafts["x"]
    desk.post(f"/posts/{post.id}/text/", {"text": "word " * 100, "do": "save"})
    posts.render_article(article.id)
    html = desk.get(f"/articles/{article.id}/posts/").content.decode()
    assert re.search(r'<button class="primary" disabled aria-describedby="blocked-why">', html)
    assert "Cannot be queued yet" in look(desk, article)
    fresh = Post.objects.get(id=post.id)
    page = desk.get(f"/articles/{article.id}/when/?when=now&post={post.id}")
    sent = {
        "once": field(page, "once"),
        "post": post.id,
        f"due-{post.id}": "now",
        f"seen-{post.id}": fresh.content_hash,
    }
    response = desk.post(f"/articles/{article.id}/when/", sent)
    assert response.status_code == 409
    assert "over the limit" in said(response)
    assert Post.objects.get(id=post.id).state == "draft"


def test_shorten_keeps_link_and_fits(desk: Client, article: Article, drafts: dict[str, Post]) -> None:
    text = "This is a sentence that says something. " * 20
    desk.post(f"/posts/{drafts['x'].id}/text/", {"text": text, "do": "shorten"})
    posts.render_article(article.id)
    sent = Post.objects.get(id=drafts["x"].id)
    assert limits("x").count(sent.content["text"]) <= 280
    assert sent.content["text"].startswith("This is a sentence that says something.")
    assert sent.override.endswith(".")
    assert "https://gazette.example/ferry" in sent.content["text"]


def test_an_own_text_is_marked_and_goes_back_to_the_common_one(
    desk: Client, article: Article, drafts: dict[str, Post]
) -> None:
    desk.post(f"/posts/{drafts['x'].id}/text/", {"text": "Our own words.", "do": "save"})
    assert "differs" in look(desk, article)
    desk.post(f"/posts/{drafts['x'].id}/text/", {"text": "Our own words.", "do": "common"})
    assert Post.objects.get(id=drafts["x"].id).override == ""
    assert "differs" not in look(desk, article)


def test_a_post_that_went_is_not_changed(desk: Client, drafts: dict[str, Post]) -> None:
    Post.objects.filter(id=drafts["x"].id).update(state="sent", sent_at=timezone.now())
    response = desk.post(f"/posts/{drafts['x'].id}/text/", {"text": "Late.", "do": "save"})
    assert response.status_code == 409
    assert "can no longer be changed" in said(response)


def test_the_letter_is_a_document_of_its_own_in_which_nothing_runs(desk: Client, drafts: dict[str, Post]) -> None:
    response = desk.get(f"/posts/{drafts['mail'].id}/letter/0/")
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert "Ferry returns" in response.content.decode()
    assert "reader-" not in response.content.decode()


def test_a_picture_before_release_opens_with_a_pass_alone(
    desk: Client, client: Client, article: Article, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "abc.jpg").write_bytes(b"jpeg")
    Picture.objects.create(
        article=article, source_url="https://a.example/", state="ready", file="abc.jpg", media_type="image/jpeg"
    )
    passed = signing.dumps("abc.jpg", salt="picture")
    assert b"".join(client.get(f"/preview-pictures/{passed}/").streaming_content) == b"jpeg"  # type: ignore[attr-defined]
    assert client.get(f"/preview-pictures/{passed[:-2]}/").status_code == 404
    assert client.get(f"/preview-pictures/{signing.dumps('../x', salt='picture')}/").status_code == 404


# -- when ----------------------------------------------------------------------------------------------------


def confirm(desk: Client, article: Article, post: Post, **query: str) -> Any:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return desk.get(f"/articles/{article.id}/when/?post={post.id}&{asked}")


def press(desk: Client, article: Article, page: Any, post: Post) -> Any:
    names = ["once", f"due-{post.id}", *re.findall(r'name="(seen-\d+)"', page.content.decode())]
    return desk.post(f"/articles/{article.id}/when/", {"post": post.id} | {name: field(page, name) for name in names})


def test_the_sentence_names_subject_sender_list_count_and_time(
    desk: Client, article: Article, drafts: dict[str, Post]
) -> None:
    page = said(confirm(desk, article, drafts["mail"], when="at", at="2027-12-01T07:30"))
    for words in (
        "Ferry returns after three years", "letters@gazette.example", "3 readers", "Weekly letter",
        "Wed 1 Dec 07:30 Colombo (02:00 UTC)", "Queue for 3 readers",
    ):  # fmt: skip
        assert words in page


@pytest.mark.parametrize(
    ("at", "words"),
    [("2027-02-31T07:30", "does not exist"), ("2020-01-01T07:30", "is past"), ("soon", "is not a time")],
)
def test_a_time_that_cannot_be_is_answered_with_a_sentence(
    desk: Client, article: Article, drafts: dict[str, Post], at: str, words: str
) -> None:
    response = confirm(desk, article, drafts["x"], when="at", at=at)
    assert response.status_code == 422
    assert words in said(response)


def test_the_next_slot_needs_no_date(desk: Client, article: Article, drafts: dict[str, Post]) -> None:
    page = confirm(desk, article, drafts["x"], when="slot")
    assert "08:00 Colombo (02:30 UTC)" in said(page)
    press(desk, article, page, drafts["x"])
    queued = Post.objects.get(id=drafts["x"].id)
    assert (queued.state, queued.wall_time[-5:], queued.zone) == ("queued", "08:00", "Asia/Colombo")


def test_now_waits_for_the_grace(desk: Client, article: Article, drafts: dict[str, Post]) -> None:
    before = timezone.now()
    press(desk, article, confirm(desk, article, drafts["x"], when="now"), drafts["x"])
    due = Post.objects.get(id=drafts["x"].id).due_at
    assert due is not None
    assert before <= due - settings.GRACE_SECONDS <= timezone.now()


def test_a_second_click_queues_nothing_twice(desk: Client, article: Article, drafts: dict[str, Post]) -> None:
    page = confirm(desk, article, drafts["x"], when="now")
    press(desk, article, page, drafts["x"])
    desk.post(f"/posts/{drafts['x'].id}/do/undo/")
    again = press(desk, article, page, drafts["x"])
    assert again.headers["Location"] == f"/articles/{article.id}/progress/"
    assert Post.objects.get(id=drafts["x"].id).state == "draft"


def test_what_changed_since_it_was_seen_is_not_approved(
    desk: Client, article: Article, drafts: dict[str, Post]
) -> None:
    page = confirm(desk, article, drafts["x"], when="now")
    posts.override(drafts["x"].id, "Other words.", None)
    posts.render_article(article.id)
    response = press(desk, article, page, drafts["x"])
    assert response.status_code == 409
    assert "changed since you looked" in said(response)


def test_an_author_asks_for_approval(author: Client, article: Article, drafts: dict[str, Post]) -> None:
    page = confirm(author, article, drafts["x"], when="now")
    assert "Ask for approval" in said(page)
    assert press(author, article, page, drafts["x"]).status_code == 409
    page = confirm(author, article, drafts["x"], when="now")
    author.post(f"/articles/{article.id}/ask/", {"post": drafts["x"].id, "once": field(page, "once")})
    assert Notice.objects.filter(kind="approval_wanted").exists()
    assert Post.objects.get(id=drafts["x"].id).state == "draft"


def test_two_people_means_somebody_else(desk: Client, article: Article, drafts: dict[str, Post], admin: Member) -> None:
    Newsroom.objects.update(two_people=True)
    Member.objects.create_user("second@gazette.example", name="Second", role="editor")
    response = press(desk, article, confirm(desk, article, drafts["x"], when="now"), drafts["x"])
    assert response.status_code == 409
    assert "A second person must approve" in said(response)
    assert "Second" in said(response)


def test_a_test_letter_that_cannot_leave_says_so(desk: Client, article: Article, drafts: dict[str, Post]) -> None:
    desk.post(f"/posts/{drafts['mail'].id}/test/")
    assert "The test did not go" in look(desk, article)


def test_a_refused_confirmation_still_names_the_time_that_was_chosen(
    desk: Client, article: Article, drafts: dict[str, Post]
) -> None:
    page = confirm(desk, article, drafts["x"], when="at", at="2027-12-01T07:30")
    posts.override(drafts["x"].id, "Other words.", None)
    posts.render_article(article.id)
    assert "Wed 1 Dec 07:30 Colombo" in said(press(desk, article, page, drafts["x"]))


def test_an_appeal_that_follows_is_a_post_of_its_own_and_goes_along(
    desk: Client, article: Article, drafts: dict[str, Post]
) -> None:
    appeal = Appeal.objects.create(name="Winter", link="https://give.example/", standing=True)
    Wording.objects.create(appeal=appeal, label="A", headline="H", body="One reason.", call_to_action="Give today.")
    channel = drafts["mastodon"].channel
    desk.post(f"/channels/{channel.id}/options/", {"appeal": "follows"})
    posts.render_article(article.id)
    follower = Post.objects.get(follows=drafts["mastodon"])
    assert "the post that follows" in look(desk, article)
    page = confirm(desk, article, drafts["mastodon"], when="now")
    assert "Then a post that follows on Mastodon" in said(page)
    assert "Publish 2 posts" in said(page)
    press(desk, article, page, drafts["mastodon"])
    assert Post.objects.get(id=follower.id).state == "queued"
