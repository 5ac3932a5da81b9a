"""Readers from a file: those who left first, then the others, and a line of report for each that was not simply added.

An import can take people off a list and never brings anybody back who left or is suppressed. A second run of the same
file changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ..models import Act, MailingList, Member, Subscriber, Subscription, Suppression, address_hash
from . import addresses, columns, names, tables
from .subscribe import MayNot

CHUNK = 500  # rows in memory and in one transaction

# What can become of a row; the counts of a report add up to the rows of the file.
ADDED, ALREADY, REPEATED = "added", "already there", "repeated"
LEFT, SUPPRESSED, UNCONFIRMED, BAD = "left before", "suppressed", "not confirmed", "not an address"
UNSUBSCRIBED, BOUNCED, UNKNOWN = "unsubscribed there", "bounced there", "unknown status"


@dataclass(frozen=True, slots=True)
class Line:
    """Why the row on this line of the file was not simply added. Never repeats the address."""

    line: int
    outcome: str
    why: str


@dataclass(slots=True)
class Report:
    """What became of every row: how many of each outcome, and the lines that an editor may want to look at."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[Line] = field(default_factory=list)

    def note(self, row: tables.Row, outcome: str, why: str = "") -> None:
        self.counts[outcome] += 1
        if why:
            self.lines.append(Line(row.line, outcome, why))

    def to_json(self) -> dict[str, Any]:
        return {
            "rows": self.counts.total(),
            "counts": dict(self.counts),
            "lines": [{"line": one.line, "outcome": one.outcome, "why": one.why} for one in self.lines],
        }


def import_file(
    path: Path,
    mailing_list: MailingList,
    *,
    consent: str,
    now: datetime,
    member: Member | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> Report:
    """Put the readers of a CSV file on a list. `consent` says how and when they agreed; `progress` hears rows done.

    Raises MayNot without a statement, tables.BadFile for what is not a table of readers (before anybody is added).
    """
    if not consent.strip():
        raise MayNot("Say how and when these readers agreed to get this list; without consent nobody is imported.")
    report = Report()
    rows_of(path, mailing_list, consent=consent.strip(), now=now, report=report, progress=progress)
    report.lines.sort(key=lambda line: line.line)
    Act.objects.create(
        member=member, verb="import readers", what=f"{report.counts[ADDED]} to {mailing_list.name}"[:200]
    )
    return report


def rows_of(
    path: Path,
    mailing_list: MailingList,
    *,
    consent: str,
    now: datetime,
    report: Report,
    start: int = 0,
    keep: Callable[[int, list[Line]], None] = lambda chunks, lines: None,
    progress: Callable[[int], None] = lambda rows: None,
) -> None:
    """Those who left first, then the others, each chunk in one transaction with what `keep` writes down about it.

    `keep` hears how many chunks are done and this one's lines. `start` chunks were done by an earlier run, whose
    counts `report` brings: they are only looked through for addresses that come again. Raises tables.BadFile.
    """
    one = _Import(mailing_list, consent, now, report)
    off = (row for row in tables.rows(path) if row.standing in ("left", "bounced"))
    on = (row for row in tables.rows(path) if row.standing not in ("left", "bounced"))
    steps = chain(((one.take_off, chunk) for chunk in _chunks(off)), ((one.put_on, chunk) for chunk in _chunks(on)))
    for number, (step, chunk) in enumerate(steps, 1):
        if number <= start:
            one.pass_over(chunk)
            progress(report.counts.total())
            continue
        said = len(report.lines)
        with transaction.atomic():
            step(chunk)
            keep(number, report.lines[said:])
        progress(report.counts.total())


def _chunks(rows: Iterable[tables.Row]) -> Iterator[list[tables.Row]]:
    them = iter(rows)
    while chunk := list(islice(them, CHUNK)):
        yield chunk


def _mark(hashed: str) -> int:
    return int(hashed[:16], 16)


class _Import:
    """One run over one file."""

    def __init__(self, mailing_list: MailingList, consent: str, now: datetime, report: Report) -> None:
        self.list, self.consent, self.now, self.report = mailing_list, consent, now, report
        self.source = f"import, {now:%Y-%m-%d}"
        self.seen: set[int] = set()  # eight bytes of each hash: a million readers in some 60 MB

    def take_off(self, chunk: list[tables.Row]) -> None:
        """Those who left elsewhere have left here, too; what bounced there is never written to from here."""
        found = self._addresses(chunk)
        gone = {hashed: wire for hashed, (row, wire) in found.items() if row.standing == "left"}
        dead = [hashed for hashed, (row, _) in found.items() if row.standing == "bounced"]
        with transaction.atomic():
            Suppression.objects.bulk_create(
                [Suppression(address_hash=hashed, reason=self.source) for hashed in dead], ignore_conflicts=True
            )
            numbers = self._readers(gone, {})
            Subscription.objects.bulk_create([self._left(number) for number in numbers.values()], ignore_conflicts=True)
            self._on_list(numbers.values()).exclude(state=Subscription.LEFT).update(
                state=Subscription.LEFT, left_at=self.now
            )
        for row, _ in found.values():
            if row.standing == "left":
                self.report.note(row, UNSUBSCRIBED, "The file says that this reader left.")
            else:
                self.report.note(
                    row, BOUNCED, "The file says that mail to this address came back or was complained about."
                )

    def put_on(self, chunk: list[tables.Row]) -> None:
        """The others, unless we know better."""
        found = self._addresses([row for row in chunk if self._fit(row)])
        dead = set(Suppression.objects.filter(address_hash__in=found).values_list("address_hash", flat=True))
        fine = {hashed: wire for hashed, (_, wire) in found.items() if hashed not in dead}
        numbers = self._readers(fine, {hashed: row for hashed, (row, _) in found.items()})
        states = dict(self._on_list(numbers.values()).values_list("subscriber_id", "state"))
        new = [number for number in numbers.values() if number not in states]
        columns.put_on_list(new, self.list, self.consent, self.source, self.now)
        asked = [number for number, state in states.items() if state == Subscription.UNCONFIRMED]
        self._on_list(asked).filter(state=Subscription.UNCONFIRMED).update(
            state=Subscription.ACTIVE, consent=self.consent, source=self.source, consented_at=self.now
        )
        for hashed, (row, _) in found.items():
            state = states.get(numbers.get(hashed, 0), "")
            if hashed in dead:
                self.report.note(row, SUPPRESSED, "This address is never to be written to again.")
            elif state == Subscription.LEFT:
                self.report.note(row, LEFT, "This reader left the list; only they can come back.")
            else:
                self.report.note(row, ALREADY if state == Subscription.ACTIVE else ADDED)

    def pass_over(self, chunk: list[tables.Row]) -> None:
        """An earlier run did these; they still count as having stood in the file."""
        for row in chunk:
            if row.standing in ("on", "left", "bounced"):
                with suppress(addresses.BadAddress):
                    plain = row.address.isascii()  # the hash knows no case: no need to take it apart again
                    self.seen.add(_mark(address_hash(row.address if plain else addresses.read(row.address))))

    def _fit(self, row: tables.Row) -> bool:
        if row.standing == "unconfirmed":
            self.report.note(row, UNCONFIRMED, "The file says that this reader never confirmed.")
        elif row.standing == "unknown":
            self.report.note(row, UNKNOWN, f"“{names.clean(row.status)}” is not known to mean subscribed.")
        return row.standing == "on"

    def _addresses(self, chunk: list[tables.Row]) -> dict[str, tuple[tables.Row, str]]:
        """The chunk by hash of address, in order; what is no address or came before is noted and left out."""
        found: dict[str, tuple[tables.Row, str]] = {}
        for row in chunk:
            try:
                wire = addresses.read(row.address)
            except addresses.BadAddress as why:
                self.report.note(row, BAD, str(why))
                continue
            hashed = address_hash(wire)
            mark = _mark(hashed)
            if mark in self.seen:
                self.report.note(row, REPEATED, "This address stands in the file more than once.")
                continue
            self.seen.add(mark)
            found[hashed] = (row, wire)
        return found

    def _readers(self, wires: dict[str, str], rows: dict[str, tables.Row]) -> dict[str, int]:
        """The numbers of these readers by hash; the unknown are made, the known keep what they have."""
        known = self._numbers(wires)
        made = []
        for hashed in (one for one in wires if one not in known):
            row = rows.get(hashed)  # who left is kept without a name
            name, language = (names.clean(row.name), names.clean(row.language)) if row else ("", "")
            made.append((wires[hashed], hashed, name, language))
        known |= columns.make_readers(made, self.now)
        return known | self._numbers(missing) if (missing := wires.keys() - known.keys()) else known

    def _numbers(self, hashes: Iterable[str]) -> dict[str, int]:
        return dict(Subscriber.objects.filter(address_hash__in=list(hashes)).values_list("address_hash", "id"))

    def _left(self, number: int) -> Subscription:
        return Subscription(
            subscriber_id=number, mailing_list=self.list, state=Subscription.LEFT, source=self.source, left_at=self.now
        )

    def _on_list(self, numbers: Iterable[int]) -> QuerySet[Subscription]:
        return Subscription.objects.filter(mailing_list=self.list, subscriber_id__in=list(numbers))
