"""The disk under the database is full while a newsletter is on its way: nothing leaves that cannot be written down.

    python -m tests.faults.full --database sqlite --readers 600

Makes a small disk in a namespace of its own; exits with 3 where the kernel does not allow it. Of SQLite everything
is on it, of PostgreSQL its data alone, as on another host; it stops there, and is started again by hand. Prints one
JSON object; exits with 1 if a promise did not hold.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.faults.newsletter import CONNECTIONS, Taker, Watched, under_way
from tests.faults.stack import Stack, until

SIZE = {"sqlite": "160m", "postgresql": "200m"}
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


def run(database: str, disk: Path, readers: int) -> dict[str, Any]:
    log = Path(tempfile.mkdtemp()) / "taken"
    if database == "sqlite":
        tempfile.tempdir = str(disk)
    with Stack(database, disk, MAIL_CONNECTIONS=str(CONNECTIONS)) as stack:
        from tests.faults.kill_posts import make_newsroom

        make_newsroom()
        taker = Taker(stack, log, after=0.1)
        try:
            letter = under_way(readers)
            letter.until(readers // 5)
            row = (on_sqlite if database == "sqlite" else on_postgresql)(stack, disk, taker, letter)
            letter.until_sent(120 + readers / 20)
            result = letter.result(taker, 1, ON_THE_WIRE)
        finally:
            taker.kill()
    wrong = ["more left than was on the wire"] * (row["left_while_full"] > ON_THE_WIRE) + ["told"] * (not row["told"])
    wrong += ["it was not full in time"] * row.get("ended_too_soon", False)
    return result | row | {"broken": result["broken"] + wrong}


def on_sqlite(stack: Stack, disk: Path, taker: Taker, letter: Watched) -> dict[str, Any]:
    """Not one commit is possible: nothing leaves but what was on the wire, and doctor and desk say why."""
    from django.db import connection
    from django.utils import timezone

    from publisher.cli.doctor import _disk
    from publisher.responses.report import troubles

    until(lambda: _emptied(connection), 30, "an empty WAL")
    filler, before = fill(disk), len(taker.taken())
    ends = time.monotonic() + 6  # three leases
    until(lambda: letter.look() and time.monotonic() > ends, 20, "a while")
    left = len(taker.taken()) - before
    told = [finding.level for finding in _disk()] + [one["kind"] for one in troubles(timezone.now())]
    filler.unlink()
    return {"left_while_full": left, "told": {"blocked", "disk"} <= {*told}}


def on_postgresql(stack: Stack, disk: Path, taker: Taker, letter: Watched) -> dict[str, Any]:
    """The next piece of its log finds no room: it stops, and starts as little; then there is room."""
    from django.db import DatabaseError, connection
    from django.utils import timezone

    from publisher.responses.report import troubles
    from tests.faults.outages import started

    def missed() -> bool:
        try:
            return bool({"worker"} & {one["kind"] for one in troubles(timezone.now())})
        except DatabaseError:  # it has stopped
            connection.close()
            return True

    filler = fill(disk)
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_switch_wal()")
    told = until(lambda: letter.look() is not None and missed(), 180, "the desk to say so")
    time.sleep(6)  # three leases
    left = len(taker.taken())
    filler.unlink()
    until(lambda: started(stack.server), 90, "PostgreSQL")
    book = letter.done()
    return {"left_while_full": left - book, "told": told, "ended_too_soon": book >= letter.readers}


def _emptied(connection: Any) -> bool:
    """The next commit, whoever's, needs new room in the WAL."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return bool(cursor.fetchone()[0] == 0)


def main() -> int:
    wish = argparse.ArgumentParser()
    wish.add_argument("--database", choices=SIZE, default="sqlite")
    wish.add_argument("--readers", type=int, default=600)
    wish.add_argument("--disk", type=Path, help="a small disk that is there already")
    asked = wish.parse_args()
    if asked.disk is None:
        folder = tempfile.mkdtemp(prefix="small-")
        own = ["unshare", "--map-root-user", "--mount"]
        if subprocess.run([*own, "mount", "-t", "tmpfs", "none", folder], capture_output=True, check=False).returncode:
            sys.stderr.write("No small disk can be made here: the kernel allows no mount in a namespace of its own.\n")
            return 3
        size = SIZE[asked.database]
        again = [sys.executable, "-m", "tests.faults.full", "--disk", folder]
        again += ["--database", asked.database, "--readers", str(asked.readers)]
        if asked.database == "postgresql":  # it refuses to run as root, which we are in there
            again = ["unshare", "--user", "--map-user=1000", "--map-group=1000", *again]
        script = f'mount -t tmpfs -o size={size} none "$0" && exec "$@"'
        os.execvp(own[0], [*own, "sh", "-c", script, folder, *again])  # noqa: S606 (as it is)
    result = run(asked.database, asked.disk, asked.readers)
    print(json.dumps(result, indent=1))
    return bool(result["broken"])


if __name__ == "__main__":
    sys.exit(main())
