"""Mail through a relay, over one kept connection. smtplib, told who we are and bounded in time."""

from __future__ import annotations

import base64
import contextlib
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from ...ports import Disconnected, Envelope, Refused, Uncertain
from ...replies import Stage
from .answers import failure, nobodys

IN_ALL: Final = 60.0  # seconds for one send, reconnecting included
STEP: Final = 30.0  # seconds for one reply, but for the one after the final dot, which may take what is left
CONNECT: Final = 10.0
LOOPBACK: Final = ("localhost", "127.", "::1")
ADDRESS: Final = re.compile(r"[^\s<>\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]{1,320}")


class _Reader:
    """What smtplib reads lines from: ends at the deadline, however slowly the bytes drip."""

    def __init__(self, sock: socket.socket, line: Line) -> None:
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


class Line(smtplib.SMTP):
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


class SafeLine(Line, smtplib.SMTP_SSL):
    """The same, TLS from the first byte."""


class Relay:
    """A Mailer. `url` is smtp://user:password@host:port or smtps://…; `?tls=demand` refuses to go on without.

    Where a password is sent, or TLS is demanded, the certificate must be good. Otherwise TLS is used where it is
    offered, as mail servers do among themselves, whatever the certificate; on loopback it is left out.
    """

    def __init__(self, url: str, domain: str = "") -> None:
        parts = urlsplit(url)
        self.safe = parts.scheme == "smtps"
        self.host = parts.hostname or "127.0.0.1"
        self.port = parts.port or (465 if self.safe else 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.loopback = self.host.startswith(LOOPBACK)
        demanded = parse_qs(parts.query).get("tls") == ["demand"]
        self.demand = demanded or bool(self.user and not self.loopback)
        self.domain = domain  # what EHLO says: the sending domain
        self.line: Line | None = None

    # -- a Mailer's four ---------------------------------------------------------------------------------------

    def send(self, envelope: Envelope, *, last_look: Callable[[], None] | None = None) -> str:
        """Hand one mail over; see ports.Mailer. Reconnects by itself only while nothing of this mail was accepted."""
        if not (ADDRESS.fullmatch(envelope.recipient) and ADDRESS.fullmatch(envelope.sender)):
            raise Refused("This address cannot be written to.", code="address")
        deadline = time.monotonic() + IN_ALL
        line = self._begun(envelope, deadline)
        self._step(line, "rcpt", f"RCPT TO:<{envelope.recipient}>", 250)
        self._step(line, "data", "DATA", 354)
        if last_look:
            try:
                last_look()
            except BaseException:
                self._drop()  # after 354 there is no other way back: without a final dot nothing was sent
                raise
        body = re.sub(rb"(?m)^\.", b"..", envelope.message)
        try:
            line.hurry()
            self._socket(line).sendall(body if body.endswith(b"\r\n") else body + b"\r\n")
        except OSError as error:  # the final dot has not left: the server throws the rest away (RFC 5321 4.1.1.4)
            raise self._lost("The connection to the mail server broke before the mail was whole.") from error
        return self._dot(line)

    def probe(self) -> Mapping[str, Any]:
        """Connect, greet, authenticate, and leave. Raises Disconnected."""
        self.close()
        line = self._connected(time.monotonic() + IN_ALL)
        offers = sorted(line.esmtp_features)
        self.close()
        return {"account": self.host, "limits": {}, "offers": offers}

    def close(self) -> None:
        line, self.line = self.line, None
        if line is None:
            return
        with contextlib.suppress(OSError, smtplib.SMTPException):
            line.deadline = time.monotonic() + 2
            line.hurry()
            line.quit()
        line.close()

    # -- steps -------------------------------------------------------------------------------------------------

    def _begun(self, envelope: Envelope, deadline: float) -> Line:
        """A connection on which MAIL was accepted. A kept one may have been closed meanwhile: once, a fresh one."""
        self.domain = self.domain or envelope.sender.rpartition("@")[2]
        for kept in (self.line, None):
            line = kept or self._connected(deadline)
            line.deadline = deadline
            options = ""
            if envelope.smtputf8:
                if not line.has_extn("smtputf8"):
                    raise Refused("The mail server does not take addresses outside ASCII.", code="SMTPUTF8")
                line.command_encoding = "utf-8"
                options = " SMTPUTF8"
            try:
                line.hurry(STEP)
                code, words = line.docmd("MAIL", f"FROM:<{envelope.sender}>{options}")
            except (OSError, smtplib.SMTPException) as error:
                broken = self._lost("The connection to the mail server broke.")
                if kept is None:
                    raise broken from error
                continue
            if code == 421 and kept is not None:
                self._drop()
                continue
            if code != 250:
                self._turn_back(line, code, words, "mail")
            return line
        raise self._lost("The mail server lets nobody stay.")

    def _step(self, line: Line, stage: Stage, command: str, good: int) -> None:
        """One command before the final dot: nothing has happened if it fails."""
        try:
            line.hurry(STEP)
            code, words = line.docmd(command)
        except (OSError, smtplib.SMTPException) as error:
            raise self._lost("The connection to the mail server broke.") from error
        if code != good and not (stage == "rcpt" and code == 251):  # 251: will forward
            self._turn_back(line, code, words, stage)

    def _dot(self, line: Line) -> str:
        """The final dot. From here on, silence means that we do not know."""
        try:
            line.hurry()
            self._socket(line).sendall(b".\r\n")
            code, words = line.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            why = "The connection broke after the mail was handed over; it may have been taken."
            raise Uncertain(why, code="no answer") from error
        if code == 250:
            return f"{code} {nobodys(words.decode('utf-8', 'replace'))}"
        self._turn_back(line, code, words, "dot")
        raise AssertionError  # _turn_back raises

    def _turn_back(self, line: Line, code: int, words: bytes, stage: Stage) -> None:
        """Make the connection ready for the next mail, or let it go; then raise what the reply means."""
        why = failure(code, words.decode("utf-8", "replace"), stage)
        if isinstance(why, (Disconnected, Uncertain)) or code < 400:
            self._drop()
        else:
            try:
                line.hurry(STEP)
                line.rset()
            except (OSError, smtplib.SMTPException):
                self._drop()
        raise why

    def _connected(self, deadline: float) -> Line:
        """A greeted and, if we have a password, authenticated connection. Raises Disconnected."""
        name = self.domain or "localhost"
        if self.safe:
            line: Line = SafeLine(local_hostname=name, timeout=CONNECT, context=ssl.create_default_context())
        else:
            line = Line(local_hostname=name, timeout=CONNECT)
        line.deadline, line._host, self.line = deadline, self.host, line
        stage: Stage = "connect"
        try:
            code, words = line.connect(self.host, self.port)
            if code != 220:
                self._turn_back(line, code, words, stage)
            self._socket(line).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stage = "helo"
            self._greet(line)
            stage = "auth"
            if self.user:
                line.hurry(STEP)
                line.sign_in(self.user, self.password)
        except smtplib.SMTPResponseException as error:
            words = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
            self._turn_back(line, error.smtp_code, words, stage)
        except ssl.SSLError as error:
            raise self._lost("The mail server's certificate or encryption is not good.") from error
        except smtplib.SMTPServerDisconnected as error:
            raise self._lost("The mail server cannot be reached.") from error
        except (smtplib.SMTPException, UnicodeError) as error:  # no way to authenticate that both know
            self._drop()
            raise Disconnected("The mail server does not let us sign in.", code="AUTH", reason="credentials") from error
        except OSError as error:  # last: smtplib's exceptions are OSErrors, too
            raise self._lost("The mail server cannot be reached.") from error
        return line

    def _greet(self, line: Line) -> None:
        """EHLO, and TLS where it is offered or demanded."""
        line.hurry(STEP)
        line.ehlo_or_helo_if_needed()
        if self.safe or (self.loopback and not self.demand):
            return
        if not line.has_extn("starttls"):
            if self.demand:
                raise self._lost("The mail server offers no encryption, and we do not go on without.")
            return
        context = ssl.create_default_context()
        if not self.demand:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        line.hurry(STEP)
        line.starttls(context=context)
        line.ehlo()

    def _socket(self, line: Line) -> socket.socket:
        if line.sock is None:
            raise ConnectionError("The connection is closed.")
        return line.sock

    def _drop(self) -> None:
        line, self.line = self.line, None
        if line is not None:
            line.close()

    def _lost(self, why: str) -> Disconnected:
        self._drop()
        return Disconnected(why, code="no connection", reason="unreachable")
