"""Newsletters by providers' own interfaces: the same book, the same promises, on good days and bad."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from publisher.audience.links import read_return_path
from publisher.channels import connect
from publisher.channels.mail import esp, providers
from publisher.models import Channel, Outcome, Post, Subscriber
from publisher.ports import Disconnected, Envelope, Heard, Refused, Uncertain, World
from publisher.responses.report import counts, possibly_twice
from publisher.sending import drain, heard, ledger, mailing, writing
from publisher.sending.leases import Place
from tests.making import a_list, a_newsroom, a_reader
from tests.sending.provider_server import DEAD, NOWHERE, ProviderServer
from tests.sending.test_mailing import go, later, queued

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailNotSupportedWarning"),  # of SendGrid
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"),  # of botocore
]
ALL = list(providers.PROVIDERS)
every = pytest.mark.parametrize("kind", ALL)


@pytest.fixture
def server():
    made = ProviderServer()
    yield made
    made.close()


@pytest.fixture
def by(server, settings):
    """A newsletter to some readers, approved and due, by this provider."""

    def made(kind: str = "postmark", readers: int = 3, **fields) -> Post:
        settings.SMTP_URL, settings.EVENTS_ADDRESS = server.url(kind), "mail@events.invalid"
        settings.MAIL_CONNECTIONS = 2
        a_newsroom(practice=False, **fields)
        return queued(a_list(readers))

    return made


def an_envelope(to: str = "reader@readers.example") -> Envelope:
    post = Post.objects.get()
    reader = Subscriber.objects.first()
    return writing.Writer(post).write(Place(1, 1, 0), writing.Reader(reader.id, "Añna", to), timezone.now().date())


@every
def test_every_reader_gets_one_mail_and_the_book_keeps_the_providers_name_of_it(by, server, kind):
    post = by(kind)
    assert go(post) == {"candidates": 3, "accepted": 3}
    assert sorted(mail["to"] for mail in server.kept) == [f"reader{n}@readers.example" for n in range(3)]
    name = providers.PROVIDERS[kind].name
    assert all(row.reply.startswith(f"202 {name} took it as ") for row in Outcome.objects.all())
    assert len({row.reply for row in Outcome.objects.all()}) == 3


@every
def test_what_is_previewed_is_what_goes(by, server, kind):
    post = by(kind, readers=1)
    [reader] = Subscriber.objects.all()
    go(post)
    [kept] = server.kept
    joined = reader.subscriptions.get().consented_at
    since = writing.said_date(joined, "Asia/Colombo", "en")
    envelope = writing.Writer(Post.objects.get()).write(Place(1, 1, 0), reader, joined.date())
    whole = message_from_bytes(envelope.message, policy=policy.default)
    assert since in kept["text"]
    assert kept["subject"] == whole["Subject"]
    for part, name in (("plain", "text"), ("html", "html")):
        assert kept[name].split() == whole.get_body((part,)).get_content().split()
    for name in ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Feedback-ID", "Message-ID"):
        assert kept["headers"][name.lower()] == whole[name], name
    assert read_return_path(f"b+{kept['mail']}@x") == (post.id, 1)


@every
def test_an_address_that_the_provider_refuses_costs_this_mail_alone(by, server, kind):
    post = by(kind, readers=2)
    a_reader(post.mailing_list, f"nobody@{NOWHERE}")
    assert go(post) == {"candidates": 3, "accepted": 2, "failed": 1}
    assert "refuses this reader" in Outcome.objects.get(kind="failed").reply


def test_an_address_on_the_providers_list_is_refused(by, server):
    post = by("postmark", readers=1)
    a_reader(post.mailing_list, f"gone@{DEAD}")
    assert go(post) == {"candidates": 2, "accepted": 1, "failed": 1}


@every
def test_a_sender_that_is_not_verified_pauses_the_channel_and_costs_nobody_their_mail(by, server, kind):
    if kind in ("mailgun", "brevo"):
        pytest.skip("Mailgun takes any sender at its domain; Brevo's refusal does not name what is wrong.")
    post = by(kind, sender_address="letters@elsewhere.example")
    sums = go(post)
    assert sums == {"candidates": 3, "waiting": 3}
    assert Channel.objects.get().paused_reason == "reputation"


@every
def test_a_key_that_is_refused_pauses_the_channel(by, server, settings, kind):
    post = by(kind)
    settings.SMTP_URL = settings.SMTP_URL.replace("key-of-a-test", "another")
    assert go(post) == {"candidates": 3, "waiting": 3}
    assert Channel.objects.get().paused_reason in ("credentials", "reputation")
    assert "another" not in Channel.objects.get().paused_why


@every
def test_slower_means_a_breath_and_nobody_is_lost(by, server, kind):
    post = by(kind, readers=4)
    server.told.extend(["", 429])
    assert go(post) == {"candidates": 4, "accepted": 4}
    assert len(server.kept) == 4


@every
@pytest.mark.parametrize("what", ["stored 500", "half", "no json", "cut"])
def test_a_request_without_a_good_answer_is_in_doubt_and_not_repeated(by, server, kind, what):
    if (kind, what) == ("sendgrid", "no json"):
        pytest.skip("SendGrid's yes is its status alone.")
    post = by(kind, readers=3)
    server.told.extend(["", what])
    assert go(post) == {"candidates": 3, "accepted": 2, "uncertain": 1}
    assert len(server.kept) == (2 if what == "cut" else 3)
    drain.drain(post.id, later(60), lambda: False)  # its events have a quarter of an hour to tell
    assert counts(post)["uncertain"] == 1
    drain.drain(post.id, later(16 * 60), lambda: False)
    assert counts(post)["accepted"] == 3
    assert Post.objects.get().state == "sent"


@pytest.mark.alone
def test_a_provider_that_never_answers_is_let_go(by, server, monkeypatch):
    monkeypatch.setattr(esp, "ANSWER", 0.5)
    post = by("brevo", readers=2)
    server.told.append("hang")
    assert go(post) == {"candidates": 2, "accepted": 1, "uncertain": 1}
    assert "Brevo may have taken the mail" in Outcome.objects.get(kind="uncertain").reply


@pytest.mark.alone
def test_told_to_leave_it_doubts_what_is_on_the_wire_and_nothing_else(by, server, monkeypatch):
    monkeypatch.setattr(drain, "LEAVES_WITHIN", 0.3)
    post = by("postmark", readers=6)
    server.told.append("hang")
    mailing.start(post.id, timezone.now)
    drain.drain(post.id, timezone.now, lambda: server.asked >= 1)
    sums = counts(post)
    assert (sums["uncertain"], sums["waiting"]) == (1, 5)
    assert all(row.again_at is not None for row in Outcome.objects.all())


def test_a_provider_that_breaks_for_all_is_left_alone_after_a_few(by, server):
    post = by("resend", readers=40)
    server.told.extend([500] * 40)
    sums = go(post)
    assert sums["waiting"] >= 30
    assert Channel.objects.get().paused_reason == "unreachable"


def test_one_that_cannot_be_reached_costs_nobody_a_turn(by, server, settings):
    post = by("postmark")
    settings.SMTP_URL = "postmark://key@broadcast?api=http://127.0.0.1:1"
    assert go(post) == {"candidates": 3, "waiting": 3}
    assert Channel.objects.get().paused_reason == "unreachable"


def test_stop_means_stop(by, server):
    post = by("postmark", readers=30)
    mailing.start(post.id, timezone.now)
    Channel.objects.get().pause("reputation", "by a test", timezone.now())
    drain.drain(post.id, timezone.now, lambda: False)
    assert server.asked == 0


def test_newsletters_go_by_the_stream_for_them_and_our_own_mail_does_not(by, server):
    go(by("postmark", readers=1))
    assert server.kept[0]["stream"] == "broadcast"
    plain = b"From: letters@gazette.example\r\nTo: a@b.example\r\nSubject: Hi\r\nMIME-Version: 1.0\r\n"
    both = b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHi\r\n'
    notice = plain + both + b"--b\r\nContent-Type: text/html\r\n\r\n<p>Hi</p>\r\n--b--\r\n"
    words = esp.Esp(server.url("postmark")).send(Envelope("letters@gazette.example", "a@b.example", notice))
    assert words == "202 Postmark took it as pm-2"
    assert server.kept[1]["stream"] == "outbound"
    assert server.kept[1]["mail"] == ""


def test_a_list_with_a_name_in_another_script_keeps_its_id(by, server):
    post = by("brevo", readers=1)
    post.mailing_list.name = "வாராந்திர"
    content = post.content | {"sender": post.content["sender"] | {"list_name": "வாராந்திர"}}
    Post.objects.filter(id=post.id).update(content=content)
    go(post)
    assert server.kept[0]["headers"]["list-id"] == "<weekly.gazette.example>"


@every
def test_the_probe_sees_whether_the_provider_answers(server, kind):
    assert connect("mail", {}, World(False, server.url(kind))).probe()["account"] == providers.PROVIDERS[kind].name
    with pytest.raises(Disconnected, match="cannot be reached"):
        connect("mail", {}, World(False, server.url(kind).replace(server.base, "http://127.0.0.1:1"))).probe()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postmark://", "names one provider"),
        ("mailgun://key@", "lacks the region or domain"),
        ("brevo://key@ smtp://127.0.0.1", "names one provider"),
        ("resend://key@?api=http://elsewhere.example", "without TLS"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_said_so(url, words):
    with pytest.raises(Disconnected, match=words):
        connect("mail", {}, World(False, url)).probe()


# -- each row of the tables ------------------------------------------------------------------------------------

ROWS = [
    (kind, status, name, row)
    for kind in ALL
    for (status, name), row in {**providers.COMMON, **providers.PROVIDERS[kind].outcomes}.items()
]
SHAPES = {
    "amazon-ses": lambda name: {"__type": name or "Other", "message": "Words."},
    "postmark": lambda name: {"ErrorCode": int(name or 0) or 9999, "Message": "Words."},
    "sendgrid": lambda name: {"errors": [{"message": "Words.", "field": name}]},
    "brevo": lambda name: {"code": name or "other", "message": "Words."},
    "mailgun": lambda name: {"message": "Words."},
    "resend": lambda name: {"name": name or "other", "message": "Words."},
}


@pytest.mark.parametrize(("kind", "status", "name", "row"), ROWS)
def test_each_row_is_obeyed(by, server, kind, status, name, row):
    by(kind, readers=1)
    server.told.append(status)
    server.bodies[status] = SHAPES[kind](name)
    with pytest.raises(row.verb) as caught:
        esp.Esp(server.url(kind)).send(an_envelope())
    assert caught.value.why.startswith(row.why)
    assert getattr(caught.value, "reason", None) in (None, row.reason)
    assert server.kept == []


@every
@pytest.mark.parametrize("status", [408, 409, 418, 500, 502, 503, 504])
def test_an_answer_in_no_table_is_a_doubt(by, server, kind, status):
    by(kind, readers=1)
    server.told.append(status)
    with pytest.raises(Uncertain):
        esp.Esp(server.url(kind)).send(an_envelope())
    assert server.asked == 1


def test_no_address_is_in_what_is_said(by, server):
    by("mailgun", readers=1)
    server.told.append(400)
    server.bodies[400] = {"message": "reader@readers.example is odd"}
    with pytest.raises(Refused) as caught:
        esp.Esp(server.url("mailgun")).send(an_envelope())
    assert "readers.example" not in caught.value.why


def test_what_a_killed_worker_had_on_the_wire_waits_for_its_events_and_goes_again_without(by, server):
    post = by("postmark", readers=4)
    mailing.start(post.id, timezone.now)
    own = ledger.lease(post.id, timezone.now())
    own.slices += [[1, 2], [3, 4]]
    ledger.record_all(own, [], timezone.now())
    drain.drain(post.id, later(60), lambda: False)  # the lease has run out: 1 and 3 may have left
    assert counts(post) | {"candidates": 0} == {
        "candidates": 0, "accepted": 2, "uncertain": 2, "deferred": 0, "failed": 0, "suppressed": 0, "waiting": 0,
    }  # fmt: skip
    heard.hear(post.id, 1, Heard("delivered"), timezone.now())
    drain.drain(post.id, later(17 * 60), lambda: False)
    assert counts(post)["accepted"] == 4
    assert len(server.kept) == 3
    assert possibly_twice(post) == [3]
