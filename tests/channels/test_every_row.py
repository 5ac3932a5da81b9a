"""Every row of every table of what answers mean, answered to the adapter where it is used; none is left out.

The practice world gives many of these answers, too (test_outcomes.py and each network's own test); here are all.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx2
import pytest
import requests
from requests.adapters import BaseAdapter

from publisher import channels
from publisher.channels import graph, signing_in, threads, x_answers
from publisher.channels.bluesky import Bluesky
from publisher.channels.discord import Discord
from publisher.channels.facebook import Facebook
from publisher.channels.linkedin import LinkedIn
from publisher.channels.mastodon import Mastodon
from publisher.channels.outcomes import Table
from publisher.channels.telegram import Telegram
from publisher.channels.threads import Threads
from publisher.channels.x import X
from publisher.ports import Disconnected, Failure, Uncertain
from publisher.practice import accounts

from .making import CREDENTIALS, linkless, picture

Key = tuple[int, str | None]
BASE = "https://network.example"
POST = linkless("Nurses walk out")
PICTURED = replace(POST, pictures=(picture(),))


def tables() -> dict[str, Table]:
    """Each table by its place."""
    found = {}
    for module in pkgutil.iter_modules(channels.__path__):
        of = importlib.import_module(f"publisher.channels.{module.name}")
        here = [name for name, kind in getattr(of, "__annotations__", {}).items() if kind == "Final[Table]"]
        found |= {f"{module.name}.{name}": getattr(of, name) for name in here}
    return found


def http(said: Callable[[Key], tuple[int, object]], key: Key, *before: object) -> httpx2.Client:
    """Answers with what came before, one after the other, and then with the row."""
    left = [*((200, body) for body in before), said(key)]

    def answer(_: httpx2.Request) -> httpx2.Response:
        status, body = left.pop(0) if len(left) > 1 else left[0]
        return httpx2.Response(status, json=body)

    return httpx2.Client(transport=httpx2.MockTransport(answer))


def plain(key: Key) -> tuple[int, object]:
    return key[0], {}


def errors(key: Key) -> tuple[int, object]:
    """As Bluesky says it, and RFC 6749."""
    return key[0], {"error": key[1] or ""}


def codes(key: Key) -> tuple[int, object]:
    """As LinkedIn and Discord say it."""
    return key[0], {"code": key[1] or ""}


def metas(key: Key) -> tuple[int, object]:
    return 400, {"error": {"code": key[0], "error_subcode": int(key[1] or 0), "message": ""}}


class _AsX(BaseAdapter):
    def __init__(self, key: Key) -> None:
        super().__init__()
        self.key = key

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        reply = requests.Response()
        reply.status_code, reply.request = self.key[0], request
        words = min(x_answers.DUPLICATES) if self.key[1] == "duplicate" else ""
        kind = f"https://api.x.com/2/problems/{self.key[1]}" if self.key[1] else "about:blank"
        reply._content = json.dumps({"detail": words, "type": kind}).encode()
        return reply

    def close(self) -> None:
        """Nothing to close."""


def an_x(key: Key, **credentials: str) -> X:
    client = X(credentials or accounts.X, BASE)
    client.client.session.mount("https://", _AsX(key))
    return client


def bluesky(key: Key) -> Bluesky:
    return Bluesky(CREDENTIALS["bluesky"], BASE, http(errors, key))


def facebook(key: Key, *before: object) -> Facebook:
    return Facebook(accounts.FACEBOOK, BASE, http(metas, key, *before))


def linkedin(key: Key, *before: object) -> LinkedIn:
    return LinkedIn(accounts.LINKEDIN, BASE, http(codes, key, *before))


def mastodon(key: Key, *before: object) -> Mastodon:
    return Mastodon(accounts.MASTODON, BASE, http(plain, key, *before))


def a_thread(key: Key, *before: object) -> Threads:
    return Threads(accounts.THREADS, BASE, http(metas, key, *before))


LAID = json.dumps({"items": [], "container": "7"})
THERE = {"id": "7", "media_attachments": [], "text": "old", "spoiler_text": "", "sensitive": False}
# What is not simply repeated: where an answer is in no table, it may have happened.
WRITING: dict[str, Callable[[Key], object]] = {
    "bluesky_answers.OUTCOMES": lambda key: bluesky(key).post(POST, key="k"),
    "discord.OUTCOMES": lambda key: Discord(accounts.DISCORD, BASE, http(codes, key)).post(POST, key="k"),
    "facebook.COMMENTING": lambda key: facebook(key).post(replace(POST, answers="4001_7"), key="k"),
    "graph.WRITING": lambda key: facebook(key).post(POST, key="k"),
    "graph.ONE": lambda key: facebook(key, {"message": "old"}).amend("4001_7", POST),
    "linkedin_answers.OUTCOMES": lambda key: linkedin(key).post(POST, key="k"),
    "linkedin_answers.CHANGING": lambda key: linkedin(key, {"commentary": "old"}).amend("urn:li:share:7", POST),
    "mastodon_answers.OUTCOMES": lambda key: mastodon(key).post(POST, key="k"),
    "mastodon_answers.CHANGING": lambda key: mastodon(key, THERE, THERE).amend("7", POST),
    "telegram.OUTCOMES": lambda key: Telegram(accounts.TELEGRAM, BASE, http(plain, key)).post(POST, key="k"),
    "threads.PUBLISHING": lambda key: a_thread(key, {"status": "FINISHED"}).post(POST, key="k", stage=LAID),
    "x_answers.OUTCOMES": lambda key: an_x(key).post(POST, key="k"),
}
ASKING: dict[str, Callable[[Key], object]] = {
    "bluesky_answers.HARMLESS": lambda key: bluesky(key).post(PICTURED, key="k"),
    "bluesky_answers.SIGNING_IN": lambda key: Bluesky(accounts.BLUESKY, BASE, http(errors, key)).renew(),
    "discord.HARMLESS": lambda key: Discord(accounts.DISCORD, BASE, http(codes, key)).probe(),
    "facebook.PROBING": lambda key: facebook(key).probe(),
    "graph.BARE": lambda key: Facebook(accounts.FACEBOOK, BASE, http(plain, key)).post(POST, key="k"),
    "graph.HARMLESS": lambda key: facebook(key).post(PICTURED, key="k"),
    "linkedin_answers.HARMLESS": lambda key: linkedin(key).probe(),
    "mastodon_answers.HARMLESS": lambda key: mastodon(key).probe(),
    "signing_in.OUTCOMES": lambda key: signing_in.asked(http(errors, key), "POST", f"{BASE}/token", {}),
    "telegram.HARMLESS": lambda key: Telegram(accounts.TELEGRAM, BASE, http(plain, key)).probe(),
    "threads.ASKING_ONE": lambda key: a_thread(key).graph.ask("GET", "/7", threads.ASKING_ONE),
    "x_answers.HARMLESS": lambda key: an_x(key).post(PICTURED, key="k"),
    "x_oauth.OUTCOMES": lambda key: an_x(key, client_id="app", user_id="1", refresh="r").renew(),
}


def test_no_table_is_left_out():
    assert set(tables()) == set(WRITING) | set(ASKING)


@pytest.mark.parametrize("place", WRITING | ASKING)
def test_every_row_is_obeyed(place):
    for key, row in tables()[place].items():
        with pytest.raises(Failure) as caught:
            (WRITING | ASKING)[place](key)
        assert (key, type(caught.value)) == (key, row.verb)
        assert caught.value.why.startswith(row.why), key
        if isinstance(caught.value, Disconnected):
            assert (key, caught.value.reason) == (key, row.reason)


@pytest.mark.parametrize("place", WRITING)
@pytest.mark.parametrize("status", [405, 409, 418, 500, 502, 503, 504, 599])
def test_a_write_whose_answer_is_in_no_table_is_in_doubt_and_not_repeated(place, status):
    assert (status, None) not in tables()[place]
    with pytest.raises(Uncertain):
        WRITING[place]((status, None))


def test_what_meta_says_with_no_number_or_an_unknown_one_is_in_doubt():
    for said in (plain, metas):
        with pytest.raises(Uncertain):
            Facebook(accounts.FACEBOOK, BASE, http(said, (555, None))).post(POST, key="k")
    assert (555, None) not in graph.WRITING
