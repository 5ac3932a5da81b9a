"""Rows for tests, made the short way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from publisher.models import (
    Article,
    Channel,
    MailingList,
    Member,
    Newsroom,
    Post,
    Subscriber,
    Subscription,
    address_hash,
)
from publisher.story import Block, Story

NOW = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)


def a_newsroom(**fields: Any) -> Newsroom:
    defaults = {
        "name": "The Harbour Gazette",
        "sender_name": "The Harbour Gazette",
        "sender_address": "letters@gazette.example",
        "postal_address": "PO Box 7, Harbour",
        "zone": "Asia/Colombo",
    }
    return Newsroom.objects.create(**defaults | fields)


def a_member(role: str = Member.ADMIN, name: str = "Amara") -> Member:
    return Member.objects.create_user(f"{name.lower()}@gazette.example", name=name, role=role)


def a_story(title: str = "Ferry returns after three years", **fields: Any) -> Story:
    text = "The morning ferry left the harbour at six with forty people on board, the first since the storm."
    more = "Fishermen on the north quay stopped their work to watch it go, and some of them cheered."
    defaults: dict[str, Any] = {
        "title": title,
        "standfirst": text,
        "standfirst_proposed": True,
        "language": "en",
        "canonical_url": "https://gazette.example/ferry",
        "blocks": tuple(Block("paragraph", words, f"<p>{words}</p>") for words in (text, more)),
    }
    return Story(**defaults | fields)


def an_article(story: Story | None = None) -> Article:
    story = story or a_story()
    return Article.objects.create(
        title=story.title, story=story.to_json(), canonical_url=story.canonical_url, text_hash=str(story.title)
    )


def a_list(readers: int = 0, slug: str = "weekly") -> MailingList:
    made = MailingList.objects.create(name="Weekly letter", slug=slug)
    for number in range(readers):
        a_reader(made, f"reader{number}@readers.example", f"Reader {number}")
    return made


def a_reader(mailing_list: MailingList, address: str, name: str = "") -> Subscriber:
    reader = Subscriber.objects.create(address=address, address_hash=address_hash(address), name=name)
    Subscription.objects.create(
        subscriber=reader, mailing_list=mailing_list, state="active", consent="Yes.", source="test", consented_at=NOW
    )
    return reader


def a_channel(kind: str, **fields: Any) -> Channel:
    channel = Channel(kind=kind, **{"name": kind} | fields)
    channel.credentials = {"token": "t"}
    channel.save()
    return channel


def a_mail_post(readers: int = 3, *, letters: int = 1, **fields: Any) -> Post:
    """A newsletter that is approved and due, with a content of the real shape."""
    letter = {
        "wording": None, "reference": "ref", "language": "en", "subject": "Ferry", "preheader": "p",
        "nonce": "0123456789abcdef", "html": "<p>Hello</p>", "text": "Hello", "without_copy": [],
    }  # fmt: skip
    return _approved(
        a_channel("mail"),
        {"sender": {"name": "G", "address": "letters@gazette.example"}, "letters": [letter] * letters},
        mailing_list=a_list(readers),
        **fields,
    )


def a_network_post(kind: str = "mastodon", **fields: Any) -> Post:
    content = {
        "text": "Ferry https://gazette.example/?r=ref",
        "reference": "ref",
        "language": "en",
        "pictures": [],
        "alts": {},
    }
    return _approved(a_channel(kind), content, **fields)


def _approved(channel: Channel, content: dict[str, Any], **fields: Any) -> Post:
    defaults: dict[str, Any] = {
        "article": an_article(),
        "channel": channel,
        "content": content,
        "content_hash": "h",
        "approved_hash": "h",
        "state": "queued",
        "due_at": NOW - timedelta(seconds=1),
    }
    return Post.objects.create(**defaults | fields)
