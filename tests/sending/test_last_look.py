"""A slow server, a locked database, a lease that ran out: what is seen in the moment before a body leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from publisher.audience import unsubscribe
from publisher.models import Batch, Outcome, Post, Subscriber
from publisher.ports import Envelope, Event, Told
from publisher.responses.report import counts
from publisher.sending import drain as draining
from publisher.sending import holding, ledger, mailing
from publisher.sending.stop import stop
from tests.making import a_mail_post, a_newsroom

pytestmark = pytest.mark.django_db
SENDER = {"name": "G", "address": "letters@gazette.example", "reply_to": "", "domain": "gazette.example",
          "list_slug": "weekly", "list_name": "Weekly", "zone": "UTC", "language": "en"}  # fmt: skip


class SlowServer:
    """A Mailer with one connection, whose server takes its time before it wants the body: enough for `meanwhile`."""

    free = wanted = proved = waited = False
    opening = 0

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self.meanwhile, self.taken = meanwhile, list[str]()
        self.open: list[SlowServer] = []
        self.told: list[Event] = []

    def lines(self) -> SlowServer:
        return self

    def want(self, number: int) -> None:
        if not self.open and number:
            self.open, self.free = [self], True

    def begin(self, envelope: Envelope, about: object) -> None:
        self.mail, self.free = (envelope, about), False

    def wait(self, seconds: float) -> list[Event]:
        if self.open and not self.free and not self.wanted:
            if self.waited:  # by now it is in the book which slice is walked
                self.meanwhile()
                self.wanted = True
            self.waited = not self.waited
        told, self.told = self.told, []
        return told

    def go(self) -> None:
        envelope, about = self.mail
        self.taken.append(envelope.recipient)
        self.told.append(Told(self, about, "250 OK"))
        self.forget()

    def forget(self) -> None:
        self.free, self.wanted = True, False

    def watch(self, number: int | None, ring: Callable[[], None]) -> None:
        """Nobody waits."""

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    a_newsroom()
    post = a_mail_post(3)
    Post.objects.update(content=post.content | {"sender": SENDER}, due_at=timezone.now())
    mailing.start(post.id, timezone.now)
    monkeypatch.setattr(holding, "SEEN_FOR", 0)  # every server is slow
    return Post.objects.get()


def drain(post: Post, meanwhile: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    server = SlowServer(meanwhile)

    @contextmanager
    def mailer() -> Iterator[SlowServer]:
        yield server

    monkeypatch.setattr(draining.outlets, "mailer", mailer)
    draining.drain(post.id, timezone.now, lambda: False)
    return server.taken


def found(post: Post) -> dict[str, int]:
    assert ledger.audit(post) == []
    return {kind: n for kind, n in counts(post).items() if n}


def test_stop_is_seen_while_a_slow_server_keeps_us_waiting(post, monkeypatch):
    assert drain(post, lambda: stop(None, timezone.now()), monkeypatch) == []
    assert found(post) == {"candidates": 3, "waiting": 3}
    assert Batch.objects.get().leased_until is None


def test_who_leaves_while_a_slow_server_keeps_us_waiting_gets_nothing(post, monkeypatch):
    reader = Subscriber.objects.get(address="reader0@readers.example")
    taken = drain(post, lambda: unsubscribe.leave(reader.id, post.mailing_list_id, timezone.now()), monkeypatch)
    assert taken == ["reader1@readers.example", "reader2@readers.example"]
    assert found(post) == {"candidates": 3, "accepted": 2, "suppressed": 1}


def test_a_withdrawn_newsletter_stops_while_a_slow_server_keeps_us_waiting(post, monkeypatch):
    assert drain(post, lambda: Post.objects.update(state="cancelled"), monkeypatch) == []


def test_whose_lease_was_taken_over_sends_and_writes_nothing_more(post, monkeypatch):
    """As after a SIGSTOP, or a laptop's lid: it wakes up, and somebody else has gone on with its batch."""
    theirs = []

    def sleep_and_be_replaced() -> None:
        theirs.append(ledger.lease(post.id, timezone.now() + timedelta(minutes=1)))

    assert drain(post, sleep_and_be_replaced, monkeypatch) == []
    [taken_over] = theirs
    assert [message.sequence for message in taken_over.to_send] == [1, 2, 3]
    assert found(post) == {"candidates": 3, "uncertain": 1, "waiting": 2}
    assert ledger.renew(taken_over, timezone.now())


def test_whose_lease_ran_out_unnoticed_sends_nothing_more(post, monkeypatch):
    assert drain(post, lambda: Batch.objects.update(leased_until=timezone.now()), monkeypatch) == []


def test_what_the_relay_took_is_written_down_however_long_the_database_is_locked(post, monkeypatch):
    monkeypatch.setattr(draining.time, "sleep", lambda seconds: None)
    once, troubles = ledger.record_all, iter([True, True, False, True, True])

    def locked(*args: object, **named: object) -> None:
        if next(troubles, False):
            raise OperationalError("database is locked")
        once(*args, **named)

    monkeypatch.setattr(ledger, "record_all", locked)
    assert len(drain(post, lambda: None, monkeypatch)) == 3
    assert found(post) == {"candidates": 3, "accepted": 3}
    assert not Outcome.objects.filter(kind="uncertain").exists()
    assert Post.objects.get().state == "sent"


def test_an_outcome_whose_commit_was_not_answered_is_not_counted_twice(post):
    own = ledger.lease(post.id, timezone.now())
    assert own
    for _ in range(2):
        ledger.record(own, own.to_send[0], "accepted", "250", timezone.now())
    assert found(post) == {"candidates": 3, "accepted": 1, "waiting": 2}


def test_a_database_that_goes_before_the_body_gives_the_batch_back_undoubted(post, monkeypatch):
    def away(*asked: object) -> None:
        raise OperationalError("server closed the connection")

    def go() -> None:
        monkeypatch.setattr(unsubscribe, "departed", away)

    assert drain(post, go, monkeypatch) == []
    assert Batch.objects.get().leased_until is None
    assert found(post) == {"candidates": 3, "waiting": 3}


def test_a_reply_that_no_database_takes_as_it_is_is_written_down_all_the_same(post):
    own = ledger.lease(post.id, timezone.now())
    assert own
    ledger.record(own, own.to_send[0], "accepted", "250 queued as \x00\udcff" + "z" * 5000, timezone.now())
    assert Outcome.objects.get().reply.startswith("250 queued as \ufffd\ufffdz")
    assert found(post) == {"candidates": 3, "accepted": 1, "waiting": 2}
