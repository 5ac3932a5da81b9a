"""Before events of Amazon SES are read: that Amazon sent them, and a topic's question whether we want its messages."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from publisher.channels.mail import sns
from publisher.outside import Guard
from publisher.sources.fetch import fetch

LARGEST, SECONDS = 100_000, 10.0


def check(body: bytes) -> None:
    """Raises ValueError if this is not Amazon's; Unreachable if its certificate cannot be had just now."""
    message = _read(body)
    sns.verify(message, _certificate(sns.certificate_of(message)))


def confirmed(body: bytes) -> bool:
    """Say yes if it is a topic's question; whether it was. Raises Unreachable, or ValueError if it leads elsewhere.

    Anymail would answer with the key of SES, which need not be allowed to; the address in the question is enough.
    """
    message = _read(body)
    if message.get("Type") != "SubscriptionConfirmation":
        return False
    _get(str(message.get("SubscribeURL")))
    return True


def _read(body: bytes) -> dict[str, Any]:
    message = json.loads(body)
    if not isinstance(message, dict):
        raise sns.Forged("It is no message of Amazon SNS.")
    return message


@lru_cache(maxsize=8)  # Amazon changes it now and then, and then its address, too
def _certificate(url: str) -> bytes:
    return _get(url)


def _get(url: str) -> bytes:
    """Also where an address leads on, it must be Amazon's."""
    return fetch(url, guard=Guard(), limit_bytes=LARGEST, seconds=SECONDS, ask=sns.amazons).body
