"""What came back about a mail that had left: its doubt is settled, its reader spared, the channel stopped if it must.

From a provider's events, from bounces, and from servers that refuse at once. Whoever tells it has checked where it
comes from; told twice, it is heard once.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from publisher.audience import bounces, unsubscribe
from publisher.models import Batch, Event, Message, Outcome, Post
from publisher.models.event import COMPLAINED, DELIVERED, HARD, SOFT
from publisher.models.ledger import ACCEPTED, FAILED, SETTLED, UNSURE
from publisher.models.post import SENDING
from publisher.ports import Disconnected, Failure, Heard, said
from publisher.replies import NEVER, bounce

from . import breaker, leases, ledger, notices, settling

LEFT = "left"  # the reader's mailbox says “unsubscribe”


def hear(post_id: int, sequence: int, what: Heard, now: datetime) -> bool:
    """Something happened to a mail of ours. False if that was known, changes nothing, or the mail is forgotten."""
    with transaction.atomic():
        mail = Message.objects.select_related("post__channel", "post__article").filter(
            post=post_id, sequence=sequence
        ).first()  # fmt: skip
        if mail is None:
            return False
        if what.kind == LEFT:
            return unsubscribe.leave(mail.subscriber, mail.post.mailing_list_id or 0, now)
        if what.kind == DELIVERED and _last(post_id, sequence) != UNSURE:
            return False
        _, new = Event.objects.get_or_create(
            post_id=post_id, sequence=sequence, kind=what.kind,
            defaults={"subscriber": mail.subscriber, "code": what.code, "words": said(what.words, 500), "at": now},
        )  # fmt: skip
        if new:
            _spare(mail, what)
    _settle(post_id, sequence, now)
    if new and what.kind == COMPLAINED:
        _stop_if_too_many(mail.post, now)
    return new


def refused(post_id: int, sequence: int, why: Failure, now: datetime) -> None:
    """A server refused a mail for good, while it was handed over."""
    enhanced = why.code.partition(" ")[2]
    if not re.fullmatch(r"5\.\d{1,3}\.\d{1,3}", enhanced):
        enhanced = "5.0.0" if why.why.startswith(NEVER.why) else ""
    if weight := bounce(enhanced, why.why):
        hear(post_id, sequence, Heard(weight, enhanced, why.why), now)


def _spare(mail: Message, what: Heard) -> None:
    """The reader's address is not written to again, if that is what it means."""
    if what.kind == COMPLAINED:
        bounces.suppress(mail.subscriber, bounces.COMPLAINT)
    elif what.kind == HARD:
        bounces.suppress(mail.subscriber, f"{bounces.BOUNCE} {what.code}".strip())
    elif what.kind == SOFT and bounces.worn_out(mail.subscriber):
        bounces.suppress(mail.subscriber, f"{bounces.BOUNCE}s for weeks {what.code}".strip())


def _stop_if_too_many(post: Post, now: datetime) -> None:
    try:
        breaker.complaints(post, now)
    except Disconnected as why:
        if post.channel.pause(why.reason, why.why, now):
            notices.request("channel_paused", channel=post.channel, words=why.why, now=now)


# -- doubts ----------------------------------------------------------------------------------------------------


def settle_all(now: datetime) -> None:
    """The doubts of which something was heard while a worker had their batch in its hands."""
    free = Batch.objects.filter(post__state=SENDING, uncertain__gt=0, leased_until__isnull=True)
    heard = Event.objects.filter(
        post=OuterRef("post"), sequence__gte=OuterRef("first"), sequence__lte=OuterRef("last")
    )  # fmt: skip
    for batch in free.filter(Exists(heard)):
        told = Event.objects.filter(post=batch.post_id, sequence__range=(batch.first, batch.last))
        for sequence in set(told.values_list("sequence", flat=True)):
            _settle(batch.post_id, sequence, now)


def _settle(post_id: int, sequence: int, now: datetime) -> None:
    """A mail in doubt has arrived, or has bounced; nothing if there is none, or a worker has its batch."""
    batch = Batch.objects.filter(
        post=post_id, first__lte=sequence, last__gte=sequence, uncertain__gt=0, leased_until__isnull=True
    ).first()
    if batch is None or _last(post_id, sequence) != UNSURE:
        return
    with transaction.atomic():
        own = settling.by_hand(batch, now)
        if own is None:
            return
        events = {event.kind: event for event in Event.objects.filter(post=post_id, sequence=sequence)}
        if own.last[sequence].kind != UNSURE:
            events = {}  # somebody was faster
        if DELIVERED in events or COMPLAINED in events:
            ledger.record(own, leases.Place(sequence), ACCEPTED, SETTLED, now)
        elif events:
            [event, *_] = events.values()
            ledger.record(own, leases.Place(sequence), FAILED, f"{_basic(event.code)} It bounced: {event.words}", now)
        ledger.give_back(own)
    if Post.objects.filter(id=post_id, state=SENDING).exists():
        ledger.finish(post_id, now)


def _basic(code: str) -> str:
    """As a refusal is written: "550 5.1.1"."""
    return f"550 {code}" if code.startswith("5.") else "550"


def _last(post_id: int, sequence: int) -> str:
    rows = Outcome.objects.filter(post=post_id, sequence=sequence).order_by("-attempt")
    return rows.values_list("kind", flat=True).first() or ""
