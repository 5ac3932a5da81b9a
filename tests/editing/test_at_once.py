"""The same paste twice in the same moment; a render and an edit in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from publisher.editing import contents, intake, posts
from publisher.models import Appeal, Article, Post, Wording
from tests.making import a_channel, a_list, a_newsroom, a_story

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_thread(act: Callable[[], Any]) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_the_same_story_kept_twice_in_the_same_moment_is_one_article():
    a_newsroom()
    start, known = threading.Barrier(6), list[intake.Known]()

    def keep() -> None:
        start.wait()
        try:
            intake.keep(a_story(), member=None)
        except intake.Known as why:
            known.append(why)

    for thread in [in_a_thread(keep) for _ in range(6)]:
        thread.join()
    assert Article.objects.count() == 1
    assert len(known) == 5


def test_words_changed_while_they_are_rendered_are_not_sent_as_they_were(monkeypatch):
    """The renderer has read the old words; the edit is committed; the renderer writes what it has."""
    a_newsroom()
    appeal = Appeal.objects.create(name="Winter", link="https://gazette.example/give", standing=True)
    Wording.objects.create(appeal=appeal, label="A", headline="Old words", body="B", call_to_action="Give")
    article = intake.keep(a_story(), member=None)
    [post] = posts.prepare(article, [a_channel("mail")], member=None, mailing_list=a_list())
    edits: list[threading.Thread] = []

    def edit() -> None:
        Wording.objects.update(headline="New words")
        Post.objects.all().render_anew()

    def letters(post: Post) -> Any:
        rendered = contents.letters(post)
        if not edits:
            edits.append(in_a_thread(edit))
            edits[0].join(0.5)
        return rendered

    monkeypatch.setattr(posts, "letters", letters)
    posts.render_article(article.id)
    edits[0].join()
    posts.render_article(article.id)  # the clock rings again for what has no hash
    post.refresh_from_db()
    assert "New words" in post.content["letters"][0]["text"]
