"""The book of a newsletter as a table: a row for each mail, for a spreadsheet. A page at a time, however long it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

from publisher.models import Act, Member, Message, Outcome, Post, Subscriber, Wording
from publisher.models.ledger import AGAIN, SETTLED, SUPPRESSED, TAKEN

from .report import twice

PAGE = 1000  # mails
COLUMNS = (
    "Number", "Reader", "Wording", "Outcome", "Tries", "First outcome", "Last outcome", "Server’s words",
    "Possibly twice",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet would run what begins so (OWASP, CSV injection)

Row = tuple[int | str, ...]


def noted(post: Post, member: Member) -> Iterator[str]:
    """The copy, which the book of acts now says that this member took. Whether the member may is asked before."""
    Act.objects.create(member=member, verb="export", what=f"the ledger of post {post.id}: {post.candidates} mails")
    return lines(post)


def lines(post: Post) -> Iterator[str]:
    """CSV (RFC 4180), a page of mails at a time, in the order of their numbers."""
    yield _csv([COLUMNS])
    names = {wording.id: str(wording) for wording in Wording.objects.select_related("appeal").filter(id__in=_ids(post))}
    wordings = [names.get(letter["wording"], "") for letter in post.content["letters"]]
    after = 0
    while page := list(Message.objects.filter(post=post, sequence__gt=after).order_by("sequence")[:PAGE]):
        yield _csv(_rows(page, wordings))
        after = page[-1].sequence


def _ids(post: Post) -> list[int]:
    return [letter["wording"] for letter in post.content["letters"] if letter["wording"]]


def _rows(page: list[Message], wordings: list[str]) -> Iterator[Row]:
    """A reader who was erased is only a number; a mail without an outcome waits."""
    addresses = dict(Subscriber.objects.filter(id__in=[mail.subscriber for mail in page]).values_list("id", "address"))
    outcomes: dict[int, list[Outcome]] = {mail.sequence: [] for mail in page}
    found = Outcome.objects.filter(post=page[0].post_id, sequence__range=(page[0].sequence, page[-1].sequence))
    for outcome in found.order_by("sequence", "attempt"):
        outcomes[outcome.sequence].append(outcome)
    for mail in page:
        mine = outcomes[mail.sequence]
        tries = sum(one.reply not in (TAKEN, SETTLED, AGAIN) and one.kind != SUPPRESSED for one in mine)
        doubled = twice((one.sequence, one.kind, one.reply) for one in mine)
        first, last = (mine[0], mine[-1]) if mine else (None, None)
        yield (
            mail.sequence,
            addresses.get(mail.subscriber, mail.subscriber),
            wordings[mail.letter],
            last.kind if last else "waiting",
            tries,
            _moment(first.at) if first else "",
            _moment(last.at) if last else "",
            last.reply if last else "",
            "yes" if doubled else "",
        )


def _csv(rows: Iterator[Row] | list[Row]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([[_harmless(cell) for cell in row] for row in rows])
    return text.getvalue()


def _harmless(cell: int | str) -> int | str:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _moment(at: datetime) -> str:
    """ "2026-12-01T02:00:07Z"."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
