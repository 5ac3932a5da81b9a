"""Correct or take down: one place that says where an article is, what happens there, and what came of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from publisher.editing import intake
from publisher.models import Amendment, Article, Channel, Member, Post
from tests.web_desk.conftest import field, said
from tests.web_desk.test_progress import put


@pytest.fixture
def out(drafts: dict[str, Post]) -> dict[str, Post]:
    """The article is on Mastodon and X; the newsletter waits."""
    fields = {"remote_id": "7", "url": "https://network.example/7"}
    return drafts | {kind: put(drafts[kind], "sent", **fields) for kind in drafts if kind != "mail"}


def mended(article: Article) -> None:
    article.refresh_from_db()
    story = replace(article.read(), standfirst="It was two years, not three.", standfirst_proposed=False)
    intake.edit(article.id, version=article.version, story=story, member=None)


def page(desk: Client, article: Article, verb: str = "") -> Any:
    return desk.get(f"/articles/{article.id}/out/{verb + '/' if verb else ''}")


def press(desk: Client, article: Article, verb: str, **fields: Any) -> Any:
    once = field(page(desk, article, verb), "once")
    return desk.post(f"/articles/{article.id}/out/{verb}/", {"once": once} | fields, follow=True)


def test_the_page_names_every_post_with_its_address_and_what_its_network_allows(desk, article, out):
    words = said(page(desk, article))
    assert "can be changed" in words
    assert "X lets nobody change a post by its API" in words
    assert page(desk, article).content.decode().count('href="https://network.example/7"') == len(out) - 1


def test_what_costs_money_to_take_down_says_so(desk, article, out):
    assert said(page(desk, article, "take-down")).count("That costs $0.01.") == 1  # X; Mastodon takes nothing


def test_the_article_leads_there_once_something_is_out(desk, article, drafts):
    address = f'href="/articles/{article.id}/out/"'
    assert address not in desk.get(f"/articles/{article.id}/").content.decode()
    put(drafts["x"], "sent")
    assert address in desk.get(f"/articles/{article.id}/").content.decode()
    assert address in desk.get(f"/articles/{article.id}/progress/").content.decode()


def test_the_confirmation_names_what_happens_where_and_what_changes(desk, article, out):
    mended(article)
    answer = page(desk, article, "correct")
    assert "Mastodon" in said(answer)
    assert "changed in its place" in said(answer)
    assert "two years, not three" in re.sub("</?(ins|del)>", "", answer.content.decode())
    assert "Correct 1 post" in said(answer)
    down = said(page(desk, article, "take-down"))
    assert "deleted there" in down
    assert "Take down 2 posts and cancel the newsletter" in down
    assert not Amendment.objects.exists()


def test_the_confirmation_shows_a_warning_that_was_forgotten(desk, article, out):
    story = replace(article.read(), content_warning="Violence")
    intake.edit(article.id, version=article.version, story=story, member=None)
    assert "<ins>⚠ Violence" in desk.get(f"/articles/{article.id}/out/correct/").content.decode()


def test_one_press_corrects_and_a_note_goes_where_that_cannot_be(desk, article, out):
    mended(article)
    boxes = re.findall(
        r'name="note" id="note-(\d+)" value="\d+" checked', page(desk, article, "correct").content.decode()
    )
    assert boxes == [str(out["x"].id)]
    answer = press(desk, article, "correct", words="Correction: it was two years.", note=boxes)
    assert Amendment.objects.get().post == out["mastodon"]
    made = Post.objects.get(note="Correction: it was two years.")
    assert (made.channel.kind, made.state, made.follows_id) == ("x", "queued", out["x"].id)
    assert "Being corrected" in said(answer)
    assert 'hx-trigger="every 2s"' in answer.content.decode()


def test_words_of_ones_own_are_corrected_in_a_box(desk, article, out):
    Post.objects.filter(id=out["mastodon"].id).update(override="Three years!")
    shown = page(desk, article, "correct")
    assert "Three years!" in shown.content.decode()
    name = f"own-{out['mastodon'].id}"
    assert "over the limit" in said(press(desk, article, "correct", **{name: "long " * 200}))
    assert Post.objects.get(id=out["mastodon"].id).override == "Three years!"
    press(desk, article, "correct", **{name: "Two years!", f"own-{out['x'].id}": "Not this."})
    one = Amendment.objects.get()
    assert (one.post, one.content["text"][:10]) == (out["mastodon"], "Two years!")
    assert Post.objects.get(id=out["x"].id).override == ""


def test_pressed_twice_it_happens_once(desk, article, out):
    once = field(page(desk, article, "take-down"), "once")
    for _ in range(2):
        assert desk.post(f"/articles/{article.id}/out/take-down/", {"once": once}).status_code == 302
    assert Amendment.objects.count() == 2
    assert Post.objects.get(id=out["mail"].id).state == "cancelled"


def test_a_note_that_does_not_fit_leaves_everything_as_it_is_and_keeps_what_was_typed(desk, article, out):
    mended(article)
    answer = press(desk, article, "correct", words="long " * 100, note=[str(out["x"].id)])
    assert answer.status_code == 409
    assert "over the limit" in said(answer)
    assert "long long" in answer.content.decode()
    assert not Amendment.objects.exists()


def test_nothing_typed_is_no_note_and_a_note_alone_needs_words(desk, article, out):
    mended(article)
    press(desk, article, "correct", words="  ", note=[str(out["x"].id)])
    assert not Post.objects.exclude(note="").exists()
    assert press(desk, article, "note", words=" ", note=[str(out["x"].id)]).status_code == 409
    press(desk, article, "note", words="Sorry.", note=[str(out["x"].id), "999", "²"])
    assert Post.objects.exclude(note="").count() == 1


def test_what_failed_says_why_and_can_be_tried_again(desk, article, out):
    press(desk, article, "take-down")
    Amendment.objects.filter(post=out["x"]).update(state="failed", why="X forbids it.", ended_at=timezone.now())
    Amendment.objects.filter(post=out["mastodon"]).update(state="done", ended_at=timezone.now())
    words = said(page(desk, article))
    assert "Not taken down. X forbids it." in words
    assert "Taken down" in words
    one = Amendment.objects.get(post=out["x"])
    assert "Not corrected or taken down (1)" in said(desk.get("/"))
    assert f'href="/articles/{article.id}/out/"' in desk.get("/").content.decode()
    assert "Not corrected or taken down (1)" in said(desk.get("/newsroom/"))
    desk.post(f"/amendments/{one.id}/again/")
    assert Amendment.objects.get(id=one.id).state == "wanted"
    assert "Not corrected or taken down" not in said(desk.get("/"))


def test_what_somebody_did_by_hand_is_settled(desk, article, out):
    mended(article)
    press(desk, article, "correct")
    one = Amendment.objects.get()
    assert desk.post(f"/amendments/{one.id}/by-hand/").status_code == 409
    Amendment.objects.update(state="failed", why="No.", ended_at=timezone.now())
    desk.post(f"/amendments/{one.id}/by-hand/")
    assert (Amendment.objects.get().state, "Done by hand." in said(page(desk, article))) == ("done", True)
    assert "two years" in Post.objects.get(id=one.post_id).content["text"]


def test_what_keeps_it_is_said(desk, article, out):
    press(desk, article, "take-down")
    Channel.objects.filter(kind="x").update(paused_at=timezone.now(), paused_why="The keys are gone.")
    assert "The channel is paused: The keys are gone." in said(page(desk, article))


def test_the_rows_alone_are_given_for_a_look_again(desk, article, out):
    press(desk, article, "take-down")
    answer = desk.get(f"/articles/{article.id}/out/live/")
    assert "Being taken down" in said(answer)
    assert "<html" not in answer.content.decode()
    Amendment.objects.update(state="done", ended_at=timezone.now())
    assert "hx-trigger" not in desk.get(f"/articles/{article.id}/out/live/").content.decode()


def test_an_author_sees_it_and_changes_nothing(desk, article, out):
    Member.objects.update(role=Member.AUTHOR)
    assert "These may correct or take down" in said(page(desk, article))
    assert press(desk, article, "take-down").status_code == 403
    assert not Amendment.objects.exists()
    assert Post.objects.filter(recalled_at__isnull=False).count() == 0


def test_opening_an_address_changes_nothing(desk, article, out):
    press(desk, article, "take-down")
    one = Amendment.objects.first()
    assert desk.get(f"/amendments/{one.id}/again/").status_code == 405
    assert page(desk, article, "nonsense").status_code == 404
    assert desk.post(f"/articles/{article.id}/out/take-down/", {}).status_code == 403


def test_the_copy_of_a_newsletter_that_is_taken_down_is_gone(desk, article, out):
    mail = put(out["mail"], "sent", candidates=3)
    reference = mail.content["letters"][0]["reference"]
    assert desk.get(f"/view/{reference}/").status_code == 200
    assert "cannot be taken back" in said(page(desk, article, "take-down"))
    press(desk, article, "take-down")
    assert desk.get(f"/view/{reference}/").status_code == 404
