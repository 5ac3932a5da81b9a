"""What a person decides about mail: what is held in doubt is taken as there, or goes again."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from publisher.editing.approval import demand
from publisher.models import Act, Batch, Member
from publisher.models.ledger import ACCEPTED, AGAIN, DEFERRED, TAKEN, UNSURE

from . import leases, ledger


def by_hand(batch: Batch, now: datetime) -> leases.Lease | None:
    """Own a free batch for a person's word; nothing is sent under this lease. None if it is free no more.

    Call it in the transaction that gives it back.
    """
    mine = Batch.objects.filter(id=batch.id, lease=batch.lease, leased_until__isnull=True)
    if not mine.update(lease=batch.lease + 1, leased_at=now, leased_until=now + settings.LEASE_SECONDS):
        return None
    return leases.Lease(
        batch.id, batch.post_id, batch.lease + 1, [], ledger.last_outcomes(batch, before=batch.lease + 1)
    )


def settle(post_id: int, verdict: str, *, member: Member, now: datetime) -> int:
    """Held uncertain mails are taken as "there" (accepted), or sent "again". How many. Raises NotAllowed."""
    demand(member, "approve")
    done = 0
    for batch in Batch.objects.filter(post_id=post_id, uncertain__gt=0, leased_until__isnull=True):
        with transaction.atomic():
            own = by_hand(batch, now)
            if own is None:
                continue
            held = [place for place, row in own.last.items() if row.kind == UNSURE and row.again_at is None]
            for message in map(leases.Place, held):
                if verdict == "there":
                    ledger.record(own, message, ACCEPTED, TAKEN, now)
                else:
                    ledger.record(own, message, DEFERRED, AGAIN, now, again_at=now)
                done += 1
            ledger.give_back(own)
    Act.objects.create(member=member, verb=f"settle: {verdict}", what=f"{done} mails of post {post_id}")
    ledger.finish(post_id, now)
    return done
