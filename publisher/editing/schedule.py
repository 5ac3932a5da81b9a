"""When a post goes: wall time and zone, slots, and every change of state that an editor makes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import Exists, OuterRef

from publisher.models import Act, Channel, Member, Newsroom, Post
from publisher.models.post import CANCELLED, DRAFT, HELD, LIVE, QUEUED, REFUSED, SENDING, SENT, UNCERTAIN

from . import costs
from .approval import NotAllowed, approve, demand

DEFAULT_SLOT = time(8, 0)  # a channel without slots still has a next one


class BadTime(Exception):
    """This time cannot be meant; the sentence says what can."""


class Cannot(Exception):
    """The post's state does not allow it; the sentence says what does."""


class Blocked(Exception):
    """Something must be mended before these posts can be queued; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Due:
    """What the editor said (`wall_time`, in `zone`) and what it means (`at`, UTC)."""

    wall_time: str
    zone: str
    at: datetime


# -- times ---------------------------------------------------------------------------------------------------


def resolve(wall: datetime, zone: str) -> datetime:
    """A naive wall time in an IANA zone, in UTC: a skipped time is its gap's end, a repeated one its first pass."""
    where = ZoneInfo(zone)
    for _ in range(24 * 60 + 1):  # the longest gap in the database is a day (Samoa, 2011)
        moment = wall.replace(tzinfo=where, fold=0).astimezone(UTC)
        if moment.astimezone(where).replace(tzinfo=None) == wall:
            return moment
        wall = wall.replace(second=0, microsecond=0) + timedelta(minutes=1)
    raise BadTime(f"The time zone {zone} has no such day.")


def at(text: str, *, zone: str, now: datetime) -> Due:
    """The time an editor typed: "2026-12-01 07:30", or with a zone of its own behind it.

    Raises BadTime for what is no time, what is past, and what the clocks skip (with a proposal).
    """
    match = re.fullmatch(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})[ T]+(\d{1,2}):(\d{2})(?::\d{2})?(?:\s+(\S+))?\s*", text)
    if not match:
        raise BadTime(f"“{text.strip()[:60]}” is not a time; write it as 2026-12-01 07:30, with a zone if you like.")
    zone = match[6] or zone
    try:
        where = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadTime(f"There is no time zone “{zone[:40]}”; write it as Asia/Colombo or Europe/Berlin.") from None
    try:
        wall = datetime(*map(int, match.groups()[:5]))  # type: ignore[arg-type]  # noqa: DTZ001 (a wall time)
    except ValueError:
        raise BadTime(f"{text.strip()[:60]} does not exist in the calendar.") from None
    try:
        moment = resolve(wall, zone)
    except OverflowError:
        raise BadTime(f"{text.strip()[:60]} is too far away to be meant.") from None
    if (real := moment.astimezone(where).replace(tzinfo=None)) != wall:
        raise BadTime(
            f"{wall:%H:%M} does not exist on {wall:%d %B %Y} in {zone}: the clocks go forward. "
            f"Take {real:%H:%M} instead."
        )
    if moment <= now:
        raise BadTime(f"{wall:%d %B %Y, %H:%M} in {zone} is past; choose a later time, or send it now.")
    return Due(wall.isoformat(timespec="minutes"), zone, moment)


def now_with_grace(now: datetime, grace: timedelta) -> Due:
    """Now, but for the time in which it can be undone."""
    return Due("", "", now + grace)


def next_slot(channel: Channel, now: datetime) -> Due:
    """The next standing time of a channel that no other post of it has taken. Never fails."""
    zone = Newsroom.objects.get().zone
    today = now.astimezone(ZoneInfo(zone)).date()
    slots = [(slot.days, slot.time) for slot in channel.slots.all()] or [("1234567", DEFAULT_SLOT)]
    taken = set(Post.objects.filter(channel=channel, state__in=LIVE, due_at__gt=now).values_list("due_at", flat=True))
    day = today
    while True:
        for days, moment in slots:
            wall = datetime.combine(day, moment)
            if str(day.isoweekday()) in days and (due := resolve(wall, zone)) > now and due not in taken:
                return Due(wall.isoformat(timespec="minutes"), zone, due)
        day += timedelta(days=1)


# -- what editors do -----------------------------------------------------------------------------------------


@transaction.atomic
def queue(
    post_ids: list[int],
    due: Due | Mapping[int, Due],
    *,
    member: Member,
    now: datetime,
    seen: Mapping[int, str] | None = None,
) -> list[Post]:
    """Approve these posts and what follows them, and put them in the queue: all or none.

    `seen` are the content hashes that a person looked at, of what follows, too: approval is of those, and of nothing
    that came after.
    Raises NotAllowed, Blocked (something must be mended first) or Cannot (one is not a draft or held).
    """
    posts = list(Post.objects.select_related("channel").filter(id__in=post_ids).order_by("part", "id"))
    followers = list(
        Post.objects.select_related("channel").filter(follows__in=post_ids, state=DRAFT).exclude(id__in=post_ids)
    )
    for post in posts + followers:
        _refuse_blocked(post)
        if seen is not None and seen.get(post.id) != post.content_hash:
            raise Blocked("This changed since you looked at it. Look at the posts again, then confirm.")
        if post.channel.deleted_at:
            raise Cannot(f"The channel {post.channel} was disconnected; this post can only be cancelled.")
        if post.state not in (DRAFT, HELD, REFUSED):
            raise Cannot(f"The post for {post.channel} is {post.state}; only a draft or a held post can be queued.")
    if too_dear := costs.over(posts + followers, now):
        raise Blocked(too_dear)
    if approve([post.id for post in posts + followers], member, now) != len(posts + followers):
        raise Blocked("This article has not been rendered yet; try again in a few seconds.")
    for post in posts:
        moment = due if isinstance(due, Due) else due[post.id]
        _into_queue(post, moment if post.follows_id is None or post.note else None)
    for post in followers:
        _into_queue(post, None)
    return posts + followers


def _into_queue(post: Post, due: Due | None) -> None:
    when = {"wall_time": due.wall_time, "zone": due.zone, "due_at": due.at} if due else {"due_at": None}
    mine = Post.objects.filter(id=post.id, content_hash=post.content_hash)
    if not mine.move(post.state, QUEUED, first_tried_at=None, warned_at=None, why="", **when):
        raise Cannot(f"The post for {post.channel} changed just now; look at it again.")


def _refuse_blocked(post: Post) -> None:
    for check in post.problems:
        if check["level"] == "blocked":
            raise Blocked(f"{post.channel}: {check['message']}")


@transaction.atomic
def cancel(post_id: int, member: Member | None, now: datetime) -> None:
    """Take a post out for good. A newsletter that is partly sent stops where it is. Raises Cannot, NotAllowed."""
    demand(member, "write")
    for state in (DRAFT, QUEUED, HELD, REFUSED):
        if Post.objects.filter(id=post_id).move(state, CANCELLED):
            break
    else:
        mail = Exists(Channel.objects.filter(id=OuterRef("channel_id"), kind="mail"))
        if not Post.objects.filter(mail, id=post_id).move(SENDING, CANCELLED, why="Withdrawn."):
            raise Cannot(_too_late(post_id))
        demand(member, "approve")  # some readers have it, others never will: not an author's to decide
    followers = Post.objects.filter(follows_id=post_id, state__in=[DRAFT, QUEUED, HELD])
    followers.update(state=CANCELLED, why="What it follows was cancelled.")
    Act.objects.create(member=member, verb="cancel", what=f"post {post_id}")


@transaction.atomic
def back_to_draft(post_id: int, member: Member | None) -> None:
    """Undo *send now*, unschedule, or take a held or refused post back to edit it. Raises Cannot, NotAllowed."""
    demand(member, "write")
    for state in (QUEUED, HELD, REFUSED):
        if Post.objects.filter(id=post_id).move(state, DRAFT, due_at=None, stage="", first_tried_at=None):
            for follower in Post.objects.filter(follows_id=post_id, state=QUEUED):
                Post.objects.filter(id=follower.id).move(QUEUED, DRAFT, due_at=None)
            return
    raise Cannot(_too_late(post_id))


def retry(post_id: int, member: Member, now: datetime) -> None:
    """Queue a refused or held post for this moment; approves what it says now. Raises Cannot, NotAllowed, Blocked."""
    post = Post.objects.get(id=post_id)
    if post.state not in (REFUSED, HELD):
        raise Cannot(f"This post is {post.state}; only a refused or held post can be tried again.")
    queue([post_id], now_with_grace(now, timedelta(0)), member=member, now=now)


@transaction.atomic
def settle(post_id: int, verdict: str, *, url: str = "", member: Member, now: datetime) -> None:
    """A person looked whether an uncertain network post is "there", or is to be sent "again". Raises Cannot."""
    demand(member, "approve")
    doubt = Post.objects.filter(id=post_id)
    if verdict == "there":
        done = doubt.move(UNCERTAIN, SENT, sent_at=now, url=url, why="Settled by hand.")
        Post.objects.filter(follows_id=post_id, state=QUEUED).update(due_at=now)
    elif verdict == "again":
        done = doubt.back_in_queue(UNCERTAIN, due_at=now, first_tried_at=None)
    else:
        raise ValueError(verdict)
    if not done:
        raise Cannot("This post is no longer uncertain; look at it again.")
    Act.objects.create(member=member, verb=f"settle: {verdict}", what=f"post {post_id}")


def _too_late(post_id: int) -> str:
    state, kind = Post.objects.values_list("state", "channel__kind").get(id=post_id)
    return {
        SENDING: "It is being sent at this moment and cannot be taken back.",
        SENT: "It has been sent and cannot be taken back"
        + ("." if kind == "mail" else " here; delete it on the network."),
        UNCERTAIN: "It may be there already; say first whether it is.",
    }.get(state, f"It is {state} already.")


__all__ = [
    "BadTime", "Blocked", "Cannot", "Due", "NotAllowed", "at", "back_to_draft", "cancel", "next_slot",
    "now_with_grace", "queue", "resolve", "retry", "settle",
]  # fmt: skip
