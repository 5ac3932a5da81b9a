"""The process that reads apart: an order and foreign bytes in, a story or a sentence out. See apart.py.

`python -m publisher.sources.reader`: over standard input come sockets, and for each a reader is forked. From its socket
it takes a line of JSON, what document.read_here (for a file, files.read_file_here) is to be told, and then the bytes;
on it it answers: the story as JSON, {"no": why there is no article in it}, or {"broke": what kind of error, and where}.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..story import Story
from . import main_text
from .apart import SECONDS
from .document import read_here
from .paste import NotAnArticle

DATA_BYTES = 240 * 1024 * 1024  # what it may write to; the code of the libraries comes to some 40 MB
ADDRESS_BYTES = 1024 * 1024 * 1024
OURS = b"<h1>Ready</h1><p>By Nobody</p><p>On 3 May 2026 all of us read this, and nobody was surprised.</p>"
IDLE = 300  # seconds in which nobody asks, until what waits here is worth less than its memory


def main() -> None:
    """Fork a reader for each socket, until nobody is left who could send one; then wait for the last reader."""
    answer(OURS, {"html": True})  # what every reading needs is made ready once
    gc.freeze()  # and stays where it is, so that the readers share it
    with socket.socket(fileno=0) as door:
        door.settimeout(IDLE)
        while given := _next(door):
            if os.fork() == 0:
                door.close()
                _read(given)
            given.close()
            main_text.ready()
            gc.freeze()
            _see_off(os.WNOHANG)
    _see_off(0)


def _next(door: socket.socket) -> socket.socket | None:
    with suppress(TimeoutError):
        _, handed, _, _ = socket.recv_fds(door, 1, 1)
        if handed:
            return socket.socket(fileno=handed[0])
    return None


def _see_off(how: int) -> None:
    """Readers that have ended are forgotten."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, how)[0]:
            pass


def _read(given: socket.socket) -> None:
    """Be the reader of what this socket has to say, and nothing after that."""
    try:
        bound()
        with given, given.makefile("rb") as asked:
            order = json.loads(asked.readline())
            given.sendall(json.dumps(answer(asked.read(), order)).encode())
    finally:
        os._exit(0)


def answer(data: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """The story, why there is none, or what broke, without a word of what was read."""
    try:
        read = _file_reader() if "name" in order else read_here
        return read(data, **order).to_json()
    except NotAnArticle as why:
        return {"no": str(why)}
    except Exception as why:
        trace = why.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
        return {"broke": f"{type(why).__name__} {where}"}


def _file_reader() -> Callable[..., Story]:
    """What reads files; it brings mammoth and Markdown along, which pages and pastes need not wait for."""
    from .files import read_file_here

    return read_file_here


def bound() -> None:
    """From here on this process ends by itself, in time and before it grows; also when nobody is left to end it."""
    signal.alarm(SECONDS)
    for what, limit in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_DATA, DATA_BYTES),
        (resource.RLIMIT_AS, ADDRESS_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    main()
