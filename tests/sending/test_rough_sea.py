"""A newsletter through a server on its worst day: everyone has an end, nobody is counted who got nothing."""

from __future__ import annotations

import collections
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from publisher.channels.mail import lines
from publisher.channels.mail.smtp import Relay
from publisher.models import Channel, Message, Outcome, Post, Subscriber
from publisher.responses.report import counts, possibly_twice
from publisher.sending import drain, ledger, mailing
from tests.making import a_list, a_newsroom

from .rough_server import RoughServer
from .test_mailing import queued

pytestmark = [pytest.mark.django_db, pytest.mark.alone]
READERS = 300


@pytest.mark.parametrize("window", [1, 4])
@pytest.mark.parametrize("offers", [(), ("PIPELINING",), ("PIPELINING", "CHUNKING")], ids=["slow", "pipe", "chunks"])
def test_everyone_has_an_end_and_nobody_is_counted_who_got_nothing(offers, window, settings, monkeypatch):
    settings.MAIL_CONNECTIONS, settings.MAIL_WINDOW = 5, window
    monkeypatch.setattr(lines, "DOT", 1.0)
    server = RoughServer(*offers)
    a_newsroom()
    post = queued(a_list(READERS))
    rounds = sail(post, server, monkeypatch)
    server.close()
    sums = counts(post)
    never = [n for n in range(READERS) if n % 20 == 5 or n % 50 == 7]
    assert sums | {"accepted": READERS - len(never), "failed": len(never), "waiting": 0} == sums, rounds
    assert ledger.audit(post) == []

    names = dict(Subscriber.objects.values_list("id", "address"))
    places = {names[message.subscriber]: message.sequence for message in Message.objects.filter(post=post)}
    arrived = collections.Counter(recipient for recipient, _ in server.taken)
    accepted = set(Outcome.objects.filter(post=post, kind="accepted").values_list("sequence", flat=True))
    assert {places[address] for address in arrived} == accepted  # nobody lost, nobody counted who got nothing
    assert {places[address] for address in server.yes} == accepted
    twice = {places[address] for address, times in arrived.items() if times > 1}
    assert twice <= set(possibly_twice(post))  # and every second copy is named
    assert all(len({known for who, known in server.taken if who == address}) == 1 for address in arrived)
    # Who was asked to wait, and nothing else happened to, got one.
    for number in range(READERS):
        if number % 10 < 3 and number % 33 not in (10, 11, 12) and number % 97 != 13 and window == 1:
            assert arrived.get(f"reader{number}@readers.example", 1) == 1


def sail(post: Post, server: RoughServer, monkeypatch: pytest.MonkeyPatch) -> int:
    """Drain until it is sent, an hour's back-off passing in a moment; how often that took."""

    @contextmanager
    def mailer() -> Iterator[Relay]:
        relay = Relay(server.url, "gazette.example")
        yield relay
        relay.close()

    monkeypatch.setattr(drain.outlets, "mailer", mailer)
    mailing.start(post.id, timezone.now)
    for number in range(40):
        drain.drain(post.id, lambda: timezone.now() + number * timedelta(minutes=6), lambda: False)  # noqa: B023
        if Post.objects.get(id=post.id).state == "sent":
            return number
        channel = Channel.objects.get(id=post.channel_id)
        if channel.paused_at:
            assert channel.paused_reason in ("unreachable", "reputation"), channel.paused_why
            channel.resume()
    return 40


@pytest.mark.faults
@pytest.mark.timeout(400)
@pytest.mark.skipif(os.environ.get("FAULTS") != "whole", reason="takes two minutes; above, a stall is longer than DOT")
def test_a_server_that_thinks_for_a_minute_is_waited_for(settings, monkeypatch):
    settings.MAIL_CONNECTIONS, settings.LEASE_SECONDS = 5, timedelta(seconds=10)
    server = RoughServer("PIPELINING", stall=60.0)
    a_newsroom()
    post = queued(a_list(30))
    sail(post, server, monkeypatch)
    server.close()
    stalled = [one for one in server.asked if one.startswith("stall")]
    assert len(stalled) == 1
    assert sum(who == stalled[0].split()[1] for who, _ in server.taken) == 1
    assert ledger.audit(post) == []
