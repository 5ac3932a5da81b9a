"""Coming: a request, a mail, a button. Nobody is on a list before whoever reads the address has said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from ..models import Act, MailingList, Member, Newsroom, Notice, Subscriber, Subscription, Suppression, address_hash
from . import addresses, names
from .links import read_token
from .speech import Speech

OPEN_FOR = timedelta(days=7)  # how long a confirmation link works, and how long an unconfirmed reader is kept
CONSENT_VERSION = "2026-11"  # change it with "consent" in words/


class MayNot(ValueError):
    """Why this reader cannot be put on a list by anybody but themselves, in a sentence."""


def consent_words(newsroom: Newsroom, offered: Sequence[MailingList], speech: Speech) -> str:
    """What the form asks a reader to agree to: one list by its name, or those of several that they tick."""
    what = offered[0].name if len(offered) == 1 else speech("chosen")
    return speech("consent", newsroom=newsroom.name, lists=what)


def consent_kept(words: str, chosen: Sequence[MailingList], speech: Speech) -> str:
    """What a subscription keeps of it: the very words, what was chosen, and which version and language that was."""
    return f"{words} [{', '.join(one.name for one in chosen)}; form {CONSENT_VERSION}, {speech.language}]"


def ask(address: str, lists: Sequence[MailingList], *, consent: str, now: datetime) -> Subscription | None:
    """Somebody typed this address into the form. The subscription whose confirmation is to be mailed.

    None where no mail may go: the caller shows the same page either way. Nothing changes for who is on a list or has
    left it until `confirm`. Raises BadAddress.
    """
    wire = addresses.read(address)
    hashed = address_hash(wire)
    if Suppression.objects.filter(address_hash=hashed).exists():
        return None
    with transaction.atomic():
        reader, _ = Subscriber.objects.get_or_create(address_hash=hashed, defaults={"address": wire})
        asked = [
            Subscription.objects.get_or_create(
                subscriber=reader,
                mailing_list=one,
                defaults={"state": Subscription.UNCONFIRMED, "consent": consent, "source": f"form, {now:%Y-%m-%d}"},
            )[0]
            for one in lists
        ]
    return asked[0]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a confirmation link is for. `lists` are those that pressing the button would add."""

    notice: Notice
    reader: Subscriber
    lists: tuple[MailingList, ...]
    already: tuple[MailingList, ...]


def asked(token: str, now: datetime) -> Asked | None:
    """What this link would confirm; None if it is not ours, is older than a week, or the reader left since."""
    found = read_token(token, "c")
    notice = found and Notice.objects.filter(
        id=found[0], kind=Notice.CONFIRMATION, created_at__gt=now - OPEN_FOR
    ).select_related("subscription__subscriber").first()  # fmt: skip
    if not notice or notice.subscription is None:
        return None
    reader = notice.subscription.subscriber
    if Suppression.objects.filter(address_hash=reader.address_hash).exists():
        return None
    mine = reader.subscriptions.filter(mailing_list_id__in=notice.lists).select_related("mailing_list").order_by("id")
    open_ones = tuple(s.mailing_list for s in mine.filter(_may_open(notice)))
    already = tuple(s.mailing_list for s in mine if s.state == Subscription.ACTIVE)
    return Asked(notice, reader, open_ones, already) if open_ones or already else None


def confirm(token: str, now: datetime) -> Asked | None:
    """Put the reader on the lists they asked for; what was asked, or None as above. A second time changes nothing."""
    with transaction.atomic():
        what = asked(token, now)
        if what is not None:
            what.reader.subscriptions.filter(_may_open(what.notice), mailing_list__in=what.lists).update(
                state=Subscription.ACTIVE,
                consent=what.notice.words,
                source=f"form, {what.notice.created_at:%Y-%m-%d}, confirmed by mail",
                consented_at=now,
                left_at=None,
            )
    return what


def add(
    address: str,
    mailing_list: MailingList,
    *,
    consent: str,
    now: datetime,
    name: str = "",
    member: Member | None = None,
) -> Subscription:
    """Put one reader on a list by hand; `consent` says how and when they agreed. Twice is the same as once.

    Raises BadAddress; MayNot if the statement is missing, the reader left, or the address is suppressed.
    """
    if not consent.strip():
        raise MayNot("Say how and when this reader agreed to get this list; without consent nobody is added.")
    wire = addresses.read(address)
    hashed = address_hash(wire)
    if Suppression.objects.filter(address_hash=hashed).exists():
        raise MayNot("This address is never to be written to again; it bounced, or its owner complained.")
    with transaction.atomic():
        reader, _ = Subscriber.objects.get_or_create(
            address_hash=hashed, defaults={"address": wire, "name": names.clean(name)}
        )
        found, new = Subscription.objects.get_or_create(
            subscriber=reader,
            mailing_list=mailing_list,
            defaults={
                "state": Subscription.ACTIVE,
                "consent": consent.strip(),
                "source": f"by hand, {now:%Y-%m-%d}",
                "consented_at": now,
            },
        )
        if found.state == Subscription.LEFT:
            raise MayNot("This reader left the list. Only they can come back, through the subscribe page.")
        if found.state == Subscription.UNCONFIRMED:
            found.state, found.consented_at = Subscription.ACTIVE, now
            found.consent, found.source = consent.strip(), f"by hand, {now:%Y-%m-%d}"
            found.save(update_fields=["state", "consented_at", "consent", "source"])
        if new:
            what = f"number {reader.pk} to {mailing_list.name}"
            Act.objects.create(member=member, verb="add reader", what=what[:200])
    return found


def forget(now: datetime) -> int:
    """Delete readers whose every request went unanswered for a week; how many."""
    asked_lately = Notice.objects.filter(created_at__gt=now - OPEN_FOR, subscription__isnull=False)
    _, deleted = (
        Subscriber.objects.filter(created_at__lt=now - OPEN_FOR, subscriptions__state=Subscription.UNCONFIRMED)
        .exclude(subscriptions__state__in=[Subscription.ACTIVE, Subscription.LEFT])
        .exclude(subscriptions__in=asked_lately.values("subscription"))
        .delete()
    )
    return deleted.get("publisher.Subscriber", 0)


def _may_open(notice: Notice) -> Q:
    """Whom this confirmation may still put on a list: nobody who left after it was asked for."""
    return Q(state=Subscription.UNCONFIRMED) | Q(state=Subscription.LEFT, left_at__lt=notice.created_at)
