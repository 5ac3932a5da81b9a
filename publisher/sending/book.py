"""The book of one drain: one group of entries at a time, and nothing that a relay took is forgotten.

Where the database is a server of its own, a group is written while the drain goes on; it asks whether it is written.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError, connection

from . import ledger
from .deliver import Clock
from .entry import Entry, at_once, octets
from .leases import Lease, LostLease, News
from .pen import Pen

INSIST_FOR = 8 * 60.0  # seconds; a drain is killed after twelve minutes


class Book:
    """`watch` is told what ends a wait for mail servers: that the database's answer is there; then it rings."""

    def __init__(
        self, watch: Callable[[int | None, Callable[[], None]], None], clock: Clock, leaving: Callable[[], bool]
    ) -> None:
        self._watch, self._clock, self._leaving = watch, clock, leaving
        apart = connection.vendor == "postgresql" and not connection.in_atomic_block
        self._pen = Pen(at_once()) if apart else None
        self._group: list[Entry] = []  # on its way
        self._rung = False
        self.lost: set[int] = set()  # batches that are somebody else's by now

    def write(self, group: list[tuple[Lease, list[News]]]) -> None:
        """Begin to write what is new under each lease, at once; the last group is written."""
        now = self._clock()
        self._group = [Entry(*one, now) for one in group]
        if self._pen is None:
            self._insist()
            return
        try:
            self._watch(self._pen.send(octets(self._group)), self._ring)
            self._rung = True  # the answer may have been read while the question was written
        except DatabaseError:
            self._insist()

    def is_written(self) -> bool:
        """Whether the last group is in the book, or `lost`."""
        if self._pen is not None and self._group:
            if not self._rung:
                return False
            self._rung = False
            try:
                ours = self._pen.answer()
            except DatabaseError:
                self._insist()
                return True
            if ours is None:
                return False
            self._watch(None, self._ring)
            for entry in self._group:
                if entry.lease.batch_id in ours:
                    entry.written()
                else:
                    self.lost.add(entry.lease.batch_id)
            self._group = []
        return True

    def _ring(self) -> None:
        self._rung = True

    def close(self) -> None:
        self._watch(None, self._ring)
        if self._pen is not None:
            self._pen.close()

    def _insist(self) -> None:
        """The slow and sure way, one by one: it may have been written, or not, or the database is away."""
        self.close()
        for own, news, _ in self._group:
            try:
                insist(partial(ledger.record_all, own, news, self._clock()), self._leaving)
            except LostLease:
                self.lost.add(own.batch_id)
        self._group = []


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
