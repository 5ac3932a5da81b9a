"""Leaving: at once, without questions, remembered; and who may still be written to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from ..models import Message, Subscription, Suppression

UNDO = timedelta(hours=1)  # how long the person who clicked may take it back without confirming by mail


def leave(number: int, list_id: int, now: datetime) -> bool:
    """Take this reader off this list. False if there was nothing to leave; a second call changes nothing."""
    return _leave(Q(subscriber_id=number, mailing_list_id=list_id), now) > 0


def leave_everything(number: int, now: datetime) -> int:
    """Take this reader off every list; on how many that changed something."""
    return _leave(Q(subscriber_id=number), now)


def come_back(number: int, list_id: int, now: datetime) -> bool:
    """Undo a leave of the last hour, for whoever holds the link. False if there is nothing to undo any more.

    What the reader never had (a subscription that was never confirmed) does not come back, nor does an address that
    is suppressed.
    """
    return (
        Subscription.objects.filter(
            ~_suppressed(),
            subscriber_id=number,
            mailing_list_id=list_id,
            state=Subscription.LEFT,
            left_at__gt=now - UNDO,
            consented_at__isnull=False,
        ).update(state=Subscription.ACTIVE, left_at=None)
        == 1
    )


def may_write(numbers: Collection[int], list_id: int) -> set[int]:
    """Those of these readers who are on the list now and not suppressed. One query."""
    return set(welcome(list_id).filter(subscriber_id__in=numbers).values_list("subscriber_id", flat=True))


def departed(messages: QuerySet[Message], list_id: int) -> set[int]:
    """The others, of those who have a place in a newsletter. One query; asked twice a second in mid-send.

    Each reader is looked up alone, so that a wrong plan costs little: as a join, planned by statistics from before a
    large import, PostgreSQL compared every reader of the list with every place.
    """
    there = welcome(list_id).filter(subscriber_id=OuterRef("subscriber")).values("pk")[:1]
    return set(messages.annotate(there=Subquery(there)).filter(there=None).values_list("subscriber", flat=True))


def welcome(list_id: int) -> QuerySet[Subscription]:
    """The subscriptions of all who are on the list now and not suppressed."""
    return Subscription.objects.filter(~_suppressed(), mailing_list_id=list_id, state=Subscription.ACTIVE)


def _leave(which: Q, now: datetime) -> int:
    return Subscription.objects.filter(which).exclude(state=Subscription.LEFT).update(
        state=Subscription.LEFT, left_at=now
    )  # fmt: skip


def _suppressed() -> Exists:
    return Exists(Suppression.objects.filter(address_hash=OuterRef("subscriber__address_hash")))
