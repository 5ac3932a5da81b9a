"""Kept connections on which each mail is one call that answers: for providers' interfaces, as lines.py is for SMTP.

A connection is a thread with a caller of its own and one mail at a time, so that a body leaves only when its owner says
so, and what is on the wire at a kill is one mail for each.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from ...ports import Disconnected, Envelope, Event, Failure, Lost, Opened, Told, Uncertain

MOMENT: Final = 0.002  # seconds
HUNG_UP: Final = "The provider had not answered when we hung up; the mail may have been taken."


class Caller(Protocol):
    """Hands one mail over; the provider's words, or a Failure is raised."""

    def __call__(self, envelope: Envelope) -> str: ...

    def close(self) -> None: ...


class Line:
    """See ports.Line. The caller is made in the thread that uses it."""

    def __init__(self, make: Callable[[], Caller], heard: Callable[[Line, object, str | Failure], None]) -> None:
        self.proved = False
        self.flying: tuple[object, ...] = ()  # what the mail that is on the wire is about
        self._begun: tuple[Envelope, object] | None = None
        self._make, self._heard = make, heard
        self._jobs: queue.SimpleQueue[tuple[Envelope, object] | None] = queue.SimpleQueue()
        threading.Thread(target=self._work, name="calling", daemon=True).start()

    @property
    def free(self) -> bool:
        return self._begun is None

    @property
    def wanted(self) -> bool:
        return self._begun is not None and not self.flying

    def begin(self, envelope: Envelope, about: object) -> None:
        self._begun = envelope, about

    def go(self) -> None:
        if self._begun is None or self.flying:
            raise ValueError("The provider does not want a mail.")
        self.flying = (self._begun[1],)
        self._jobs.put(self._begun)
        self._begun = None

    def forget(self) -> None:
        self._begun = None

    def end(self) -> tuple[object, ...]:
        """Take no more; what the mail that had not left is about."""
        self._jobs.put(None)
        return (self._begun[1],) if self._begun else ()

    def _work(self) -> None:
        caller: Caller | None = None
        while (job := self._jobs.get()) is not None:
            envelope, about = job
            try:
                caller = caller or self._make()
                answer: str | Failure = caller(envelope)
            except Failure as why:
                answer = why
            except Exception as fault:  # whatever a thread dies of, its mail must not be forgotten
                answer = Uncertain(f"Handing it to the provider failed: {type(fault).__name__}.", code="fault")
            self._heard(self, about, answer)
        if caller is not None:
            caller.close()


class Lines:
    """See ports.Lines. `make` gives a caller; it is called in other threads, and may raise Disconnected."""

    opening = 0  # a line is there at once; whether the provider answers, its first mail finds out

    def __init__(self, make: Callable[[], Caller]) -> None:
        self.open: list[Line] = []
        self._make = make
        self._news: list[Event] = []
        self._ring: Callable[[], None] | None = None
        self._heard: queue.SimpleQueue[tuple[Line, object, str | Failure]] = queue.SimpleQueue()

    def want(self, number: int) -> None:
        while len(self.open) < number:
            line = Line(self._make, lambda *what: self._heard.put(what))
            self.open.append(line)
            self._news.append(Opened(line))

    def wait(self, seconds: float) -> list[Event]:
        news, self._news = self._news, []
        if self._ring is not None:  # what threads say cannot be waited for beside a file
            seconds = min(seconds, MOMENT)
            self._ring()
        with suppress(queue.Empty):
            heard = self._heard.get(timeout=0.0001 if news else max(0.0001, seconds))
            while True:
                if heard[0] in self.open:
                    news += self._answered(*heard)
                heard = self._heard.get_nowait()
        return news

    def _answered(self, line: Line, about: object, answer: str | Failure) -> list[Event]:
        line.flying = ()
        told = Told(line, about, answer)
        if isinstance(answer, Disconnected):
            return [told, *self._drop(line, answer)]
        if isinstance(answer, Uncertain):
            return [told, *self._drop(line, Disconnected(answer.why, code=answer.code, reason="unreachable"))]
        line.proved = True
        return [told]

    def _drop(self, line: Line, why: Disconnected) -> list[Event]:
        self.open.remove(line)
        doubted = [Told(line, about, Uncertain(HUNG_UP, code="no answer")) for about in line.flying]
        return [*doubted, Lost(line, line.end(), why)]

    def watch(self, number: int | None, ring: Callable[[], None]) -> None:
        self._ring = None if number is None else ring

    def hang_up(self, why: str) -> list[Event]:
        gone = Disconnected(why, code="no connection", reason="unreachable")
        return [event for line in [*self.open] for event in self._drop(line, gone)]

    def close(self) -> None:
        self.hang_up("")
