"""What a worker holds in its hands: a leased batch, its messages, and what happened to them. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class LostLease(Exception):
    """Somebody else owns the batch now: write nothing more, send nothing more."""


class Place(NamedTuple):
    """A message, as a drain needs it: a million of them pass, so it is no model."""

    sequence: int
    subscriber: int = 0
    letter: int = 0


class Last(NamedTuple):
    """A message's last outcome."""

    kind: str
    again_at: datetime | None


class News(NamedTuple):
    """What happened to a message, not yet in the book."""

    message: Place
    kind: str
    reply: str
    again_at: datetime | None = None


@dataclass(slots=True)
class Lease:
    """A batch that is ours: what is to be sent of it, in order, and each message's last outcome so far.

    `slices` are those that are walked, in the book or about to be: the next entry says so. Nothing of a slice may
    leave before that.
    """

    batch_id: int
    post_id: int
    number: int
    to_send: list[Place]
    last: dict[int, Last] = field(default_factory=dict)
    slices: list[list[int]] = field(default_factory=list)
    window: int = 1
    wary: bool = False  # its last worker was killed: that a slice is walked is in the book before a mail is written
    careful: bool = False  # to be walked by one connection: some mail of it may kill its worker

    @property
    def ends(self) -> tuple[int, int]:
        """From the first that is to be sent to the last."""
        return (self.to_send[0].sequence, self.to_send[-1].sequence) if self.to_send else (0, 0)
