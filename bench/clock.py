"""python -m bench.clock: how long after its due time does a post reach its network, while a newsletter is going out?

Starts the whole service on a real PostgreSQL and Redis, in a folder of its own, queues 1,000 posts over a minute, half
for X and half for Mastodon, beside a newsletter that is long enough to fill it, and prints JSON. The moment is taken
when the practice network has stored the post, a little after its first byte. Rows of one run are compared, never runs.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from publisher.cli.redis import redis_answers, redis_command
from publisher.cli.supervise import Child, Supervisor
from publisher.practice.control import Control
from tests.postgresql import running_server

PUBLISHER = [sys.executable, "-m", "publisher"]
REACH = 1.0  # seconds, p99


def main() -> int:
    wish = argparse.ArgumentParser(prog="python -m bench.clock")
    wish.add_argument("--posts", type=int, default=1000)
    wish.add_argument("--seconds", type=int, default=60)
    wish.add_argument("--readers", type=int, default=30_000)
    wishes = wish.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        here = Path(folder)
        os.environ |= {
            "DATA_DIR": folder,
            "DATABASE_URL": running_server(),
            "DJANGO_SETTINGS_MODULE": "publisher.settings",
        }
        os.environ.pop("REDIS_URL", None)
        stack = Supervisor(processes(here), lambda line: print(line, file=sys.stderr))
        try:
            result = measure(stack, here, wishes)
        finally:
            stack.stop()
    print(json.dumps(result, indent=2))
    return 0 if result["reached"] else 1


def processes(here: Path) -> list[Child]:
    return [
        Child("redis", redis_command(here), rank=0),
        Child("practice", [sys.executable, "-m", "publisher.practice", "--data-dir", str(here)], rank=1),
        *(Child(queue, [*PUBLISHER, "worker", queue]) for queue in ("now", "mail", "slow")),
        Child("clock", [*PUBLISHER, "clock"]),
    ]


def measure(stack: Supervisor, here: Path, wishes: argparse.Namespace) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    turn(stack, lambda: redis_answers(here) and (here / "practice.json").exists(), 30)
    start = timezone.now() + timedelta(seconds=15)
    dues = queue_everything(start, wishes)
    with Control(json.loads((here / "practice.json").read_text())["control"]) as world:
        turn(stack, lambda: timezone.now() > start, 60)
        mails = world.counts().get("mail", 0)
        turn(stack, lambda: timezone.now() > start + timedelta(seconds=wishes.seconds), wishes.seconds + 60)
        mails = world.counts().get("mail", 0) - mails
        turn(stack, lambda: len(world.sent()) >= len(dues), 60)
        landed = {post["text"].rpartition("ref=")[2]: datetime.fromisoformat(post["at"]) for post in world.sent()}
    late = sorted((landed[ref] - due).total_seconds() for ref, due in dues.items() if ref in landed)
    cuts = statistics.quantiles(late, n=100)
    return {
        "measure": "due time to the network, seconds",
        "posts": len(dues),
        "arrived": len(late),
        "p50": round(cuts[49], 3),
        "p95": round(cuts[94], 3),
        "p99": round(cuts[98], 3),
        "max": round(late[-1], 3),
        "over_seconds": wishes.seconds,
        "mails_meanwhile": mails,
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "reach": f"p99 <= {REACH}",
        "reached": len(late) == len(dues) and cuts[98] <= REACH,
    }


def turn(stack: Supervisor, done: Any, seconds: float) -> None:
    """Look after the processes until something is true; go on after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not done():
        stack.mend(time.monotonic())
        stack.relay(0.2)


def queue_everything(start: datetime, wishes: argparse.Namespace) -> dict[str, datetime]:
    """The sample newsroom with many readers; its newsletter 5 s before the start, then the posts. Reference → due."""
    from publisher.cli.sample import make_sample
    from publisher.models import Channel, MailingList, Post, Subscriber, Subscription, address_hash

    make_sample(start)
    people = Subscriber.objects.bulk_create(
        (
            Subscriber(name=f"Reader {n}", address=f"{n}@example.net", address_hash=address_hash(f"{n}@example.net"))
            for n in range(wishes.readers)
        ),
        batch_size=5000,
    )
    letter = MailingList.objects.get()
    Subscription.objects.bulk_create(
        (
            Subscription(
                subscriber=one, mailing_list=letter, state="active", consent="Yes.", source="bench", consented_at=start
            )
            for one in people
        ),
        batch_size=5000,
    )
    samples = {post.channel.kind: post for post in Post.objects.select_related("channel")}
    Post.objects.exclude(channel__kind="mail").delete()
    Post.objects.filter(channel__kind="mail").update(due_at=start - timedelta(seconds=5))
    channels = {channel.kind: channel for channel in Channel.objects.all()}
    dues, posts = {}, []
    for n in range(wishes.posts):
        kind = ("x", "mastodon")[n % 2]
        reference, due = f"bench{n:05}", start + timedelta(seconds=wishes.seconds * n / wishes.posts)
        content = samples[kind].content | {"reference": reference, "text": f"https://example.org/?ref={reference}"}
        content |= {"pictures": [], "alts": {}}
        posts.append(
            Post(
                article=samples[kind].article,
                channel=channels[kind],
                edition=n + 2,
                state="queued",
                content=content,
                content_hash=reference,
                approved_hash=reference,
                due_at=due,
            )
        )
        dues[reference] = due
    Post.objects.bulk_create(posts)
    return dues


if __name__ == "__main__":
    sys.exit(main())
