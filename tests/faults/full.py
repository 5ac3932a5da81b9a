"""The disk under the database is full while a newsletter is on its way: nothing leaves that cannot be written down.

    python -m tests.faults.full --readers 600

Makes a small disk in a namespace of its own; exits with 3 where the kernel does not allow it. Prints one JSON object;
exits with 1 if a promise did not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.faults.newsletter import CONNECTIONS, Taker, under_way
from tests.faults.stack import Stack, until

SIZE = "160m"
ON_THE_WIRE = CONNECTIONS * 2  # one worker, two processes


def fill(disk: Path) -> Path:
    """A file that takes all the room there is."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for piece in (2**20, 2**12, 1):
            try:
                while True:
                    file.write(b"\0" * piece)
            except OSError:
                continue
    return filler


def run(disk: Path, readers: int) -> dict[str, Any]:
    log = Path(tempfile.mkdtemp()) / "taken"
    tempfile.tempdir = str(disk)
    with Stack("sqlite", MAIL_CONNECTIONS=str(CONNECTIONS)) as stack:
        from django.db import connection

        from publisher.cli.doctor import _disk
        from publisher.responses.report import troubles
        from tests.faults.kills import make_newsroom

        make_newsroom()
        taker = Taker(stack, log, after=0.1)
        try:
            letter = under_way(readers)
            letter.until(readers // 5)
            until(lambda: _emptied(connection), 30, "an empty WAL")
            filler, before = fill(disk), len(taker.taken())
            ends = time.monotonic() + 6  # three leases
            until(lambda: letter.look() and time.monotonic() > ends, 20, "a while")
            left = len(taker.taken()) - before
            from django.utils import timezone

            told = [finding.level for finding in _disk()] + [one["kind"] for one in troubles(timezone.now())]
            filler.unlink()
            letter.until_sent(120 + readers / 20)
            result = letter.result(taker, 1, ON_THE_WIRE)
        finally:
            taker.kill()
    wrong = ["more left than was on the wire"] * (left > ON_THE_WIRE) + ["told"] * (
        {"blocked", "disk"} - {*told} != set()
    )
    return result | {"left_while_full": left, "told": told, "broken": result["broken"] + wrong}


def _emptied(connection: Any) -> bool:
    """The next commit, whoever's, needs new room in the WAL."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(cursor.fetchone()[0] == 0)


def main() -> int:
    wish = argparse.ArgumentParser()
    wish.add_argument("--readers", type=int, default=600)
    wish.add_argument("--disk", type=Path, help="a small disk that is there already")
    asked = wish.parse_args()
    if asked.disk is None:
        folder = tempfile.mkdtemp(prefix="small-")
        own = ["unshare", "--map-root-user", "--mount"]
        if subprocess.run([*own, "mount", "-t", "tmpfs", "none", folder], capture_output=True, check=False).returncode:
            sys.stderr.write("No small disk can be made here: the kernel allows no mount in a namespace of its own.\n")
            return 3
        script = f'mount -t tmpfs -o size={SIZE} none "$0" && exec "$@" --disk "$0"'
        again = [sys.executable, "-m", "tests.faults.full", "--readers", str(asked.readers)]
        os.execvp(own[0], [*own, "sh", "-c", script, folder, *again])  # noqa: S606 (as it is)
    result = run(asked.disk, asked.readers)
    print(json.dumps(result, indent=1))
    return bool(result["broken"])


if __name__ == "__main__":
    sys.exit(main())
