"""A newsletter on its way: start it once, then drain its batches, one mail at a time over a kept connection.

After a 250 the next envelope may go out, the next body not before the commit that holds that 250 has returned.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Min

from publisher.audience import unsubscribe
from publisher.models import Message, Newsroom, Outcome, Post, Subscriber, Subscription
from publisher.models.ledger import ACCEPTED, DEFERRED, FAILED, SUPPRESSED, UNSURE
from publisher.models.post import SENDING
from publisher.ports import Disconnected, Mailer, Refused, Retry, Uncertain

from . import breaker, ledger, notices, outlets
from .deliver import Clock, pause_before, release_pictures
from .mail_pace import Pace, Spent
from .writing import Writer

DRAIN_ENDS_AFTER = timedelta(minutes=10)  # it is rung again
SEEN_FOR = 0.5  # seconds for which a look at the database counts
INSIST_FOR = 8 * 60.0  # seconds; a drain is killed after twelve minutes


def start(post_id: int, clock: Clock) -> None:
    """Claim a newsletter that is due and freeze its audience, in one transaction: both happened, or neither."""
    now = clock()
    with transaction.atomic():
        if not Post.objects.claim(post_id, now):
            return
        post = Post.objects.get(id=post_id)
        release_pictures(post, now)
        ledger.freeze(post)
    ledger.finish(post_id, now)  # a list without readers is done at once


def drain(post_id: int, clock: Clock, leaving: Callable[[], bool]) -> None:
    """Send what there is to send of a newsletter, batch by batch, until nothing is, or `leaving` (SIGTERM)."""
    post = Post.objects.select_related("channel", "mailing_list").filter(id=post_id, state=SENDING).first()
    if post is None:
        return
    ends = clock() + DRAIN_ENDS_AFTER
    # LostLease: whoever has the batch now goes on with it.
    with suppress(ledger.LostLease), outlets.mailer() as mailer:
        while not leaving() and clock() < ends and (own := ledger.lease(post_id, clock())):
            with _kept(own, clock) as lost:
                try:
                    go_on = _send(post, own, mailer, clock, partial(_either, leaving, lost.is_set), ends)
                except DatabaseError:  # while nothing was on the wire
                    go_on = False
            _insist(partial(ledger.give_back, own), leaving)
            if not go_on:
                break
    ledger.finish(post_id, clock())


def _send(
    post: Post, own: ledger.Lease, mailer: Mailer, clock: Clock, leaving: Callable[[], bool], ends: datetime
) -> bool:
    """Walk the lease. False if there is no point in going on with the next batch now."""
    readers = Subscriber.objects.in_bulk([message.subscriber for message in own.to_send])
    since = dict(
        Subscription.objects.filter(mailing_list=post.mailing_list_id, subscriber__in=list(readers)).values_list(
            "subscriber_id", "consented_at"
        )
    )
    pace, writer = Pace(post.channel_id), Writer(post)
    for message in own.to_send:

        def note(kind: str, words: str, message: Message = message) -> None:
            _insist(lambda: ledger.record(own, message, kind, words, clock()), leaving)

        look = _looker(post, own, message, clock, leaving)

        def patient(look: Callable[[], None] = look) -> None:
            if clock() >= ends:  # at a slow pace the rest of the batch goes with the next drain
                raise Stay
            look()

        try:
            patient()
            pace.wait(clock(), patient)
            envelope = writer.write(message, readers[message.subscriber], since.get(message.subscriber))
            reply = mailer.send(envelope, last_look=look)
        except (Stay, Spent):
            return False
        except Left:
            note(SUPPRESSED, "Left or suppressed since the audience was frozen.")
        except Retry as why:
            _insist(partial(_try_again, post, own, message, DEFERRED, why, clock), leaving)
        except Uncertain as why:
            _insist(partial(_try_again, post, own, message, UNSURE, why, clock), leaving)
        except Refused as why:
            note(FAILED, f"{why.code} {why.why}".strip())
            try:
                breaker.check(post, clock())
            except Disconnected as too_many:
                _pause(post, too_many, clock())
                return False
        except Disconnected as why:
            _pause(post, why, clock())  # it is about us, or the relay: nobody loses a turn
            return False
        except ValueError as why:
            note(FAILED, f"Could not be written: {why}")
        else:
            note(ACCEPTED, reply)
    return True


def _pause(post: Post, why: Disconnected, now: datetime) -> None:
    if post.channel.pause(why.reason, why.why, now):
        notices.request("channel_paused", channel=post.channel, words=why.why, now=now)


class Stay(Exception):
    """Nothing may leave now: stopped, paused, withdrawn, told to go, or the batch is another's."""


class Left(Exception):
    """This reader may no longer be written to."""


def _looker(
    post: Post, own: ledger.Lease, message: Message, clock: Clock, leaving: Callable[[], bool]
) -> Callable[[], None]:
    """Looks whether this mail may leave, straight in the database; raises Stay or Left (promises 4 and 7).

    It is asked before the server is, and once more when the server waits for the body: then it looks again only if
    the server took its time.
    """
    seen = float("-inf")

    def look() -> None:
        nonlocal seen
        if time.monotonic() - seen < SEEN_FOR:
            return
        if leaving() or _halted(post) or not ledger.owns(own, clock()):
            raise Stay
        if not unsubscribe.may_write([message.subscriber], post.mailing_list_id or 0):
            raise Left
        seen = time.monotonic()

    return look


def _insist(write: Callable[[], None], leaving: Callable[[], bool]) -> None:
    """Write down what happened, however long the database is locked or away: what a relay took must not be forgotten.

    Raises LostLease if that does not end: then the lease runs out, and the message is doubted.
    """
    ends = time.monotonic() + INSIST_FOR
    while True:
        try:
            return write()
        except DatabaseError as why:
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            if leaving() or time.monotonic() > ends:
                raise ledger.LostLease from why
            time.sleep(0.25)


def _either(leaving: Callable[[], bool], lost: Callable[[], bool]) -> bool:
    return leaving() or lost()


def _halted(post: Post) -> bool:
    """Stopped, paused or withdrawn: seen before each body, straight from the database (promise 7)."""
    return (
        Newsroom.objects.filter(stopped_at__isnull=False).exists()
        or not Post.objects.filter(id=post.id, state=SENDING, channel__paused_at__isnull=True).exists()
    )


def _try_again(
    post: Post, own: ledger.Lease, message: Message, kind: str, why: Retry | Uncertain, clock: Clock
) -> None:
    """Wait and try again until the deadline; then it has failed, and says what the last word was.

    The deadline is the reader's own: at a slow pace the last ones are tried for the first time days after the first.
    """
    now = clock()
    words = f"{why.code} {why.why}".strip()
    before = Outcome.objects.filter(post=post, sequence=message.sequence).aggregate(tries=Count("id"), first=Min("at"))
    tries = before["tries"] + 1
    again_at = now + max(getattr(why, "after", None) or timedelta(0), pause_before(tries))
    if again_at > (before["first"] or now) + settings.GIVE_UP_AFTER:
        doubt = " It may have arrived." if kind == UNSURE else ""
        ledger.record(own, message, FAILED, f"Given up after {tries} tries: {words}{doubt}", now)
    elif kind == UNSURE and Newsroom.objects.filter(hold_uncertain_mail=True).exists():
        ledger.record(own, message, UNSURE, words, now)
    else:
        ledger.record(own, message, kind, words, now, again_at=again_at)


@contextmanager
def _kept(own: ledger.Lease, clock: Clock) -> Iterator[threading.Event]:
    """Keep the lease while a slow server takes its time; the event says that it was lost."""
    done, lost = threading.Event(), threading.Event()

    def keep() -> None:
        while not done.wait(settings.LEASE_SECONDS.total_seconds() / 3):
            try:
                if not ledger.renew(own, clock()):
                    lost.set()
                    return
            except DatabaseError:
                continue  # without the database nothing leaves; the lease runs out by itself
            finally:
                connection.close()

    keeper = threading.Thread(target=keep, name="lease keeper", daemon=True)
    keeper.start()
    try:
        yield lost
    finally:
        done.set()
        keeper.join()
