"""Files of readers that came by the desk: a worker imports them, and a kill at any moment imports nothing twice."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from ..models import Act, MailingList, Member, ReaderFile, ReaderFileLine
from ..models.reader_file import DONE, FAILED, IMPORTING
from . import importing, tables
from .subscribe import MayNot

Clock = Callable[[], datetime]

AT_A_TIME = timedelta(seconds=60)  # then rendering has its turn, and the clock rings again
TRIES = 3  # kills at the same place
REMEMBERED = timedelta(days=30)
STRAY = timedelta(days=1)


class _Lost(Exception):
    """Somebody else has the lease now: what this chunk did is undone."""


class _Enough(Exception):
    """The time of one task is over."""


def folder() -> Path:
    where = settings.DATA_DIR / "imports"
    where.mkdir(mode=0o700, exist_ok=True)
    return Path(where)


def add(
    data: Iterable[bytes], mailing_list: MailingList, *, name: str, consent: str, member: Member, now: datetime
) -> ReaderFile:
    """Have this file imported. Raises MayNot without a statement, tables.BadFile for what is no table of readers."""
    if not consent.strip():
        raise MayNot("Say how and when these readers agreed to get this list; without consent nobody is imported.")
    path = folder() / f"{secrets.token_hex(16)}.csv"
    path.touch(mode=0o600)
    with path.open("wb") as file:
        for piece in data:
            file.write(piece)
    try:
        next(tables.rows(path), None)
    except tables.BadFile:
        path.unlink()
        raise
    return ReaderFile.objects.create(
        mailing_list=mailing_list, member=member, name=name[:200], file=path.name, consent=consent.strip(),
        created_at=now,
    )  # fmt: skip


def run(file_id: int, clock: Clock, leaving: Callable[[], bool] = lambda: False) -> None:
    """Import a file, or go on with it, if nobody else does."""
    began = clock()
    given = ReaderFile.objects.claim(file_id, began)
    if given is None:
        return
    mine = ReaderFile.objects.filter(id=given.id, lease=given.lease, state=IMPORTING)
    if given.tries > TRIES:
        _end(given, FAILED, clock(), f"It stopped {TRIES} times at the same place. What came before stands.")
        return
    path = folder() / given.file
    report, done, renewed = importing.Report(Counter(given.counts)), 0, began

    def renew(**fields: Any) -> None:
        nonlocal renewed
        renewed = clock()
        if not mine.update(leased_until=renewed + settings.LEASE_SECONDS, **fields):
            raise _Lost

    def keep(chunks: int, lines: list[importing.Line]) -> None:
        nonlocal done
        done += 1
        renew(chunks=chunks, counts=dict(report.counts), tries=0)
        ReaderFileLine.objects.bulk_create(
            ReaderFileLine(file=given, line=one.line, outcome=one.outcome, why=one.why) for one in lines
        )

    def look_at_the_clock(_: int = 0) -> None:
        if done and (leaving() or clock() - began > AT_A_TIME):
            raise _Enough
        if clock() - renewed > settings.LEASE_SECONDS / 3:
            renew()

    try:
        if not given.rows:
            rows = 0
            for rows, _ in enumerate(tables.rows(path), 1):
                if rows % 1000 == 0:
                    look_at_the_clock()
            renew(rows=rows)
        importing.rows_of(
            path, given.mailing_list, consent=given.consent, now=given.created_at, report=report,
            start=given.chunks, keep=keep, progress=look_at_the_clock,
        )  # fmt: skip
    except tables.BadFile as why:
        _end(given, FAILED, clock(), str(why))
    except FileNotFoundError:
        _end(given, FAILED, clock(), "The file is gone from the desk. Give it once more; nobody comes in twice.")
    except _Enough:
        mine.update(leased_until=None)
    except _Lost:
        return
    else:
        _end(given, DONE, clock())


def _end(given: ReaderFile, state: str, now: datetime, why: str = "") -> None:
    with transaction.atomic():
        mine = ReaderFile.objects.filter(id=given.id, lease=given.lease, state=IMPORTING)
        if not mine.update(state=state, why=why, ended_at=now, leased_until=None):
            return
        added = ReaderFile.objects.get(id=given.id).counts.get(importing.ADDED, 0)
        Act.objects.create(
            member=given.member, verb="import readers", what=f"{added} to {given.mailing_list.name}"[:200]
        )
    (folder() / given.file).unlink(missing_ok=True)


def forget(now: datetime) -> None:
    """Reports of a month ago, and files that nothing speaks of any more."""
    ReaderFile.objects.filter(ended_at__lte=now - REMEMBERED).delete()
    wanted = set(ReaderFile.objects.filter(state=IMPORTING).values_list("file", flat=True))
    for path in folder().iterdir():
        with suppress(FileNotFoundError):
            if path.name not in wanted and path.stat().st_mtime < (now - STRAY).timestamp():
                path.unlink()
