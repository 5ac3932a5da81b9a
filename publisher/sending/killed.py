"""What a killed worker leaves behind: what may have been on the wire is in doubt, and it is known which.

A mail whose very body kills its worker would kill one after the other, for ever. So after two kills in a row a batch is
walked by one connection, one mail at a time, until it is known which mail it is: the one that was alone on the wire in
three leases in a row, of which nothing else came. That one has failed, and the batch goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings

from publisher.channels.mail import providers
from publisher.models import Batch, Outcome
from publisher.models.ledger import DEADLY, FAILED, UNSURE

WORDS = "Its worker was killed while this may have been on the wire."


def doubt(batch: Batch, sent_out: Iterable[int], before: Mapping[int, str], now: datetime, *, held: bool) -> None:
    """Insert what becomes of the mails that were on the wire, and move the batch's totals; the caller saves them.

    Of each slice these are the first `window` of those it was `sent_out` to walk (their numbers) that have no outcome
    of its lease. `before` is each mail's last kind before it. Held ones wait for a person, the others go again.
    """
    mails = Outcome.objects.filter(post_id=batch.post_id, sequence__range=(batch.first, batch.last))
    written = set(mails.filter(attempt=batch.lease).values_list("sequence", flat=True))
    unwritten = [number for number in sent_out if number not in written]
    wire = [
        number
        for first, last in batch.slices
        for number in [number for number in unwritten if first <= number <= last][: batch.window]
    ]
    dead = len(wire) == 1 and not written and _alone_twice(batch, wire[0])
    kind, reply = (FAILED, DEADLY) if dead else (UNSURE, WORDS)
    # A provider's events may still tell, so one is not asked again at once.
    wait = providers.EVENTS_WITHIN if providers.named(settings.SMTP_URL) else timedelta(0)
    again_at = None if dead or held else now + wait
    for number in wire:
        Outcome.objects.create(
            post_id=batch.post_id, sequence=number, attempt=batch.lease,
            kind=kind, reply=reply, at=now, again_at=again_at,
        )  # fmt: skip
        if old := before.get(number):
            setattr(batch, old, getattr(batch, old) - 1)
        setattr(batch, kind, getattr(batch, kind) + 1)


def twice_in_a_row(batch: Batch) -> bool:
    """Whether the last two leases of this batch ended by a kill in mid-send."""
    mails = Outcome.objects.filter(post_id=batch.post_id, sequence__range=(batch.first, batch.last), reply=WORDS)
    last_two = {batch.lease, batch.lease - 1}
    return set(mails.filter(attempt__in=last_two).values_list("attempt", flat=True)) == last_two


def _alone_twice(batch: Batch, number: int) -> bool:
    """Whether in each of the two leases before this one nothing happened but that this mail was on the wire."""
    before = [batch.lease - 2, batch.lease - 1]
    rows = Outcome.objects.filter(
        post_id=batch.post_id, sequence__range=(batch.first, batch.last), attempt__in=before
    ).order_by("attempt")
    return list(rows.values_list("attempt", "sequence", "reply")) == [(lease, number, WORDS) for lease in before]
