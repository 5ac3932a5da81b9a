"""Who reads, the consent that says so, and who must never be written to again."""

from __future__ import annotations

import hmac
import secrets

from django.conf import settings
from django.db import models


def address_hash(address: str) -> str:
    """The keyed hash by which an address is known after it is gone. Case and outer space do not matter."""
    return hmac.digest(settings.ADDRESS_KEY.encode(), address.strip().casefold().encode(), "sha256").hex()


def _bucket() -> int:
    return secrets.randbelow(10_000)


class MailingList(models.Model):
    """What one can subscribe to. `slug` stands in List-Id and never changes."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    description = models.TextField(default="", blank=True)
    frequency = models.CharField(max_length=100, default="", blank=True)

    def __str__(self) -> str:
        return self.name


class Subscriber(models.Model):
    """A reader. `id` is the subscriber's number; `bucket` (0–9999) picks the wording, the same at every retry."""

    address = models.CharField(max_length=320)  # as it goes on the wire: domain as A-label
    address_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200, default="", blank=True)
    language = models.CharField(max_length=35, default="", blank=True)
    bucket = models.PositiveSmallIntegerField(default=_bucket)
    created_at = models.DateTimeField(auto_now_add=True)


class Subscription(models.Model):
    """A reader on a list, and the proof of consent."""

    UNCONFIRMED, ACTIVE, LEFT = "unconfirmed", "active", "left"

    # Found by the two indexes below, which begin with them.
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions", db_index=False)
    mailing_list = models.ForeignKey(MailingList, models.CASCADE, related_name="subscriptions", db_index=False)
    state = models.CharField(max_length=12)
    consent = models.TextField()  # the very words agreed to
    source = models.CharField(max_length=100)  # form, import of a date, by hand
    consented_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "mailing_list"], name="once_per_list"),
            models.CheckConstraint(
                condition=models.Q(state__in=["unconfirmed", "active", "left"]), name="subscription_states"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="active") | models.Q(consented_at__isnull=False),
                name="active_means_consented",
            ),
        ]
        indexes = [models.Index(fields=["mailing_list", "state", "subscriber"])]


class Suppression(models.Model):
    """An address never to be written to again. Outlives the subscriber."""

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
