"""Mail through a relay: one mail at a time, or many over several kept connections."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from ...ports import Disconnected, Envelope, Failure, Lost, Told
from .lines import Lines
from .sign_in import Door, Signed

IN_ALL: Final = 60.0  # seconds for one send, connecting included
SHUNNED: Final = 60.0  # seconds for which the next relay is asked before one that did not take us in


class Relay:
    """A Mailer. `url` as Door says; several, separated by blanks, are asked in turn until one takes us in.

    `domain` is what EHLO says: the sending domain, never a host's name.
    """

    def __init__(self, url: str, domain: str = "") -> None:
        self.doors = [Door(one) for one in url.split()]
        self.domain = domain
        self._closed_at: dict[Door, float] = {}  # when a door was found closed
        self._one: Lines | None = None

    def send(self, envelope: Envelope) -> str:
        """Hand one mail over; see ports.Mailer. Connects anew, once, if a kept connection was closed meanwhile."""
        self.domain = self.domain or envelope.sender.rpartition("@")[2]
        ends = time.monotonic() + IN_ALL
        lines = self._one = self._one or self.lines()
        kept, begun = bool(lines.open), False
        lines.want(1)
        while (left := ends - time.monotonic()) > 0:
            for line in lines.open:
                if line.free and not begun:
                    line.begin(envelope, envelope)
                    begun = True
                elif line.wanted:
                    line.go()
            for event in lines.wait(min(left, 1.0)):
                if isinstance(event, Told):
                    return self._said(event)
                if isinstance(event, Lost):
                    if not kept:
                        raise event.why
                    kept = begun = False
                    lines.want(1)
        for event in lines.hang_up("The mail server is too slow."):
            if isinstance(event, Told):
                return self._said(event)
        raise Disconnected("The mail server is too slow.", code="no connection", reason="unreachable")

    def _said(self, event: Told) -> str:
        if isinstance(event.answer, Failure):
            raise event.answer
        return event.answer

    def lines(self) -> Lines:
        return Lines(self._enter)

    def _enter(self) -> Signed:
        """Through the first door that lets us in. Raises what the first one said. May run in several threads."""
        now = time.monotonic()
        first: Disconnected | None = None
        for door in sorted(self.doors, key=lambda door: now - self._closed_at.get(door, -SHUNNED) < SHUNNED):
            try:
                return door.enter(self.domain or "localhost", IN_ALL)
            except Disconnected as why:
                self._closed_at[door] = now
                first = first or why
        raise first or Disconnected("No relay is named.", code="no connection", reason="unreachable")

    def probe(self) -> Mapping[str, Any]:
        """Connect, greet, authenticate, and leave. Raises Disconnected."""
        signed = self._enter()
        signed.leave()
        return {"account": ", ".join(door.host for door in self.doors), "limits": {}, "offers": sorted(signed.offers)}

    def close(self) -> None:
        lines, self._one = self._one, None
        if lines is not None:
            lines.close()
