"""Many workers at once: one claims, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from publisher.editing import intake
from publisher.editing.schedule import Cannot, cancel
from publisher.models import Channel, Post
from publisher.ports import Retry
from publisher.sending import credentials, ledger, mailing
from tests.making import NOW, a_channel, a_mail_post, a_member, a_network_post, a_newsroom, a_story

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of these in the same moment, each on a connection of its own; what each returned."""
    answers: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(number: int, act: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[number] = act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture(autouse=True)
def newsroom():
    return a_newsroom()


def test_of_many_workers_one_claims_a_post():
    post = a_network_post()
    for _ in range(20):
        assert at_once(*[lambda: Post.objects.claim(post.id, NOW)] * 8).count(True) == 1
        Post.objects.update(state="queued", claimed_at=None)


def test_of_many_workers_one_freezes_the_audience():
    post = a_mail_post(5)
    at_once(*[lambda: mailing.start(post.id, lambda: NOW)] * 6)
    assert Post.objects.get().candidates == 5
    assert Post.objects.get().messages.count() == 5


def test_of_many_workers_one_leases_a_batch():
    post = a_mail_post(5)
    mailing.start(post.id, lambda: NOW)
    leases = at_once(*[lambda: ledger.lease(post.id, NOW)] * 6)
    assert len([lease for lease in leases if lease]) == 1


def test_a_post_is_cancelled_or_claimed_and_never_both():
    member = a_member()

    def try_to_cancel(post_id: int) -> bool:
        try:
            cancel(post_id, member, NOW)
        except Cannot:
            return False
        return True

    post = a_network_post()
    for _ in range(20):
        outcomes = at_once(lambda: Post.objects.claim(post.id, NOW), lambda: try_to_cancel(post.id))
        assert outcomes.count(True) == 1
        assert Post.objects.get().state == ("sending" if outcomes[0] else "cancelled")
        Post.objects.update(state="queued", claimed_at=None)


def test_what_is_edited_in_the_moment_it_comes_back_is_rendered_anew():
    article = intake.keep(a_story(), member=None)
    post = a_network_post(article=article)
    mine = Post.objects.filter(id=post.id)

    def edit(version: int) -> None:
        intake.edit(article.id, version=version, story=a_story(f"Edited {version} times"), member=None)

    for version in range(1, 21):
        now = timezone.now()
        mine.update(state="queued", due_at=now, content_hash="h")
        assert Post.objects.claim(post.id, now)
        at_once(partial(edit, version), lambda: mine.all().back_in_queue("sending"))
        assert (Post.objects.get().state, Post.objects.get().content_hash) == ("queued", "")


def test_twenty_workers_and_one_session_that_is_about_to_end_make_one_renewal(monkeypatch):
    channel, renewals = a_channel("bluesky"), []
    channel.credentials = {"refresh": "old", "expires_at": (NOW + timedelta(minutes=5)).isoformat()}
    channel.save()

    class Network:
        def renew(self):
            renewals.append("one")
            time.sleep(0.3)  # long enough that the others ask meanwhile
            return {"refresh": "new", "expires_at": (NOW + timedelta(hours=2)).isoformat()}

    def worker() -> str:
        try:
            return credentials.fresh_credentials(Channel.objects.get(id=channel.id), lambda: NOW)["refresh"]
        except Retry:
            return "waits"

    monkeypatch.setattr(credentials.outlets, "poster", lambda *_: nullcontext(Network()))
    said = at_once(*[worker] * 20)
    assert (len(renewals), set(said) <= {"new", "waits"}, "new" in said) == (1, True, True)
    assert Channel.objects.get().credentials["refresh"] == "new"
