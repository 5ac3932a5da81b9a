"""The book of one drain: one group of entries at a time, and nothing that a relay took is forgotten.

Where the database is a server of its own, a group is written while the drain goes on; it asks whether it is written.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from django.db import DatabaseError, connection

from . import ledger
from .deliver import Clock
from .entry import Entry, at_once
from .leases import Lease, LostLease, News
from .pen import Pen

INSIST_FOR = 8 * 60.0  # seconds; a drain is killed after twelve minutes


class Book:
    """`watch` is told what ends a wait for mail servers: that the database's answer is there."""

    def __init__(self, watch: Callable[[int | None], None], clock: Clock, leaving: Callable[[], bool]) -> None:
        self._watch, self._clock, self._leaving = watch, clock, leaving
        apart = connection.vendor == "postgresql" and not connection.in_atomic_block
        self._pen = Pen(at_once()) if apart else None
        self._group: deque[tuple[Lease, list[News]]] = deque()
        self._going: Entry | None = None  # the first of the group, if it is on its way
        self.lost: set[int] = set()  # batches that are somebody else's by now

    def write(self, group: list[tuple[Lease, list[News]]]) -> None:
        """Begin to write what is new under each lease; the last group is written."""
        self._group.extend(group)
        self._begin()

    def is_written(self) -> bool:
        """Whether the last group is in the book, or `lost`."""
        if self._going is not None:
            try:
                ours = self._pen.answer() if self._pen else None
            except DatabaseError:
                self._insist()
            else:
                if ours is None:
                    return False
                if ours:
                    self._going.written()
                else:
                    self.lost.add(self._going.lease.batch_id)
                self._done()
            self._begin()
        return not self._group

    def close(self) -> None:
        self._watch(None)
        if self._pen is not None:
            self._pen.close()

    def _begin(self) -> None:
        while self._group and self._going is None:
            if self._pen is None:
                self._insist()
                continue
            self._going = Entry(*self._group[0], self._clock())
            try:
                self._watch(self._pen.send(self._going.octets()))
            except DatabaseError:
                self._insist()

    def _insist(self) -> None:
        """The slow and sure way: it may have been written, or not, or the database is away."""
        own, news = self._group[0]
        if self._pen is not None:
            self._watch(None)
            self._pen.close()
        try:
            insist(lambda: ledger.record_all(own, news, self._clock()), self._leaving)
        except LostLease:
            self.lost.add(own.batch_id)
        self._done()

    def _done(self) -> None:
        self._going = None
        self._group.popleft()
        self._watch(None)


def insist(write: Callable[[], None], leaving: Callable[[], bool]) -> None:
    """Write down what happened, however long the database is locked or away: what a relay took must not be forgotten.

    Raises LostLease if that does not end: then the lease runs out, and what is not written is doubted.
    """
    ends = time.monotonic() + INSIST_FOR
    while True:
        try:
            return write()
        except DatabaseError as why:
            reconnect()
            if leaving() or time.monotonic() > ends:
                raise LostLease from why
            time.sleep(0.25)


def reconnect() -> None:
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
