"""What posts cost on a network that is paid per post: said before they are queued, and bounded by the month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from publisher.channels import CHANNELS
from publisher.models import Act, Amendment, Channel, Measure, Member, Newsroom, Post
from publisher.models.amendment import DONE, OPEN, TAKE_DOWN
from publisher.models.post import QUEUED, SENDING, SENT, UNCERTAIN
from publisher.rendering import Check, Part
from publisher.story import Story

NOTHING = Decimal(0)
TEST = "test"


@dataclass(frozen=True, slots=True)
class Month:
    """Dollars of a channel since the first of the month: `spent`, `waiting` in the queue, and at most so many."""

    spent: Decimal
    waiting: Decimal
    most: int | None


def dollars(amount: Decimal) -> str:
    """As people write it: $0.20, and $0.015 where a cent is too coarse."""
    return f"${amount:.2f}" if amount == round(amount, 2) else f"${amount.normalize()}"


def check(kind: str, parts: Sequence[Part], story: Story) -> list[Check]:
    """What this post and what follows it will cost; nothing where posting is free."""
    price = CHANNELS[kind].price
    if price is None:
        return []
    described = {picture.url for picture in story.pictures if picture.alt.strip()}
    whole = sum((price(part.text, len(described & set(part.pictures))) for part in parts), NOTHING)
    return [Check("fine", "cost", f"It costs {dollars(whole)} on {CHANNELS[kind].name}.")]


def month(channel: Channel, now: datetime) -> Month | None:
    """How much it is so far; None where posting is free. Looks at followers’ numbers, deletions and tests cost, too."""
    known = CHANNELS[channel.kind]
    if known.price is None:
        return None
    newsroom = Newsroom.objects.get()
    first = now.astimezone(ZoneInfo(newsroom.zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    posts = Post.objects.filter(channel=channel)
    spent = posts.filter(Q(state=SENT, sent_at__gte=first) | Q(state__in=[SENDING, UNCERTAIN]))
    looks = Measure.objects.filter(post__channel=channel, at__gte=first).count()
    down = Amendment.objects.filter(post__channel=channel, verb=TAKE_DOWN)
    deleted = down.filter(state=DONE, ended_at__gte=first, why="").count()  # what did not go, or a person did, says so
    to_delete = down.filter(state__in=OPEN).count()
    # Each says the newsroom's name, and is deleted at once.
    tests = Act.objects.filter(verb=TEST, what__startswith=_tested(channel), at__gte=first).count()
    tested = tests * (known.price(newsroom.name, 0) + known.deletion)
    return Month(
        spent=_price(channel.kind, spent) + looks * known.look + deleted * known.deletion + tested,
        waiting=_price(channel.kind, posts.filter(state=QUEUED)) + to_delete * known.deletion,
        most=channel.options.get("dollars_a_month"),
    )


def note_test(channel: Channel, member: Member) -> None:
    """A test was posted there."""
    Act.objects.create(member=member, verb=TEST, what=f"{_tested(channel)}“{channel.name}”"[:200])


def _tested(channel: Channel) -> str:
    return f"channel {channel.id} "


def over(posts: Iterable[Post], now: datetime) -> str:
    """Why these posts may not be queued, too, in a sentence; empty if they may. Call it in their transaction."""
    by_channel: dict[int, list[Post]] = {}
    for post in posts:
        by_channel.setdefault(post.channel_id, []).append(post)
    for channel_id, new in by_channel.items():
        channel = Channel.objects.select_for_update().get(id=channel_id)  # of two at once the second sees the first's
        known = month(channel, now)
        if known is None or known.most is None:
            continue
        cost = sum((_of(channel.kind, post.content) for post in new), NOTHING)
        if known.spent + known.waiting + cost > known.most:
            return (
                f"{CHANNELS[channel.kind].name} would cost more than ${known.most} this month: {dollars(known.spent)} "
                f"are spent, {dollars(known.waiting)} wait, and this costs {dollars(cost)}. Raise it at the channel."
            )
    return ""


def _price(kind: str, posts: Iterable[Post]) -> Decimal:
    return sum((_of(kind, post.content) for post in posts), NOTHING)


def _of(kind: str, content: dict[str, Any]) -> Decimal:
    price = CHANNELS[kind].price
    if price is None:
        return NOTHING
    return price(content.get("text", ""), sum(bool(alt.strip()) for alt in content.get("alts", {}).values()))
