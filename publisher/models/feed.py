"""Feeds, where articles arrive by themselves, and what is remembered of each of their entries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q

from .article import Article
from .newsroom import Member

ACTIVE, PAUSED, GONE = "active", "paused", "gone"
FEED_STATES = (ACTIVE, PAUSED, GONE)

NEW, KEPT, OFFERED, NOTED, WAITING, IGNORED = "new", "kept", "offered", "noted", "waiting", "ignored"
ENTRY_STATES = (NEW, KEPT, OFFERED, NOTED, WAITING, IGNORED)

LEASE = timedelta(minutes=5)  # after which a look, or a reading, that never ended is made again


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self, now: datetime) -> FeedQuerySet:
        return self.filter(state=ACTIVE, next_at__lte=now)

    def claim(self, feed_id: int, now: datetime) -> bool:
        """Make this look ours. False if someone else got there first, or it is not its time.

        It counts as failed until it ended well: a feed that kills its worker is not looked at ever again at once.
        """
        mine = self.due(now).filter(id=feed_id)
        return mine.update(claimed_at=now, next_at=now + LEASE, failures=F("failures") + 1) == 1


class Feed(models.Model):
    """An address that is looked at again and again. `next_at` is when; while `claimed_at` is set, its lease's end.

    `every` is what members chose; empty: as the feed itself asks. `wish` is what it asks. `failures` counts looks in a
    row that brought nothing; `why` is the last one's reason, or why it is paused or gone.
    """

    AUTO, PAGE, FEED = "auto", "page", "feed"
    FULL_TEXT = [
        (AUTO, "from the feed, or its page where it is cut"),
        (PAGE, "always from its page"),
        (FEED, "from the feed alone"),
    ]

    address = models.URLField(max_length=600)
    title = models.CharField(max_length=300, default="", blank=True)
    every = models.DurationField(null=True, blank=True)
    wish = models.DurationField(null=True, blank=True)
    full_text = models.CharField(max_length=4, choices=FULL_TEXT, default=AUTO)
    state = models.CharField(max_length=6, default=ACTIVE)
    why = models.TextField(default="", blank=True)
    next_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)  # the last look that was answered
    changed_at = models.DateTimeField(null=True)  # the last look that brought something new
    listed = models.PositiveIntegerField(default=0)  # entries it held at the last look
    etag = models.CharField(max_length=300, default="", blank=True)
    modified = models.CharField(max_length=100, default="", blank=True)
    failures = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address"], name="one_feed_per_address"),
            models.CheckConstraint(condition=Q(state__in=FEED_STATES), name="feed_states"),
            models.CheckConstraint(
                condition=~Q(state=ACTIVE) | Q(next_at__isnull=False), name="active_feed_has_a_time"
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="active"), name="feeds_waiting")]

    def __str__(self) -> str:
        return self.title or self.address

    def looking(self, now: datetime) -> bool:
        """Whether a look is due or under way."""
        return self.state == ACTIVE and (self.claimed_at is not None or (self.next_at or now) <= now)


class FeedEntryQuerySet(models.QuerySet["FeedEntry"]):
    def due(self, now: datetime) -> FeedEntryQuerySet:
        return self.filter(state=NEW, next_at__lte=now)

    def claim(self, entry_id: int, now: datetime) -> bool:
        """Make this reading ours. False if someone else got there first, or there is nothing to read."""
        return (
            self.due(now).filter(id=entry_id).update(claimed_at=now, next_at=now + LEASE, attempts=F("attempts") + 1)
            == 1
        )


class FeedEntry(models.Model):
    """One entry of a feed, whatever its guid, link or text become; `keys` are all that it was ever known by.

    new: its newest version is still to be read · kept: it is the article's · offered: a newer version than the
    article's waits for an editor · noted: the same, but the article was sent · waiting: an editor is asked whether to
    take it · ignored: nobody wants it. A kept entry without an article is one whose article was discarded.
    """

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="entries")
    article = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="feed_entries")
    state = models.CharField(max_length=8, default=NEW)
    title = models.TextField(default="", blank=True)
    url = models.URLField(max_length=2000, default="", blank=True)
    published_on = models.CharField(max_length=10, default="", blank=True)
    opening = models.TextField(default="", blank=True)  # title, line feed, first words: to know it with new keys
    said = models.CharField(max_length=64, default="", blank=True)  # hash of what the feed said last
    text_hash = models.CharField(max_length=64, default="", blank=True)  # of the newest story read from it
    content = models.JSONField(default=dict, blank=True)  # sources.feed.Entry, while it may still have to be read
    story = models.JSONField(null=True, blank=True)  # the newer version that is offered or noted
    why = models.TextField(default="", blank=True)
    next_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField()  # first
    changed_at = models.DateTimeField()  # its state, or what the feed says

    objects = FeedEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ENTRY_STATES), name="feed_entry_states"),
            models.CheckConstraint(condition=~Q(state=NEW) | Q(next_at__isnull=False), name="new_entry_has_a_time"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="new"), name="entries_to_read"),
            models.Index(fields=["feed", "state"]),
        ]

    def __str__(self) -> str:
        return self.title or self.url or "an entry without a title"

    @property
    def offer(self) -> dict[str, Any] | None:
        """The newer version, if one is offered or noted."""
        return self.story if self.state in (OFFERED, NOTED) else None


class EntryKey(models.Model):
    """Something an entry is known by: the hash of a guid (within its feed), a link, or a text. Never forgotten."""

    entry = models.ForeignKey(FeedEntry, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "key"], name="one_row_per_key")]
