"""A relay that takes so many mails a second and so many a day from each sender, and refuses the rest for now.

It answers as Amazon SES does, after the body, with and without an enhanced code:
https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html ("Reaching sending limits with SMTP"). What
is refused is dropped there. "You can exceed this quota for short bursts, but not for sustained periods of time"
(https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html) is the bucket; the others are stricter.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import socket
import threading
import time
from collections import defaultdict, deque

HOW = ("bucket", "clock", "any")  # a second's mails may be saved up; each second of the clock; any second whatever
RATE, DAY = "Maximum sending rate exceeded", "Daily message quota exceeded"


class Sender:
    """What one sender has had so far: the moments at which its mails were taken, in a day of `day` seconds."""

    def __init__(self) -> None:
        self.taken: deque[float] = deque()
        self.saved, self.at = 0.0, float("-inf")


class StrictServer:
    """Serves each connection in a thread; knows whom it took mails for, and when."""

    def __init__(self, a_second: float, a_day: int, how: str = "bucket", day: float = 86_400) -> None:
        self.a_second, self.a_day, self.how, self.day = a_second, a_day, how, day
        self.took: list[tuple[float, str, str]] = []  # when, for whom, Message-ID
        self.refused: list[tuple[float, str]] = []  # when, with which words
        self._senders: dict[str, Sender] = defaultdict(Sender)
        self._codes = itertools.cycle(["454 4.7.0", "454"])
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.url = f"smtp://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def tomorrow(self) -> None:
        """A day has passed."""
        with self._lock:
            self._senders.clear()

    def close(self) -> None:
        self._server.close()

    def used(self, allowed: float) -> float:
        """Which share of so many mails a second it took, from the first to the last."""
        first, last = self.took[0][0], self.took[-1][0]
        return (len(self.took) - 1) / (last - first) / allowed

    def a_second_long(self, since: float) -> int:
        """How many it took in the second that began then."""
        return sum(since <= at < since + 1 for at, _, _ in self.took)

    def _may(self, sender: Sender, now: float) -> str:
        """Empty, and it counts; else why not."""
        while sender.taken and sender.taken[0] <= now - self.day:
            sender.taken.popleft()
        if len(sender.taken) >= self.a_day:
            return DAY
        if self.how == "bucket":
            sender.saved = min(self.a_second, sender.saved + (now - sender.at) * self.a_second)
            sender.at = now
            full = sender.saved < 1
            sender.saved -= 0 if full else 1
        else:
            since = int(now) if self.how == "clock" else now - 1
            recent = itertools.takewhile(lambda at: at > since, reversed(sender.taken))
            full = sum(1 for _ in recent) >= self.a_second
        if full:
            return RATE
        sender.taken.append(now)
        return ""

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                guest, _ = self._server.accept()
                threading.Thread(target=self._talk, args=(guest,), daemon=True).start()

    def _talk(self, guest: socket.socket) -> None:
        with contextlib.suppress(OSError), guest, guest.makefile("rb") as lines:
            guest.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            guest.sendall(b"220 strict ESMTP\r\n")
            recipient = ""
            while line := lines.readline():
                verb = line[:4].upper()
                if verb == b"EHLO":
                    guest.sendall(b"250-strict\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
                elif verb == b"DATA":
                    guest.sendall(b"354 End data with <CR><LF>.<CR><LF>\r\n")
                    body = b""
                    while (more := lines.readline()) != b".\r\n":
                        if not more:
                            return
                        body += more
                    guest.sendall(self._answer(recipient, body))
                elif verb == b"QUIT":
                    guest.sendall(b"221 Bye\r\n")
                    return
                else:
                    if verb == b"RCPT":
                        [recipient] = re.findall(r"<(.+)>", line.decode())
                    guest.sendall(b"250 Ok\r\n")

    def _answer(self, recipient: str, body: bytes) -> bytes:
        [sender] = re.findall(rb"(?im)^From: .*?([^\s<]+@[^\s>]+)", body.partition(b"\r\n\r\n")[0])
        [known] = re.findall(rb"(?im)^Message-ID: (\S+)", body)
        with self._lock:
            now = time.monotonic()
            if why := self._may(self._senders[sender.decode()], now):
                self.refused.append((now, why))
                return f"{next(self._codes)} Throttling failure: {why}\r\n".encode()
            self.took.append((now, recipient, known.decode()))
            return b"250 Ok 0100019a\r\n"
