"""One reader, by address: what is kept of them, and what a newsroom does when they ask by letter or by phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ..models import Act, Member, Subscriber, Subscription, Suppression, address_hash
from . import addresses
from .unsubscribe import leave_everything

FORGOTTEN = "wish to be forgotten"  # the reason of a suppression that no bounce made


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything there is. `number` is 0 where nobody has this address; `suppressed` says why it gets no mail."""

    address: str
    number: int = 0
    name: str = ""
    language: str = ""
    subscriptions: tuple[Subscription, ...] = ()
    suppressed: str = ""

    @property
    def can_leave(self) -> bool:
        return any(one.state != Subscription.LEFT for one in self.subscriptions)


def find(address: str) -> Kept:
    """What is kept of whoever has this address. Raises BadAddress."""
    wire = addresses.read(address)
    why = Suppression.objects.filter(address_hash=address_hash(wire)).values_list("reason", flat=True).first() or ""
    reader = Subscriber.objects.filter(address_hash=address_hash(wire)).first()
    if reader is None:
        return Kept(wire, suppressed=why)
    theirs = reader.subscriptions.select_related("mailing_list").order_by("mailing_list__name")
    return Kept(reader.address, reader.pk, reader.name, reader.language, tuple(theirs), why)


def take_off(address: str, *, member: Member, now: datetime) -> int:
    """Take this reader off every list, as if they had pressed the link; off how many. Raises BadAddress."""
    reader = find(address)
    with transaction.atomic():
        lists = leave_everything(reader.number, now)
        if lists:
            Act.objects.create(member=member, verb="take off", what=f"number {reader.number}, off every list")
    return lists


def forget(address: str, *, member: Member) -> bool:
    """Delete everything about this reader but a hash, by which no import brings the address back.

    False if there was nobody. Raises BadAddress.
    """
    reader = find(address)
    if not reader.number:
        return False
    with transaction.atomic():
        Suppression.objects.get_or_create(address_hash=address_hash(reader.address), defaults={"reason": FORGOTTEN})
        Subscriber.objects.filter(id=reader.number).delete()
        Act.objects.create(member=member, verb="forget", what=f"number {reader.number}")
    return True
