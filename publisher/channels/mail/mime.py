"""One reader's mail as bytes: the same input gives the same bytes, seven bits wide, with CRLF.

The stdlib's `email` is not used: it breaks a long List-Unsubscribe into encoded-words (python/cpython#87659), writes
encoded-words into addresses, lets NUL through, and fails on half a surrogate. A test reads ours back with it.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final
from urllib.parse import urlsplit

from ...ports import Envelope
from .headers import Unmailable, address, ascii_domain, header, literal, mailbox, phrase, plain, token, unstructured

__all__ = ["Unmailable", "message", "notice"]

NOT_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

CONTROLS: Final = bytes({*range(32), 127} - {9, 10})
ESCAPED: Final = bytes([*range(128, 256), ord("=")])  # three octets each in quoted-printable


def message(
    subject: str,
    *,
    html: str,
    text: str,
    to_name: str,
    to_address: str,
    sender_name: str,
    sender_address: str,
    message_id: str,
    date: datetime,
    list_id: str,
    list_name: str,
    unsubscribe_url: str,
    feedback_id: str,
    reply_to: str = "",
    return_path: str = "",
) -> Envelope:
    """A newsletter for one reader, with what bulk mail must carry (RFC 2369, 2919, 8058; Gmail's Feedback-ID).

    `message_id` with or without angle brackets; `list_id` is "weekly.news.example"; `feedback_id` has at most four
    fields and no personal data. Raises Unmailable, a ValueError that names what is wrong with this one mail.
    """
    head, envelope = _common(
        subject, to_name, to_address, sender_name, sender_address, message_id, date, reply_to, return_path
    )
    head += [
        header("List-Id", f"{phrase(list_name)} <{ascii_domain(list_id)}>".lstrip()),
        literal("List-Unsubscribe", f"<{_link(unsubscribe_url)}>"),
        literal("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        literal("Feedback-ID", token(feedback_id, "Feedback-ID")),
        literal("Precedence", "bulk"),  # quietens the auto-replies of old
        literal("X-Auto-Response-Suppress", "OOF, AutoReply"),  # and Exchange's
    ]
    return _whole(head, envelope, message_id, text, html)


def notice(
    subject: str,
    *,
    text: str,
    html: str = "",
    to_name: str = "",
    to_address: str,
    sender_name: str,
    sender_address: str,
    message_id: str,
    date: datetime,
    reply_to: str = "",
    return_path: str = "",
) -> Envelope:
    """Our own mail to a member or a reader: a confirmation, an invitation, a warning (RFC 3834). Raises Unmailable."""
    head, envelope = _common(
        subject, to_name, to_address, sender_name, sender_address, message_id, date, reply_to, return_path
    )
    head += [literal("Auto-Submitted", "auto-generated"), literal("X-Auto-Response-Suppress", "All")]
    return _whole(head, envelope, message_id, text, html)


def _common(
    subject: str, to_name: str, to_address: str, sender_name: str, sender_address: str, message_id: str,
    date: datetime, reply_to: str, return_path: str,
) -> tuple[list[bytes], Envelope]:  # fmt: skip
    """The headers that every mail has, and the envelope, still without its message."""
    to, far = address(to_address)
    sender, near = address(sender_address)
    back, also = address(return_path or sender_address)
    head = [
        header("From", mailbox(sender_name, sender)),
        header("To", mailbox(to_name, to)),
        header("Subject", unstructured(subject)),
        literal("Date", format_datetime(date.astimezone(UTC))),
        literal("Message-ID", f"<{token(message_id.strip('<>'), 'Message-ID')}>"),
        literal("MIME-Version", "1.0"),
    ]
    utf8 = far or near or also
    if reply_to:
        answer, foreign = address(reply_to)
        head.insert(2, header("Reply-To", answer))
        utf8 = utf8 or foreign
    return head, Envelope(sender=back, recipient=to, message=b"", smtputf8=utf8)


def _whole(head: list[bytes], envelope: Envelope, message_id: str, text: str, html: str) -> Envelope:
    parts = [_part("plain", text)] + ([_part("html", html)] if html else [])
    if len(parts) == 1:
        body = parts[0]
    else:
        # "=_" cannot stand in quoted-printable or base64, so the boundary cannot stand in a part.
        boundary = "=_" + hashlib.sha256(message_id.encode()).hexdigest()[:24]
        line = f"--{boundary}".encode()
        kind = f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'.encode()
        # The line break before a delimiter belongs to it (RFC 2046 section 5.1.1): the text keeps its own.
        body = kind + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"
    return Envelope(envelope.sender, envelope.recipient, b"".join(head) + body, envelope.smtputf8)


def _part(kind: str, text: str) -> bytes:
    """A text part in whichever is smaller: quoted-printable (Latin scripts) or base64 (most others)."""
    data = _clean(text)
    quoted = len(data) + 2 * (len(data) - len(data.translate(None, ESCAPED)))  # but for soft line breaks
    packed = (len(data) + 2) // 3 * 4
    if quoted + quoted // 75 * 3 <= packed + packed // 76 * 2:
        way, body = b"quoted-printable", binascii.b2a_qp(data, quotetabs=False, istext=True)
    else:
        line = binascii.b2a_base64(data, newline=False)
        way, body = b"base64", b"".join(line[at : at + 76] + b"\r\n" for at in range(0, len(line), 76))
    head = b"Content-Type: text/" + kind.encode() + b'; charset="utf-8"\r\nContent-Transfer-Encoding: ' + way
    return head + b"\r\n\r\n" + body


def _clean(text: str) -> bytes:
    """UTF-8 with CRLF, ending in one; what is no text (NUL, half a surrogate) is replaced by U+FFFD."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.endswith("\n"):
        text += "\n"
    try:
        data = text.encode()
        suspect = len(data.translate(None, CONTROLS)) < len(data) or b"\xef\xbf" in data
    except UnicodeEncodeError:
        suspect = True
    if suspect:  # rare, and the search costs more than all the rest
        data = NOT_TEXT.sub("\ufffd", text).encode()
    return data.replace(b"\n", b"\r\n")


def _link(url: str) -> str:
    """An http(s) link that can stand between angle brackets, or Unmailable."""
    token(url, "unsubscribe link")
    if urlsplit(url).scheme not in ("http", "https") or re.search(r"[<>,\"]", url) or plain(url) != url:
        raise Unmailable("The unsubscribe link of this mail is not a plain web address.")
    return url
