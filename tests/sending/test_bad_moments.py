"""What happens to a drain in an awkward moment: killed after a refusal, told to leave while a server thinks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from publisher.channels.mail.smtp import Relay
from publisher.models import Batch, Channel, Outcome, Post, Subscriber
from publisher.responses.report import counts
from publisher.sending import breaker, ledger, mail_pace, mailing
from publisher.sending import drain as draining
from tests.making import a_list, a_newsroom

from .test_mailing import queued
from .told_server import ToldServer

pytestmark = [pytest.mark.django_db, pytest.mark.alone]


class Killed(BaseException):
    """As by a signal: nothing catches it."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ToldServer]:
    made = ToldServer()

    @contextmanager
    def mailer() -> Iterator[Relay]:
        relay = Relay(made.url, "gazette.example")
        yield relay
        relay.close()

    monkeypatch.setattr(draining.outlets, "mailer", mailer)
    yield made
    made.close()


def started(readers: int, settings, connections: int = 1) -> Post:
    settings.MAIL_CONNECTIONS, settings.MAIL_WINDOW = connections, 1
    a_newsroom()
    post = queued(a_list(readers))
    mailing.start(post.id, timezone.now)
    return post


def killed_if(when: Callable[[], bool]) -> Callable[[], bool]:
    def leaving() -> bool:
        if when():
            raise Killed
        return False

    return leaving


def slowly(seconds: float) -> Callable[[str], bytes]:
    def answer(_: str) -> bytes:
        time.sleep(seconds)
        return b"250 taken\r\n"

    return answer


def at_each_round(do: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Also once it has heard that it is to leave, when it asks no more."""
    once = draining._Drain._go_on

    def go_on(self: draining._Drain) -> None:
        once(self)
        do()

    monkeypatch.setattr(draining._Drain, "_go_on", go_on)


def test_mails_that_come_back_keep_their_order_so_that_a_kill_doubts_what_was_on_the_wire(server, settings):
    post = started(6, settings)

    def answer(recipient: str) -> bytes:
        if len(server.came) == 2:  # the next one is announced on this connection by now
            return b"421 4.3.0 not now\r\n"
        if len(server.came) == 3:
            time.sleep(2)
        return b"250 taken\r\n"

    server.answer = answer
    with pytest.raises(Killed):
        draining.drain(post.id, timezone.now, killed_if(lambda: len(server.came) == 3))
    ledger.lease(post.id, timezone.now() + timedelta(minutes=1))
    on_the_wire = server.came[-1]
    assert server.came[1] == on_the_wire
    doubted = Outcome.objects.filter(kind="uncertain").values_list("sequence", flat=True)
    sequence = post.messages.get(subscriber=Subscriber.objects.get(address=on_the_wire).id).sequence
    assert sequence in doubted


def test_while_a_server_thinks_a_drain_that_leaves_keeps_its_lease(server, settings, monkeypatch):
    settings.LEASE_SECONDS = timedelta(seconds=1)
    post = started(3, settings)
    server.answer = slowly(2.5)
    left: list[timedelta] = []

    def look() -> None:
        if server.came:
            left.append(Batch.objects.get().leased_until - timezone.now())

    at_each_round(look, monkeypatch)
    draining.drain(post.id, timezone.now, lambda: bool(server.came))
    assert min(left) > timedelta(0)
    assert counts(post) | {"accepted": 1, "waiting": 2, "uncertain": 0} == counts(post)
    assert Batch.objects.get().leased_until is None


def test_a_drain_that_leaves_at_a_pace_does_not_spin_while_a_server_thinks(server, settings, monkeypatch):
    post = started(20, settings, connections=2)
    Channel.objects.update(mails_per_minute=600)
    turns = iter([timedelta(0)])
    monkeypatch.setattr(mail_pace.pace, "turn", lambda *_, **__: next(turns, timedelta(seconds=0.2)))
    server.answer = slowly(1.5)
    rounds: list[None] = []
    at_each_round(lambda: rounds.append(None), monkeypatch)
    draining.drain(post.id, timezone.now, lambda: bool(server.came))
    assert len(rounds) < 100
    assert counts(post) | {"accepted": 1, "waiting": 19} == counts(post)


def test_a_clock_that_is_set_back_does_not_make_a_drain_longer(server, settings, monkeypatch):
    post = started(60, settings)
    monkeypatch.setattr(draining, "ENDS_AFTER", 2.0)
    server.answer = slowly(0.1)
    back = timedelta(hours=1)
    draining.drain(post.id, lambda: timezone.now() - (back if server.came else timedelta(0)), lambda: False)
    assert 0 < counts(post)["accepted"] < 60
    assert Batch.objects.get().leased_until is None


def test_a_database_that_goes_while_the_breaker_looks_costs_no_outcome(server, settings, monkeypatch):
    post = started(3, settings)
    server.answer = lambda recipient: b"550 5.1.1 no\r\n" if "reader0@" in recipient else b"250 taken\r\n"

    def away(*_: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(breaker, "check", away)
    draining.drain(post.id, timezone.now, lambda: False)
    assert counts(post) | {"failed": 1, "waiting": 2, "uncertain": 0} == counts(post)
    assert Batch.objects.get().leased_until is None


def test_a_pause_is_kept_although_the_database_is_away_for_a_moment(server, settings, monkeypatch):
    post = started(3, settings)
    server.answer = lambda _: b"550 5.7.1 we do not like you\r\n"
    once, troubles = Channel.pause, iter([True, True])

    def pause(*what: object) -> bool:
        if next(troubles, False):
            raise OperationalError("database is locked")
        return once(*what)

    monkeypatch.setattr(Channel, "pause", pause)
    draining.drain(post.id, timezone.now, lambda: False)
    assert Channel.objects.get().paused_reason == "reputation"
    assert counts(post) | {"waiting": 3} == counts(post)


def test_a_server_that_never_answers_does_not_keep_a_drain_that_is_told_to_leave(server, settings, monkeypatch):
    post = started(40, settings, connections=4)
    monkeypatch.setattr(draining, "LEAVES_WITHIN", 0.5)
    server.answer = slowly(20)
    begun = time.monotonic()
    draining.drain(post.id, timezone.now, lambda: bool(server.came))
    assert time.monotonic() - begun < 5
    sums = counts(post)
    assert 1 <= sums["uncertain"] == len(server.came) <= 4
    assert sums["uncertain"] + sums["waiting"] == 40
    assert Channel.objects.get().paused_at is None
    assert Batch.objects.get().leased_until is None
