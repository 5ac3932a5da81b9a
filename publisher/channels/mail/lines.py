"""Several kept connections to one relay, served by one thread, with as many mails on the way as their owner lets.

What is begun and let go between two waits leaves in one write: a body, its dot and the next envelope.
"""

from __future__ import annotations

import contextlib
import queue
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Final

from ...ports import Disconnected, Envelope, Event, Failure, Lost, Opened, Refused, Told, Uncertain
from .answers import failure, nobodys
from .protocol import Answered, Dialogue, Mail
from .sign_in import ADDRESS, Signed

STEP: Final = 30.0  # seconds for one reply
DOT: Final = 100.0  # seconds for the one after a body: a busy server scans it first
PART: Final = 1 << 13
MOMENT: Final = 0.1  # seconds between looks at who is late
RECORD: Final = 1 << 14  # octets of one record of TLS; of more, OpenSSL does not say how much has left
# A server that answers a group in two pieces may wait for our acknowledgement of the first (Nagle), and we, having
# nothing to say, for 40 ms before giving it. Linux forgets this option, so it is set anew while more is to come.
QUICK_ACK: Final = getattr(socket, "TCP_QUICKACK", None)


class Line:
    """A connection, and the mail that is begun on it. See ports.Line."""

    def __init__(self, signed: Signed) -> None:
        self.sock = signed.sock
        self.sock.setblocking(False)
        self.at_once = RECORD if isinstance(self.sock, ssl.SSLSocket) else None
        self.offers = signed.offers
        self.dialogue = Dialogue(signed.offers)
        self.events: list[Event] = []
        self.proved = False
        self.wanted = False
        self.due = False  # something was begun, let go or forgotten, and is to be written
        self.unwritten = memoryview(b"")
        self.moved = time.monotonic()
        self._begun: tuple[Mail, Envelope] | None = None
        self._about: dict[int, object] = {}  # by the mail's id(), while its fate is not known
        self.heard(signed.early)

    # -- for its owner ----------------------------------------------------------------------------------------

    @property
    def free(self) -> bool:
        """Whether a mail can be begun: none is, and the connection is good."""
        return self._begun is None and not self.dialogue.closing

    def begin(self, envelope: Envelope, about: object) -> None:
        if not (ADDRESS.fullmatch(envelope.recipient) and ADDRESS.fullmatch(envelope.sender)):
            why = Refused("This address cannot be written to.", code="address")
            self.events.append(Told(self, about, why))
            return
        if envelope.smtputf8 and "smtputf8" not in self.offers:
            why = Refused("The mail server does not take addresses outside ASCII.", code="SMTPUTF8")
            self.events.append(Told(self, about, why))
            return
        if not self.dialogue.waiting:
            self.moved = time.monotonic()
        mail, events = self.dialogue.begin(envelope.sender, envelope.recipient, utf8=envelope.smtputf8)
        self._begun = mail, envelope
        self._about[id(mail)] = about
        self.wanted = bool(events)
        self.due = True

    def go(self) -> None:
        if self._begun is None or not self.wanted:
            raise ValueError("The server does not want a body.")
        mail, envelope = self._begun
        self._begun, self.wanted = None, False
        self.dialogue.body(mail, envelope.message, dotless=envelope.dotless)
        self.due = True
        self.moved = time.monotonic()

    def forget(self) -> None:
        if self._begun is None:
            return
        mail, _ = self._begun
        self._begun, self.wanted = None, False
        self._about.pop(id(mail))
        self.proved = self.due = True
        if not self.dialogue.forget(mail):
            self.dialogue.closing = True
            self.dialogue.mails.remove(mail)

    # -- bytes ------------------------------------------------------------------------------------------------

    def write(self) -> bool:
        """Write what there is to write, as far as the socket takes it. Whether some is left. Raises OSError."""
        self.due = False
        while True:
            if not self.unwritten:
                self.unwritten = memoryview(self.dialogue.outgoing())
            if not self.unwritten:
                return False
            try:
                taken = self.sock.send(self.unwritten[: self.at_once])
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                return True
            self.unwritten = self.unwritten[taken:]
            self.moved = time.monotonic()

    def read(self) -> None:
        """Read what there is to read. Raises OSError if the connection is gone."""
        while True:
            try:
                data = self.sock.recv(PART)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            if not data:
                raise ConnectionError("The server hung up.")
            self.moved = time.monotonic()
            self.heard(data)
            if QUICK_ACK is not None and self.dialogue.waiting:
                self.sock.setsockopt(socket.IPPROTO_TCP, QUICK_ACK, 1)
            if self.dialogue.closing or (len(data) < PART and not isinstance(self.sock, ssl.SSLSocket)):
                return

    def heard(self, data: bytes) -> None:
        for event in self.dialogue.feed(data):
            if isinstance(event, Answered):
                self._answered(event)
            elif self._begun and self._begun[0] is event.mail:
                self.wanted = True

    def _answered(self, event: Answered) -> None:
        if self._begun and self._begun[0] is event.mail:
            self._begun, self.wanted = None, False
        if event.code == 421 and event.stage == "mail" and self.proved:
            return  # it has had enough of this connection, not of us: the mail stays unsent
        about = self._about.pop(id(event.mail))
        if event.stage == "dot" and (event.mail.end or 0) > self.dialogue.written - len(self.unwritten):
            # Answered in mid-body, and who knows whether the rest would be taken for commands.
            self.dialogue.closing = True
            if event.code == 250:
                words = "The mail server said yes before it had the whole mail; it may have been taken."
                self.events.append(Told(self, about, Uncertain(words, code="early")))
                return
        if event.stage == "dot" and event.code == 250:
            self.proved = True
            self.events.append(Told(self, about, f"250 {nobodys(event.words)}"))
            return
        why: Failure = failure(event.code, event.words, event.stage)
        if isinstance(why, (Disconnected, Uncertain)) and event.code != 454:
            self.dialogue.closing = True
        else:  # also 454: it has listened to a mail, and wants us slower; the connection is as good as before
            self.proved = True
        self.events.append(Told(self, about, why))

    @property
    def late(self) -> bool:
        waiting = self.dialogue.waiting
        return bool(waiting or self.unwritten) and time.monotonic() - self.moved > (DOT if waiting == "dot" else STEP)

    def end(self, why: str) -> list[Event]:
        """Let go of the connection; what becomes of the mails that are on it."""
        written = self.dialogue.written - len(self.unwritten)
        doubted = self.dialogue.hung_up(written)
        if self.dialogue.at_rest and not self.unwritten:
            Signed(self.sock, ()).leave()
        else:
            self.sock.close()
        words = "The connection broke after the mail was handed over; it may have been taken."
        told: list[Event] = [
            Told(self, self._about.pop(id(mail)), Uncertain(words, code="no answer")) for mail in doubted
        ]
        unsent = tuple(self._about.values())
        return [*self.events, *told, Lost(self, unsent, Disconnected(why, code="no connection", reason="unreachable"))]


class Lines:
    """See ports.Lines. `sign_in` gives a greeted connection or raises Disconnected; it is called in other threads."""

    def __init__(self, sign_in: Callable[[], Signed]) -> None:
        self.open: list[Line] = []
        self.opening = 0
        self._sign_in = sign_in
        self._made: queue.SimpleQueue[Signed | Disconnected] = queue.SimpleQueue()
        self._selector = selectors.DefaultSelector()
        self._bell, self._ringer = socket.socketpair()
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._watched: int | None = None
        self._looked = 0.0
        self._writing: set[Line] = set()
        self._lock, self._closed = threading.Lock(), False

    def want(self, number: int) -> None:
        while len(self.open) + self.opening < number:
            self.opening += 1
            threading.Thread(target=self._dial, name="connecting", daemon=True).start()

    def _dial(self) -> None:
        try:
            made: Signed | Disconnected = self._sign_in()
        except Disconnected as why:
            made = why
        except Exception as fault:  # whatever a thread dies of, somebody waits for what it makes
            made = Disconnected(f"Connecting failed: {type(fault).__name__}.", code="fault", reason="unreachable")
        with self._lock:
            if not self._closed:
                self._made.put(made)
                with contextlib.suppress(OSError):
                    self._ringer.send(b".")
            elif isinstance(made, Signed):
                made.leave()

    def watch(self, number: int | None, ring: Callable[[], None]) -> None:
        if number == self._watched:
            return
        if self._watched is not None:
            self._selector.unregister(self._watched)
        if number is not None:
            self._selector.register(number, selectors.EVENT_READ, ring)
        self._watched = number

    def wait(self, seconds: float) -> list[Event]:
        events: list[Event] = []
        now = time.monotonic()
        look = now - self._looked >= MOMENT
        if look:
            self._looked = now
        for line in [*self.open]:
            if look or line.due or line.events:
                events += self._moved(line, read=False)
        for key, mask in self._selector.select(0 if events else max(0.0, seconds)):
            if isinstance(key.data, Line):
                events += self._moved(key.data, read=bool(mask & selectors.EVENT_READ))
            elif key.data is None:
                self._bell.recv(PART)
                events += self._opened()
            else:
                key.data()
        return events

    def _moved(self, line: Line, *, read: bool) -> list[Event]:
        try:
            if read or line.late:  # what came while we slept is not late
                line.read()
            left = line.write()
        except OSError:
            return self._drop(line, "The connection to the mail server broke.")
        if line.dialogue.closing:
            return self._drop(line, "The mail server closed the connection.")
        if line.late:
            return self._drop(line, "The mail server is too slow.")
        if left != (line in self._writing):
            (self._writing.add if left else self._writing.discard)(line)
            both = selectors.EVENT_READ | (selectors.EVENT_WRITE if left else 0)
            self._selector.modify(line.sock, both, line)
        events, line.events = line.events, []
        return events

    def _opened(self) -> list[Event]:
        events: list[Event] = []
        while not self._made.empty():
            made = self._made.get()
            self.opening -= 1
            if isinstance(made, Disconnected):
                events.append(Lost(None, (), made))
                continue
            line = Line(made)
            self._selector.register(line.sock, selectors.EVENT_READ, line)
            self.open.append(line)
            events.append(Opened(line))
        return events

    def _drop(self, line: Line, why: str) -> list[Event]:
        self._selector.unregister(line.sock)
        self.open.remove(line)
        self._writing.discard(line)
        return line.end(why)

    def hang_up(self, why: str) -> list[Event]:
        """Let go of every connection, whatever is on it; what becomes of the mails."""
        return [event for line in [*self.open] for event in self._drop(line, why)]

    def close(self) -> None:
        with self._lock:
            self._closed = True
        self._opened()
        self.hang_up("")
        self._selector.close()
        self._bell.close()
        self._ringer.close()
