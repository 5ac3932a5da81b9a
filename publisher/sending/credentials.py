"""Renewing a channel's credentials: a step of its own, by one worker at a time, committed before anyone posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from publisher.models import Channel
from publisher.ports import Disconnected, Retry

from . import outlets

RENEW_BEFORE = timedelta(minutes=10)
RENEWING_DIES_AFTER = timedelta(minutes=2)  # a renewal whose worker was killed


def fresh_credentials(channel: Channel, clock: Callable[[], datetime]) -> Mapping[str, str]:
    """The credentials to post with, renewed first if they are about to expire.

    Raises Disconnected if the channel was deleted or the renewal was refused, Retry while another worker renews.
    """
    credentials = channel.credentials
    if channel.deleted_at or not credentials:
        raise Disconnected(f"The channel {channel} has no credentials; connect it again.")
    expires = credentials.get("expires_at")
    if not expires or datetime.fromisoformat(expires) - clock() > RENEW_BEFORE:
        return credentials
    now = clock()
    free = Q(renewing_at__isnull=True) | Q(renewing_at__lt=now - RENEWING_DIES_AFTER)
    if not Channel.objects.filter(free, id=channel.id, credentials_locked=channel.credentials_locked).update(
        renewing_at=now
    ):
        raise Retry("Its credentials are being renewed at this moment.", after=timedelta(seconds=2))
    try:
        with outlets.poster(channel, credentials) as client:
            renewed = client.renew()
        if renewed:
            channel.credentials = dict(renewed)
            channel.save(update_fields=["credentials_locked"])
            credentials = channel.credentials
    finally:
        Channel.objects.filter(id=channel.id, renewing_at=now).update(renewing_at=None)
    return credentials
