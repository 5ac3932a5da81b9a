"""One reader's mail: the approved letter with this reader's values, and the links and names that are theirs alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.conf import settings

from publisher.audience import links
from publisher.audience.keyed import keyed
from publisher.channels.mail import mime
from publisher.models import Message, Post, Subscriber
from publisher.ports import Disconnected, Envelope
from publisher.rendering import personal
from publisher.rendering.words import words

from . import signing
from .leases import Place


class Reader(NamedTuple):
    """What a mail needs to know of a subscriber."""

    id: int
    name: str
    address: str


class Writer:
    """Writes a newsletter's mails, one reader at a time; what is the same for all is built once per wording."""

    def __init__(self, post: Post) -> None:
        self._post, self._list = post, post.mailing_list_id or 0
        self._sender, self._letters = post.content["sender"], post.content["letters"]
        self._built: dict[int, mime.Newsletter] = {}
        self._bounces = settings.BOUNCE_ADDRESS or settings.EVENTS_ADDRESS

    def write(self, message: Message | Place, reader: Subscriber | Reader, since: date | None) -> Envelope:
        """The bytes for one reader, who joined on that day.

        Raises ValueError if this one mail cannot be written; Disconnected if none can.
        """
        letter, sender = self._letters[message.letter], self._sender
        mail = self._built.get(message.letter)
        if mail is None:
            try:
                mail = self._built[message.letter] = newsletter(self._post, letter)
            except ValueError as why:
                raise Disconnected(f"This newsletter cannot be written: {why}", code="letter") from why
        values = reader_values(reader, self._list, said_day(since, letter["language"]))
        in_html, in_text = personal.escaped(values)
        return mail.to(
            reader.address,
            name=reader.name,
            message_id=message_id(self._post, reader.id, sender["domain"]),
            unsubscribe_url=values["unsubscribe_url"],
            html=in_html,
            text=in_text,
            return_path=links.return_path(self._post.id, message.sequence, self._bounces),
        )


def newsletter(post: Post, letter: Mapping[str, Any]) -> mime.Newsletter:
    """One letter of a post, built for all its readers. Raises ValueError; Disconnected if it cannot be signed."""
    sender = post.content["sender"]
    return mime.Newsletter(
        letter["subject"],
        html=personal.segments(letter["html"], nonce=letter["nonce"]),
        text=personal.segments(letter["text"], nonce=letter["nonce"]),
        sender_name=sender["name"],
        sender_address=sender["address"],
        reply_to=sender["reply_to"],
        list_id=f"{sender['list_slug']}.{sender['domain']}",
        list_name=sender["list_name"],
        feedback_id=f"{post.id}:{sender['list_slug']}:newsletter:{sender['domain']}",
        date=post.claimed_at or post.created_at,
        keys=signing.keys(sender["domain"]),
    )


def said_date(moment: datetime | None, zone: str, language: str) -> str:
    """The day of a moment; see said_day."""
    return said_day(moment.astimezone(ZoneInfo(zone)).date() if moment else None, language)


@lru_cache(maxsize=10_000)  # readers join on few days
def said_day(day: date | None, language: str) -> str:
    """A day as the letter's fixed words write it, beside which it stands; empty for none."""
    if day is None:
        return ""
    try:
        locale = Locale.parse(words(language)[0], sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return format_date(day, "long", locale=locale)


def reader_values(reader: Subscriber | Reader, list_id: int, since: str) -> dict[str, str]:
    """What fills the inert tokens of a letter for this reader."""
    unsubscribe_token = links.reader_token(reader.id, list_id, purpose="u")
    preferences_token = links.reader_token(reader.id, list_id, purpose="p")
    site = settings.SITE_URL
    return {
        "name": reader.name,
        "address": reader.address,
        "since": since,
        "unsubscribe_url": f"{site}/u/{unsubscribe_token}/",
        "preferences_url": f"{site}/p/{preferences_token}/",
    }


def message_id(post: Post, number: int, domain: str) -> str:
    """The same for the same post and reader at every try: a second copy can be known as one."""
    seal = keyed(settings.LINK_KEY, f"{post.key} ".encode()).digest(str(number).encode())
    return f"<{seal.hex()[:32]}@{domain}>"
