"""Kill the drain of a newsletter while it is held at one of the five moments, and count what is in the mailbox."""

from __future__ import annotations

import collections
import os
import random
from datetime import timedelta
from typing import Any

from tests.faults.kill_posts import MOMENTS, held
from tests.faults.stack import Stack, until


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
