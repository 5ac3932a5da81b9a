"""Received mail as plain data: headers decoded, both texts, the raw bytes on request."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import Any

FIELDS = ("id", "at", "sender", "to", "helo", "smtputf8")


def as_json(row: Any, *, raw: bool = False) -> dict[str, Any]:
    """{id, at, sender, to, helo, smtputf8, subject, headers {name: value}, text, html} of a stored mail.

    A header that stands twice has its values joined by a line break. `raw` is one character per byte (latin-1).
    """
    bytes_ = row[6]
    parsed = message_from_bytes(bytes_, policy=policy.SMTP)
    headers: dict[str, str] = {}
    for name, value in parsed.items():
        headers[name] = f"{headers[name]}\n{value}" if name in headers else str(value)
    mail = dict(zip(FIELDS, row[:6], strict=True)) | {"subject": headers.get("Subject", ""), "headers": headers}
    for kind, name in (("plain", "text"), ("html", "html")):
        part = parsed.get_body(preferencelist=(kind,))
        mail[name] = str(part.get_content()).replace("\r\n", "\n") if part else ""
    return mail | ({"raw": bytes_.decode("latin-1")} if raw else {})
