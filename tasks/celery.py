"""The Celery app: three queues with a worker each, so that a newsletter never delays a post. It moves ids."""

from __future__ import annotations

import multiprocessing
import os
import threading
from typing import Any

import django
from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "publisher.settings")
django.setup()

from django.conf import settings  # noqa: E402 (Django must be set up first)
from django.db import connection  # noqa: E402 (as above)
from django.utils import timezone  # noqa: E402 (as above)

from publisher.sending.plan import beat  # noqa: E402 (as above)

from .credit import give_back  # noqa: E402 (as above)

BEAT_SECONDS = 10

give_back()
app = Celery("publisher", broker=settings.REDIS_URL, include=["tasks.rings"])
app.conf.update(
    task_ignore_result=True,
    task_default_queue="slow",
    # A ring that got lost is rung again by the clock, so nothing needs to be kept by the broker.
    task_acks_late=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,  # it cancels late acknowledgers: none
    worker_prefetch_multiplier=1,
    task_serializer="json",
    accept_content=["json"],
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    # Remote control listens on Redis' pub/sub. When Redis restarts, redis-py connects that line anew and then waits on
    # it without a time-out, in the worker's only thread: now and then a restart left a worker that takes no tasks
    # (kombu 5.7, redis-py 8). Nothing here is told to workers that way.
    worker_enable_remote_control=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={"socket_connect_timeout": 2, "socket_timeout": 30, "retry_on_timeout": True},
    task_publish_retry=False,
)

# Set in the parent when it is told to go, seen by its children: a drain then starts no new body.
_going = multiprocessing.Event()


def leaving() -> bool:
    return _going.is_set()


@signals.worker_shutting_down.connect
def _go(**_: Any) -> None:
    _going.set()


@signals.worker_ready.connect
def _beat(sender: Any, **_: Any) -> None:
    name = "worker:" + ",".join(sorted(sender.task_consumer.queues and [q.name for q in sender.task_consumer.queues]))

    def keep_beating() -> None:
        while not _going.wait(0):
            try:
                beat(name, timezone.now())
            except django.db.DatabaseError:
                pass
            finally:
                connection.close()
            _going.wait(BEAT_SECONDS)

    threading.Thread(target=keep_beating, name="heartbeat", daemon=True).start()
