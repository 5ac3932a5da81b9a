"""Connecting by signing in at a network: the way out, the way back, and what may go wrong on it."""

from __future__ import annotations

import html
import logging
import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from publisher.models import Channel, Newsroom
from publisher.practice import accounts
from publisher.web.security import WithoutTokens
from tests.practice.conftest import one_world
from tests.practice.running import Running
from tests.web_desk.conftest import said

__all__ = ["one_world"]
FORM = {"name": "x", **accounts.X_APP}


@pytest.fixture
def world(one_world: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    one_world.control.clear()
    monkeypatch.setattr(settings, "DATA_DIR", one_world.folder)
    return one_world


def at_x(desk: Client, **other: str) -> str:
    """The way back that X shows to whoever lets the desk in."""
    return let_in(desk.post("/channels/sign-in-at/x/", FORM | other))


def let_in(answer: HttpResponse) -> str:
    """The way back from a network's page, which the desk leads to and on which somebody says yes."""
    shown = answer.content.decode()
    there = html.unescape(re.search(r'class="button primary" href="([^"]*)"', shown)[1])  # type: ignore[index]  # it is
    page = httpx2.get(there).text
    allow = html.unescape(re.search(r'class="yes" href="([^"]*)"', page)[1])  # type: ignore[index]  # the same
    return httpx2.get(urlsplit(there)._replace(path="", query="").geturl() + allow).headers["location"]


def back(desk: Client, address: str, **other: str) -> str:
    query = dict(parse_qsl(urlsplit(address).query)) | other
    return said(desk.get("/channels/signed-in/", query, follow=True))


def test_signing_in_connects_and_the_channel_posts(desk: Client, world: Running) -> None:
    assert "X is connected as @practice_news." in back(desk, at_x(desk))
    channel = Channel.objects.get()
    assert {"access", "refresh", "expires_at", "client_secret", "user_id"} <= set(channel.credentials)
    assert not {"code", "verifier"} & set(channel.credentials)
    desk.post(f"/channels/{channel.id}/test/")
    assert "The test was posted and deleted again." in said(desk.get("/channels/"))
    assert "$0.025 spent" in desk.get(f"/channels/{channel.id}/").content.decode()


def test_an_old_channel_gets_new_tokens(desk: Client, world: Running) -> None:
    back(desk, at_x(desk))
    channel = Channel.objects.get()
    before = channel.credentials["access"]
    address = let_in(desk.post(f"/channels/sign-in-at/x/{channel.id}/", FORM))
    assert "X is connected" in back(desk, address)
    assert Channel.objects.get().credentials["access"] != before


def test_a_mastodon_server_needs_nothing_but_its_name(desk: Client, world: Running) -> None:
    form = {"name": "toots", "server": "https://Social.example/@news", "visibility": "unlisted"}
    assert "Mastodon is connected as @news@" in back(desk, let_in(desk.post("/channels/sign-in-at/mastodon/", form)))
    channel = Channel.objects.get()
    assert set(channel.credentials) == {"server", "token", "visibility"}
    assert (channel.name, channel.credentials["server"]) == ("toots", "social.example")
    desk.post(f"/channels/{channel.id}/test/")
    assert "The test was posted and deleted again." in said(desk.get("/channels/"))


@pytest.mark.parametrize(
    ("kind", "more", "account"),
    [
        ("facebook", {}, accounts.FACEBOOK_NAME),
        ("threads", {}, f"@{accounts.THREADS_NAME}"),
        ("linkedin", {"who": "member"}, accounts.LINKEDIN_NAME),
    ],
)
def test_where_there_is_but_one_nothing_is_asked(
    desk: Client, world: Running, kind: str, more: dict[str, str], account: str
) -> None:
    form = {"name": kind, **accounts.APP, **more}
    assert f"is connected as {account}." in back(desk, let_in(desk.post(f"/channels/sign-in-at/{kind}/", form)))
    desk.post(f"/channels/{Channel.objects.get().id}/test/")
    assert "The test was posted and deleted again." in said(desk.get("/channels/"))


def choosing(desk: Client) -> str:
    form = {"name": "work", **accounts.APP, "who": "page"}
    return back(desk, let_in(desk.post("/channels/sign-in-at/linkedin/", form)))


def test_of_several_pages_one_is_chosen_and_nothing_is_kept_of_the_others(desk: Client, world: Running) -> None:
    words = choosing(desk)
    assert all(name in words for name in accounts.LINKEDIN_PAGES.values())
    assert "token" not in str(dict(desk.session))  # it waits encrypted
    for wrong in ({}, {"outlet": "6003"}):
        assert desk.post("/channels/choose/", wrong).status_code == 422
    assert not Channel.objects.exists()
    answer = desk.post("/channels/choose/", {"outlet": "6002"}, follow=True)
    assert "LinkedIn is connected as Practice Weekend." in said(answer)
    assert Channel.objects.get().credentials["organization"] == "6002"
    assert "choosing" not in desk.session
    assert "Begin it again." in said(desk.post("/channels/choose/", {"outlet": "6001"}, follow=True))


def test_the_page_that_a_channel_has_is_chosen_already(desk: Client, world: Running) -> None:
    choosing(desk)
    desk.post("/channels/choose/", {"outlet": "6002"})
    form = {"name": "work", **accounts.APP, "who": "page"}
    back(desk, let_in(desk.post(f"/channels/sign-in-at/linkedin/{Channel.objects.get().id}/", form)))
    assert re.search(r'value="6002" required checked', desk.get("/channels/choose/").content.decode())


def test_a_choice_is_not_waited_for_for_ever(desk: Client, world: Running) -> None:
    choosing(desk)
    session = desk.session
    session["choosing"] |= {"at": (timezone.now() - timedelta(minutes=16)).isoformat()}
    session.save()
    assert "Begin it again." in said(desk.get("/channels/choose/", follow=True))


def test_a_network_s_own_words_for_its_no_are_said(desk: Client, world: Running) -> None:
    state = dict(parse_qsl(urlsplit(at_x(desk)).query))["state"]
    query = {"state": state, "error": "unauthorized_scope_error", "error_description": "Scope <b>x</b> is not yours"}
    words = said(desk.get("/channels/signed-in/", query, follow=True))
    assert "It said: Scope <b>x</b> is not yours" in words


def test_a_server_that_gives_no_app_is_a_sentence_on_the_form(desk: Client, world: Running) -> None:
    world.control.fault("mastodon", "status", status=404, match="POST /api/v1/apps")
    form = {"name": "toots", "server": "social.example", "visibility": "public"}
    answer = desk.post("/channels/sign-in-at/mastodon/", form)
    assert (answer.status_code, "There is no such API at this address." in answer.content.decode()) == (422, True)
    assert "signing_in" not in desk.session


@pytest.mark.parametrize("wrong", ["another state", "twice", "too late", "another browser"])
def test_a_way_back_is_good_once_for_who_began_it(desk: Client, world: Running, wrong: str) -> None:
    address = at_x(desk)
    if wrong == "another browser":
        session = desk.session
        del session["signing_in"]
        session.save()
    if wrong == "too late":
        session = desk.session
        session["signing_in"] |= {"at": (timezone.now() - timedelta(minutes=16)).isoformat()}
        session.save()
    if wrong == "twice":
        back(desk, address)
        Channel.objects.all().delete()
    words = back(desk, address, **({"state": "other"} if wrong == "another state" else {}))
    assert "Begin it again." in words
    assert not Channel.objects.exists()


def test_whoever_says_no_at_x_is_told_that_nothing_was_connected(desk: Client, world: Running) -> None:
    state = dict(parse_qsl(urlsplit(at_x(desk)).query))["state"]
    words = said(desk.get("/channels/signed-in/", {"state": state, "error": "access_denied"}, follow=True))
    assert "was not allowed" in words


def test_a_wrong_secret_is_a_sentence_and_nothing_is_kept(desk: Client, world: Running) -> None:
    assert "X does not know this app" in back(desk, at_x(desk, client_secret="wrong"))
    assert not Channel.objects.exists()


def test_secrets_lie_encrypted_in_the_session_and_the_code_in_no_log(desk: Client, world: Running) -> None:
    address = at_x(desk)
    assert accounts.X_APP["client_secret"] not in str(dict(desk.session))
    record = logging.LogRecord("w", 20, "", 0, '"GET /channels/signed-in/?state=a&code=secret HTTP/1.1"', None, None)
    WithoutTokens().filter(record)
    assert (record.getMessage(), "code=" in address) == ('"GET /channels/signed-in/?… HTTP/1.1"', True)


def test_in_practice_mode_the_page_says_which_app_there_is_and_live_it_does_not(desk: Client) -> None:
    assert "its secret practice-app-secret" in said(desk.get("/channels/sign-in-at/facebook/"))
    Newsroom.objects.update(practice=False)
    assert "practice-app" not in desk.get("/channels/sign-in-at/facebook/").content.decode()


def test_a_network_without_such_a_page_has_none(desk: Client) -> None:
    assert desk.get("/channels/sign-in-at/telegram/").status_code == 404
    assert "Sign in at X</a>" in desk.get("/channels/connect/x/").content.decode()
