"""Is a channel's other side there again? A pause for one out of reach ends by itself."""

from __future__ import annotations

from publisher.models import Channel
from publisher.ports import Disconnected, Failure

from .credentials import client
from .deliver import Clock


def probe(channel_id: int, clock: Clock) -> bool:
    """Ask once. Ends a pause for "unreachable"; any other pause is ended by a person. True if all is well."""
    channel = Channel.objects.filter(id=channel_id, deleted_at__isnull=True).first()
    if channel is None:
        return False
    Channel.objects.filter(id=channel_id).update(probed_at=clock())
    try:
        with client(channel, clock) as outlet:
            found = outlet.probe()
    except Failure as why:
        if channel.paused_reason == "unreachable":
            # It answers, but not to us: waiting will not help.
            reason = why.reason if isinstance(why, Disconnected) else channel.paused_reason
            same = Channel.objects.filter(id=channel_id, paused_at=channel.paused_at)  # nobody resumed it meanwhile
            same.update(paused_reason=reason, paused_why=why.why)
        return False
    channel.keep_found(found, clock())
    if channel.paused_reason == "unreachable":
        channel.resume()
    return True
