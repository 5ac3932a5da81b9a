"""The red button: everything that has not left, stays. It needs the database, and nothing else."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime

from django.db import DatabaseError, transaction

from publisher.models import Act, Batch, Member, Newsroom, Post
from publisher.models.post import QUEUED, SENDING

INSIST_FOR = 10.0  # seconds


def stop(member: Member | None, now: datetime) -> int:
    """Stop everything; how much is waiting: queued posts, and mails of newsletters that are under way.

    On a disk that is full a write may fail and the next one find room, as those of a drain do: it is tried for ten
    seconds, and counts even if the record of who pressed the button finds none.
    """
    ends = time.monotonic() + INSIST_FOR
    while True:
        try:
            Newsroom.objects.filter(stopped_at__isnull=True).update(stopped_at=now)
            break
        except DatabaseError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
    with suppress(DatabaseError), transaction.atomic():
        Act.objects.create(member=member, verb="stop", what="everything")
    return waiting()


def resume(member: Member | None) -> int:
    """Go on. What became late meanwhile is held and asked about; nobody is mailed twice."""
    Newsroom.objects.update(stopped_at=None)
    Act.objects.create(member=member, verb="resume", what="everything")
    return waiting()


def waiting() -> int:
    batches = Batch.objects.filter(post__state=SENDING)
    left = sum(
        batch.size - batch.accepted - batch.failed - batch.suppressed for batch in batches.iterator(chunk_size=500)
    )
    return left + Post.objects.filter(state=QUEUED).count()
