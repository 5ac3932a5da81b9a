from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from publisher.sending.pace import allow
from tests.redis_server import running_redis

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def real_redis() -> Iterator[str]:
    with running_redis() as url:
        yield url


@pytest.fixture
def with_redis(real_redis: str, settings: Any) -> redis.Redis:
    settings.REDIS_URL = real_redis
    client = redis.Redis(unix_socket_path=real_redis.removeprefix("redis+socket://"))
    client.flushall()
    return client


def test_so_many_and_no_more(with_redis: redis.Redis) -> None:
    assert [allow("subscribe", "192.0.2.1", limit=2, per=MINUTE) for _ in range(3)] == [True, True, False]


def test_one_does_not_count_for_another(with_redis: redis.Redis) -> None:
    assert allow("subscribe", "192.0.2.1", limit=1, per=MINUTE)
    assert allow("subscribe", "192.0.2.2", limit=1, per=MINUTE)
    assert allow("sign-in", "192.0.2.1", limit=1, per=MINUTE)


def test_nobody_can_be_read_from_redis_and_it_forgets_within_the_hour(with_redis: redis.Redis) -> None:
    allow("subscribe", "reader@example.org", limit=1, per=timedelta(hours=1))
    (key,) = with_redis.keys()
    assert b"reader" not in key
    assert 0 < with_redis.ttl(key) <= 3600
    with pytest.raises(ValueError, match="an hour at most"):
        allow("subscribe", "x", limit=1, per=timedelta(hours=2))


def test_the_window_ends(with_redis: redis.Redis) -> None:
    minute = timedelta(minutes=1)
    assert allow("k", "w", limit=1, per=minute)
    assert not allow("k", "w", limit=1, per=minute)
    (key,) = with_redis.keys()
    assert 0 < with_redis.ttl(key) <= 60
    with_redis.pexpire(key, 1)  # the minute is over
    while with_redis.exists(key):
        time.sleep(0.001)
    assert allow("k", "w", limit=1, per=minute)


def test_without_redis_leaving_works_and_the_rest_does_not(settings: Any, tmp_path: Path) -> None:
    settings.REDIS_URL = f"redis+socket://{tmp_path}/none.sock"
    assert allow("leave", "w", limit=1, per=MINUTE, open_if_down=True)
    assert not allow("subscribe", "w", limit=1, per=MINUTE)
