"""Mail through a relay: one mail at a time, or many over several kept connections."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from ...ports import Disconnected, Envelope, Failure, Lost, Told
from .lines import Lines
from .sign_in import Door, Signed

IN_ALL: Final = 60.0  # seconds for one send, connecting included


class Relay:
    """A Mailer. `url` as Door says; `domain` is what EHLO says: the sending domain, never a host's name."""

    def __init__(self, url: str, domain: str = "") -> None:
        self.door = Door(url)
        self.domain = domain
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
        return self.door.enter(self.domain or "localhost", IN_ALL)

    def probe(self) -> Mapping[str, Any]:
        """Connect, greet, authenticate, and leave. Raises Disconnected."""
        signed = self._enter()
        signed.leave()
        return {"account": self.door.host, "limits": {}, "offers": sorted(signed.offers)}

    def close(self) -> None:
        lines, self._one = self._one, None
        if lines is not None:
            lines.close()
