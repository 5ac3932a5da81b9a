"""What followers do with posts that are out: looked at often on the first day, and ever more rarely for a month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final, cast

from django.db.models import Q

from publisher.channels import CHANNELS
from publisher.models import Channel, Measure, Newsroom, Post
from publisher.models.post import SENT
from publisher.ports import Failure, Measurer

from . import outlets
from .credentials import fresh_credentials
from .deliver import FIRST_LOOK, Clock

MINUTES: Final = (60, 3 * 60, 8 * 60)
DAYS: Final = (1, 2, 4, 8, 15, 30)
AGES: Final = (FIRST_LOOK, *(timedelta(minutes=n) for n in MINUTES), *(timedelta(days=n) for n in DAYS))
AT_ONCE: Final = 50


def next_look(sent_at: datetime, now: datetime) -> datetime | None:
    """When a post is looked at next; None when it is old."""
    return next((sent_at + age for age in AGES if sent_at + age > now), None)


def due(now: datetime) -> Iterator[tuple[int, str]]:
    """Posts to be looked at now, and since when: none while everything is stopped."""
    if Newsroom.objects.filter(stopped_at__isnull=False).exists():
        return
    told = Q(channel__kind__in=[kind for kind, known in CHANNELS.items() if known.measures == "free"])
    told |= Q(channel__kind__in=[kind for kind, known in CHANNELS.items() if known.measures == "paid"]) & Q(
        channel__options__measure=True
    )
    wanted = Q(measure_at__lte=now, measure_at__gt=now - AGES[-1])
    posts = Post.objects.filter(told, wanted, state=SENT, channel__paused_at=None)
    posts = posts.filter(channel__deleted_at=None).exclude(remote_id="").filter(recalled_at=None)
    for post_id, since in posts.order_by("measure_at").values_list("id", "measure_at")[:AT_ONCE]:
        yield post_id, str(since)


def measure(post_id: int, clock: Clock) -> None:
    """Ask once, and note when to ask again. A network that does not answer is asked at the next time, not before."""
    post = Post.objects.select_related("channel").filter(id=post_id, state=SENT).first()
    now = clock()
    if post is None or post.sent_at is None or post.measure_at is None or post.measure_at > now:
        return
    mine = Post.objects.filter(id=post.id, measure_at=post.measure_at)
    if not may(post.channel) or not mine.update(measure_at=next_look(post.sent_at, now)):
        return
    try:
        with outlets.poster(post.channel, fresh_credentials(post.channel, clock)) as client:
            told = cast(Measurer, client).measure(post.remote_id)
    except Failure:
        return
    if told is not None:
        Measure.objects.create(post=post, at=now, **asdict(told))


def may(channel: Channel) -> bool:
    """Whether the network tells, and the newsroom pays for it where it costs money."""
    known = CHANNELS[channel.kind].measures
    return known == "free" or (known == "paid" and channel.options.get("measure") is True)
