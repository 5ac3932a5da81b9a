"""python -m bench.far: what pipelining and chunks win on a path of 20 ms, against one command at a time.

The whole service sends the same newsletter to the same readers three times over as many connections, to a sink that is
20 ms away there and back (bench/sink.py): once offering nothing, once PIPELINING, once CHUNKING with MAIL_WINDOW=8.
Prints JSON. Rates of one run are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.clock import turn
from bench.newsletter import make_readers, processes, queue_newsletter
from bench.sinks import Ours
from publisher.cli.redis import redis_answers
from publisher.cli.supervise import Supervisor
from tests.postgresql import running_server

MESSAGES = 3000
ROWS = (  # what the server offers, MAIL_WINDOW, and how many times the first row's rate is to be reached
    ("one command at a time", "", 1, 1.0),
    ("PIPELINING", "PIPELINING", 1, 3.5),
    ("CHUNKING", "PIPELINING,CHUNKING", 8, 10.0),
)


def main() -> int:
    wish = argparse.ArgumentParser(prog="python -m bench.far")
    wish.add_argument("--messages", type=int, default=MESSAGES)
    wish.add_argument("--connections", type=int, default=10)
    wish.add_argument("--rtt", type=float, default=20.0, help="milliseconds there and back")
    wishes = wish.parse_args()
    return compare(wishes.messages, wishes.connections, wishes.rtt)


def compare(messages: int, connections: int, rtt: float) -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ |= {
            "DATA_DIR": folder,
            "DATABASE_URL": running_server(),
            "DJANGO_SETTINGS_MODULE": "publisher.settings",
            "MAIL_CONNECTIONS": str(connections),
        }
        os.environ.pop("REDIS_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        make_readers(messages)
        rows = [measure(Path(folder), messages, rtt, *row) for row in ROWS]
    for row in rows:
        row["ratio"] = round(row["rate"] / rows[0]["rate"], 2)
    result = {
        "measure": "a newsletter over a path with a round trip, mails per second",
        "messages": messages,
        "connections": connections,
        "rtt_ms": rtt,
        "rows": rows,
        "reached": all(row["ratio"] >= row["reach"] and not row["lost"] and not row["duplicates"] for row in rows),
    }
    print(json.dumps(result, indent=2))
    return 0 if result["reached"] else 1


def measure(here: Path, messages: int, rtt: float, name: str, offers: str, window: int, reach: float) -> dict[str, Any]:
    from publisher.models import Post
    from publisher.responses.report import counts

    sink = Ours(processes=1, delay=rtt / 2000, offers=offers)
    (here / "practice.json").write_text(json.dumps({"smtp": f"smtp://127.0.0.1:{sink.port}", "bases": {}}))
    os.environ["MAIL_WINDOW"] = str(window)
    stack = Supervisor(processes(here), lambda line: print(line, file=sys.stderr))
    try:
        turn(stack, lambda: redis_answers(here), 30)
        post = queue_newsletter(f"The harbour clinic, {name}")
        turn(stack, lambda: Post.objects.get(id=post.id).state == "sent", 60 + messages / 20)
    finally:
        stack.stop()
        sink.stop()
    accepted = counts(post)["accepted"]
    return {
        "server": name,
        "window": window,
        "rate": round(accepted / sink.span()),
        "lost": messages - accepted,
        "duplicates": sink.taken() - messages,
        "reach": reach,
    }


if __name__ == "__main__":
    sys.exit(main())
