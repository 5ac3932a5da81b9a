"""Is a channel's other side there, and does it let us in? A pause for one out of reach ends by itself."""

from __future__ import annotations

from typing import TypeGuard

from publisher.channels.hush import hushed_account
from publisher.models import Channel
from publisher.ports import Disconnected, Failure

from . import notices
from .credentials import client
from .deliver import Clock


def probe(channel_id: int, clock: Clock) -> bool:
    """Ask once. Ends a pause for "unreachable"; any other pause is ended by a person. True if all is well.

    A channel that is found to be good for nothing is paused before a post finds that out.
    """
    channel = Channel.objects.filter(id=channel_id, deleted_at__isnull=True).first()
    if channel is None:
        return False
    Channel.objects.filter(id=channel_id).update(probed_at=clock())
    try:
        with client(channel, clock) as outlet:
            found = hushed_account(outlet.probe(), channel.credentials)
    except Failure as why:
        if channel.paused_reason == "unreachable":
            # It answers, but not to us: waiting will not help.
            reason = why.reason if isinstance(why, Disconnected) else channel.paused_reason
            same = Channel.objects.filter(id=channel_id, paused_at=channel.paused_at)  # nobody resumed it meanwhile
            same.update(paused_reason=reason, paused_why=why.why)
        elif _for_good(why) and channel.pause(why.reason, why.why, clock()):
            notices.request("channel_paused", channel=channel, words=why.why, now=clock())
        return False
    channel.keep_found(found, clock())
    if channel.paused_reason == "unreachable":
        channel.resume()
    return True


def _for_good(why: Failure) -> TypeGuard[Disconnected]:
    return isinstance(why, Disconnected) and why.reason != "unreachable"
