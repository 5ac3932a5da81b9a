"""An entry in the book: what happened to mails of one lease, and the totals that move with it. All of it, or nothing.

By hand, as it stands between any two bodies. The totals come first, and only if the batch is ours the outcomes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction

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

    def octets(self) -> list[bytes]:
        """What stands at the places of `at_once()`, as PostgreSQL reads it."""
        totals, outcomes = _totals(self), _columns(self)
        return [
            *(str(value).encode() for value in (*totals, self.lease.post_id, self.lease.number, self.now)),
            *map(_array, outcomes),
        ]


@cache
def statements() -> tuple[str, str]:
    """The totals, and the outcomes; with %s for what is known."""
    batch, outcome = (connection.ops.quote_name(model._meta.db_table) for model in (Batch, Outcome))
    plus = "".join(f", {kind} = {kind} + %s" for kind in OUTCOMES)
    ours = "id = %s AND lease = %s AND leased_until IS NOT NULL"
    return (
        f"UPDATE {batch} SET leased_until = %s, slices = %s{plus} WHERE {ours}",  # noqa: S608 (our own tables' names)
        f"INSERT INTO {outcome} (post_id, sequence, attempt, kind, reply, at, again_at) ",
    )


@cache
def at_once() -> str:
    """Both as PostgreSQL takes them in one journey; it gives a row if the batch was ours."""
    update, insert = statements()
    update = update.replace("slices = %s", "slices = %s::jsonb").replace("+ %s", "+ %s::int")
    return f"""
        WITH mine AS ({update} RETURNING id), told AS (
            {insert} SELECT %s::bigint, number, %s::int, kind, reply, %s::timestamptz, again_at
            FROM mine, unnest(%s::int[], %s::text[], %s::text[], %s::timestamptz[]) new (number, kind, reply, again_at)
        ) SELECT id FROM mine"""  # noqa: S608 (as above)


def _totals(entry: Entry) -> list[Any]:
    lease, moves = entry.lease, Counter[str]()
    for message, kind, _, _ in entry.news:
        moves[kind] += 1
        if old := lease.last.get(message.sequence):
            moves[old.kind] -= 1
    until = entry.now + settings.LEASE_SECONDS
    return [until, json.dumps(lease.slices), *(moves[kind] for kind in OUTCOMES), lease.batch_id, lease.number]


def _columns(entry: Entry) -> list[list[Any]]:
    """Numbers, kinds, replies, and when again."""
    news = entry.news
    return [
        [one.message.sequence for one in news],
        [one.kind for one in news],
        [said(one.reply, 1000) for one in news],
        [one.again_at for one in news],
    ]


def _at_once(entry: Entry) -> bool:
    # A savepoint where somebody else's transaction is open; a statement alone needs none.
    around: AbstractContextManager[object] = transaction.atomic() if connection.in_atomic_block else nullcontext()
    known = [*_totals(entry), entry.lease.post_id, entry.lease.number, entry.now, *_columns(entry)]
    with connection.cursor() as cursor, around:
        cursor.execute(at_once(), known)
        return cursor.fetchone() is not None


def _in_two_steps(entry: Entry) -> bool:
    at, lease = connection.ops.adapt_datetimefield_value, entry.lease
    update, insert = statements()
    until, *totals = _totals(entry)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(update, [at(until), *totals])
        if not cursor.rowcount:
            return False
        if entry.news:
            values: list[Any] = []
            for number, kind, reply, again_at in zip(*_columns(entry), strict=True):
                again = again_at and at(again_at)
                values += [lease.post_id, number, lease.number, kind, reply, at(entry.now), again]
            cursor.execute(f"{insert} VALUES " + ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(entry.news)), values)
    return True


def _array(values: Iterable[object]) -> bytes:
    """As PostgreSQL reads an array: each in quotes but for what is not known."""
    quoted = (
        "NULL" if value is None else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
        for value in values
    )
    return f"{{{','.join(quoted)}}}".encode()
