"""python -m bench.mail: how fast does a newsletter leave, strict ledger and all, against Postfix's own smtp-source?

Starts PostgreSQL, Redis, the workers, the clock and Debian's `smtp-sink`, queues a newsletter to many readers and lets
the service send it as it always does; then `smtp-source` sends the same mail as often to the same kind of sink. Prints
JSON. The ratio of the two rates in one run counts, never a rate alone. bench/mails.py makes the whole table.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import far, kernel
from bench.clock import turn
from bench.mime import a_key
from bench.newsletter import make_readers, one_mail, processes, queue_newsletter, sending_worker
from bench.sinks import Ours, Postfix, Sink, listening
from publisher.cli.redis import redis_answers
from publisher.cli.supervise import Supervisor
from tests.postgresql import running_server

CONNECTIONS = 10
REACH, REACH_SIGNED, REACH_CPU = 0.9, 0.5, 2.5  # of smtp-source's rate, and of what it takes of the processor
MOST_MEMORY = 150  # MB


def main() -> int:
    wishes = asked()
    if wishes.rtt:
        return far.compare(min(wishes.messages, far.MESSAGES), wishes.connections, wishes.rtt)
    os.environ["PATH"] += ":/usr/sbin"
    if not shutil.which("smtp-sink"):
        print("smtp-sink is missing; on Debian: apt install postfix", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        here = Path(folder)
        os.environ |= {
            "DATA_DIR": folder,
            "DATABASE_URL": running_server(),
            "DJANGO_SETTINGS_MODULE": "publisher.settings",
            "MAIL_CONNECTIONS": str(wishes.connections),
            "MAIL_WINDOW": str(wishes.window),
        }
        os.environ.pop("REDIS_URL", None)
        os.environ.pop("DKIM_KEYS", None)
        if wishes.sign:
            os.environ["DKIM_KEYS"] = a_key(wishes.sign, here, "news.example.org")
        result = measure(here, wishes)
    print(json.dumps(result, indent=2))
    return 0 if result["reached"] else 1


def asked() -> argparse.Namespace:
    wish = argparse.ArgumentParser(prog="python -m bench.mail")
    wish.add_argument("--messages", type=int, default=50_000)
    wish.add_argument("--window", type=int, default=1, help="mails of a connection whose fate is not yet written down")
    wish.add_argument("--connections", type=int, default=CONNECTIONS)
    wish.add_argument("--sign", choices=["rsa", "ed25519"], help="sign each mail (DKIM) with a new key of this kind")
    wish.add_argument("--no-ledger", action="store_true", help="as it would be if nobody wrote down what happened")
    wish.add_argument("--sink", choices=["postfix", "ours"], default="postfix", help="ours: the sender is the limit")
    wish.add_argument("--rtt", type=float, default=0.0, help="send over a path so many ms long instead (bench/far.py)")
    wish.add_argument("--json", action="store_true", help="as always")
    return wish.parse_args()


def measure(here: Path, wishes: argparse.Namespace) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    make_readers(wishes.messages)
    load = os.getloadavg()[0]
    ours, raw = by_us(here, wishes)
    theirs = by_smtp_source(here, raw, wishes)
    rate, cpu = ours["rate"], ours["cpu_us"] | theirs["cpu_us"]
    reach = REACH_SIGNED if wishes.sign else REACH
    of_theirs = (cpu["workers"] + cpu["postgres"]) / max(1, cpu["smtp_source"])
    return {
        "measure": "a newsletter over SMTP, mails per second",
        "messages": wishes.messages,
        "octets_each": raw.stat().st_size,
        "connections": wishes.connections,
        "window": wishes.window,
        "signed": wishes.sign,
        "ledger": not wishes.no_ledger,
        "sink": wishes.sink,
        "rate": rate,
        "smtp_source": theirs["rate"],
        "ratio": round(rate / theirs["rate"], 2),
        "cpu_us": cpu,
        "cpu_ratio": round(of_theirs, 1),
        "peak_rss_mb": ours["peak_rss_mb"],
        "lost": ours["lost"],
        "duplicates": ours["duplicates"],
        "book_out": ours["book_out"],
        "cores": os.cpu_count(),
        "load_before": round(load, 1),
        "reach": f"ratio >= {reach}; cpu_ratio <= {REACH_CPU}, if not signed; peak_rss_mb <= {MOST_MEMORY}",
        "reached": rate >= reach * theirs["rate"]
        and (bool(wishes.sign) or of_theirs <= REACH_CPU)
        and ours["peak_rss_mb"] <= MOST_MEMORY
        and not (ours["lost"] or ours["duplicates"] or ours["book_out"]),
    }


def sink_for(here: Path, wishes: argparse.Namespace) -> Sink:
    sink = Postfix(here / "sink") if wishes.sink == "postfix" else Ours()
    listening(sink.port)
    return sink


def by_us(here: Path, wishes: argparse.Namespace) -> tuple[dict[str, Any], Path]:
    """The service sends it, from queued to the last mail at the sink; and a mail of it as a file."""
    from publisher.models import Heartbeat, Post
    from publisher.responses.report import counts
    from publisher.sending import ledger

    sink = sink_for(here, wishes)
    # What the practice world would say of itself: mail goes to the sink.
    (here / "practice.json").write_text(json.dumps({"smtp": f"smtp://127.0.0.1:{sink.port}", "bases": {}}))
    stack = Supervisor(processes(here, ledger=not wishes.no_ledger), lambda line: print(line, file=sys.stderr))
    try:
        turn(stack, lambda: redis_answers(here), 30)
        turn(stack, lambda: Heartbeat.objects.filter(name="worker:mail").exists(), 60)
        post = queue_newsletter()
        worker, base = sending_worker(stack), kernel.postmaster()
        looked_at = {"workers": worker, "postgres": base, "sink": sink.process.pid}
        before = {name: kernel.spent(pid) for name, pid in looked_at.items()}
        turn(stack, lambda: Post.objects.get(id=post.id).state == "sent", 60 + wishes.messages / 50)
        cpu = {name: kernel.spent(pid) - before[name] for name, pid in looked_at.items()}
        memory = max(map(kernel.peak, [worker, *kernel.children(worker)]))
        seconds, taken = sink.span(), sink.taken()
    finally:
        stack.stop()
        sink.stop()
    raw = here / "mail.eml"
    raw.write_bytes(one_mail(post))
    told = {
        "rate": round(wishes.messages / seconds),
        "cpu_us": {name: round(used / wishes.messages * 1e6) for name, used in cpu.items()},
        "peak_rss_mb": round(memory / 1024),
        "lost": wishes.messages - counts(post)["accepted"],
        "duplicates": taken - wishes.messages,
        "book_out": 0 if wishes.no_ledger else len(ledger.audit(post)),  # its outcomes are not there
    }
    return told, raw


def by_smtp_source(here: Path, raw: Path, wishes: argparse.Namespace) -> dict[str, Any]:
    sink = sink_for(here, wishes)
    command = ["smtp-source", "-s", str(wishes.connections), "-m", str(wishes.messages), "-d", "-F", str(raw)]
    command += ["-f", "letters@news.example", "-t", "reader@example.net", f"127.0.0.1:{sink.port}"]
    try:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = sink.span()
    finally:
        sink.stop()
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"rate": round(wishes.messages / seconds), "cpu_us": {"smtp_source": round(used / wishes.messages * 1e6)}}


if __name__ == "__main__":
    sys.exit(main())
