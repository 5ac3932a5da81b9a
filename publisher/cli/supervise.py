"""Keep processes alive: start them, start again with back-off what dies, stop them in order, leave none behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

LONGEST_PAUSE = 30.0  # seconds between two tries to start a process that keeps dying
STEADY = 30.0  # seconds alive after which a process counts as well again
PATIENCE = 15.0  # seconds that processes get to drain before they are killed


@dataclass
class Child:
    """A process to keep alive. Lower ranks stop last: what others lean on has rank 0."""

    name: str
    command: list[str]
    rank: int = 9
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started: float = 0.0
    again_at: float = 0.0  # when to start it again, if it is dead
    unsaid: bytes = b""  # the line that it is writing


def _die_with(parent: int) -> None:
    """In the child, before exec: on Linux ask for SIGTERM when the supervisor is gone, however it went.

    If it went before it was asked for, nobody would say so any more.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG, see prctl(2)
        if os.getppid() != parent:
            os._exit(1)


class Supervisor:
    def __init__(self, children: list[Child], say: Callable[[str], None], *, keep_open: tuple[int, ...] = ()) -> None:
        """`say` gets every line that people should see; `keep_open` are file descriptors that children hold."""
        self.children, self.say, self.keep_open = children, say, keep_open
        self.lines = selectors.DefaultSelector()
        self.ending = False

    def start(self, child: Child) -> None:
        child.started = time.monotonic()
        reading, writing = os.pipe()
        child.process = subprocess.Popen(
            child.command, stdin=subprocess.DEVNULL, stdout=writing, stderr=writing,
            process_group=0, pass_fds=self.keep_open, preexec_fn=partial(_die_with, os.getpid()),
        )  # fmt: skip
        os.close(writing)
        self.lines.register(reading, selectors.EVENT_READ, child)

    def relay(self, seconds: float) -> None:
        """Pass on what the children said, waiting for at most so many seconds."""
        for key, _ in self.lines.select(seconds):
            if not (said := os.read(key.fd, 65536)):
                self.lines.unregister(key.fd)
                os.close(key.fd)
            *lines, key.data.unsaid = (key.data.unsaid + said).split(b"\n")
            for line in filter(bytes.strip, lines):
                self.say(f"{key.data.name:<8}| {line.decode(errors='replace')}")

    def mend(self, now: float) -> None:
        """Start again, after a pause that doubles, what died."""
        for child in self.children:
            if child.process and (code := child.process.poll()) is not None:
                self.kill(child)
                child.deaths = 1 if now - child.started > STEADY else child.deaths + 1
                pause = min(2.0 ** (child.deaths - 1), LONGEST_PAUSE)
                child.process, child.again_at = None, now + pause
                how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
                self.say(f"{child.name} {how}; starting it again in {pause:.0f} s")
            elif child.process is None and child.again_at <= now:
                self.start(child)

    def run(self, look: Callable[[], None]) -> None:
        """Until SIGINT or SIGTERM. `look` is called about five times a second."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.end)
        while not self.ending:
            self.mend(time.monotonic())
            self.relay(0.2)
            look()

    def end(self, *_: object) -> None:
        self.ending = True

    def stop(self) -> None:
        """Highest rank first: ask, let it drain, and in the end kill."""
        for rank in sorted({child.rank for child in self.children}, reverse=True):
            mine = [c for c in self.children if c.rank == rank and c.process]
            for child in mine:
                self.kill(child, signal.SIGTERM, os.kill)
            deadline = time.monotonic() + PATIENCE
            while any(c.process and c.process.poll() is None for c in mine) and time.monotonic() < deadline:
                self.relay(0.05)
            for child in mine:
                self.kill(child)

    def kill(self, child: Child, number: int = signal.SIGKILL, how: Callable[[int, int], None] = os.killpg) -> None:
        if child.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                how(child.process.pid, number)
