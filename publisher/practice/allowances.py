"""How much a practice network still takes, if a test or a person says so, and how it tells that in the heads."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final


@dataclass(slots=True)
class Allowance:
    """So many of `limit` requests are `left` `until` a moment; of those that begin with `match`, if it is given."""

    limit: int
    left: int
    until: float
    match: str = ""


def _x(one: Allowance) -> dict[str, str]:  # docs.x.com/x-api/fundamentals/rate-limits
    names = {"limit": one.limit, "remaining": max(one.left, 0), "reset": int(one.until)}
    return {f"x-rate-limit-{name}": str(value) for name, value in names.items()}


def _mastodon(one: Allowance) -> dict[str, str]:  # docs.joinmastodon.org/api/rate-limits
    reset = datetime.fromtimestamp(one.until, UTC).isoformat().replace("+00:00", "Z")
    names = {"Limit": one.limit, "Remaining": max(one.left, 0), "Reset": reset}
    return {f"X-RateLimit-{name}": str(value) for name, value in names.items()}


def _bluesky(one: Allowance) -> dict[str, str]:  # packages/xrpc-server/src/rate-limiter.ts
    names = {"Limit": one.limit, "Remaining": max(one.left, 0), "Reset": int(one.until)}
    return {f"RateLimit-{name}": str(value) for name, value in names.items()}


def _meta(one: Allowance) -> dict[str, str]:  # developers.facebook.com/docs/graph-api/overview/rate-limiting
    used = min(100 * (one.limit - one.left) // one.limit, 100)
    minutes = max(1, round((one.until - time.time()) / 60)) if one.left <= 0 else 0
    limit = {"type": "pages", "call_count": used, "total_cputime": 1, "total_time": 1}
    return {
        "X-App-Usage": json.dumps({"call_count": used, "total_time": 1, "total_cputime": 1}),
        "X-Business-Use-Case-Usage": json.dumps({"4001": [limit | {"estimated_time_to_regain_access": minutes}]}),
    }


HEADS: Final[dict[str, Callable[[Allowance], dict[str, str]]]] = {
    "x": _x, "mastodon": _mastodon, "bluesky": _bluesky, "facebook": _meta, "threads": _meta,
}  # fmt: skip


class Allowances:
    """None at first: then nobody counts."""

    def __init__(self) -> None:
        self.by_place: dict[str, Allowance] = {}
        self.lock = threading.Lock()

    def set(self, wish: Mapping[str, Any]) -> None:
        """Raises ValueError or KeyError."""
        if wish["where"] not in HEADS:
            raise ValueError(f"{wish['where']} does not say how much it takes.")
        until = time.time() + float(wish["seconds"])
        allowance = Allowance(int(wish["limit"]), int(wish["left"]), until, str(wish.get("match", "")))
        with self.lock:
            self.by_place[str(wish["where"])] = allowance

    def spend(self, where: str, what: str) -> tuple[bool, dict[str, str]]:
        """Whether one more is taken, and the heads of its answer."""
        with self.lock:
            one = self.by_place.get(where)
            if one is None or one.until < time.time() or not what.startswith(one.match):
                return True, {}
            one.left -= 1
            return one.left >= 0, HEADS[where](one)
