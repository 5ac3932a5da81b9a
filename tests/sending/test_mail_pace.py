"""So many mails a minute and so many a day, and a change works at once."""

from __future__ import annotations

import math
import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from publisher.models import Channel, Outcome, Post
from publisher.responses.report import counts
from publisher.sending import drain, ledger, mail_pace, mailing, pace, plan
from tests.making import NOW, a_list, a_newsroom
from tests.redis_server import running_redis
from tests.sending.test_mailing import go, later, queued

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def real_redis():
    with running_redis() as url:
        yield url


@pytest.fixture
def post(world, real_redis, settings) -> Post:
    settings.REDIS_URL = real_redis
    pace._redis(real_redis).flushall()
    a_newsroom()
    return queued(a_list(6))


def mind(post: Post, **numbers: Any) -> None:
    Channel.objects.filter(id=post.channel_id).update(**numbers)


def test_turns_are_handed_out_one_by_one_whoever_asks(post):
    waits = [pace.turn(1, every=timedelta(minutes=1)) for _ in range(4)]
    assert waits[:2] == [timedelta(0)] * 2  # one that came late may be caught up
    assert all(timedelta(seconds=55) < wait <= timedelta(minutes=1) for wait in waits[2:])
    assert pace.turn(2, every=timedelta(minutes=1)) == timedelta(0)


def test_without_redis_nothing_is_guessed(post, settings):
    settings.REDIS_URL = "redis+socket:///nowhere"
    assert pace.turn(1, every=timedelta(milliseconds=1)) == timedelta(seconds=1)


def test_the_pace_that_a_drain_found_is_where_the_next_begins(post, settings):
    found = mail_pace.Pace(post.channel_id, timezone.now)
    found.told()
    found.leave()
    assert mail_pace.Pace(post.channel_id, timezone.now).limited()
    assert pace.found(post.channel_id + 1) == math.inf
    settings.REDIS_URL = "redis+socket:///nowhere"
    assert not mail_pace.Pace(post.channel_id, timezone.now).limited()


def test_a_pace_that_is_no_bound_any_more_is_forgotten(post):
    pace.keep(post.channel_id, 14.0)
    grown = mail_pace.Pace(post.channel_id, timezone.now)
    grown._slower.pace = math.inf
    grown.leave()
    assert pace.found(post.channel_id) == math.inf


def test_mails_leave_no_faster_than_the_pace(post, world):
    mind(post, mails_per_minute=1200)
    begun = timezone.now()
    assert go(post) == {"candidates": 6, "accepted": 6}
    # Two may go at once, the other four at their turns.
    assert Outcome.objects.latest("at").at - begun >= 4 * timedelta(milliseconds=50)


def test_a_change_of_pace_works_while_one_waits(post, monkeypatch):
    """One mail a minute, then no pace at all: whoever waits asks again, and goes within a look."""
    mind(post, mails_per_minute=1)
    pacer = mail_pace.Pace(post.channel_id, timezone.now)
    assert [pacer.turn(0, []) > 0 for _ in range(4)] == [False, False, True, True]
    mind(post, mails_per_minute=None)
    monkeypatch.setattr(mail_pace, "SEEN_FOR", 0)
    assert pacer.turn(0, []) == 0


@pytest.mark.alone
def test_who_waits_for_its_turn_can_be_stopped(post):
    mind(post, mails_per_minute=1)
    begun = time.monotonic()
    mailing.start(post.id, timezone.now)
    drain.drain(post.id, timezone.now, lambda: time.monotonic() - begun > 1)
    assert time.monotonic() - begun < 5
    assert counts(post) | {"accepted": 2, "waiting": 4} == counts(post)


def test_a_slow_pace_needs_one_connection(post):
    for per_minute, connections in ((30, 1), (840, 7), (60_000, 10), (None, 10)):
        mind(post, mails_per_minute=per_minute)
        assert mail_pace.Pace(post.channel_id, timezone.now).connections(10) == connections


def test_a_day_that_is_used_lets_the_channel_rest_and_go_on_by_itself(post, world):
    mind(post, mails_per_day=4)
    assert go(post) == {"candidates": 6, "accepted": 4, "waiting": 2}
    channel = Channel.objects.get()
    assert channel.rests_until > timezone.now() + timedelta(hours=23)
    assert [ring for ring in plan.due(timezone.now()) if ring.task == "drain"] == []
    assert ledger.lease(post.id, timezone.now()) is None
    tomorrow = later(25 * 3600)
    assert [ring.id for ring in plan.due(tomorrow()) if ring.task == "drain"] == [post.id]
    assert go(post, tomorrow) == {"candidates": 6, "accepted": 6}
    assert len({mail["to"] for mail in world.inbox()}) == len(world.inbox()) == 6


def test_the_day_is_the_ledgers_and_outlives_redis(post, real_redis):
    mind(post, mails_per_day=4)
    go(post)
    pace._redis(real_redis).flushall()
    mind(post, rests_until=None)
    assert go(post) == {"candidates": 6, "accepted": 4, "waiting": 2}
    mind(post, mails_per_day=5, rests_until=None)
    assert go(post) == {"candidates": 6, "accepted": 5, "waiting": 1}


def test_what_others_have_on_the_wire_is_waited_for_a_moment_not_a_day(post):
    mind(post, mails_per_minute=3, mails_per_day=1)
    mailing.start(post.id, timezone.now)
    now = timezone.now()
    theirs, ours = ledger.lease(post.id, now), ledger.lease(post.id, now)
    assert theirs
    assert ours
    theirs.slices.append([1, 3])
    ledger.record_all(theirs, [], now)
    with pytest.raises(mail_pace.Spent):
        mail_pace.Pace(post.channel_id, lambda: now).turn(0, [ours.batch_id])
    assert Channel.objects.get().rests_until == now + mail_pace.MOMENT


def test_what_a_newsletter_took_that_was_withdrawn_counts_for_the_day(post):
    mind(post, mails_per_day=4)
    go(post)
    Post.objects.filter(id=post.id).move("sending", "cancelled")
    for now in (timezone.now(), later(20 * 3600)()):
        assert mail_pace.today(post.channel_id, now) == 4
    mail_pace.Pace(post.channel_id, timezone.now)._rest(timezone.now(), wholly=True)
    assert Channel.objects.get().rests_until == Outcome.objects.earliest("at").at + mail_pace.DAY


def test_no_batch_is_longer_than_a_minute_of_the_pace(post):
    mind(post, mails_per_minute=4, mails_per_day=1)
    go(post)
    assert [(batch.first, batch.last) for batch in post.batches.order_by("first")] == [(1, 4), (5, 6)]


def test_at_a_slow_pace_the_last_reader_gets_as_many_tries_as_the_first(post, world, settings):
    mind(post, mails_per_day=5)
    assert go(post) == {"candidates": 6, "accepted": 5, "waiting": 1}
    world.fault("smtp", "status", moment="rcpt", status=450, times=1, match="reader5@readers.example")
    tomorrow = later(25 * 3600)
    assert go(post, tomorrow) == {"candidates": 6, "accepted": 5, "deferred": 1}
    assert go(post, later(25 * 3600 + 120)) == {"candidates": 6, "accepted": 6}


def test_a_new_domain_begins_small_and_doubles_each_day(post):
    mind(post, mails_per_day=3000, warms_up_since=NOW)
    channel = Channel.objects.get()
    assert [channel.a_day(NOW + timedelta(days=days)) for days in (0, 1, 2, 5, 6, 30)] == [
        50,
        100,
        200,
        1600,
        3000,
        3000,
    ]
    channel.mails_per_day = None
    assert [channel.a_day(NOW + timedelta(days=days)) for days in (13, 14)] == [409_600, None]


def test_while_it_warms_up_the_rest_waits_for_tomorrow(post, monkeypatch):
    monkeypatch.setattr("publisher.models.channel.FIRST_DAY", 2)
    mind(post, warms_up_since=timezone.now())
    assert go(post) == {"candidates": 6, "accepted": 2, "waiting": 4}
    assert go(post, later(25 * 3600)) == {"candidates": 6, "accepted": 6}
