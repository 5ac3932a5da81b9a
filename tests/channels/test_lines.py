"""Several connections at a time, against servers that close, limit, and say no."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from publisher.channels import connect
from publisher.channels.mail import lines as module
from publisher.channels.mail.lines import Lines
from publisher.channels.mail.smtp import Relay
from publisher.ports import Disconnected, Event, Line, Lost, Opened, Refused, Told, Uncertain

from .test_relay import a_mail


@pytest.fixture
def lines(world) -> Iterator[Lines]:
    made = connect("mail", {"domain": "news.example"}, world.world).lines()  # type: ignore[union-attr]
    yield made
    made.close()


def carried(lines: Lines, number: int, connections: int, body: bytes = b"Hello\r\n") -> dict[int, Any]:
    """Send so many mails over so many connections; what became of each."""
    left, fates, begun = list(range(number)), dict[int, Any](), dict[Line, int]()
    lines.want(connections)
    ends = time.monotonic() + 60
    while len(fates) < number and time.monotonic() < ends:
        for line in lines.open:
            if line.wanted:
                line.go()
            if line.free and left:
                begun[line] = left.pop(0)
                line.begin(a_mail(f"r{begun[line]}@example.org", body), begun[line])
        for event in lines.wait(0.2):
            if isinstance(event, Told):
                fates[event.about] = event.answer  # type: ignore[index]
            elif isinstance(event, Lost):
                left = [*event.unsent, *left]  # type: ignore[list-item]
                lines.want(connections)
    return fates


def test_many_mails_over_several_connections_arrive_once_each(world, lines):
    fates = carried(lines, 60, 5)
    assert all(str(fate).startswith("250") for fate in fates.values())
    assert sorted(mail["to"] for mail in world.control.inbox()) == sorted(f"r{n}@example.org" for n in range(60))
    assert len(lines.open) == 5


def test_a_refusal_in_the_middle_is_told_of_its_own_mail(world, lines):
    world.control.fault("smtp", "status", moment="rcpt", status=550, words="5.1.1 No", match="r7@")
    fates = carried(lines, 20, 2)
    assert isinstance(fates.pop(7), Refused)
    assert all(str(fate).startswith("250") for fate in fates.values())
    assert world.control.counts()["mail"] == 19


def test_a_connection_that_dies_takes_down_no_other(world, lines):
    world.control.fault("smtp", "drop", moment="stored", times=1, match="r7@")
    fates = carried(lines, 20, 3)
    assert isinstance(fates.pop(7), Uncertain)
    assert all(str(fate).startswith("250") for fate in fates.values())


def test_a_421_on_a_connection_that_worked_costs_nobody_anything(world, lines):
    world.control.fault("smtp", "status", moment="mail", status=421, words="4.7.0 Enough", times=2, match="")
    carried(lines, 1, 1)
    world.control.mend()
    carried(lines, 1, 1)
    world.control.fault("smtp", "status", moment="mail", status=421, words="4.7.0 Enough", times=1)
    assert all(str(fate).startswith("250") for fate in carried(lines, 5, 1).values())


def test_a_relay_that_is_away_is_told_by_every_connection_that_was_wanted(world, lines):
    world.control.fault("smtp", "refuse")
    lines.want(3)
    events: list[Event] = []
    ends = time.monotonic() + 60
    while len(events) < 3 and time.monotonic() < ends:
        events += lines.wait(0.2)
    assert [(type(event), event.why.reason) for event in events if isinstance(event, Lost)] == [
        (Lost, "unreachable")
    ] * 3
    assert lines.opening == 0


def test_a_mail_that_is_forgotten_does_not_leave(world, lines):
    lines.want(1)
    line = opened(lines)
    line.begin(a_mail("no@example.org"), "no")
    while not line.wanted:
        lines.wait(0.2)
    line.forget()
    assert not any(isinstance(event, Told) for event in lines.wait(0.2))
    assert list(carried(lines, 1, 1)) == [0]
    assert [mail["to"] for mail in world.control.inbox()] == ["r0@example.org"]


def opened(lines: Lines) -> Line:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        for event in lines.wait(0.2):
            if isinstance(event, Opened):
                return event.line
            assert not isinstance(event, Lost), event.why
    raise TimeoutError


class Mute:
    """A server that greets, takes what comes in the pieces that it likes, and never answers a body."""

    def __init__(self, slow: float = 0) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.url = f"smtp://127.0.0.1:{self.server.getsockname()[1]}"
        self.slow, self.got = slow, b""
        threading.Thread(target=self._talk, daemon=True).start()

    def _talk(self) -> None:
        guest, _ = self.server.accept()
        # A client that hangs up is no fault of this server's.
        with contextlib.suppress(ConnectionError), guest, self.server:
            guest.sendall(b"220 hi\r\n")
            guest.recv(1000)
            guest.sendall(b"250-hi\r\n250 PIPELINING\r\n")
            guest.recv(1000)
            guest.sendall(b"250 ok\r\n250 ok\r\n354 go\r\n")
            time.sleep(self.slow)
            while more := guest.recv(1 << 16):
                self.got += more


@pytest.mark.alone
def test_silence_after_the_dot_is_doubt_and_before_it_is_not(monkeypatch):
    for size, doubted in ((100, True), (20_000_000, False)):
        monkeypatch.setattr(module, "DOT", 0.4)
        monkeypatch.setattr(module, "STEP", 0.4)
        relay = Relay(Mute(slow=0 if doubted else 5).url, "news.example")
        lines = relay.lines()
        lines.want(1)
        line = opened(lines)
        line.begin(a_mail(body=b"x" * size + b"\r\n"), "one")
        events: list[Event] = []
        ends = time.monotonic() + 60
        while not any(isinstance(event, Lost) for event in events) and time.monotonic() < ends:
            if line.wanted:
                line.go()
            events += lines.wait(0.1)
        lines.close()
        told = [event.answer for event in events if isinstance(event, Told)]
        [lost] = [event for event in events if isinstance(event, Lost)]
        assert isinstance(lost.why, Disconnected)
        assert [type(answer) for answer in told] == ([Uncertain] if doubted else [])
        assert lost.unsent == (() if doubted else ("one",))
