"""Requests for donations, and the words that are tested."""

from __future__ import annotations

from django.db import models


class Appeal(models.Model):
    """A request for donations. Its link is the donation page, without any reference: rendering adds that."""

    name = models.CharField(max_length=200)
    link = models.URLField(max_length=2000)
    goal = models.CharField(max_length=200, default="", blank=True)
    active = models.BooleanField(default=True)
    standing = models.BooleanField(default=False)  # rides on every article that names no other
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standing"], condition=models.Q(standing=True), name="one_standing_appeal")
        ]

    def __str__(self) -> str:
        return self.name


class Wording(models.Model):
    """One tested variant of an appeal's words, in one language."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="wordings")
    label = models.CharField(max_length=10)  # A, B
    language = models.CharField(max_length=35, default="en")
    headline = models.TextField()
    body = models.TextField()  # paragraphs, separated by an empty line
    call_to_action = models.TextField()
    short = models.TextField(default="", blank=True)  # one line for networks; empty: the call to action
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "language", "label"], name="one_wording_per_label")]

    def __str__(self) -> str:
        return f"{self.appeal} {self.label} ({self.language})"
