from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from hashlib import sha256
from typing import Any

import pytest
from django.utils import timezone

from publisher.audience.links import read_token
from publisher.audience.speech import files
from publisher.audience.subscribe import ask, confirm
from publisher.audience.unsubscribe import leave
from publisher.models import (
    MailingList,
    Member,
    Message,
    Newsroom,
    Notice,
    Outcome,
    SignInLink,
    Subscription,
    Suppression,
)
from publisher.practice.control import Control
from publisher.sending import notices
from publisher.sending.notices import carry_out, due, request, write
from tests.making import a_channel, a_list, a_mail_post, a_member, a_newsroom, a_reader


@pytest.fixture
def weekly(db: None) -> MailingList:
    a_newsroom()
    return a_list()


def read(notice: Notice) -> EmailMessage:
    """The mail as a mail program reads it."""
    message = email.message_from_bytes(write(notice, timezone.now()).message, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def a_confirmation(weekly: MailingList, address: str = "new@example.org") -> Notice:
    subscription = ask(address, [weekly], consent="I agree", now=timezone.now())
    request("confirmation", subscription=subscription, words="I agree", lists=[weekly], now=timezone.now())
    return Notice.objects.latest("id")


@pytest.mark.parametrize(("language", "runs"), [("fa", "rtl"), ("ta", "ltr")])
def test_a_confirmation_speaks_the_newsrooms_language(weekly: MailingList, language: str, runs: str) -> None:
    Newsroom.objects.update(language=language)
    message = read(a_confirmation(weekly))
    words = files()[language]
    subject = message["Subject"].replace("\u2068", "").replace("\u2069", "")
    assert subject == words["confirm_subject"].format(lists="Weekly letter", newsroom="The Harbour Gazette")
    assert ("\u2068Weekly letter\u2069" in message["Subject"]) is (runs == "rtl")
    assert words["confirm_right"] in re.sub(r"\s+", " ", text(message))
    part = message.get_body(("html",))
    assert part is not None
    assert f'<html lang="{language}" dir="{runs}">' in part.get_content()


def test_a_confirmation_leads_to_the_page_that_confirms(weekly: MailingList) -> None:
    message = read(a_confirmation(weekly))
    assert message["Subject"] == "Please confirm: Weekly letter from The Harbour Gazette"
    assert message["To"] == "new@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None
    token = re.findall(r"http://127.0.0.1:8000/confirm/([\w-]{32})/", text(message))[0]
    assert confirm(token, timezone.now()) is not None
    assert Subscription.objects.get().state == Subscription.ACTIVE


def test_both_parts_carry_the_same_link_and_the_sender(weekly: MailingList) -> None:
    message = read(a_confirmation(weekly))
    html = message.get_body(("html",))
    assert html is not None
    link = re.findall(r"http://\S+/confirm/\S+", text(message))[0]
    assert f'href="{link}"' in html.get_content()
    for part in (text(message), html.get_content()):
        assert "PO Box 7, Harbour" in part
        assert "letters@gazette.example" in part


def test_no_token_is_kept_in_the_row(weekly: MailingList) -> None:
    notice = a_confirmation(weekly)
    token = re.findall(r"/confirm/([\w-]{32})/", text(read(notice)))[0]
    assert token not in str(Notice.objects.values().get())


def test_who_gets_the_list_already_is_told_so_and_not_asked(weekly: MailingList) -> None:
    reader = a_reader(weekly, "known@example.org")
    said = text(read(a_confirmation(weekly, "known@example.org")))
    assert "You already get Weekly letter" in said
    token = re.findall(r"/p/([\w-]{32})/", said)[0]
    assert read_token(token, "p") == (reader.id, weekly.id)


def test_an_invitation_signs_in_once_and_only_its_hash_is_kept(weekly: MailingList) -> None:
    member = a_member(name="Ines")
    request("invitation", member=member, now=timezone.now())
    token = re.findall(r"/sign-in/([\w-]+)/", text(read(Notice.objects.get())))[0]
    link = SignInLink.objects.get()
    assert (link.token_hash, link.member) == (sha256(token.encode()).hexdigest(), member)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("approval_wanted", {"Amara", "Eddy"}),
        ("held", {"Amara", "Eddy"}),
        ("channel_paused", {"Amara"}),
        ("channel_ends", {"Amara"}),
    ],
)
def test_whoever_can_do_something_about_it_is_told(weekly: MailingList, kind: str, told: set[str]) -> None:
    a_member()
    a_member(Member.EDITOR, "Eddy")
    a_member(Member.AUTHOR, "Otto")
    gone = a_member(Member.ADMIN, "Gone")
    Member.objects.filter(id=gone.id).update(is_active=False)
    request(kind, now=timezone.now())
    assert {notice.member.name for notice in Notice.objects.all() if notice.member} == told


def test_a_paused_channel_is_named_with_the_reason(weekly: MailingList) -> None:
    a_member()
    channel = a_channel("x")
    channel.pause("credentials", "X does not know this token any more.", timezone.now())
    channel.refresh_from_db()
    request("channel_paused", channel=channel, words="X does not know this token any more.", now=timezone.now())
    said = text(read(Notice.objects.get()))
    assert "> X does not know this token any more." in said
    assert "pressed resume" in said


def test_what_is_held_and_what_wants_approval_is_named(weekly: MailingList) -> None:
    a_member()
    MailingList.objects.all().delete()
    post = a_mail_post(0, state="held")
    request("held", post=post, words="Its time passed.", now=timezone.now())
    assert "Its time passed." in text(read(Notice.objects.latest("id")))
    type(post).objects.update(state="queued", approved_hash="")
    request("approval_wanted", post=post, now=timezone.now())
    message = read(Notice.objects.latest("id"))
    assert message["Subject"] == "Approval wanted: Ferry returns after three years"
    assert "Mon" not in text(message)  # the zone's own day
    assert "Tue 1 Dec 12:59 Colombo (07:29 UTC)" in text(message)


def test_a_title_cannot_break_out_of_a_notice(weekly: MailingList) -> None:
    a_member()
    channel = a_channel("mastodon")
    channel.pause("unreachable", "x", timezone.now())
    channel.refresh_from_db()
    request(
        "channel_paused", channel=channel, words="<script>alert(1)</script>\r\nBcc: x@example.org", now=timezone.now()
    )
    message = read(Notice.objects.get())
    html = message.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content()
    assert message["Bcc"] is None


def test_a_retry_has_the_same_message_id_and_no_host_in_it(weekly: MailingList) -> None:
    notice = a_confirmation(weekly)
    assert read(notice)["Message-ID"] == read(notice)["Message-ID"]
    assert re.fullmatch(r"<[0-9a-f]{24}@gazette\.example>", read(notice)["Message-ID"])


# -- on the wire ---------------------------------------------------------------------------------------------


def test_it_leaves_once_and_stands_in_no_newsletters_book(weekly: MailingList, world: Control) -> None:
    notice = a_confirmation(weekly)
    now = timezone.now()
    assert due(now) == [notice.id]
    carry_out(notice.id, now)
    carry_out(notice.id, now)
    assert [mail["to"] for mail in world.inbox()] == ["new@example.org"]
    notice.refresh_from_db()
    assert (notice.sent_at, notice.next_at) == (now, None)
    assert not Message.objects.exists()
    assert not Outcome.objects.exists()


def test_a_relay_that_is_busy_is_tried_again_later(weekly: MailingList, world: Control) -> None:
    notice = a_confirmation(weekly)
    world.fault(where="smtp", moment="connected", action="status", status=421, times=1)
    now = timezone.now()
    carry_out(notice.id, now)
    notice.refresh_from_db()
    assert notice.sent_at is None
    assert notice.next_at == now + timedelta(minutes=1)
    assert notice.failed_why
    carry_out(notice.id, now + timedelta(minutes=1))
    assert len(world.inbox()) == 1


@pytest.fixture
def unreachable(settings: Any, tmp_path: Any) -> None:
    """No practice world: every address is one that refuses."""
    settings.DATA_DIR = tmp_path


def test_back_off_doubles_and_ends_after_a_day(weekly: MailingList, unreachable: None) -> None:
    notice = a_confirmation(weekly)
    now = timezone.now()
    waits = []
    while True:
        carry_out(notice.id, now)
        notice.refresh_from_db()
        if notice.next_at is None:
            break
        waits.append(notice.next_at - now)
        now = notice.next_at
    assert waits[:4] == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert max(waits) == timedelta(hours=1)
    assert notice.failed_why.startswith("Tried for a day.")


def test_a_try_that_was_killed_is_made_again_after_five_minutes(
    weekly: MailingList, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = a_confirmation(weekly)
    now = timezone.now()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(notices, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        carry_out(notice.id, now)
    assert due(now + timedelta(minutes=4)) == []
    assert due(now + timedelta(minutes=5)) == [notice.id]


def test_while_the_newsroom_is_stopped_nothing_leaves(weekly: MailingList, world: Control) -> None:
    notice = a_confirmation(weekly)
    newsroom = notices.Newsroom.objects.get()
    newsroom.stopped_at = timezone.now()
    newsroom.save()
    assert due(timezone.now()) == []
    carry_out(notice.id, timezone.now())
    assert world.inbox() == []


Mooted = Callable[[Notice], object]


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda notice: leave(notice.subscription.subscriber_id, notice.lists[0], timezone.now()),
        lambda notice: Suppression.objects.create(
            address_hash=notice.subscription.subscriber.address_hash, reason="bounced"
        ),
    ],
    ids=["left", "suppressed"],
)
def test_what_is_not_wanted_any_more_is_not_sent(weekly: MailingList, world: Control, meanwhile: Mooted) -> None:
    notice = a_confirmation(weekly)
    meanwhile(notice)
    carry_out(notice.id, timezone.now())
    notice.refresh_from_db()
    assert notice.next_at is None
    assert notice.failed_why
    assert world.inbox() == []


def test_what_was_settled_a_month_ago_is_forgotten(weekly: MailingList) -> None:
    old, waiting, fresh = (a_confirmation(weekly, f"{n}@example.org") for n in range(3))
    Notice.objects.filter(id__in=[old.id, fresh.id]).update(next_at=None)
    Notice.objects.filter(id__in=[old.id, waiting.id]).update(created_at=timezone.now() - timedelta(days=31))
    notices.forget(timezone.now())
    assert set(Notice.objects.all()) == {waiting, fresh}
