"""A real Redis for tests, started as `publisher up` starts its own."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.cli.redis import redis_answers, redis_command


@contextmanager
def running_redis() -> Iterator[str]:
    """Its URL, on a socket of its own; it ends with the block."""
    with tempfile.TemporaryDirectory(prefix="redis-") as name:
        folder = Path(name)
        with subprocess.Popen(redis_command(folder), stdout=subprocess.DEVNULL) as server:
            deadline = time.monotonic() + 60
            while not redis_answers(folder):
                assert time.monotonic() < deadline, "Redis did not start"
                time.sleep(0.02)
            yield f"redis+socket://{folder}/redis.sock"
            server.terminate()
