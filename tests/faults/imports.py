"""A worker that imports a file of readers is killed in mid-import, again and again. Prints what the book says as JSON.

`python -m tests.faults.imports --kills N --on sqlite|postgresql`
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from typing import Any

from tests.faults.stack import Stack, until

ROWS = 30_000


def run(kills: int, database: str) -> dict[str, Any]:
    with Stack(database) as stack:
        from django.utils import timezone

        from publisher.audience import reader_files
        from publisher.models import Act, MailingList, ReaderFile, Subscriber, Subscription
        from tests.making import a_member, a_newsroom

        a_newsroom()
        weekly = MailingList.objects.create(name="Weekly", slug="weekly")
        lines = "".join(f"r{n}@example.org\n" for n in range(ROWS))
        file = reader_files.add(
            [b"email\nnonsense\n", lines.encode()], weekly, name="readers.csv", consent="On paper", member=a_member(),
            now=timezone.now(),
        )  # fmt: skip
        killed, before = 0, 0
        while killed < kills:
            # it moved since the last kill, so that each falls into a run that works
            until(lambda before=before: _of(file).chunks > before or _of(file).state != "importing", 60, "the import")
            time.sleep(random.uniform(0, 0.3))
            before = _of(file).chunks
            if _of(file).state != "importing":
                break
            stack.restart("slow")
            killed += 1
        until(lambda: _of(file).state != "importing", 120, "the end of the import")
        given = ReaderFile.objects.get(id=file.id)
        return {
            "kills": killed, "state": given.state, "rows": given.rows, "counts": given.counts,
            "lines": given.lines.count(), "readers": Subscriber.objects.count(), "acts": Act.objects.count(),
            "active": Subscription.objects.filter(state="active").count(),
        }  # fmt: skip


def _of(file: Any) -> Any:
    return type(file).objects.get(id=file.id)


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--kills", type=int, default=3)
    asked.add_argument("--on", default="sqlite")
    wishes = asked.parse_args()
    json.dump(run(wishes.kills, wishes.on), sys.stdout)
