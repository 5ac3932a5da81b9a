"""What became of it, for people and for machines."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from publisher.models import Amendment, Batch, Channel, Event, Feed, FeedEntry, Heartbeat, Outcome, Post
from publisher.models.amendment import FAILED as FAILED_TO
from publisher.models.event import BOUNCED, COMPLAINED
from publisher.models.feed import GONE, WAITING
from publisher.models.ledger import ACCEPTED, FAILED, MAYBE, OUTCOMES, SETTLED, TAKEN, UNSURE
from publisher.models.newsroom import doubted_mail_waits
from publisher.models.post import HELD, QUEUED, REFUSED, SENDING, UNCERTAIN

STANDS_AFTER = timedelta(minutes=2)  # without a mail; a pace of one a minute still moves
FAILING = 5  # looks at a feed in a row without an answer
LEAST_FREE = 100_000_000  # bytes on the disk
SILENT_AFTER = timedelta(seconds=45)  # a heartbeat older than this: dead
PROCESSES = {
    "clock": "clock",
    "worker:now": "worker that sends posts",
    "worker:mail": "worker that sends newsletters",
    "worker:slow": "worker that makes posts ready and reads feeds",
}


def counts(post: Post) -> dict[str, int]:
    """candidates = accepted + deferred + failed + suppressed + uncertain + waiting, at every moment."""
    return counts_of([post.id])[post.id]


def counts_of(post_ids: list[int]) -> dict[int, dict[str, int]]:
    """The same for many posts, in two queries. Candidates are asked last: they are written before any outcome."""
    sums = {kind: Sum(kind) for kind in OUTCOMES}
    totals = {row.pop("post"): row for row in Batch.objects.filter(post__in=post_ids).values("post").annotate(**sums)}
    found = {}
    for post_id, candidates in Post.objects.filter(id__in=post_ids).values_list("id", "candidates"):
        some = totals.get(post_id, dict.fromkeys(OUTCOMES, 0))
        found[post_id] = {"candidates": candidates, **some, "waiting": candidates - sum(some.values())}
    return found


def pace(post: Post, now: datetime) -> int:
    """How many mails of a newsletter a server took per minute lately: over its last 200. 0 if it stands still."""
    rows = Outcome.objects.filter(post=post, kind=ACCEPTED).order_by("-id")
    times = list(rows.values_list("at", flat=True)[:200])
    if not times or now - times[0] > STANDS_AFTER:
        return 0
    return round(len(times) / max(1.0, (now - times[-1]).total_seconds()) * 60)


def with_last_word(post: Post, kind: str) -> QuerySet[Outcome]:
    """The outcomes that are the last of their mail, and of this kind.

    Asked mail by mail: PostgreSQL would join "there is no later one" with all outcomes of a million mails.
    """
    mail = Outcome.objects.filter(post=OuterRef("post"), sequence=OuterRef("sequence")).order_by("-attempt")
    return Outcome.objects.filter(post=post, kind=kind, attempt=mail.values("attempt")[:1]).order_by("sequence")


def with_last_words(post: Post, kinds: Sequence[str]) -> QuerySet[Outcome]:
    """The outcomes that are the last of their mail, and of one of these kinds: of many, maybe of most."""
    later = Outcome.objects.filter(
        post=OuterRef("post"), sequence=OuterRef("sequence"), attempt__gt=OuterRef("attempt")
    )
    return Outcome.objects.filter(~Exists(later), post=post, kind__in=kinds).order_by("sequence")


def came_back(post: Post) -> dict[str, int]:
    """How many of a newsletter's mails bounced, and how many readers complained, so far."""
    back = Event.objects.filter(post=post, kind__in=BOUNCED).aggregate(mails=Count("sequence", distinct=True))
    complained = Event.objects.filter(post=post, kind=COMPLAINED).count()
    return {
        "bounced": back["mails"] + post.forgotten_bounced,
        "complained": complained + post.forgotten_complained,
    }


def held_mails(post: Post) -> int:
    """How many of a newsletter's mails may have arrived and wait for a person to say what becomes of them."""
    return with_last_word(post, UNSURE).filter(again_at__isnull=True).count()


def possibly_twice(post: Post) -> list[int]:
    """The sequence numbers of mails that may have arrived twice: once in doubt, and tried again after that."""
    in_doubt = Q(kind=UNSURE) | Q(kind=FAILED, reply__startswith=MAYBE)
    doubted = Outcome.objects.filter(in_doubt, post=post).values("sequence")
    rows = Outcome.objects.filter(post=post, sequence__in=doubted).order_by("attempt")
    return sorted(twice(rows.values_list("sequence", "kind", "reply")))


def twice(outcomes: Iterable[tuple[int, str, str]]) -> set[int]:
    """Of outcomes (sequence, kind, reply), in order of their attempts: the mails that may have arrived twice."""
    doubts: set[int] = set()
    found: set[int] = set()
    for sequence, kind, reply in outcomes:
        in_doubt = kind == UNSURE or reply.startswith(MAYBE)
        if sequence in doubts and (in_doubt or (kind == ACCEPTED and reply not in (TAKEN, SETTLED))):
            found.add(sequence)
        if in_doubt:
            doubts.add(sequence)
    return found


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
    in_doubt = Q(state=UNCERTAIN)
    if doubted_mail_waits():
        doubted = Batch.objects.filter(post=OuterRef("id"), uncertain__gt=0, leased_until__isnull=True)
        in_doubt |= Q(Exists(doubted), state=SENDING)
    overdue = Post.objects.filter(state=QUEUED, due_at__lte=now - timedelta(minutes=1))
    found = [
        _posts("uncertain", Post.objects.filter(in_doubt), "nobody knows yet whether it landed"),
        _posts("held", Post.objects.filter(state=HELD), "waiting for your decision"),
        _posts("refused", Post.objects.filter(state=REFUSED), "refused by the network"),
        _posts("overdue", overdue, "past its time and not sent yet"),
    ]
    failed = Amendment.objects.filter(state=FAILED_TO).order_by("id").values_list("post__article", flat=True)
    for article, count in Counter(failed[:200]).items():
        words = "it should have been, and a network did not let us"
        found += [_trouble("amend", words) | {"count": count, "article": article}]
    for channel in Channel.objects.filter(paused_at__isnull=False, deleted_at__isnull=True)[:50]:
        found += [_trouble("paused", f"{channel} is paused: {channel.paused_why}")]
    for channel in Channel.objects.filter(deleted_at__isnull=True, paused_at__isnull=True)[:50]:
        if channel.ends_at and channel.ends_soon(now):
            found += [_trouble("ends", f"{channel} must be connected again before {_day(channel.ends_at)}.")]
    if shutil.disk_usage(settings.DATA_DIR).free < LEAST_FREE:
        words = (
            "The disk is full, or nearly: what cannot be written down does not leave. Make room; it goes on by itself."
        )
        found += [_trouble("disk", words)]
    found += [_trouble("feed", message) for message in _feeds()]
    if not Heartbeat.objects.exists():
        found += [_trouble("worker", "The clock and the workers have not started yet: give them some seconds.")]
    else:
        found += [_trouble("worker", f"The {PROCESSES[name]} has not been seen lately.") for name in silent(now)]
    return [trouble for trouble in found if trouble["count"]]


def _feeds() -> list[str]:
    """What feeds have to say: gone, failing for long, or asking about a burst."""
    asking = dict(FeedEntry.objects.filter(state=WAITING).values_list("feed").annotate(Count("id")))
    loud = Feed.objects.filter(Q(id__in=list(asking)) | Q(state=GONE) | Q(failures__gte=FAILING))
    told = []
    for feed in loud.order_by("id")[:50]:
        if feed.state == GONE:
            told.append(f"the feed {feed} is gone: remove it, or try it again.")
        elif feed.failures >= FAILING:
            told.append(f"the feed {feed} could not be read {feed.failures} times in a row: {feed.why}")
        if asked := asking.get(feed.id):
            told.append(f"the feed {feed} waits for your answer: {asked} came or changed at once.")
    return told


def silent(now: datetime) -> list[str]:
    """The clock and workers that should be alive and are not."""
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    return [name for name in PROCESSES if name not in seen or now - seen[name] > SILENT_AFTER]


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _trouble(kind: str, message: str) -> dict[str, Any]:
    return {"kind": kind, "count": 1, "message": message, "posts": []}


def _posts(kind: str, posts: Any, words: str) -> dict[str, Any]:
    ids = list(posts.order_by("due_at", "id").values_list("id", flat=True)[:200])
    return {"kind": kind, "count": len(ids), "message": words, "posts": ids}
