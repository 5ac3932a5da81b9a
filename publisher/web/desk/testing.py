"""Tests that a member asks for: a letter to themselves, a post that is deleted at once. Counted as nobody's reading."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from html import escape
from typing import Any, cast

from django.conf import settings
from django.utils import timezone

from publisher.channels.hush import hushed_account
from publisher.channels.mail import mime
from publisher.editing import costs, posts
from publisher.models import Channel, Member, Newsroom, Post
from publisher.ports import Choice, Chooser, Failure, Mailer, OutgoingPost, Pending, Poster, Uncertain
from publisher.rendering import personal
from publisher.sending import outlets, signing, writing
from publisher.sending.credentials import client, fresh_credentials, sign_in

STEPS = 3  # that a post without pictures takes at most
STOPPED = "Everything is stopped, so no test leaves either. Resume first."


def reader_values(letter: Mapping[str, Any], *, name: str, address: str) -> dict[str, str]:
    """What fills a letter for a reader who is nobody: since today, and their links lead nowhere."""
    nowhere = f"{settings.SITE_URL}/u/preview/"
    since = writing.said_date(timezone.now(), Newsroom.objects.get().zone, letter["language"])
    return {"name": name, "address": address, "unsubscribe_url": nowhere, "preferences_url": nowhere, "since": since}


def send_test(post: Post, address: str) -> str:
    """Each of the post's letters to one address, marked [TEST]; a sentence on what happened."""
    letters = posts.preview(post)["letters"]
    for letter in letters:
        values, nonce = reader_values(letter, name="", address=address), letter["nonce"]
        why = _mail(
            address,
            subject=f"[TEST] {letter['subject']}",
            html=personal.fill(letter["html"], values, nonce=nonce, html=True),
            text=personal.fill(letter["text"], values, nonce=nonce, html=False),
        )  # fmt: skip
        if why:
            return why
    return f"The mail server accepted {len(letters)} test {'letter' if len(letters) == 1 else 'letters'} to {address}."


def test_mail(address: str) -> str:
    """One short mail over the newsletter's way; a sentence on what happened."""
    newsroom = Newsroom.objects.get()
    words = f"This is a test of the newsletter channel of {newsroom.name}. It works if you can read it."
    why = _mail(
        address, subject=f"[TEST] {newsroom.name}", text=words + "\n",
        html=f'<!doctype html><html lang="en"><title>Test</title><body><p>{escape(words)}</p></body></html>',
    )  # fmt: skip
    return why or f"The mail server accepted a test mail to {address}."


def _mail(address: str, *, subject: str, html: str, text: str) -> str:
    """Empty if the relay took it, else why not."""
    newsroom = Newsroom.objects.get()
    if newsroom.stopped_at:
        return STOPPED
    try:
        envelope = mime.notice(
            subject, html=html, text=text, to_address=address,
            sender_name=newsroom.sender_name, sender_address=newsroom.sender_address, reply_to=newsroom.reply_to,
            message_id=f"<test-{secrets.token_hex(12)}@{newsroom.domain}>", date=timezone.now(),
            keys=signing.keys(newsroom.domain),
        )  # fmt: skip
        with outlets.mailer() as mailer:
            mailer.send(envelope)
    except Failure as why:
        return f"The test did not go: {why.why}"
    except ValueError as why:
        return f"The test could not be written: {why}"
    return ""


def test_post(channel: Channel, member: Member) -> str:
    """A post that says it is a test, and its deletion; a sentence on what happened. It is noted, for it may cost."""
    newsroom = Newsroom.objects.get()
    if newsroom.stopped_at:
        return STOPPED
    reference = secrets.token_urlsafe(9)
    words = f"[TEST] {newsroom.name} tries its connection. {reference}"
    outgoing = OutgoingPost(text=words, reference=reference, at=timezone.now())
    try:
        credentials = fresh_credentials(channel, timezone.now)
    except Failure as why:
        return f"The test did not go: {why.why}"
    with outlets.poster(channel, credentials) as poster:
        try:
            answer = poster.post(outgoing, key=(key := secrets.token_hex(16)))
            for _ in range(STEPS):
                if isinstance(answer, Pending) and not answer.after:
                    answer = poster.post(outgoing, key=key, stage=answer.stage)
        except Uncertain as why:
            costs.note_test(channel, member)
            return f"The test may be there: {why.why} Look on the network, and delete it by hand."
        except Failure as why:
            return f"The test did not go: {why.why}"
        costs.note_test(channel, member)
        if isinstance(answer, Pending):
            return "The network took the test but has not shown it yet; look there, and delete it by hand."
        try:
            poster.delete(answer.remote_id)
        except Failure as why:
            return f"The test was posted but could not be deleted: {why.why} Delete it by hand: {answer.url}"
        return "The test was posted and deleted again."


def choices(channel: Channel) -> tuple[Sequence[Choice], str]:
    """What whoever signed in may post to, once their code is made into a token; and empty, or why there is nothing."""
    try:
        sign_in(channel)
        with outlets.poster(channel, channel.credentials) as client:
            return cast(Chooser, client).choices(), ""
    except Failure as why:
        return (), why.why


def probe(channel: Channel, *, new: bool = False) -> tuple[dict[str, Any], str]:
    """Ask the other side whether the connection is good: what it says of itself, and empty or why it is not.

    `new` credentials get their session first; those that are in use, another one.
    """
    try:
        if new and channel.kind != "mail":
            sign_in(channel)
            connection: AbstractContextManager[Poster | Mailer] = outlets.poster(channel, channel.credentials)
        else:
            connection = client(channel, timezone.now, in_any_case=True)
        with connection as outlet:
            return hushed_account(outlet.probe(), channel.credentials), ""
    except Failure as why:
        return {}, why.why
    except ValueError as why:
        return {}, str(why)
