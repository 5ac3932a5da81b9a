"""A drain that is frozen longer than its lease while another goes on; a database that goes away in mid-send."""

from __future__ import annotations

import collections
import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from publisher.channels.mail.smtp import Relay
from publisher.models import Batch, Message, Outcome, Post, Subscriber
from publisher.responses.report import counts, possibly_twice
from publisher.sending import drain as draining
from publisher.sending import ledger, mailing
from tests.making import a_list, a_newsroom

from .test_mailing import queued
from .told_server import ToldServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]
READERS = 60


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ToldServer]:
    def slowly(_: str) -> bytes:
        time.sleep(0.02)
        return b"250 taken\r\n"

    made = ToldServer(slowly)

    @contextmanager
    def mailer() -> Iterator[Relay]:
        relay = Relay(made.url, "gazette.example")
        yield relay
        relay.close()

    monkeypatch.setattr(draining.outlets, "mailer", mailer)
    yield made
    made.close()


@pytest.fixture
def post(settings) -> Post:
    settings.MAIL_CONNECTIONS, settings.LEASE_SECONDS = 4, timedelta(seconds=1)
    a_newsroom()
    made = queued(a_list(READERS))
    mailing.start(made.id, timezone.now)
    return made


def until(true: Callable[[], object], seconds: float = 15) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.005)


def drained_apart(post: Post) -> int:
    """Another process that drains; its number."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    with contextlib.suppress(BaseException):
        draining.drain(post.id, timezone.now, lambda: False)
        os._exit(0)
    os._exit(1)


def sent(post: Post) -> bool:
    draining.drain(post.id, timezone.now, lambda: False)
    return Post.objects.get(id=post.id).state == "sent"


def came_twice(server: ToldServer, post: Post) -> set[int]:
    """The places of those readers; everybody else got one."""
    came = collections.Counter(server.came)
    assert len(came) == READERS
    names = dict(Subscriber.objects.values_list("id", "address"))
    return {message.sequence for message in Message.objects.filter(post=post) if came[names[message.subscriber]] > 1}


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize("window", [1, 3])
def test_who_wakes_up_after_its_lease_ran_out_doubles_nobody_unnamed_and_writes_nothing(server, post, settings, window):
    settings.MAIL_WINDOW = window
    frozen = drained_apart(post)
    until(lambda: len(server.came) >= 12)
    os.kill(frozen, signal.SIGSTOP)
    until(lambda: sent(post))
    os.kill(frozen, signal.SIGCONT)
    _, status = os.waitpid(frozen, 0)
    assert status == 0
    twice = came_twice(server, post)
    assert twice <= set(possibly_twice(post))
    assert len(twice) <= window * 4
    assert counts(post) | {"accepted": READERS, "uncertain": 0, "waiting": 0} == counts(post)
    assert ledger.audit(post) == []


@pytest.mark.parametrize("kinds", [("",), ("INSERT", "UPDATE", "DELETE", "BEGIN")], ids=["gone", "read only"])
def test_a_database_that_goes_away_in_mid_send_costs_nobody_anything(server, post, kinds):
    """Longer than the lease: nobody else could take the batch over meanwhile, so it is still ours."""
    away: list[float] = []

    def execute(run: Callable[..., Any], sql: str, *more: Any) -> Any:
        if len(server.came) >= 12 and not away:
            away.append(time.monotonic() + 2)
        if away and time.monotonic() < away[0] and sql.lstrip().upper().startswith(kinds):
            raise OperationalError("the database is away")
        return run(sql, *more)

    with connection.execute_wrapper(execute):
        draining.drain(post.id, timezone.now, lambda: False)
    assert away
    assert counts(post)["uncertain"] == 0
    assert Batch.objects.get().leased_until is None
    until(lambda: sent(post))
    assert came_twice(server, post) == set()
    assert Outcome.objects.filter(post=post, kind="accepted").count() == READERS
    assert ledger.audit(post) == []
