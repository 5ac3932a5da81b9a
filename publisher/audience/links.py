"""The tokens in readers' links: who, which list, for what. Made from LINK_KEY alone, kept nowhere, valid for ever.

A token for one purpose says nothing about the token for another: who sees an unsubscribe link (every mail server on
the way) cannot open the preferences. The reader's number is masked, so a link tells nobody how many readers there are.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Literal

from django.conf import settings

Purpose = Literal["u", "p", "c"]  # unsubscribe, preferences, confirm

_NUMBER, _LIST, _SEAL = 6, 3, 15  # bytes; together 24, which base64 writes in 32 characters without padding


def reader_token(number: int, list_id: int, *, purpose: Purpose) -> str:
    """32 characters of [A-Za-z0-9_-], the same for the same reader, list and purpose at every time.

    `number` is the subscriber's, for "c" the notice's that asks to confirm. Raises OverflowError beyond 2^48 readers.
    """
    plain = number.to_bytes(_NUMBER, "big") + list_id.to_bytes(_LIST, "big")
    seal = _seal(purpose, plain)
    return base64.urlsafe_b64encode(seal + _mask(plain, seal)).decode()


def read_token(token: str, purpose: Purpose) -> tuple[int, int] | None:
    """The number and the list's id, or None for anything that we did not make for this purpose."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(raw) != _SEAL + _NUMBER + _LIST:
        return None
    seal, plain = raw[:_SEAL], _mask(raw[_SEAL:], raw[:_SEAL])
    if not hmac.compare_digest(seal, _seal(purpose, plain)):
        return None
    return int.from_bytes(plain[:_NUMBER], "big"), int.from_bytes(plain[_NUMBER:], "big")


def _seal(purpose: Purpose, plain: bytes) -> bytes:
    return hmac.digest(settings.LINK_KEY.encode(), b"seal " + purpose.encode() + plain, "sha256")[:_SEAL]


def _mask(data: bytes, seal: bytes) -> bytes:
    key = hmac.digest(settings.LINK_KEY.encode(), b"mask " + seal, "sha256")
    return (int.from_bytes(data, "big") ^ int.from_bytes(key[: len(data)], "big")).to_bytes(len(data), "big")
