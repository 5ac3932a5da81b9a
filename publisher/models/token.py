"""Keys for machines: a CMS that hands its articles in, and what it was answered."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import models

from .newsroom import Member

WRITE, READ = "articles:write", "articles:read"
SCOPES = {
    WRITE: "hand in articles",
    READ: "see articles and what became of their posts",
}


def token_hash(token: str) -> str:
    """What is kept of a token. It is 32 random bytes, so a plain hash tells nobody what it was."""
    return hashlib.sha256(token.encode()).hexdigest()


class ApiToken(models.Model):
    """A key that acts for one member, within that member's role and these scopes. Shown once, kept as a hash."""

    token_hash = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    last_used_on = models.DateField(null=True, blank=True)  # the day is enough
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def last_moment(self) -> datetime | None:
        """The last second in which it holds, which is of its last day."""
        return self.expires_at and self.expires_at - timedelta(seconds=1)

    def may(self, scope: str) -> bool:
        return scope in self.scopes


class ApiAnswer(models.Model):
    """What a request with an Idempotency-Key was answered, so that its repetition does nothing. Kept for two days."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE)
    key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    answer = models.JSONField()
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_per_key")]
