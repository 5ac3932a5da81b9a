"""Mail through the practice mailbox: what arrives, and what every reply becomes."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import pytest

from publisher.channels import connect
from publisher.channels.mail import smtp
from publisher.channels.mail.answers import VERBS
from publisher.channels.mail.smtp import Relay
from publisher.ports import Disconnected, Envelope, Failure, Refused, Retry, Uncertain
from publisher.replies import BASIC, ENHANCED, REST, SIGN_IN, classify, enhanced_of

HEAD = b"From: news@news.example\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\nMessage-ID: <1@news.example>\r\n\r\n"


def a_mail(to: str = "r@example.org", body: bytes = b"Hello\r\n", **more) -> Envelope:
    return Envelope("news@news.example", to, HEAD + body, **more)


@pytest.fixture
def relay(world):
    with_domain = connect("mail", {"domain": "news.example"}, world.world)
    yield with_domain
    with_domain.close()


def test_a_mail_arrives_byte_for_byte(world, relay):
    body = b".\r\n..\r\n.hidden\r\nHello\r\n.\r\n"
    assert relay.send(a_mail(body=body)).startswith("250 2.0.0 OK")
    (received,) = world.control.inbox()
    assert world.control.raw(received["id"]) == HEAD + body


def test_the_connection_is_kept(world, relay):
    world.control.fault("smtp", "stall", moment="connected", seconds=0.01)
    for number in range(5):
        relay.send(a_mail(f"r{number}@example.org"))
    assert world.control.counts()["mail"] == 5
    assert len(world.control.moments()) == 1


def test_the_greeting_names_the_sending_domain(world, relay):
    relay.send(a_mail())
    assert world.control.inbox()[0]["helo"] == "news.example"
    other = connect("mail", {}, world.world)
    other.send(a_mail())
    other.close()
    assert world.control.inbox()[1]["helo"] == "news.example"


def test_no_host_name_is_said_when_nothing_better_is_known(world):
    relay = connect("mail", {}, world.world)
    world.control.fault("smtp", "stall", moment="ehlo", seconds=0.01)
    relay.probe()
    (moment,) = world.control.moments()
    assert moment["what"] == "localhost"
    assert socket.gethostname() not in moment["what"]


def test_one_refused_reader_does_not_hurt_the_next(world, relay):
    world.control.fault("smtp", "status", moment="rcpt", status=550, words="5.1.1 No such user", match="gone@")
    with pytest.raises(Refused) as caught:
        relay.send(a_mail("gone@example.org"))
    assert caught.value.code == "550 5.1.1"
    relay.send(a_mail())
    assert [received["to"] for received in world.control.inbox()] == ["r@example.org"]


def test_no_address_stands_in_a_failure(world, relay):
    world.control.fault("smtp", "status", moment="rcpt", status=550, words="5.1.1 <gone@example.org>: unknown")
    with pytest.raises(Refused) as caught:
        relay.send(a_mail("gone@example.org"))
    assert "gone" not in caught.value.why
    assert "(address) unknown" in caught.value.why


def test_a_foreign_local_part_travels_by_smtputf8(world, relay):
    relay.send(a_mail("தமிழ்@example.org", smtputf8=True))
    assert world.control.inbox()[0]["to"] == "தமிழ்@example.org"
    assert world.control.inbox()[0]["smtputf8"]


@pytest.mark.parametrize("address", ["a b@example.org", "a@example.org>\r\nRCPT TO:<b@example.org", "a\x00@b.org", ""])
def test_an_address_that_could_be_a_command_is_refused(world, relay, address):
    with pytest.raises(Refused):
        relay.send(a_mail(address))
    assert world.control.counts()["mail"] == 0


def test_a_closed_kept_connection_is_opened_again_before_anything_was_sent(world, relay):
    relay.send(a_mail())
    world.control.mend(world.control.fault("smtp", "refuse"))  # throws out who is connected
    relay.send(a_mail())
    assert world.control.counts()["mail"] == 2


def test_a_421_on_a_kept_connection_is_a_reason_to_connect_anew(world, relay):
    relay.send(a_mail())
    world.control.fault("smtp", "status", moment="mail", status=421, words="4.4.2 Idle", times=1)
    relay.send(a_mail())
    assert world.control.counts()["mail"] == 2


def test_a_refusing_relay_costs_nobody_their_mail(world, relay):
    world.control.fault("smtp", "refuse")
    with pytest.raises(Disconnected) as caught:
        relay.send(a_mail())
    assert caught.value.reason == "unreachable"
    with pytest.raises(Disconnected):
        relay.probe()
    world.control.mend()
    relay.probe()
    relay.send(a_mail())
    assert world.control.counts()["mail"] == 1


# -- every row of the table ------------------------------------------------------------------------------------

MOMENT = {"connect": "connected", "helo": "ehlo", "mail": "mail", "rcpt": "rcpt", "dot": "request read"}
CASES = [
    *((stage, digit * 100 + 51, "") for stage, digit in REST if stage in MOMENT),
    *((stage, code, "") for code in BASIC for stage in ("mail", "rcpt", "dot")),
    *(("mail", code, "") for code in SIGN_IN),
    *(("rcpt", 550, f"{known}.9" if known.count(".") == 1 else known) for known in ENHANCED),
    *(("dot", 554, f"{known}.9" if known.count(".") == 1 else known) for known in ENHANCED),
]


@pytest.mark.parametrize(("stage", "code", "enhanced"), CASES)
def test_each_reply_becomes_the_verb_of_its_row(world, relay, stage, code, enhanced):
    words = f"{enhanced} said so".strip()
    world.control.fault("smtp", "status", moment=MOMENT[stage], status=code, words=words)
    with pytest.raises(Failure) as caught:
        relay.send(a_mail())
    meaning = classify(code, enhanced, stage)
    assert type(caught.value) is {**VERBS, "Disconnected": Disconnected}[meaning.verb]
    assert caught.value.why.startswith(meaning.why)
    if isinstance(caught.value, Disconnected):
        assert caught.value.reason == meaning.reason
    world.control.mend()
    relay.send(a_mail())  # and the next one goes
    assert world.control.counts()["mail"] == 1


@pytest.mark.parametrize(
    ("code", "words", "stage", "verb", "reason"),
    [
        (450, "4.2.1 try later", "rcpt", "Retry", None),
        (450, "4.7.1 greylisted", "rcpt", "Retry", None),
        (451, "4.3.0", "dot", "Retry", None),
        (552, "5.2.2 full", "rcpt", "Refused", None),
        (550, "5.1.1", "rcpt", "Refused", None),
        (550, "5.7.26 unauthenticated", "dot", "Disconnected", "reputation"),
        (550, "5.7.515", "rcpt", "Disconnected", "reputation"),
        (554, "5.7.1 spam", "dot", "Disconnected", "reputation"),
        (421, "4.7.28 too much", "dot", "Disconnected", "unreachable"),
        (454, "Throttling failure", "dot", "Disconnected", "unreachable"),
        (530, "5.7.0 Must issue STARTTLS", "mail", "Disconnected", "credentials"),
        (535, "5.7.139 no", "auth", "Disconnected", "credentials"),
        (454, "4.7.0 later", "auth", "Disconnected", "unreachable"),
        (552, "5.3.4 too big", "dot", "Refused", None),
        (550, "5.1.8 sender", "rcpt", "Disconnected", "reputation"),
        (550, "4.7.1 contradicts itself", "rcpt", "Refused", None),
        (299, "", "dot", "Uncertain", None),
        (299, "", "rcpt", "Disconnected", "unreachable"),
    ],
)
def test_known_replies_of_real_servers(code, words, stage, verb, reason):
    meaning = classify(code, enhanced_of(words), stage)
    assert meaning.verb == verb
    assert reason is None or meaning.reason == reason


# -- a server of our own where the practice mailbox is too polite ---------------------------------------------------


@pytest.fixture
def close():
    """Closes the relays that it was shown."""
    with contextlib.ExitStack() as stack:

        def shown(relay: Relay) -> Relay:
            stack.callback(relay.close)
            return relay

        yield shown


class Scripted:
    """Says the next line of its script for each line it reads; None: hangs up; a number: waits so long."""

    def __init__(self, *script: str | float | None) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.server.getsockname()[1]}"
        self.heard: list[bytes] = []
        self.script = list(script)
        threading.Thread(target=self._talk, daemon=True).start()

    def _talk(self) -> None:
        guest, _ = self.server.accept()
        # A client that hangs up is no fault of this server's.
        with contextlib.suppress(ConnectionError), guest, guest.makefile("rb") as lines, self.server:
            for say in self.script:
                if say is None:
                    return
                if isinstance(say, float):
                    time.sleep(say)
                    continue
                guest.sendall(say.encode() + b"\r\n")
                line = lines.readline()
                self.heard.append(line)
                if self.heard[-2:-1] == [b"DATA\r\n"]:
                    while line not in (b".\r\n", b""):
                        line = lines.readline()


def test_death_before_the_dot_means_that_nothing_happened(close):
    relay = close(Relay(Scripted("220 hi", "250 hi", "250 ok", "250 ok", None).url, "news.example"))
    with pytest.raises(Disconnected) as caught:
        relay.send(a_mail())
    assert caught.value.reason == "unreachable"


def test_death_after_the_dot_means_that_we_do_not_know(close):
    relay = close(Relay(Scripted("220 hi", "250 hi", "250 ok", "250 ok", "354 go", None).url, "news.example"))
    with pytest.raises(Uncertain):
        relay.send(a_mail())


@pytest.mark.alone
def test_a_server_that_drips_is_given_up_in_time(monkeypatch, close):
    monkeypatch.setattr(smtp, "IN_ALL", 0.4)
    relay = close(Relay(Scripted("220 hi", "250 hi", "250 ok", "250 ok", "354 go", 5.0).url, "news.example"))
    started = time.monotonic()
    with pytest.raises(Uncertain):
        relay.send(a_mail())
    assert time.monotonic() - started < 2


@pytest.mark.alone
def test_a_server_that_never_greets_is_given_up_in_time(monkeypatch, close):
    monkeypatch.setattr(smtp, "IN_ALL", 0.3)
    relay = close(Relay(Scripted(5.0).url, "news.example"))
    with pytest.raises(Disconnected):
        relay.send(a_mail())


def test_a_password_is_not_said_in_the_clear_beyond_loopback():
    relay = Relay("smtp://user:secret@mail.example:587")
    assert relay.doors[0].demand
    assert not Relay("smtp://127.0.0.1:25").doors[0].demand
    assert Relay("smtp://127.0.0.1:25?tls=demand").doors[0].demand


def test_encryption_that_is_demanded_and_not_offered_ends_it(close):
    server = Scripted("220 hi", "250 hi", "221 bye")
    with pytest.raises(Disconnected, match="no encryption"):
        close(Relay(server.url + "?tls=demand", "news.example")).send(a_mail())


def test_a_wrong_password_pauses_for_a_person(close):
    server = Scripted("220 hi", "250-hi\r\n250 AUTH PLAIN", "535 5.7.8 no")
    with pytest.raises(Disconnected) as caught:
        close(Relay(server.url.replace("//", "//me:wrong@"), "news.example")).send(a_mail())
    assert caught.value.reason == "credentials"
    assert "wrong" not in caught.value.why


def test_a_right_password_lets_us_in(close):
    server = Scripted("220 hi", "250-hi\r\n250 AUTH PLAIN", "235 2.7.0 ok", "250 ok", "250 ok", "354 go", "250 taken")
    relay = close(Relay(server.url.replace("//", "//me:s%40fe@"), "news.example"))
    assert relay.send(a_mail()) == "250 taken"
    assert server.heard[1].startswith(b"AUTH PLAIN ")


def test_a_server_without_a_way_to_sign_in_pauses_for_a_person(close):
    server = Scripted("220 hi", "250 hi", "221 bye")
    with pytest.raises(Disconnected) as caught:
        close(Relay(server.url.replace("//", "//me:x@"), "news.example")).probe()
    assert caught.value.reason == "credentials"


def test_a_server_that_lacks_smtputf8_refuses_that_reader_only(close):
    relay = close(Relay(Scripted("220 hi", "250 hi", "221 bye").url, "news.example"))
    with pytest.raises(Refused):
        relay.send(a_mail("தமிழ்@example.org", smtputf8=True))


def test_4xx_and_5xx_keep_their_codes_for_the_record(world, relay):
    world.control.fault("smtp", "status", moment="rcpt", status=450, words="4.2.1 later")
    with pytest.raises(Retry) as caught:
        relay.send(a_mail())
    assert caught.value.code == "450 4.2.1"


def test_a_yes_that_names_the_reader_is_kept_without_the_address(close):
    server = Scripted("220 hi", "250 hi", "250 ok", "250 ok", "354 go on", "250 taken for <r@example.org>, thanks")
    assert close(Relay(server.url, "news.example")).send(a_mail()) == "250 taken for (address) thanks"


# -- more than one relay ---------------------------------------------------------------------------------------------

GREETED = ("220 hi", "250 hi", "250 ok", "250 ok", "354 go", "250 taken")
CLOSED = "smtp://127.0.0.1:1"


def test_where_the_first_relay_is_away_the_second_carries_the_mail(close):
    relay = close(Relay(f"{CLOSED} {Scripted(*GREETED).url}", "news.example"))
    assert relay.send(a_mail()) == "250 taken"


def test_one_that_refuses_our_password_is_passed_over_too(close):
    first = Scripted("220 hi", "250-hi\r\n250 AUTH PLAIN", "535 5.7.8 no").url.replace("//", "//me:wrong@")
    assert close(Relay(f"{first} {Scripted(*GREETED).url}", "news.example")).send(a_mail()) == "250 taken"


def test_where_none_takes_us_in_the_first_ones_words_are_told(close):
    first = Scripted("220 hi", "250-hi\r\n250 AUTH PLAIN", "535 5.7.8 no").url.replace("//", "//me:wrong@")
    with pytest.raises(Disconnected) as caught:
        close(Relay(f"{first} {CLOSED}", "news.example")).send(a_mail())
    assert caught.value.reason == "credentials"


def test_the_first_is_asked_again_after_a_minute(close, monkeypatch):
    first, second = Scripted("220 hi", "250 hi", "221 bye"), Scripted("220 hi", "250 hi", "221 bye")
    relay = close(Relay(f"{first.url} {second.url}", "news.example"))
    relay._closed_at[relay.doors[0]] = time.monotonic()
    relay.probe()
    assert (first.heard, second.heard[:1]) == ([], [b"ehlo news.example\r\n"])
    relay._closed_at[relay.doors[0]] = time.monotonic() - smtp.SHUNNED
    relay.probe()
    assert first.heard[:1] == [b"ehlo news.example\r\n"]
