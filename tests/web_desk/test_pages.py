from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from publisher.models import (
    Appeal,
    Article,
    Channel,
    FeedEntry,
    Heartbeat,
    Incoming,
    Member,
    Post,
    ReaderFile,
    Wording,
)
from tests.web_desk.conftest import said

PAGES = [
    "/", "/articles/new/", "/articles/reading/{given}/",
    "/articles/{article}/", "/articles/{article}/posts/", "/articles/{article}/progress/",
    "/articles/{article}/progress/live/", "/articles/{article}/out/", "/articles/{article}/out/live/",
    "/articles/{article}/out/correct/", "/articles/{article}/out/take-down/", "/articles/{article}/out/note/",
    "/articles/{article}/when/?when=slot&post={post}",
    "/posts/{post}/letter/0/", "/posts/{post}/mails/deferred/", "/posts/{post}/mails/twice/",
    "/channels/", "/channels/{channel}/", "/channels/{channel}/delete/",
    "/channels/connect/mail/", "/channels/connect/x/", "/channels/connect/mastodon/",
    "/channels/connect/bluesky/", "/channels/connect/telegram/", "/channels/connect/discord/",
    "/channels/connect/facebook/", "/channels/connect/threads/", "/channels/connect/linkedin/",
    "/appeals/", "/appeals/new/", "/appeals/{appeal}/", "/appeals/{appeal}/wordings/new/",
    "/appeals/{appeal}/wordings/{wording}/", "/readers/", "/readers/files/{file}/",
    "/people/", "/tokens/", "/newsroom/", "/stop/",
    "/newsroom/taught/", "/practice/", "/feeds/", "/feeds/{feed}/", "/feeds/{feed}/remove/",
]  # fmt: skip


@pytest.fixture
def wording(newsroom: object) -> Wording:
    appeal = Appeal.objects.create(name="Winter", link="https://give.example/", standing=True)
    return Wording.objects.create(appeal=appeal, label="A", headline="H", body="One.\n\nTwo.", call_to_action="Give.")


@pytest.fixture
def address(
    wording: Wording,
    article: Article,
    drafts: dict[str, Post],
    channels: dict[str, Channel],
    entry: FeedEntry,
    given: Incoming,
    file: ReaderFile,
) -> Callable[[str], str]:
    numbers = {
        "article": article.id, "post": drafts["mail"].id, "channel": channels["x"].id,
        "appeal": wording.appeal_id, "wording": wording.id, "feed": entry.feed_id,
        "given": given.id, "file": file.id,
    }  # fmt: skip
    return lambda page: page.format(**numbers)


def everything() -> dict[str, list[dict[str, object]]]:
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("publisher").get_models()
    }


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_and_opening_it_changes_nothing(page: str, desk: Client, address: Callable[[str], str]) -> None:
    page = address(page)
    before = everything()
    response = desk.get(page)
    assert response.status_code == 200
    assert everything() == before


@pytest.mark.parametrize("page", PAGES)
def test_a_page_allows_nothing_but_its_own_host_and_no_inline_code(
    page: str, desk: Client, address: Callable[[str], str]
) -> None:
    response = desk.get(address(page))
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    if "/letter/" in page:
        assert policy.startswith("sandbox;")
        return
    assert "unsafe" not in policy
    html = response.content.decode()
    assert not re.search(r"<[^>]+\sstyle=|<style|<script(?![^>]*src=\"/static/)|\son\w+=", html)
    assert not re.search(r'(?:src|action)="(?:https?:)?//', html)


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_led_to_the_sign_in_page(page: str, client: Client, address: Callable[[str], str]) -> None:
    response = client.get(address(page))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("page", ["/channels/connect/x/", "/stop/", "/appeals/new/", "/channels/{channel}/delete/"])
def test_an_author_is_told_who_may(page: str, author: Client, address: Callable[[str], str]) -> None:
    response = author.get(address(page))
    assert response.status_code == 403
    assert "Ask" in said(response)


def test_a_missing_page_says_what_to_do(desk: Client) -> None:
    response = desk.get("/nothing/")
    assert response.status_code == 404
    assert "There is nothing here." in said(response)


def test_a_form_address_that_is_opened_says_that_nothing_was_done(desk: Client, drafts: dict[str, Post]) -> None:
    response = desk.get(reverse("post-act", args=[drafts["x"].id, "cancel"]))
    assert response.status_code == 405
    assert "Nothing was done." in said(response)


def test_a_crash_shows_no_trace(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.raise_request_exception = False
    monkeypatch.setattr("publisher.responses.report.troubles", lambda now: 1 / 0)
    response = desk.get("/")
    assert response.status_code == 500
    assert "Something broke on our side." in said(response)
    assert "ZeroDivision" not in said(response)


def test_more_than_the_limit_is_refused_in_words(desk: Client) -> None:
    response = desk.post("/articles/new/", {"text": "word " * 1_400_000})
    assert response.status_code == 413
    assert "too much at once" in said(response)


def test_healthz_fails_when_the_clock_or_a_worker_is_silent(newsroom: object, client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    Heartbeat.objects.filter(name="clock").update(at=timezone.now() - timedelta(minutes=5))
    response = client.get("/healthz")
    assert response.status_code == 503
    assert b"clock" in response.content


def test_a_silent_worker_is_loud_on_every_page(desk: Client) -> None:
    Heartbeat.objects.all().delete()
    assert "The clock and the workers have not started yet" in said(desk.get("/appeals/"))
    Heartbeat.objects.create(name="worker:now", at=timezone.now() - timedelta(minutes=5))
    words = said(desk.get("/appeals/"))
    assert "Not everything works." in words
    assert "The worker that sends posts has not been seen lately." in words


def test_practice_mode_is_unmistakable(desk: Client) -> None:
    assert "Nothing leaves this machine." in said(desk.get("/"))


def test_the_newsrooms_colour_is_a_style_sheet(desk: Client) -> None:
    response = desk.get("/colour.css")
    assert "--brand:#0b5563" in response.content.decode()
    assert response.headers["Content-Type"].startswith("text/css")


def test_a_member_who_lost_the_role_is_refused_at_once(
    newsroom: object, signed_in: Callable[[Member], Client], drafts: dict[str, Post], admin: Member
) -> None:
    browser = signed_in(admin)
    Member.objects.filter(id=admin.id).update(is_active=False)
    assert browser.get("/").status_code == 302
