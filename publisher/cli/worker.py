"""`publisher worker QUEUE`: becomes the Celery worker of one queue."""

from __future__ import annotations

import os
import sys

import click

# How many things a queue's worker does at once. `now` waits for networks, `mail` for a relay, `slow` for the processor.
AT_ONCE = {"now": 4, "mail": 2, "slow": 1}
# Where processors are few, a newsletter or a rendering yields to a post that is due.
NICE = {"now": 0, "mail": 5, "slow": 5}


@click.command()
@click.argument("queue", type=click.Choice(list(AT_ONCE)))
@click.option("--at-once", type=click.IntRange(1), help=f"How many tasks at once. [default: {AT_ONCE}]")
@click.option("--name", help="The worker's name among the workers of this queue on this host.")
def worker(queue: str, at_once: int | None, name: str | None) -> None:
    """Run the worker of one queue: `now` posts to networks, `mail` drains newsletters, `slow` renders.

    \b
    Example:  publisher worker now
    """
    options = ["-Q", queue, "-n", f"{name or queue}@%h", "-c", str(at_once or AT_ONCE[queue]), "--loglevel", "WARNING"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    # Celery warns against root because of pickle, which tasks/celery.py does not accept.
    python = [sys.executable, "-W", "ignore:You're running the worker with superuser"]
    celery = [*python, "-m", "celery", "--quiet", "-A", "tasks.celery:app", "worker"]
    os.nice(NICE[queue])
    os.execv(sys.executable, [*celery, *options, *quiet])  # noqa: S606 (no shell wanted)
