"""Reach a relay, greet it, encrypt, sign in: smtplib, bounded in time. What comes out is a bare connection."""

from __future__ import annotations

import base64
import contextlib
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, NoReturn
from urllib.parse import parse_qs, unquote, urlsplit

from ...ports import Disconnected
from ...replies import Stage
from .answers import failure

STEP: Final = 30.0  # seconds for one reply
CONNECT: Final = 10.0
LOOPBACK: Final = ("localhost", "127.", "::1")
ADDRESS: Final = re.compile(r"[^\s<>\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,320}")


@dataclass(frozen=True, slots=True)
class Signed:
    """A connection on which MAIL may be said; what the server offers, in lower case; what it said too early."""

    sock: socket.socket
    offers: Collection[str]
    early: bytes = b""

    def leave(self) -> None:
        """Say QUIT and hang up. Raises nothing."""
        with contextlib.suppress(OSError):
            self.sock.send(b"QUIT\r\n")
        with contextlib.suppress(OSError):
            self.sock.close()


class _Reader:
    """What smtplib reads lines from: ends at the deadline, however slowly the bytes drip."""

    def __init__(self, sock: socket.socket, line: Caller) -> None:
        self.sock, self.line, self.buffer = sock, line, b""

    def readline(self, limit: int) -> bytes:
        while b"\n" not in self.buffer and len(self.buffer) < limit:
            self.line.hurry()
            more = self.sock.recv(4096)
            if not more:
                break
            self.buffer += more
        end = min(self.buffer.find(b"\n") + 1 or len(self.buffer), limit)
        line, self.buffer = self.buffer[:end], self.buffer[end:]
        return line

    def close(self) -> None:
        """The socket is closed by its owner."""


class Caller(smtplib.SMTP):
    """A connection with a deadline. Never says a host name."""

    deadline = 0.0
    _host = ""  # the name in the certificate; smtplib sets it only if it connects while it is made

    def hurry(self, at_most: float | None = None) -> None:
        """Let the next step take no longer than is left. Raises TimeoutError."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("The mail server is too slow.")
        if self.sock:
            self.sock.settimeout(min(left, at_most or left))

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock:
            self.file = _Reader(self.sock, self)
        return super().getreply()

    def sign_in(self, user: str, password: str) -> None:
        """As smtplib's login, which knows ASCII only; anything else by PLAIN, in UTF-8 (RFC 4616)."""
        if (user + password).isascii():
            self.login(user, password)
            return
        secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        code, words = self.docmd("AUTH", f"PLAIN {secret}")
        if code != 235:
            raise smtplib.SMTPAuthenticationError(code, words)


class SafeCaller(Caller, smtplib.SMTP_SSL):
    """The same, TLS from the first byte."""


class Door:
    """Where a relay is and how to get in. `url` is smtp://user:password@host:port or smtps://…

    `?tls=demand` refuses to go on without encryption.
    Where a password is sent, or TLS is demanded, the certificate must be good. Otherwise TLS is used where it is
    offered, as mail servers do among themselves, whatever the certificate; on loopback it is left out.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.safe = parts.scheme == "smtps"
        self.host = parts.hostname or "127.0.0.1"
        self.port = parts.port or (465 if self.safe else 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.loopback = self.host.startswith(LOOPBACK)
        demanded = parse_qs(parts.query).get("tls") == ["demand"]
        self.demand = demanded or bool(self.user and not self.loopback)

    def enter(self, name: str, seconds: float) -> Signed:
        """A greeted and, if we have a password, authenticated connection; EHLO says `name`. Raises Disconnected."""
        caller = self._caller(name)
        caller.deadline, caller._host = time.monotonic() + seconds, self.host
        try:
            self._enter(caller)
        except BaseException:
            caller.close()
            raise
        sock, file = caller.sock, caller.file
        if sock is None:
            raise _unreachable("The mail server cannot be reached.")
        caller.sock = caller.file = None  # the connection goes on without smtplib
        return Signed(sock, frozenset(caller.esmtp_features), file.buffer if isinstance(file, _Reader) else b"")

    def _caller(self, name: str) -> Caller:
        if self.safe:
            return SafeCaller(local_hostname=name, timeout=CONNECT, context=ssl.create_default_context())
        return Caller(local_hostname=name, timeout=CONNECT)

    def _enter(self, caller: Caller) -> None:
        stage: Stage = "connect"
        try:
            code, words = caller.connect(self.host, self.port)
            if code != 220:
                _turned_away(code, words, stage)
            if caller.sock:
                caller.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stage = "helo"
            self._greet(caller)
            stage = "auth"
            if self.user:
                caller.hurry(STEP)
                caller.sign_in(self.user, self.password)
        except smtplib.SMTPResponseException as error:
            words = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
            _turned_away(error.smtp_code, words, stage)
        except ssl.SSLError as error:
            raise _unreachable("The mail server's certificate or encryption is not good.") from error
        except smtplib.SMTPServerDisconnected as error:
            raise _unreachable("The mail server cannot be reached.") from error
        except (smtplib.SMTPException, ValueError) as error:  # no way to authenticate that both know, or understand
            raise Disconnected("The mail server does not let us sign in.", code="AUTH", reason="credentials") from error
        except OSError as error:  # last: smtplib's exceptions are OSErrors, too
            raise _unreachable("The mail server cannot be reached.") from error

    def _greet(self, caller: Caller) -> None:
        """EHLO, and TLS where it is offered or demanded."""
        caller.hurry(STEP)
        caller.ehlo_or_helo_if_needed()
        if self.safe or (self.loopback and not self.demand):
            return
        if not caller.has_extn("starttls"):
            if self.demand:
                raise _unreachable("The mail server offers no encryption, and we do not go on without.")
            return
        context = ssl.create_default_context()
        if not self.demand:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        caller.hurry(STEP)
        caller.starttls(context=context)
        caller.ehlo()


def _turned_away(code: int, words: bytes, stage: Stage) -> NoReturn:
    why = failure(code, words.decode("utf-8", "replace"), stage)
    raise why if isinstance(why, Disconnected) else Disconnected(why.why, code=why.code, reason="unreachable")


def _unreachable(why: str) -> Disconnected:
    return Disconnected(why, code="no connection", reason="unreachable")
