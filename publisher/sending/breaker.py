"""The circuit breaker: a newsletter that too many servers refuse, or readers complain of, stops and asks, once.

More than 5 % refused for good is what a bought, old or poisoned list looks like, and what receivers and providers block
a sender for: going on would cost the others their copies too. The whole send is watched, not only its first 500: a list
is walked from its oldest reader to its newest, and what was imported last month stands at its end.

Of complaints (“this is spam”) one in a thousand is too many: Gmail and Yahoo want fewer, and refuse at three. A
single one is one person's.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from publisher.models import Batch, Event, Outcome, Post
from publisher.models.event import COMPLAINED
from publisher.models.ledger import FAILED
from publisher.ports import Disconnected

SHARE = 0.05
FIRST = 500  # a share of fewer mails than these says little
ALWAYS = 5  # a small list may lose this many
COMPLAINTS = 0.001
ONE_PERSON = 1


def check(post: Post, now: datetime) -> None:
    """Call it after each refusal. Raises Disconnected if that was one too many and nobody was asked before."""
    sums = Batch.objects.filter(post=post).aggregate(accepted=Sum("accepted"), failed=Sum("failed"))
    settled = sums["accepted"] + sums["failed"]
    limit = max(ALWAYS, SHARE * max(settled, min(FIRST, post.candidates)))
    if sums["failed"] <= limit:
        return
    # Given up and unwritable mails have failed as well, but say nothing about the list: a refusal begins with its code.
    refused = Outcome.objects.filter(post=post, kind=FAILED, reply__startswith="5").count()
    if refused > limit and Post.objects.filter(id=post.id, bounces_told_at=None).update(bounces_told_at=now):
        raise Disconnected(
            f"{refused} of the first {settled} mails of “{post.article}” were refused for good "
            f"({refused / settled:.0%}; more than {SHARE:.0%} harms how all your mail is received). "
            "The others wait. Look at who was refused and why. If the list is yours and fresh, press resume, and"
            " the rest goes; otherwise withdraw the newsletter and clean the list.",
            reason="reputation",
        )


def complaints(post: Post, now: datetime) -> None:
    """Call it after each complaint. Raises Disconnected if that was one too many and nobody was asked before."""
    accepted = Batch.objects.filter(post=post).aggregate(accepted=Sum("accepted"))["accepted"] or 0
    told = Event.objects.filter(post=post, kind=COMPLAINED).count()
    if told <= ONE_PERSON or told < COMPLAINTS * accepted:
        return
    if Post.objects.filter(id=post.id, complaints_told_at=None).update(complaints_told_at=now):
        raise Disconnected(
            f"{told} readers of the {accepted} who got “{post.article}” called it spam: one in a thousand is what big "
            "mailboxes bear. They get nothing more; all other mail waits. Look at where these readers came from and"
            " whether they remember it. If they asked for it, press resume; otherwise withdraw the rest.",
            reason="reputation",
        )
