"""Redis goes and comes back, again and again, also while workers start: afterwards each queue has a worker that works.

`python -m tests.faults.restarts --times N` prints what it saw as JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from typing import Any

from tests.faults.stack import Stack, until

TASKS = {"now": "reconcile", "mail": "drain", "slow": "render"}  # rung with the id of nothing
DEAF_AFTER = 20.0  # seconds; a worker starts in two or three


def run(times: int) -> dict[str, Any]:
    """Restart Redis so many times; `deaf` names each queue whose ring nobody took, `listening` counts pub/sub lines."""
    with Stack("sqlite") as stack:
        import redis

        import tasks.rings  # noqa: F401 (its tasks are rung by name)
        from tasks.celery import app

        seen: dict[str, Any] = {"restarts": 0, "deaf": [], "listening": 0}
        for n in range(times):
            if n % 2:
                stack.restart(random.choice(list(TASKS)))
                time.sleep(random.uniform(0, 2))
            stack.restart("redis")
            line = redis.Redis(unix_socket_path=str(stack.folder / "redis.sock"))
            until(lambda line=line: _answers(line), 10, "Redis")
            for queue, task in TASKS.items():
                app.tasks[task].apply_async(args=(10**6,), retry=False)
                try:
                    until(lambda line=line, queue=queue: line.llen(queue) == 0, DEAF_AFTER, queue)
                except TimeoutError:
                    seen["deaf"].append(queue)
            seen["listening"] += sum(int(client["sub"]) + int(client["psub"]) for client in line.client_list())
            seen["restarts"] += 1
    return seen


def _answers(line: Any) -> bool:
    import redis

    try:
        return bool(line.ping())
    except redis.ConnectionError:
        return False


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--times", type=int, default=6)
    json.dump(run(asked.parse_args().times), sys.stdout)
