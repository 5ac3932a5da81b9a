"""Kill any process at any instant while posts are on the wire to a server that is none of ours."""

from __future__ import annotations

import collections
import random
import time
from typing import Any

from tests.faults.kill_posts import AT_ONCE, became, queue_network_posts
from tests.faults.kill_random import STALL, in_flight, newest, stalled, stalls
from tests.faults.stack import Stack, until

VICTIMS = ("now", "now", "now", "clock", "redis")  # Redis keeps no file: killed, it has forgotten everything


def random_kills(stack: Stack, kind: str, kills: int, front: Any) -> dict[str, Any]:
    """Until so many requests that write a post were in flight when something was killed."""
    from django.utils import timezone

    from publisher.models import Channel
    from publisher.sending.credentials import fresh_credentials

    channel = Channel.objects.get(name=kind)
    fresh_credentials(channel, timezone.now)  # or the first of all were a sign-in
    posts: list[int] = []
    caught: collections.Counter[str] = collections.Counter()
    killed: collections.Counter[str] = collections.Counter()
    while caught.total() < kills:
        number = min(AT_ONCE, kills - caught.total())
        fault, before = stalled(front, kind), newest(front)
        posts += queue_network_posts(kind, channel, number)
        until(lambda: len(stalls(front, before)) >= number, 120, f"{number} posts on the wire")  # noqa: B023
        time.sleep(random.random() * 0.6 * STALL)
        victim = random.choice(VICTIMS)
        on_the_wire = sum(met["at"] + STALL > time.time() for met in stalls(front, before))
        stack.restart(victim)
        caught[victim] += on_the_wire
        killed[victim] += 1
        front.mend(fault)
    return {"killed": dict(killed)} | became(front, kind, posts) | in_flight(caught)
