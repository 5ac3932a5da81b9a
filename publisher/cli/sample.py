"""The sample newsroom: what a newcomer sees first. Everything here is deleted by `go-live`."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction

from publisher.editing import intake, pictures, posts, schedule
from publisher.models import (
    Appeal,
    Article,
    Channel,
    MailingList,
    Member,
    Newsroom,
    Slot,
    Subscriber,
    Subscription,
    Wording,
    address_hash,
)
from publisher.practice import accounts

from . import sample_words as words
from .drawing import drawing
from .sample_feed import sample_feed

ADMIN = "editor@news.example.org"
SUBSCRIBERS = 200
CONSENT = "Yes, send me the Weekly letter of The Estuary Post. I can leave with one click."
EVERY_DAY = "1234567"
# What the newsroom is connected to: credentials, the account's name, and its standing times.
OUTLETS = {
    "mail": ({}, "", (("12345", time(7, 30)),)),
    "x": (accounts.X, f"@{accounts.X_NAME}", ((EVERY_DAY, time(12, 0)),)),
    "mastodon": (accounts.MASTODON, f"@{accounts.MASTODON_NAME}", ((EVERY_DAY, time(12, 15)),)),
    "bluesky": (accounts.BLUESKY, f"@{accounts.BLUESKY['handle']}", ((EVERY_DAY, time(12, 30)),)),
    "telegram": (accounts.TELEGRAM, accounts.TELEGRAM["channel"], ((EVERY_DAY, time(12, 45)),)),
}


@transaction.atomic
def make_sample(now: datetime) -> None:
    """A newsroom in practice mode, with an article queued for one minute from now on every channel."""
    Newsroom.objects.create(
        name="The Estuary Post",
        website="https://news.example.org/",
        zone="UTC",
        colour="#0b5563",
        sender_name="The Estuary Post",
        sender_address="letter@news.example.org",
        reply_to="editor@news.example.org",
        postal_address="The Estuary Post, PO Box 12, Kestrel Bay",
    )
    admin = Member.objects.create_user(ADMIN, name="Sample Editor", role=Member.ADMIN)
    letter = MailingList.objects.create(
        name="Weekly letter",
        slug="weekly",
        description="Our best story of the week, whole, in your mailbox.",
        frequency="once a week",
    )
    _readers(letter, now)
    _appeal()
    channels = _channels(letter)
    article = intake.keep(words.story(), member=admin)
    _picture(article)
    drafts = posts.prepare(article, channels, member=admin, mailing_list=letter)
    posts.render_article(article.id)
    due = schedule.now_with_grace(now, timedelta(minutes=1))
    schedule.queue([post.id for post in drafts if post.follows_id is None], due, member=admin, now=now)
    sample_feed(admin, now)


def _readers(letter: MailingList, now: datetime) -> None:
    people = Subscriber.objects.bulk_create(
        Subscriber(name=name, address=address, address_hash=address_hash(address), language=language)
        for name, address, language in words.readers(SUBSCRIBERS)
    )
    Subscription.objects.bulk_create(
        Subscription(
            subscriber=person,
            mailing_list=letter,
            state=Subscription.ACTIVE,
            consent=CONSENT,
            source="sample",
            consented_at=now,
        )
        for person in people
    )


def _appeal() -> None:
    appeal = Appeal.objects.create(name="Readers pay for this", link=words.GIVE, goal="2,500 readers", standing=True)
    for language, label, headline, body, call_to_action, short in words.WORDINGS:
        Wording.objects.create(
            appeal=appeal,
            language=language,
            label=label,
            headline=headline,
            body="\n\n".join(words.paragraphs(body)),
            call_to_action=call_to_action,
            short=short,
        )


def _channels(letter: MailingList) -> list[Channel]:
    made = []
    for kind, (credentials, account, slots) in OUTLETS.items():
        channel = Channel(kind=kind, name=kind, account=account)
        channel.mailing_list = letter if kind == "mail" else None
        channel.credentials = credentials
        channel.save()
        Slot.objects.bulk_create(Slot(channel=channel, days=days, time=at) for days, at in slots)
        made.append(channel)
    return made


def _picture(article: Article) -> None:
    """The sample's picture is drawn here instead of fetched: nothing leaves this machine."""
    article.files.all().delete()
    pictures.keep_upload(article.id, words.PICTURE, drawing())
