"""Received mail as plain data: headers decoded, both texts, the raw bytes on request."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from typing import Any

FIELDS = ("id", "at", "sender", "to", "helo", "smtputf8")


def as_json(row: Any, *, raw: bool = False) -> dict[str, Any]:
    """{id, at, sender, to, helo, smtputf8, subject, headers {name: value}, text, html} of a stored mail.

    A header that stands twice has its values joined by a line break. `raw` is one character per byte (latin-1).
    """
    bytes_ = row[6]
    parsed = message_from_bytes(bytes_, policy=policy.SMTP)
    headers: dict[str, str] = {}
    for name, folded in parsed.raw_items():
        value = decoded(folded)
        headers[name] = f"{headers[name]}\n{value}" if name in headers else value
    mail = dict(zip(FIELDS, row[:6], strict=True)) | {"subject": headers.get("Subject", ""), "headers": headers}
    for kind, name in (("plain", "text"), ("html", "html")):
        part = parsed.get_body(preferencelist=(kind,))
        mail[name] = str(part.get_content()).replace("\r\n", "\n") if part else ""
    return mail | ({"raw": bytes_.decode("latin-1")} if raw else {})


def decoded(folded: str) -> str:
    """A header's value for people. Not through the newer policy: it puts a space between the parts of a long name."""
    value = folded.replace("\r\n", "").replace("\n", "")
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeError):
        return value
