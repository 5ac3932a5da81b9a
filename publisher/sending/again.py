"""Mails that failed go again because a person says so: the fault is mended, the mailbox has room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from publisher.audience import unsubscribe
from publisher.editing.approval import demand
from publisher.editing.schedule import Cannot
from publisher.models import Act, Batch, Member, Message, Outcome, Post
from publisher.models.ledger import AGAIN, DEFERRED, FAILED
from publisher.models.post import SENDING, SENT
from publisher.responses import reasons

from . import leases, ledger, settling


@dataclass(slots=True)
class Tried:
    """How many mails go again; how many do not, as their reader left meanwhile; how many are in a worker's hands."""

    again: int = 0
    left: int = 0
    busy: int = 0


def try_again(post_id: int, key: str, *, member: Member, now: datetime) -> Tried:
    """The mails that failed for this reason are due at once, if their readers may still be written to.

    A newsletter that was sent is sending again until the sum is right anew. Raises NotAllowed, Cannot.
    """
    demand(member, "approve")
    post = Post.objects.select_related("channel").get(id=post_id)
    _refuse(post, key)
    done = _batches(post, lambda batch: _failed(batch, key), now)
    what = f"{done.again} mails of post {post_id}: {key}"
    Act.objects.create(member=member, verb="try again", what=what)
    return done


def these(post: Post, sequences: set[int], now: datetime) -> Tried:
    """These mails, which have failed, are due at once, whatever for. Raises Cannot."""
    return _batches(post, lambda batch: sorted(sequences & set(range(batch.first, batch.last + 1))), now)


def _refuse(post: Post, key: str) -> None:
    if post.state not in (SENDING, SENT) or post.channel.deleted_at:
        raise Cannot("This newsletter was withdrawn or its channel disconnected; nothing of it goes any more.")
    known = {reason.key: reason for reason, _ in reasons.failures(post)}
    if key not in known:
        raise Cannot("No mail has failed for this reason any more; look at the list again.")
    if known[key].hopeless:
        raise Cannot(f"These are not tried again: {known[key].words}. Mend the readers’ addresses instead.")


def _batches(post: Post, choose: Callable[[Batch], list[int]], now: datetime) -> Tried:
    done = Tried()
    for batch in Batch.objects.filter(post=post, failed__gt=0).order_by("first"):
        if choose(batch):
            with transaction.atomic():
                _again(post, batch, choose, now, done)
    return done


def _again(post: Post, batch: Batch, choose: Callable[[Batch], list[int]], now: datetime, done: Tried) -> None:
    state = ledger.lock(post.id).state
    if state not in (SENDING, SENT):
        raise Cannot("This newsletter was withdrawn just now; look at it again.")
    own = settling.by_hand(batch, now)
    sequences = choose(batch)
    if own is None:
        done.busy += len(sequences)
        return
    readers = dict(Message.objects.filter(post=post, sequence__in=sequences).values_list("sequence", "subscriber"))
    may = unsubscribe.may_write(list(readers.values()), post.mailing_list_id or 0)
    chosen = [sequence for sequence in sequences if readers.get(sequence) in may]
    if chosen:
        ledger.record_all(own, [leases.News(leases.Place(number), DEFERRED, AGAIN, now) for number in chosen], now)
    ledger.give_back(own)
    done.again += len(chosen)
    done.left += len(sequences) - len(chosen)
    if chosen and state == SENT:
        Post.objects.filter(id=post.id).move(SENT, SENDING, sent_at=None)


def _failed(batch: Batch, key: str) -> list[int]:
    """The mails of a batch that failed for this reason, by their numbers."""
    last: dict[int, tuple[str, str]] = {}
    rows = Outcome.objects.filter(post=batch.post_id, sequence__range=(batch.first, batch.last)).order_by("attempt")
    for sequence, kind, reply in rows.values_list("sequence", "kind", "reply"):
        last[sequence] = kind, reply
    return sorted(
        number for number, (kind, reply) in last.items() if kind == FAILED and reasons.reason(reply).key == key
    )
