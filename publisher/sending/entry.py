"""An entry in the book: what happened to mails of one lease, and the totals that move with it. All of it, or nothing.

By hand, as it stands between any two bodies. The totals come first, and only if the batch is ours the outcomes. What
is new under several leases goes in one statement and one commit, each batch for itself: one that was lost writes
nothing, and keeps no other from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from publisher.models import Batch, Outcome
from publisher.models.ledger import OUTCOMES
from publisher.ports import said

from .leases import Last, Lease, News


class Entry(NamedTuple):
    """What is new under a lease. Without news it says which slices are walked, and renews the lease."""

    lease: Lease
    news: list[News]
    now: datetime

    def write(self) -> bool:
        """Whether the batch was ours, and this stands in the book. Raises DatabaseError."""
        return (_at_once if connection.vendor == "postgresql" else _in_two_steps)(self)

    def written(self) -> None:
        """Remember what was last heard of each message."""
        for message, kind, _, again_at in self.news:
            self.lease.last[message.sequence] = Last(kind, again_at)

    @property
    def totals(self) -> list[int]:
        """By how much each total of the batch moves."""
        now, last = [one.kind for one in self.news], self.lease.last
        before = [last[one.message.sequence].kind for one in self.news if one.message.sequence in last]
        return [now.count(kind) - before.count(kind) for kind in OUTCOMES]


@cache
def at_once() -> str:
    """Entries of several batches as PostgreSQL takes them in one journey; it gives the numbers of those that were ours.

    Of the others nothing is written. The slices of a lease only become more, and of two arrays PostgreSQL holds the
    longer for the greater: an entry that comes late takes none away.
    """
    plus = ", ".join(f"{kind} = batch.{kind} + new.{kind}" for kind in OUTCOMES)
    moves = ", ".join("%s::int[]" for _ in OUTCOMES)
    return f"""
        WITH mine AS (
            UPDATE {_table(Batch)} batch
            SET leased_until = %s::timestamptz, slices = greatest(batch.slices, new.slices), {plus}
            FROM unnest(%s::bigint[], %s::int[], %s::jsonb[], {moves}) new (id, lease, slices, {", ".join(OUTCOMES)})
            WHERE batch.id = ANY(%s::bigint[])  -- said once more, so that its index is used
              AND batch.id = new.id AND batch.lease = new.lease AND batch.leased_until IS NOT NULL
            RETURNING batch.id, batch.lease, batch.post_id
        ), told AS (
            {_insert()} SELECT post_id, number, lease, kind, reply, %s::timestamptz, again_at
            FROM mine JOIN unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::timestamptz[])
                new (batch, number, kind, reply, again_at) ON new.batch = mine.id
        ) SELECT id FROM mine"""  # noqa: S608 (our own tables' and columns' names)


def known(entries: Sequence[Entry]) -> list[Any]:
    """What stands at the places of `at_once()`; entries of one moment."""
    now = entries[0].now
    totals = zip(*(one.totals for one in entries), strict=True)
    told = [(one.lease.batch_id, *row) for one in entries for row in _rows(one)]
    return [
        now + settings.LEASE_SECONDS,
        [one.lease.batch_id for one in entries],
        [one.lease.number for one in entries],
        [json.dumps(one.lease.slices) for one in entries],
        *map(list, totals),
        [one.lease.batch_id for one in entries],
        now,
        *(map(list, zip(*told, strict=True)) if told else [[]] * 5),
    ]


def octets(entries: Sequence[Entry]) -> list[bytes]:
    """The same, as PostgreSQL reads it."""
    return [_array(value) if isinstance(value, list) else str(value).encode() for value in known(entries)]


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _insert() -> str:
    return f"INSERT INTO {_table(Outcome)} (post_id, sequence, attempt, kind, reply, at, again_at)"


def _rows(entry: Entry) -> list[tuple[int, str, str, datetime | None]]:
    """Numbers, kinds, replies, and when again."""
    return [(message.sequence, kind, said(reply, 1000), again_at) for message, kind, reply, again_at in entry.news]


def _at_once(entry: Entry) -> bool:
    # A savepoint where somebody else's transaction is open; a statement alone needs none.
    around: AbstractContextManager[object] = transaction.atomic() if connection.in_atomic_block else nullcontext()
    with connection.cursor() as cursor, around:
        cursor.execute(at_once(), known([entry]))
        return cursor.fetchone() is not None


def _in_two_steps(entry: Entry) -> bool:
    at, lease = connection.ops.adapt_datetimefield_value, entry.lease
    plus = "".join(f", {kind} = {kind} + %s" for kind in OUTCOMES)
    update = f"UPDATE {_table(Batch)} SET leased_until = %s, slices = %s{plus}"  # noqa: S608 (as above)
    moved = [at(entry.now + settings.LEASE_SECONDS), json.dumps(lease.slices), *entry.totals]
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            f"{update} WHERE id = %s AND lease = %s AND leased_until IS NOT NULL",
            [*moved, lease.batch_id, lease.number],
        )
        if not cursor.rowcount:
            return False
        if entry.news:
            values: list[Any] = []
            for number, kind, reply, again_at in _rows(entry):
                again = again_at and at(again_at)
                values += [lease.post_id, number, lease.number, kind, reply, at(entry.now), again]
            cursor.execute(
                _insert() + " VALUES " + ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(entry.news)), values
            )
    return True


def _array(values: Iterable[object]) -> bytes:
    return f"{{{','.join(map(_element, values))}}}".encode()


def _element(value: object) -> str:
    """As PostgreSQL reads it in an array: in quotes but for numbers, and for what is not known."""
    if isinstance(value, int):
        return str(value)
    if value is None:
        return "NULL"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
