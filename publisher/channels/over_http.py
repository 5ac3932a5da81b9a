"""What every network over HTTP has in common: whether a request left, what was answered, and what time it is there."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Protocol

import httpx2

HALVES: Final = re.compile(r"\\u[dD][89a-fA-F]")  # of a pair of surrogates; a whole pair is fine
LONG_AGO: Final = datetime.fromtimestamp(0, UTC)


class Reply(Protocol):
    """An answer of httpx2, or of requests."""

    @property
    def content(self) -> Any: ...


def never_left(error: httpx2.HTTPError) -> bool:
    """Whether the request failed before anything of it was sent."""
    early = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
    return isinstance(error, early)


def json_of(reply: Reply) -> Any:
    """The JSON of an answer. ValueError for whatever is none, or has numbers that are none, or no end of brackets."""
    return read(reply.content.decode("utf-8-sig", "replace"))


def read(words: str) -> Any:
    """The same of text. Half a pair of surrogates, which could be neither sent nor kept, becomes a question mark."""
    try:
        said = json.loads(words, parse_constant=_number, parse_float=_number)
        if HALVES.search(words):
            said = json.loads(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))
        return said
    except RecursionError:
        raise ValueError("It is nested too deeply.") from None


def _number(written: str) -> float:
    if not math.isfinite(number := float(written)):
        raise ValueError("It has a number that is none.")
    return number


def address(said: object) -> str:
    """What people can open in a browser; empty if it is anything else."""
    return said if isinstance(said, str) and said.startswith(("https://", "http://")) else ""


def clock_of(reply: httpx2.Response) -> datetime:
    """The time by the server's own clock; long ago if it does not say."""
    return moment(reply.headers.get("date", ""))


def moment(date: str) -> datetime:
    """The time that a Date header names; long ago if it names none."""
    try:
        return parsedate_to_datetime(date).astimezone(UTC)
    except (ValueError, OverflowError):
        return LONG_AGO
