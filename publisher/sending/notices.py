"""Our own mail, to members and readers: asked for here as a row, rung by the clock, never through a newsletter's book.

A notice is sent at least once: should the worker die between the relay's yes and our commit, it goes again with the
same Message-ID, which mail programs show once. While the newsroom is stopped it waits like everything else.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, QuerySet

from publisher.audience import subscribe
from publisher.channels.mail import mime
from publisher.editing.approval import MAY
from publisher.models import (
    Channel,
    MailingList,
    Member,
    Newsroom,
    Notice,
    Post,
    Subscription,
    Suppression,
)
from publisher.ports import Disconnected, Envelope, Mailer, Refused, Retry, Uncertain
from publisher.rendering.colour import palette
from publisher.rendering.environment import render
from publisher.rendering.words import direction

from . import outlets, signing
from .notice_words import Moot, Said, say

# Who is told when the caller names nobody: whoever may do something about it.
CONCERNS = {
    Notice.APPROVAL_WANTED: "approve", Notice.HELD: "approve",
    Notice.CHANNEL_PAUSED: "connect", Notice.CHANNEL_ENDS: "connect",
}  # fmt: skip
ABANDONED = timedelta(minutes=5)  # after which a try that never ended is made again
GIVE_UP = timedelta(hours=24)
KEPT = timedelta(days=30)  # how long it is remembered what was sent to whom


def request(
    kind: str,
    *,
    now: datetime,
    member: Member | None = None,
    subscription: Subscription | None = None,
    post: Post | None = None,
    channel: Channel | None = None,
    words: str = "",
    lists: Sequence[MailingList] = (),
) -> None:
    """Ask for a mail of this kind; it is written when it is sent.

    Without a `member`, everyone who may do something about it is told. A confirmation names the `subscription`, the
    `lists` it is for, and in `words` the consent that was given.
    """
    if subscription is not None and not lists:
        lists = [subscription.mailing_list]
    people = [member] if member or kind not in CONCERNS else list(_concerned(CONCERNS[kind]))
    Notice.objects.bulk_create(
        Notice(
            kind=kind,
            member=person,
            subscription=subscription,
            post=post,
            channel=channel,
            words=words,
            lists=[one.pk for one in lists],
            created_at=now,
            next_at=now,
        )
        for person in people
    )


def due(now: datetime, *, at_most: int = 200) -> list[int]:
    """The notices that are to be sent at this moment, oldest first; none while the newsroom is stopped."""
    if _stopped():
        return []
    waiting = Notice.objects.filter(next_at__lte=now).order_by("next_at", "id")
    return list(waiting.values_list("id", flat=True)[:at_most])


def carry_out(notice_id: int, now: datetime) -> None:
    """Send a notice that is due; nothing if it is not, or if somebody else is at it."""
    # The way out is chosen before the notice is claimed: one of practice that go-live deletes in this moment does not
    # leave by the real relay.
    with outlets.mailer() as mailer:
        if Notice.objects.filter(id=notice_id, next_at__lte=now).exists() and not _stopped() and _claim(notice_id, now):
            _send(notice_id, mailer, now)


def _send(notice_id: int, mailer: Mailer, now: datetime) -> None:
    notice = Notice.objects.select_related(
        "member", "subscription__subscriber", "post__article", "post__channel", "post__mailing_list", "channel"
    ).get(id=notice_id)
    try:
        mailer.send(write(notice, now))
    except (Retry, Disconnected, Uncertain) as why:
        _again(notice, why.why, now)
    except (Refused, Moot, ValueError) as why:
        _settle(notice, failed_why=str(why))
    else:
        _settle(notice, sent_at=now)


def _stopped() -> bool:
    return Newsroom.objects.filter(stopped_at__isnull=False).exists()


def forget(now: datetime) -> None:
    """Delete the notices that were settled a month ago, and the readers who never answered one."""
    Notice.objects.filter(next_at__isnull=True, created_at__lt=now - KEPT).delete()
    subscribe.forget(now)


def write(notice: Notice, now: datetime) -> Envelope:
    """The bytes of a notice. Raises Moot if it is not wanted any more, ValueError if it cannot be written."""
    newsroom = Newsroom.objects.get()
    name, address = _to(notice)
    said = say(notice, newsroom, now)
    return mime.notice(
        _render("email/notice.subject.txt", said, newsroom).strip(),
        text=_render("email/notice.txt", said, newsroom),
        html=_render("email/notice.html", said, newsroom),
        to_name=name,
        to_address=address,
        sender_name=newsroom.sender_name,
        sender_address=newsroom.sender_address,
        reply_to=newsroom.reply_to,
        message_id=_message_id(notice, newsroom),
        date=now,
        keys=signing.keys(newsroom.domain),
    )


def _to(notice: Notice) -> tuple[str, str]:
    if notice.member is not None:
        if not notice.member.is_active:
            raise Moot("This member is not active any more.")
        return notice.member.name, notice.member.email
    if notice.subscription is None:
        raise Moot("Whom it was for is gone.")
    reader = notice.subscription.subscriber
    if Suppression.objects.filter(address_hash=reader.address_hash).exists():
        raise Moot("This address is never to be written to again.")
    return "", reader.address  # nobody has said yet that the name belongs to the address


def _render(template: str, said: Said, newsroom: Newsroom) -> str:
    return render(
        template, said=said, newsroom=newsroom, palette=palette(newsroom.colour), direction=direction(said.language)
    )


def _message_id(notice: Notice, newsroom: Newsroom) -> str:
    seal = hmac.digest(settings.LINK_KEY.encode(), f"notice {notice.pk}".encode(), "sha256").hex()[:24]
    return f"<{seal}@{newsroom.domain}>"


def _concerned(verb: str) -> QuerySet[Member]:
    return Member.objects.filter(is_active=True, role__in=MAY[verb]).order_by("id")


def _claim(notice_id: int, now: datetime) -> bool:
    return (
        Notice.objects.filter(id=notice_id, next_at__lte=now).update(
            next_at=now + ABANDONED, attempts=F("attempts") + 1
        )
        == 1
    )


def _again(notice: Notice, why: str, now: datetime) -> None:
    """In 1, 2, 4 … minutes, at most an hour; after a day it has failed."""
    next_at = now + min(timedelta(minutes=2 ** min(notice.attempts - 1, 6)), timedelta(hours=1))
    if next_at > notice.created_at + GIVE_UP:
        _settle(notice, failed_why=f"Tried for a day. The last word was: {why}")
    else:
        Notice.objects.filter(id=notice.pk).update(next_at=next_at, failed_why=why)


def _settle(notice: Notice, *, sent_at: datetime | None = None, failed_why: str = "") -> None:
    Notice.objects.filter(id=notice.pk).update(next_at=None, sent_at=sent_at, failed_why=failed_why)
