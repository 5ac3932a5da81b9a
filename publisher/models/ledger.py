"""The mail ledger: messages are written at the freeze and never change, outcomes are only ever inserted.

No index on `post` alone: each table has a unique one that begins with it, and every row pays for every index.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from .post import Post

ACCEPTED, FAILED, SUPPRESSED = "accepted", "failed", "suppressed"  # final
DEFERRED, UNSURE = "deferred", "uncertain"  # not final
# Replies of ours that are asked for again. The first two are a person's word: nothing was sent under them.
TAKEN = "Taken as arrived, by hand."  # of a mail in doubt
AGAIN = "To be sent again, by hand."  # of a mail in doubt, or one that had failed
SETTLED = "It has arrived: the receiving server said so."  # of a mail in doubt, by what came back later
MAYBE = "It may have arrived."  # so begins the reply of a mail that was given up while in doubt
DEADLY = f"{MAYBE} Each time that it was sent, its worker was killed; three times in a row it was alone on the wire."
OUTCOMES = (ACCEPTED, DEFERRED, FAILED, SUPPRESSED, UNSURE)


class Message(models.Model):
    """One subscriber's place in a mail post. `sequence` counts from 1; `subscriber` is a number, not a foreign key."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="messages", db_index=False)
    sequence = models.PositiveIntegerField()
    subscriber = models.BigIntegerField()
    letter = models.PositiveSmallIntegerField(default=0)  # which of the post's letters, i.e. which wording

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "sequence"], name="one_place_each"),
            models.UniqueConstraint(fields=["post", "subscriber"], name="each_reader_once"),
        ]


class Batch(models.Model):
    """A slice of messages, the unit that a worker leases; carries the totals of its outcomes.

    `lease` counts leases: it is the `attempt` of every outcome written under it. `leased_until` empty: free.
    `slices` are the [first, last] bounds that its connections walk in order, `window` bodies uncommitted each.
    A message counts once, under its last outcome; waiting = size − the five totals.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="batches", db_index=False)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    lease = models.PositiveIntegerField(default=0)
    leased_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    window = models.PositiveSmallIntegerField(default=1)
    slices = models.JSONField(default=list, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)  # when the earliest deferred message is due
    accepted = models.PositiveIntegerField(default=0)
    deferred = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    suppressed = models.PositiveIntegerField(default=0)
    uncertain = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "first"], name="batches_do_not_overlap"),
            models.CheckConstraint(
                condition=Q(
                    last__gte=F("accepted")
                    + F("deferred")
                    + F("failed")
                    + F("suppressed")
                    + F("uncertain")
                    + F("first")
                    - 1
                ),
                name="totals_fit_the_batch",
            ),
        ]

    @property
    def size(self) -> int:
        return self.last - self.first + 1


class Outcome(models.Model):
    """What happened to a message at one attempt."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="outcomes", db_index=False)
    sequence = models.PositiveIntegerField()
    attempt = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    reply = models.TextField(default="", blank=True)  # the server's words, with any address taken out
    at = models.DateTimeField()
    again_at = models.DateTimeField(null=True, blank=True)  # deferred: when it is tried again

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "sequence", "attempt"], name="one_outcome_per_attempt"),
            models.CheckConstraint(condition=Q(kind__in=list(OUTCOMES)), name="outcome_kinds"),
        ]
        # The few that people look for among all that were accepted.
        indexes = [
            models.Index(fields=["post", "kind", "sequence"], condition=~Q(kind=ACCEPTED), name="outcomes_in_question")
        ]
