"""A burst waits its turn: what a network hardly takes any more for now is not asked of it, by no worker."""

from __future__ import annotations

from datetime import datetime

from publisher.models import Channel, Post
from publisher.ports import Counted, Poster

WAITS = "Its network takes hardly more from us for now; it waits its turn."


def wait_its_turn(post_id: int, now: datetime) -> bool:
    """Whether this post waits: it is due anew when its channel goes on, and so it is not late by then."""
    rests = Channel.objects.filter(posts=post_id, rests_until__gt=now).values_list("rests_until", flat=True).first()
    return bool(rests and Post.objects.due(now).filter(id=post_id).update(due_at=rests, why=WAITS))


def note(channel: Channel, client: Poster, now: datetime) -> None:
    """Have the channel rest if its network said so meanwhile."""
    if isinstance(client, Counted) and client.full_for:
        Channel.objects.filter(id=channel.id).update(rests_until=now + client.full_for)
