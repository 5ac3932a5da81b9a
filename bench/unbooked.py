"""The worker of mail as it would be if nobody wrote down what happens: bench/mail.py asks what the ledger costs.

Batches are leased and given back as ever; no outcome is written, and a body waits for no commit. Never to be used for
anything else: after a crash nobody would know who got a newsletter.
"""

from __future__ import annotations

from typing import Any

from tasks.celery import app  # isort: skip (it sets Django up)

from django.db.models import F

from publisher.models import Batch
from publisher.sending import drain, ledger
from publisher.sending.leases import Last, Lease, News

__all__ = ["app"]


class NoBook:
    """Says that everything is written."""

    lost: frozenset[int] = frozenset()

    def __init__(self, *_: Any) -> None:
        pass

    def write(self, group: list[tuple[Lease, list[News]]]) -> None:
        for own, news in group:
            own.last |= {message.sequence: Last(kind, again_at) for message, kind, _, again_at in news}

    def is_written(self) -> bool:
        return True

    def close(self) -> None:
        pass


def give_back(lease: Lease) -> None:
    """All of it was taken, as far as anybody knows."""
    size = F("last") - F("first") + 1
    Batch.objects.filter(id=lease.batch_id, lease=lease.number).update(leased_until=None, accepted=size)


drain.Book = NoBook  # type: ignore[assignment, attr-defined]  # put in the place of what drain imports: the point
ledger.give_back = give_back
