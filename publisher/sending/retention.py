"""Who got a newsletter is forgotten some weeks after it ended; how many got it stays.

A batch at a time, in a transaction of its own: its messages, outcomes and events go, its totals move into the post's
first batch, and `Post.forgotten_to` says how far that is. So the sum is always right, and a kill costs nothing.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from publisher.models import Batch, Event, Message, Outcome, Post
from publisher.models.event import BOUNCED, COMPLAINED
from publisher.models.ledger import OUTCOMES
from publisher.models.post import CANCELLED, SENT
from publisher.responses.report import twice

from . import ledger

AT_A_TIME = 10.0  # seconds; it is rung again, and what shares its queue does not wait long


def due(now: datetime) -> QuerySet[Post]:
    """Newsletters that ended so long ago that of their mails only the totals are kept."""
    long_ago = now - timedelta(days=settings.KEEP_MAILS_DAYS)
    ended = Q(state=SENT, sent_at__lt=long_ago) | Q(state=CANCELLED, claimed_at__lt=long_ago)
    return Post.objects.filter(ended, forgotten_to__lt=F("candidates")).order_by("id")


def forget(post_id: int, now: datetime) -> None:
    """Forget the mails of a newsletter that is due for it, as far as there is time."""
    ends = time.monotonic() + AT_A_TIME
    while time.monotonic() < ends and _forget_batch(post_id, now):
        pass


def _forget_batch(post_id: int, now: datetime) -> bool:
    """One batch more. False if there is none, or a person has mails of it tried again meanwhile."""
    with transaction.atomic():
        post = ledger.lock(post_id)
        if not due(now).filter(id=post_id).exists():
            return False
        batch = Batch.objects.get(post=post, first=post.forgotten_to + 1)
        totals = _totals(post, batch)
        for model in (Event, Outcome, Message):
            model.objects.filter(post=post, sequence__range=(batch.first, batch.last)).delete()
        if batch.first > 1:
            batch.delete()
            sums = {kind: F(kind) + getattr(batch, kind) for kind in OUTCOMES}
            Batch.objects.filter(post=post, first=1).update(last=batch.last, **sums)
        Post.objects.filter(id=post_id).update(
            forgotten_to=batch.last, **{name: F(name) + count for name, count in totals.items()}
        )
        return True


def _totals(post: Post, batch: Batch) -> dict[str, int]:
    """What is counted from the rows that are about to go."""
    mails = {"post": post, "sequence__range": (batch.first, batch.last)}
    events = Event.objects.filter(**mails)
    outcomes = Outcome.objects.filter(**mails).order_by("attempt")
    return {
        "forgotten_bounced": events.filter(kind__in=BOUNCED).values("sequence").distinct().count(),
        "forgotten_complained": events.filter(kind=COMPLAINED).count(),
        "forgotten_twice": len(twice(outcomes.values_list("sequence", "kind", "reply"))),
    }
