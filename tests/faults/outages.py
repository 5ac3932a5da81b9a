"""Whole parts go away while a newsletter is on its way to many readers, and come back: who got it, who twice?

    python -m tests.faults.outages --database postgresql --readers 20000 --kills 50

Prints one JSON object, a row for each fault; exits with 1 if a promise did not hold.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from tests.faults.cable import Cable
from tests.faults.newsletter import CONNECTIONS, DRAINS, Taker, under_way
from tests.faults.stack import Stack, until

WORKERS = ("mail", "mail@b")
AWAY = 5.0 if os.environ.get("FAULTS") != "whole" else 120.0  # seconds
ON_THE_WIRE = CONNECTIONS * DRAINS  # one body on each connection (MAIL_WINDOW is 1)


def workers(stack: Stack, taker: Taker, readers: int, kills: int) -> dict[str, Any]:
    """One of two workers is killed again and again; the other goes on."""

    def kill() -> None:
        stack.restart(random.choice(WORKERS))

    return _again_and_again(kill, taker, readers, kills, ON_THE_WIRE // 2)


def around(stack: Stack, taker: Taker, readers: int, kills: int) -> dict[str, Any]:
    """The clock, and Redis, which keeps nothing: what is on the wire is not theirs."""
    return _again_and_again(lambda: stack.restart(random.choice(("clock", "redis"))), taker, readers, kills, 0)


def database(stack: Stack, taker: Taker, readers: int, kills: int) -> dict[str, Any]:
    """PostgreSQL is killed, or stopped at once, and is away for a while."""
    import psutil

    how = itertools.cycle([signal.SIGKILL, signal.SIGQUIT])  # the second is PostgreSQL's "immediate"

    def kill() -> None:
        postmaster = psutil.Process(stack.server.get_pid())
        family = postmaster.children()
        postmaster.send_signal(next(how))
        psutil.wait_procs([postmaster, *family], timeout=10)
        time.sleep(random.uniform(0, 4))  # also longer than a lease
        until(lambda: started(stack.server), 90, "PostgreSQL")

    return _again_and_again(kill, taker, readers, kills, ON_THE_WIRE)


def started(server: Any) -> bool:
    """Start it again. After a kill it recovers first, on a busy machine for longer than its starter waits at a time."""
    with contextlib.suppress(subprocess.SubprocessError):
        server.ensure_postgres_running()
        return True
    return False


def sink(stack: Stack, taker: Taker, readers: int, kills: int) -> dict[str, Any]:
    """The mail server is killed, and is away for a while: the channel waits for it."""

    def kill() -> None:
        taker.kill()
        time.sleep(random.uniform(0, 3))
        taker.start()

    return _again_and_again(kill, taker, readers, kills, ON_THE_WIRE)


def away(stack: Stack, taker: Taker, readers: int, kills: int) -> dict[str, Any]:
    """The mail server refuses every connection, once, for as long as AWAY says."""
    letter = under_way(readers)
    letter.until(readers // 3)
    taker.kill()
    ends = time.monotonic() + AWAY
    until(lambda: letter.look() and time.monotonic() > ends, AWAY + 10, "a while")
    taker.start()
    letter.until_sent(120 + readers / 20)
    return letter.result(taker, 1, ON_THE_WIRE)


def _again_and_again(kill: Callable[[], None], taker: Taker, readers: int, kills: int, wire: int) -> dict[str, Any]:
    """Kill it so often, spread over the newsletter, each time while mails leave."""
    letter = under_way(readers)
    for n in range(kills):
        letter.until(min(readers * n // (kills + 1), letter.done() + readers // 10))
        time.sleep(random.uniform(0, 0.5))
        kill()
        until(letter.look, 60, "the database")
    letter.until_sent(120 + readers / 20)
    return letter.result(taker, kills, wire * kills)


def hosts(stack: Stack, taker: Taker, readers: int, kills: int) -> dict[str, Any]:
    """Two workers on hosts of their own: one is cut off from Redis, the other from the database, a few times."""
    redis = Cable(str(stack.folder / "redis.sock"))
    # "postgresql://postgres:@/postgres?host=/folder"
    base = Cable(stack.server.get_uri().partition("host=")[2] + "/.s.PGSQL.5432")
    for worker in WORKERS:
        stack.kill(worker)
    stack.start(WORKERS[0], REDIS_URL=f"redis://127.0.0.1:{redis.port}/0")
    letter = under_way(readers)  # by the first alone, so that it has a share of the work at each cut
    stack.start(WORKERS[1], DATABASE_URL=f"postgresql://postgres:@127.0.0.1:{base.port}/postgres")
    kills = min(kills, 10)  # a drain ends after ten minutes, and without Redis it is not rung again
    moved = []  # mails that had an end before a cut, and when it was mended
    try:
        for n in range(kills):
            letter.until(min(readers * (n + 1) // (kills + 1), letter.done() + readers // 10))
            before = letter.done()
            redis.refuse()
            (base.refuse, base.silence)[n % 2]()
            ends = time.monotonic() + 5  # more than two leases
            until(lambda: letter.look() and time.monotonic() > ends, 20, "a while")  # noqa: B023
            moved.append((before, letter.done()))
            redis.mend()
            base.mend()
        letter.until_sent(120 + readers / 20)
        told = letter.result(taker, kills, ON_THE_WIRE // 2 * kills)
    finally:
        for worker in WORKERS:
            stack.restart(worker)
    # Whoever still has the database goes on, Redis or not, as long as there are batches for everybody.
    still = any(after <= before for before, after in moved if before < readers - 500 * 2 * DRAINS)
    return told | {"meanwhile": moved, "broken": told["broken"] + ["stood still"] * still}


PARTS = {"workers": workers, "around": around, "database": database, "sink": sink, "away": away, "hosts": hosts}
ON_POSTGRESQL = {"database", "hosts"}  # SQLite is no process of its own, and on one host


def main() -> int:
    wish = argparse.ArgumentParser()
    wish.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    wish.add_argument("--only", default=",".join(PARTS))
    wish.add_argument("--readers", type=int, default=1500)
    wish.add_argument("--kills", type=int, default=4)
    wish.add_argument("--share", type=float, default=1.0, help="of readers and kills, for all but the workers")
    asked = wish.parse_args()
    seed = random.randrange(10**6)
    random.seed(seed)
    result: dict[str, Any] = {"database": asked.database, "seed": seed}
    with Stack(asked.database, MAIL_CONNECTIONS=str(CONNECTIONS)) as stack:
        from tests.faults.kill_posts import make_newsroom

        make_newsroom()
        taker = Taker(stack, stack.folder / "taken")
        stack.start(WORKERS[1])
        try:
            for part in asked.only.split(","):
                if part in ON_POSTGRESQL and asked.database == "sqlite":
                    continue
                share = 1.0 if part == "workers" else asked.share
                readers, kills = round(asked.readers * share), max(1, round(asked.kills * share))
                result[part] = PARTS[part](stack, taker, readers, kills)
        except TimeoutError:
            sys.stderr.write(stack.log.read_text()[-4000:])
            raise
        finally:
            taker.kill()
    broken = [f"{part}: {row}" for part, row in result.items() if isinstance(row, dict) and row["broken"]]
    print(json.dumps(result | {"broken": broken}, indent=1))
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
