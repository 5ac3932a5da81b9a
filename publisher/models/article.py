"""A story that the newsroom keeps, its history, and its pictures."""

from __future__ import annotations

from django.db import models

from ..story import Story
from .appeal import Appeal
from .newsroom import Member


class Article(models.Model):
    """A story the newsroom keeps. `version` counts edits; a save of a stale version is refused."""

    title = models.TextField()
    story = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    canonical_url = models.URLField(max_length=2000, default="", blank=True)
    text_hash = models.CharField(max_length=64, db_index=True)  # knows the same text when it comes again
    appeal = models.ForeignKey(Appeal, null=True, blank=True, on_delete=models.SET_NULL)
    no_appeal = models.BooleanField(default=False)  # deaths, trauma
    created_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    edited_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.title

    def read(self) -> Story:
        return Story.from_json(self.story)


class ArticleVersion(models.Model):
    """What an article said before an edit."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="history")
    version = models.PositiveIntegerField()
    story = models.JSONField()
    edited_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    edited_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "version"], name="one_row_per_version")]


class Picture(models.Model):
    """A file of ours, drawn anew from what was fetched: no metadata, a random name, not public before release."""

    WANTED, READY, FAILED = "wanted", "ready", "failed"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="files")
    source_url = models.URLField(max_length=2000)
    state = models.CharField(max_length=8, default=WANTED)
    why = models.TextField(default="", blank=True)  # why it failed
    file = models.CharField(max_length=80, default="", blank=True)  # name below MEDIA_ROOT: random + .jpg or .png
    media_type = models.CharField(max_length=20, default="", blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    bytes = models.PositiveIntegerField(default=0)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "source_url"], name="fetched_once")]
