"""python -m bench.mail: how fast does a newsletter leave, strict ledger and all, against Postfix's own smtp-source?

Starts PostgreSQL, Redis, the workers, the clock and Debian's `smtp-sink`, queues a newsletter to many readers and lets
the service send it as it always does; then `smtp-source` sends the same mail as often to the same sink. Prints JSON.
The ratio of the two rates in one run counts, never a rate alone.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.clock import PUBLISHER, turn
from bench.mime import a_key
from publisher.cli.redis import redis_answers, redis_command
from publisher.cli.supervise import Child, Supervisor
from tests.postgresql import running_server

CONNECTIONS = 10
REACH, REACH_SIGNED = 0.9, 0.5  # of smtp-source's rate
TICK = os.sysconf("SC_CLK_TCK")
WORDS = "Nurses at the harbour clinic say that the ferry brings more patients than beds, and no one counts them. "


def main() -> int:
    wish = argparse.ArgumentParser(prog="python -m bench.mail")
    wish.add_argument("--messages", type=int, default=50_000)
    wish.add_argument("--window", type=int, default=1, help="mails of a connection whose fate is not yet written down")
    wish.add_argument("--connections", type=int, default=CONNECTIONS)
    wish.add_argument("--sign", choices=["rsa", "ed25519"], help="sign each mail (DKIM) with a new key of this kind")
    wishes = wish.parse_args()
    os.environ["PATH"] += ":/usr/sbin"
    if not shutil.which("smtp-sink"):
        print("smtp-sink is missing; on Debian: apt install postfix", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        here, port = Path(folder), free_port()
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
        # What the practice world would say of itself: mail goes to the sink.
        (here / "practice.json").write_text(json.dumps({"smtp": f"smtp://127.0.0.1:{port}", "bases": {}}))
        sink = Sink(port, here / "sink")
        stack = Supervisor(processes(here), lambda line: print(line, file=sys.stderr))
        try:
            result = measure(stack, here, sink, wishes)
        finally:
            stack.stop()
            sink.process.kill()
    print(json.dumps(result, indent=2))
    return 0 if result["reached"] else 1


def processes(here: Path) -> list[Child]:
    return [
        Child("redis", redis_command(here), rank=0),
        Child("clock", [*PUBLISHER, "clock"]),
        *(Child(queue, [*PUBLISHER, "worker", queue]) for queue in ("now", "mail")),
    ]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Sink:
    """Debian's smtp-sink, and how many mails it has taken."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self.log = port, log
        self.process = subprocess.Popen(
            ["smtp-sink", "-c", "-u", "nobody", f"127.0.0.1:{port}", "1000"],
            stdout=log.open("wb"),
            stdin=subprocess.DEVNULL,
        )

    def taken(self) -> int:
        """From its running counters: quits, mails, and what else it counts, on a line that it writes over itself."""
        last = self.log.read_bytes()[-200:].decode(errors="replace").replace("\r", "\n").split("\n")
        counts = [line for line in last if "mesg=" in line]
        return int(counts[-1].partition("mesg=")[2].split()[0]) if counts else 0


def measure(stack: Supervisor, here: Path, sink: Sink, wishes: argparse.Namespace) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    from publisher.models import Post
    from publisher.responses.report import counts
    from publisher.sending import ledger

    call_command("migrate", verbosity=0)
    turn(stack, lambda: redis_answers(here), 30)
    make_readers(wishes.messages)
    post = queue_newsletter()
    before = cpu(sink)
    turn(stack, lambda: Post.objects.get(id=post.id).state == "sent", 60 + wishes.messages / 50)
    sums = counts(post)
    ours = {name: spent - before[name] for name, spent in cpu(sink).items()}
    seconds = span(post)
    taken = sink.taken()
    memory = max(peak(process) for process in tree(next(c for c in stack.children if c.name == "mail")))
    raw = here / "mail.eml"
    raw.write_bytes(one_mail(post))
    theirs = smtp_source(raw, sink, wishes)
    rate, reach = wishes.messages / seconds, REACH_SIGNED if wishes.sign else REACH
    out = ledger.audit(post)
    return {
        "measure": "a newsletter over SMTP, mails per second",
        "messages": wishes.messages,
        "octets_each": raw.stat().st_size,
        "connections": wishes.connections,
        "window": wishes.window,
        "signed": wishes.sign,
        "rate": round(rate),
        "smtp_source": round(theirs["rate"]),
        "ratio": round(rate / theirs["rate"], 2),
        "cpu_us": {name: round(spent / wishes.messages * 1e6) for name, spent in ours.items()}
        | {"smtp_source": round(theirs["cpu"] / wishes.messages * 1e6)},
        "peak_rss_mb": round(memory / 1024),
        "lost": wishes.messages - sums["accepted"],
        "duplicates": taken - wishes.messages,
        "book_out": len(out),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "reach": f"ratio >= {reach}",
        "reached": rate >= reach * theirs["rate"] and taken == wishes.messages and not out,
    }


def span(post: Any) -> float:
    """Seconds from the first mail that was taken to the last, as the book has them."""
    from django.db.models import Max, Min

    from publisher.models import Outcome

    ends = Outcome.objects.filter(post=post).aggregate(first=Min("at"), last=Max("at"))
    return float((ends["last"] - ends["first"]).total_seconds())


def make_readers(readers: int) -> None:
    """The sample newsroom, its posts gone, with so many readers."""
    from django.db import connection
    from django.utils import timezone

    from publisher.cli.sample import make_sample
    from publisher.models import MailingList, Post, Subscriber, Subscription, address_hash

    now = timezone.now()
    make_sample(now)
    Post.objects.all().delete()
    people = Subscriber.objects.bulk_create(
        (
            Subscriber(name=f"Reader {n}", address=f"{n}@example.net", address_hash=address_hash(f"{n}@example.net"))
            for n in range(readers)
        ),
        batch_size=5000,
    )
    letter = MailingList.objects.get()
    Subscription.objects.all().delete()
    Subscription.objects.bulk_create(
        (
            Subscription(
                subscriber=one, mailing_list=letter, state="active", consent="Yes.", source="bench", consented_at=now
            )
            for one in people
        ),
        batch_size=5000,
    )
    with connection.cursor() as cursor:  # as autovacuum does within a minute
        cursor.execute("ANALYZE")


def queue_newsletter(title: str = "The harbour clinic") -> Any:
    """A letter of about 30 KB to everyone, due in a moment."""
    from django.utils import timezone

    from publisher.editing import intake, posts
    from publisher.models import Channel, MailingList, Post
    from publisher.story import Block, Story

    text = (WORDS * 4).strip()
    blocks = tuple(Block("paragraph", text, f"<p>{text}</p>") for _ in range(22))
    article = intake.keep(Story(title=title, language="en", blocks=blocks), member=None)
    channel, letter = Channel.objects.get(kind="mail"), MailingList.objects.get()
    [made] = posts.prepare(article, [channel], member=None, mailing_list=letter)
    posts.render_article(article.id)
    made.refresh_from_db()
    Post.objects.filter(id=made.id).update(
        state="queued", approved_hash=made.content_hash, due_at=timezone.now() + timedelta(seconds=2)
    )
    return Post.objects.get(id=made.id)


def one_mail(post: Any) -> bytes:
    """A mail of this newsletter as it left."""
    from publisher.models import Message, Post, Subscriber
    from publisher.sending.writing import Writer

    post = Post.objects.select_related("channel", "mailing_list").get(id=post.id)
    message = Message.objects.filter(post=post).first()
    assert message is not None
    return Writer(post).write(message, Subscriber.objects.get(id=message.subscriber), None).message


def smtp_source(raw: Path, sink: Sink, wishes: argparse.Namespace) -> dict[str, float]:
    command = ["smtp-source", "-s", str(wishes.connections), "-m", str(wishes.messages), "-d", "-F", str(raw)]
    command += ["-f", "letters@news.example", "-t", "reader@example.net", f"127.0.0.1:{sink.port}"]
    spent, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, check=True)
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - spent.ru_utime - spent.ru_stime
    return {"rate": wishes.messages / seconds, "cpu": used}


# -- what the kernel knows of processes -----------------------------------------------------------------------------


def cpu(sink: Sink) -> dict[str, float]:
    """Seconds that our workers, PostgreSQL and the sink have used so far.

    Each connection to PostgreSQL is a process of its own; of those that ended, its first process keeps the sum.
    """
    used = {"workers": 0.0, "postgres": 0.0, "sink": 0.0}
    first = postmaster()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        spent = (int(fields[11]) + int(fields[12])) / TICK
        if int(folder.name) == sink.process.pid:
            used["sink"] += spent
        elif int(folder.name) == first:
            used["postgres"] += spent + (int(fields[13]) + int(fields[14])) / TICK
        elif int(fields[1]) == first:
            used["postgres"] += spent
        elif b"celery" in command and b"-Q mail" in command:
            used["workers"] += spent
    return used


def postmaster() -> int:
    """PostgreSQL's first process: the parent of the one that answers us."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ours = cursor.fetchone()[0]
    return int(Path(f"/proc/{ours}/stat").read_text().rpartition(")")[2].split()[1])


def tree(child: Child) -> list[int]:
    """A child's process and its children."""
    if child.process is None:
        return []
    pid = child.process.pid
    children = (Path("/proc") / str(pid) / "task" / str(pid) / "children").read_text()
    return [pid, *map(int, children.split())]


def peak(pid: int) -> int:
    """The most memory that a process has had, in KB."""
    status = (Path("/proc") / str(pid) / "status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    sys.exit(main())
