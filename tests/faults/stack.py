"""The whole service as real processes of its own: Redis, database, practice world, workers, clock."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Short waits, so that a kill costs seconds; every rule stays as it is.
WAITS = {"LEASE_SECONDS": "2", "ABANDONED_AFTER": "3", "SETTLE_SECONDS": "1", "PROBE_SECONDS": "1"}


class Stack:
    """Start it with `with`; `kill` and `start` single processes by name. The calling process shares its database.

    `disk`: where PostgreSQL keeps its data, if not with everything else.
    """

    def __init__(self, database: str = "sqlite", disk: Path | None = None, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pub-"))
        self.database, self.disk, self.settings = database, disk, WAITS | settings
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.log, self.port = self.folder / "processes.log", 0
        self.server: Any = None

    def __enter__(self) -> Stack:
        environment = {"DATA_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "publisher.settings", **self.settings}
        if self.database == "postgresql":
            from tests.postgresql import a_server

            self.server = a_server(self.disk)
            environment["DATABASE_URL"] = self.server.get_uri()
        os.environ.update(environment)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        for name in ("redis", "practice", "now", "mail", "slow", "clock"):
            self.start(name)
        until(lambda: (self.folder / "practice.json").exists(), 10, "the practice world")
        return self

    def __exit__(self, *_: object) -> None:
        for name in reversed(list(self.processes)):
            self.kill(name)

    def command(self, name: str) -> list[str]:
        if name == "redis":
            from publisher.cli.redis import redis_command

            return redis_command(self.folder)
        if name == "practice":
            return [sys.executable, "-m", "publisher.practice", "--data-dir", str(self.folder)]
        queue, _, host = name.partition("@")  # "mail@b" is a second worker of the queue, as on another host
        if queue in ("now", "mail", "slow"):
            return [
                sys.executable,
                "-m",
                "publisher",
                "worker",
                queue,
                *(["--name", f"{queue}-{host}"] if host else []),
            ]
        if name == "web":
            return [sys.executable, "-m", "publisher", "web", "--port", str(self.port)]
        return [sys.executable, "-m", "publisher", name]

    def start(self, name: str, **settings: str) -> None:
        """Settings given here are this process's own, as on another host."""
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                self.command(name), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env=os.environ | settings,
            )  # fmt: skip

    def start_web(self) -> int:
        """The desk, at a port of its own; the port."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        self.port = port
        self.start("web")
        return port

    def kill(self, name: str) -> None:
        """`kill -9`, with all its children, as when the power goes."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def restart(self, name: str) -> None:
        self.kill(name)
        self.start(name)

    @property
    def control(self) -> Any:
        from publisher.practice.control import Control

        return Control(json.loads((self.folder / "practice.json").read_text())["control"])


def until(what: Callable[[], Any], seconds: float, name: str) -> Any:
    """Wait until something is true; its value. TimeoutError names it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := what():
            return value
        time.sleep(0.05)
    raise TimeoutError(f"Waited {seconds:.0f} s for {name}.")
