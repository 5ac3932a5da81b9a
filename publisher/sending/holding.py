"""What a drain holds: leased batches, those of their walks that wait for a connection, and who has left meanwhile."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import cache, partial

from django.conf import settings
from django.db import connection

from publisher.audience import unsubscribe
from publisher.models import Channel, Message, Newsroom, Post
from publisher.models.post import SENDING

from . import ledger, walks
from .book import insist
from .deliver import Clock
from .walks import Hold, Walk

SEEN_FOR = 0.5  # seconds for which a look at the database counts


class Holding:
    """Batches of one newsletter, from their lease until they are given back. Methods raise DatabaseError."""

    def __init__(self, post: Post, clock: Clock, leaving: Callable[[], bool]) -> None:
        self.post, self.clock, self.leaving = post, clock, leaving
        self.holds: list[Hold] = []
        self.idle: deque[Walk] = deque()  # walks without a connection
        self.departed: set[int] = set()  # readers who may not be written to any more, as last seen
        self.all_leased = False
        self._seen = float("-inf")

    def lease(self, most: int) -> None:
        """One more batch with something to walk, on so many connections, if there is one; with its readers of now."""
        while not (self.idle or self.all_leased):
            own = ledger.lease(self.post.id, self.clock(), settings.MAIL_WINDOW)
            if own is None:
                self.all_leased = True
                return
            hold = walks.hold(own, self.post.mailing_list_id or 0, self.post.content["sender"]["zone"])
            self.holds.append(hold)
            connections = most
            if own.careful:  # one connection, and nothing else beside it, so that it is known what kills
                connections, self.all_leased = 1, True
            self.idle.extend(walks.cut(hold, connections))

    def look(self) -> bool:
        """See in the database whether anything may leave, and to whom not (promises 4 and 7)."""
        if time.monotonic() - self._seen < SEEN_FOR:
            return True
        begun, now = time.monotonic(), self.clock()
        quiet = [hold for hold in self.holds if begun - hold.renewed >= SEEN_FOR]
        if _halted(self.post) or not all(ledger.renew(hold.lease, now) for hold in quiet):
            return False
        self.departed = set()
        for hold in self.holds:
            messages = Message.objects.filter(post=self.post, sequence__range=hold.lease.ends)
            self.departed |= unsubscribe.departed(messages, self.post.mailing_list_id or 0)
        self._seen = begun
        return True

    def keep(self) -> None:
        """Nothing more leaves; what is on the wire stays ours until a slow server has answered."""
        if time.monotonic() - self._seen < SEEN_FOR:
            return
        self._seen = time.monotonic()
        for hold in self.holds:
            ledger.renew(hold.lease, self.clock())

    def hand_in(self) -> None:
        """Give back the batches that are done."""
        for hold in [*self.holds]:
            if not hold.left:
                self._give_back(hold)

    def let_go(self) -> None:
        """Give back all of which nothing is on the wire."""
        for hold in [*self.holds]:
            if not hold.open:
                self._give_back(hold)

    def lose(self, batches: set[int]) -> None:
        """They are somebody else's by now."""
        self.holds = [hold for hold in self.holds if hold.lease.batch_id not in batches]

    def _give_back(self, hold: Hold) -> None:
        self.holds.remove(hold)
        insist(partial(ledger.give_back, hold.lease), self.leaving)


def _halted(post: Post) -> bool:
    """Stopped, paused or withdrawn: seen before each body, straight from the database (promise 7)."""
    with connection.cursor() as cursor:
        cursor.execute(_goes_on(), [post.id, SENDING])
        return cursor.fetchone() is None


@cache
def _goes_on() -> str:
    post, channel, newsroom = (connection.ops.quote_name(model._meta.db_table) for model in (Post, Channel, Newsroom))
    return f"""
        SELECT 1 FROM {post} p JOIN {channel} c ON c.id = p.channel_id
        WHERE p.id = %s AND p.state = %s AND c.paused_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM {newsroom} WHERE stopped_at IS NOT NULL)
        """  # noqa: S608 (the names are our own tables')
