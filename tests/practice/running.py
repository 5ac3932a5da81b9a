"""A practice world as a real process, for tests."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from publisher.ports import World
from publisher.practice.control import Control


@dataclass
class Running:
    folder: Path
    process: subprocess.Popen[bytes]
    control: Control
    here: dict

    @property
    def world(self) -> World:
        return World(practising=True, relay=self.here["smtp"], bases=self.here["bases"])

    @property
    def smtp(self) -> tuple[str, int]:
        return "127.0.0.1", urlsplit(self.here["smtp"]).port or 0


@contextmanager
def running(folder: Path, *more: str) -> Iterator[Running]:
    # A second start finds practice.json and takes its ports; we know the new one by its time.
    started = time.time()
    process = subprocess.Popen([sys.executable, "-m", "publisher.practice", "--data-dir", str(folder), *more])
    try:
        deadline = time.monotonic() + 60
        path = folder / "practice.json"
        while not (path.exists() and path.stat().st_mtime > started):
            assert process.poll() is None, "the practice world died"
            assert time.monotonic() < deadline, "the practice world did not start"
            time.sleep(0.02)
        here = json.loads(path.read_text())
        with Control(here["control"]) as control:
            yield Running(folder, process, control, here)
    finally:
        process.terminate()
        process.wait(60)
