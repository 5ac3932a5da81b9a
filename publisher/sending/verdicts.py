"""From what a mail server said of a mail to what the book says: try again, and when; or it is over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q

from publisher.models import Outcome, Post
from publisher.models.ledger import AGAIN, FAILED, MAYBE, UNSURE
from publisher.models.newsroom import doubted_mail_waits
from publisher.ports import Failure, Retry, Uncertain

from .book import insist
from .deliver import pause_before
from .domains import RESTS, rest_before
from .leases import News, Place
from .walks import Told


def as_news(post: Post, told: Sequence[Told], now: datetime, leaving: Callable[[], bool]) -> list[News]:
    """What became of mails, as the book has it. Raises LostLease if the database stays away."""
    made: list[News] = []
    for step, kind, said in told:
        if not isinstance(said, Failure):
            made.append(News(step.message, kind, said))
        elif isinstance(said, (Retry, Uncertain)):
            insist(lambda: made.append(again(post, step.message, kind, said, now)), leaving)  # noqa: B023 (called at once)
        else:
            made.append(News(step.message, kind, f"{said.code} {said.why}".strip()))
    return made


def again(post: Post, message: Place, kind: str, why: Retry | Uncertain, now: datetime) -> News:
    """Wait and try again until the deadline; then it has failed, and says what the last word was.

    The deadline is the reader's own: at a slow pace the last ones are tried for the first time days after the first.
    It begins anew when a person says that the mail shall go again. While the reader's domain rests nothing is sent:
    that is no try, and begins no deadline, but it may not last longer than twice as long as trying.
    """
    words = f"{why.code} {why.why}".strip()
    rows = Outcome.objects.filter(post=post, sequence=message.sequence)
    by_hand = rows.filter(reply=AGAIN, attempt__gte=OuterRef("attempt"))
    rested = Q(reply__startswith=f"{RESTS} ")
    before = rows.filter(~Exists(by_hand)).aggregate(
        rests=Count("id", filter=rested), tries=Count("id", filter=~rested),
        tried=Min("at", filter=~rested), first=Min("at"),
    )  # fmt: skip
    if rests := why.code == RESTS:
        again_at = now + max(why.after or timedelta(0), rest_before(before["rests"] + 1))
    else:
        before["tries"] += 1
        again_at = now + max(why.after or timedelta(0), pause_before(before["tries"]))
    ends = (before["first"] or now) + 2 * settings.GIVE_UP_AFTER
    if before["tried"] or not rests:
        ends = min(ends, (before["tried"] or now) + settings.GIVE_UP_AFTER)
    if again_at > ends:
        doubt = f"{MAYBE} " if kind == UNSURE else ""
        return News(message, FAILED, f"{doubt}Given up after {before['tries']} tries: {words}")
    if kind == UNSURE and doubted_mail_waits():
        return News(message, UNSURE, words)
    return News(message, kind, words, again_at)
