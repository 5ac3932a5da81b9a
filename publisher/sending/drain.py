"""A newsletter's batches on their way, over several kept connections at a time, in one thread.

Each connection walks a slice of a batch in order. After a 250 the next envelope goes out; the next body leaves only
when fewer than `MAIL_WINDOW` mails before it in its slice lack an outcome in the book, and nobody has said stop within
the last second. So what a crash leaves in doubt is what was on the wire, and it is known which.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import DatabaseError, transaction

from publisher.models import Channel, Post
from publisher.models.ledger import ACCEPTED, DEFERRED, FAILED, SUPPRESSED, UNSURE
from publisher.models.post import SENDING
from publisher.ports import Disconnected, Event, Failure, Line, Lines, Lost, Retry, Told, Uncertain
from publisher.replies import used_up

from . import breaker, heard, holding, ledger, notices, outlets, walks
from .book import Book, insist, reconnect
from .deliver import Clock
from .domains import Domains
from .holding import Holding
from .leases import LostLease
from .mail_pace import Pace, Spent
from .telling import Telling
from .verdicts import as_news
from .walks import Step, Walk
from .writing import Writer

ENDS_AFTER = 10 * 60.0  # seconds; it is rung again; what is on the wire then is waited for, a minute or two
GONE_AFTER = 11.75 * 60  # seconds; what a server has not answered by then is in doubt: at twelve minutes it is killed
LEAVES_WITHIN = 8.0  # seconds; the same, when it is told to leave
LAST_WORD = 1.5  # seconds more, for the book
FRUITLESS = 3  # connections in a row that carried nothing, before the relay is taken to be out of order
DEPARTED = "Left or suppressed since the audience was frozen."


def drain(post_id: int, clock: Clock, leaving: Callable[[], bool]) -> None:
    """Send what there is to send of a newsletter, until nothing is, or `leaving` (SIGTERM)."""
    post = Post.objects.select_related("channel", "mailing_list").filter(id=post_id, state=SENDING).first()
    if post is None:
        return
    # LostLease: whoever has the batch now goes on with it.
    with suppress(LostLease), outlets.mailer() as mailer:
        lines = mailer.lines()
        try:
            _Drain(post, lines, clock, leaving).run()
        finally:
            lines.close()
    ledger.finish(post_id, clock())


class _Drain:
    def __init__(self, post: Post, lines: Lines, clock: Clock, leaving: Callable[[], bool]) -> None:
        self.post, self.lines, self.clock, self.leaving = post, lines, clock, leaving
        self.stop = False  # nothing more may leave; what is on the wire is still heard and written down
        self.held = Holding(post, clock, leaving)
        self.walks: dict[Line, Walk] = {}
        self.begun: dict[Line, Step] = {}  # the mail that is announced on each connection
        self.flying: Counter[Line] = Counter()  # mails of each that have left, and whose end is not in the book
        self.domains = Domains(clock)
        self.pace, self.writer = Pace(post.channel_id, clock), Writer(post)
        self.most = settings.MAIL_CONNECTIONS
        self.fruitless = 0
        self.quiet_until = 0.0  # a relay that works has said "not so fast"
        self.book = Book(lines.watch, clock, leaving)
        self.telling = Telling(self.book)
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
                    reconnect()
                except LostLease:  # of one batch; what came of the others is still written down
                    self.stop = True
                if not self._busy():
                    break
                events = self.lines.hang_up("There was no more time for an answer.") if now >= gone else []
                events += self.lines.wait(self._patience())
                for event in events:
                    self._hear(event)
                if self.book.is_written():
                    idle = not (events or self.telling.told)  # that the last group is written is no idleness
                    self._written()
                    self._write_down(at_once=idle)
                elif now >= gone + LAST_WORD:
                    raise LostLease
        finally:
            self.book.close()
            self.pace.leave()
            self.held.let_go()

    def _busy(self) -> bool:
        if self.telling.told or any(hold.open for hold in self.held.holds):
            return True
        return not self.stop and bool(self.held.holds)  # what is done was given back

    def _patience(self) -> float:
        if not self.telling.busy and any(hold.news or hold.entered for hold in self.held.holds):
            return 0.001
        seen_for = holding.SEEN_FOR
        return max(0.0, min(self.next_turn - time.monotonic(), seen_for)) if self.next_turn else seen_for / 2

    # -- what may leave ---------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Lease, announce, and let bodies go, as far as all rules allow."""
        self.held.hand_in()
        self.next_turn = 0.0
        if self.stop:
            self.held.keep()
            return
        if not self.held.holds:
            self._lease()
        self._look()
        self._connect()
        if time.monotonic() < self.quiet_until:
            self.next_turn = self.quiet_until
            return
        for line in self.lines.open:
            if line.wanted:
                self._let_go(line)
            if self.stop:
                return
            if line.free and line not in self.begun:
                self._announce(line)

    def _lease(self) -> None:
        if not self.stop:
            self.held.lease(self.most)

    def _look(self) -> None:
        if not self.held.look():
            self.stop = True

    def _connect(self) -> None:
        """As many connections as there are walks; a second one only when the first is there."""
        if len(self.lines.open) + self.lines.opening >= self.most:
            return
        to_walk = sum(bool(walk.left) for walk in {*self.held.idle, *self.walks.values()})
        self.lines.want(min(to_walk, self.pace.connections(self.most)) if self.lines.open else min(to_walk, 1))

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
            reader, since = walk.hold.readers.get(message.subscriber, (None, None))
            if reader is None or message.subscriber in self.held.departed:
                walks.note(Step(walk, walk.left.popleft(), ""), SUPPRESSED, DEPARTED)
                continue
            step = Step(walk, message, reader.address)
            if slow := self.domains.rests(reader.address):
                walk.left.popleft()
                walks.note(step, DEFERRED, slow)
                continue
            if not self._turn():
                return
            walk.left.popleft()
            try:
                envelope = self.writer.write(message, reader, since)
            except ValueError as why:
                walks.note(step, FAILED, f"Could not be written: {why}")
                continue
            except Disconnected as why:  # none can be: what signs them is not there
                self._put_back(step)
                self._pause(why)
                return
            line.begin(envelope, step)
            self.begun[line] = step
            return

    def _walk(self, line: Line) -> Walk | None:
        """The walk that this connection goes on with, or one of those that wait, or of one more batch."""
        walk = self.walks.get(line)
        if walk is None or not walk.left:
            self._lease()
            if self.stop or not self.held.idle:
                return None
            walk = self.walks[line] = self.held.idle.popleft()
            self._enter(walk)
        return walk

    def _enter(self, walk: Walk) -> None:
        """The next entry of the book says that this slice is walked; where a worker was killed, one of its own does."""
        walks.enter(walk)
        if walk.hold.lease.wary:
            ledger.record_all(walk.hold.lease, [], self.clock())
            walk.begun = True

    def _turn(self) -> bool:
        """Whether the channel's pace lets one more mail leave now."""
        if not self.pace.limited():
            return True
        if self.next_turn:
            return False
        on_the_wire = len(self.begun) + sum(hold.open for hold in self.held.holds)
        try:
            wait = self.pace.turn(on_the_wire, [hold.lease.batch_id for hold in self.held.holds])
        except Spent:
            self.stop = True
            return False
        if wait:
            self.next_turn = time.monotonic() + wait
        return not wait

    def _let_go(self, line: Line) -> None:
        """Let the body of the mail that is announced and wanted here leave, if it may."""
        step = self.begun.get(line)
        if step is None or not step.walk.begun or max(step.walk.open, self.flying[line]) >= step.walk.hold.lease.window:
            return
        self._look()
        if self.stop:
            return
        del self.begun[line]
        if step.message.subscriber in self.held.departed:
            line.forget()
            walks.note(step, SUPPRESSED, DEPARTED)
            return
        line.go()
        walks.depart(step, line)
        self.flying[line] += 1

    # -- what happened ----------------------------------------------------------------------------------------

    def _hear(self, event: Event) -> None:
        if isinstance(event, Told) and isinstance(event.about, Step):
            self._told(event, event.about)
        elif isinstance(event, Lost):
            self._lost(event)

    def _told(self, event: Told, step: Step) -> None:
        if self.begun.get(event.line) is step:
            del self.begun[event.line]
        answer = event.answer
        if not isinstance(answer, Failure):
            self.fruitless = 0
            self.pace.took()
            self.domains.took(step.address)
            walks.note(step, ACCEPTED, answer)
        elif isinstance(answer, Disconnected):
            self._put_back(step)
            self._call_back(event.line)
            self._hindered(event.line, answer)
        elif isinstance(answer, Retry):
            self.domains.asked(step.address, answer)
            walks.note(step, DEFERRED, answer)
        else:
            walks.note(step, UNSURE if isinstance(answer, Uncertain) else FAILED, answer)

    def _hindered(self, line: Line, why: Disconnected) -> None:
        """It is about us, or the relay. One that has worked may only want us slower, or on fewer connections."""
        if used_up(why.why):
            self.stop = True
            insist(self.pace.used_up, self.leaving)
        elif why.reason == "unreachable" and line.proved and (quiet := self.pace.told()) is not None:
            self.quiet_until = time.monotonic() + quiet
        elif why.reason == "unreachable" and any(other.proved for other in self.lines.open if other is not line):
            self.most = max(1, self.most - 1)
        else:
            self._pause(why)

    def _lost(self, event: Lost) -> None:
        for step in event.unsent:
            if isinstance(step, Step):
                self._put_back(step)
        if event.line is not None:
            self.flying.pop(event.line, None)
            self.begun.pop(event.line, None)
            walk = self.walks.pop(event.line, None)
            if walk is not None and walk.left and walk not in self.held.idle:
                self.held.idle.appendleft(walk)
        if self.stop or (event.line is not None and event.line.proved):
            return
        self.fruitless += 1
        if self.lines.open or self.lines.opening:
            self.most = max(1, len(self.lines.open))  # it lets us have fewer connections at a time
        elif event.line is None or self.fruitless >= FRUITLESS:
            self._pause(event.why)

    def _call_back(self, line: Line) -> None:
        """The mail announced behind one that keeps its turn does not overtake it.

        What a kill leaves in doubt is known only where mails leave in order.
        """
        if line in self.lines.open and not line.free and (behind := self.begun.pop(line, None)) is not None:
            line.forget()
            self._put_back(behind)

    def _put_back(self, step: Step) -> None:
        """Nothing of this mail has happened: it keeps its turn."""
        if step.line is not None:
            self.flying[step.line] -= 1
        walks.put_back(step)
        if step.walk not in self.walks.values() and step.walk not in self.held.idle:
            self.held.idle.appendleft(step.walk)

    def _write_down(self, *, at_once: bool) -> None:
        """Begin to tell the book what is new, if that is enough for a group, or there is nothing else to do."""
        new = sum(len(hold.news) + len(hold.entered) for hold in self.held.holds)
        if not new or not (at_once or new >= len(self.lines.open) / 4):
            return
        self.telling.begin(self.held.holds, lambda news: as_news(self.post, news, self.clock(), self.leaving))
        if self.book.is_written():
            self._written()

    def _written(self) -> None:
        """The book knows: the bodies behind may leave."""
        told = self.telling.written()
        for step, _, _ in told:
            if step.line is not None and step.line in self.flying:
                self.flying[step.line] -= 1
        if self.book.lost:
            self.stop = True
            self.held.lose(self.book.lost)
        if failed := [(step.message.sequence, said) for step, kind, said in told if kind == FAILED]:
            try:
                for sequence, why in failed:
                    if isinstance(why, Failure):
                        heard.refused(self.post.id, sequence, why, self.clock())
                breaker.check(self.post, self.clock())
            except Disconnected as too_many:
                self._pause(too_many)
            except DatabaseError:
                self.stop = True

    def _pause(self, why: Disconnected) -> None:
        """It is about us, or the relay: nobody loses a turn."""
        self.stop = True
        insist(partial(_pause, self.post.channel, why, self.clock()), self.leaving)


def _pause(channel: Channel, why: Disconnected, now: datetime) -> None:
    with transaction.atomic():  # both, or it is tried again
        if channel.pause(why.reason, why.why, now):
            notices.request("channel_paused", channel=channel, words=why.why, now=now)
