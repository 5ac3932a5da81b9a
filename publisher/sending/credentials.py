"""Renewing a channel's credentials: a step of its own, by one worker at a time, committed before anyone posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from django.db.models import Q

from publisher.models import Channel
from publisher.ports import Disconnected, Failure, Mailer, Poster, Retry

from . import outlets

RENEW_BEFORE = timedelta(minutes=10)
RENEWING_DIES_AFTER = timedelta(minutes=2)  # a renewal whose worker was killed


def sign_in(channel: Channel) -> None:
    """Open the session that a channel's new credentials allow, where its network has sessions. Nothing is saved.

    Raises what the network says against them.
    """
    with outlets.poster(channel, channel.credentials) as client:
        if renewed := client.renew():
            channel.credentials = dict(renewed)


def fresh_credentials(
    channel: Channel, clock: Callable[[], datetime], *, in_any_case: bool = False
) -> Mapping[str, str]:
    """The credentials to post with, renewed first if they are about to expire, or `in_any_case` if they ever do.

    `renew_at` in them names an earlier time to renew, for those that cannot be renewed once they have expired.
    Raises Disconnected if the channel was deleted or the renewal was refused, Retry while another worker renews.
    """
    credentials = channel.credentials
    if channel.deleted_at or not credentials:
        raise Disconnected(f"The channel {channel} has no credentials; connect it again.")
    if not (expires := credentials.get("expires_at")):
        return credentials
    now, ends = clock(), datetime.fromisoformat(expires)
    due = datetime.fromisoformat(credentials["renew_at"]) if "renew_at" in credentials else ends - RENEW_BEFORE
    if now < due and not in_any_case:
        return credentials
    free = Q(renewing_at__isnull=True) | Q(renewing_at__lt=now - RENEWING_DIES_AFTER)
    if not Channel.objects.filter(free, id=channel.id, credentials_locked=channel.credentials_locked).update(
        renewing_at=now
    ):
        raise Retry("Its credentials are being renewed at this moment.", after=timedelta(seconds=2))
    try:
        renewed = _renewed(channel, credentials, must=in_any_case or now >= ends - RENEW_BEFORE)
        if renewed:
            channel.credentials = dict(renewed)
            channel.save(update_fields=["credentials_locked"])
            credentials = channel.credentials
    finally:
        Channel.objects.filter(id=channel.id, renewing_at=now).update(renewing_at=None)
    return credentials


def _renewed(channel: Channel, credentials: Mapping[str, str], *, must: bool) -> Mapping[str, str] | None:
    """What the network gives; None if it gives nothing, and what we have is good for a while."""
    try:
        with outlets.poster(channel, credentials) as client:
            return client.renew()
    except Failure:
        if must:
            raise
        return None


def client(
    channel: Channel, clock: Callable[[], datetime], *, in_any_case: bool = False
) -> AbstractContextManager[Poster | Mailer]:
    """Whichever the channel is; both can be probed. Raises as `fresh_credentials`."""
    if channel.kind == "mail":
        return outlets.mailer()
    return outlets.poster(channel, fresh_credentials(channel, clock, in_any_case=in_any_case))
