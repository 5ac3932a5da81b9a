"""The pace of a mail channel: so many mails a minute, so many a day, whatever the number of workers and hosts.

Both numbers are read anew twice a second, so that a change works at once. The minute is kept in Redis; the day is the
ledger's own count of the last 24 hours, so that it outlives Redis and restarts.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet, Sum

from publisher.models import Batch, Channel, Outcome, Post
from publisher.models.ledger import ACCEPTED
from publisher.models.post import CANCELLED, SENDING

from . import pace
from .slower import Slower

DAY = timedelta(days=1)
SEEN_FOR = 0.5  # seconds for which a look at the numbers counts
CLOSE = 50  # mails left for the day, below which it is counted before each
MOMENT = timedelta(seconds=5)
ASKED_AGAIN = timedelta(minutes=10)  # as Amazon SES would have it, when it takes no more for the day
RECOUNT = 10.0  # seconds between counts before that
A_BIT = 0.05  # seconds
MANY = 1_000_000
MAILS_OF_ONE = 120  # mails a minute that one connection surely carries


class Spent(Exception):
    """The day's mails are used: the channel rests."""


class Pace:
    """One drain's view of its channel's pace."""

    def __init__(self, channel_id: int, clock: Callable[[], datetime]) -> None:
        self._channel_id, self._clock = channel_id, clock
        self._seen = self._counted = float("-inf")
        self._per_minute: int | None = None
        self._per_day: int | None = None
        self._left = 0
        self._found = pace.found(channel_id)
        self._slower = Slower(self._found)

    def turn(self, on_the_wire: int, ours: Collection[int]) -> float:
        """0.0 if the next mail may leave now, and its turn is taken; else the seconds until it is worth asking again.

        `on_the_wire` of our own mails, from these batches, are not in the book yet. Raises Spent, and lets the channel
        rest, if that is not today.
        """
        self._read()
        if wait := self._slower.wait():
            return wait
        if self._per_day is not None and not self._count(self._clock(), self._per_day, on_the_wire, ours):
            return A_BIT
        if self._per_minute:
            every = timedelta(minutes=1) / self._per_minute
            if wait := pace.turn(self._channel_id, every=every).total_seconds():
                return wait
        self._slower.left()
        return 0.0

    def limited(self) -> bool:
        self._read()
        return bool(self._per_minute) or self._per_day is not None or self._slower.heard

    def took(self) -> None:
        """The relay took a mail."""
        self._slower.took()

    def told(self) -> float | None:
        """The relay says "not so fast": so many seconds nothing is to leave. None if that is no matter of pace."""
        self._read()
        return self._slower.told(self._per_minute / 60 if self._per_minute else math.inf)

    def leave(self) -> None:
        """The drain ends; what it found is for the next one."""
        if self._slower.heard or self._found < math.inf:
            pace.keep(self._channel_id, self._slower.pace)

    def used_up(self) -> None:
        """The relay takes no more today: the channel rests, and asks again with one mail."""
        Channel.objects.filter(id=self._channel_id).update(rests_until=self._clock() + ASKED_AGAIN)

    def connections(self, most: int) -> int:
        """How many connections are worth having: a slow pace needs one."""
        self._read()
        return min(most, max(1, (self._per_minute or MANY) // MAILS_OF_ONE), self._per_day or MANY)

    def _read(self) -> None:
        if time.monotonic() - self._seen < SEEN_FOR:
            return
        channel = Channel.objects.get(id=self._channel_id)
        self._per_minute, self._per_day = channel.mails_per_minute, channel.a_day(self._clock())
        self._seen = time.monotonic()

    def _count(self, now: datetime, per_day: int, on_the_wire: int, ours: Collection[int]) -> bool:
        """Whether one more may leave today; not before we know what became of our own that are on the wire."""
        if self._left > CLOSE and time.monotonic() - self._counted < RECOUNT:
            self._left -= 1
            return True
        used = today(self._channel_id, now)
        theirs = Batch.objects.filter(post__channel=self._channel_id, leased_until__gt=now).exclude(id__in=ours)
        others = sum(window * len(slices) for window, slices in theirs.values_list("window", "slices"))
        self._left = per_day - used - others - on_the_wire
        self._counted = time.monotonic()
        if self._left > 0:
            return True
        if not on_the_wire:
            self._rest(now, wholly=used >= per_day)
            raise Spent
        return False

    def _rest(self, now: datetime, *, wholly: bool) -> None:
        """Until the oldest mail of these 24 hours is older; a moment, if what others have on the wire may fail."""
        oldest = _accepted(self._channel_id, now).aggregate(at=Min("at"))["at"] if wholly else None
        until = max((oldest or now - DAY) + DAY, now + MOMENT)
        Channel.objects.filter(id=self._channel_id).update(rests_until=until)


def today(channel_id: int, now: datetime) -> int:
    """How many mails this channel's relay took in the last 24 hours."""
    whole = Post.objects.filter(channel=channel_id, claimed_at__gt=now - DAY)
    sums = Batch.objects.filter(post__in=whole).aggregate(accepted=Sum("accepted"))
    return (sums["accepted"] or 0) + _accepted(channel_id, now).filter(post__claimed_at__lte=now - DAY).count()


def _accepted(channel_id: int, now: datetime) -> QuerySet[Outcome]:
    recent = Q(post__state__in=[SENDING, CANCELLED]) | Q(post__sent_at__gt=now - DAY)
    return Outcome.objects.filter(recent, post__channel=channel_id, kind=ACCEPTED, at__gt=now - DAY)
