"""Addresses are written to again because a person says so: the relay was wrong, or the mailbox lives.

A relay that is set up wrongly answers "no such mailbox" to everybody, and until the newsletter stops, whoever it was
said of is suppressed. That is taken back in one step. Nobody who left or complained comes back by this: who left is off
the list, and a complaint is never taken back.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from publisher.audience import addresses
from publisher.audience.bounces import BOUNCE
from publisher.editing.approval import demand
from publisher.editing.schedule import Cannot
from publisher.models import Act, Event, Member, Message, Post, Subscriber, Suppression, address_hash
from publisher.models.event import COMPLAINED, HARD
from publisher.models.ledger import FAILED
from publisher.models.post import SENDING, SENT
from publisher.responses.report import with_last_word

from . import again


class Pardoned(NamedTuple):
    """How many readers may be written to again; how many of their mails of this newsletter are due again."""

    readers: int
    again: int


def suppressed_by(post: Post) -> QuerySet[Subscriber]:
    """The readers whom refusals of this newsletter have suppressed, and nothing else has."""
    refused = Event.objects.filter(post=post, kind=HARD).values("subscriber")
    complained = Event.objects.filter(kind=COMPLAINED).values("subscriber")
    made = Suppression.objects.filter(reason__startswith=BOUNCE, created_at__gte=post.claimed_at or post.created_at)
    return Subscriber.objects.filter(id__in=refused, address_hash__in=made.values("address_hash")).exclude(
        id__in=complained
    )


def of_newsletter(post_id: int, *, member: Member, now: datetime) -> Pardoned:
    """Take back what this newsletter's refusals have suppressed; those readers' mails of it are due again.

    If the relay is still wrong, it stops and asks anew. Raises NotAllowed, and Cannot if there is nobody.
    """
    demand(member, "approve")
    post = Post.objects.select_related("channel").get(id=post_id)
    with transaction.atomic():
        readers = dict(suppressed_by(post).values_list("id", "address_hash"))
        if not readers:
            raise Cannot("No reader is suppressed because of this newsletter.")
        theirs = Message.objects.filter(post=post, subscriber__in=list(readers)).values("sequence")
        failed = with_last_word(post, FAILED).filter(sequence__in=theirs).values_list("sequence", flat=True)
        Suppression.objects.filter(address_hash__in=list(readers.values()), reason__startswith=BOUNCE).delete()
        Event.objects.filter(post=post, kind=HARD, subscriber__in=list(readers)).delete()  # the book keeps the words
        Post.objects.filter(id=post_id).update(bounces_told_at=None)
        Act.objects.create(member=member, verb="un-suppress", what=f"{len(readers)} readers of post {post_id}")
        goes = post.state in (SENDING, SENT) and not post.channel.deleted_at
        return Pardoned(len(readers), again.these(post, set(failed), now).again if goes else 0)


def of_address(address: str, *, member: Member) -> bool:
    """Write to this address again, though it bounced. False if it is not suppressed.

    Raises NotAllowed, BadAddress, and Cannot if it is suppressed for anything but a bounce.
    """
    demand(member, "people")
    found = Suppression.objects.filter(address_hash=address_hash(addresses.read(address))).first()
    if found is None:
        return False
    if not found.reason.startswith(BOUNCE):
        raise Cannot(f"This address is not written to because of a {found.reason}, not of a bounce: that stays.")
    found.delete()
    Act.objects.create(member=member, verb="un-suppress", what=f"one address, which was suppressed for: {found.reason}")
    return True
