"""Reading mails that come back: bounces (RFC 3464), complaints (RFC 5965), and the many that keep to no standard.

By the standard library alone, and whatever is in them: they are from strangers. Nothing here decides whether one is
about a mail of ours; the addresses that may say so are found, and whoever has the key looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from itertools import islice
from typing import Final

from ...ports import Heard
from ...replies import bounce
from .answers import nobodys

LARGEST: Final = 1_000_000  # octets that are looked at: the original may hang on it, of which only the head is wanted
PARTS, VALUES, LONG = 50, 20, 5000  # parts, headers of one name, characters of a text
# Where a server writes which address a mail came to; and in what came back, where it would have gone.
ARRIVED: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
CAME_FROM: Final = ("Return-Path", "Original-Mail-From")
OURS: Final = re.compile(r"[a-z0-9_-]{1,30}\+[a-z2-7]{32}@[a-z0-9.-]{1,253}")
CODE: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
COMPLAINTS: Final = {"abuse": "complained", "fraud": "complained", "opt-out": "left", "opt-out-list": "left"}


@dataclass(frozen=True, slots=True)
class Returned:
    """Addresses that may be a return path of ours; what happened to the mail, if anything did; and a sentence.

    `understood` is False for what a person should look at.
    """

    addresses: tuple[str, ...]
    what: Heard | None
    why: str
    understood: bool = True


def read(raw: bytes) -> Returned:
    """Raises nothing, whatever it is."""
    try:
        return _read(message_from_bytes(raw[:LARGEST]))
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as why:
        return Returned((), None, f"It cannot be read as a mail ({type(why).__name__}).", understood=False)


def _read(mail: Message) -> Returned:
    parts = list(islice(mail.walk(), PARTS))
    addresses = tuple(dict.fromkeys(_addresses(mail, parts)))
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            return _complaint(addresses, part)
        if kind == "message/delivery-status":
            return _report(addresses, part)
    if _values(mail, "Auto-Submitted")[:1] == ["auto-replied"] or _values(mail, "X-Autoreply"):
        return Returned(addresses, None, "It is an automatic answer, such as of somebody on holiday.")
    return _free_text(addresses, mail, parts)


def _addresses(mail: Message, parts: list[Message]) -> Iterator[str]:
    for name in ARRIVED:
        yield from _found(_values(mail, name))
    for part in parts:
        kind = part.get_content_type()
        if kind in ("message/rfc822", "message/feedback-report", "text/rfc822-headers"):
            for group in _groups(part):
                for name in CAME_FROM:
                    yield from _found(_values(group, name))


def _found(values: list[str]) -> Iterator[str]:
    for value in values:
        yield from OURS.findall(value.lower())


def _complaint(addresses: tuple[str, ...], part: Message) -> Returned:
    kinds = [value.lower() for group in _groups(part) for value in _values(group, "Feedback-Type")]
    what = next((COMPLAINTS[kind] for kind in kinds if kind in COMPLAINTS), None)
    if what is None:
        return Returned(addresses, None, f"It is a report of another kind: {(kinds or ['?'])[0][:40]}.")
    return Returned(
        addresses, Heard(what), "The reader called it spam." if what == "complained" else "The reader left."
    )


def _report(addresses: tuple[str, ...], part: Message) -> Returned:
    """What the first recipient who did not get it is told to have said; ours go to one each."""
    groups = [group for group in _groups(part) if group["Action"] or group["Status"]]
    for group in groups:
        action = (_values(group, "Action") or [""])[0].lower()
        status = (CODE.findall(" ".join(_values(group, "Status"))) or [""])[0]
        if action in ("failed", "") and not status.startswith("2"):
            diagnosis = " ".join(_values(group, "Diagnostic-Code"))
            return _bounce(addresses, status, diagnosis)
    if groups:
        return Returned(addresses, None, "It says that the mail is late, or has arrived.")
    return Returned(addresses, None, "It is a report that says nothing about a mail.", understood=False)


def _free_text(addresses: tuple[str, ...], mail: Message, parts: list[Message]) -> Returned:
    """A bounce without a report, which half of them are: only one that names a code and comes from a mail server."""
    sender = " ".join(_values(mail, "From") + _values(mail, "Return-Path")).lower()
    if not re.search(r"mailer-daemon|postmaster|<>|mail delivery", sender):
        return Returned(addresses, None, "It is a letter, not a bounce.", understood=False)
    text = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    words = _text(text)[:LONG] if text else ""
    if codes := [code for code in CODE.findall(words) if not code.startswith("2")]:
        line = next(line for line in words.splitlines() if codes[0] in line)
        return _bounce(addresses, codes[0], line)
    return Returned(addresses, None, "It is a bounce that does not say why.", understood=False)


def _bounce(addresses: tuple[str, ...], status: str, diagnosis: str) -> Returned:
    """The receiving server's own code counts more than what the one that reports has made of it."""
    words = nobodys(diagnosis.removeprefix("smtp;").strip())[:500]
    said = [code for code in CODE.findall(diagnosis) if not code.startswith("2") and not code.endswith(".0.0")]
    code = (said or [status or "5.0.0"])[0]
    weight = bounce(code, words) or "soft"
    return Returned(addresses, Heard(weight, code, words), f"It bounced: {code} {words}".strip())


# -- the standard library's mails, whatever is in them ---------------------------------------------------------


def _values(mail: Message, name: str) -> list[str]:
    """The values of a header, each on one line; without comments such as "(final)"."""
    found = mail.get_all(name) or []
    return [" ".join(re.sub(r"\([^()]*\)\s*$", "", str(value)[:LONG]).split()) for value in found[:VALUES]]


def _groups(part: Message) -> list[Message]:
    """The groups of fields of a part that consists of such, or the head of a mail within the mail."""
    inside = part.get_payload()
    if isinstance(inside, list):
        return [one for one in inside[:VALUES] if isinstance(one, Message)]
    return [message_from_string(group) for group in re.split(r"\n\s*\n", _text(part)[:LONG])[:VALUES] if group.strip()]


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return (raw if isinstance(raw, bytes) else b"").decode("utf-8", "replace").replace("\r\n", "\n")
