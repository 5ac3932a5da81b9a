"""What editors queue. The row is the queue entry; it changes only along the arrows below, by conditional UPDATE."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from .appeal import Wording
from .article import Article
from .audience import MailingList
from .channel import Channel
from .newsroom import Member, Newsroom

DRAFT, QUEUED, HELD, SENDING = "draft", "queued", "held", "sending"
SENT, REFUSED, UNCERTAIN, CANCELLED = "sent", "refused", "uncertain", "cancelled"

# From each state, the states that can follow. Nothing else is possible: `PostQuerySet.move` knows no other way.
ARROWS: dict[str, frozenset[str]] = {
    DRAFT: frozenset({QUEUED, CANCELLED}),
    QUEUED: frozenset({SENDING, DRAFT, HELD, CANCELLED}),
    HELD: frozenset({QUEUED, DRAFT, CANCELLED}),
    SENDING: frozenset({SENT, QUEUED, REFUSED, UNCERTAIN, CANCELLED}),  # cancelled: a newsletter withdrawn
    UNCERTAIN: frozenset({SENT, QUEUED}),
    REFUSED: frozenset({DRAFT, QUEUED, CANCELLED}),
    SENT: frozenset({SENDING}),  # by hand: mails of a newsletter that had failed are tried again
    CANCELLED: frozenset(),
}
STATES = tuple(ARROWS)
LIVE = frozenset(STATES) - {CANCELLED, REFUSED}  # at most one of these per article, channel, part and edition
OPEN = frozenset({DRAFT, QUEUED, HELD, REFUSED})  # an edit may still change these


def _key() -> str:
    return uuid.uuid4().hex


def _token() -> str:
    return secrets.token_urlsafe(9)  # 12 of [A-Za-z0-9_-]: fits every payment provider's reference field


class PostQuerySet(models.QuerySet["Post"]):
    def due(self, now: datetime) -> PostQuerySet:
        """What may be claimed at this moment: due, not late, approved as it is, nothing paused, stopped or deleted."""
        return self.filter(
            ~Q(content_hash=""),
            state=QUEUED,
            due_at__lte=now,
            due_at__gt=now - settings.LATE_AFTER,
            approved_hash=F("content_hash"),
            recalled_at=None,
        ).filter(
            models.Exists(Channel.objects.filter(id=models.OuterRef("channel_id"), paused_at=None, deleted_at=None)),
            ~models.Exists(Newsroom.objects.filter(stopped_at__isnull=False)),
        )

    def move(self, source: str, target: str, **fields: Any) -> bool:
        """Move these rows from one state to another; true if that changed exactly one.

        Raises ValueError for an arrow that does not exist, and for a condition that joins another table: Django puts
        such an UPDATE's conditions into a subquery, which PostgreSQL does not look at again when it has waited for
        another's lock, so that two could move the same row. (Exists is looked at beside the row's own columns.)
        """
        if target not in ARROWS[source]:
            raise ValueError(f"A post that is {source} cannot become {target}.")
        if sum(count > 0 for count in self.query.alias_refcount.values()) > 1:
            raise ValueError("A condition on another table must be an Exists here.")
        return self.filter(state=source).update(state=target, **fields) == 1

    @transaction.atomic
    def back_in_queue(self, source: str, **fields: Any) -> bool:
        """Back from a try that left nothing behind: to be claimed again, or rendered anew if it was edited meanwhile.

        An edit leaves a post alone that is under way; what it then said must not go out at the next try.
        """
        # An edit writes the article's row first: either it is through, and seen below, or it waits and finds us queued.
        list(Article.objects.select_for_update().filter(id__in=self.values("article_id")).values_list("id"))
        edited = models.When(
            models.Exists(
                Article.objects.filter(id=models.OuterRef("article_id"), edited_at__gt=models.OuterRef("claimed_at"))
            ),
            then=models.Value(""),
        )
        stage = models.Value(fields["stage"]) if "stage" in fields else F("stage")
        fields |= {
            "content_hash": models.Case(edited, default=F("content_hash"), output_field=models.TextField()),
            "stage": models.Case(edited, default=stage, output_field=models.TextField()),
        }
        return self.move(source, QUEUED, **fields)

    def render_anew(self) -> int:
        """Of those that an edit may change: nothing stale is claimed, for an empty hash is never due, and the clock has
        them rendered."""
        return self.filter(state__in=sorted(OPEN)).update(content_hash="", stage="")

    def claim(self, post_id: int, now: datetime) -> bool:
        """Make this post ours. False if someone else got there first, or it may not go."""
        return self.due(now).filter(id=post_id).move(
            QUEUED, SENDING, claimed_at=now, attempts=F("attempts") + 1,
            first_tried_at=Coalesce(F("first_tried_at"), now),
        )  # fmt: skip


class Post(models.Model):
    """One article (later: several, as a digest) rendered for one channel, due at one time.

    `content` is what will leave, written by rendering with `content_hash`, which covers content, sender and list;
    an empty hash means "to be rendered". Approval is bound to that hash.
        network: {"text", "reference", "language", "pictures": [Picture.id, …], "alts": {Picture.id: …}} and, where the
            network draws none, "card": {"url", "title", "description", "picture": Picture.id or None}; if readers are
            warned, "warning"; where one must stay visible elsewhere than in the middle, "focus": {Picture.id: …}
        mail: {"sender": {…}, "letters": [{"wording", "reference", "subject", "preheader", "html", "text", "nonce"}]}
    `part` numbers a thread (0 first); a post that `follows` another is due when that one is sent.
    `wall_time` ("2026-12-01T07:30") and `zone` are what the editor said, `due_at` what they mean in UTC.
    """

    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="posts")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="posts")
    mailing_list = models.ForeignKey(MailingList, null=True, blank=True, on_delete=models.PROTECT)
    part = models.PositiveSmallIntegerField(default=0)
    edition = models.PositiveSmallIntegerField(default=1)
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers")
    # A withdrawn newsletter, the rest of whose readers this one is for. (If it went, this must not go to everybody.)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="corrections")
    state = models.CharField(max_length=10, default=DRAFT)
    key = models.CharField(max_length=32, unique=True, default=_key)
    # Since when an editor wants it taken down: it is never claimed any more, whatever becomes of it.
    recalled_at = models.DateTimeField(null=True, blank=True)

    # The whole text of a correction note: a post of its own, which answers the post that it follows where it can.
    note = models.TextField(default="", blank=True)
    override = models.TextField(default="", blank=True)  # the editor's own text for this network; empty: the common one
    wording = models.ForeignKey(Wording, null=True, blank=True, on_delete=models.SET_NULL)  # network posts
    content = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64, default="", blank=True)
    problems = models.JSONField(default=list, blank=True)  # rendering's checks: [{level, code, message}]
    approved_hash = models.CharField(max_length=64, default="", blank=True)
    approved_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    wall_time = models.CharField(max_length=16, default="", blank=True)
    zone = models.CharField(max_length=64, default="", blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)  # that approval is still wanted
    claimed_at = models.DateTimeField(null=True, blank=True)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    stage = models.TextField(default="", blank=True)
    why = models.TextField(default="", blank=True)

    sent_at = models.DateTimeField(null=True, blank=True)
    remote_id = models.CharField(max_length=200, default="", blank=True)
    url = models.URLField(max_length=2000, default="", blank=True)
    measure_at = models.DateTimeField(null=True, blank=True)  # when to look next what followers did with it
    candidates = models.PositiveIntegerField(default=0)  # mail: the audience, counted once at the freeze
    # Mail: up to this number only totals are kept of its mails; those that no batch carries stand here.
    forgotten_to = models.PositiveIntegerField(default=0)
    forgotten_bounced = models.PositiveIntegerField(default=0)
    forgotten_complained = models.PositiveIntegerField(default=0)
    forgotten_twice = models.PositiveIntegerField(default=0)
    bounces_told_at = models.DateTimeField(null=True, blank=True)  # mail: that too many are refused; asked about once
    complaints_told_at = models.DateTimeField(null=True, blank=True)  # mail: that too many complain; asked about once
    created_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "channel", "part", "edition"],
                condition=Q(state__in=sorted(LIVE)),
                name="one_live_post",
            ),
            models.CheckConstraint(condition=Q(state__in=sorted(STATES)), name="post_states"),
            models.CheckConstraint(
                condition=~Q(state=QUEUED) | Q(due_at__isnull=False) | Q(follows__isnull=False),
                name="queued_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=SENDING)
                | (Q(claimed_at__isnull=False) & Q(approved_hash=F("content_hash")) & ~Q(content_hash="")),
                name="sending_is_claimed_and_approved",
            ),
            models.CheckConstraint(condition=~Q(state=SENT) | Q(sent_at__isnull=False), name="sent_has_a_time"),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["measure_at"], condition=Q(measure_at__isnull=False), name="posts_to_measure"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.article}"


class Reference(models.Model):
    """The opaque token in a post's links: one per post and wording. Finds the post again, credits the gift."""

    token = models.CharField(max_length=16, unique=True, default=_token)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="references")
    # Which words brought which gift must stay known: a wording that was used is switched off, never deleted.
    wording = models.ForeignKey(Wording, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "wording"], name="one_reference_per_wording"),
            models.UniqueConstraint(
                fields=["post"], condition=Q(wording__isnull=True), name="one_reference_without_wording"
            ),
        ]
