"""What members typed and did not save yet."""

from __future__ import annotations

from django.db import models

from .article import Article
from .newsroom import Member


class Unsaved(models.Model):
    """A form as it stood when its page last sent it; nobody else's words change by it. Kept for a month.

    `place` names the form: "new/0", "article/12", "post/5". Each open page has a row of its own, so that two windows of
    one member never write over one another; `saves` counts, so that a page that goes on with the words of another
    takes the row over only as it was shown.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="unsaved")
    place = models.CharField(max_length=30)
    page = models.CharField(max_length=32)
    saves = models.PositiveIntegerField(default=1)
    form = models.TextField()  # as a browser encodes it
    typed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "place", "page"], name="one_unsaved_per_page")]

    def __str__(self) -> str:
        return self.place
