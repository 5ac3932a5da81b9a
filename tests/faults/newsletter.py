"""A newsletter on its way while things break: who got it by the server's own log, what the book says meanwhile."""

from __future__ import annotations

import collections
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.faults.stack import Stack, until

CONNECTIONS = 5  # of each drain
DRAINS = 4  # two workers, two processes each


class Taker:
    """The mail server (tests/faults/taker.py), for the whole stack; killed and started as wanted."""

    def __init__(self, stack: Stack, log: Path, after: float = 0.2) -> None:
        import socket

        self.log, self.after = log, after
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        world = stack.folder / "practice.json"
        world.write_text(json.dumps(json.loads(world.read_text()) | {"smtp": f"smtp://127.0.0.1:{self.port}"}))
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.faults.taker", "--port", str(self.port), "--log", str(self.log)]
        self.process = subprocess.Popen([*command, "--after", str(self.after)])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def taken(self) -> dict[str, list[str]]:
        """From address to the Message-IDs that came for it."""
        came = collections.defaultdict(list)
        for line in Path(self.log).read_text().splitlines():
            address, _, message_id = line.partition(" ")
            came[address].append(message_id)
        return came


@dataclass(slots=True)
class Watched:
    """A newsletter under way. `look` at its sum as often as you like; out of reach is not out of balance."""

    post_id: int
    readers: int
    polls: int = 0
    out: int = 0

    def look(self) -> dict[str, int]:
        """The counts now, and whether it is `sent`; empty while the database is away."""
        from django.db import DatabaseError, connection

        from publisher.models import Post
        from publisher.responses.report import counts

        try:
            post = Post.objects.get(id=self.post_id)
            sums = counts(post)
        except DatabaseError:
            connection.close()
            return {}
        self.polls += 1
        parts = [count for kind, count in sums.items() if kind != "candidates"]
        self.out += sums["candidates"] != sum(parts) or min(parts) < 0
        return sums | {"sent": post.state == "sent"}

    def done(self) -> int:
        sums = self.look()
        return sums["accepted"] + sums["failed"] + sums["suppressed"] if sums else -1

    def until(self, done: int, seconds: float = 120) -> None:
        until(lambda: self.done() >= done, seconds, f"{done} of {self.readers} mails to have an end")

    def until_sent(self, seconds: float = 180) -> None:
        until(lambda: self.look().get("sent"), seconds, "the newsletter to be sent")

    def result(self, taker: Taker, kills: int, at_most: int) -> dict[str, Any]:
        """What became of everybody; `broken` names each promise that did not hold. `at_most` may come twice."""
        from publisher.models import Message, Post, Subscriber
        from publisher.responses.report import counts, possibly_twice
        from publisher.sending import ledger

        post = Post.objects.get(id=self.post_id)
        sums, named = counts(post), set(possibly_twice(post))
        addresses = dict(
            Subscriber.objects.filter(address__contains=f"-{post.mailing_list_id}@").values_list("id", "address")
        )
        came = taker.taken()
        mails = {addresses[mail.subscriber]: mail.sequence for mail in Message.objects.filter(post=post)}
        mine = {address: ids for address, ids in came.items() if address in mails}
        twice = {address: ids for address, ids in mine.items() if len(ids) > 1}
        told = {
            "readers": self.readers,
            "kills": kills,
            "lost": self.readers - len(mine) - sums["failed"],
            "doubled": sum(len(ids) - 1 for ids in twice.values()),
            "at_most": at_most,
            "doubled_not_named": sum(mails[address] not in named for address in twice),
            "other_message_id": sum(len(set(ids)) > 1 for ids in twice.values()),
            "named": len(named),
            "failed": sums["failed"],
            "book_polls": self.polls,
            "book_out": self.out + len(ledger.audit(post)),
        }
        wrong = [name for name in ("lost", "doubled_not_named", "other_message_id", "failed", "book_out") if told[name]]
        wrong += ["doubled"] if told["doubled"] > at_most else []
        wrong += ["an end each"] if sums["accepted"] != self.readers else []
        return told | {"broken": wrong}


def under_way(readers: int) -> Watched:
    """A newsletter to so many new readers, of which the first mails have left."""
    from django.utils import timezone

    from publisher.editing import intake, posts, schedule
    from publisher.models import Channel, MailingList, Member, Subscriber, Subscription, address_hash
    from tests.making import a_member, a_story

    member = Member.objects.first() or a_member()
    number = MailingList.objects.count() + 1
    letter = MailingList.objects.create(name=f"Letter {number}", slug=f"letter-{number}")
    now = timezone.now()
    addresses = [f"r{n}-{letter.id}@readers.example" for n in range(readers)]
    people = Subscriber.objects.bulk_create(
        (Subscriber(address=address, address_hash=address_hash(address)) for address in addresses), batch_size=2000
    )
    Subscription.objects.bulk_create(
        (
            Subscription(
                subscriber=one, mailing_list=letter, state="active", consent="y", source="test", consented_at=now
            )
            for one in people
        ),
        batch_size=2000,
    )
    story = a_story(f"Letter {number}", canonical_url=f"https://gazette.example/{number}")
    article = intake.keep(story, member=member)
    [post] = posts.prepare(article, [Channel.objects.get(kind="mail")], member=member, mailing_list=letter)
    posts.render_article(article.id)
    schedule.queue([post.id], schedule.now_with_grace(now, timedelta(0)), member=member, now=now)
    watched = Watched(post.id, readers)
    watched.until(1, 60)
    return watched
