"""What followers did with a network post, as it was told at a moment. Numbers only: nobody is named."""

from __future__ import annotations

from django.db import models

from .post import Post


class Measure(models.Model):
    """One look. What a network does not tell is empty."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="measures", db_index=False)
    at = models.DateTimeField()
    likes = models.PositiveIntegerField(null=True, blank=True)
    reposts = models.PositiveIntegerField(null=True, blank=True)
    replies = models.PositiveIntegerField(null=True, blank=True)
    views = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "at"], name="one_measure_at_a_time")]
