"""Connected outlets, their encrypted credentials, their standing times."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models, transaction

from ..ports import Disconnected, World, said
from .audience import MailingList
from .newsroom import Newsroom


def _lock() -> MultiFernet:
    keys = [base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()) for key in settings.CREDENTIALS_KEYS]
    return MultiFernet([Fernet(key) for key in keys])


ENDS_SOON = timedelta(days=14)
FIRST_DAY, WARM_AFTER = 50, 14  # mails of a new domain on its first day; days after which it is known


class Channel(models.Model):
    """A connected outlet. `kind` is a key of channels.CHANNELS (no choices here: adding a network is no migration).

    `name` is what the command line says: "mail", "x", "mastodon". `options` holds what members choose:
    {"appeal": "same" | "follows" | "none", "visibility": …}; what the last probe said: {"limits": {…}, "ends_at": …};
    and what was said of that end: {"warned": [the end, days before]}.
    A deleted channel keeps its row (posts point at it) and loses its credentials.
    """

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    account = models.CharField(max_length=200, default="", blank=True)  # @newsroom, as the network shows it
    credentials_locked = models.TextField(default="", blank=True)
    options = models.JSONField(default=dict, blank=True)
    mailing_list = models.ForeignKey(MailingList, null=True, blank=True, on_delete=models.PROTECT)  # mail only
    mails_per_minute = models.PositiveIntegerField(null=True, blank=True)  # empty: as fast as the relay takes them
    mails_per_day = models.PositiveIntegerField(null=True, blank=True)  # in any 24 hours
    warms_up_since = models.DateTimeField(null=True, blank=True)  # a new sending domain: few mails at first
    # The day's mails are used, or a network takes hardly more for now; it goes on by itself.
    rests_until = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_reason = models.CharField(max_length=20, default="", blank=True)  # ports.Reason
    paused_why = models.TextField(default="", blank=True)
    probed_at = models.DateTimeField(null=True, blank=True)
    renewing_at = models.DateTimeField(null=True, blank=True)  # who set it renews the credentials
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(deleted_at__isnull=True), name="one_live_channel_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def a_day(self, now: datetime) -> int | None:
        """How many mails may leave in 24 hours by now; None: as many as there are.

        Receivers mistrust a domain that they have not seen and that sends much: 50 on the first day, then twice as many
        each day, until nothing is held back any more.
        """
        if self.warms_up_since is None:
            return self.mails_per_day
        days = max((now - self.warms_up_since).days, 0)
        if days >= WARM_AFTER:
            return self.mails_per_day
        return min(FIRST_DAY << days, self.mails_per_day or FIRST_DAY << days)

    @property
    def credentials(self) -> dict[str, str]:
        """What `connect` needs, decrypted. Never log it, never put it in a task.

        Raises Disconnected if they were encrypted with a key that we no longer have.
        """
        if not self.credentials_locked:
            return {}
        try:
            return dict(json.loads(_lock().decrypt(self.credentials_locked.encode())))
        except InvalidToken as why:
            raise Disconnected(f"No CREDENTIALS_KEY opens the credentials of {self}; connect it again.") from why

    @credentials.setter
    def credentials(self, plain: dict[str, Any]) -> None:
        self.credentials_locked = _lock().encrypt(json.dumps(plain).encode()).decode()

    @property
    def ends_at(self) -> datetime | None:
        """When the network will no longer let us in, as the last probe said; None if never, or if nobody knows."""
        ends = self.options.get("ends_at")
        return datetime.fromisoformat(ends) if ends else None

    def ends_soon(self, now: datetime) -> bool:
        return self.ends_at is not None and self.ends_at - now <= ENDS_SOON

    @transaction.atomic
    def keep_found(self, found: Mapping[str, Any], now: datetime) -> None:
        """Keep what a probe said (account and limits) beside what members chose meanwhile: a probe takes its time."""
        row = Channel.objects.select_for_update().get(id=self.id)
        options = {name: said(value) if isinstance(value, str) else value for name, value in found.items()}
        account = said(str(options.pop("account", row.account)), 200)
        Channel.objects.filter(id=self.id).update(account=account, options=row.options | options, probed_at=now)

    def pause(self, reason: str, why: str, now: datetime) -> bool:
        """Keep its posts from being claimed. False if it was paused already (the first reason stands)."""
        return bool(
            Channel.objects.filter(id=self.id, paused_at__isnull=True).update(
                paused_at=now, paused_reason=reason, paused_why=why, probed_at=now
            )
        )

    def resume(self) -> bool:
        return bool(
            Channel.objects.filter(id=self.id, paused_at__isnull=False).update(
                paused_at=None, paused_reason="", paused_why=""
            )
        )


class Slot(models.Model):
    """A standing time of a channel, in the newsroom's zone. `days` are ISO weekdays: "12345" is Monday to Friday."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="slots")
    days = models.CharField(max_length=7, default="1234567")
    time = models.TimeField()

    class Meta:
        ordering = ["time"]


def world() -> World:
    """The outside, as this installation may reach it. In practice mode that is the practice world, and nothing else.

    The practice world writes its addresses to DATA_DIR/practice.json; before it has, every address is one that
    refuses.
    """
    if not Newsroom.objects.filter(practice=False).exists():
        try:
            here = json.loads((settings.DATA_DIR / "practice.json").read_text())
        except FileNotFoundError:
            here = {
                "smtp": "smtp://127.0.0.1:1",
                "bases": dict.fromkeys(settings.BASE_URLS, "http://127.0.0.1:1"),
            }
        return World(practising=True, relay=here["smtp"], bases=here["bases"])
    return World(practising=False, relay=settings.SMTP_URL, bases={k: v for k, v in settings.BASE_URLS.items() if v})
