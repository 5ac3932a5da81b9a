"""What a worker does when Redis goes away: it ends, and whoever keeps it alive starts it again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, ClassVar

from celery.exceptions import WorkerShutdown
from celery.worker.consumer import Consumer

log = logging.getLogger("publisher.worker")


class EndsWithRedis(Consumer):
    """Celery's own way is to connect again, after which a worker now and then takes no more tasks, and says nothing.

    Seen with Celery 5.7 and kombu 5.7: the third restart of Redis under three workers left two of them deaf.
    A worker that starts anew waits for Redis for as long as it takes.
    """

    told: ClassVar[list[Callable[[], None]]] = []  # to be called first, so that a drain lets go of its batch

    def on_connection_error_after_connected(self, exc: Exception) -> Any:
        """Warm: what is under way is finished. Raises WorkerShutdown."""
        log.warning("Redis is gone; this worker ends and starts anew.")
        for tell in self.told:
            tell()
        raise WorkerShutdown(1) from exc
