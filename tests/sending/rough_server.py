"""A mail server on a bad day: says no, says later, hangs up at every moment, and knows what it has taken."""

from __future__ import annotations

import collections
import contextlib
import re
import socket
import threading
import time


class Hangup(Exception):
    """This connection ends here."""


class RoughServer:
    """Serves each connection in a thread. What it does with r17@… depends on the 17 and on how often it was asked."""

    def __init__(self, *offers: str, stall: float = 3.0) -> None:
        self.offers, self.stall = offers, stall
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.server.getsockname()[1]}"
        self.lock = threading.Lock()
        self.taken: list[tuple[str, str]] = []  # recipient, Message-ID
        self.yes: collections.Counter[str] = collections.Counter()  # how often a 250 for its body was sent whole
        self.asked: collections.Counter[str] = collections.Counter()
        self.mails = 0
        self.open = 0
        self.commands: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                guest, _ = self.server.accept()
                threading.Thread(target=self._talk, args=(guest,), daemon=True).start()

    def close(self) -> None:
        self.server.close()

    def _talk(self, guest: socket.socket) -> None:
        with self.lock:
            self.open += 1
        try:
            with guest, guest.makefile("rb") as lines:
                guest.sendall(b"220 rough\r\n")
                self._converse(guest, lines)
        except (OSError, Hangup):
            pass
        finally:
            with self.lock:
                self.open -= 1

    def _converse(self, guest: socket.socket, lines) -> None:
        sender = recipient = ""
        while line := lines.readline():
            verb = line.split()[0].upper().decode()
            if verb == "EHLO":
                offers = [
                    b"250-rough",
                    *(b"250-" + offer.encode() for offer in self.offers),
                    b"250 ENHANCEDSTATUSCODES",
                ]
                guest.sendall(b"\r\n".join(offers) + b"\r\n")
            elif verb == "MAIL":
                if sender:
                    guest.sendall(b"503 5.5.1 nested MAIL\r\n")
                    continue
                with self.lock:
                    self.mails += 1
                    burst = self.mails % 60 in (40, 41, 42)
                if burst:
                    guest.sendall(b"421 4.3.2 Come back later\r\n")
                    raise Hangup
                sender, recipient = line.decode(), ""
                guest.sendall(b"250 2.1.0 Ok\r\n")
            elif verb == "RCPT":
                recipient = self._rcpt(guest, line.decode(), sender)
            elif verb == "DATA":
                if not recipient:
                    guest.sendall(b"554 5.5.1 no valid recipients\r\n")
                    continue
                if self._first(recipient, 33, 9, "data"):
                    raise Hangup
                guest.sendall(b"354 Go on\r\n")
                body = b""
                while (more := lines.readline()) != b".\r\n":
                    if not more:
                        raise Hangup
                    body += more[1:] if more.startswith(b".") else more
                self._take(guest, recipient, body)
                sender = recipient = ""
            elif verb == "BDAT":
                _, size, last = line.split()
                assert last == b"LAST"
                body = lines.read(int(size))
                if len(body) < int(size):
                    raise Hangup
                if not recipient:
                    guest.sendall(b"503 5.5.1 no valid recipients\r\n")
                    continue
                self._take(guest, recipient, body)
                sender = recipient = ""
            elif verb == "RSET":
                sender = recipient = ""
                guest.sendall(b"250 2.0.0 Ok\r\n")
            elif verb == "QUIT":
                guest.sendall(b"221 2.0.0 Bye\r\n")
                raise Hangup
            else:
                guest.sendall(b"502 5.5.2 what?\r\n")

    def _rcpt(self, guest: socket.socket, line: str, sender: str) -> str:
        """The recipient if it is taken, else empty."""
        [address] = re.findall(r"<(.+)>", line)
        number = int(re.findall(r"\d+", address)[0])
        if not sender:
            guest.sendall(b"503 5.5.1 need MAIL\r\n")
        elif number % 20 == 5:
            guest.sendall(b"550 5.1.1 No such user\r\n")
        elif number % 50 == 7:
            guest.sendall(b"552-5.2.2 The mailbox\r\n552 5.2.2 is full\r\n")
        elif number % 10 < 3 and self._first(address, 1, 0, "rcpt"):
            guest.sendall(b"450 4.2.1 Later\r\n")
        else:
            guest.sendall(b"250 2.1.5 Ok\r\n")
            return address
        return ""

    def _take(self, guest: socket.socket, recipient: str, body: bytes) -> None:
        if self._first(recipient, 33, 10, "lose"):
            raise Hangup  # the whole mail was read, and lost
        [message_id] = re.findall(rb"(?im)^Message-ID: <(.+)>", body)
        with self.lock:
            self.taken.append((recipient, message_id.decode()))
        if self._first(recipient, 33, 11, "keep"):
            raise Hangup  # taken, and nobody was told
        if self._first(recipient, 33, 12, "half"):
            guest.sendall(b"250 2.0")
            raise Hangup
        if self._first(recipient, 97, 13, "stall"):
            time.sleep(self.stall)
        guest.sendall(b"250 2.0.0 Ok: taken\r\n")
        with self.lock:
            self.yes[recipient] += 1

    def _first(self, address: str, modulus: int, rest: int, what: str) -> bool:
        """Whether this is one of the readers that this happens to, for the first time."""
        if int(re.findall(r"\d+", address)[0]) % modulus != rest:
            return False
        with self.lock:
            self.asked[f"{what} {address}"] += 1
            return self.asked[f"{what} {address}"] == 1
