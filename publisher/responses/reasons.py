"""Why mails of a newsletter failed, grouped as a person thinks of it; and which of them may be tried again."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.db.models.functions import Substr

from publisher.models import Outcome, Post
from publisher.models.ledger import DEADLY, FAILED, MAYBE
from publisher.replies import UNFIT, of_no_address, subject

from .report import with_last_word

# So much of a reply says why: a code and the beginning of our own sentence about it. The server's words come behind.
START = 58


@dataclass(frozen=True, slots=True)
class Reason:
    """`key` names it in forms and addresses; `words` say it; `hopeless`: not to be tried again."""

    key: str
    words: str
    hopeless: bool = False


GIVEN_UP = Reason("given-up", "given up after hours of trying")
IN_DOUBT = Reason("in-doubt", "given up after hours; some may have arrived, and would arrive twice")
KILLS = Reason("kills", "killed the worker that sent it, each time; it may have arrived, and would arrive twice")
UNWRITTEN = Reason("unwritten", "could not be written")


def reason(reply: str) -> Reason:
    """Why a mail failed whose last outcome has this reply, of which the beginning is enough."""
    for start, why in (
        (DEADLY[:START], KILLS), (MAYBE, IN_DOUBT), ("Given up", GIVEN_UP), ("Could not be written", UNWRITTEN),
    ):  # fmt: skip
        if reply.startswith(start):
            return why
    code, enhanced, why_not = _taken_apart(reply)
    if enhanced:
        words = subject(enhanced) or "refused for good"
        return Reason(f"{code}-{enhanced}", f"{code} {enhanced}, {words}", of_no_address(enhanced, why_not))
    hopeless = of_no_address("", why_not)
    if code and why_not.startswith(UNFIT.why):
        return Reason(f"{code}-mail", f"{code}, the mail is refused as it is")
    return Reason(code or "other", f"{code}, the address is refused" if code else "refused for good", hopeless)


def failures(post: Post) -> list[tuple[Reason, int]]:
    """The reasons of a newsletter's failed mails and how many each has, the most frequent first."""
    return [(why, count) for why, count, _ in failed(post)]


def failed(post: Post) -> list[tuple[Reason, int, QuerySet[Outcome]]]:
    """The same, and with each the last outcomes of its mails. The reasons are asked for once, for all of them."""
    last = with_last_word(post, FAILED).annotate(start=Substr("reply", 1, START))
    counts: Counter[Reason] = Counter()
    starts: dict[Reason, list[str]] = {}
    for start, count in last.order_by().values("start").annotate(n=Count("id")).values_list("start", "n"):
        counts[why := reason(start)] += count
        starts.setdefault(why, []).append(start)
    found = sorted(counts.items(), key=lambda item: (-item[1], item[0].key))
    return [(why, count, last.filter(start__in=starts[why])) for why, count in found]


def _taken_apart(reply: str) -> tuple[str, str, str]:
    """("550", "5.1.1", "The mail server refuses …"); empty what is not there."""
    match = re.match(r"(\d{3})(?: (\d\.\d{1,3}\.\d{1,3}))? (.*)", reply, re.DOTALL)
    return (match[1], match[2] or "", match[3]) if match else ("", "", reply)
