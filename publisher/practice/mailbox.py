"""The practice mailbox: real SMTP, strict about what a mail must look like, with the five moments of every mail."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import struct
import threading
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from .moments import Moments
from .store import Store

# Each rule beside the page it came from.
RULES: Final[dict[str, Any]] = {
    "size": 32 * 1024 * 1024,  # RFC 1870: announced, and refused beyond
    "line": 998,  # RFC 5322 section 2.1.1, without the CRLF
    "once": ("from", "date", "message-id", "mime-version", "subject", "to"),  # RFC 5322 section 3.6
}
POLL: Final = 0.005  # seconds between looks at a gate


class Hangup(Exception):
    """A fault dropped this connection."""


class Conversation(SMTP):
    """One connection. aiosmtpd stops work when its client hangs up; a real server does what it has read in full."""

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(
            Handler(mailbox), hostname="practice.example", ident="ESMTP", enable_SMTPUTF8=True,
            data_size_limit=RULES["size"], loop=mailbox.loop, timeout=3600,
        )  # fmt: skip
        self.mailbox = mailbox
        self.halving = ""  # the recipient whose final answer is being written

    async def _handle_client(self) -> None:
        self.mailbox.guests.add(self)
        try:
            answer = await self.pause("connected")
            if answer:
                await self.push(answer)
                self._writer.close()
                return
            await super()._handle_client()
        except (Hangup, ConnectionError):
            pass
        finally:
            self.mailbox.guests.discard(self)

    def eof_received(self) -> bool | None:
        self._reader.feed_eof()  # what was sent before hanging up is still read
        return True

    async def push(self, status: str | bytes) -> None:
        what, self.halving = self.halving, ""
        if not what:
            await super().push(status if isinstance(status, bytes) else status.encode())
            return
        line = (status if isinstance(status, bytes) else status.encode()) + b"\r\n"
        self._writer.write(line[: len(line) // 2])
        await self.pause("reply half written", what)
        self._writer.write(line[len(line) // 2 :])
        await self._writer.drain()
        await self.pause("replied", what)

    async def pause(self, moment: str, what: str = "") -> str:
        """Do what a fault wants at this moment; the answer if it wants one. Raises Hangup."""
        met = self.mailbox.moments.meet("smtp", moment, what)
        if met is None:
            return ""
        fault, gate = met
        while not gate.is_set():
            await asyncio.sleep(POLL)
        if fault.action == "stall":
            await asyncio.sleep(fault.seconds or 3600)
        elif fault.action == "drop":
            self.hang_up()
            raise Hangup
        elif fault.action == "status":
            return f"{fault.status} {fault.words or 'Practice fault'}"
        return ""

    def hang_up(self) -> None:
        """Close with RST, as a crashed server does."""
        if self.transport is None:
            return
        plug = self.transport.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


class Handler:
    """aiosmtpd's hooks."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's name
        self, server: Conversation, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if answer := await server.pause("ehlo", hostname):
            return [answer]
        return [*responses[:-1], "250-ENHANCEDSTATUSCODES", "250 PIPELINING"]

    async def handle_HELO(  # noqa: N802 -- aiosmtpd's name
        self, server: Conversation, session: Session, envelope: Envelope, hostname: str
    ) -> str:
        session.host_name = hostname
        return await server.pause("ehlo", hostname) or "250 practice.example"

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, server: Conversation, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await server.pause("mail", address):
            return answer
        envelope.mail_from, envelope.mail_options = address, options
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: Conversation, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await server.pause("rcpt", address):
            return answer
        if not address.isascii() and "SMTPUTF8" not in [o.upper() for o in envelope.mail_options]:
            return "553 5.6.7 This address needs SMTPUTF8"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: Conversation, session: Session, envelope: Envelope
    ) -> str:
        # Apart from the connection: a client that hangs up now does not take back what it has handed over.
        work = asyncio.ensure_future(self._take(server, session.host_name or "", envelope))
        self.mailbox.work.add(work)
        work.add_done_callback(self.mailbox.work.discard)
        answer = await asyncio.shield(work)
        server.halving = envelope.rcpt_tos[0]
        return answer

    async def _take(self, server: Conversation, helo: str, envelope: Envelope) -> str:
        what = envelope.rcpt_tos[0]
        if answer := await server.pause("request read", what):
            return answer
        raw = bytes(envelope.original_content or b"")
        options = [option.upper() for option in envelope.mail_options]
        utf8 = "SMTPUTF8" in options
        if fault := malformed(raw, eight_bit="BODY=8BITMIME" in options or utf8, utf8=utf8):
            return f"550 5.6.0 {fault}"
        kept = 0
        for recipient in envelope.rcpt_tos:
            kept = self.mailbox.store.keep_mail(envelope.mail_from or "", recipient, raw, helo=helo, smtputf8=utf8)
        return await server.pause("stored", what) or f"250 2.0.0 OK kept as {kept}"

    async def handle_exception(self, error: Exception) -> str:
        """The client hung up in the middle, or we did: say nothing more."""
        raise asyncio.CancelledError from error


def malformed(raw: bytes, *, eight_bit: bool, utf8: bool) -> str:
    """What is wrong with a mail's form, in a sentence; empty if nothing is. RFC 5322, 2045, 6532."""
    if re.search(rb"(?<!\r)\n|\r(?!\n)", raw):
        return "A line ends in a bare CR or LF"
    if b"\0" in raw:
        return "There is a NUL"
    head, gap, body = raw.partition(b"\r\n\r\n")
    if not gap:
        return "There is no empty line after the headers"
    if max(map(len, raw.split(b"\r\n"))) > RULES["line"]:
        return "A line is longer than 998 octets"
    if not head.isascii() and not utf8:
        return "A header is not ASCII"
    if not body.isascii() and not eight_bit:
        return "The body has eight bits, and BODY=8BITMIME was not said"
    lines = re.sub(rb"\r\n[ \t]", b" ", head).split(b"\r\n")
    names = []
    for line in lines:
        name, colon, _ = line.partition(b":")
        if not colon or not re.fullmatch(rb"[!-9;-~]+", name):
            return "A header has no name"
        names.append(name.lower())
    for known in RULES["once"]:
        if names.count(known.encode()) > 1:
            return f"There are two headers {known}"
    missing = [known for known in ("from", "date", "message-id") if known.encode() not in names]
    return f"There is no header {missing[0]}" if missing else ""


class Mailbox:
    """The SMTP server in a thread of its own."""

    def __init__(self, port: int, store: Store, moments: Moments) -> None:
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # it would write addresses
        logging.getLogger("mail.log").propagate = False
        self.port, self.store, self.moments = port, store, moments
        self.guests: set[Conversation] = set()
        self.work: set[asyncio.Future[Any]] = set()
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.open(True)
        moments.doors["smtp"] = self.open

    def open(self, wanted: bool) -> None:
        asyncio.run_coroutine_threadsafe(self._open() if wanted else self._shut(), self.loop).result(5)

    async def _open(self) -> None:
        self.server = await self.loop.create_server(
            lambda: Conversation(self), "127.0.0.1", self.port, backlog=512, reuse_address=True
        )
        self.port = self.server.sockets[0].getsockname()[1]

    async def _shut(self) -> None:
        self.server.close()
        for guest in list(self.guests):
            guest.hang_up()
