"""A receiving domain that asks us to slow down is left alone for a while; the others go on.

Big mailboxes answer 451 or 4.7.x to a sender that comes too fast or is new to them, and hold it against whoever goes on
knocking. Three such answers in a row, and the rest for that domain waits: a minute, then twice as long each time, half
an hour at most; a mail that is taken ends it. Each drain learns it for itself, within seconds; how often a mail has
rested stands in the book, so that it comes back ever later also to the drains after this one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.ports import Retry

IN_A_ROW = 3
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(minutes=30)
RESTS = "pace"  # so begins the reply of a mail that was not tried, as its domain rests


@dataclass(slots=True)
class _Domain:
    in_a_row: int = 0
    pause: timedelta = SHORTEST
    until: datetime | None = None


class Domains:
    """What one drain knows of receiving domains."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._slow: dict[str, _Domain] = {}  # only those that have asked

    def rests(self, address: str) -> Retry | None:
        """Why a mail to this address is not to be tried now, and for how long; None if it may be."""
        name = _of(address)
        domain = self._slow.get(name)
        if domain is None or domain.until is None:
            return None
        left = domain.until - self._clock()
        if left <= timedelta(0):
            domain.until = None  # one is tried; if it is refused again, the next rest is longer
            return None
        return Retry(f"{name} asked us to slow down, so its readers wait.", code=RESTS, after=left)

    def asked(self, address: str, why: Retry) -> None:
        """A server asked to try later. Only 451 and 4.7.x are about how fast we come."""
        basic, _, enhanced = why.code.partition(" ")
        if basic != "451" and not enhanced.startswith("4.7."):
            return
        domain = self._slow.setdefault(_of(address), _Domain())
        domain.in_a_row += 1
        if domain.in_a_row >= IN_A_ROW and domain.until is None:
            domain.until = self._clock() + domain.pause
            domain.pause = min(2 * domain.pause, LONGEST)

    def took(self, address: str) -> None:
        if self._slow:
            self._slow.pop(_of(address), None)


def rest_before(rests: int) -> timedelta:
    """How long a mail rests for the so manyeth time."""
    return min(SHORTEST * (1 << min(rests - 1, 10)), LONGEST)


def _of(address: str) -> str:
    return address.rpartition("@")[2].lower()
