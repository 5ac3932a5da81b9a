"""A mail as bytes: the same input gives the same bytes, seven bits wide, with CRLF.

A newsletter is built once per post and wording; for each reader, three headers and the slots are written and joined.

The stdlib's `email` is not used: it breaks a long List-Unsubscribe into encoded-words (python/cpython#87659), writes
encoded-words into addresses, lets NUL through, and fails on half a surrogate. A test reads ours back with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

from ...ports import Envelope
from .dkim import Key, Signer
from .headers import Unmailable, address, header, literal, mailbox, phrase, token, unstructured
from .parts import Pieces, part

__all__ = ["Newsletter", "Unmailable", "notice"]

LINK: Final = re.compile(r"https?://[!#-+\--;=?-~]+")  # printable ASCII, but for what ends a link in a header: " , < >
LIST_ID: Final = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)+", re.ASCII)
OWN: Final = ("To", "Message-ID", "List-Unsubscribe")  # the headers that each reader has for themselves


class Newsletter:
    """A newsletter for many readers, with what bulk mail must carry (RFC 2369, 2919, 8058; Gmail's Feedback-ID).

    `html` and `text` are pieces with slots; the last piece has none. `list_id` is "weekly.news.example"; `feedback_id`
    has at most four fields and no personal data. Each of `keys` signs. Raises Unmailable, a ValueError that names what
    is wrong.
    """

    def __init__(
        self,
        subject: str,
        *,
        html: Pieces,
        text: Pieces,
        sender_name: str,
        sender_address: str,
        date: datetime,
        list_id: str,
        list_name: str,
        feedback_id: str,
        reply_to: str = "",
        keys: Sequence[Key] = (),
    ) -> None:
        self._sender, self._utf8 = address(sender_address)
        fixed, foreign = _from(subject, sender_name, self._sender, date, reply_to)
        self._utf8 = self._utf8 or foreign
        self._body = _Alternatives(text, html)
        head = [
            *fixed,
            header("List-Id", f"{phrase(list_name)} <{_list_id(list_id)}>".lstrip()),
            literal("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            literal("Feedback-ID", token(feedback_id, "Feedback-ID")),
            literal("Precedence", "bulk"),  # quietens the auto-replies of old
            literal("X-Auto-Response-Suppress", "OOF, AutoReply"),  # and Exchange's
            *self._body.head,
        ]
        self._head = b"".join(head)
        self._signer = Signer(keys, head, OWN, date) if keys else None

    def to(
        self,
        recipient: str,
        *,
        name: str,
        message_id: str,
        unsubscribe_url: str,
        html: Mapping[str, str],
        text: Mapping[str, str],
        return_path: str = "",
    ) -> Envelope:
        """The mail for one reader; `html` and `text` hold the slots' values as they stand there.

        `message_id` with or without angle brackets. Raises Unmailable, a ValueError that names what is wrong with
        this one mail.
        """
        wire, far = address(recipient)
        back, also = address(return_path) if return_path else (self._sender, False)
        own = [
            header("To", mailbox(name, wire)),  # in the order of OWN
            literal("Message-ID", _message_id(message_id)),
            literal("List-Unsubscribe", f"<{_link(unsubscribe_url)}>"),
        ]
        body = self._body.filled(text, html)
        seals = self._signer.signatures(own, body) if self._signer else b""
        whole = b"".join([seals, self._head, *own, b"\r\n", *body])
        return Envelope(sender=back, recipient=wire, message=whole, smtputf8=self._utf8 or far or also, dotless=True)


def notice(
    subject: str,
    *,
    text: str,
    html: str,
    to_name: str = "",
    to_address: str,
    sender_name: str,
    sender_address: str,
    message_id: str,
    date: datetime,
    reply_to: str = "",
    keys: Sequence[Key] = (),
) -> Envelope:
    """Our own mail to a member or a reader: a confirmation, an invitation, a warning (RFC 3834). Raises Unmailable."""
    recipient, far = address(to_address)
    sender, near = address(sender_address)
    fixed, foreign = _from(subject, sender_name, sender, date, reply_to)
    both = _Alternatives([(text, "")], [(html, "")])
    body = both.filled({}, {})
    head = [
        *fixed,
        header("To", mailbox(to_name, recipient)),
        literal("Message-ID", _message_id(message_id)),
        literal("Auto-Submitted", "auto-generated"),
        literal("X-Auto-Response-Suppress", "All"),
        *both.head,
    ]
    seals = Signer(keys, head, (), date).signatures((), body) if keys else b""
    return Envelope(sender, recipient, b"".join([seals, *head, b"\r\n", *body]), far or near or foreign)


def _from(subject: str, sender_name: str, sender: str, date: datetime, reply_to: str) -> tuple[list[bytes], bool]:
    """The headers that are the same for all readers, and whether they need SMTPUTF8."""
    head = [
        header("From", mailbox(sender_name, sender)),
        header("Subject", unstructured(subject)),
        literal("Date", format_datetime(date.astimezone(UTC))),
        literal("MIME-Version", "1.0"),
    ]
    if not reply_to:
        return head, False
    answer, foreign = address(reply_to)
    return [*head, header("Reply-To", answer)], foreign


class _Alternatives:
    """Two parts that say the same: the text first, the HTML last."""

    def __init__(self, text: Pieces, html: Pieces) -> None:
        self._text, self._html = part("plain", text), part("html", html)
        made_of = "\0".join(piece + slot for piece, slot in [*text, *html])
        # "=_" cannot stand in quoted-printable or base64, nor this boundary in a part, whatever is filled in.
        boundary = b"=_" + hashlib.sha256(made_of.encode("utf-8", "surrogatepass")).hexdigest()[:24].encode()
        self.head = [b'Content-Type: multipart/alternative;\r\n boundary="%s"\r\n' % boundary]
        # The line break before a delimiter belongs to it (RFC 2046 section 5.1.1): the text keeps its own.
        self._first = b"".join([b"--%s\r\n" % boundary, *self._text.head, b"\r\n"])
        self._between = b"".join([b"\r\n--%s\r\n" % boundary, *self._html.head, b"\r\n"])
        self._last = b"\r\n--%s--\r\n" % boundary

    def filled(self, text: Mapping[str, str], html: Mapping[str, str]) -> list[bytes]:
        return [self._first, *self._text.filled(text), self._between, *self._html.filled(html), self._last]


def _list_id(given: str) -> str:
    """Looks like a domain and need not be one: its labels may hold an underscore (RFC 2919 section 2)."""
    if not LIST_ID.fullmatch(given):
        raise Unmailable("The list’s short name cannot stand in a mail.")
    return given


def _message_id(given: str) -> str:
    return f"<{token(given.strip('<>'), 'Message-ID')}>"


def _link(url: str) -> str:
    """An http(s) link that can stand between angle brackets, or Unmailable."""
    if not LINK.fullmatch(url):
        raise Unmailable("The unsubscribe link of this mail is not a plain web address.")
    return url
