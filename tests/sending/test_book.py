"""What is new under several leases goes to the book at once, each batch for itself."""

from __future__ import annotations

import select
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from publisher.models import Batch, Outcome, Post
from publisher.models.ledger import ACCEPTED, DEFERRED
from publisher.sending import entry, freezing, ledger, mailing
from publisher.sending.book import Book
from publisher.sending.leases import Lease, News
from publisher.sending.pen import Pen
from tests.making import NOW, a_mail_post, a_newsroom

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOW + settings.LEASE_SECONDS + timedelta(seconds=1)
WATCHED: dict[str, Any] = {}  # as a drain's lines do
SAID = 'He said "no" \\ {1,2}, and NULL'


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> tuple[Lease, Lease]:
    """Two leased batches of one newsletter, two readers each."""
    monkeypatch.setattr(freezing, "BATCH", 2)
    a_newsroom()
    post = a_mail_post(4)
    mailing.start(post.id, lambda: NOW)
    first, second = (ledger.lease(post.id, NOW) for _ in range(2))
    assert first is not None
    assert second is not None
    return first, second


@pytest.fixture
def book() -> Iterator[Book]:
    book = Book(lambda number, ring: WATCHED.update(number=number, ring=ring), lambda: LATER, lambda: False)
    yield book
    book.close()


def written(book: Book, *group: tuple[Lease, list[News]]) -> None:
    book.write(list(group))
    ends = time.monotonic() + 60
    while not book.is_written():
        assert select.select([WATCHED["number"]], [], [], ends - time.monotonic())[0], "The book did not answer."
        WATCHED["ring"]()


def accepted(own: Lease, number: int = 0) -> News:
    return News(own.to_send[number], ACCEPTED, SAID)


def totals() -> list[tuple[int, int]]:
    return list(Batch.objects.order_by("id").values_list("accepted", "deferred"))


def test_what_is_new_in_two_batches_is_written_in_each(two: tuple[Lease, Lease], book: Book) -> None:
    first, second = two
    again_at = LATER + timedelta(minutes=5)
    second.slices.append([3, 4])
    written(book, (first, []), (second, [accepted(second), News(second.to_send[1], DEFERRED, "450 later", again_at)]))
    written(book, (first, [accepted(first)]), (second, []))
    assert totals() == [(1, 0), (1, 1)]
    rows = Outcome.objects.order_by("sequence").values_list("sequence", "attempt", "kind", "reply", "at", "again_at")
    assert list(rows) == [
        (1, first.number, ACCEPTED, SAID, LATER, None),
        (3, second.number, ACCEPTED, SAID, LATER, None),
        (4, second.number, DEFERRED, "450 later", LATER, again_at),
    ]
    batches = Batch.objects.order_by("id")
    assert [batch.slices for batch in batches] == [[], [[3, 4]]]
    assert {batch.leased_until for batch in batches} == {LATER + settings.LEASE_SECONDS}
    assert ledger.audit(Post.objects.get()) == []


def test_a_batch_that_was_lost_writes_nothing_and_keeps_no_other_from_it(two: tuple[Lease, Lease], book: Book) -> None:
    first, second = two
    assert ledger.lease(first.post_id, LATER) is not None  # the first has run out
    written(book, (first, [accepted(first)]), (second, [accepted(second)]))
    assert book.lost == {first.batch_id}
    assert totals() == [(0, 0), (1, 0)]
    assert list(Outcome.objects.values_list("sequence", flat=True)) == [3]


def test_what_was_written_though_the_answer_got_lost_is_not_written_again(
    two: tuple[Lease, Lease], book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two
    for own in two:
        ledger.record_all(own, [accepted(own)], LATER)
        own.last.clear()  # nobody heard of it

    def broken(self: Pen) -> None:
        raise OperationalError("The connection is gone.")

    monkeypatch.setattr(Pen, "answer", broken)
    written(book, (first, [accepted(first)]), (second, [accepted(second)]))
    assert (totals(), book.lost) == ([(1, 0), (1, 0)], set())
    assert Outcome.objects.count() == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Elsewhere nothing is written beside anything else.")
def test_an_entry_that_comes_late_takes_no_slice_away(two: tuple[Lease, Lease]) -> None:
    own, _ = two
    own.slices.append([1, 1])
    late = entry.known([entry.Entry(own, [], LATER)])
    own.slices.append([2, 2])
    ledger.record_all(own, [], LATER)
    with connection.cursor() as cursor:
        cursor.execute(entry.at_once(), late)
    assert Batch.objects.get(id=own.batch_id).slices == [[1, 1], [2, 2]]
