"""A newsroom, a token of its author, and a program that uses it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from publisher.editing import tokens
from publisher.models import ApiToken, Member, Newsroom
from publisher.models.token import READ, WRITE
from tests.making import a_member, a_newsroom, a_story
from tests.redis_server import running_redis

Send = Callable[..., HttpResponse]

HTML = """<h1>Ferry returns after three years</h1>
<p>The morning ferry left the harbour at six with forty people on board, the first since the storm took the pier.</p>
<p>Fishermen on the north quay stopped their work to watch it go, and <a href="/cheers">some of them</a> cheered.</p>
<p>The company says that it will run twice a day until spring, and then every two hours.</p>"""
LINK = "https://gazette.example/ferry"


def a_body(**fields: Any) -> dict[str, Any]:
    """A story as `publisher read --json` prints it."""
    return a_story().to_json() | fields


def a_token(member: Member, *, name: str = "WordPress", scopes: tuple[str, ...] = (WRITE, READ)) -> str:
    return tokens.make(member, name=name, scopes=scopes, until=None, by=member, now=timezone.now())[1]


def errors(response: HttpResponse) -> dict[str, str]:
    """What a problem names, by field."""
    assert response.headers["Content-Type"] == "application/problem+json"
    return {one["field"]: one["message"] for one in json.loads(response.content)["errors"]}


@pytest.fixture
def newsroom(db: None) -> Newsroom:
    return a_newsroom()


@pytest.fixture
def author(newsroom: Newsroom) -> Member:
    return a_member(role=Member.AUTHOR, name="Ravi")


@pytest.fixture
def token(author: Member) -> str:
    return a_token(author)


@pytest.fixture
def kept_token(token: str) -> ApiToken:
    return ApiToken.objects.get()


@pytest.fixture
def send(token: str) -> Send:
    """POST /api/articles; `body` as JSON, or bytes as they are."""

    def post(body: Any, *, key: str = "", bearer: str = token, **headers: str) -> HttpResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers |= {"Authorization": f"Bearer {bearer}"} if bearer else {}
        headers |= {"Idempotency-Key": key} if key else {}
        kind = headers.pop("Content-Type", "application/json")
        client = Client(raise_request_exception=False)
        return client.post("/api/articles", data, content_type=kind, headers=headers)  # type: ignore[return-value]

    return post


@pytest.fixture
def look(token: str) -> Send:
    """GET /api/articles/…"""

    def get(number: int, *, bearer: str = token) -> HttpResponse:
        headers = {"Authorization": f"Bearer {bearer}"}
        return Client().get(f"/api/articles/{number}", headers=headers)  # type: ignore[return-value]

    return get


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with running_redis() as url:
        yield url


@pytest.fixture
def counted(redis_url: str, settings: Any) -> None:
    """Limits are counted, and start anew with each test."""
    settings.REDIS_URL = redis_url
    redis.Redis(unix_socket_path=redis_url.removeprefix("redis+socket://")).flushall()
