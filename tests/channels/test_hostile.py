"""A network's server that answers anything at all, to every call of every adapter: one of the four verbs, or an answer.

Anything else would end a worker's task in the middle, and a post would stand there as being sent.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx2
import pytest
import requests
from requests.adapters import BaseAdapter

from publisher.channels import CHANNELS, connect, linkedin_text, mastodon, x
from publisher.ports import Failure, Pending, Sent, Uncertain, World
from publisher.practice import accounts

from .making import CREDENTIALS, a_post, picture

KNOWN = CREDENTIALS | {"telegram": accounts.TELEGRAM, "discord": accounts.DISCORD}
APP = {"client_id": "app", "client_secret": "app-secret", "code": "a-code", "redirect_uri": "https://gazette.example/"}
BROUGHT = APP | {"verifier": "v" * 43, "scope": "write:statuses", "challenges": "S256", "who": "page"}
STAGES = {
    "threads": json.dumps({"items": [], "container": "7"}),
    "mastodon": json.dumps({"media": ["7"], "ready": 0}),
    "linkedin": '["urn:li:image:1"]',
    "x": json.dumps({"media": ["7"], "described": 0}),
}
POST = a_post()
PICTURED = replace(POST, pictures=(picture(),))
FOLLOWING = replace(POST, answers="7")

DEEP = b"[" * 200_000
JWT = "x." + base64.urlsafe_b64encode(b'{"exp": Infinity, "scope": []}').decode() + ".x"
STRANGE: tuple[Any, ...] = (
    None,
    [],
    {},
    "words",
    True,
    -1,
    10**30,
    1e308,
    float("inf"),
    float("nan"),
    "\0\ud800",
    [[]],
    [{}],
)
NAMES = """
    id data error url created_at created_time timestamp posts elements value results result message_id chat
    channel_id content status uri cid meta attachments message code error_subcode parameters retry_after
    configuration acct did handle blob expires_in access_token refresh_token scopes expires_at is_valid category
    entities createdAt active accessJwt refreshJwt type username media_attachments public_metrics errorDetails
    paging likes reactions statuses max_characters media text spoiler_text sensitive permalink name
"""


def bodies() -> Iterator[bytes]:
    yield from (
        b"",
        b"<!doctype html><title>Sign in to the wireless</title>",
        DEEP,
        b'{"a":' * 100_000,
        b"\xff\xfe\x00",
    )
    yield b'{"id": ' + b"9" * 10_000 + b"}"
    for value in STRANGE:
        yield json.dumps(value).encode()
        whole = dict.fromkeys(NAMES.split(), value) | {"accessJwt": JWT}
        yield json.dumps(whole).encode()
        yield json.dumps([whole]).encode()
        yield from (json.dumps(whole | {name: whole}).encode() for name in ("data", "result", "error", "value"))
        yield from (json.dumps(whole | {name: [whole]}).encode() for name in ("data", "posts", "elements"))


BODIES = list(bodies())
HEADS: tuple[dict[str, str], ...] = (
    {},
    {"Date": "the day after"},
    {"Date": "Mon, 01 Jan 2024 00:00:00 -0000"},
    {
        "Date": "Mon, 01 Jan 2024 00:00:00 GMT", "x-restli-id": "\x7f" * 300,
        "retry-after": "1" * 400, "ratelimit-limit": "1", "ratelimit-remaining": "0", "ratelimit-reset": "1" * 400,
        "x-ratelimit-reset": "9999-12-31T23:59:59-14:00", "x-rate-limit-reset": "9" * 40, "x-rate-limit-remaining": "0",
        "x-app-usage": '{"call_count": Infinity}',
        "x-business-use-case-usage": '{"1": [{"estimated_time_to_regain_access": Infinity}]}',
        "content-type": "application/json; charset=no-such",
    },
    {"x-app-usage": "[" * 60_000, "x-business-use-case-usage": "[" * 30_000},
)  # fmt: skip


class _AsX(BaseAdapter):
    """The same answers for what speaks by requests."""

    def __init__(self, answer: Callable[[], httpx2.Response]) -> None:
        super().__init__()
        self.answer = answer

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        said, reply = self.answer(), requests.Response()
        reply.status_code, reply.request, reply._content = said.status_code, request, said.content
        reply.headers.update(said.headers)
        return reply

    def close(self) -> None:
        """Nothing to close."""


def a_client(kind: str, answer: Callable[[], httpx2.Response], **more: str) -> Any:
    world = World(practising=False, relay="", bases=dict.fromkeys(CHANNELS, "https://network.example"))
    client: Any = connect(kind, {**KNOWN[kind], **more}, world)
    if kind == "x":
        client.client.session.mount("https://", _AsX(answer))
        return client
    http = client.graph.http if hasattr(client, "graph") else client.http
    http._transport, http._mounts = httpx2.MockTransport(lambda _: answer()), {}
    return client


def calls(kind: str, answer: Callable[[], httpx2.Response]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Everything that is asked of an adapter."""
    client = a_client(kind, answer)
    yield "post", lambda: client.post(POST, key="k")
    yield "pictured", lambda: client.post(PICTURED, key="k")
    yield "following", lambda: client.post(FOLLOWING, key="k")
    if kind in STAGES:
        yield "next step", lambda: client.post(PICTURED, key="k", stage=STAGES[kind])
        yield "find by stage", lambda: client.find(POST, key="k", stage=STAGES[kind])
    yield "find", lambda: client.find(POST, key="k")
    yield "find what follows", lambda: client.find(FOLLOWING, key="k")
    yield "probe", client.probe
    yield "renew", client.renew
    yield "delete", lambda: client.delete("7")
    for name in ("measure", "amend"):
        if hasattr(client, name):
            yield name, lambda name=name: getattr(client, name)("7", *([POST] if name == "amend" else []))
    if hasattr(client, "choices"):
        yield "choices", a_client(kind, answer, who="page").choices
        yield "choices of a member", a_client(kind, answer, who="member").choices
    yield "a code", a_client(kind, answer, **BROUGHT).renew


@pytest.mark.parametrize("status", [200, 400, 503])
@pytest.mark.parametrize("kind", sorted(KNOWN))
def test_whatever_a_network_answers_is_one_of_the_four_verbs_or_an_answer(kind: str, status: int) -> None:
    every = 1 if status == 200 else 4
    for number, body in enumerate(BODIES[::every]):
        reply = httpx2.Response(status, content=body, headers=HEADS[number % len(HEADS)])
        for name, call in calls(kind, lambda reply=reply: reply):
            told = became(call)
            if name == "post" and status == 200 and kind != "threads":  # which lays it down first
                # What was taken and is not understood may be there: it is never simply written again.
                assert isinstance(told, Sent | Pending | Uncertain), (body, told)


def test_every_network_is_asked_all_that() -> None:
    assert set(KNOWN) == set(CHANNELS) - {"mail"}


def became(call: Callable[[], object]) -> object:
    try:
        return call()
    except Failure as failure:
        return failure


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<a ", "<a href=", "<a href='", "&", "{hashtag|#|", "{hashtag|#|\\", "[\\"]
)
def test_what_stands_in_a_post_that_is_read_back_costs_no_more_than_its_length(piece: str) -> None:
    began, long = time.process_time(), piece * (100_000 // len(piece))
    assert not mastodon.is_it({"content": long}, POST)
    assert not linkedin_text.is_it({"commentary": long}, POST)
    urls = [{"url": "", "expanded_url": long}, {"url": piece, "expanded_url": long}] * 2000
    assert not x.is_it({"text": long, "entities": {"urls": urls}}, POST)
    assert time.process_time() - began < 2


def test_a_page_that_is_shown_to_people_is_one_that_a_browser_opens() -> None:
    script = {"id": "7", "uri": "at://did:plc:x/7", "url": "javascript:alert(1)"}
    sent = a_client("mastodon", lambda: httpx2.Response(200, json=script)).post(POST, key="k")
    assert sent == Sent("7", "")


@pytest.mark.parametrize("kind", sorted(KNOWN))
def test_no_redirect_is_followed_with_a_token_or_without(kind: str) -> None:
    asked: list[str] = []

    def answer() -> httpx2.Response:
        asked.append("")
        return httpx2.Response(307, headers={"Location": "http://127.0.0.1:1/"})

    client = a_client(kind, answer)
    for call in (lambda: client.post(POST, key="k"), client.probe):
        with pytest.raises(Failure):
            call()
    assert len(asked) == 2
