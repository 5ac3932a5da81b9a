"""Connections that end on a day: asked every day whether all is well, and said so before it bites, once each time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from publisher.channels import CHANNELS
from publisher.models import Channel

from . import notices

DAILY = timedelta(days=1)
DAYS_BEFORE = (1, 7, 14)  # when whoever may connect it is told


def to_ask(now: datetime) -> list[int]:
    """Channels that were not asked for a day. A paused one is a person's, or is asked every 30 seconds."""
    asked = [kind for kind, known in CHANNELS.items() if known.daily]
    long_ago = Q(probed_at__isnull=True) | Q(probed_at__lte=now - DAILY)
    live = Channel.objects.filter(long_ago, kind__in=asked, deleted_at__isnull=True, paused_at__isnull=True)
    return list(live.order_by("id").values_list("id", flat=True))


def warn(now: datetime) -> None:
    """Ask for a mail where a connection ends within 14, 7 or 1 days; one for each of them, however often this runs."""
    for channel in Channel.objects.filter(deleted_at__isnull=True).exclude(kind="mail"):
        if channel.ends_at and channel.ends_at - now <= timedelta(days=DAYS_BEFORE[-1]):
            _warn(channel.id, now)


@transaction.atomic
def _warn(channel_id: int, now: datetime) -> None:
    channel = Channel.objects.select_for_update().get(id=channel_id)  # a probe keeps what it found there, too
    if not channel.ends_at or channel.ends_at <= now:
        return
    near = next((days for days in DAYS_BEFORE if channel.ends_at - now <= timedelta(days=days)), None)
    said = [channel.ends_at.isoformat(), near]
    if near is None or channel.options.get("warned") == said:
        return
    channel.options["warned"] = said
    channel.save(update_fields=["options"])
    notices.request("channel_ends", channel=channel, now=now)
