"""The red button: everything that has not left, stays. It needs the database, and nothing else."""

from __future__ import annotations

from datetime import datetime

from publisher.models import Act, Batch, Member, Newsroom, Post
from publisher.models.post import QUEUED, SENDING


def stop(member: Member | None, now: datetime) -> int:
    """Stop everything; how much is waiting: queued posts, and mails of newsletters that are under way."""
    Newsroom.objects.filter(stopped_at__isnull=True).update(stopped_at=now)
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
