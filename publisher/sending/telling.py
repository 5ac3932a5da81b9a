"""The book is told of what is new, a group at a time; when it knows, the bodies behind may leave."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from . import walks
from .book import Book
from .leases import News
from .walks import Hold, Told, Walk


class Telling:
    """One group on its way to the book, of several leases."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.told: list[Told] = []  # what the book is being told
        self._entered: list[Walk] = []  # and that these are walked
        self._holds: list[Hold] = []  # of which
        self._at = 0.0  # and since when

    @property
    def busy(self) -> bool:
        return bool(self.told or self._entered)

    def begin(self, holds: Sequence[Hold], as_news: Callable[[list[Told]], list[News]]) -> None:
        """Tell what is new; the last group is written."""
        group = []
        for hold in holds:
            if hold.news or hold.entered:
                group.append((hold, hold.news))
                self.told += hold.news
                self._entered += hold.entered
                self._holds.append(hold)
                hold.news, hold.entered = [], []
        self._at = time.monotonic()
        self.book.write([(hold.lease, as_news(news)) for hold, news in group])

    def written(self) -> list[Told]:
        """The book knows, or has lost the batch: what it was told."""
        told = self.told
        for step, _, _ in told:
            walks.settle(step)
        for walk in self._entered:
            walk.begun = True
        for hold in self._holds:
            hold.renewed = self._at
        self.told, self._entered, self._holds = [], [], []
        return told
