"""Posts of which nobody knows whether they landed: ask the network, and decide."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from publisher.channels import CHANNELS
from publisher.models import Channel, Post
from publisher.models.post import SENDING, SENT, UNCERTAIN
from publisher.ports import Disconnected, Failure

from . import notices, outlets
from .credentials import fresh_credentials
from .deliver import Clock, landed, outgoing, wake_followers


def give_up_abandoned(now: datetime) -> None:
    """A network post that has been `sending` for too long has no living owner: it may or may not be there."""
    for post in Post.objects.filter(state=SENDING, claimed_at__lte=now - settings.ABANDONED_AFTER).exclude(
        channel__kind="mail"
    )[:200]:
        Post.objects.filter(id=post.id, claimed_at=post.claimed_at).move(
            SENDING, UNCERTAIN, due_at=now, why="Whoever was sending it is gone; the network is being asked."
        )


def asked(channel: Channel) -> bool:
    """Whether its network tells what is there; of some, the last probe found out for this account."""
    return CHANNELS[channel.kind].asked and bool(channel.options.get("asked", True))


def reconcile(post_id: int, clock: Clock) -> None:
    """Read back an uncertain post: there → sent; surely not → queued; cannot be asked → asked again, or a person."""
    post = Post.objects.select_related("channel", "follows").filter(id=post_id, state=UNCERTAIN).first()
    if post is None or post.due_at is None or post.due_at > clock():
        return
    same = Post.objects.filter(id=post_id, claimed_at=post.claimed_at)
    try:
        with outlets.poster(post.channel, fresh_credentials(post.channel, clock)) as client:
            found = client.find(outgoing(post), key=post.key, stage=post.stage)
    except Failure as why:
        if isinstance(why, Disconnected) and post.channel.pause(why.reason, why.why, clock()):
            notices.request("channel_paused", channel=post.channel, words=why.why, now=clock())
        # Ask again later, if asking helps; meanwhile the desk shows it with "it is there" and "send again".
        later = clock() + settings.SETTLE_SECONDS if asked(post.channel) else None
        same.filter(state=UNCERTAIN).update(due_at=later, why=why.why)
        return
    now = clock()
    with transaction.atomic():
        if found is None:
            same.back_in_queue(UNCERTAIN, due_at=now, why="It was not there, so it goes again.")
        elif same.move(UNCERTAIN, SENT, **landed(found, now)):
            wake_followers(post.id, now)
