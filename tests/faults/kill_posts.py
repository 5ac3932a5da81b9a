"""Kill the worker of posts while requests are held at one of the five moments, and count what is on the network."""

from __future__ import annotations

import collections
import random
from datetime import timedelta
from typing import Any

from tests.faults.stack import Stack, until

MOMENTS = ("connected", "request read", "stored", "reply half written", "replied")
NETWORKS = ("x", "mastodon", "bluesky", "facebook", "threads", "linkedin")
NOT_ASKED = (
    "telegram",
    "discord",
)  # tell nobody what is there: a post in doubt waits for a person, and there are never two
KINDS = (*NETWORKS, *NOT_ASKED)
AT_ONCE = 4  # requests in flight per kill of the posts' worker


def make_newsroom() -> None:
    from publisher.practice import accounts
    from tests.making import a_channel, a_newsroom

    a_newsroom(zone="UTC")
    known = {"mail": {}, "x": accounts.X, "mastodon": accounts.MASTODON, "bluesky": accounts.BLUESKY}
    known |= {"facebook": accounts.FACEBOOK, "threads": accounts.THREADS, "linkedin": accounts.LINKEDIN}
    for kind, credentials in (known | {"telegram": accounts.TELEGRAM, "discord": accounts.DISCORD}).items():
        channel = a_channel(kind)
        channel.credentials = credentials
        channel.save()


def queue_network_posts(kind: str, channel: Any, number: int) -> list[int]:
    from django.utils import timezone

    from publisher.editing import intake, posts, schedule
    from publisher.models import Member, Post
    from tests.making import a_member, a_story

    member = Member.objects.first() or a_member()
    made = []
    for _ in range(number):
        title = f"{kind} {random.random()}"
        article = intake.keep(a_story(title, canonical_url=f"https://gazette.example/{random.random()}"), member=member)
        [post] = posts.prepare(article, [channel], member=member)
        posts.render_article(article.id)
        now = timezone.now()
        schedule.queue([post.id], schedule.now_with_grace(now, timedelta(0)), member=member, now=now)
        made.append(post.id)
    assert Post.objects.filter(id__in=made).count() == number
    return made


def copies(control: Any, kind: str, post_ids: list[int]) -> dict[int, int]:
    """How many copies of each post are on the network, deleted ones too, known by the reference."""
    from publisher.models import Reference

    tokens = dict(Reference.objects.filter(post__in=post_ids).values_list("token", "post_id"))
    seen: collections.Counter[int] = collections.Counter()
    for landed in control.sent(kind, deleted=True):
        for token, post_id in tokens.items():
            if token in landed["text"] or any(token in link for link in landed["links"]):
                seen[post_id] += 1
    return {post_id: seen[post_id] for post_id in post_ids}


def network_kills(stack: Stack, kind: str, kills: int, control: Any) -> dict[str, Any]:
    """At each moment, kill the worker while AT_ONCE requests are held there, until `kills` were in flight."""
    from django.utils import timezone

    from publisher.models import Channel
    from publisher.practice.accounts import WRITES
    from publisher.sending.credentials import fresh_credentials

    channel = Channel.objects.get(name=kind)
    fresh_credentials(channel, timezone.now)  # or the first connection of all were a sign-in
    result: dict[str, Any] = {}
    for moment in MOMENTS:
        row: collections.Counter[str] = collections.Counter()
        in_flight = 0
        while in_flight < kills:
            number = min(AT_ONCE, kills - in_flight)
            # At "connected" nothing is known yet, so any connection of this network is held.
            control.fault(
                kind, "hold", moment=moment, times=number, match="" if moment == "connected" else WRITES[kind]
            )
            ids = queue_network_posts(kind, channel, number)
            until(lambda: held(control) >= number, 120, f"{number} requests at “{moment}”")  # noqa: B023
            in_flight += held(control)
            stack.kill("now")
            control.mend()
            control.release()
            stack.start("now")
            row.update(became(control, kind, ids))
        result[moment] = {"in_flight": in_flight} | row
    return result


def became(control: Any, kind: str, post_ids: list[int]) -> dict[str, int]:
    """What became of posts, when they have come to an end."""
    from publisher.models import Post

    made = Post.objects.filter(id__in=post_ids)
    ends = ["sent", "uncertain"] if kind in NOT_ASKED else ["sent"]
    until(lambda: not made.exclude(state__in=ends).exists(), 180, f"all posts of {kind} to be {' or '.join(ends)}")
    doubted = set(made.filter(state="uncertain").values_list("id", flat=True))
    seen = copies(control, kind, post_ids)
    return {
        "posts": len(post_ids),
        "lost": sum(number == 0 and post_id not in doubted for post_id, number in seen.items()),
        "doubled": sum(number > 1 for number in seen.values()),
        "in_doubt": len(doubted),
    }


def held(control: Any) -> int:
    return sum(moment["held"] for moment in control.moments())
