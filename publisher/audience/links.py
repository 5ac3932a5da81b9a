"""The tokens in readers' links: who, which list, for what; and in return paths: which mail of which post.

Made from LINK_KEY alone, kept nowhere, valid for ever.

A token for one purpose says nothing about the token for another: who sees an unsubscribe link (every mail server on
the way) cannot open the preferences. The reader's number is masked, so a link tells nobody how many readers there are.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Literal

from django.conf import settings

from .keyed import keyed

Purpose = Literal["u", "p", "c", "b"]  # unsubscribe, preferences, confirm, bounce

_NUMBER, _LIST, _SEAL = 6, 3, 15  # bytes; together 24, which base64 writes in 32 characters without padding
_POST, _SEQUENCE, _SHORT = 5, 4, 11  # bytes; together 20, which base32 writes in 32 characters without padding


def reader_token(number: int, list_id: int, *, purpose: Purpose) -> str:
    """32 characters of [A-Za-z0-9_-], the same for the same reader, list and purpose at every time.

    `number` is the subscriber's, for "c" the notice's that asks to confirm. Raises OverflowError beyond 2^48 readers.
    """
    plain = number.to_bytes(_NUMBER, "big") + list_id.to_bytes(_LIST, "big")
    return base64.urlsafe_b64encode(_sealed(purpose, plain, _SEAL)).decode()


def read_token(token: str, purpose: Purpose) -> tuple[int, int] | None:
    """The number and the list's id, or None for anything that we did not make for this purpose."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    plain = _opened(purpose, raw, _SEAL, _NUMBER + _LIST)
    if plain is None:
        return None
    return int.from_bytes(plain[:_NUMBER], "big"), int.from_bytes(plain[_NUMBER:], "big")


def return_path(post_id: int, sequence: int, bounces: str) -> str:
    """Where a bounce of this one mail comes back to: b@b.news.example as b+…@b.news.example; empty if nowhere.

    In small letters, as servers on the way may fold them. A bounce with such an address is about a mail of ours: nobody
    else can make one. Raises OverflowError beyond 2^40 posts or 2^32 readers.
    """
    if not bounces:
        return ""
    plain = post_id.to_bytes(_POST, "big") + sequence.to_bytes(_SEQUENCE, "big")
    box, _, domain = bounces.rpartition("@")
    return f"{box}+{base64.b32encode(_sealed('b', plain, _SHORT)).decode().lower()}@{domain}"


def read_return_path(address: str) -> tuple[int, int] | None:
    """The post and the mail's number in it, or None for any address that we did not make."""
    try:
        raw = base64.b32decode(address.partition("@")[0].rpartition("+")[2].upper())
    except ValueError:
        return None
    plain = _opened("b", raw, _SHORT, _POST + _SEQUENCE)
    if plain is None:
        return None
    return int.from_bytes(plain[:_POST], "big"), int.from_bytes(plain[_POST:], "big")


def _sealed(purpose: Purpose, plain: bytes, size: int) -> bytes:
    """A seal of so many bytes, and what it seals, masked."""
    key = settings.LINK_KEY
    seal = keyed(key, b"seal " + purpose.encode()).digest(plain)[:size]
    return seal + _mask(key, plain, seal)


def _opened(purpose: Purpose, raw: bytes, size: int, rest: int) -> bytes | None:
    """What we sealed for this purpose, so many bytes behind a seal of that size; None if we did not."""
    if len(raw) != size + rest:
        return None
    plain = _mask(settings.LINK_KEY, raw[size:], raw[:size])
    return plain if hmac.compare_digest(raw, _sealed(purpose, plain, size)) else None


def _mask(key: str, data: bytes, seal: bytes) -> bytes:
    cover = keyed(key, b"mask ").digest(seal)[: len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(cover, "big")).to_bytes(len(data), "big")
