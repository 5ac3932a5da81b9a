"""When an address is dead: at once, or after it has refused for weeks; it is remembered by its hash alone."""

from __future__ import annotations

from datetime import timedelta

from ..models import Event, Message, Outcome, Post, Subscriber, Suppression
from ..models.event import BOUNCED, SOFT
from ..models.ledger import ACCEPTED

SOFT_BOUNCES, OVER = 3, timedelta(days=15)
LOOKED_AT = 50  # of the newest
BOUNCE, COMPLAINT = "bounce", "complaint"  # so begins why an address is suppressed


def suppress(number: int, reason: str) -> bool:
    """Never write to this reader's address again. False if that was so before, or the reader was erased."""
    hashed = Subscriber.objects.filter(id=number).values_list("address_hash", flat=True).first()
    if hashed is None:
        return False
    if reason == COMPLAINT:  # a bounce may be taken back by a person, a complaint never
        Suppression.objects.filter(address_hash=hashed).update(reason=COMPLAINT)
    return Suppression.objects.get_or_create(address_hash=hashed, defaults={"reason": reason[:100]})[1]


def worn_out(number: int) -> bool:
    """Whether this reader's mailbox has refused three times over fifteen days, and taken nothing between."""
    softs = list(Event.objects.filter(subscriber=number, kind=SOFT).order_by("-at")[:LOOKED_AT])
    if len(softs) < SOFT_BOUNCES:
        return False
    since, until = softs[-1].at, softs[0].at
    between = Post.objects.filter(candidates__gt=0, claimed_at__gt=since, claimed_at__lt=until)
    mails = dict(Message.objects.filter(post__in=between, subscriber=number).values_list("post", "sequence"))
    bounced = Event.objects.filter(subscriber=number, kind__in=BOUNCED, post__in=mails)
    taken = since
    for post_id in set(mails) - set(bounced.values_list("post", flat=True)):
        there = Outcome.objects.filter(post=post_id, sequence=mails[post_id], kind=ACCEPTED).order_by("at").last()
        taken = max(taken, there.at) if there else taken
    again = [one.at for one in softs if one.at >= taken]
    return len(again) >= SOFT_BOUNCES and again[0] - again[-1] >= OVER
