"""Files of readers that members gave, each imported by a worker, chunk by chunk."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .audience import MailingList
from .newsroom import Member

IMPORTING, DONE, FAILED = "importing", "done", "failed"
READER_FILE_STATES = (IMPORTING, DONE, FAILED)


class ReaderFileQuerySet(models.QuerySet["ReaderFile"]):
    def due(self, now: datetime) -> ReaderFileQuerySet:
        free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
        return self.filter(free, state=IMPORTING)

    def claim(self, file_id: int, now: datetime) -> ReaderFile | None:
        """Make this import ours, until its lease runs out; each chunk renews it. None if somebody else has it."""
        until = now + settings.LEASE_SECONDS
        if not self.due(now).filter(id=file_id).update(lease=F("lease") + 1, tries=F("tries") + 1, leased_until=until):
            return None
        return self.select_related("mailing_list", "member").filter(id=file_id, leased_until=until).first()


class ReaderFile(models.Model):
    """A file on its way onto a list. Kept for a month with its report; the file itself until it has ended.

    `chunks` are behind us: they, `counts` and the lines moved in one transaction with the readers, under this lease.
    """

    mailing_list = models.ForeignKey(MailingList, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)  # as the member's machine calls it
    file = models.CharField(max_length=40)  # as ours does, below DATA_DIR/imports
    consent = models.TextField()
    state = models.CharField(max_length=9, default=IMPORTING)
    why = models.TextField(default="", blank=True)
    rows = models.PositiveIntegerField(default=0)
    chunks = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    lease = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # since the last chunk that was done
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ReaderFileQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=READER_FILE_STATES), name="reader_file_states")]
        indexes = [models.Index(fields=["id"], condition=Q(state="importing"), name="files_to_import")]

    def __str__(self) -> str:
        return self.name

    @property
    def done(self) -> int:
        """Rows that are behind us."""
        return sum(self.counts.values())


class ReaderFileLine(models.Model):
    """Why a row was not simply added. Never repeats the address."""

    file = models.ForeignKey(ReaderFile, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=30)
    why = models.TextField()
