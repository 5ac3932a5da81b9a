"""Kill real processes at the practice world's five moments, and at random, and count what arrived.

    python -m tests.faults.kills --database postgresql --kills 20 --random 50

Prints one JSON object; exits with 1 if anybody was lost, anything doubled that was not named, or the book was out.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import sys
import time
from datetime import timedelta
from typing import Any

from tests.faults.stack import Stack, until

MOMENTS = ("connected", "request read", "stored", "reply half written", "replied")
NETWORKS = ("x", "mastodon", "bluesky", "facebook", "threads", "linkedin")
NOT_ASKED = "telegram"  # tells nobody what is there: a post in doubt waits for a person, and there are never two
AT_ONCE = 4  # requests in flight per kill of the posts' worker


def make_newsroom() -> None:
    from publisher.practice import accounts
    from tests.making import a_channel, a_newsroom

    a_newsroom(zone="UTC")
    known = {"mail": {}, "x": accounts.X, "mastodon": accounts.MASTODON, "bluesky": accounts.BLUESKY}
    known |= {"facebook": accounts.FACEBOOK, "threads": accounts.THREADS, "linkedin": accounts.LINKEDIN}
    for kind, credentials in (known | {NOT_ASKED: accounts.TELEGRAM}).items():
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


def network_kills(stack: Stack, kind: str, kills: int) -> dict[str, Any]:
    """At each moment, kill the worker while AT_ONCE requests are held there, until `kills` were in flight."""
    from django.utils import timezone

    from publisher.models import Channel, Post
    from publisher.practice.accounts import WRITES
    from publisher.sending.credentials import fresh_credentials

    channel = Channel.objects.get(name=kind)
    fresh_credentials(channel, timezone.now)  # or the first connection of all were a sign-in
    control = stack.control
    result: dict[str, Any] = {}
    ends = ["sent", "uncertain"] if kind == NOT_ASKED else ["sent"]
    for moment in MOMENTS:
        lost = doubled = in_flight = in_doubt = 0
        while in_flight < kills:
            number = min(AT_ONCE, kills - in_flight)
            # At "connected" nothing is known yet, so any connection of this network is held.
            control.fault(
                kind, "hold", moment=moment, times=number, match="" if moment == "connected" else WRITES[kind]
            )
            ids = queue_network_posts(kind, channel, number)
            until(lambda: held(control) >= number, 30, f"{number} requests at “{moment}”")  # noqa: B023
            in_flight += held(control)
            stack.kill("now")
            control.mend()
            control.release()
            stack.start("now")
            made = Post.objects.filter(id__in=ids)
            until(lambda: made.filter(state__in=ends).count() == number, 60, f"{ids} to be {' or '.join(ends)}")  # noqa: B023
            doubted = set(made.filter(state="uncertain").values_list("id", flat=True))
            in_doubt += len(doubted)
            for post_id, seen in copies(control, kind, ids).items():
                lost += seen == 0 and post_id not in doubted
                doubled += seen > 1
        result[moment] = {"in_flight": in_flight, "lost": lost, "doubled": doubled, "in_doubt": in_doubt}
    return result


def held(control: Any) -> int:
    return sum(moment["held"] for moment in control.moments())


def start_newsletter(readers: int) -> int:
    from django.utils import timezone

    from publisher.editing import intake, posts, schedule
    from publisher.models import Channel, MailingList, Member, Subscriber, Subscription, address_hash
    from tests.making import a_member, a_story

    member = Member.objects.first() or a_member()
    mailing_list = MailingList.objects.create(name="Weekly", slug=f"w{random.randrange(10**9)}")
    now = timezone.now()
    for number in range(readers):
        address = f"r{number}-{mailing_list.id}@readers.example"
        reader, _ = Subscriber.objects.get_or_create(address=address, address_hash=address_hash(address))
        Subscription.objects.create(
            subscriber=reader, mailing_list=mailing_list, state="active", consent="y", source="test", consented_at=now
        )
    article = intake.keep(
        a_story(f"Letter {random.random()}", canonical_url=f"https://gazette.example/{random.random()}"), member=member
    )
    [post] = posts.prepare(article, [Channel.objects.get(name="mail")], member=member, mailing_list=mailing_list)
    posts.render_article(article.id)
    schedule.queue([post.id], schedule.now_with_grace(now, timedelta(0)), member=member, now=now)
    return post.id


class Book:
    """Looks at the sum whenever asked, and remembers when it was out."""

    def __init__(self, post_id: int) -> None:
        self.post_id, self.polls, self.out = post_id, 0, 0

    def look(self) -> str:
        from publisher.models import Post
        from publisher.responses.report import counts

        post = Post.objects.get(id=self.post_id)
        sums = counts(post)
        self.polls += 1
        self.out += sums.pop("candidates") != sum(sums.values()) or min(sums.values()) < 0
        return post.state


def mail_outcome(stack: Stack, post_id: int, readers: int, book: Book, kills: int) -> dict[str, Any]:
    """Who got it, who twice, and whether each second copy is named and carries the same Message-ID."""
    from publisher.models import Message, Post, Subscriber
    from publisher.models.ledger import DEADLY, FAILED
    from publisher.responses.report import possibly_twice, with_last_word
    from publisher.sending import ledger

    post = Post.objects.get(id=post_id)
    addresses = dict(Subscriber.objects.values_list("id", "address"))
    messages = {addresses[m.subscriber]: m.sequence for m in Message.objects.filter(post=post)}
    arrived = collections.defaultdict(list)
    for mail in stack.control.inbox():
        if mail["to"] in messages:
            arrived[mail["to"]].append(dict(mail["headers"])["Message-ID"])
    named = set(possibly_twice(post))
    # Killed three times in a row with nothing else on the wire: held to be what kills, and said so.
    blamed = set(with_last_word(post, FAILED).filter(reply=DEADLY).values_list("sequence", flat=True))
    missing = {number for address, number in messages.items() if address not in arrived}
    doubled = {address: ids for address, ids in arrived.items() if len(ids) > 1}
    return {
        "readers": readers,
        "kills": kills,
        "lost": len(missing - blamed),
        "blamed": len(blamed),
        "doubled": sum(len(ids) - 1 for ids in doubled.values()),
        "doubled_not_named": sum(messages[address] not in named for address in doubled),
        "other_message_id": sum(len(set(ids)) > 1 for ids in doubled.values()),
        "book_polls": book.polls,
        "book_out": book.out + len(ledger.audit(post)),
    }


def mail_kills(stack: Stack, kills: int) -> dict[str, Any]:
    """At each moment, kill the drain that is held there; one connection, one body in doubt per kill."""
    result = {}
    os.environ["MAIL_CONNECTIONS"] = "1"
    stack.restart("mail")
    for moment in MOMENTS:
        readers = kills * 2 + 5
        control = stack.control
        control.fault("smtp", "hold", moment=moment, times=1)
        book = Book(post_id := start_newsletter(readers))
        in_flight = 0
        while in_flight < kills:
            until(lambda: book.look() and held(control), 40, f"a mail at “{moment}”")  # noqa: B023
            in_flight += 1
            stack.kill("mail")
            control.mend()
            control.release()
            if in_flight < kills:
                control.fault("smtp", "hold", moment=moment, times=1)
            stack.start("mail")
        until(lambda: book.look() == "sent", 60, "the newsletter to be sent")  # noqa: B023
        result[moment] = mail_outcome(stack, post_id, readers, book, kills)
    os.environ.pop("MAIL_CONNECTIONS")
    stack.restart("mail")
    return result


def random_kills(stack: Stack, kills: int) -> dict[str, Any]:
    """Kill web, a worker, the clock or Redis (flushed: it keeps no file) while requests are in flight."""
    from publisher.models import Channel, Post

    control, channels = stack.control, {kind: Channel.objects.get(name=kind) for kind in NETWORKS}
    # Slow enough that something is on the wire most of the time.
    for where in (*NETWORKS, "smtp"):
        control.fault(where, "stall", moment="stored", seconds=0.05)
    readers = kills * 200
    book = Book(mail_id := start_newsletter(readers))
    posts: dict[str, list[int]] = {kind: [] for kind in NETWORKS}
    killed: collections.Counter[str] = collections.Counter()
    in_flight = 0
    stack.start("web")
    for _ in range(kills):
        for kind, made in posts.items():
            made += queue_network_posts(kind, channels[kind], 1)
        victim = random.choice(["web", "now", "mail", "slow", "clock", "redis"])
        until(lambda: busy(mail_id), 30, "something in flight")
        time.sleep(random.random() * 0.1)
        in_flight += bool(busy(mail_id))
        stack.restart(victim)
        killed[victim] += 1
        book.look()
        time.sleep(random.random())
    control.mend()
    everything = [post_id for made in posts.values() for post_id in made]
    until(lambda: book.look() == "sent", 180, "the newsletter to be sent")
    until(
        lambda: not Post.objects.filter(id__in=everything).exclude(state="sent").exists(), 180, "all posts to be sent"
    )
    seen = {kind: copies(control, kind, made) for kind, made in posts.items()}
    return {
        "killed": dict(killed),
        "in_flight": in_flight,
        "posts": len(everything),
        "lost": sum(n == 0 for counts in seen.values() for n in counts.values()),
        "doubled": sum(n > 1 for counts in seen.values() for n in counts.values()),
        "mail": mail_outcome(stack, mail_id, readers, book, killed["mail"]),
    }


def busy(mail_id: int) -> bool:
    from publisher.models import Batch, Post

    return (
        Post.objects.filter(state="sending").exclude(id=mail_id).exists()
        or Batch.objects.filter(post_id=mail_id, leased_until__isnull=False).exists()
    )


def faults(result: dict[str, Any]) -> list[str]:
    """Every promise that did not hold, by where it broke."""
    wrong = []
    for kind in (*NETWORKS, NOT_ASKED):
        for moment, row in result.get(kind, {}).items():
            wrong += [f"{kind} {moment}: {row}"] if row["lost"] or row["doubled"] else []
    mails = dict(result.get("mail", {}))
    if "random" in result:
        row = result["random"]
        wrong += [f"random: {row}"] if row["lost"] or row["doubled"] else []
        mails["random"] = row["mail"]
    for moment, row in mails.items():
        bad = row["lost"] or row["doubled_not_named"] or row["other_message_id"] or row["book_out"]
        # mail is drained by two processes; one body uncommitted on each connection
        at_most = 2 * row["kills"] * (10 if moment == "random" else 1)
        bad = bad or row["blamed"] > row["kills"] / 3
        wrong += [f"mail {moment}: {row}"] if bad or row["doubled"] > at_most else []
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--kills", type=int, default=20, help="in flight, per moment and outlet")
    parser.add_argument("--random", type=int, default=50)
    parser.add_argument("--only", default=",".join((*NETWORKS, NOT_ASKED, "mail", "random")))
    asked = parser.parse_args()
    random.seed()
    with Stack(asked.database) as stack:
        make_newsroom()
        result: dict[str, Any] = {"database": asked.database}
        try:
            for part in asked.only.split(","):
                if part == "mail":
                    result[part] = mail_kills(stack, asked.kills)
                elif part == "random":
                    result[part] = random_kills(stack, asked.random)
                else:
                    result[part] = network_kills(stack, part, asked.kills)
        except TimeoutError:
            sys.stderr.write(stack.log.read_text()[-4000:])
            raise
    wrong = faults(result)
    print(json.dumps(result | {"broken": wrong}, indent=1))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
