"""Servers that answer before they were asked, never end, or say what nobody can sign in with."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable

import pytest

from publisher.channels.mail import lines as module
from publisher.channels.mail.lines import Lines
from publisher.channels.mail.smtp import Relay
from publisher.ports import Disconnected, Event, Failure, Lost, Refused, Told, Uncertain

from .test_lines import opened
from .test_relay import a_mail

LARGE = b"x" * 20_000_000 + b"\r\n"  # more than sockets hold


class Scripted:
    """Greets, offers, and then does what a test says with the one connection that it takes."""

    def __init__(self, talk: Callable[[socket.socket], object], offers: bytes = b"250 PIPELINING\r\n") -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.url = f"smtp://127.0.0.1:{self.server.getsockname()[1]}"
        self.talk, self.offers = talk, offers
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        guest, _ = self.server.accept()
        with guest, self.server, contextlib.suppress(OSError):
            guest.sendall(b"220 hi\r\n")
            guest.recv(1000)
            guest.sendall(b"250-hi\r\n" + self.offers)
            self.talk(guest)


def one_mail(server: Scripted, body: bytes = b"Hello\r\n") -> tuple[list[str | Failure], list[tuple[object, ...]]]:
    """What was told of one mail, and what was said to be unsent when the connection was lost."""
    lines = Relay(server.url, "news.example").lines()
    try:
        lines.want(1)
        line = opened(lines)
        line.begin(a_mail(body=body), "one")
        events: list[Event] = []
        ends = time.monotonic() + 60
        while not any(isinstance(event, Lost) for event in events) and time.monotonic() < ends:
            if line.wanted:
                line.go()
            events += lines.wait(0.1)
    finally:
        lines.close()
    told = [event.answer for event in events if isinstance(event, Told)]
    return told, [event.unsent for event in events if isinstance(event, Lost)]


@pytest.mark.parametrize(
    ("early", "verb"),
    [(b"552 5.3.4 too big\r\n", Refused), (b"250 taken\r\n", Uncertain)],
)
@pytest.mark.parametrize("chunks", [False, True])
def test_an_answer_in_mid_body_ends_the_connection_so_that_no_body_is_taken_for_commands(early, verb, chunks):
    got: list[bytes] = []
    left, heard = threading.Event(), threading.Event()

    def talk(guest: socket.socket) -> None:
        guest.recv(1000)
        guest.sendall(b"250 ok\r\n250 ok\r\n" + (b"" if chunks else b"354 go\r\n"))
        guest.recv(4000)
        guest.sendall(early)
        left.wait(60)
        with contextlib.suppress(ConnectionError):
            while more := guest.recv(1 << 16):
                got.append(more)
        heard.set()

    offers = b"250-PIPELINING\r\n250 CHUNKING\r\n" if chunks else b"250 PIPELINING\r\n"
    told, unsent = one_mail(Scripted(talk, offers), LARGE)
    left.set()
    assert heard.wait(60)
    assert [type(answer) for answer in told] == [verb]
    assert unsent == [()]
    assert sum(map(len, got)) < len(LARGE)


@pytest.mark.alone
def test_a_reply_without_end_is_none():
    def talk(guest: socket.socket) -> None:
        guest.recv(1000)
        while True:
            guest.sendall(b"250-\r\n" * 1000)

    begun = time.monotonic()
    assert one_mail(Scripted(talk))[0][0].code.startswith("-1")  # type: ignore[union-attr]
    assert time.monotonic() - begun < 3


def test_replies_in_steps_of_a_byte_are_replies():
    def talk(guest: socket.socket) -> None:
        for said in (b"250 ok\r\n250 ok\r\n354 go\r\n", b"250 2.0.0 taken\r\n"):
            guest.recv(1000)
            for byte in said:
                guest.sendall(bytes([byte]))
                time.sleep(0.005)

    assert one_mail(Scripted(talk))[0] == ["250 2.0.0 taken"]


@pytest.mark.alone
def test_an_answer_that_came_while_we_slept_is_heard_before_we_say_that_it_is_late(monkeypatch):
    monkeypatch.setattr(module, "DOT", 0.3)

    def talk(guest: socket.socket) -> None:
        guest.recv(1000)
        guest.sendall(b"250 ok\r\n250 ok\r\n354 go\r\n")
        guest.recv(1000)
        guest.sendall(b"250 2.0.0 taken\r\n")
        guest.recv(1000)

    lines = Relay(Scripted(talk).url, "news.example").lines()
    lines.want(1)
    line = opened(lines)
    line.begin(a_mail(), "one")
    while not line.wanted:
        lines.wait(0.1)
    line.go()
    line.write()
    time.sleep(0.6)  # the database is locked, the laptop's lid is closed
    assert [event.answer for event in lines.wait(0.1) if isinstance(event, Told)] == ["250 2.0.0 taken"]
    lines.close()


@pytest.mark.parametrize("challenge", [b"334 a\r\n", b"334 \xff\xfe\r\n"])
def test_a_challenge_that_makes_no_sense_is_a_connection_that_could_not_be_made(challenge):
    def talk(guest: socket.socket) -> None:
        guest.recv(1000)
        guest.sendall(challenge)
        guest.recv(1000)

    server = Scripted(talk, b"250 AUTH CRAM-MD5\r\n")
    lines = Relay(server.url.replace("smtp://", "smtp://me:secret@"), "news.example").lines()
    lines.want(1)
    events: list[Event] = []
    ends = time.monotonic() + 60
    while not events and time.monotonic() < ends:
        events = lines.wait(0.2)
    lines.close()
    [lost] = events
    assert isinstance(lost, Lost)
    assert isinstance(lost.why, Disconnected)
    assert lines.opening == 0


def test_whatever_happens_while_connecting_is_told(monkeypatch):
    def enter() -> object:
        raise MemoryError("no room for a greeting")

    lines = Lines(enter)  # type: ignore[arg-type]
    lines.want(2)
    events: list[Event] = []
    ends = time.monotonic() + 60
    while len(events) < 2 and time.monotonic() < ends:
        events += lines.wait(0.2)
    lines.close()
    assert [type(event) for event in events] == [Lost, Lost]
    assert lines.opening == 0
