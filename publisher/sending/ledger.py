"""The book of a newsletter: freeze the audience, lease batches, insert outcomes, and never lie about the sum.

Promise 2. A message counts once in its batch's totals, under its last outcome. Outcomes carry the number of the
lease under which they happened; whoever lost its lease writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet

from publisher.editing.approval import demand
from publisher.models import Act, Batch, Member, Message, Newsroom, Outcome, Post, Subscriber, Subscription, Suppression
from publisher.models.ledger import ACCEPTED, AGAIN, DEFERRED, FAILED, OUTCOMES, SUPPRESSED, TAKEN, UNSURE
from publisher.models.newsroom import doubted_mail_waits
from publisher.models.post import CANCELLED, SENDING, SENT
from publisher.ports import said

from . import killed

BATCH = 500
FINAL = frozenset({ACCEPTED, FAILED, SUPPRESSED})
WITHDRAWN_WITHIN = timedelta(days=30)  # of its start


class LostLease(Exception):
    """Somebody else owns the batch now: write nothing more, send nothing more."""


class Place(NamedTuple):
    """A message, as a drain needs it: a million of them pass, so it is no model."""

    sequence: int
    subscriber: int = 0
    letter: int = 0


class Last(NamedTuple):
    """A message's last outcome."""

    kind: str
    again_at: datetime | None


@dataclass(slots=True)
class Lease:
    """A batch that is ours: what is to be sent of it, in order, and each message's last outcome so far."""

    batch_id: int
    post_id: int
    number: int
    to_send: list[Place]
    last: dict[int, Last] = field(default_factory=dict)
    slices: list[list[int]] = field(default_factory=list)  # those that were begun
    window: int = 1
    careful: bool = False  # to be walked by one connection: some mail of it may kill its worker

    def messages(self) -> QuerySet[Message]:
        """The rows of the batch, from the first that is to be sent to the last."""
        ends = (self.to_send[0].sequence, self.to_send[-1].sequence) if self.to_send else (0, 0)
        return Message.objects.filter(post_id=self.post_id, sequence__range=ends)


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a message, not yet in the book."""

    message: Place
    kind: str
    reply: str
    again_at: datetime | None = None


def freeze(post: Post) -> int:
    """Write down, once and for ever, who gets this newsletter: a row each, wording chosen. The count.

    Call it in the transaction that claimed the post.
    """
    message, subscription, subscriber, suppression = (
        connection.ops.quote_name(model._meta.db_table) for model in (Message, Subscription, Subscriber, Suppression)
    )
    with connection.cursor() as cursor:
        # The wording is the reader's bucket, shifted by post: the same at every retry, fair over many posts. Of a
        # correction, as the post that it corrects has shifted it.
        cursor.execute(
            f"""
            INSERT INTO {message} (post_id, sequence, subscriber, letter)
            SELECT %s, ROW_NUMBER() OVER (ORDER BY r.id), r.id, MOD(r.bucket + %s, %s)
            FROM {subscription} s JOIN {subscriber} r ON r.id = s.subscriber_id
            WHERE s.mailing_list_id = %s AND s.state = 'active'
              AND NOT EXISTS (SELECT 1 FROM {suppression} x WHERE x.address_hash = r.address_hash)
              {_not_reached() if post.corrects_id else ""}
            """,  # noqa: S608 (the names are our own tables')
            [post.id, _first(post).id, len(post.content["letters"]), post.mailing_list_id]
            + [post.corrects_id] * (post.corrects_id is not None),
        )
    count = Message.objects.filter(post=post).count()
    size = min(BATCH, post.channel.mails_per_minute or BATCH)  # no lease is longer than a minute of the pace
    Batch.objects.bulk_create(
        Batch(post=post, first=first, last=min(first + size - 1, count)) for first in range(1, count + 1, size)
    )
    Post.objects.filter(id=post.id).update(candidates=count)
    return count


def _not_reached() -> str:
    """SQL: those to whom nothing of the corrected post has gone, nor perhaps gone, nor been refused for good."""
    message, outcome = (connection.ops.quote_name(model._meta.db_table) for model in (Message, Outcome))
    return f"""AND EXISTS (
        SELECT 1 FROM {message} m WHERE m.post_id = %s AND m.subscriber = r.id AND NOT EXISTS (
            SELECT 1 FROM {outcome} o WHERE o.post_id = m.post_id AND o.sequence = m.sequence AND (
                o.kind IN ('{ACCEPTED}', '{UNSURE}', '{SUPPRESSED}') OR (o.kind = '{FAILED}' AND NOT EXISTS (
                    SELECT 1 FROM {outcome} l WHERE l.post_id = o.post_id AND l.sequence = o.sequence
                    AND l.attempt > o.attempt)))))"""  # noqa: S608 (the names are our own)


def _first(post: Post) -> Post:
    while post.corrects is not None:
        post = post.corrects
    return post


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

    Nothing of it may leave before `begin` was told which slice of it is walked, `window` bodies uncommitted at most.
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
        careful = False
        if batch.leased_until is not None:
            _doubt_the_wire(batch, now, held=doubted_mail_waits())
            if careful := killed.twice_in_a_row(batch):
                window = 1
        batch.lease += 1
        batch.leased_at, batch.leased_until = now, now + settings.LEASE_SECONDS
        batch.window, batch.slices = window, []
        batch.save(update_fields=["lease", "leased_at", "leased_until", "window", "slices"])
        last = _last_outcomes(batch, before=batch.lease)
        own = Lease(batch.id, post_id, batch.lease, _set_out(batch, last), last)
        own.window, own.careful = window, careful
        return own


def begin(lease: Lease, slices: Iterable[tuple[int, int]], now: datetime) -> None:
    """Write down that these stretches of the batch are walked from now on, each by one connection, in order.

    Raises LostLease.
    """
    begun = lease.slices + [list(bounds) for bounds in slices]
    if not _mine(lease).update(slices=begun, leased_until=now + settings.LEASE_SECONDS):
        raise LostLease
    lease.slices = begun


def record(
    lease: Lease, message: Place, kind: str, reply: str, now: datetime, again_at: datetime | None = None
) -> None:
    """Insert what happened to one message; see record_all."""
    record_all(lease, [News(message, kind, reply, again_at)], now)


def record_all(lease: Lease, news: Sequence[News], now: datetime) -> None:
    """Insert what happened to messages and move the totals, in one transaction. Renews the lease.

    Raises LostLease, and writes nothing, if the batch has another owner by now. What was written by an earlier try,
    whose answer got lost, is not written again: then it was all of it.
    """
    moves: Counter[str] = Counter()
    for one in news:
        moves[one.kind] += 1
        if old := lease.last.get(one.message.sequence):
            moves[old.kind] -= 1
    try:
        if not _insert(lease, news, moves, now):
            raise LostLease
    except IntegrityError:
        numbers = [one.message.sequence for one in news]
        there = Outcome.objects.filter(post_id=lease.post_id, attempt=lease.number, sequence__in=numbers)
        if there.count() != len(news):
            raise
    lease.last.update((one.message.sequence, Last(one.kind, one.again_at)) for one in news)


def _insert(lease: Lease, news: Sequence[News], moves: Mapping[str, int], now: datetime) -> bool:
    """The totals first, and only if the batch is ours the outcomes. By hand: it stands between any two bodies, and on
    PostgreSQL one statement is one journey instead of four.
    """
    batch, outcome = (connection.ops.quote_name(model._meta.db_table) for model in (Batch, Outcome))
    at = connection.ops.adapt_datetimefield_value
    totals = "".join(f", {kind} = {kind} + %s" for kind in OUTCOMES)
    update = f"UPDATE {batch} SET leased_until = %s{totals} WHERE id = %s AND lease = %s AND leased_until IS NOT NULL"  # noqa: S608 (our own tables' names)
    known = [at(now + settings.LEASE_SECONDS), *(moves[kind] for kind in OUTCOMES), lease.batch_id, lease.number]
    insert = f"INSERT INTO {outcome} (post_id, sequence, attempt, kind, reply, at, again_at)"
    fields = "(%s, %s, %s, %s, %s, %s, %s)"
    values: list[int | str | datetime | None] = []
    for one in news:
        again = one.again_at and at(one.again_at)
        values += [lease.post_id, one.message.sequence, lease.number, one.kind, said(one.reply, 1000), at(now), again]
    rows = ", ".join([fields] * len(news))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            typed = "post_id, sequence, attempt, kind, reply, at::timestamptz, again_at::timestamptz"
            rows = f"(VALUES {rows}) news (post_id, sequence, attempt, kind, reply, at, again_at)"
            with _inside():
                whole = f"WITH mine AS ({update} RETURNING id) {insert} SELECT {typed} FROM {rows}, mine"  # noqa: S608 (as above)
                cursor.execute(whole, [*known, *values])
            return bool(cursor.rowcount == len(news))
        with transaction.atomic():
            cursor.execute(update, known)
            if not cursor.rowcount:
                return False
            cursor.execute(f"{insert} VALUES {rows}", values)
            return True


def _inside() -> AbstractContextManager[object]:
    """A savepoint where somebody else's transaction is open; a statement alone needs none."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


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


def _last_outcomes(batch: Batch, *, before: int) -> dict[int, Last]:
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
    before = _last_outcomes(batch, before=batch.lease)
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


# -- what a person decides about uncertain mail that is held ----------------------------------------------------


def by_hand(batch: Batch, now: datetime) -> Lease | None:
    """Own a free batch for a person's word; nothing is sent under this lease. None if it is free no more.

    Call it in the transaction that gives it back.
    """
    mine = Batch.objects.filter(id=batch.id, lease=batch.lease, leased_until__isnull=True)
    if not mine.update(lease=batch.lease + 1, leased_at=now, leased_until=now + settings.LEASE_SECONDS):
        return None
    return Lease(batch.id, batch.post_id, batch.lease + 1, [], _last_outcomes(batch, before=batch.lease + 1))


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
            for message in map(Place, held):
                if verdict == "there":
                    record(own, message, ACCEPTED, TAKEN, now)
                else:
                    record(own, message, DEFERRED, AGAIN, now, again_at=now)
                done += 1
            give_back(own)
    Act.objects.create(member=member, verb=f"settle: {verdict}", what=f"{done} mails of post {post_id}")
    finish(post_id, now)
    return done


# -- the sum -------------------------------------------------------------------------------------------------


def audit(post: Post) -> list[str]:
    """Add the book up again from its outcomes; a sentence for each batch whose totals say something else."""
    wrong = []
    size = sum(last - first + 1 for first, last in Batch.objects.filter(post=post).values_list("first", "last"))
    if size != Post.objects.values_list("candidates", flat=True).get(id=post.id):
        wrong.append(f"Post {post.id}: its batches hold {size} messages, not as many as were frozen.")
    for batch in Batch.objects.filter(post=post).order_by("first").iterator(chunk_size=100):
        kinds = [row.kind for row in _last_outcomes(batch, before=batch.lease + 1).values()]
        told_apart = [
            f"Post {post.id}, messages {batch.first}–{batch.last}: {told} counted as {kind}, {found} found."
            for kind in OUTCOMES
            if (told := getattr(batch, kind)) != (found := kinds.count(kind))
        ]
        if told_apart and not Post.objects.filter(id=post.id, forgotten_to__gte=batch.last).exists():
            wrong += told_apart
    return wrong
