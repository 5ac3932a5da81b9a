"""What is out is corrected or taken down by the command."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from publisher.editing import intake, posts
from publisher.models import Amendment, Article, Post
from tests.making import a_channel, a_member, a_newsroom, a_story

from .conftest import ARTICLE, Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    """On Mastodon and Bluesky."""
    a_newsroom()
    a_member()
    kept = intake.keep(a_story(), member=None)
    posts.prepare(kept, [a_channel("mastodon"), a_channel("bluesky")], member=None)
    posts.render_article(kept.id)
    Post.objects.update(state="sent", sent_at=timezone.now(), remote_id="7", url="https://network.example/7")
    return kept


def test_it_says_where_an_article_is_and_what_can_be_done_there(run: Run, article: Article) -> None:
    answer = run("article", "show", str(article.id), "--json")
    assert answer.code == 0
    there = {one["channel"]: one for one in answer.json["posts"]}
    assert [there[name]["can_correct"] for name in ("mastodon", "bluesky")] == [True, False]
    assert "never changes" in there["bluesky"]["instead"]
    assert there["mastodon"]["change"] is None


def test_taking_down_asks_for_each_post(run: Run, article: Article) -> None:
    answer = run("article", "takedown", str(article.id), "--json")
    assert answer.code == 0
    changes = [(one["change"]["verb"], one["change"]["state"]) for one in answer.json["posts"]]
    assert changes == [("take_down", "wanted")] * 2
    again = run("article", "takedown", str(article.id), "--json")
    assert (again.code, len(again.json["posts"])) == (1, 2)
    assert "Nothing is to be taken down" in again.err


def test_a_new_text_corrects_where_it_can_and_a_note_goes_where_not(run: Run, article: Article, tmp_path: Path) -> None:
    file = tmp_path / "corrected.txt"
    file.write_text(ARTICLE.replace("three years", "four years"))
    answer = run("article", "correct", str(article.id), str(file), "--note", "It was four years.", "--json")
    assert answer.code == 0, answer.err
    assert Amendment.objects.get().post.channel.kind == "mastodon"
    [made] = [one for one in answer.json["posts"] if one["note"]]
    assert (made["channel"], made["state"]) == ("bluesky", "queued")
    assert "four years" in Article.objects.get().title


def test_a_note_goes_where_it_is_told_and_nowhere_else(run: Run, article: Article) -> None:
    lost = run("article", "takedown", str(article.id), "--note", "Wrong.", "--note-to", "nowhere")
    assert (lost.code, Amendment.objects.count()) == (1, 0)
    assert "nowhere" in lost.err
    answer = run("article", "takedown", str(article.id), "--note", "Wrong.", "--note-to", "mastodon", "--json")
    assert [one["channel"] for one in answer.json["posts"] if one["note"]] == ["mastodon"]


def test_nothing_to_correct_is_said_so_and_so_is_a_failure(run: Run, article: Article) -> None:
    assert "Nothing is to be corrected" in run("article", "correct", str(article.id)).err
    run("article", "takedown", str(article.id))
    Amendment.objects.update(state="failed", why="No.")
    shown = run("article", "show", str(article.id))
    assert "take down: failed" in shown.out
    assert "No." in shown.out
    assert run("article", "show", "99").code == 1
