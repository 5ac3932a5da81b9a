"""The doorbells: an id in, a call, nothing back. A second ring is harmless. Their names are plan's."""

from __future__ import annotations

from django.utils import timezone

from publisher.audience import reader_files
from publisher.editing import entries, feeds, incoming, pictures, posts
from publisher.sending import amending, mailing, measuring, notices, retention, returned
from publisher.sending import deliver as delivery
from publisher.sending import drain as draining
from publisher.sending import mailbox as mailboxes
from publisher.sending import probe as probing
from publisher.sending import reconcile as reconciling

from .celery import app, leaving

# One post() ends within 60 s in all; at 90 s its process is killed, and the reconciler asks what became of it.
KILLED_AFTER = 90
DRAIN_KILLED_AFTER = 12 * 60


@app.task(name="deliver", queue="now", time_limit=KILLED_AFTER)
def deliver(post_id: int) -> None:
    delivery.deliver(post_id, timezone.now)


@app.task(name="start", queue="now", time_limit=KILLED_AFTER)
def start(post_id: int) -> None:
    mailing.start(post_id, timezone.now)


@app.task(name="reconcile", queue="now", time_limit=KILLED_AFTER)
def reconcile(post_id: int) -> None:
    reconciling.reconcile(post_id, timezone.now)


@app.task(name="amend", queue="now", time_limit=KILLED_AFTER)
def amend(amendment_id: int) -> None:
    amending.carry_out(amendment_id, timezone.now)


@app.task(name="drain", queue="mail", time_limit=DRAIN_KILLED_AFTER)
def drain(post_id: int) -> None:
    draining.drain(post_id, timezone.now, leaving)


@app.task(name="render", queue="slow", time_limit=KILLED_AFTER)
def render(article_id: int) -> None:
    posts.render_article(article_id)


@app.task(name="fetch", queue="slow", time_limit=5 * KILLED_AFTER)
def fetch(article_id: int) -> None:
    pictures.fetch_pictures(article_id)


@app.task(name="probe", queue="slow", time_limit=KILLED_AFTER)
def probe(channel_id: int) -> None:
    probing.probe(channel_id, timezone.now)


@app.task(name="measure", queue="slow", time_limit=KILLED_AFTER)
def measure(post_id: int) -> None:
    measuring.measure(post_id, timezone.now)


@app.task(name="notify", queue="slow", time_limit=KILLED_AFTER)
def notify(notice_id: int) -> None:
    notices.carry_out(notice_id, timezone.now())


@app.task(name="collect", queue="slow", time_limit=KILLED_AFTER)
def collect(_: int) -> None:
    returned.collect(timezone.now())


@app.task(name="mailbox", queue="slow", time_limit=KILLED_AFTER)
def mailbox(channel_id: int) -> None:
    mailboxes.collect(channel_id, timezone.now)


@app.task(name="forget", queue="slow", time_limit=KILLED_AFTER)
def forget(post_id: int) -> None:
    retention.forget(post_id, timezone.now())


@app.task(name="import", queue="slow", time_limit=5 * KILLED_AFTER)
def import_readers(file_id: int) -> None:
    reader_files.run(file_id, timezone.now, leaving)


@app.task(name="feed", queue="slow", time_limit=KILLED_AFTER)
def feed(feed_id: int) -> None:
    feeds.look(feed_id, timezone.now)


@app.task(name="entry", queue="slow", time_limit=KILLED_AFTER)
def entry(entry_id: int) -> None:
    entries.read(entry_id, timezone.now)


@app.task(name="take", queue="slow", time_limit=KILLED_AFTER)
def take(incoming_id: int) -> None:
    incoming.take(incoming_id, timezone.now)
