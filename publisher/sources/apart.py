"""Reading apart: foreign bytes are understood by a process of its own, with an end, little memory and no secrets.

To start Python and load what reads takes half a second. So one process does that once, sees no foreign byte, and forks
a reader for each page that is handed to it; see reader.py. It ends when nobody is left who asks, or nobody does for
some minutes.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock

from ..story import Story
from .paste import NotAnArticle
from .taught import Taught

SECONDS = 10  # a reader's, who ends by itself then
GRACE = 5  # seconds more until we think that it has not
STARTING = 45  # and more for the first answer: on a busy machine a Python is long in starting
TOO_TANGLED = "This page is too large or too tangled to be read; paste the article's text."

_ROOT = Path(__file__).resolve().parents[2]
log = logging.getLogger(__name__)


def read_apart(data: bytes, **told: str | bool | Taught | None) -> Story:
    """What document.read_here(data, **told) makes of it, but nothing in the bytes costs more than 10 s and 300 MB.

    Raises NotAnArticle: the reader's own, or TOO_TANGLED where the reader came to its end first.
    """
    said = _ask(json.dumps(told).encode() + b"\n" + data)
    answer = json.loads(said) if said else {"broke": "It ended without a word."}
    if "broke" in answer:
        log.warning("A reader broke. %s", answer["broke"])
        raise NotAnArticle(TOO_TANGLED)
    if "no" in answer:
        raise NotAnArticle(answer["no"])
    return Story.from_json(answer)


def _ask(order: bytes) -> bytes:
    """What a reader answers; nothing if it broke. Where the readers are gone, others are started, once."""
    for _ in range(2):
        readers = _readers()
        try:
            said = readers.ask(order)
        except TimeoutError:
            readers.end()
            return b""
        except OSError:  # the door is shut
            readers.end()
            continue
        if said or readers.process.poll() is None:
            return said
    return b""


class _Readers:
    """The process that forks readers, and the door by which it is handed sockets to read from and answer on."""

    def __init__(self) -> None:
        self.started = False
        self.door, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", f"{__package__}.reader"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env={"PYTHONIOENCODING": "utf-8", "MALLOC_ARENA_MAX": "1"},  # nothing secret of ours goes along
            )

    def ask(self, order: bytes) -> bytes:
        """A reader's answer, nothing if it came to its end first. Raises OSError where the door is shut."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                socket.send_fds(self.door, [b"?"], [theirs.fileno()])
            ours.settimeout(SECONDS + GRACE + (0 if self.started else STARTING))
            with suppress(ConnectionError):
                ours.sendall(order)
                ours.shutdown(socket.SHUT_WR)
                said = b"".join(iter(lambda: ours.recv(1 << 16), b""))
                self.started = True
                return said
        return b""

    def end(self) -> None:
        self.door.close()
        self.process.kill()
        self.process.wait()


_started: dict[int, _Readers] = {}  # by the process that started them: who was forked from it starts its own
_starting = Lock()


def _readers() -> _Readers:
    with _starting:
        mine = _started.get(os.getpid())
        if mine and mine.process.poll() is not None:
            mine.end()
            mine = None
        if mine is None:
            mine = _started[os.getpid()] = _Readers()
        return mine


@atexit.register
def _end() -> None:
    if mine := _started.get(os.getpid()):
        mine.end()


def ready() -> None:
    """Something will be read soon: let what reads it start meanwhile."""
    _readers()
