"""How often something may happen, kept in Redis: people's tries under a keyed hash, a channel's mails by its number."""

from __future__ import annotations

import contextlib
import functools
import hmac
import math
from datetime import timedelta

import redis
from django.conf import settings

KEPT = timedelta(days=7)  # for which a pace that was found is worth beginning with
LONGEST = timedelta(hours=1)  # how long even a hash of an address or of an IP address may be kept


def allow(kind: str, who: str, *, limit: int, per: timedelta, open_if_down: bool = False) -> bool:
    """Count one more of `kind` by `who`; False if that is more than `limit` in a window of `per`.

    `who` (an address, an IP address) is never stored, only its hash. Without Redis the answer is `open_if_down`:
    True for leaving, which must always work, False for what could be abused. Raises ValueError if `per` is longer
    than an hour.
    """
    if not timedelta(seconds=1) <= per <= LONGEST:
        raise ValueError("A limit counts over a second at least and an hour at most.")
    key = "pace:" + hmac.digest(settings.SECRET_KEY.encode(), f"{kind}\0{who}".encode(), "sha256").hex()[:32]
    try:
        with _redis(settings.REDIS_URL).pipeline(transaction=True) as both:
            both.set(key, 0, ex=int(per.total_seconds()), nx=True)
            both.incr(key)
            return int(both.execute()[1]) <= limit
    except redis.RedisError:
        return open_if_down


# The moment at which the next turn is free, in microseconds; a turn that comes late may be caught up by one.
_TURN = """
local time = redis.call('TIME')
local now, every = time[1] * 1000000 + time[2], tonumber(ARGV[1])
local free = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now - every)
if free > now then return free - now end
redis.call('SET', KEYS[1], string.format('%.0f', free + every), 'PX', math.ceil(every / 1000) + 60000)
return 0
"""


def turn(channel_id: int, *, every: timedelta) -> timedelta:
    """Take this channel's next turn if it is free, which it is once in `every`; else how long until it may be.

    Shared by all workers on all hosts, on Redis's own clock. Without Redis it is free in a second: a pace that nobody
    keeps is not kept by guessing.
    """
    try:
        wait = _redis(settings.REDIS_URL).eval(_TURN, 1, f"turn:{channel_id}", every // timedelta(microseconds=1))
        return timedelta(microseconds=int(wait))
    except redis.RedisError:
        return timedelta(seconds=1)


def found(channel_id: int) -> float:
    """The pace, in mails a second, that a drain of this channel found last; endless if none had to look for one."""
    try:
        return float(_redis(settings.REDIS_URL).get(f"found:{channel_id}") or math.inf)
    except redis.RedisError:
        return math.inf


def keep(channel_id: int, mails_a_second: float) -> None:
    """What a drain found, for the next one. Without Redis that begins as if nothing were known."""
    with contextlib.suppress(redis.RedisError):
        if mails_a_second < math.inf:
            _redis(settings.REDIS_URL).set(f"found:{channel_id}", mails_a_second, ex=KEPT)
        else:
            _redis(settings.REDIS_URL).delete(f"found:{channel_id}")


@functools.cache
def _redis(url: str) -> redis.Redis:
    # Short time-outs: a form must answer while Redis is away. `redis+socket://` is Celery's word for a socket.
    return redis.Redis.from_url(
        url.replace("redis+socket://", "unix://", 1), socket_connect_timeout=0.5, socket_timeout=0.5
    )


def answers() -> bool:
    """Whether Redis can be reached."""
    try:
        return bool(_redis(settings.REDIS_URL).ping())
    except redis.RedisError:
        return False
