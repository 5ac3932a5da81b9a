"""The book of a newsletter: lease batches, insert outcomes, and never lie about the sum.

Promise 2. A message counts once in its batch's totals, under its last outcome. Outcomes carry the number of the
lease under which they happened; whoever lost its lease writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet

from publisher.models import Batch, Message, Newsroom, Outcome, Post
from publisher.models.ledger import ACCEPTED, FAILED, OUTCOMES, SUPPRESSED
from publisher.models.newsroom import doubted_mail_waits
from publisher.models.post import CANCELLED, SENDING, SENT

from . import killed
from .entry import Entry
from .leases import Last, Lease, LostLease, News, Place

FINAL = frozenset({ACCEPTED, FAILED, SUPPRESSED})
WITHDRAWN_WITHIN = timedelta(days=30)  # of its start


# -- leases --------------------------------------------------------------------------------------------------


def with_work(now: datetime) -> Q:
    """Batches that nobody owns and in which something may be sent now."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    seen = F("accepted") + F("failed") + F("suppressed") + F("deferred") + F("uncertain")
    return free & (Q(last__gt=F("first") - 1 + seen) | Q(next_at__lte=now) | Q(leased_until__lte=now))


def awake(now: datetime, prefix: str = "") -> Q:
    """Channels that do not rest at this moment."""
    return Q(**{f"{prefix}rests_until": None}) | Q(**{f"{prefix}rests_until__lte": now})


def lease(post_id: int, now: datetime, window: int = 1) -> Lease | None:
    """Own a batch of this newsletter. None if there is nothing to do, or nothing may be sent.

    Nothing of it may leave before an entry said which slice of it is walked, `window` bodies uncommitted at most.
    A lease that ran out is taken over: what may have been on the wire is inserted as uncertain, in the same
    transaction.
    """
    if Newsroom.objects.filter(stopped_at__isnull=False).exists():
        return None
    with transaction.atomic():
        batch = (
            Batch.objects.select_for_update(
                skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
            )
            .filter(with_work(now), awake(now, "post__channel__"), post_id=post_id, post__state=SENDING)
            .filter(post__channel__paused_at__isnull=True)
            .order_by("id")
            .first()
        )
        if batch is None:
            return None
        careful = wary = False
        if batch.leased_until is not None:
            _doubt_the_wire(batch, now, held=doubted_mail_waits())
            wary = True
            if careful := killed.twice_in_a_row(batch):
                window = 1
        batch.lease += 1
        batch.leased_at, batch.leased_until = now, now + settings.LEASE_SECONDS
        batch.window, batch.slices = window, []
        batch.save(update_fields=["lease", "leased_at", "leased_until", "window", "slices"])
        last = last_outcomes(batch, before=batch.lease)
        own = Lease(batch.id, post_id, batch.lease, _set_out(batch, last), last)
        own.window, own.careful, own.wary = window, careful, wary
        return own


def record(
    lease: Lease, message: Place, kind: str, reply: str, now: datetime, again_at: datetime | None = None
) -> None:
    """Insert what happened to one message; see record_all."""
    record_all(lease, [News(message, kind, reply, again_at)], now)


def record_all(lease: Lease, news: Sequence[News], now: datetime) -> None:
    """Insert what happened to messages, move the totals, say which slices are begun, all at once. Renews the lease.

    Raises LostLease, and writes nothing, if the batch has another owner by now. What was written by an earlier try,
    whose answer got lost, is not written again: then it was all of it.
    """
    entry = Entry(lease, list(news), now)
    try:
        if not entry.write():
            raise LostLease
    except IntegrityError:
        numbers = [one.message.sequence for one in news]
        there = Outcome.objects.filter(post_id=lease.post_id, attempt=lease.number, sequence__in=numbers)
        if there.count() != len(news):
            raise
    entry.written()


def renew(lease: Lease, now: datetime) -> bool:
    """Keep a batch while a slow server takes its time. False if it is another's by now, or may be at any moment."""
    mine = _mine(lease).filter(leased_until__gt=now)
    return bool(mine.update(leased_until=now + settings.LEASE_SECONDS))


def give_back(lease: Lease) -> None:
    """Let go of a batch with nothing on the wire; the rest of it is anybody's."""
    again = [row.again_at for row in lease.last.values() if row.kind not in FINAL and row.again_at]
    _mine(lease).update(leased_until=None, next_at=min(again, default=None))


def finish(post_id: int, now: datetime) -> bool:
    """Sent, when the sum says so: nothing waiting, nothing deferred, nothing uncertain."""
    done = F("accepted") + F("failed") + F("suppressed")
    with transaction.atomic():
        lock(post_id)
        if Batch.objects.filter(post_id=post_id, last__gt=F("first") - 1 + done).exists():
            return False
        return Post.objects.filter(id=post_id).move(SENDING, SENT, sent_at=now, why="")


def lock(post_id: int) -> Post:
    """The post, until the transaction ends: what is final and what is tried again is settled by one at a time.

    Outcomes may be written meanwhile: they only refer to it.
    """
    return Post.objects.select_for_update(no_key=True).get(id=post_id)


def _mine(lease: Lease) -> QuerySet[Batch]:
    return Batch.objects.filter(id=lease.batch_id, lease=lease.number, leased_until__isnull=False)


def last_outcomes(batch: Batch, *, before: int) -> dict[int, Last]:
    """What became of each of its messages, under leases before this one."""
    rows = Outcome.objects.filter(
        post_id=batch.post_id, sequence__range=(batch.first, batch.last), attempt__lt=before
    ).order_by("attempt")
    return {
        sequence: Last(kind, again_at) for sequence, kind, again_at in rows.values_list("sequence", "kind", "again_at")
    }


def _set_out(batch: Batch, last: dict[int, Last]) -> list[Place]:
    """What a lease sets out to send: no outcome yet, or one that was to be tried again by the lease's start."""
    messages = Message.objects.filter(post_id=batch.post_id, sequence__range=(batch.first, batch.last))
    return [
        place
        for place in map(Place._make, messages.order_by("sequence").values_list("sequence", "subscriber", "letter"))
        if (row := last.get(place.sequence)) is None
        or (row.kind not in FINAL and row.again_at and batch.leased_at and row.again_at <= batch.leased_at)
    ]


def _doubt_the_wire(batch: Batch, now: datetime, *, held: bool) -> None:
    """The owner is gone: what may have been on the wire then is uncertain."""
    before = last_outcomes(batch, before=batch.lease)
    sent_out = [message.sequence for message in _set_out(batch, before)]
    killed.doubt(batch, sent_out, {number: row.kind for number, row in before.items()}, now, held=held)
    batch.save(update_fields=list(OUTCOMES))


def doubt_withdrawn(now: datetime) -> None:
    """Of a newsletter that was withdrawn right after a kill nobody leases a batch any more: the doubt is told here."""
    withdrawn = Post.objects.filter(state=CANCELLED, candidates__gt=0, claimed_at__gt=now - WITHDRAWN_WITHIN)
    for batch_id in Batch.objects.filter(post__in=withdrawn, leased_until__lte=now).values_list("id", flat=True):
        with transaction.atomic():
            ours = Batch.objects.select_for_update().filter(id=batch_id, leased_until__lte=now)
            for batch in ours:
                _doubt_the_wire(batch, now, held=True)
                ours.update(leased_until=None, next_at=None)


# -- the sum -------------------------------------------------------------------------------------------------


def audit(post: Post) -> list[str]:
    """Add the book up again from its outcomes; a sentence for each batch whose totals say something else."""
    wrong = []
    size = sum(last - first + 1 for first, last in Batch.objects.filter(post=post).values_list("first", "last"))
    if size != Post.objects.values_list("candidates", flat=True).get(id=post.id):
        wrong.append(f"Post {post.id}: its batches hold {size} messages, not as many as were frozen.")
    for batch in Batch.objects.filter(post=post).order_by("first").iterator(chunk_size=100):
        kinds = [row.kind for row in last_outcomes(batch, before=batch.lease + 1).values()]
        told_apart = [
            f"Post {post.id}, messages {batch.first}–{batch.last}: {told} counted as {kind}, {found} found."
            for kind in OUTCOMES
            if (told := getattr(batch, kind)) != (found := kinds.count(kind))
        ]
        if told_apart and not Post.objects.filter(id=post.id, forgotten_to__gte=batch.last).exists():
            wrong += told_apart
    return wrong
