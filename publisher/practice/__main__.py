"""python -m publisher.practice --data-dir DIR: run the practice world until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from .world import CannotStart, PracticeWorld


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m publisher.practice",
        description="The outside world on loopback: a mailbox and the networks. Example: --data-dir var",
    )
    parser.add_argument("--data-dir", type=Path, required=True, help="where practice.json and what arrives are kept")
    parser.add_argument(
        "--port", type=int, default=0, help="first of several ports in a row (default: those of last time)"
    )
    wish = parser.parse_args()
    done = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: done.set())
    try:
        world = PracticeWorld(wish.data_dir, wish.port)
    except (CannotStart, OSError) as error:
        print(f"The practice world cannot start: {error}", file=sys.stderr)
        return 1
    done.wait()
    world.close()
    sys.stderr.flush()
    os._exit(0)  # whoever is still held or stalled in a thread is let go with the process


if __name__ == "__main__":
    sys.exit(main())
