"""A mailbox that mails come back to, read by IMAP over TLS (RFC 3501, 8314). Nothing in it is changed.

It is opened for reading alone, and mails are peeked at: none is marked, moved or deleted, as others may read it, too.
What was read is known by its UID, which a mail keeps as long as the mailbox has the same UIDVALIDITY.
"""

from __future__ import annotations

import imaplib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple

from ...ports import Disconnected
from .answers import nobodys
from .returned import LARGEST

PORT: Final = 993
ROOM: Final = 10_000  # octets beside a mail in an answer


class Box(NamedTuple):
    host: str
    user: str
    password: str
    folder: str = "INBOX"


class Mark(NamedTuple):
    """The last mail that was read."""

    validity: int = 0
    uid: int = 0


class _Session(imaplib.IMAP4):
    """On a connection that is there and encrypted; of no answer is more taken than a mail may be large."""

    def __init__(self, ready: socket.socket) -> None:
        self._ready = ready
        super().__init__()

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._ready

    def read(self, size: int) -> bytes:
        if size > LARGEST + ROOM:
            raise self.abort("It sends more than was asked for.")
        return super().read(size)


def new_mails(box: Box, since: Mark, connect: Callable[[str, int], socket.socket]) -> Iterator[tuple[Mark, bytes]]:
    """What has come since, oldest first, each with the mark that says that it was read; of a mail its beginning.

    A mailbox that was made anew is read from where it begins. `connect` gives an encrypted connection, with a time-out
    of its own. Raises Disconnected.
    """
    with _told(box.host):
        session = _session(connect(box.host, PORT))
    try:
        with _told(box.host):
            _enter(session, box)
            validity = _number(session.response("UIDVALIDITY")[1])
            last = since.uid if validity == since.validity else 0
            _, found = session.uid("SEARCH", "UID", f"{last + 1}:*")
            numbers = sorted(uid for uid in map(int, (found[0] or b"").split()) if uid > last)  # "*" is always one
        for uid in numbers:
            with _told(box.host):
                _, parts = session.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST}>)")
                raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")  # none: it is gone by now
            yield Mark(validity, uid), raw
        with suppress(imaplib.IMAP4.error, OSError):
            session.logout()
    finally:
        with suppress(OSError):
            session.shutdown()


def _session(ready: socket.socket) -> _Session:
    try:
        return _Session(ready)
    except BaseException:
        ready.close()
        raise


def _enter(session: _Session, box: Box) -> None:
    try:
        if "AUTH=PLAIN" in session.capabilities:
            session.authenticate("PLAIN", lambda _: f"\0{box.user}\0{box.password}".encode())
        else:
            session.login(box.user, box.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as why:
        words = "The mailbox does not take this name and password."
        raise Disconnected(f"{words} It said: {nobodys(str(why))[:200]}", code="login") from None
    folder = box.folder.replace("\\", "\\\\").replace('"', '\\"')
    answer, said = session.select(f'"{folder}"', readonly=True)
    if answer != "OK":
        words = nobodys(b" ".join(filter(None, said)).decode("utf-8", "replace"))[:200]
        raise Disconnected(f"There is no folder “{box.folder}” in the mailbox, or it may not be read. It said: {words}")


def _number(said: list[bytes | None]) -> int:
    return int(said[0] or 0) if said else 0


@contextmanager
def _told(host: str) -> Iterator[None]:
    """Whatever goes wrong on the way or in an answer, as a sentence."""
    try:
        yield
    except Disconnected:
        raise
    except (OSError, imaplib.IMAP4.error, ValueError, LookupError, TypeError, AttributeError) as why:
        words = f"The mailbox at {host} could not be read: {type(why).__name__}."
        raise Disconnected(words, code="no connection", reason="unreachable") from None
