"""What the benches of mail have in common: the service's processes, many readers, and a newsletter to all of them."""

from __future__ import annotations

import socket
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.clock import PUBLISHER
from publisher.cli.redis import redis_command
from publisher.cli.supervise import Child, Supervisor
from publisher.cli.worker import AT_ONCE, NICE

WORDS = "Nurses at the harbour clinic say that the ferry brings more patients than beds, and no one counts them. "


# As `publisher worker mail`, but for what bench/unbooked.py changes.
UNBOOKED = [
    *("nice", "-n", str(NICE["mail"]), sys.executable, "-W", "ignore", "-m", "celery", "--quiet"),
    *("-A", "bench.unbooked:app", "worker"),
    *("-Q", "mail", "-c", str(AT_ONCE["mail"]), "--loglevel", "ERROR", "--without-gossip", "--without-mingle"),
    "--without-heartbeat",
]


def processes(here: Path, *, ledger: bool = True) -> list[Child]:
    return [
        Child("redis", redis_command(here), rank=0),
        Child("clock", [*PUBLISHER, "clock"]),
        Child("now", [*PUBLISHER, "worker", "now"]),
        Child("mail", [*PUBLISHER, "worker", "mail"] if ledger else UNBOOKED),
    ]


def sending_worker(stack: Supervisor) -> int:
    """The process of the worker that sends."""
    found = next(child.process for child in stack.children if child.name == "mail")
    assert found is not None
    return found.pid


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def make_readers(readers: int) -> None:
    """The sample newsroom, its posts gone, with so many readers."""
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
