"""What shall become of a post that is out: other words, or none. The row is the queue entry, as a post's is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from .newsroom import Member, Newsroom
from .post import SENT, Post

CORRECT, TAKE_DOWN = "correct", "take_down"
VERBS = (CORRECT, TAKE_DOWN)

WANTED, DOING, UNSURE, DONE, FAILED, DROPPED = "wanted", "doing", "unsure", "done", "failed", "dropped"

# Unsure: the answer was lost. A network is then asked for the same again, which is harmless, and settles it. Dropped:
# another one took its place. Failed: an editor is told why, and may want it again.
ARROWS: dict[str, frozenset[str]] = {
    WANTED: frozenset({DOING, DONE, FAILED, DROPPED}),
    DOING: frozenset({WANTED, UNSURE, DONE, FAILED}),
    UNSURE: frozenset({DOING, DONE, FAILED, DROPPED}),
    FAILED: frozenset({WANTED, DROPPED, DONE}),  # done: by hand, on the network
    DONE: frozenset(),
    DROPPED: frozenset(),
}
OPEN = frozenset({WANTED, DOING, UNSURE})
WAITING = frozenset({WANTED, UNSURE})


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def due(self, now: datetime) -> AmendmentQuerySet:
        """What may be claimed at this moment: of a post that is there, on a channel that is not paused.

        What is to be taken down is corrected no more; and it is taken down when no correction is at it. While
        everything is stopped nothing new is said, but what is to come down comes down.
        """
        there = Post.objects.filter(id=models.OuterRef("post_id"), state=SENT)
        there = there.filter(channel__paused_at=None, channel__deleted_at=None)
        stopped = models.Exists(Newsroom.objects.filter(stopped_at__isnull=False))
        at_it = models.Exists(Amendment.objects.filter(post=models.OuterRef("post_id"), state=DOING))
        return self.filter(
            Q(~stopped, models.Exists(there.filter(recalled_at=None)), verb=CORRECT)
            | Q(~at_it, models.Exists(there), verb=TAKE_DOWN),
            state__in=WAITING,
            due_at__lte=now,
        )

    def move(self, source: str, target: str, **fields: Any) -> bool:
        """Move these rows from one state to another; true if that changed exactly one. ValueError: no such arrow."""
        if target not in ARROWS[source]:
            raise ValueError(f"An amendment that is {source} cannot become {target}.")
        return self.filter(state=source).update(state=target, **fields) == 1

    def claim(self, amendment_id: int, now: datetime) -> bool:
        """Make it ours. False if someone else got there first, or it may not go."""
        mine = self.due(now).filter(id=amendment_id)
        fields = {"claimed_at": now, "attempts": F("attempts") + 1, "tried_at": Coalesce(F("tried_at"), now)}
        return any(mine.move(source, DOING, **fields) for source in sorted(WAITING))


class Amendment(models.Model):
    """One change of one post, wanted by a member: `content` is what it shall say (Post.content), empty to take it down.

    At most one of a kind is under way per post. `before` is what it said.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="amendments")
    verb = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=WANTED)
    content = models.JSONField(default=dict, blank=True)
    before = models.TextField(default="", blank=True)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)  # first
    attempts = models.PositiveIntegerField(default=0)
    why = models.TextField(default="", blank=True)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    wanted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "verb"], condition=Q(state__in=sorted(OPEN)), name="one_open_amendment"
            ),
            models.CheckConstraint(condition=Q(state__in=sorted(ARROWS)), name="amendment_states"),
            models.CheckConstraint(condition=Q(verb__in=sorted(VERBS)), name="amendment_verbs"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state__in=sorted(OPEN)), name="open_amendments")]

    def __str__(self) -> str:
        return f"{self.verb} {self.post}"
