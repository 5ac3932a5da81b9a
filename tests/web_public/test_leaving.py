from __future__ import annotations

import logging
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from publisher.audience.links import reader_token
from publisher.models import MailingList, Notice, Subscriber, Subscription
from publisher.web.security import WithoutTokens
from tests.making import a_list


def said(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.fixture
def way_out(reader: Subscriber, weekly: MailingList) -> str:
    return f"/u/{reader_token(reader.id, weekly.id, purpose='u')}/"


@pytest.fixture
def preferences(reader: Subscriber, weekly: MailingList) -> str:
    return f"/p/{reader_token(reader.id, weekly.id, purpose='p')}/"


def state() -> str:
    return Subscription.objects.order_by("id")[0].state


MULTIPART = '--xyz\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--xyz--\r\n'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (MULTIPART, "multipart/form-data; boundary=xyz"),
        ("", "application/x-www-form-urlencoded"),
        ("", "text/plain"),
        ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded; charset=iso-8859-1"),
        ("&".join(f"{n}=x" for n in range(2000)), "application/x-www-form-urlencoded"),
        ("broken", "multipart/form-data"),
        ("--xyz\r\nbroken", "multipart/form-data; boundary=xyz"),
        ("{}", "application/json"),
    ],
)
def test_one_click_leaves_at_once_and_answers_200_without_cookie_or_redirect(
    browser: Client, way_out: str, body: str, kind: str
) -> None:
    response = browser.post(way_out, body, content_type=kind)
    assert response.status_code == 200
    assert not response.cookies
    assert state() == Subscription.LEFT


def test_one_click_twice_is_once(browser: Client, way_out: str) -> None:
    browser.post(way_out)
    left_at = Subscription.objects.get().left_at
    assert browser.post(way_out).status_code == 200
    assert Subscription.objects.get().left_at == left_at


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_changes_nothing(browser: Client, way_out: str, preferences: str, method: str) -> None:
    getattr(browser, method)(way_out)
    getattr(browser, method)(preferences)
    assert state() == Subscription.ACTIVE


def test_the_page_shows_a_button_and_the_address_masked(browser: Client, way_out: str) -> None:
    page = said(browser.get(way_out))
    assert "<button>Unsubscribe</button>" in page
    assert "r•••@e•••.org" in page
    assert "reader@example.org" not in page
    assert "Ana" not in page


def test_leaving_can_be_taken_back(browser: Client, way_out: str) -> None:
    assert "take me back" in said(browser.post(way_out))
    assert "You are back" in said(browser.post(way_out, {"action": "undo"}))
    assert state() == Subscription.ACTIVE


def test_leaving_works_without_redis(browser: Client, way_out: str, settings: Any, tmp_path: Any) -> None:
    settings.REDIS_URL = f"redis+socket://{tmp_path}/none.sock"
    assert browser.post(way_out).status_code == 200
    assert state() == Subscription.LEFT


def test_an_unknown_token_and_one_of_an_erased_reader_get_the_same_answer(browser: Client, weekly: MailingList) -> None:
    erased = browser.post(f"/u/{reader_token(99, weekly.id, purpose='u')}/")
    unknown = browser.post(f"/u/{'A' * 32}/")
    assert erased.content == unknown.content
    assert erased.status_code == unknown.status_code == 404


def test_an_unsubscribe_token_does_not_open_the_preferences(browser: Client, way_out: str) -> None:
    assert browser.get(way_out.replace("/u/", "/p/")).status_code == 404


def test_the_log_does_not_hold_the_token(
    browser: Client, weekly: MailingList, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(WithoutTokens())
    with caplog.at_level(logging.DEBUG):
        browser.get(f"/u/{'A' * 32}/")
    assert "/u/…/" in caplog.text
    assert "AAAA" not in caplog.text


def test_every_handler_takes_the_tokens_out() -> None:
    assert all("without tokens" in handler["filters"] for handler in settings.LOGGING["handlers"].values())


def test_preferences_are_kept(browser: Client, preferences: str, weekly: MailingList) -> None:
    page = said(browser.post(preferences, {"name": "அனா\r\n", "language": "en", "lists": [weekly.id]}))
    assert "Saved" in page
    reader = Subscriber.objects.get()
    assert (reader.name, reader.language, state()) == ("அனா", "en", Subscription.ACTIVE)


def test_a_list_not_ticked_is_left_and_a_new_one_is_confirmed_by_mail(
    browser: Client, preferences: str, weekly: MailingList
) -> None:
    daily = a_list(slug="daily")
    page = said(browser.post(preferences, {"name": "", "language": "", "lists": [daily.id]}))
    assert "check your mail" in page
    assert state() == Subscription.LEFT
    assert Notice.objects.get().lists == [daily.id]
    assert Subscription.objects.get(mailing_list=daily).state == Subscription.UNCONFIRMED


def test_one_press_leaves_everything(browser: Client, preferences: str) -> None:
    assert "You have left everything" in said(browser.post(preferences, {"action": "leave everything"}))
    assert state() == Subscription.LEFT


def test_a_language_that_is_not_offered_is_not_kept(browser: Client, preferences: str, weekly: MailingList) -> None:
    browser.post(preferences, {"language": "x" * 300, "lists": ["1e9", "-1", str(weekly.id)]})
    assert (Subscriber.objects.get().language, state()) == ("", Subscription.ACTIVE)


def test_the_pages_are_private(browser: Client, way_out: str, preferences: str) -> None:
    for link in (way_out, preferences):
        headers = browser.get(link).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "noindex" in headers["X-Robots-Tag"]


def test_a_list_that_cannot_be_asked_for_now_is_not_promised(
    browser: Client, preferences: str, settings: Any, tmp_path: Any
) -> None:
    daily = a_list(slug="daily")
    settings.REDIS_URL = f"redis+socket://{tmp_path}/none.sock"
    assert "tick it again later" in said(browser.post(preferences, {"lists": [daily.id]}))
    assert not Notice.objects.exists()
