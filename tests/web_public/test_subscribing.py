from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from publisher.audience.links import reader_token
from publisher.models import MailingList, Notice, Subscriber, Subscription, Suppression, address_hash
from tests.making import a_list, a_reader

Ask = Callable[..., HttpResponse]


@pytest.fixture
def ask(browser: Client, weekly: MailingList, opened: Callable[[float], str]) -> Ask:
    def send(address: str = "new@example.org", **fields: object) -> HttpResponse:
        return browser.post("/subscribe/", {"address": address, "opened": opened(30), **fields})

    return send


def said(response: HttpResponse) -> str:
    return response.content.decode()


def the_link() -> str:
    return f"/confirm/{reader_token(Notice.objects.latest('id').id, 0, purpose='c')}/"


def test_the_form_has_one_field_the_words_of_consent_and_sets_no_cookie(browser: Client, weekly: MailingList) -> None:
    response = browser.get("/subscribe/")
    assert 'type="email"' in said(response)
    assert "The Harbour Gazette may send me Weekly letter by email" in said(response)
    assert not response.cookies


def test_several_lists_are_offered_and_none_is_ticked(browser: Client, weekly: MailingList, ask: Ask) -> None:
    daily = a_list(slug="daily")
    assert "checked" not in said(browser.get("/subscribe/"))
    assert "Tick at least one newsletter" in said(ask())
    ask(lists=[daily.id])
    assert Notice.objects.get().lists == [daily.id]


def test_asking_mails_a_confirmation_and_keeps_the_words(ask: Ask) -> None:
    assert "Check your mail" in said(ask())
    notice = Notice.objects.get()
    assert notice.kind == "confirmation"
    assert notice.words.endswith("[Weekly letter; form 2026-11, en]")
    assert Subscription.objects.get().state == Subscription.UNCONFIRMED


def test_the_answer_is_the_same_whether_or_not_an_address_is_known(ask: Ask, weekly: MailingList) -> None:
    a_reader(weekly, "known@example.org")
    left = a_reader(weekly, "left@example.org")
    left.subscriptions.update(state=Subscription.LEFT, left_at=timezone.now())
    Suppression.objects.create(address_hash=address_hash("dead@example.org"), reason="bounced")
    answers = {
        said(ask(address)).replace(address, "X")
        for address in ("known@example.org", "left@example.org", "dead@example.org", "new@example.org")
    }
    # The only thing that differs is the form's own token.
    assert len({answer.split('name="opened"')[0] for answer in answers}) == 1
    assert not Notice.objects.filter(subscription__subscriber__address="dead@example.org").exists()


def test_a_machine_that_fills_in_every_field_gets_the_same_page_and_nothing_happens(ask: Ask) -> None:
    assert "Check your mail" in said(ask(website="https://spam.example"))
    assert not Notice.objects.exists()
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("token", ["", "form:abc:def"])
def test_a_form_that_is_not_ours_asks_for_one_more_press(ask: Ask, token: str) -> None:
    assert "press the button once more" in said(ask(opened=token))
    assert not Notice.objects.exists()


def test_a_form_sent_at_once_asks_for_one_more_press(ask: Ask, opened: Callable[[float], str]) -> None:
    assert "press the button once more" in said(ask(opened=opened(0)))
    assert not Notice.objects.exists()


def test_a_bad_address_is_named_and_kept_in_the_field(ask: Ask) -> None:
    response = ask('"><script>alert(1)</script>')
    assert response.status_code == 422
    assert "has an @ in it" in said(response)
    assert "<script>" not in said(response)


def test_a_slip_is_offered_mended(ask: Ask) -> None:
    assert "ana@gmail.com" in said(ask("ana@gmial.com"))


def test_one_address_gets_three_mails_an_hour_and_the_page_stays_the_same(ask: Ask) -> None:
    answers = [said(ask()).split('name="opened"')[0] for _ in range(4)]
    assert len(set(answers)) == 1
    assert Notice.objects.count() == 3


def test_without_redis_nobody_can_flood_anybody(ask: Ask, settings: Any, tmp_path: Any) -> None:
    settings.REDIS_URL = f"redis+socket://{tmp_path}/none.sock"
    assert ask().status_code == 429
    assert not Notice.objects.exists()


def test_opening_the_link_confirms_nothing_pressing_does_and_only_once(browser: Client, ask: Ask) -> None:
    ask()
    link = the_link()
    assert "Yes, send it to me" in said(browser.get(link))
    assert "Shall we send you <bdi>Weekly letter</bdi>?" in said(browser.get(link))
    assert Subscription.objects.get().state == Subscription.UNCONFIRMED
    assert "<bdi>Weekly letter</bdi> will come to <b>" in said(browser.post(link))
    kept = Subscription.objects.get()
    assert kept.state == Subscription.ACTIVE
    assert kept.consent.startswith("The Harbour Gazette may send me Weekly letter")
    assert "You are in" in said(browser.post(link))
    assert Subscription.objects.get().consented_at == kept.consented_at


def test_an_ended_link_and_an_invented_one_get_the_same_answer(browser: Client, ask: Ask) -> None:
    ask()
    Notice.objects.update(created_at=timezone.now() - timedelta(days=8))
    ended, invented = browser.post(the_link()), browser.post(f"/confirm/{'A' * 32}/")
    assert ended.status_code == invented.status_code == 404
    assert ended.content == invented.content
    assert Subscription.objects.get().state == Subscription.UNCONFIRMED
