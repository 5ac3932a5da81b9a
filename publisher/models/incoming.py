"""Links that members gave, each to be read into an article by a worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q

from .article import Article
from .newsroom import Member

READING, FAILED, KNOWN, DONE = "reading", "failed", "known", "done"
INCOMING_STATES = (READING, FAILED, KNOWN, DONE)

LEASE = timedelta(minutes=2)  # after which a reading that never ended is made again; its worker is killed before


class IncomingQuerySet(models.QuerySet["Incoming"]):
    def due(self, now: datetime) -> IncomingQuerySet:
        unclaimed = Q(claimed_at__isnull=True) | Q(claimed_at__lte=now - LEASE)
        return self.filter(unclaimed, state=READING)

    def claim(self, incoming_id: int, now: datetime) -> bool:
        """Make this reading ours. False if someone else got there first, or there is nothing to read."""
        return self.due(now).filter(id=incoming_id).update(claimed_at=now, attempts=F("attempts") + 1) == 1


class Incoming(models.Model):
    """A link that a member gave. Kept for a day.

    reading: a worker has it, or will · failed: `why` says what to do · known: `article` is here already, and the
    member is asked · done: it became `article`. `again`: keep it even if it is known.
    """

    link = models.URLField(max_length=2000)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    again = models.BooleanField(default=False)
    state = models.CharField(max_length=7, default=READING)
    why = models.TextField(default="", blank=True)
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    objects = IncomingQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=INCOMING_STATES), name="incoming_states")]
        indexes = [models.Index(fields=["id"], condition=Q(state="reading"), name="links_to_read")]

    def __str__(self) -> str:
        return self.link

    @property
    def host(self) -> str:
        return urlsplit(self.link).hostname or self.link
