"""Our own mail, to members and readers: each one a row, sent apart from every newsletter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .audience import Subscription
from .channel import Channel
from .newsroom import Member
from .post import Post


class Notice(models.Model):
    """One mail of our own. Waiting while `next_at` is set; then sent, or failed and why.

    `words` is what the mail quotes (why a channel was paused …); for a confirmation, the consent that was given.
    `lists` are the ids of the lists that a confirmation is for. No token is kept: links are made when it is sent.
    """

    CONFIRMATION, INVITATION, APPROVAL_WANTED = "confirmation", "invitation", "approval_wanted"
    CHANNEL_PAUSED, CHANNEL_ENDS, HELD = "channel_paused", "channel_ends", "held"
    KINDS = (CONFIRMATION, INVITATION, APPROVAL_WANTED, CHANNEL_PAUSED, CHANNEL_ENDS, HELD)

    kind = models.CharField(max_length=20)
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="+")
    subscription = models.ForeignKey(Subscription, null=True, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(default="", blank=True)
    lists = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_why = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="confirmation", subscription__isnull=False)
                | Q(
                    kind__in=["invitation", "approval_wanted", "channel_paused", "channel_ends", "held"],
                    member__isnull=False,
                ),
                name="notice_knows_whom",
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="notices_waiting")]
