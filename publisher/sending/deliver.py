"""One network post, once: guard, act, record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from publisher.models import Picture, Post, PostQuerySet
from publisher.models.post import QUEUED, REFUSED, SENDING, SENT, UNCERTAIN
from publisher.ports import (
    Disconnected,
    OutgoingCard,
    OutgoingPicture,
    OutgoingPost,
    Pending,
    Refused,
    Retry,
    Sent,
    Uncertain,
    said,
)

from . import notices, outlets, turns
from .credentials import fresh_credentials

Clock = Callable[[], datetime]
FIRST_LOOK = timedelta(minutes=15)  # at what followers did with it


def deliver(post_id: int, clock: Clock) -> None:
    """Send a network post that is due; nothing if it is not, or if somebody else is at it."""
    now = clock()
    if turns.wait_its_turn(post_id, now) or not Post.objects.claim(post_id, now):
        return
    post = Post.objects.select_related("article", "channel", "follows").get(id=post_id)
    release_pictures(post, now)
    try:
        with outlets.poster(post.channel, fresh_credentials(post.channel, clock)) as client:
            try:
                answer = client.post(outgoing(post), key=post.key, stage=post.stage)
            finally:
                turns.note(post.channel, client, clock())
    except Retry as why:
        _leave(post, QUEUED, due_at=clock() + (why.after or pause_before(post.attempts)), why=why.why)
    except Refused as why:
        _leave(post, REFUSED, why=why.why)
    except Disconnected as why:
        _leave(post, QUEUED, why=why.why)
        if post.channel.pause(why.reason, why.why, clock()):
            notices.request("channel_paused", channel=post.channel, words=why.why, now=clock())
    except Uncertain as why:
        _leave(post, UNCERTAIN, due_at=clock() + settings.SETTLE_SECONDS, why=why.why)
    else:
        record(post, answer, clock())


def outgoing(post: Post) -> OutgoingPost:
    """What the network gets: the approved content, with its pictures' bytes. Raises Refused if one of them is gone."""
    content = post.content
    focus = content.get("focus", {})
    return OutgoingPost(
        text=content["text"],
        reference=content["reference"],
        language=content["language"],
        pictures=tuple(_picture(n, content["alts"][str(n)], focus.get(str(n), "")) for n in content["pictures"]),
        card=_card(content["card"]) if content.get("card") else None,
        answers=post.follows.remote_id if post.follows else "",
        warning=content.get("warning", ""),
        at=post.first_tried_at or post.created_at,
    )


def _card(card: dict[str, Any]) -> OutgoingCard:
    picture = _picture(card["picture"], "") if card["picture"] else None  # a card's picture has no alt text anywhere
    return OutgoingCard(card["url"], card["title"], card["description"], picture)


def _picture(number: int, alt: str, focus: str = "") -> OutgoingPicture:
    picture = Picture.objects.get(id=number)
    try:
        data = (settings.MEDIA_ROOT / picture.file).read_bytes()
    except OSError as why:
        raise Refused("The file of one of its pictures cannot be read; leave it out of the article.") from why
    return OutgoingPicture(data, picture.media_type, alt, f"{settings.SITE_URL}/pictures/{picture.file}", focus)


def record(post: Post, answer: Sent | Pending, now: datetime) -> None:
    """It is there, or one step of several is done."""
    if isinstance(answer, Pending):
        _leave(post, QUEUED, stage=answer.stage, due_at=now + answer.after, why="")
        return
    with transaction.atomic():
        # A late answer may still settle a post that was given up as uncertain meanwhile.
        there = landed(answer, now)
        if _leave(post, SENT, **there) or _mine(post).move(UNCERTAIN, SENT, **there):
            wake_followers(post.id, now)


def landed(answer: Sent, now: datetime) -> dict[str, object]:
    """What is written of a post that is there."""
    # A server may call it what it likes: what it says must fit, or it would seem not to have landed.
    return {
        "sent_at": now, "measure_at": now + FIRST_LOOK,
        "remote_id": said(answer.remote_id, 200), "url": said(answer.url), "why": "",
    }  # fmt: skip


def wake_followers(post_id: int, now: datetime) -> None:
    """What follows a post is due when that post is sent."""
    Post.objects.filter(follows_id=post_id, state=QUEUED, due_at__isnull=True).update(due_at=now)


def release_pictures(post: Post, now: datetime) -> None:
    """From here on the world may look at the article's pictures."""
    Picture.objects.filter(article=post.article, released_at__isnull=True).update(released_at=now)


def pause_before(attempts: int) -> timedelta:
    """How long to wait after so many attempts, when the other side named no time: 15 s, 30 s … 15 min."""
    return min(timedelta(seconds=15 * 2 ** min(attempts - 1, 10)), timedelta(minutes=15))


def _mine(post: Post) -> PostQuerySet:
    return Post.objects.filter(id=post.id, claimed_at=post.claimed_at)


def _leave(post: Post, target: str, **fields: object) -> bool:
    """Out of `sending`, if it is still this claim that holds the row."""
    if target == QUEUED:
        return _mine(post).back_in_queue(SENDING, **fields)
    return _mine(post).move(SENDING, target, **fields)
