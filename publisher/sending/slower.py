"""A relay that says "not so fast" is heard: the drain finds the pace that it bears, and tries more now and then.

Providers that allow so many mails a second refuse the next one for now (Amazon SES: 454, see replies.py). Whoever goes
on at full speed gets little through, and whoever waits each time gets less. So the pace is cut a little below the one
at which we were told, and grows again: fast while it is far below, slowly near it. Each drain learns it for itself, as
TCP does, so that several share what there is without a word. The next one begins with what the last one found, so that
it does not begin with a heap; a relay that allows more by then is used to the full within a minute.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

CUT = 0.025  # of the pace goes, after a while without a word; three times as much at each that comes soon after another
SOON, MOST = 1.0, 0.5  # seconds after it; of the pace
BAND = 0.95, 1.02  # of the pace at which we were told: within it we go up slowly, as it may be true
SLOWLY, FAST = 1.002, 1.1  # a second
FORGOTTEN = 2.0  # times the pace at which we were told: there is no bound any more
LEAST = 0.2  # mails a second
MOMENT = 1.0  # seconds between mails, as long as no pace is known
PATIENCE = 31.0  # seconds in which nothing may be taken, before the relay is taken to be out of order


class Slower:
    """What one drain knows of the pace that its relay bears, in mails a second; `clock` is never set back.

    `pace` is what another found, if one did.
    """

    def __init__(self, pace: float = math.inf, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.pace = self._told_pace = pace
        self._told_at, self._cut_by = -math.inf, CUT
        self._grown, self._next = clock(), 0.0
        self._since = clock()  # of the second in which is counted what it takes
        self._count = 0
        self._last = 0.0  # a second, in the one before
        self._words = 0  # in a row, with nothing taken between
        self._first_word = self._quiet = 0.0

    @property
    def heard(self) -> bool:
        """Whether there is a pace to keep."""
        return self.pace < math.inf

    def took(self) -> None:
        """The relay took a mail."""
        self._words = 0
        now = self._clock()
        if now - self._since >= 1:
            self._last, self._count, self._since = self._count / (now - self._since), 0, now
        self._count += 1

    def told(self, chosen: float = math.inf) -> float | None:
        """The relay says "not so fast", to mails at this pace if a person has chosen one. So long nothing is to leave.

        None if it has taken nothing for so long that this is no matter of pace.
        """
        now = self._clock()
        if now < self._quiet:  # what is answered meanwhile had left before
            return self._quiet - now
        self._words += 1
        known = self.heard or chosen < math.inf
        if self._words == 1:  # a second in a row says how long, not how fast
            self._first_word = now
            self._cut(now, chosen)
        elif now - self._first_word >= PATIENCE:
            return None
        every = min(MOMENT, 1 / min(self.pace, chosen)) if known else MOMENT
        self._quiet = now + every * 2 ** (self._words - 1)
        return self._quiet - now

    def _cut(self, now: float, chosen: float) -> None:
        soon = self.heard and now - self._told_at < SOON
        self._cut_by = min(MOST, 3 * self._cut_by) if soon else CUT
        going = min(self.pace, chosen)
        self._told_pace = max(LEAST, going if going < math.inf else max(self._last, self._count))
        self.pace = max(LEAST, self._told_pace * (1 - self._cut_by))
        self._told_at = self._grown = now

    def wait(self) -> float:
        """Seconds until the next mail may leave; 0.0 if it may now."""
        now = self._clock()
        self._grow(now)
        return max(0.0, self._next - now) if self.heard else 0.0

    def left(self) -> None:
        """One has its turn. One that comes late is caught up, or looking late would cost mails."""
        if self.heard:
            now = self._clock()
            self._next = max(self._next, now - 1 / self.pace) + 1 / self.pace

    def _grow(self, now: float) -> None:
        if not self.heard:
            return
        least, most = (self._told_pace * end for end in BAND)
        self.pace *= (SLOWLY if least <= self.pace < most else FAST) ** min(now - self._grown, 1.0)
        self._grown = now
        if self.pace > FORGOTTEN * self._told_pace:
            self.pace = math.inf
