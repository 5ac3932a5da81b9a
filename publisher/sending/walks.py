"""What a drain holds: leased batches, cut into slices that connections walk in order, and the mails on their way.

A crash leaves in doubt the first mails of each slice that have no outcome, so a slice is walked in order, and what
comes back unsent goes back to its place.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from publisher.audience import unsubscribe
from publisher.models import Message
from publisher.ports import Failure, Line

from .leases import Lease, Place
from .writing import Reader

A_WALK = 10  # mails at least for which a connection of its own is worth its greeting


class Told(NamedTuple):
    """What became of a mail: a kind of outcome, and what was said."""

    step: Step
    kind: str
    said: str | Failure


@dataclass(slots=True, eq=False)
class Hold:
    """A lease of ours, what its mails are made from, and its walks."""

    lease: Lease
    readers: dict[int, tuple[Reader, date | None]]  # with the day on which they joined
    left: int  # mails without an outcome in the book
    open: int = 0  # mails that have left, or have an end, that is not in the book
    renewed: float = float("-inf")  # when the book last said that it is ours
    news: list[Told] = field(default_factory=list)
    entered: list[Walk] = field(default_factory=list)  # of which the book is not told yet that they are walked


@dataclass(slots=True, eq=False)
class Walk:
    """A slice, walked in order. `open` mails of it have left, or have an end, that is not in the book."""

    hold: Hold
    left: deque[Place]
    open: int = 0
    entered: bool = False  # a connection has taken it
    begun: bool = False  # and the book says so: bodies may leave


@dataclass(slots=True, eq=False)
class Step:
    """One mail of a walk: what a connection's events are about."""

    walk: Walk
    message: Place
    address: str
    line: Line | None = None  # by which its body has left


def hold(lease: Lease, list_id: int, zone: str) -> Hold:
    """With the readers who may be written to at this moment, and the day there on which each joined."""
    messages = Message.objects.filter(post_id=lease.post_id, sequence__range=lease.ends)
    found = unsubscribe.welcome(list_id).filter(subscriber__in=messages.values("subscriber"))
    rows = found.values_list("subscriber_id", "subscriber__name", "subscriber__address", "consented_at")
    there = ZoneInfo(zone)  # not the database's word: its list of zones may be older than ours
    readers = {row[0]: (Reader(*row[:3]), row[3].astimezone(there).date() if row[3] else None) for row in rows}
    return Hold(lease, readers, len(lease.to_send))


def cut(hold: Hold, walks: int) -> list[Walk]:
    """Into so many walks, or fewer."""
    places = hold.lease.to_send
    size = max(A_WALK, -(-len(places) // walks))
    return [Walk(hold, deque(places[start : start + size])) for start in range(0, len(places), size)]


def enter(walk: Walk) -> None:
    """A connection takes this walk; the next entry of the book says so."""
    if not walk.entered:
        walk.entered = True
        walk.hold.lease.slices.append([walk.left[0].sequence, walk.left[-1].sequence])
        walk.hold.entered.append(walk)


def depart(step: Step, line: Line) -> None:
    """The body leaves by this connection."""
    step.line = line
    step.walk.open += 1
    step.walk.hold.open += 1


def note(step: Step, kind: str, said: str | Failure) -> None:
    """What became of a mail, for the book."""
    if step.line is None:
        step.walk.open += 1
        step.walk.hold.open += 1
    step.walk.hold.news.append(Told(step, kind, said))


def settle(step: Step) -> None:
    """It is in the book."""
    step.walk.open -= 1
    step.walk.hold.open -= 1
    step.walk.hold.left -= 1


def put_back(step: Step) -> None:
    """Nothing of this mail has happened: it keeps its turn, and its place."""
    if step.line is not None:
        step.walk.open -= 1
        step.walk.hold.open -= 1
    insort(step.walk.left, step.message)
