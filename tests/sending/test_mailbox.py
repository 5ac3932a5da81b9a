"""What comes back to a mailbox elsewhere is taken in: once, and without a trace in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from publisher.audience.links import return_path
from publisher.channels.mail.mailbox import Box
from publisher.cli.doctor import _returned
from publisher.models import Channel, Event, Newsroom, Post, Suppression
from publisher.ports import Disconnected
from publisher.sending import mailbox, plan
from tests.channels.test_returned import arf, dsn
from tests.making import NOW, a_mail_post, a_newsroom
from tests.sending.test_heard import sent

from .imap_server import ImapServer

pytestmark = pytest.mark.django_db
WORD = "geheim é"


@pytest.fixture
def server() -> Iterator[ImapServer]:
    made = ImapServer()
    yield made
    made.close()
    assert made.wrong == []


@pytest.fixture
def post() -> Post:
    a_newsroom(practice=False)
    made = sent(a_mail_post(4))
    choose(made.channel_id)
    return made


def choose(channel_id: int, password: str = WORD) -> None:
    mailbox.choose(channel_id, Box("imap.gazette.example", "bounces", password, 'IN "BOX'))


def bounce(post: Post, sequence: int) -> bytes:
    path = return_path(post.id, sequence, "b@b.gazette.example")
    return dsn(To=path, Delivered_To=path)


def collect(server: ImapServer, post: Post) -> int:
    return mailbox.collect(post.channel_id, lambda: NOW, server.connect)


def known() -> dict[str, object]:
    return dict(Channel.objects.get().options["mailbox"])


def test_each_mail_is_taken_in_once(server, post):
    server.mails = {3: bounce(post, 1), 4: arf(path=return_path(post.id, 2, "b@b.gazette.example")), 9: b"Hello!\r\n"}
    assert collect(server, post) == 3
    assert set(Suppression.objects.values_list("reason", flat=True)) == {"bounce 5.1.1", "complaint"}
    assert collect(server, post) == 0
    server.mails[10] = bounce(post, 3)
    assert collect(server, post) == 1
    assert Event.objects.count() == 3
    assert known() == {"looked_at": NOW.isoformat(), "validity": 7, "uid": 10, "why": ""}
    assert len(server.mails) == 4


def test_a_mailbox_that_was_made_anew_is_read_from_its_beginning(server, post):
    server.mails = {9: bounce(post, 1)}
    collect(server, post)
    server.validity, server.mails = 8, {1: bounce(post, 1), 2: bounce(post, 2)}
    assert collect(server, post) == 2
    assert Event.objects.count() == 2


@pytest.mark.parametrize("plain", [True, False])
def test_a_wrong_password_is_said_and_what_is_mended_goes_on(server, post, plain):
    server.plain, server.password, server.mails = plain, "other", {1: bounce(post, 1)}
    choose(post.channel_id, "wrong")
    assert collect(server, post) == 0
    assert "does not take this name and password" in str(known()["why"])
    assert "@" not in str(known()["why"])
    assert [(finding.level, finding.message) for finding in _returned()] == [("look", known()["why"])]
    choose(post.channel_id, "other")
    assert collect(server, post) == 1
    assert known()["why"] == ""
    assert list(_returned()) == []


def test_what_was_read_before_it_hangs_up_is_not_read_again(server, post):
    server.mails = {uid: bounce(post, uid) for uid in (1, 2, 3)}
    server.breaks = 3
    assert collect(server, post) == 2
    assert "could not be read" in str(known()["why"])
    server.breaks = 0
    assert collect(server, post) == 1


def test_a_mail_that_is_said_to_be_endless_is_not_taken(server, post):
    server.mails, server.size = {1: bounce(post, 1)}, 10**12
    assert collect(server, post) == 0
    assert str(known()["why"]).endswith("could not be read: abort.")


def test_one_that_was_chosen_meanwhile_is_read_from_its_beginning(server, post):
    server.mails = {5: bounce(post, 1)}
    old = Channel.objects.get()
    choose(post.channel_id, "another")
    mailbox._keep(old, uid=5, validity=7)
    assert known() == {}


def test_it_is_looked_at_every_two_minutes_and_never_while_practising(server, post):
    def rings(now):
        return [ring for ring in plan.upkeep(now) if ring.task == "mailbox"]

    assert len(rings(NOW)) == 1
    collect(server, post)
    assert rings(NOW + timedelta(minutes=1)) == []
    assert len(rings(NOW + timedelta(minutes=2))) == 1
    Newsroom.objects.update(practice=True)
    assert rings(NOW + timedelta(minutes=2)) == []
    guests = server.guests
    assert collect(server, post) == 0
    assert server.guests == guests


def test_its_password_stands_nowhere_in_the_clear(post):
    row = Channel.objects.values().get()
    assert "geheim" not in json.dumps(row, default=str)
    assert mailbox.kept(Channel.objects.get()) == Box("imap.gazette.example", "bounces", "geheim é", 'IN "BOX')
    mailbox.choose(post.channel_id, None)
    assert mailbox.kept(Channel.objects.get()) is None
    assert list(mailbox.due(NOW)) == []


def test_a_mailbox_inside_a_private_network_is_not_opened():
    with pytest.raises(Disconnected, match="private network"):
        mailbox._guarded("localhost", 993)
