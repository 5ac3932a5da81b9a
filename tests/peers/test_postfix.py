"""Our relay against a real Postfix, which hands everything on to the practice mailbox."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from publisher.channels.mail.smtp import Relay
from publisher.models import Event, Message, Newsroom, Post, Subscriber, Suppression
from publisher.ports import Disconnected, Envelope, Refused, Retry
from publisher.responses.report import counts
from publisher.sending import drain, mailing, returned
from tests.making import a_channel, a_list
from tests.practice.running import Running
from tests.rendering.stories import STORIES

from . import leaving
from .doorkeeper import PASSWORD, USER
from .leaving import Mail
from .postfix import LARGEST, Postfix

pytestmark = [pytest.mark.debian, pytest.mark.django_db]

RECEIVED = re.compile(rb"\AReceived: (?:[^\r]|\r\n[ \t])*\r\n")
HEAD = (
    b"From: letters@harbour.example.org\r\nTo: %s\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n"
    b"Message-ID: <1@harbour.example.org>\r\n\r\n"
)


def a_mail(to: str = "reader@readers.example", body: bytes = b"Hello\r\n", **more: Any) -> Envelope:
    return Envelope("letters@harbour.example.org", to, HEAD % to.encode() + body, **more)


@contextmanager
def a_relay(port: int, *, scheme: str = "smtp", user: str = "", wish: str = "") -> Iterator[Relay]:
    relay = Relay(f"{scheme}://{user}127.0.0.1:{port}/{wish}", domain="harbour.example.org")
    try:
        yield relay
    finally:
        relay.close()


def logged(postfix: Postfix, words: str) -> None:
    """Wait until Postfix has written this down; a process of its own does that."""
    deadline = time.monotonic() + 60
    while words not in postfix.log:
        assert time.monotonic() < deadline, postfix.log
        time.sleep(0.05)


def arrived(mailbox: Running, number: int) -> list[tuple[bytes, bytes]]:
    """So many mails, in the order in which they came: what Postfix put on top, and the mail."""
    deadline = time.monotonic() + 60
    while len(inbox := mailbox.control.inbox()) < number and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(inbox) == number
    found = []
    for mail in inbox:
        raw = mailbox.control.raw(mail["id"])
        [top] = RECEIVED.findall(raw)
        found.append((top, raw.removeprefix(top)))
    return found


@pytest.fixture
def trusted(postfix: Postfix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(postfix.certificate))


def test_every_mail_arrives_as_it_left_over_one_encrypted_connection(
    postfix: Postfix, mailbox: Running, mails: dict[str, Mail], trusted: None
) -> None:
    with a_relay(postfix.plain, wish="?tls=demand") as relay:
        for mail in mails.values():
            assert re.match(r"250 2\.0\.0 Ok: (\d+ bytes )?queued as ", relay.send(mail.envelope))
    came = arrived(mailbox, len(mails))
    assert sorted(mail for _, mail in came) == sorted(mail.envelope.message for mail in mails.values())
    assert all(b"with ESMTPS" in top for top, _ in came)
    logged(postfix, "starttls=1")
    assert postfix.log.count("starttls=1") == 1


def test_what_postfix_notes_of_us_names_no_host(postfix: Postfix, mailbox: Running) -> None:
    with a_relay(postfix.plain) as relay:
        relay.send(a_mail())
    [(top, _)] = arrived(mailbox, 1)
    assert top.startswith(b"Received: from harbour.example.org (localhost [127.0.0.1])")
    assert not re.search(rb"\b" + re.escape(socket.gethostname().encode()) + rb"\b", top)


def test_tls_from_the_first_byte(postfix: Postfix, mailbox: Running, trusted: None) -> None:
    with a_relay(postfix.safe, scheme="smtps") as relay:
        relay.send(a_mail())
    [(top, mail)] = arrived(mailbox, 1)
    assert b"with ESMTPS" in top
    assert mail == a_mail().message


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_that_nobody_vouches_for_ends_it(postfix: Postfix, mailbox: Running, scheme: str) -> None:
    port = postfix.safe if scheme == "smtps" else postfix.plain
    with a_relay(port, scheme=scheme, wish="?tls=demand") as relay, pytest.raises(Disconnected) as told:
        relay.send(a_mail())
    assert "certificate" in told.value.why
    assert mailbox.control.inbox() == []


def test_a_relay_that_wants_tls_which_we_leave_out_pauses_the_channel(postfix: Postfix) -> None:
    with a_relay(postfix.strict) as relay, pytest.raises(Disconnected) as told:
        relay.send(a_mail())
    assert told.value.code == "530 5.7.0"


def test_a_right_password_over_tls_lets_us_in(postfix: Postfix, mailbox: Running, trusted: None) -> None:
    with a_relay(postfix.guarded, user=f"{quote(USER)}:{quote(PASSWORD, safe='')}@", wish="?tls=demand") as relay:
        relay.send(a_mail())
    [(top, _)] = arrived(mailbox, 1)
    assert b"with ESMTPSA" in top


def test_a_wrong_password_pauses_the_channel_and_is_said_nowhere(
    postfix: Postfix, mailbox: Running, trusted: None
) -> None:
    with (
        a_relay(postfix.guarded, user="desk:hunter2@", wish="?tls=demand") as relay,
        pytest.raises(Disconnected) as told,
    ):
        relay.send(a_mail())
    assert (told.value.code, told.value.reason) == ("535 5.7.8", "credentials")
    assert "hunter2" not in told.value.why
    assert mailbox.control.inbox() == []


def test_who_forgets_to_sign_in_is_turned_away_for_his_own_sake_and_not_the_readers(
    postfix: Postfix, trusted: None
) -> None:
    with a_relay(postfix.guarded, wish="?tls=demand") as relay, pytest.raises(Disconnected):
        relay.send(a_mail())


def test_dots_at_the_start_of_lines_survive(postfix: Postfix, mailbox: Running) -> None:
    mail = a_mail(body=b".\r\n..\r\n.hidden\r\nFrom here on\r\n.\r\n")
    with a_relay(postfix.plain) as relay:
        relay.send(mail)
    assert [came for _, came in arrived(mailbox, 1)] == [mail.message]


def test_an_address_outside_ascii_travels_by_smtputf8(postfix: Postfix, mailbox: Running) -> None:
    mail = a_mail("தமிழ்@readers.example", smtputf8=True)
    with a_relay(postfix.plain) as relay:
        relay.send(mail)
    assert [came for _, came in arrived(mailbox, 1)] == [mail.message]
    assert mailbox.control.inbox()[0]["to"] == "தமிழ்@readers.example"


@pytest.mark.parametrize(
    ("reader", "verb", "code"),
    [
        ("nobody@readers.example", Refused, "550 5.1.1"),
        ("full@readers.example", Retry, "452 4.2.2"),
        ("policy@readers.example", Disconnected, "550 5.7.26"),
    ],
)
def test_postfixs_own_words_become_a_verb_and_the_next_reader_gets_his_mail(
    postfix: Postfix, mailbox: Running, reader: str, verb: Any, code: str
) -> None:
    with a_relay(postfix.plain) as relay:
        with pytest.raises(verb) as told:
            relay.send(a_mail(reader))
        assert told.value.code == code
        assert "@" not in told.value.why
        relay.send(a_mail())
    assert len(arrived(mailbox, 1)) == 1


def test_a_mail_that_is_too_big_is_refused_and_says_so(postfix: Postfix, mailbox: Running) -> None:
    with a_relay(postfix.plain) as relay:
        with pytest.raises(Refused) as told:
            relay.send(a_mail(body=(b"x" * 70 + b"\r\n") * (LARGEST // 72 + 1)))
        assert told.value.code == "552 5.3.4"
        relay.send(a_mail())
    assert len(arrived(mailbox, 1)) == 1


def test_so_many_refused_in_a_row_that_postfix_hangs_up_cost_nobody_else_his_mail(
    postfix: Postfix, mailbox: Running
) -> None:
    with a_relay(postfix.plain) as relay:
        for _ in range(25):  # Postfix's smtpd_hard_error_limit is 20
            with pytest.raises(Refused):
                relay.send(a_mail("nobody@readers.example"))
        relay.send(a_mail())
    assert len(arrived(mailbox, 1)) == 1
    logged(postfix, "too many errors")


def test_a_connection_that_postfix_closed_while_we_were_silent_is_opened_anew(
    postfix: Postfix, mailbox: Running
) -> None:
    with a_relay(postfix.impatient) as relay:
        relay.send(a_mail())
        logged(postfix, "timeout after END-OF-MESSAGE")
        relay.send(a_mail())
    assert len(arrived(mailbox, 2)) == 2


def test_a_probe_sees_what_postfix_offers(postfix: Postfix) -> None:
    with a_relay(postfix.plain) as relay:
        offers = relay.probe()["offers"]
    assert {"starttls", "pipelining", "8bitmime", "smtputf8", "enhancedstatuscodes"} <= set(offers)


def test_a_newsletter_reaches_every_reader_once_and_says_who_could_not_be_reached(
    postfix: Postfix, mailbox: Running, settings: Any
) -> None:
    newsroom = leaving.a_harbour()
    Newsroom.objects.filter(id=newsroom.id).update(practice=False)
    settings.SITE_URL, settings.SMTP_URL = leaving.PUBLIC, f"smtp://127.0.0.1:{postfix.plain}"
    weekly = a_list(40)
    first, second = Subscriber.objects.order_by("id")[:2]
    Subscriber.objects.filter(id=first.id).update(address="nobody@readers.example")
    Subscriber.objects.filter(id=second.id).update(address="full@readers.example")
    post = leaving.a_newsletter(STORIES["tamil"], a_channel("mail"), weekly, leaving.an_appeal())
    mailing.start(post.id, timezone.now)
    drain.drain(post.id, timezone.now, lambda: False)
    assert {kind: n for kind, n in counts(Post.objects.get(id=post.id)).items() if n} == {
        "candidates": 40, "accepted": 38, "failed": 1, "deferred": 1,
    }  # fmt: skip
    assert Message.objects.filter(post=post).count() == 40
    arrived(mailbox, 38)
    reached = [mail["to"] for mail in mailbox.control.inbox()]
    assert sorted(reached) == sorted(f"reader{number}@readers.example" for number in range(2, 40))
    late = lambda: timezone.now() + timedelta(hours=1)  # noqa: E731 - a clock
    drain.drain(post.id, late, lambda: False)
    assert len(mailbox.control.inbox()) == 38


def test_what_a_server_further_on_refuses_comes_back_and_is_taken_in(
    postfix: Postfix, mailbox: Running, settings: Any
) -> None:
    newsroom = leaving.a_harbour()
    Newsroom.objects.filter(id=newsroom.id).update(practice=False)
    settings.SITE_URL, settings.SMTP_URL = leaving.PUBLIC, f"smtp://127.0.0.1:{postfix.plain}"
    settings.BOUNCE_ADDRESS, settings.BOUNCE_MAILDIR = "b@b.harbour.example.org", str(postfix.bounces)
    mailbox.control.fault("smtp", "status", moment="rcpt", status=550, match="reader1@", words="5.1.1 No such user")
    mailbox.control.fault("smtp", "status", moment="rcpt", status=554, match="reader2@", words="5.7.1 Policy")
    post = leaving.a_newsletter(STORIES["tamil"], a_channel("mail"), a_list(3), leaving.an_appeal())
    mailing.start(post.id, timezone.now)
    drain.drain(post.id, timezone.now, lambda: False)
    assert counts(Post.objects.get(id=post.id))["accepted"] == 3
    deadline = time.monotonic() + 60
    while Event.objects.count() < 2 and time.monotonic() < deadline:
        returned.collect(timezone.now())
        time.sleep(0.1)
    assert set(Event.objects.values_list("kind", "code")) == {("hard", "5.1.1"), ("ours", "5.7.1")}
    dead = Subscriber.objects.get(address_hash=Suppression.objects.get().address_hash)
    assert dead.address == "reader1@readers.example"
    assert not (postfix.bounces / "aside").exists()
