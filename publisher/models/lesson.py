"""What editors taught the judge: how to label a line that comes again."""

from __future__ import annotations

from django.db import models

from .newsroom import Member


class Lesson(models.Model):
    """A line, known by its folded words, and the label that an editor gave it; the newest one wins.

    `sample` is how the line read, for people. Kept until somebody forgets it, or thousands of newer ones came.
    """

    key = models.CharField(max_length=200, unique=True)  # sources.taught.key
    label = models.CharField(max_length=12)
    sample = models.CharField(max_length=200)
    taught_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    taught_at = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)  # articles that were read with it
    last_used_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.sample
