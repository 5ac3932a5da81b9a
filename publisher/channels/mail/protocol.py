"""SMTP's client side as bytes in, bytes out: which reply belongs to which mail, wherever the bytes are cut.

RFC 5321; PIPELINING is RFC 2920, CHUNKING is RFC 3030. No socket and no clock: whoever owns those writes what
`outgoing` gives, feeds what it read, and learns what happened. A server that offers neither is asked one by one.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

from ...replies import Stage

LONGEST: Final = 4096  # octets of one line of a reply; RFC 5321 4.5.3.1.5 allows 512
MOST: Final = 1000  # lines of one reply
LINE: Final = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?", re.DOTALL)


@dataclass(slots=True, eq=False)
class Mail:
    """One mail on its way; its owner keeps it to know the events by."""

    recipient: str
    end: int | None = None  # with this many octets of the connection written, all of it has left
    known: bool = False  # its fate was told; what is still answered about it says nothing new


class Wanted(NamedTuple):
    """The server waits for the body of this mail, or takes it together with its envelope."""

    mail: Mail


class Answered(NamedTuple):
    """What the server said of this mail: 250 at the stage "dot" is yes, anything else why not."""

    mail: Mail
    stage: Stage
    code: int
    words: str


Event = Wanted | Answered


class Dialogue:
    """One greeted connection. Mails are begun in order; the body of one is given before the next is begun."""

    def __init__(self, offers: Collection[str]) -> None:
        self.pipelining = "pipelining" in offers
        self.chunking = self.pipelining and "chunking" in offers
        self.closing = False  # the server has said goodbye, or what no SMTP server says
        self.written = 0  # octets given by `outgoing` so far
        self.mails: list[Mail] = []  # whose fate is not known
        self._todo: deque[tuple[str, Mail | None, tuple[bytes, ...]]] = deque()
        self._asked: deque[tuple[str, Mail | None]] = deque()
        self._unclean = False  # the server may hold an envelope that would mix with the next
        self._body_due = False  # after 354: whatever is written now is taken for a body
        self._buffer = b""
        self._lines: list[bytes] = []

    def begin(self, sender: str, recipient: str, *, utf8: bool = False) -> tuple[Mail, list[Event]]:
        """Announce a mail. The addresses are known to hold no control character, space or angle bracket."""
        mail = Mail(recipient)
        self.mails.append(mail)
        options = " SMTPUTF8" if utf8 else ""
        self._todo.append(("mail", mail, (f"MAIL FROM:<{sender}>{options}\r\n".encode(),)))
        self._todo.append(("rcpt", mail, (f"RCPT TO:<{recipient}>\r\n".encode(),)))
        if self.chunking:
            return mail, [Wanted(mail)]
        self._todo.append(("data", mail, (b"DATA\r\n",)))
        return mail, []

    def body(self, mail: Mail, message: bytes, *, dotless: bool = False) -> None:
        """Give the body of a mail that is wanted; not dot-stuffed. `dotless`: no line of it begins with a dot."""
        if mail.known:
            return
        if self.chunking:
            self._todo.append(("dot", mail, (b"BDAT %d LAST\r\n" % len(message), message)))
            return
        lines = message if dotless else re.sub(rb"(?m)^\.", b"..", message)
        self._todo.appendleft(("dot", mail, (lines, b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n")))

    def forget(self, mail: Mail) -> bool:
        """This mail is not to leave. False if only hanging up keeps it back: the server waits for its body, or may."""
        if not self.chunking and (self._body_due or ("data", mail) in self._asked):
            return False
        self._know(mail)
        return True

    def outgoing(self) -> bytes:
        """What is to be written now; empty while the server has to answer first."""
        out: list[bytes] = []
        while self._todo and self._may_go_on():
            stage, mail, what = self._todo[0]
            if stage == "mail" and self._unclean:
                stage, mail, what = "rset", None, (b"RSET\r\n",)
                self._unclean = False
            else:
                self._todo.popleft()
            if stage == "mail":
                self._unclean = True
            elif stage == "dot":
                # A body ends the envelope, whatever is said of it; with BDAT only if the recipient was taken.
                self._unclean = ("rcpt", mail) in self._asked
            self.written += sum(map(len, what))
            if stage == "dot" and mail:
                mail.end = self.written
            self._body_due = False
            self._asked.append((stage, mail))
            out += what
        return b"".join(out)

    def _may_go_on(self) -> bool:
        if self.closing:
            return False
        if self._body_due:
            return self._todo[0][0] in ("dot", "lone")
        return not self._asked or (self.pipelining and self._asked[-1][0] != "data")  # RFC 2920 3.1: DATA ends a group

    def feed(self, data: bytes) -> list[Event]:
        """Take what the server said."""
        events: list[Event] = []
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            match = LINE.fullmatch(line.rstrip(b"\r"))
            if match is None or len(line) > LONGEST or len(self._lines) >= MOST:
                self._told(-1, line[:200], events)
            else:
                code, more, words = match.groups(b"")
                if more == b"-":
                    self._lines.append(words)
                    continue
                if self._lines:
                    words, self._lines = b" ".join([*self._lines, words]), []
                self._told(int(code), words, events)
            if self.closing:  # what else it said is not heard
                return events
        if len(self._buffer) > LONGEST:
            self._told(-1, self._buffer[:200], events)
        return events

    def _told(self, code: int, words: bytes, events: list[Event]) -> None:
        """One whole reply. It belongs to what was asked first."""
        if not self._asked:  # nobody asked: 421 before it hangs up, or worse
            self.closing = True
            return
        self.closing = code in (421, -1)
        stage, mail = self._asked.popleft()
        if mail is None:
            return
        self._body_due = stage == "data" and code == 354
        if mail.known:
            if (
                self._body_due
            ):  # its recipient was refused, and still a body is waited for: none, to nobody (RFC 2920 3.1)
                self._todo.appendleft(("lone", mail, (b".\r\n",)))
        elif self._body_due:
            events.append(Wanted(mail))
        elif not ((stage == "mail" and code == 250) or (stage == "rcpt" and code in (250, 251))):
            self._know(mail)
            events.append(Answered(mail, cast(Stage, stage), code, words.decode("utf-8", "replace")))

    def _know(self, mail: Mail) -> None:
        mail.known = True
        self.mails.remove(mail)
        if self._todo:
            self._todo = deque(item for item in self._todo if item[1] is not mail)

    @property
    def waiting(self) -> str:
        """What the server has to answer next; empty if nothing."""
        return self._asked[0][0] if self._asked else ""

    @property
    def at_rest(self) -> bool:
        """Whether QUIT may be said: nothing is asked, and nothing would be taken for a body."""
        return not (self._asked or self._todo or self._body_due or self.closing)

    def hung_up(self, written: int) -> list[Mail]:
        """The connection is gone after so many octets: the mails that may have been taken; no other was."""
        return [mail for mail in self.mails if mail.end is not None and mail.end <= written]
