"""One change of a post that is out, or its end: guard, act, record.

Either may be asked for again at will, and is where an answer was lost: the network is looked at first for what the post
says, and to delete what is not there is fine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import transaction

from publisher.channels import CHANNELS
from publisher.editing.contents import fingerprint
from publisher.models import Amendment, Channel, Post
from publisher.models.amendment import CORRECT, DOING, DONE, DROPPED, FAILED, TAKE_DOWN, UNSURE, WAITING, WANTED
from publisher.models.post import CANCELLED, DRAFT, HELD, QUEUED, REFUSED
from publisher.ports import Amender, Disconnected, Refused, Retry, Uncertain

from . import notices, outlets
from .credentials import fresh_credentials
from .deliver import Clock, outgoing, pause_before
from .probe import probe

AT_ONCE = 200
NOT_OUT = (DRAFT, QUEUED, HELD, REFUSED)
NEVER_OUT = "It had not gone, and does not go any more."
NUMBERLESS = "It was settled by hand, so its number there is not known to us: do it on the network by hand."


# -- what the clock does -----------------------------------------------------------------------------------------


def due(now: datetime) -> Iterator[tuple[int, str]]:
    """What is to be changed now, and since when."""
    rows = Amendment.objects.due(now).order_by("due_at", "id").values_list("id", "due_at")
    for amendment_id, since in rows[:AT_ONCE]:
        yield amendment_id, str(since)


def settle(now: datetime) -> None:
    """What has no living owner is asked for again, what cannot be done is said so, and what never went never goes."""
    for one in Amendment.objects.filter(state=DOING, claimed_at__lte=now - settings.ABANDONED_AFTER)[:AT_ONCE]:
        same = Amendment.objects.filter(id=one.id, claimed_at=one.claimed_at)
        same.move(DOING, UNSURE, due_at=now, why="Whoever was at it is gone; it is looked up.")
    waiting = Amendment.objects.select_related("post").filter(state__in=WAITING)
    for one in waiting.filter(verb=TAKE_DOWN, post__state__in=[*NOT_OUT, CANCELLED])[:AT_ONCE]:
        _never_goes(one, now)
    for some, target, why in (
        (waiting.filter(verb=CORRECT, post__recalled_at__isnull=False), DROPPED, "It is taken down instead."),
        (waiting.filter(verb=CORRECT, post__state__in=[*NOT_OUT, CANCELLED]), DROPPED, "It had not gone."),
        (
            waiting.filter(post__channel__deleted_at__isnull=False),
            FAILED,
            "Its channel was disconnected: do it on the network by hand.",
        ),
        (waiting.filter(tried_at__lte=now - settings.GIVE_UP_AFTER), FAILED, "It was tried for hours without success."),
    ):
        for one in some[:AT_ONCE]:
            last = f" The last word was: {one.why}" if one.why and target == FAILED else ""
            Amendment.objects.filter(id=one.id, due_at=one.due_at).move(one.state, target, why=why + last, ended_at=now)


@transaction.atomic
def _never_goes(one: Amendment, now: datetime) -> None:
    """A post that is to come down and is not out: it is out of the queue for good."""
    post = one.post
    if post.state != CANCELLED and not Post.objects.filter(id=post.id).move(post.state, CANCELLED, why=NEVER_OUT):
        return
    Amendment.objects.filter(id=one.id).move(one.state, DONE, why=NEVER_OUT, ended_at=now)


# -- one of them -------------------------------------------------------------------------------------------------


def carry_out(amendment_id: int, clock: Clock) -> None:
    """Change or delete one post; nothing if that is not due, or if somebody else is at it."""
    if not Amendment.objects.claim(amendment_id, clock()):
        return
    one = Amendment.objects.select_related("post__article", "post__channel", "post__follows").get(id=amendment_id)
    try:
        _act(one, clock)
    except Retry as why:
        _leave(one, WANTED, due_at=clock() + (why.after or pause_before(one.attempts)), why=why.why)
    except Refused as why:
        _leave(one, FAILED, why=why.why, ended_at=clock())
    except Disconnected as why:
        if _channel_is_down(one.post.channel, why, clock):
            _leave(one, WANTED, due_at=clock(), why=why.why)
        else:
            _leave(one, FAILED, why=why.why, ended_at=clock())
    except Uncertain as why:
        _leave(one, UNSURE, due_at=clock() + settings.SETTLE_SECONDS, why=why.why)
    else:
        _record(one, clock())


def _act(one: Amendment, clock: Clock) -> None:
    """Raises the four verbs."""
    post = one.post
    if not post.remote_id:
        raise Refused(NUMBERLESS)
    with outlets.poster(post.channel, fresh_credentials(post.channel, clock)) as client:
        if one.verb == TAKE_DOWN:
            client.delete(post.remote_id)
        else:
            post.content = one.content | {"pictures": [], "card": None}  # they stay as they are there
            cast(Amender, client).amend(post.remote_id, outgoing(post))


def _channel_is_down(channel: Channel, why: Disconnected, clock: Clock) -> bool:
    """Whether the channel is paused by now. A token that may not touch one post may well be good for the next: the
    network is asked about that, where asking is free."""
    if why.reason == "credentials" and CHANNELS[channel.kind].daily:
        probe(channel.id, clock)
    elif channel.pause(why.reason, why.why, clock()):
        notices.request("channel_paused", channel=channel, words=why.why, now=clock())
    return Channel.objects.filter(id=channel.id, paused_at__isnull=False).exists()


@transaction.atomic
def _record(one: Amendment, now: datetime) -> None:
    """It is done. What a corrected post says is what its row says from now on, approved by who wanted it so."""
    if not _leave(one, DONE, why="", ended_at=now):
        return
    mine = Post.objects.filter(id=one.post_id)
    if one.verb == TAKE_DOWN:
        mine.update(measure_at=None)
        return
    now_said = fingerprint(one.content, one.post)
    mine.update(
        content=one.content, content_hash=now_said, approved_hash=now_said,
        approved_by=one.member, approved_at=one.wanted_at,
    )  # fmt: skip


def _leave(one: Amendment, target: str, **fields: object) -> bool:
    """Out of `doing`, if it is still this claim that holds the row."""
    return Amendment.objects.filter(id=one.id, claimed_at=one.claimed_at).move(DOING, target, **fields)
