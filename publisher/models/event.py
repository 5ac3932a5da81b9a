"""What came back about a mail after it had left: from a provider, or as a bounce."""

from __future__ import annotations

from django.db import models

from .post import Post

DELIVERED, HARD, SOFT, OURS, COMPLAINED = "delivered", "hard", "soft", "ours", "complained"
BOUNCED = (HARD, SOFT, OURS)  # the address is dead; it may take mail another day; it is about us
KINDS = (DELIVERED, *BOUNCED, COMPLAINED)


class Event(models.Model):
    """The first of its kind about a mail; the same again changes nothing. Names no address.

    That a mail was delivered is kept only where it was in doubt: to be done with the doubt.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="events", db_index=False)
    sequence = models.PositiveIntegerField()
    subscriber = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=20, default="", blank=True)  # "5.1.1"
    words = models.TextField(default="", blank=True)  # the server's, with any address taken out
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "sequence", "kind"], name="one_event_of_a_kind"),
            models.CheckConstraint(condition=models.Q(kind__in=list(KINDS)), name="event_kinds"),
        ]
        indexes = [
            models.Index(fields=["subscriber", "kind"]),
            models.Index(fields=["post", "kind"]),
        ]
