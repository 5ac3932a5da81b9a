"""What a site asks of programs (robots.txt, RFC 9309), heard before a page of it is read."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from protego import Protego

from ..outside import Guard
from .fetch import AGENT, Unreachable, fetch

LARGEST = 1_000_000  # RFC 9309 §2.5 asks for at least 500 KiB
SECONDS = 5.0
ASKED_NOT_TO = "This site asks programs not to read this page (its robots.txt says so). Open it, and paste the article."
NOT_HEARD = "{why} So it could not be asked whether programs may read this page; open it, and paste the article."


class Robots:
    """The rules of the sites that one reading comes by, each fetched once, and forgotten with the reading."""

    def __init__(self, guard: Guard, *, seconds: float = SECONDS) -> None:
        self.guard = guard
        self.deadline = time.monotonic() + seconds
        self._known: dict[str, Protego | None] = {}

    def ask(self, url: str) -> None:
        """Nothing, if this page may be read. Raises Unreachable with a sentence that says what to do instead."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._known:
            self._known[site] = self._rules(site)
        rules = self._known[site]
        if rules and not rules.can_fetch(url, AGENT):
            raise Unreachable(ASKED_NOT_TO)

    def _rules(self, site: str) -> Protego | None:
        """None where the site has none. What cannot be reached forbids everything (RFC 9309 §2.3.1.4)."""
        try:
            got = fetch(
                f"{site}/robots.txt",
                guard=self.guard,
                limit_bytes=LARGEST,
                seconds=max(self.deadline - time.monotonic(), 0.01),
                answers=(200, *range(400, 500)),
            )
        except Unreachable as why:
            raise Unreachable(NOT_HEARD.format(why=why)) from None
        if got.status != 200:
            return None
        return Protego.parse(got.body.decode("utf-8-sig", "replace"))
