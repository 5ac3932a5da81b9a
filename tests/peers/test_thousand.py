"""A thousand mails of one newsletter as they arrive: what bulk mail must carry, in raw bytes, and two DKIM judges."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from publisher.audience.links import read_return_path, read_token
from publisher.channels.mail.dkim import Key
from publisher.models import Message, Newsroom, Post, Subscriber
from publisher.responses.report import counts
from publisher.sending import drain, mailing
from tests.making import a_channel, a_list
from tests.practice.running import Running
from tests.rendering.stories import STORIES

from . import leaving
from .test_signatures import PASSED, by_mailauth, by_opendkim

pytestmark = [pytest.mark.debian, pytest.mark.browser, pytest.mark.django_db, pytest.mark.timeout(300)]

MANY = 1000
NAMES = (
    *leaving.NAMES.values(), "", "O'Brien, \"Pat\" <x@y.example>", "ශ්‍රී ලංකා", "Ђорђе", "👩‍👩‍👧", "=?utf-8?q?x?=", ".",
    "A name that is much longer than a line of a mail may be, as some people write their whole title into it",
)  # fmt: skip
HEADERS = [
    "DKIM-Signature", "DKIM-Signature", "From", "Subject", "Date", "MIME-Version", "List-Id", "List-Unsubscribe-Post",
    "Feedback-ID", "Precedence", "X-Auto-Response-Suppress", "Content-Type", "To", "Message-ID", "List-Unsubscribe",
]  # fmt: skip


@pytest.fixture
def caught(mailbox: Running, key_settings: list[str], settings: Any) -> Iterator[dict[str, tuple[str, bytes]]]:
    """By address: where a bounce would come back to, and the mail."""
    mailbox.control.clear()
    newsroom = leaving.a_harbour()
    Newsroom.objects.filter(id=newsroom.id).update(practice=False, reply_to="")
    settings.SITE_URL, settings.SMTP_URL = leaving.PUBLIC, mailbox.world.relay
    settings.DKIM_KEYS, settings.BOUNCE_ADDRESS = key_settings, f"b@b.{leaving.DOMAIN}"
    weekly = a_list(MANY)
    for number, reader in enumerate(Subscriber.objects.order_by("id")):
        Subscriber.objects.filter(id=reader.id).update(name=NAMES[number % len(NAMES)])
    post = leaving.a_newsletter(STORIES["latin"], a_channel("mail"), weekly, leaving.an_appeal())
    mailing.start(post.id, timezone.now)
    drain.drain(post.id, timezone.now, lambda: False)
    assert counts(Post.objects.get(id=post.id))["accepted"] == MANY
    yield {mail["to"]: (mail["sender"], mailbox.control.raw(mail["id"])) for mail in mailbox.control.inbox()}
    mailbox.control.clear()


def test_a_thousand_mails_carry_what_bulk_mail_must_and_are_signed_for_every_judge(
    caught: dict[str, tuple[str, bytes]], keys: list[Key], tmp_path: Path
) -> None:
    assert len(caught) == MANY
    post = Post.objects.get(channel__kind="mail")
    sequences = dict(Message.objects.filter(post=post).values_list("subscriber", "sequence"))
    readers = {reader.address: reader for reader in Subscriber.objects.all()}
    message_ids = set()
    for address, (sender, raw) in caught.items():
        reader, mail = readers[address], email.message_from_bytes(raw, policy=email.policy.default)
        assert list(mail.keys()) == HEADERS
        assert [part.defects for part in mail.walk()] == [[], [], []]
        assert mail["To"].addresses[0].addr_spec == address
        assert mail["From"].addresses[0].domain == leaving.DOMAIN
        assert abs(mail["Date"].datetime - timezone.now()) < timedelta(minutes=5)
        message_ids.add(str(mail["Message-ID"]))
        # RFC 8058, in raw bytes: one unfolded line each, the link literal, and the token this reader's own.
        [token] = re.findall(rb"\r\nList-Unsubscribe: <%s/u/([\w-]+)/>\r\n" % leaving.PUBLIC.encode(), raw)
        assert read_token(token.decode(), "u") == (reader.id, post.mailing_list_id)
        assert raw.count(b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n") == 1
        assert read_return_path(sender) == (post.id, sequences[reader.id])
        assert token.decode() in mail.get_body(("html",)).get_content()
        assert token.decode() in mail.get_body(("plain",)).get_content()
        assert max(map(len, raw.split(b"\r\n"))) <= 998
        assert raw.isascii()
    assert len(message_ids) == MANY
    raws = {str(number): raw for number, (_, raw) in enumerate(caught.values())}
    assert by_opendkim(raws, keys, tmp_path) == dict.fromkeys(raws, PASSED)
    want = {"dmarc": "pass", "signatures": [list(one) for one in PASSED]}
    assert by_mailauth(raws, keys, tmp_path) == dict.fromkeys(raws, want)
