"""The mailbox for what comes back, on the page of the mail channel."""

from __future__ import annotations

import pytest
from django.test import Client

from publisher.channels.mail.mailbox import Box
from publisher.models import Channel
from publisher.sending import mailbox
from publisher.web.desk import testing

from .conftest import said

BOX = {"host": "imap.gazette.example", "user": "bounces", "password": "geheim", "folder": "Back"}


def kept(channel: Channel) -> Box | None:
    return mailbox.kept(Channel.objects.get(id=channel.id))


def test_it_is_chosen_shown_without_its_password_and_given_up(desk: Client, channels: dict[str, Channel]) -> None:
    mail = channels["mail"]
    desk.post(f"/channels/{mail.id}/mailbox/", BOX)
    assert kept(mail) == Box(**BOX)
    page = desk.get(f"/channels/{mail.id}/")
    assert "not read yet" in said(page)
    assert "imap.gazette.example" in page.content.decode()
    assert "geheim" not in page.content.decode()
    desk.post(f"/channels/{mail.id}/mailbox/", BOX | {"password": "", "folder": ""})
    assert kept(mail) == Box(BOX["host"], BOX["user"], "geheim", "INBOX")
    desk.post(f"/channels/{mail.id}/mailbox/", BOX | {"host": ""})
    assert kept(mail) is None


@pytest.mark.parametrize(
    "change",
    [
        {"host": "https://imap.gazette.example/"}, {"host": "imap.gazette.example:143"}, {"host": "a b"},
        {"user": ""}, {"user": "a\r\nb"}, {"folder": "Zurück"}, {"host": "elsewhere.example", "password": ""},
    ],
)  # fmt: skip
def test_what_could_not_be_read_or_would_tell_another_server_the_password_is_not_kept(
    desk: Client, channels: dict[str, Channel], change: dict[str, str]
) -> None:
    mail = channels["mail"]
    desk.post(f"/channels/{mail.id}/mailbox/", BOX)
    answer = desk.post(f"/channels/{mail.id}/mailbox/", BOX | change, follow=True)
    assert "Not saved" in said(answer)
    assert kept(mail) == Box(**BOX)


def test_connecting_mail_again_keeps_it(
    desk: Client, channels: dict[str, Channel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(testing, "probe", lambda channel, *, new: ({}, ""))
    mail = channels["mail"]
    desk.post(f"/channels/{mail.id}/mailbox/", BOX)
    desk.post(f"/channels/connect/mail/{mail.id}/", {"name": "letters", "mailing_list": mail.mailing_list_id})
    assert Channel.objects.get(id=mail.id).name == "letters"
    assert kept(mail) == Box(**BOX)


def test_only_mail_has_one_and_only_an_admin_gives_it(
    desk: Client, author: Client, channels: dict[str, Channel]
) -> None:
    assert desk.post(f"/channels/{channels['x'].id}/mailbox/", BOX).status_code == 404
    assert "h-mailbox" not in desk.get(f"/channels/{channels['x'].id}/").content.decode()
    assert author.post(f"/channels/{channels['mail'].id}/mailbox/", BOX).status_code == 403
    assert kept(channels["mail"]) is None
