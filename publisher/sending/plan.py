"""What the clock does at each tick: hold what must not go, and name what is to be rung. It sends nothing itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import F, Q

from publisher.audience import reader_files
from publisher.editing import incoming, unsaved, uploads
from publisher.editing.schedule import resolve
from publisher.models import (
    Batch,
    Channel,
    Feed,
    FeedEntry,
    Heartbeat,
    Incoming,
    Newsroom,
    Picture,
    Post,
    ReaderFile,
    SignInLink,
)
from publisher.models.post import CANCELLED, HELD, OPEN, QUEUED, REFUSED, SENDING, UNCERTAIN

from . import amending, endings, mailbox, measuring, notices, retention, returned
from .heard import settle_all
from .ledger import awake, doubt_withdrawn, with_work
from .reconcile import give_up_abandoned


class Ring(NamedTuple):
    """A task's name and the id it gets. `about` tells rings apart: the same one again is the same ring."""

    task: str
    id: int
    about: str = ""


RENDERED_WITHIN = timedelta(seconds=60)  # an edit at the due minute may still be rendering
WARN_BEFORE = timedelta(minutes=30)
AT_ONCE = 200  # rings per kind and tick
LINKS_AT_ONCE = 10
FEEDS_AT_ONCE = 2  # looks, and readings: they wait for others' servers, and rendering must not wait behind many


def due(now: datetime) -> Iterator[Ring]:
    """Every 250 ms: what is to be sent at this moment. Reads only."""
    posts = Post.objects.due(now).order_by("due_at", "id").values_list("id", "channel__kind", "due_at")
    for post_id, kind, due_at in posts[:AT_ONCE]:
        yield Ring("start" if kind == "mail" else "deliver", post_id, str(due_at))
    if Newsroom.objects.filter(stopped_at__isnull=True).exists():
        sending = Batch.objects.filter(with_work(now), awake(now, "post__channel__"), post__state=SENDING)
        sending = sending.filter(post__channel__paused_at__isnull=True)
        for post_id in sending.order_by("post_id").values_list("post_id", flat=True).distinct()[:AT_ONCE]:
            yield Ring("drain", post_id)


def upkeep(now: datetime) -> Iterator[Ring]:
    """Every second: hold, doubt, render, probe, warn, look at feeds."""
    amending.settle(now)
    hold(now)
    give_up_abandoned(now)
    doubt_withdrawn(now)
    settle_all(now)
    warn(now)
    doubted = Post.objects.filter(state=UNCERTAIN, due_at__lte=now, channel__deleted_at__isnull=True)
    for post_id in doubted.values_list("id", flat=True)[:AT_ONCE]:
        yield Ring("reconcile", post_id)
    for amendment_id, since in amending.due(now):
        yield Ring("amend", amendment_id, since)
    unrendered = Post.objects.filter(state__in=OPEN, content_hash="")
    wanted = Picture.objects.filter(state=Picture.WANTED).order_by("article_id")
    fetching = set(wanted.values_list("article_id", flat=True).distinct()[:AT_ONCE])
    for article_id in fetching:
        yield Ring("fetch", article_id)
    for article_id in unrendered.values_list("article_id", flat=True).distinct()[:AT_ONCE]:
        if article_id and article_id not in fetching:
            yield Ring("render", article_id)
    away = Channel.objects.filter(
        paused_reason="unreachable", deleted_at__isnull=True, probed_at__lte=now - settings.PROBE_SECONDS
    )
    for channel_id in away.values_list("id", flat=True)[:AT_ONCE]:
        yield Ring("probe", channel_id)
    for notice_id in notices.due(now, at_most=AT_ONCE):
        yield Ring("notify", notice_id)
    if returned.waiting():
        yield Ring("collect", 0)
    for channel_id, looked in mailbox.due(now):
        yield Ring("mailbox", channel_id, looked)
    for post_id, since in measuring.due(now):
        yield Ring("measure", post_id, since)
    yield from arriving(now)


def arriving(now: datetime) -> Iterator[Ring]:
    """A file of readers, links that a member waits for, feeds whose time for a look has come, entries to be read."""
    for file_id, lease in ReaderFile.objects.due(now).order_by("id").values_list("id", "lease")[:1]:
        yield Ring("import", file_id, str(lease))
    given = Incoming.objects.due(now).order_by("id").values_list("id", "attempts")
    for incoming_id, attempts in given[:LINKS_AT_ONCE]:
        yield Ring("take", incoming_id, str(attempts))
    looks = Feed.objects.due(now).order_by("next_at", "id").values_list("id", "next_at")
    for feed_id, next_at in looks[:FEEDS_AT_ONCE]:
        yield Ring("feed", feed_id, str(next_at))
    readings = FeedEntry.objects.due(now).order_by("next_at", "id").values_list("id", "next_at")
    for entry_id, next_at in readings[:FEEDS_AT_ONCE]:
        yield Ring("entry", entry_id, str(next_at))


def hold(now: datetime) -> None:
    """What is late, no longer approved, or tried for too long does not go by itself: the editor is asked."""
    queued = Post.objects.filter(state=QUEUED)
    for posts, why in (
        (
            queued.filter(due_at__lte=now - settings.LATE_AFTER),
            "Its time passed while it could not be sent. Send it now, or choose a new time.",
        ),
        (
            queued.filter(due_at__lte=now).exclude(content_hash="").exclude(approved_hash=F("content_hash")),
            "It was changed after it was approved. Look at it again, and approve it.",
        ),
        (
            queued.filter(due_at__lte=now - RENDERED_WITHIN, content_hash=""),
            "It could not be rendered in time. Look at its checks.",
        ),
        (
            queued.filter(channel__deleted_at__isnull=False),
            "Its channel was disconnected while it was under way. It did not go; it can only be cancelled.",
        ),
        (
            queued.filter(first_tried_at__lte=now - settings.GIVE_UP_AFTER),
            "It was tried for hours without success. Send it now, or choose a new time.",
        ),
        (
            queued.filter(due_at__isnull=True, follows__state__in=[REFUSED, CANCELLED]),
            "The post that it follows did not go.",
        ),
    ):
        for post in posts[:AT_ONCE]:
            last = f" The last word was: {post.why}" if post.why else ""
            same = {name: getattr(post, name) for name in ("id", "due_at", "content_hash", "approved_hash")}
            if Post.objects.filter(**same).move(QUEUED, HELD, why=why + last):
                notices.request("held", post=post, words=why, now=now)


def warn(now: datetime) -> None:
    """Half an hour before, say that approval is still wanted."""
    unapproved = Post.objects.filter(
        ~Q(approved_hash=F("content_hash")), state=QUEUED, warned_at__isnull=True, due_at__lte=now + WARN_BEFORE
    ).exclude(content_hash="")
    for post in unapproved[:AT_ONCE]:
        if Post.objects.filter(id=post.id, warned_at__isnull=True).update(warned_at=now):
            notices.request("approval_wanted", post=post, now=now)


def tidy(now: datetime) -> list[Ring]:
    """Every hour: forget what need not be kept any longer; look after connections."""
    notices.forget(now)
    incoming.forget(now)
    reader_files.forget(now)
    uploads.sweep(now)
    returned.forget(now)
    unsaved.forget(now)
    SignInLink.objects.filter(expires_at__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    endings.warn(now)
    probes = [Ring("probe", channel_id) for channel_id in endings.to_ask(now)]
    return probes + [Ring("forget", post_id) for post_id in retention.due(now).values_list("id", flat=True)[:AT_ONCE]]


def resolve_again() -> None:
    """Wall times mean what the zone's rules say today: asked again whenever the clock starts."""
    for post in Post.objects.filter(state=QUEUED).exclude(wall_time="").iterator(chunk_size=200):
        moment = resolve(datetime.fromisoformat(post.wall_time), post.zone)
        if moment != post.due_at and post.attempts == 0:
            Post.objects.filter(id=post.id, state=QUEUED, due_at=post.due_at).update(due_at=moment)


def beat(name: str, now: datetime) -> None:
    """Say that a worker or the clock is alive."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})
