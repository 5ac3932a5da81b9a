"""What our own mails say. Links are made here, at the moment of sending, and kept nowhere."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from publisher.audience.links import reader_token
from publisher.audience.speech import speech
from publisher.audience.subscribe import OPEN_FOR, asked
from publisher.models import Newsroom, Notice, Post, SignInLink
from publisher.models.post import DRAFT, HELD, QUEUED

INVITED_FOR = timedelta(days=3)  # how long the link in an invitation works, once


class Moot(Exception):
    """This mail is not wanted any more, and why."""


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words: what the templates lay out. `quote` stands apart, in its own direction."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    button: str
    link: str
    quote: str = ""
    after: tuple[str, ...] = ()
    language: str = "en"


def say(notice: Notice, newsroom: Newsroom, now: datetime) -> Said:
    """The words of a notice. Raises Moot."""
    return _KINDS[notice.kind](notice, newsroom, now)


def _confirmation(notice: Notice, newsroom: Newsroom, now: datetime) -> Said:
    token = reader_token(notice.pk, 0, purpose="c")
    what = asked(token, now)
    if what is None:
        raise Moot("The reader left, or a week went by.")
    say = speech(newsroom, what.reader)
    lists = say.listed([one.name for one in what.lists or what.already])
    if not what.lists:
        return Said(
            subject=say("already", lists=lists),
            heading=say("already", lists=lists),
            paragraphs=(say("already_asked", newsroom=newsroom.name, lists=lists), say("already_more")),
            button=say("already_button"),
            link=_url("preferences", reader_token(what.reader.pk, what.already[0].pk, purpose="p")),
            after=(say("already_spam"),),
            language=say.language,
        )
    return Said(
        subject=say("confirm_subject", lists=lists, newsroom=newsroom.name),
        heading=say("one_step"),
        paragraphs=(say("confirm_asked", newsroom=newsroom.name, lists=lists), say("confirm_right")),
        button=say("confirm_button"),
        link=_url("confirm", token),
        after=(say("confirm_works", days=OPEN_FOR.days), say("confirm_not")),
        language=say.language,
    )


def _invitation(notice: Notice, newsroom: Newsroom, now: datetime) -> Said:
    if notice.member is None:
        raise Moot("Nobody is named.")
    token, until = secrets.token_urlsafe(32), now + INVITED_FOR
    SignInLink.objects.create(
        token_hash=hashlib.sha256(token.encode()).hexdigest(), member=notice.member, expires_at=until
    )
    return Said(
        subject=f"Your invitation to the desk of {newsroom.name}",
        heading="Come in",
        paragraphs=(
            f"You can now work at the publishing desk of {newsroom.name}, as {notice.member.role}.",
            f"The link signs you in once, until {_time(until, newsroom)}.",
            "For the next time, set a password on the page People.",
        ),
        button="Go to the desk",
        link=_url("sign-in-link", token),
        after=("If you do not know this newsroom, do nothing, and tell whoever answers this mail.",),
    )


def _approval_wanted(notice: Notice, newsroom: Newsroom, now: datetime) -> Said:
    post = _post(notice, QUEUED, DRAFT)
    if post.content_hash and post.approved_hash == post.content_hash:
        raise Moot("It was approved meanwhile.")
    when = f" It is due at {_time(post.due_at, newsroom)}." if post.due_at else ""
    return Said(
        subject=f"Approval wanted: {_title(post)}",
        heading="Approval wanted",
        paragraphs=(f"This waits for somebody who approves it for {_where(post)}.{when}",),
        quote=str(post.article),
        button="Look at it",
        link=_posts(post),
        after=("Without approval it is held at that time: nothing goes out that nobody approved.",),
    )


def _held(notice: Notice, newsroom: Newsroom, now: datetime) -> Said:
    post = _post(notice, HELD)
    return Said(
        subject=f"Held: {_title(post)}",
        heading="A post is held",
        paragraphs=(f"This did not go to {_where(post)}. {notice.words}".strip(),),
        quote=str(post.article),
        button="Decide what happens",
        link=_posts(post),
        after=("It stays held until somebody decides. What has gone elsewhere is not touched.",),
    )


def _channel_paused(notice: Notice, newsroom: Newsroom, now: datetime) -> Said:
    channel = notice.channel
    if channel is None or channel.deleted_at or not channel.paused_at:
        raise Moot("The channel is not paused any more.")
    by_itself = channel.paused_reason == "unreachable"
    return Said(
        subject=f"Paused: {channel.name}",
        heading=f"The channel “{channel.name}” is paused",
        paragraphs=("Nothing goes out there for now. What is queued stays queued and nothing is lost. The reason:",),
        quote=notice.words or channel.paused_why,
        button="Look at the channels",
        link=_url("channels"),
        after=(
            "It is tried again every half minute and goes on by itself."
            if by_itself
            else "It goes on once somebody has mended the cause and pressed resume.",
        ),
    )


def _channel_ends(notice: Notice, newsroom: Newsroom, now: datetime) -> Said:
    channel = notice.channel
    if channel is None or channel.deleted_at or channel.ends_at is None or not channel.ends_soon(now):
        raise Moot("The channel was connected again meanwhile.")
    when = _time(channel.ends_at, newsroom)
    return Said(
        subject=f"Connect again: {channel.name}",
        heading=f"The channel “{channel.name}” must be connected again",
        paragraphs=(
            f"Its network lets us in until {when}. From then on nothing could be posted there.",
            "Connecting it again takes a few minutes; its posts, its times and what is queued stay as they are.",
        ),
        button="Connect it again",
        link=_url("connect-again", channel.kind, channel.id),
        after=("This is said 14 days, 7 days and 1 day before.",),
    )


_KINDS = {
    Notice.CONFIRMATION: _confirmation,
    Notice.INVITATION: _invitation,
    Notice.APPROVAL_WANTED: _approval_wanted,
    Notice.HELD: _held,
    Notice.CHANNEL_PAUSED: _channel_paused,
    Notice.CHANNEL_ENDS: _channel_ends,
}


def _post(notice: Notice, *states: str) -> Post:
    if notice.post is None or notice.post.state not in states:
        raise Moot("The post moved on meanwhile.")
    return notice.post


def _where(post: Post) -> str:
    return f"the readers of {post.mailing_list}" if post.mailing_list else str(post.channel)


def _title(post: Post) -> str:
    title = str(post.article)
    return title if len(title) <= 90 else f"{title[:89].rsplit(' ', 1)[0]}…"


def _posts(post: Post) -> str:
    return _url("posts", post.article_id)


def _time(at: datetime, newsroom: Newsroom) -> str:
    """ "Tue 1 Dec 07:30 Colombo (02:00 UTC)"."""
    here = at.astimezone(ZoneInfo(newsroom.zone))
    place = newsroom.zone.rpartition("/")[2].replace("_", " ")
    utc = f" ({at.astimezone(UTC):%H:%M} UTC)" if here.utcoffset() else ""
    return f"{here:%a} {here.day} {here:%b} {here:%H:%M} {place}{utc}"


def _url(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(name, args=args)
