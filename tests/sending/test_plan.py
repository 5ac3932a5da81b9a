"""What may go, what is held, and what the clock rings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from publisher.editing import incoming
from publisher.models import Incoming, Newsroom, Notice, Post, PostQuerySet, SignInLink
from publisher.models.incoming import LEASE
from publisher.models.post import ARROWS, STATES
from publisher.sending import mailing, plan, reconcile
from tests.making import NOW, a_mail_post, a_member, a_network_post, a_newsroom, an_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def newsroom():
    return a_newsroom()


def state() -> str:
    return Post.objects.get().state


def test_a_due_and_approved_post_is_claimed_once():
    post = a_network_post()
    assert list(plan.due(NOW)) == [plan.Ring("deliver", post.id, str(post.due_at))]
    assert Post.objects.claim(post.id, NOW)
    assert not Post.objects.claim(post.id, NOW)
    assert list(plan.due(NOW)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"approved_hash": "older"},
        {"content_hash": "", "approved_hash": ""},
        {"due_at": NOW + timedelta(seconds=1)},
        {"due_at": NOW - settings.LATE_AFTER},
        {"state": "draft"},
        {"state": "held"},
        {"state": "cancelled"},
    ],
)
def test_what_may_not_go_is_never_claimed(change):
    post = a_network_post(**change)
    assert not Post.objects.claim(post.id, NOW)
    assert list(plan.due(NOW)) == []


def test_nothing_is_claimed_on_a_paused_or_deleted_channel_or_when_stopped():
    post = a_network_post()
    post.channel.pause("credentials", "revoked", NOW)
    assert not Post.objects.claim(post.id, NOW)
    post.channel.resume()
    Newsroom.objects.update(stopped_at=NOW)
    assert not Post.objects.claim(post.id, NOW)
    Newsroom.objects.update(stopped_at=None)
    post.channel.deleted_at = NOW
    post.channel.save()
    assert not Post.objects.claim(post.id, NOW)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"due_at": NOW - settings.LATE_AFTER}, "time passed"),
        ({"approved_hash": "older"}, "changed after it was approved"),
        ({"content_hash": "", "approved_hash": "", "due_at": NOW - timedelta(seconds=61)}, "not be rendered"),
        ({"first_tried_at": NOW - settings.GIVE_UP_AFTER}, "tried for hours"),
    ],
)
def test_what_must_not_go_by_itself_is_held_and_says_why(change, words):
    a_member()
    a_network_post(**change)
    list(plan.upkeep(NOW))
    post = Post.objects.get()
    assert post.state == "held"
    assert words in post.why
    assert Notice.objects.filter(kind="held", post=post).exists()


def test_a_post_edited_at_its_minute_waits_for_its_rendering():
    a_network_post(content_hash="", approved_hash="h")
    rings = list(plan.upkeep(NOW))
    assert state() == "queued"
    assert [ring.task for ring in rings] == ["render"]


def test_a_change_that_comes_out_the_same_keeps_its_approval():
    post = a_network_post(content_hash="", approved_hash="h")
    Post.objects.update(content_hash="h")
    assert Post.objects.claim(post.id, NOW)


def test_approval_still_wanted_is_said_once_half_an_hour_before():
    a_member()
    a_network_post(approved_hash="older", due_at=NOW + timedelta(minutes=29))
    list(plan.upkeep(NOW))
    list(plan.upkeep(NOW))
    assert Notice.objects.filter(kind="approval_wanted").count() == 1
    assert state() == "queued"


def test_a_post_whose_owner_is_gone_becomes_uncertain_and_is_asked_about():
    post = a_network_post(state="sending", claimed_at=NOW - settings.ABANDONED_AFTER)
    assert plan.Ring("reconcile", post.id) in list(plan.upkeep(NOW))
    assert state() == "uncertain"


def test_a_newsletter_is_never_taken_for_abandoned():
    post = a_mail_post(2)
    mailing.start(post.id, lambda: NOW)
    reconcile.give_up_abandoned(NOW + timedelta(hours=1))
    assert state() == "sending"
    assert list(plan.due(NOW)) == [plan.Ring("drain", post.id)]


def test_a_stopped_newsroom_rings_no_drain():
    post = a_mail_post(2)
    mailing.start(post.id, lambda: NOW)
    Newsroom.objects.update(stopped_at=NOW)
    assert list(plan.due(NOW)) == []


def test_the_database_refuses_illegal_rows():
    article = an_article()
    post = a_network_post(article=article)
    for wrong in (
        {"state": "flying"},
        {"state": "queued", "due_at": None},
        {"state": "sending", "claimed_at": None},
        {"state": "sending", "claimed_at": NOW, "approved_hash": "older"},
        {"state": "sent", "sent_at": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.filter(id=post.id).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(article=article, channel=post.channel)


def test_posts_move_along_the_arrows_only():
    post = a_network_post()
    with pytest.raises(ValueError, match="cannot become"):
        Post.objects.filter(id=post.id).move("queued", "sent")
    assert not Post.objects.filter(id=post.id).move("draft", "queued")
    assert all(target in STATES for targets in ARROWS.values() for target in targets)


def test_wall_times_mean_what_the_zone_says_today():
    post = a_network_post(wall_time="2026-12-01T14:00", zone="Asia/Colombo", due_at=NOW)
    plan.resolve_again()
    post.refresh_from_db()
    assert post.due_at == NOW + timedelta(hours=1)


def test_links_and_sessions_that_ended_are_forgotten():
    member = a_member()
    for name, ends in (("old", NOW - timedelta(minutes=1)), ("new", NOW + timedelta(minutes=1))):
        SignInLink.objects.create(token_hash=name, member=member, expires_at=ends)
        Session.objects.create(session_key=name, session_data="", expire_date=ends)
    plan.tidy(NOW)
    assert (SignInLink.objects.get().token_hash, Session.objects.get().session_key) == ("new", "new")


def test_a_link_is_rung_until_it_is_read_and_forgotten_after_a_day():
    given = incoming.add("https://harbour.example/ferry", member=a_member(), again=False, now=NOW)
    assert list(plan.upkeep(NOW)) == [plan.Ring("take", given.id, "0")]
    assert Incoming.objects.claim(given.id, NOW)
    assert not list(plan.upkeep(NOW))
    assert list(plan.upkeep(NOW + LEASE)) == [plan.Ring("take", given.id, "1")]
    plan.tidy(NOW + timedelta(hours=23))
    assert Incoming.objects.exists()
    plan.tidy(NOW + timedelta(hours=24))
    assert not Incoming.objects.exists()


def test_what_was_approved_while_the_clock_looked_is_not_held(monkeypatch):
    post = a_network_post(approved_hash="older")
    move = PostQuerySet.move

    def after_an_approval(rows, *args, **fields):
        Post.objects.filter(id=post.id).update(approved_hash="h")
        return move(rows, *args, **fields)

    monkeypatch.setattr(PostQuerySet, "move", after_an_approval)
    plan.hold(NOW)
    assert state() == "queued"
