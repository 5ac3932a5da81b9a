"""The practice world as a whole: a mailbox, the networks, a control port, and practice.json that says where."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from . import bluesky, discord, facebook, linkedin, mastodon, telegram, threads, x
from .control_port import ControlPort
from .http import Door, Reply
from .mailbox import Mailbox
from .moments import Moments
from .store import Store

# In a row, where the first is named.
PORTS = (
    "smtp", "x", "mastodon", "control", "bluesky", "telegram", "facebook", "threads", "linkedin",
    "discord",
)  # fmt: skip
PATIENCE = 3.0  # seconds to wait for a port that we had before

T = TypeVar("T")


class CannotStart(Exception):
    """Why not, in a sentence."""


class PracticeWorld:
    """Starts when made; `close` stops it. Everything listens on loopback only."""

    def __init__(self, data_dir: Path, port: int = 0) -> None:
        self.folder = data_dir / "practice"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotStart(f"A practice world is running already on {data_dir}.") from error
        self.store, self.moments = Store(self.folder), Moments()
        before = {name: port + i for i, name in enumerate(PORTS)} if port else ports_of(data_dir / "practice.json")
        control = ControlPort(self.store, self.moments)

        def door(where: str, answer: Callable[..., Reply], refuse: Callable[..., Reply]) -> Door:
            return settled(lambda n: Door(where, n, self.moments, answer, refuse), before[where], firm=bool(port))

        self.mailbox = settled(lambda n: Mailbox(n, self.store, self.moments), before["smtp"], firm=bool(port))
        self.networks = {
            "x": door("x", x.X(self.store).answer, x.refuse),
            "mastodon": door("mastodon", mastodon.Mastodon(self.store).answer, mastodon.refuse),
            "bluesky": door("bluesky", bluesky.Bluesky(self.store).answer, bluesky.refuse),
            "telegram": door("telegram", telegram.Telegram(self.store).answer, telegram.refuse),
            "facebook": door("facebook", facebook.Facebook(self.store).answer, facebook.refuse),
            "threads": door("threads", threads.Threads(self.store).answer, threads.refuse),
            "linkedin": door("linkedin", linkedin.LinkedIn(self.store).answer, linkedin.refuse),
            "discord": door("discord", discord.Discord(self.store).answer, discord.refuse),
        }
        self.control = door("control", control.answer, x.refuse)
        self._announce(data_dir / "practice.json")

    def _announce(self, path: Path) -> None:
        here = {
            "smtp": f"smtp://127.0.0.1:{self.mailbox.port}",
            "bases": {kind: f"http://127.0.0.1:{door.port}" for kind, door in self.networks.items()},
            "control": f"http://127.0.0.1:{self.control.port}/control",
        }
        draft = path.with_name(f".practice-{os.getpid()}.json")
        draft.write_text(json.dumps(here))
        draft.replace(path)

    def close(self) -> None:
        """Let nobody in any more. practice.json stays, so that the next start has the same ports."""
        self.moments.release()
        doors: list[Door | Mailbox] = [*self.networks.values(), self.control, self.mailbox]
        for door in doors:
            with contextlib.suppress(OSError, TimeoutError):
                door.open(False)
        self.store.close()
        self._lock.close()


def ports_of(path: Path) -> dict[str, int]:
    """The ports of the last start; 0, any free one, where there was none."""
    try:
        here = json.loads(path.read_text())
        urls = {"smtp": here["smtp"], "control": here["control"], **here["bases"]}
        return {name: urlsplit(urls.get(name, "")).port or 0 for name in PORTS}  # a network may be new since
    except (OSError, ValueError, KeyError):
        return dict.fromkeys(PORTS, 0)


def settled(start: Callable[[int], T], port: int, *, firm: bool) -> T:
    """Start on this port; wait a little if it is still taken, then take any, unless the port is `firm`."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return start(port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            if time.monotonic() < deadline:
                time.sleep(0.1)
            elif firm:
                raise CannotStart(f"Port {port} is taken; name another with --port.") from error
            else:
                port = 0
