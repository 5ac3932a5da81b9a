"""Who got a newsletter is forgotten some weeks after it ended; how many got it stays.

A batch at a time, in a transaction of its own: its messages and outcomes go, its totals move into the post's first
batch, and `Post.forgotten_to` says how far that is. So the sum is right at every moment, and a kill costs nothing.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from publisher.models import Batch, Event, Message, Outcome, Post
from publisher.models.ledger import OUTCOMES
from publisher.models.post import CANCELLED, SENT

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
        for model in (Outcome, Event, Message):
            model.objects.filter(post=post, sequence__range=(batch.first, batch.last)).delete()
        if batch.first > 1:
            batch.delete()
            totals = {kind: F(kind) + getattr(batch, kind) for kind in OUTCOMES}
            Batch.objects.filter(post=post, first=1).update(last=batch.last, **totals)
        Post.objects.filter(id=post_id).update(forgotten_to=batch.last)
        return True
