"""python -m bench.million: one newsletter to a million readers, whole: does it grow with the list, and what is kept?

The whole service on PostgreSQL sends a newsletter to 10,000 readers, then one to all, to Debian's `smtp-sink`, and the
memory of the workers is looked at all the time. Then the mails are forgotten as they are a month later. Prints JSON:
totals, memory over time, sizes of the tables before and after.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.clock import turn
from bench.kernel import children, peak
from bench.newsletter import processes, queue_newsletter, sending_worker
from bench.sinks import Postfix
from publisher.cli.redis import redis_answers
from publisher.cli.supervise import Supervisor
from tests.postgresql import running_server

FEW = 10_000
EVERY = 2.0  # seconds between two looks at the memory
TABLES = ("subscriber", "subscription", "message", "outcome", "batch")
MOST_MEMORY, SAME = 150, 0.2  # MB of one process; how far it may differ between few readers and all


def main() -> int:
    wish = argparse.ArgumentParser(prog="python -m bench.million")
    wish.add_argument("--readers", type=int, default=1_000_000)
    wishes = wish.parse_args()
    os.environ["PATH"] += ":/usr/sbin"
    if not shutil.which("smtp-sink"):
        print("smtp-sink is missing; on Debian: apt install postfix", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        here = Path(folder)
        os.environ |= {"DATA_DIR": folder, "DATABASE_URL": running_server()}
        os.environ["DJANGO_SETTINGS_MODULE"] = "publisher.settings"
        os.environ.pop("REDIS_URL", None)
        sink = Postfix(here / "sink")
        (here / "practice.json").write_text(json.dumps({"smtp": f"smtp://127.0.0.1:{sink.port}", "bases": {}}))
        stack = Supervisor(processes(here), lambda line: print(line, file=sys.stderr))
        try:
            result = measure(stack, here, sink, wishes.readers)
        finally:
            stack.stop()
            sink.stop()
    print(json.dumps(result, indent=2))
    return 0 if result["reached"] else 1


def measure(stack: Supervisor, here: Path, sink: Postfix, readers: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    turn(stack, lambda: redis_answers(here), 30)
    began = time.monotonic()
    make_readers(readers)
    made = time.monotonic() - began
    few = send(stack, sink, "few readers")
    everyone_subscribes()
    whole = send(stack, sink, "all readers")
    before = sizes()
    kept = forget(whole.pop("post"))
    few.pop("post")
    same = abs(whole["memory_mb"] / few["memory_mb"] - 1) <= SAME
    balanced = not whole["book_out"] and not kept["book_out"] and kept["totals"] == whole["totals"]
    return {
        "measure": "one newsletter to everybody",
        "readers": readers,
        "readers_made_in": round(made),
        "few": few,
        "all": whole,
        "tables_mb": {"after_sending": before, "after_retention": sizes()},
        "retention": kept,
        "cores": os.cpu_count(),
        "reach": f"nobody lost or doubled; a worker's memory <= {MOST_MEMORY} MB, the same for few and for all ± 20 %",
        "reached": same and balanced and whole["memory_mb"] <= MOST_MEMORY and not (whole["lost"] or whole["doubled"]),
    }


def make_readers(readers: int) -> None:
    """The sample newsroom, its posts gone, with so many readers; a few of them are on its list for now."""
    from django.db import connection
    from django.utils import timezone

    from publisher.cli.sample import make_sample
    from publisher.models import Post, Subscriber, Subscription, address_hash

    now = timezone.now()
    make_sample(now)
    Post.objects.all().delete()
    Subscription.objects.all().delete()
    Subscriber.objects.all().delete()
    with connection.cursor() as cursor:
        into = "COPY publisher_subscriber (name, address, address_hash, language, bucket, created_at) FROM STDIN"
        with cursor.copy(into) as rows:
            for n in range(readers):
                address = f"{n}@example.net"
                rows.write_row((f"Reader {n}", address, address_hash(address), "en", n % 10_000, now))
        cursor.execute("ANALYZE publisher_subscriber")
    subscribe(f"ORDER BY id LIMIT {FEW}")


def everyone_subscribes() -> None:
    subscribe("WHERE id NOT IN (SELECT subscriber_id FROM publisher_subscription)")


def subscribe(whom: str) -> None:
    from django.db import connection
    from django.utils import timezone

    from publisher.models import MailingList

    into = "publisher_subscription (subscriber_id, mailing_list_id, state, consent, source, consented_at)"
    rows = f"SELECT id, %s, 'active', 'Yes.', 'bench', %s FROM publisher_subscriber {whom}"  # noqa: S608 (ours)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {into} {rows}", [MailingList.objects.get().id, timezone.now()])
        cursor.execute("ANALYZE publisher_subscription")


def send(stack: Supervisor, sink: Postfix, title: str) -> dict[str, Any]:
    """One newsletter to the list, from due to the last mail; the most memory of a worker's process, and its course."""
    from publisher.models import Post
    from publisher.responses.report import counts
    from publisher.sending import ledger

    already, post = sink.taken(), queue_newsletter(title)
    worker = sending_worker(stack)
    began, looked = time.monotonic(), 0.0
    memory: list[int] = []
    course: list[str] = []

    def done() -> bool:
        nonlocal looked
        now = time.monotonic()
        if now - looked < EVERY:
            return False
        looked = now
        sums = counts(post)
        memory.append(round(max(map(resident, [worker, *children(worker)])) / 1024))
        course.append(f"{now - began:.0f} s: {sums['accepted']} mails, {memory[-1]} MB")
        return Post.objects.get(id=post.id).state == "sent"

    turn(stack, done, 600 + 1_000_000 / 20)
    seconds = time.monotonic() - began
    sums = counts(Post.objects.get(id=post.id))
    return {
        "post": post.id,
        "totals": sums,
        "seconds": round(seconds),
        "rate": round(sums["accepted"] / seconds),
        "memory_mb": max(memory),
        "peak_rss_mb": round(max(map(peak, [worker, *children(worker)])) / 1024),
        "course": course[:: max(1, len(course) // 40)],
        "lost": sums["candidates"] - sums["accepted"],
        "doubled": sink.taken() - already - sums["accepted"],
        "book_out": len(ledger.audit(Post.objects.get(id=post.id))),
    }


def forget(post_id: int) -> dict[str, Any]:
    """As the clock and the slow worker do it a month later; then PostgreSQL sweeps, as it does by itself."""
    from django.db import connection
    from django.utils import timezone

    from publisher.models import Message, Outcome, Post
    from publisher.responses.report import counts
    from publisher.sending import ledger, retention

    later, began, rings = timezone.now() + timedelta(days=31), time.monotonic(), 0
    while due := list(retention.due(later).values_list("id", flat=True)):
        for one in due:
            retention.forget(one, later)
            rings += 1
    seconds = time.monotonic() - began
    with connection.cursor() as cursor:
        cursor.execute("VACUUM publisher_message, publisher_outcome, publisher_batch")
    post = Post.objects.get(id=post_id)
    return {
        "seconds": round(seconds, 1),
        "rings": rings,
        "rows_left": Message.objects.count() + Outcome.objects.count(),
        "totals": counts(post),
        "book_out": len(ledger.audit(post)),
    }


def sizes() -> dict[str, float]:
    """MB of each table with its indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        found = {}
        for name in TABLES:
            cursor.execute("SELECT pg_total_relation_size(%s)", [f"publisher_{name}"])
            found[name] = round(cursor.fetchone()[0] / 1e6, 1)
        return found


def resident(pid: int) -> int:
    """The memory that a process has now, in KB."""
    status = (Path("/proc") / str(pid) / "status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


if __name__ == "__main__":
    sys.exit(main())
