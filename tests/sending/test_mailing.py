"""A newsletter, drained against the practice world's real SMTP."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.utils import timezone

from publisher.audience import links, unsubscribe
from publisher.editing import intake, posts
from publisher.models import Appeal, Channel, Message, Newsroom, Outcome, Post, Subscriber, Wording
from publisher.rendering import personal
from publisher.responses.report import counts, possibly_twice
from publisher.sending import drain, ledger, mailing, writing
from publisher.sending.probe import probe
from publisher.sending.stop import stop
from tests.making import a_channel, a_list, a_newsroom, a_reader, a_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(world) -> Post:
    """A newsletter to three readers, approved and due."""
    a_newsroom()
    return queued(a_list(3))


def queued(mailing_list) -> Post:
    article = intake.keep(a_story(), member=None)
    [made] = posts.prepare(article, [a_channel("mail")], member=None, mailing_list=mailing_list)
    posts.render_article(article.id)
    made.refresh_from_db()
    Post.objects.filter(id=made.id).update(
        state="queued", approved_hash=made.content_hash, due_at=timezone.now() - timedelta(seconds=1)
    )
    return Post.objects.get(id=made.id)


def go(post: Post, clock=timezone.now) -> dict[str, int]:
    mailing.start(post.id, clock)
    drain.drain(post.id, clock, lambda: False)
    sums = counts(post)
    assert sums["candidates"] == sum(n for kind, n in sums.items() if kind != "candidates")
    assert ledger.audit(post) == []
    return {kind: n for kind, n in sums.items() if n}


def later(seconds: float):
    return lambda: timezone.now() + timedelta(seconds=seconds)


def state(post: Post) -> str:
    return Post.objects.values_list("state", flat=True).get(id=post.id)


def test_every_reader_gets_one_mail(post, world):
    assert go(post) == {"candidates": 3, "accepted": 3}
    assert state(post) == "sent"
    assert sorted(mail["to"] for mail in world.inbox()) == [f"reader{n}@readers.example" for n in range(3)]


def test_what_is_previewed_is_what_goes_byte_for_byte(post, world):
    go(post)
    reader = Subscriber.objects.get(address="reader1@readers.example")
    [raw] = [world.raw(mail["id"]) for mail in world.inbox(to=reader.address)]
    sent = message_from_bytes(raw, policy=policy.default)
    letter = posts.preview(Post.objects.get(id=post.id))["letters"][0]
    since = writing.said_date(reader.subscriptions.get().consented_at, "Asia/Colombo", "en")
    assert since == "December 1, 2026"
    values = writing.reader_values(reader, post.mailing_list_id, since)
    for kind in ("html", "text"):
        part = sent.get_body(("html",) if kind == "html" else ("plain",)).get_content()
        previewed = personal.fill(letter[kind], values, nonce=letter["nonce"], html=kind == "html")
        assert part.replace("\r\n", "\n").strip() == previewed.strip()
    assert str(sent["Subject"]) == letter["subject"]


def test_the_headers_that_bulk_mail_needs_are_there_in_raw_bytes(post, world):
    go(post)
    raw = world.raw(world.inbox()[0]["id"])
    head = raw.partition(b"\r\n\r\n")[0]
    [unsubscribe_line] = [line for line in head.split(b"\r\n") if line.startswith(b"List-Unsubscribe:")]
    assert unsubscribe_line.startswith(b"List-Unsubscribe: <http")
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert b"List-Id: Weekly letter <weekly.gazette.example>" in head
    assert b"@gazette.example>" in head.partition(b"Message-ID: <")[2].partition(b"\r\n")[0]
    assert b"Reply-To" not in head or b"Reply-To: " in head


def test_a_bounce_comes_back_to_an_address_that_names_the_mail_and_nobody_else_does(post, world, settings):
    settings.BOUNCE_ADDRESS = "b@b.gazette.example"
    go(post)
    senders = {mail["to"]: mail["sender"] for mail in world.inbox()}
    assert len(set(senders.values())) == 3
    for message in Message.objects.filter(post=post):
        address = Subscriber.objects.get(id=message.subscriber).address
        assert senders[address].endswith("@b.gazette.example")
        assert links.read_return_path(senders[address]) == (post.id, message.sequence)
        [raw] = [world.raw(mail["id"]) for mail in world.inbox(to=address)]
        assert b"b.gazette.example" not in raw


def test_without_an_address_for_bounces_they_come_back_to_the_sender(post, world):
    go(post)
    assert {mail["sender"] for mail in world.inbox()} == {Newsroom.objects.get().sender_address}


def test_a_newsletter_is_signed_by_the_keys_of_its_domain_alone(post, world, settings, tmp_path):
    for name in ("n1._domainkey.gazette.example", "n1._domainkey.other.example", "n2._domainkey.example"):
        private = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (tmp_path / name).write_bytes(private)
        settings.DKIM_KEYS = [*settings.DKIM_KEYS, f"{name}:{tmp_path / name}"]
    go(post)
    head = world.raw(world.inbox()[0]["id"]).partition(b"\r\n\r\n")[0]
    assert re.findall(rb"d=(\S+);\s+s=(\S+);", head) == [(b"gazette.example", b"n1"), (b"example", b"n2")]


def test_what_cannot_be_signed_does_not_leave_and_costs_nobody_their_copy(post, world, settings, tmp_path):
    settings.DKIM_KEYS = [f"n1._domainkey.gazette.example:{tmp_path / 'gone'}"]
    assert go(post) == {"candidates": 3, "waiting": 3}
    channel = Channel.objects.get(kind="mail")
    assert channel.paused_reason == "credentials"
    assert (
        channel.paused_why
        == "The DKIM key n1._domainkey.gazette.example cannot be read from its file: No such file or directory."
    )
    settings.DKIM_KEYS = []
    channel.resume()
    assert go(post) == {"candidates": 3, "accepted": 3}


def test_a_letter_that_nobody_can_be_sent_costs_nobody_their_copy(post, world):
    sender = post.content["sender"] | {"address": "no address"}
    Post.objects.filter(id=post.id).update(content=post.content | {"sender": sender})
    assert go(post) == {"candidates": 3, "waiting": 3}
    assert "This newsletter cannot be written: This is not an address" in Channel.objects.get(kind="mail").paused_why


@pytest.mark.parametrize(
    "name",
    ["{{ 7*7 }}<b>", "\r\nBcc: evil@example.org", "ශ්‍රී லங்கா", "نور \u202egnp.exe", 'O\'Brien, "Pat" <x@y>', "\x01"],
)
def test_a_hostile_name_stays_a_name(world, name):
    a_newsroom()
    readers = a_list()
    a_reader(readers, "reader@readers.example", name)
    go(queued(readers))
    [mail] = world.inbox()
    sent = message_from_bytes(world.raw(mail["id"]), policy=policy.default)
    assert sent["Bcc"] is None
    assert sent["To"].addresses[0].addr_spec == "reader@readers.example"
    assert "49" not in str(sent["To"])


def test_someone_who_left_after_the_freeze_gets_nothing(post, world):
    mailing.start(post.id, timezone.now)
    reader = Subscriber.objects.get(address="reader1@readers.example")
    unsubscribe.leave(reader.id, post.mailing_list_id, timezone.now())
    assert go(post) == {"candidates": 3, "accepted": 2, "suppressed": 1}
    assert world.inbox(to=reader.address) == []


def test_someone_erased_after_the_freeze_gets_nothing(post, world):
    mailing.start(post.id, timezone.now)
    Subscriber.objects.get(address="reader1@readers.example").delete()
    assert go(post) == {"candidates": 3, "accepted": 2, "suppressed": 1}


def test_a_450_waits_and_is_delivered_once(post, world):
    world.fault("smtp", "status", moment="rcpt", status=450, times=1, match="reader1@readers.example")
    assert go(post) == {"candidates": 3, "accepted": 2, "deferred": 1}
    assert state(post) == "sending"
    assert go(post, later(60)) == {"candidates": 3, "accepted": 3}
    assert state(post) == "sent"
    assert len(world.inbox()) == 3


def test_a_450_for_ever_has_failed_after_the_deadline_and_says_so(post, world):
    world.fault("smtp", "status", moment="rcpt", status=450, match="reader1@readers.example")
    go(post)
    end = settings.GIVE_UP_AFTER.total_seconds()
    assert go(post, later(end)) == {"candidates": 3, "accepted": 2, "failed": 1}
    assert "Given up after 2 tries" in Outcome.objects.get(kind="failed").reply


def test_a_550_fails_at_once_with_its_words(post, world):
    world.fault(
        "smtp", "status", moment="rcpt", status=550, match="reader1@readers.example", words="5.1.1 No such user"
    )
    assert go(post) == {"candidates": 3, "accepted": 2, "failed": 1}
    assert "5.1.1" in Outcome.objects.get(kind="failed").reply


def test_a_relay_that_refuses_pauses_the_channel_and_costs_nobody_a_copy(post, world):
    world.fault("smtp", "refuse")
    assert go(post) == {"candidates": 3, "waiting": 3}
    assert Channel.objects.get().paused_reason == "unreachable"
    world.mend()
    assert probe(post.channel_id, timezone.now)
    assert go(post) == {"candidates": 3, "accepted": 3}


@pytest.mark.parametrize(
    ("status", "words"), [(454, "Throttling failure: Maximum sending rate exceeded."), (421, "4.7.0")]
)
def test_a_relay_that_works_and_says_not_so_fast_is_given_a_moment(world, status, words):
    a_newsroom()
    post = queued(a_list(4))
    world.fault("smtp", "status", moment="request read", status=status, words=words, times=1, match="reader2")
    begun = timezone.now()
    assert go(post) == {"candidates": 4, "accepted": 4}
    assert timezone.now() - begun > timedelta(seconds=1)
    assert Channel.objects.get().paused_at is None
    assert len(world.inbox()) == 4


def test_a_connection_lost_after_the_dot_is_sent_again_and_named(post, world):
    world.fault("smtp", "drop", moment="stored", times=1, match="reader1@readers.example")
    assert go(post) == {"candidates": 3, "accepted": 2, "uncertain": 1}
    assert go(post, later(60)) == {"candidates": 3, "accepted": 3}
    twice = world.inbox(to="reader1@readers.example")
    assert len(twice) == 2
    assert len({dict(mail["headers"])["Message-ID"] for mail in twice}) == 1
    assert possibly_twice(post) == [2]


def test_stop_means_that_no_further_body_leaves(post, world):
    mailing.start(post.id, timezone.now)
    stop(None, timezone.now())
    assert go(post) == {"candidates": 3, "waiting": 3}
    Newsroom.objects.update(stopped_at=None)
    assert go(post) == {"candidates": 3, "accepted": 3}


def test_a_drain_that_is_told_to_leave_gives_its_batch_back(post, world):
    mailing.start(post.id, timezone.now)
    drain.drain(post.id, timezone.now, lambda: len(world.inbox()) >= 1)
    assert counts(post) | {"accepted": 1, "uncertain": 0, "waiting": 2} == counts(post)
    assert go(post) == {"candidates": 3, "accepted": 3}


def test_a_withdrawn_newsletter_stays_where_it_is(post, world):
    mailing.start(post.id, timezone.now)
    Post.objects.filter(id=post.id).move("sending", "cancelled")
    assert go(post) == {"candidates": 3, "waiting": 3}


def test_each_reader_gets_the_wording_written_at_the_freeze(world):
    a_newsroom()
    appeal = Appeal.objects.create(name="Winter", link="https://gazette.example/give", standing=True)
    for label in "AB":
        Wording.objects.create(
            appeal=appeal, label=label, headline=f"Headline {label}", body="Because.", call_to_action=f"Give {label}"
        )
    post = queued(a_list(12))
    go(post)
    references = {letter["reference"] for letter in post.content["letters"]}
    assert len(references) == 2
    carried = [reference for mail in world.inbox() for reference in references if reference in mail["html"]]
    assert len(carried) == 12
    assert set(carried) == references


def test_no_link_tells_who_the_reader_is(post, world):
    go(post)
    for mail in world.inbox():
        for line in (mail["html"] + mail["text"]).split("utm_")[1:]:
            assert "reader" not in line.partition('"')[0].partition("\n")[0]


@pytest.mark.parametrize(
    ("language", "said"),
    [("cy", "December 1, 2026"), ("fi", "1. joulukuuta 2026"), ("ka", "1 დეკემბერი, 2026"), ("de", "1. Dezember 2026")],
)
def test_a_day_is_said_in_the_words_around_it_which_are_english_where_a_language_has_none(language, said):
    assert writing.said_date(datetime(2026, 12, 1, 12, tzinfo=UTC), "UTC", language) == said
