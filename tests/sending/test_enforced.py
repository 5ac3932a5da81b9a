"""A relay that enforces so many mails a second and so many a day: nobody fails, and what it allows is used."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from publisher.channels.mail.smtp import Relay
from publisher.models import Channel, Outcome, Post
from publisher.replies import used_up
from publisher.sending import drain, mailing, pace, slower
from tests.faults.strict import DAY, RATE, StrictServer
from tests.making import a_list, a_newsroom
from tests.redis_server import running_redis

from .test_mailing import go, later, queued
from .told_server import ToldServer

A_SECOND = 14
pytestmark = [pytest.mark.django_db, pytest.mark.alone]
# What measures time is only slower on a machine that is busy elsewhere: the best of three counts.
timed = pytest.mark.flaky(reruns=2)


@pytest.fixture(scope="module")
def real_redis() -> Iterator[str]:
    with running_redis() as url:
        yield url


@pytest.fixture
def under(monkeypatch, settings, real_redis):
    """`under(server, readers, **numbers)`: a newsletter to so many readers by that server, with these numbers set."""
    settings.REDIS_URL = real_redis
    pace._redis(real_redis).flushall()
    servers = []

    def made(server: StrictServer | ToldServer, readers: int, **numbers: int | None) -> Post:
        servers.append(server)

        @contextmanager
        def mailer() -> Iterator[Relay]:
            relay = Relay(server.url, "gazette.example")
            yield relay
            relay.close()

        monkeypatch.setattr(drain.outlets, "mailer", mailer)
        a_newsroom()
        post = queued(a_list(readers))
        Channel.objects.filter(id=post.channel_id).update(**numbers)
        return post

    yield made
    for server in servers:
        server.close()


def nobody_failed(server: StrictServer, readers: int) -> None:
    assert not Outcome.objects.exclude(kind="accepted").exists()
    assert len({who for _, who, _ in server.took}) == len(server.took) == readers
    assert Channel.objects.get().paused_at is None


@timed
@pytest.mark.parametrize("how", ["bucket", "clock"])  # "any" second: tests/faults/enforced.py, as it takes longer
def test_at_the_pace_that_it_allows_nearly_all_of_it_is_used(under, how):
    server = StrictServer(A_SECOND, 300, how)
    assert go(under(server, 70, mails_per_minute=A_SECOND * 60))["accepted"] == 70
    nobody_failed(server, 70)
    assert server.used(A_SECOND) >= 0.95


@timed
def test_without_a_pace_the_desk_finds_it(under):
    server = StrictServer(A_SECOND, 300, "any")
    assert go(under(server, 100))["accepted"] == 100
    nobody_failed(server, 100)
    assert 1 <= len(server.refused) <= 40  # a burst, and then a word now and then
    assert {why for _, why in server.refused} == {RATE}
    assert server.used(A_SECOND) >= 0.7  # of seven seconds, of which the first went by in silence
    assert pace.found(Channel.objects.get().id) < 2 * A_SECOND  # where the next drain begins


@pytest.mark.parametrize("chosen", [30, None])
def test_a_day_that_is_used_up_costs_nobody_a_copy(under, chosen):
    server = StrictServer(1000, 30)
    post = under(server, 40, mails_per_day=chosen)
    assert go(post) == {"candidates": 40, "accepted": 30, "waiting": 10}
    rests = Channel.objects.get().rests_until - timezone.now()
    if chosen:
        assert server.refused == []
        assert rests > timedelta(hours=23)
    else:
        assert {why for _, why in server.refused} == {DAY}
        assert timedelta(minutes=9) < rests <= timedelta(minutes=10)  # then it is asked again
        asked = len(server.refused)
        assert go(post, later(601))["accepted"] == 30
        assert len(server.refused) <= asked + 10  # once on each connection
    nobody_failed(server, 30)
    server.tomorrow()
    assert go(post, later(25 * 3600)) == {"candidates": 40, "accepted": 40}
    nobody_failed(server, 40)


def not_so_fast_once() -> ToldServer:
    """To the second mail."""
    said = iter([b"250 taken\r\n", b"454 Throttling failure: Maximum sending rate exceeded.\r\n"])
    return ToldServer(lambda _: next(said, b"250 taken\r\n"))


def test_at_a_known_pace_a_relay_that_wants_us_slower_costs_no_connection(under):
    server = not_so_fast_once()
    assert go(under(server, 4, mails_per_minute=6000)) == {"candidates": 4, "accepted": 4}
    assert server.guests == 1


def test_what_is_announced_behind_a_mail_that_keeps_its_turn_does_not_overtake_it(under, monkeypatch):
    monkeypatch.setattr(slower, "MOMENT", 0.02)
    monkeypatch.setattr(slower, "LEAST", 100.0)
    server = not_so_fast_once()
    assert go(under(server, 4)) == {"candidates": 4, "accepted": 4}
    first, second, again, *others = server.came
    assert again == second
    assert len({first, second, *others}) == 4


def test_what_a_relay_says_of_its_day():
    assert used_up("It said: 454 Throttling failure: Daily message quota exceeded.")
    assert used_up("It said: 550 5.4.5 Daily user sending limit exceeded.")
    assert used_up("5.4.5 Daily sending quota exceeded")
    assert not used_up("454 Throttling failure: Maximum sending rate exceeded")
    assert not used_up("552 5.2.2 The mailbox's daily quota of mails is exceeded")


@timed
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("before", "after"), [(5, 40), (40, 5)])
def test_a_change_of_pace_in_mid_send_is_kept_within_two_seconds(under, before, after):
    server = StrictServer(1000, 10_000)
    post = under(server, 300, mails_per_minute=before * 60)
    mailing.start(post.id, timezone.now)
    changed: list[float] = []

    def change() -> None:
        time.sleep(1.5)
        Channel.objects.update(mails_per_minute=after * 60)
        changed.append(time.monotonic())
        connection.close()

    person = threading.Thread(target=change)
    person.start()
    drain.drain(post.id, timezone.now, lambda: bool(changed) and time.monotonic() > changed[0] + 3.2)
    person.join()
    kept = server.a_second_long(changed[0] + 2)
    assert 0.9 * after - 1 <= kept <= after + 2
    assert server.a_second_long(changed[0] - 1) == pytest.approx(before, abs=max(2, before / 5))
