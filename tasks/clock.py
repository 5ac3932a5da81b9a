"""The clock: looks four times a second and rings workers by id. `python -m tasks.clock`; one or several, no matter."""

from __future__ import annotations

import logging
import signal
import threading
import time

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from publisher.sending import plan

from .celery import app

TICK = 0.25
UPKEEP_EVERY = 4  # ticks
TIDY_EVERY = 4 * 3600  # ticks
RING_AGAIN_AFTER = 5.0  # seconds: a ring may be lost, a worker killed
BEAT_EVERY = 5.0

log = logging.getLogger("publisher.clock")


def run(going: threading.Event) -> None:
    """Tick until told to go. Without database or Redis it waits for them, and says so once."""
    app.loader.import_default_modules()
    rung: dict[plan.Ring, float] = {}
    trouble, ticks, beaten = "", 0, float("-inf")
    while not going.is_set():
        started = time.monotonic()
        try:
            if ticks == 0:
                plan.resolve_again()
            now = timezone.now()
            rings = plan.tidy(now) if ticks % TIDY_EVERY == 0 else []
            rings += list(plan.due(now)) + (list(plan.upkeep(now)) if ticks % UPKEEP_EVERY == 0 else [])
            for ring in rings:
                if started - rung.get(ring, float("-inf")) > RING_AGAIN_AFTER:
                    app.tasks[ring.task].apply_async(args=(ring.id,), retry=False)
                    rung[ring] = started
            if started - beaten > BEAT_EVERY:
                plan.beat("clock", now)
                beaten = started
                rung = {ring: when for ring, when in rung.items() if started - when < RING_AGAIN_AFTER}
            ticks += 1
            if trouble:
                log.warning("The clock goes on.")
                trouble = ""
        except (DatabaseError, OperationalError, OSError) as why:
            if not trouble:
                trouble = "database" if isinstance(why, DatabaseError) else "Redis"
                log.warning("The clock waits: the %s is out of reach.", trouble)
            if isinstance(why, DatabaseError):
                connection.close()
            going.wait(1)
        close_old_connections()
        going.wait(max(0.0, TICK - (time.monotonic() - started)))


if __name__ == "__main__":
    leaving = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: leaving.set())
    run(leaving)
