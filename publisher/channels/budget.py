"""How much a network still takes from us for now, as the heads of its answers say: it is left before it is used up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx2

from .over_http import LONG_AGO, moment, read

SPARED: Final = 20  # a twentieth of each window: for what other workers have under way, and for reading back
# Each has a -limit, a -remaining and a -reset.
WINDOWS: Final = (
    "x-rate-limit",  # docs.x.com/x-api/fundamentals/rate-limits, by call; epoch seconds
    "x-app-limit-24hour", "x-user-limit-24hour",  # X's, as seen by others (plhery/node-twitter-api-v2)
    "x-ratelimit",  # docs.joinmastodon.org/api/rate-limits; an ISO time
    "ratelimit",  # bluesky-social/atproto packages/xrpc-server/src/rate-limiter.ts; epoch seconds
)  # fmt: skip
# developers.facebook.com/docs/graph-api/overview/rate-limiting: percents of an hour that slides.
USAGE: Final = ("call_count", "total_time", "total_cputime")
NEARLY: Final = 95  # per cent
SLIDES: Final = timedelta(minutes=5)  # until it is looked at again, where Meta names no time
LONGEST: Final = timedelta(days=1)


class Budget:
    """What one client heard. `full_for` is how long nothing more should be asked; None if there is room."""

    def __init__(self) -> None:
        self.full_for: timedelta | None = None

    @classmethod
    def of(cls, http: httpx2.Client) -> Budget:
        """One that hears every answer that this client gets."""
        budget, hooks = cls(), http.event_hooks
        http.event_hooks = {**hooks, "response": [*hooks["response"], lambda reply: budget.hear(reply.headers)]}
        return budget

    def hear(self, heads: Mapping[str, str]) -> None:
        waits = [*windows(heads), *usage(heads)]
        if waits:
            longest = min(max(max(waits), timedelta(seconds=1)), LONGEST)
            self.full_for = max(self.full_for or timedelta(0), longest)


def windows(heads: Mapping[str, str]) -> Iterator[timedelta]:
    """How long each window still lasts of which hardly anything is left, by the network's own clock."""
    for name in WINDOWS:
        try:
            limit, left = int(heads[f"{name}-limit"]), int(heads[f"{name}-remaining"])
            if left <= limit // SPARED and (now := moment(heads["date"])) != LONG_AGO:
                yield _moment(heads[f"{name}-reset"]) - now
        except (KeyError, ValueError, TypeError, OverflowError):
            continue


def _moment(said: str) -> datetime:
    return datetime.fromtimestamp(int(said), UTC) if said.isdigit() else datetime.fromisoformat(said)


def usage(heads: Mapping[str, str]) -> Iterator[timedelta]:
    """How long Meta says to wait, where nearly all of an hour's calls or of their time is used."""
    for name in ("x-app-usage", "x-business-use-case-usage"):
        try:
            told = read(heads[name])
            limits = [told] if name == "x-app-usage" else [limit for some in told.values() for limit in some]
            for limit in limits:
                if max(int(limit.get(one, 0)) for one in USAGE) >= NEARLY:
                    minutes = int(limit.get("estimated_time_to_regain_access", 0))
                    yield timedelta(minutes=min(minutes, 24 * 60)) if minutes else SLIDES
        except (KeyError, ValueError, TypeError, AttributeError):
            continue
