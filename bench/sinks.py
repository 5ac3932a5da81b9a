"""The mail servers that the benches send to. Each tells how many mails it took, and how long from first to last."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from bench.newsletter import free_port

MOMENT = 0.01  # seconds between two looks at what has come


class Postfix:
    """Debian's smtp-sink. It says how many it has taken, on a line that it writes over itself; we look at the time."""

    def __init__(self, log: Path) -> None:
        self.port, self._log = free_port(), log
        self.process = subprocess.Popen(
            ["smtp-sink", "-c", "-u", "nobody", f"127.0.0.1:{self.port}", "1000"],
            stdout=log.open("wb"),
            stdin=subprocess.DEVNULL,
        )
        self._seen, self._first, self._last = 0, 0.0, 0.0
        self._ended = threading.Event()
        threading.Thread(target=self._look, name="looking", daemon=True).start()

    def _look(self) -> None:
        while not self._ended.wait(MOMENT):
            if (taken := self.taken()) > self._seen:
                self._last = time.monotonic()
                self._first = self._first or self._last
                self._seen = taken

    def taken(self) -> int:
        with self._log.open("rb") as log:
            log.seek(max(0, self._log.stat().st_size - 200))
            *whole, _ = log.read().decode(errors="replace").split("\r")
        found = whole[-1].partition("mesg=")[2].split() if whole else []
        return int(found[0]) if found else 0

    def span(self) -> float:
        """Seconds from the first mail to the last, once all have come."""
        time.sleep(2 * MOMENT)
        return self._last - self._first

    def stop(self) -> None:
        self._ended.set()
        self.process.kill()
        self.process.wait()


class Ours:
    """bench/sink.py: as far away as wanted, or with nothing to do but take, so that the sender is the limit."""

    def __init__(self, *, processes: int = 2, delay: float = 0.0, offers: str = "PIPELINING") -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "bench.sink", "--port", str(self.port), "--processes", str(processes)]
        self.process = subprocess.Popen(
            [*command, "--delay", str(delay), "--offers", offers], stdout=subprocess.PIPE, text=True
        )
        self._told: dict[str, float] = {}

    def taken(self) -> int:
        return int(self._end()["taken"])

    def span(self) -> float:
        told = self._end()
        return told["last"] - told["first"]

    def stop(self) -> None:
        self._end()

    def _end(self) -> dict[str, float]:
        """It tells when it ends."""
        if not self._told:
            self.process.terminate()
            self._told = json.loads(self.process.communicate()[0])
        return self._told


Sink = Postfix | Ours


def listening(port: int) -> None:
    """Wait until somebody listens there."""
    ends = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.02)
