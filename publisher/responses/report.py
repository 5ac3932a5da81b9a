"""What became of it, for people and for machines."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum

from publisher.models import Batch, Channel, Heartbeat, Outcome, Post
from publisher.models.ledger import ACCEPTED, OUTCOMES, UNSURE
from publisher.models.post import HELD, QUEUED, REFUSED, UNCERTAIN

SILENT_AFTER = timedelta(seconds=45)  # a heartbeat older than this: dead


def counts(post: Post) -> dict[str, int]:
    """candidates = accepted + deferred + failed + suppressed + uncertain + waiting, at every moment."""
    totals = Batch.objects.filter(post=post).aggregate(**{kind: Sum(kind, default=0) for kind in OUTCOMES})
    candidates = Post.objects.values_list("candidates", flat=True).get(id=post.id)
    return {"candidates": candidates, **totals, "waiting": candidates - sum(totals.values())}


def possibly_twice(post: Post) -> list[int]:
    """The sequence numbers of mails that may have arrived twice: once uncertain, and tried again after that."""
    doubted = Outcome.objects.filter(post=post, kind=UNSURE).values("sequence")
    rows = Outcome.objects.filter(post=post, sequence__in=doubted).order_by("attempt")
    doubts: set[int] = set()
    twice: set[int] = set()
    for sequence, kind in rows.values_list("sequence", "kind"):
        if sequence in doubts and kind in (ACCEPTED, UNSURE):
            twice.add(sequence)
        if kind == UNSURE:
            doubts.add(sequence)
    return sorted(twice)


def as_json(post: Post) -> dict[str, Any]:
    """The post object of the command line and the desk."""
    mail = post.channel.kind == "mail"
    return {
        "id": post.id,
        "article": post.article_id,
        "channel": post.channel.name,
        "kind": post.channel.kind,
        "part": post.part,
        "edition": post.edition,
        "state": post.state,
        "due_at": post.due_at and post.due_at.isoformat(),
        "sent_at": post.sent_at and post.sent_at.isoformat(),
        "url": post.url,
        "why": post.why,
        "counts": counts(post) if mail else None,
        "possibly_twice": possibly_twice(post) if mail else [],
    }


def troubles(now: datetime) -> list[dict[str, Any]]:
    """What the banner counts, the gravest first; empty when all is well."""
    overdue = Post.objects.filter(state=QUEUED, due_at__lte=now - timedelta(minutes=1))
    found = [
        _posts("uncertain", Post.objects.filter(state=UNCERTAIN), "nobody knows yet whether it landed"),
        _posts("held", Post.objects.filter(state=HELD), "waiting for your decision"),
        _posts("refused", Post.objects.filter(state=REFUSED), "refused by the network"),
        _posts("overdue", overdue, "past its time and not sent yet"),
    ]
    for channel in Channel.objects.filter(paused_at__isnull=False, deleted_at__isnull=True)[:50]:
        found += [_trouble("paused", f"{channel} is paused: {channel.paused_why}")]
    found += [_trouble("worker", f"The {name} has not been seen lately.") for name in silent(now)]
    return [trouble for trouble in found if trouble["count"]]


def silent(now: datetime) -> list[str]:
    """The clock and workers that should be alive and are not."""
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    wanted = ["clock", "worker:now", "worker:mail", "worker:slow"]
    return [name for name in wanted if name not in seen or now - seen[name] > SILENT_AFTER]


def _trouble(kind: str, message: str) -> dict[str, Any]:
    return {"kind": kind, "count": 1, "message": message, "posts": []}


def _posts(kind: str, posts: Any, words: str) -> dict[str, Any]:
    ids = list(posts.order_by("due_at", "id").values_list("id", flat=True)[:200])
    return {"kind": kind, "count": len(ids), "message": words, "posts": ids}
