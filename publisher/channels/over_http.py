"""What every network over HTTP has in common: whether a request left at all, and what time it is over there."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2


def never_left(error: httpx2.HTTPError) -> bool:
    """Whether the request failed before anything of it was sent."""
    early = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
    return isinstance(error, early)


def clock_of(reply: httpx2.Response) -> datetime:
    """The time by the server's own clock; long ago if it does not say."""
    date = reply.headers.get("date")
    return parsedate_to_datetime(date) if date else datetime.fromtimestamp(0, UTC)
