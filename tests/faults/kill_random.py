"""Kill any process at any instant while a newsletter goes out and posts are on the wire, and count what arrived."""

from __future__ import annotations

import collections
import random
import time
from typing import Any

from tests.faults.kill_mails import Book, mail_outcome, start_newsletter
from tests.faults.kill_posts import AT_ONCE, KINDS, MOMENTS, became, queue_network_posts
from tests.faults.stack import Stack, until

# Redis keeps no file: killed, it has forgotten everything.
VICTIMS = ("now", "now", "now", "web", "mail", "slow", "clock", "redis")
STALL = 1.0  # seconds for which a request is kept on its way, where it is killed or not


def random_kills(stack: Stack, kills: int) -> dict[str, Any]:
    """Until, on each network, so many requests that write a post were in flight when something was killed."""
    from django.utils import timezone

    from publisher.models import Channel
    from publisher.sending.credentials import fresh_credentials

    control, channels = stack.control, {kind: Channel.objects.get(name=kind) for kind in KINDS}
    for channel in channels.values():
        fresh_credentials(channel, timezone.now)
    # Twenty connections: slow enough that the newsletter is on its way for most of the time.
    control.fault("smtp", "stall", moment="stored", seconds=0.5)
    readers = kills * 200
    book = Book(mail_id := start_newsletter(readers))
    posts: dict[str, list[int]] = {kind: [] for kind in KINDS}
    caught: dict[str, collections.Counter[str]] = {kind: collections.Counter() for kind in KINDS}
    killed: collections.Counter[str] = collections.Counter()
    stack.start("web")
    while min(caught[kind].total() for kind in KINDS) < kills:
        chosen = sorted(KINDS, key=lambda kind: (caught[kind].total(), random.random()))[:AT_ONCE]
        faults, before = [stalled(control, kind) for kind in chosen], newest(control)
        for kind in chosen:
            posts[kind] += queue_network_posts(kind, channels[kind], 1)
        until(lambda: {met["where"] for met in stalls(control, before)} >= set(chosen), 120, f"{chosen} on the wire")  # noqa: B023
        time.sleep(random.random() * 0.6 * STALL)
        victim = random.choice(VICTIMS)
        on_the_wire = [met["where"] for met in stalls(control, before) if met["at"] + STALL > time.time()]
        stack.restart(victim)
        for kind in on_the_wire:
            caught[kind][victim] += 1
        killed[victim] += 1
        book.look()
        for fault in faults:
            control.mend(fault)
    control.mend()
    until(lambda: book.look() == "sent", 180, "the newsletter to be sent")
    return {
        "killed": dict(killed),
        "networks": {kind: became(control, kind, posts[kind]) | in_flight(caught[kind]) for kind in KINDS},
        "mail": mail_outcome(stack, mail_id, readers, book, killed["mail"]),
    }


def stalled(control: Any, kind: str) -> int:
    """The next request that writes a post there is kept for a while before its answer; the fault's number."""
    from publisher.practice.accounts import WRITES

    moment = random.choice(MOMENTS[1:-1])  # before the request is read there is nothing to know it by
    return int(control.fault(kind, "stall", moment=moment, seconds=STALL, match=WRITES[kind]))


def newest(control: Any) -> int:
    return max((met["id"] for met in control.moments()), default=0)


def stalls(control: Any, since: int) -> list[dict[str, Any]]:
    """Which requests to networks met a fault since that one."""
    return [met for met in control.moments() if met["id"] > since and met["where"] in KINDS]


def in_flight(caught: collections.Counter[str]) -> dict[str, int]:
    """How many requests were in flight at a kill, and at how many it was their own worker that was killed."""
    return {"in_flight": caught.total(), "of_the_killed": caught["now"]}
