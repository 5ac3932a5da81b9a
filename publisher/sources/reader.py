"""The process that reads apart: an order and foreign bytes in, a story or a sentence out. See apart.py.

`python -m publisher.sources.reader`: standard input is a line of JSON, what document.read_here (for a file,
files.read_file_here) is to be told, and then the bytes; standard output is the story as JSON, or {"no": why there is
no article in it}.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from ..story import Story
from .apart import SECONDS
from .document import read_here
from .paste import NotAnArticle

DATA_BYTES = 240 * 1024 * 1024  # what it may write to; the code of the libraries comes to some 40 MB
ADDRESS_BYTES = 1024 * 1024 * 1024


def main() -> int:
    """Read what standard input holds. The answer is the exit code: 0 where something was said, 1 where it broke."""
    bound()
    order = json.loads(sys.stdin.buffer.readline())
    try:
        read = _file_reader() if "name" in order else read_here
        answer = read(sys.stdin.buffer.read(), **order).to_json()
    except NotAnArticle as why:
        answer = {"no": str(why)}
    except Exception as why:  # whatever it is, it is told without a word of what was read
        trace = why.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
        print(type(why).__name__, where, file=sys.stderr)
        return 1
    sys.stdout.write(json.dumps(answer))
    return 0


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
    sys.exit(main())
