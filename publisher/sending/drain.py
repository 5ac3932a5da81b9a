"""A newsletter's batches on their way, over several kept connections at a time, in one thread.

Each connection walks a slice of a batch in order. After a 250 the next envelope goes out; the next body leaves only
when fewer than `MAIL_WINDOW` mails before it in its slice lack an outcome in the book, and nobody has said stop within
the last second. So what a crash leaves in doubt is what was on the wire, and it is known which.
"""

from __future__ import annotations

import time
from bisect import insort
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Exists, Min, OuterRef

from publisher.audience import unsubscribe
from publisher.models import Channel, Newsroom, Outcome, Post, Subscriber, Subscription
from publisher.models.ledger import ACCEPTED, AGAIN, DEFERRED, FAILED, MAYBE, SUPPRESSED, UNSURE
from publisher.models.newsroom import doubted_mail_waits
from publisher.models.post import SENDING
from publisher.ports import Disconnected, Event, Failure, Line, Lines, Lost, Retry, Told, Uncertain

from . import breaker, heard, ledger, notices, outlets
from .deliver import Clock, pause_before
from .domains import Domains
from .mail_pace import Pace, Spent
from .writing import Reader, Writer

ENDS_AFTER = 10 * 60.0  # seconds; it is rung again; what is on the wire then is waited for, a minute or two
GONE_AFTER = 11.75 * 60  # seconds; what a server has not answered by then is in doubt: at twelve minutes it is killed
LEAVES_WITHIN = 8.0  # seconds; the same, when it is told to leave
SEEN_FOR = 0.5  # seconds for which a look at the database counts
INSIST_FOR = 8 * 60.0  # seconds; a drain is killed after twelve minutes
A_WALK = 10  # mails at least for which a connection of its own is worth its greeting
BREATHS = 5  # times in a row that a relay may say "not so fast" before the channel is paused: 1, 2, 4, 8, 16 seconds
FRUITLESS = 3  # connections in a row that carried nothing, before the relay is taken to be out of order
DEPARTED = "Left or suppressed since the audience was frozen."


def drain(post_id: int, clock: Clock, leaving: Callable[[], bool]) -> None:
    """Send what there is to send of a newsletter, until nothing is, or `leaving` (SIGTERM)."""
    post = Post.objects.select_related("channel", "mailing_list").filter(id=post_id, state=SENDING).first()
    if post is None:
        return
    # LostLease: whoever has the batch now goes on with it.
    with suppress(ledger.LostLease), outlets.mailer() as mailer:
        lines = mailer.lines()
        try:
            _Drain(post, lines, clock, leaving).run()
        finally:
            lines.close()
    ledger.finish(post_id, clock())


@dataclass(slots=True, eq=False)
class _Hold:
    """A lease of ours, what its mails are made from, and the slices that it was cut into."""

    lease: ledger.Lease
    readers: dict[int, Reader]
    since: dict[int, datetime | None]
    walks: list[_Walk] = field(default_factory=list)
    news: list[tuple[_Step, str, str | Failure]] = field(default_factory=list)  # a kind, and what was said


@dataclass(slots=True, eq=False)
class _Walk:
    """A slice, walked in order. `open` mails of it have left, or have an end, that is not in the book."""

    hold: _Hold
    left: deque[ledger.Place]
    open: int = 0
    begun: bool = False


@dataclass(slots=True, eq=False)
class _Step:
    """One mail of a walk: what a connection's events are about."""

    walk: _Walk
    message: ledger.Place
    address: str
    line: Line | None = None  # by which its body has left


class _Drain:
    def __init__(self, post: Post, lines: Lines, clock: Clock, leaving: Callable[[], bool]) -> None:
        self.post, self.lines, self.clock, self.leaving = post, lines, clock, leaving
        self.stop = False  # nothing more may leave; what is on the wire is still heard and written down
        self.holds: list[_Hold] = []
        self.idle: deque[_Walk] = deque()  # walks without a connection
        self.walks: dict[Line, _Walk] = {}
        self.begun: dict[Line, _Step] = {}  # the mail that is announced on each connection
        self.flying: Counter[Line] = Counter()  # mails of each that have left, and whose end is not in the book
        self.domains = Domains(clock)
        self.pace, self.writer = Pace(post.channel_id, clock), Writer(post)
        self.most = settings.MAIL_CONNECTIONS
        self.fruitless = self.breaths = 0
        self.quiet_until = 0.0  # a relay that works has said "not so fast"
        self.all_leased = False
        self.book = _Book(lines.ring)
        self.writing: list[tuple[_Step, str, str | Failure]] = []  # what the book is being told
        self.lost: set[int] = set()  # batches that are somebody else's by now
        self.may: set[int] = set()  # readers who may be written to, as last seen
        self.seen = float("-inf")
        self.next_turn = 0.0

    def run(self) -> None:
        begun = time.monotonic()  # not the clock, which may be set back
        ends, gone = begun + ENDS_AFTER, begun + GONE_AFTER
        try:
            while True:
                now = time.monotonic()
                if self.leaving():
                    ends, gone = min(ends, now), min(gone, now + LEAVES_WITHIN)
                self.stop = self.stop or now >= ends
                try:
                    self._go_on()
                except DatabaseError:  # without a database nothing leaves
                    self.stop = True
                    _reconnect()
                except ledger.LostLease:  # of one batch; what came of the others is still written down
                    self.stop = True
                if not self._busy():
                    break
                events = self.lines.hang_up("There was no more time for an answer.") if now >= gone else []
                events += self.lines.wait(self._patience())
                for event in events:
                    self._hear(event)
                news = sum(len(hold.news) for hold in self.holds)
                if self.book.is_written():
                    self._written()
                    if news and (not events or news >= len(self.lines.open) / 4):
                        self._write_down()
        finally:
            self.book.close()
            for hold in [*self.holds]:
                if not any(walk.open for walk in hold.walks):
                    self._give_back(hold)

    def _busy(self) -> bool:
        if self.writing or any(hold.news or any(walk.open for walk in hold.walks) for hold in self.holds):
            return True
        return not self.stop and bool(self.holds)  # what is done was given back

    def _patience(self) -> float:
        if not self.writing and any(hold.news for hold in self.holds):
            return 0.001
        return max(0.0, min(self.next_turn - time.monotonic(), SEEN_FOR)) if self.next_turn else SEEN_FOR / 2

    # -- what may leave ---------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Lease, announce, and let bodies go, as far as all rules allow."""
        begun = [step.walk.hold for step in self.begun.values()]
        for hold in [*self.holds]:
            if not (hold.news or hold in begun or any(walk.left or walk.open for walk in hold.walks)):
                self._give_back(hold)
        self.next_turn = 0.0
        if self.stop:
            self._keep()
            return
        self._lease()
        self._look()
        self._connect()
        if time.monotonic() < self.quiet_until:
            self.next_turn = self.quiet_until
            return
        for line in self.lines.open:
            if self.stop:
                return
            self._let_go(line)
            if line.free and line not in self.begun:
                self._announce(line)

    def _lease(self) -> None:
        """One more batch, if there are connections with nothing to walk."""
        if self.idle or self.all_leased or not self._hungry():
            return
        own = ledger.lease(self.post.id, self.clock(), settings.MAIL_WINDOW)
        if own is None:
            self.all_leased = True
            return
        addressed = own.messages().values("subscriber")
        people = Subscriber.objects.filter(id__in=addressed).values_list("id", "name", "address")
        since = Subscription.objects.filter(
            mailing_list=self.post.mailing_list_id, subscriber__in=addressed
        ).values_list("subscriber_id", "consented_at")
        hold = _Hold(own, {person[0]: Reader._make(person) for person in people}, dict(since))
        connections = self.most
        if own.careful:  # one connection, and nothing else beside it, so that it is known what kills
            connections, self.all_leased = 1, True
        size = max(A_WALK, -(-len(own.to_send) // connections))
        for start in range(0, len(own.to_send), size):
            hold.walks.append(_Walk(hold, deque(own.to_send[start : start + size])))
        self.holds.append(hold)
        self.idle.extend(hold.walks)
        self.seen = float("-inf")

    def _hungry(self) -> bool:
        return not self.holds or any(
            line.free and line not in self.begun and not (line in self.walks and self.walks[line].left)
            for line in self.lines.open
        )

    def _look(self) -> None:
        """See in the database whether anything may leave, and to whom (promises 4 and 7)."""
        if time.monotonic() - self.seen < SEEN_FOR:
            return
        begun, now = time.monotonic(), self.clock()
        if _halted(self.post) or not all(ledger.renew(hold.lease, now) for hold in self.holds):
            self.stop = True
            return
        list_id = self.post.mailing_list_id or 0
        self.may = {
            reader
            for hold in self.holds
            for reader in unsubscribe.may_write(hold.lease.messages().values("subscriber"), list_id)
        }
        self.seen = begun

    def _keep(self) -> None:
        """Nothing more leaves; what is on the wire stays ours until a slow server has answered."""
        if time.monotonic() - self.seen < SEEN_FOR:
            return
        self.seen = time.monotonic()
        for hold in self.holds:
            ledger.renew(hold.lease, self.clock())

    def _connect(self) -> None:
        """As many connections as there are walks; a second one only when the first is there."""
        walks = sum(bool(walk.left) for hold in self.holds for walk in hold.walks)
        self.lines.want(min(walks, self.pace.connections(self.most)) if self.lines.open else min(walks, 1))

    def _announce(self, line: Line) -> None:
        """Begin the next mail of this connection's walk, or of another that waits for one.

        At a pace not ahead of the last one's end: a mail that has its turn leaves at once, or they leave in heaps.
        """
        if self.flying[line] and self.pace.limited():
            return
        while (walk := self._walk(line)) is not None:
            if walk.hold.lease.careful and walk.open:
                return
            message = walk.left[0]
            reader = walk.hold.readers.get(message.subscriber)
            if reader is None or message.subscriber not in self.may:
                self._note(_Step(walk, walk.left.popleft(), ""), SUPPRESSED, DEPARTED)
                continue
            step = _Step(walk, message, reader.address)
            if slow := self.domains.rests(reader.address):
                walk.left.popleft()
                self._note(step, DEFERRED, slow)
                continue
            if not self._turn():
                return
            walk.left.popleft()
            try:
                envelope = self.writer.write(message, reader, walk.hold.since.get(message.subscriber))
            except ValueError as why:
                self._note(step, FAILED, f"Could not be written: {why}")
                continue
            except Disconnected as why:  # none can be: what signs them is not there
                self._put_back(step)
                self._pause(why)
                return
            line.begin(envelope, step)
            self.begun[line] = step
            return

    def _walk(self, line: Line) -> _Walk | None:
        """The walk that this connection goes on with. What is new is written down as begun before it is walked."""
        walk = self.walks.get(line)
        if walk is None or not walk.left:
            if not self.idle:
                return None
            walk = self.walks[line] = self.idle.popleft()
        if not walk.begun:
            bounds = walk.left[0].sequence, walk.left[-1].sequence
            ledger.begin(walk.hold.lease, [bounds], self.clock())
            walk.begun = True
        return walk

    def _turn(self) -> bool:
        """Whether the channel's pace lets one more mail leave now."""
        if not self.pace.limited():
            return True
        if self.next_turn:
            return False
        on_the_wire = len(self.begun) + sum(walk.open for hold in self.holds for walk in hold.walks)
        try:
            wait = self.pace.turn(on_the_wire, [hold.lease.batch_id for hold in self.holds])
        except Spent:
            self.stop = True
            return False
        if wait:
            self.next_turn = time.monotonic() + wait
        return not wait

    def _let_go(self, line: Line) -> None:
        """Let the body of the mail that is announced here leave, if it may."""
        step = self.begun.get(line)
        if step is None or not line.wanted or max(step.walk.open, self.flying[line]) >= step.walk.hold.lease.window:
            return
        self._look()
        if self.stop:
            return
        del self.begun[line]
        if step.message.subscriber not in self.may:
            line.forget()
            self._note(step, SUPPRESSED, DEPARTED)
            return
        line.go()
        step.line = line
        step.walk.open += 1
        self.flying[line] += 1

    # -- what happened ----------------------------------------------------------------------------------------

    def _hear(self, event: Event) -> None:
        if isinstance(event, Lost):
            self._lost(event)
        elif isinstance(event, Told) and isinstance(event.about, _Step):
            step = event.about
            if self.begun.get(event.line) is step:
                del self.begun[event.line]
            answer = event.answer
            if isinstance(answer, Disconnected):
                self._put_back(step)
                self._hindered(event.line, answer)
            elif isinstance(answer, Retry):
                self.domains.asked(step.address, answer)
                self._note(step, DEFERRED, answer)
            elif isinstance(answer, Uncertain):
                self._note(step, UNSURE, answer)
            elif isinstance(answer, Failure):
                self._note(step, FAILED, answer)
            else:
                self.fruitless = self.breaths = 0
                self.domains.took(step.address)
                self._note(step, ACCEPTED, answer)

    def _hindered(self, line: Line, why: Disconnected) -> None:
        """It is about us, or the relay. One that has worked may only want us slower, or on fewer connections."""
        if why.reason == "unreachable" and line.proved and self.breaths < BREATHS:
            self.quiet_until = time.monotonic() + 2**self.breaths
            self.breaths += 1
        elif why.reason == "unreachable" and any(other.proved for other in self.lines.open if other is not line):
            self.most = max(1, self.most - 1)
        else:
            self._pause(why)

    def _lost(self, event: Lost) -> None:
        for step in event.unsent:
            if isinstance(step, _Step):
                self._put_back(step)
        if event.line is not None:
            self.flying.pop(event.line, None)
            self.begun.pop(event.line, None)
            walk = self.walks.pop(event.line, None)
            if walk is not None and walk.left and walk not in self.idle:
                self.idle.appendleft(walk)
        if self.stop or (event.line is not None and event.line.proved):
            return
        self.fruitless += 1
        if self.lines.open or self.lines.opening:
            self.most = max(1, len(self.lines.open))  # it lets us have fewer connections at a time
        elif event.line is None or self.fruitless >= FRUITLESS:
            self._pause(event.why)

    def _put_back(self, step: _Step) -> None:
        """Nothing of this mail has happened: it keeps its turn, and its place: what a kill leaves in doubt is known by
        the order in which a walk is walked."""
        walk = step.walk
        if step.line is not None:
            walk.open -= 1
            self.flying[step.line] -= 1
        insort(walk.left, step.message)
        if walk not in self.walks.values() and walk not in self.idle:
            self.idle.appendleft(walk)

    def _note(self, step: _Step, kind: str, said: str | Failure) -> None:
        if step.line is None:
            step.walk.open += 1
        step.walk.hold.news.append((step, kind, said))

    def _write_down(self) -> None:
        """Begin to tell the book what is new."""
        groups = [(hold.lease, hold.news) for hold in self.holds if hold.news]
        self.writing = [news for _, group in groups for news in group]
        for hold in self.holds:
            hold.news = []
        self.book.write(partial(self._record, groups))
        if self.book.is_written():
            self._written()

    def _written(self) -> None:
        """The book knows: the bodies behind may leave."""
        for step, _, _ in self.writing:
            step.walk.open -= 1
            if step.line is not None and step.line in self.flying:
                self.flying[step.line] -= 1
        failed = [(step.message.sequence, said) for step, kind, said in self.writing if kind == FAILED]
        self.writing = []
        if self.lost:
            self.stop = True
            self.holds = [hold for hold in self.holds if hold.lease.batch_id not in self.lost]
        if failed:
            try:
                for sequence, why in failed:
                    if isinstance(why, Failure):
                        heard.refused(self.post.id, sequence, why, self.clock())
                breaker.check(self.post, self.clock())
            except Disconnected as too_many:
                self._pause(too_many)
            except DatabaseError:
                self.stop = True

    def _record(self, groups: list[tuple[ledger.Lease, list[tuple[_Step, str, str | Failure]]]]) -> None:
        for own, news in groups:
            try:
                _insist(partial(self._record_of, own, news), self.leaving)
            except ledger.LostLease:
                self.lost.add(own.batch_id)

    def _record_of(self, own: ledger.Lease, news: list[tuple[_Step, str, str | Failure]]) -> None:
        now = self.clock()
        rows = []
        for step, kind, said in news:
            if isinstance(said, (Retry, Uncertain)):
                rows.append(_again(self.post, step.message, kind, said, now))
            else:
                words = f"{said.code} {said.why}".strip() if isinstance(said, Failure) else said
                rows.append(ledger.News(step.message, kind, words))
        ledger.record_all(own, rows, now)

    def _pause(self, why: Disconnected) -> None:
        """It is about us, or the relay: nobody loses a turn."""
        self.stop = True
        _insist(partial(_pause, self.post.channel, why, self.clock()), self.leaving)

    def _give_back(self, hold: _Hold) -> None:
        self.holds.remove(hold)
        _insist(partial(ledger.give_back, hold.lease), self.leaving)


class _Book:
    """Writes one group of outcomes at a time: beside us, where the database is a server of its own."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        apart = connection.vendor == "postgresql" and not connection.in_atomic_block
        self._thread = ThreadPoolExecutor(1, "the book") if apart else None
        self._going: Future[None] | None = None

    def write(self, what: Callable[[], None]) -> None:
        if self._thread is None:
            what()
        else:
            self._going = self._thread.submit(what)
            self._going.add_done_callback(lambda _: self._ring())

    def is_written(self) -> bool:
        """Whether the last group is in the book. Raises what writing it raised: LostLease."""
        if self._going is not None and self._going.done():
            going, self._going = self._going, None
            going.result()
        return self._going is None

    def close(self) -> None:
        """Wait for the last group, and let go."""
        if self._thread is not None:
            self._thread.submit(lambda: connection.close())  # named there: each thread has a connection of its own
            self._thread.shutdown()


def _insist(write: Callable[[], None], leaving: Callable[[], bool]) -> None:
    """Write down what happened, however long the database is locked or away: what a relay took must not be forgotten.

    Raises LostLease if that does not end: then the lease runs out, and what is not written is doubted.
    """
    ends = time.monotonic() + INSIST_FOR
    while True:
        try:
            return write()
        except DatabaseError as why:
            _reconnect()
            if leaving() or time.monotonic() > ends:
                raise ledger.LostLease from why
            time.sleep(0.25)


def _reconnect() -> None:
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _pause(channel: Channel, why: Disconnected, now: datetime) -> None:
    with transaction.atomic():  # both, or it is tried again
        if channel.pause(why.reason, why.why, now):
            notices.request("channel_paused", channel=channel, words=why.why, now=now)


def _halted(post: Post) -> bool:
    """Stopped, paused or withdrawn: seen before each body, straight from the database (promise 7)."""
    return (
        Newsroom.objects.filter(stopped_at__isnull=False).exists()
        or not Post.objects.filter(id=post.id, state=SENDING, channel__paused_at__isnull=True).exists()
    )


def _again(post: Post, message: ledger.Place, kind: str, why: Retry | Uncertain, now: datetime) -> ledger.News:
    """Wait and try again until the deadline; then it has failed, and says what the last word was.

    The deadline is the reader's own: at a slow pace the last ones are tried for the first time days after the first.
    It begins anew when a person says that the mail shall go again.
    """
    words = f"{why.code} {why.why}".strip()
    rows = Outcome.objects.filter(post=post, sequence=message.sequence)
    by_hand = rows.filter(reply=AGAIN, attempt__gte=OuterRef("attempt"))
    before = rows.filter(~Exists(by_hand)).aggregate(tries=Count("id"), first=Min("at"))
    tries = before["tries"] + 1
    again_at = now + max(getattr(why, "after", None) or timedelta(0), pause_before(tries))
    if again_at > (before["first"] or now) + settings.GIVE_UP_AFTER:
        doubt = f"{MAYBE} " if kind == UNSURE else ""
        return ledger.News(message, FAILED, f"{doubt}Given up after {tries} tries: {words}")
    if kind == UNSURE and doubted_mail_waits():
        return ledger.News(message, UNSURE, words)
    return ledger.News(message, kind, words, again_at)
