"""`publisher go-live`: leave practice mode, once nothing makes it unsafe."""

from __future__ import annotations

import contextlib

import click
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from publisher.checks import going_live
from publisher.editing import uploads
from publisher.models import (
    Act,
    ApiToken,
    Appeal,
    Article,
    Channel,
    Feed,
    Incoming,
    Member,
    Newsroom,
    Notice,
    Picture,
    Post,
    SignInLink,
    Subscriber,
    Subscription,
    Suppression,
    address_hash,
)

from . import sample_words
from .answers import Refusal, as_json
from .findings import say_findings
from .sample import ADMIN


@click.command(name="go-live")
@as_json
def go_live(as_json: bool) -> None:
    """Leave practice mode: from then on, what is queued leaves this machine. There is no way back.

    Everything that practice made is deleted first: posts, articles, feeds, channels, the sample's readers and its
    appeal. Tokens of programs end. Readers that you added stay.

    \b
    Example:  publisher go-live
    """
    if not Newsroom.objects.get().practice:
        raise Refusal("This newsroom is live already.")
    findings = going_live()
    say_findings(findings, as_json=as_json, otherwise="This newsroom stays in practice mode; the lines with ✗ say why.")
    leave_practice()
    if not as_json:
        click.echo("This newsroom is live. Start `publisher up` anew, connect its channels on the desk, then publish.")


def leave_practice() -> None:
    """Delete what practice made and change the row, in one transaction. Raises Refusal if it became unsafe."""
    with transaction.atomic():
        newsroom = Newsroom.objects.select_for_update().get()
        if not newsroom.practice or Post.objects.filter(state="sending").exists():
            raise Refusal("Something was being sent at this moment: try again when it is done.")
        files = list(Picture.objects.exclude(file="").values_list("file", flat=True))
        uploaded = list(Picture.objects.filter(state=Picture.WANTED).values_list("source_url", flat=True))
        Post.objects.filter(follows__isnull=False).delete()  # what follows first: its leader is protected
        Post.objects.all().delete()
        Article.objects.all().delete()
        Incoming.objects.all().delete()
        Feed.objects.all().delete()  # what they brought is gone with the articles, and would not come again
        Channel.objects.all().delete()
        sampled = Subscription.objects.filter(source="sample").values("subscriber")
        Subscriber.objects.filter(id__in=sampled).delete()
        Appeal.objects.filter(link=sample_words.GIVE).delete()
        Member.objects.filter(email=ADMIN).delete()
        Notice.objects.all().delete()  # what waited to be mailed was meant for the practice mailbox
        SignInLink.objects.all().delete()
        ApiToken.objects.all().delete()  # and what they were answered: it names articles that are gone
        Session.objects.all().delete()
        _under_the_keys_of_now()
        Newsroom.objects.update(practice=False)
        Act.objects.create(member=None, verb="go live", what="by command")
    for name in files:
        with contextlib.suppress(FileNotFoundError):
            (settings.MEDIA_ROOT / name).unlink()
    uploads.drop(uploaded)


def _under_the_keys_of_now() -> None:
    """Readers that came in practice were hashed with the key that practice made; the live one differs."""
    for reader in Subscriber.objects.iterator(chunk_size=500):
        before, after = reader.address_hash, address_hash(reader.address)
        if before != after:
            Subscriber.objects.filter(id=reader.id).update(address_hash=after)
            Suppression.objects.filter(address_hash=before).update(address_hash=after)
