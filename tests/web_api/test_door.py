"""Who comes in, how often, and with what; every refusal is a problem that says what to do."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from publisher.models import ApiToken, Article, Member
from publisher.models.token import READ, WRITE
from publisher.sources.api import MOST_BYTES
from publisher.web.api import entrance
from publisher.web.security import WithoutTokens
from tests.making import a_member
from tests.web_api.conftest import Send, a_body, a_token, errors


def test_without_a_token_nothing_is_told_and_nothing_kept(send: Send) -> None:
    response = send(a_body(), bearer="")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="publisher"'
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "header", ["Bearer wrong", "Bearer ", "Bearer \x00", "Basic dXNlcjpwYXNz", "Bearer a b", "bearer " + "x" * 5000]
)
def test_what_is_no_token_is_refused(header: str, send: Send) -> None:
    response = send(a_body(), bearer="", Authorization=header)
    assert response.status_code == 401
    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "change",
    [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(seconds=1)}],
    ids=["revoked", "over"],
)
def test_a_token_that_ended_is_refused(change: dict[str, Any], send: Send, kept_token: ApiToken) -> None:
    ApiToken.objects.update(**change)
    assert send(a_body()).status_code == 401


def test_a_member_who_is_switched_off_takes_the_tokens_along(send: Send, author: Member) -> None:
    Member.objects.update(is_active=False)
    assert send(a_body()).status_code == 401


def test_a_cookie_opens_nothing(send: Send, author: Member) -> None:
    browser = Client()
    browser.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post("/api/articles", a_body(), content_type="application/json").status_code == 401


def test_a_request_with_a_token_needs_no_csrf_token(token: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Bearer {token}"}
    answer = browser.post("/api/articles", a_body(), content_type="application/json", headers=headers)
    assert answer.status_code == 201
    assert not answer.cookies


def test_a_scope_that_is_missing_is_named(send: Send, look: Send, author: Member) -> None:
    reader, writer = a_token(author, scopes=(READ,)), a_token(author, scopes=(WRITE,))
    response = send(a_body(), bearer=reader)
    assert response.status_code == 403
    assert json.loads(response.content)["scope"] == WRITE
    assert 'error="insufficient_scope", scope="articles:write"' in response.headers["WWW-Authenticate"]
    assert send(a_body(), bearer=writer).status_code == 201
    assert look(Article.objects.get().id, bearer=writer).status_code == 403
    assert look(Article.objects.get().id, bearer=reader).status_code == 200


def test_only_the_day_of_the_last_use_is_kept(send: Send, kept_token: ApiToken) -> None:
    before = timezone.now().date()
    send(a_body())
    assert ApiToken.objects.get().last_used_on in (before, timezone.now().date())


@pytest.mark.parametrize(
    ("method", "address", "allow"),
    [
        ("get", "/api/articles", "POST"), ("delete", "/api/articles", "POST"), ("options", "/api/articles", "POST"),
        ("post", "/api/articles/1", "GET, HEAD"), ("put", "/api/articles/1", "GET, HEAD"),
        ("post", "/api/openapi.json", "GET, HEAD"),
    ],
)  # fmt: skip
def test_another_method_is_answered_with_those_there_are(method: str, address: str, allow: str, token: str) -> None:
    response = getattr(Client(), method)(address, headers={"Authorization": f"Bearer {token}"})
    assert (response.status_code, response.headers["Allow"]) == (405, allow)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_head_is_answered_as_get(send: Send, token: str) -> None:
    number = json.loads(send(a_body()).content)["id"]
    assert Client().head(f"/api/articles/{number}", headers={"Authorization": f"Bearer {token}"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": ""},
        {"Content-Type": "application/json; charset=utf-16"}, {"Content-Encoding": "gzip"},
    ],
)  # fmt: skip
def test_what_is_not_json_in_utf_8_is_not_read(headers: dict[str, str], send: Send) -> None:
    response = send(a_body(), **headers)
    assert (response.status_code, response.headers["Accept-Post"]) == (415, "application/json")


def test_too_many_bytes_are_refused_with_the_limit(send: Send) -> None:
    body = json.dumps({"text": "word " * (MOST_BYTES // 5)}).encode()
    response = send(body)
    assert (response.status_code, json.loads(response.content)["limit"]) == (413, MOST_BYTES)
    assert send(body * 2).status_code == 413


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        (b" ", 1, 2), (b'{\n "title": "T"\n "text": "x"}', 3, 2), (b"{'title': 1}", 1, 2), (b'{"a": 1,}', 1, 9),
        (b'{\n"a": "\xff"}', 2, 7), (b'{"a": "x', 1, 7),
    ],
)  # fmt: skip
def test_wrong_json_is_answered_with_its_line_and_column(body: bytes, line: int, column: int, send: Send) -> None:
    response = send(body)
    said = json.loads(response.content)
    assert (response.status_code, said["line"], said["column"]) == (400, line, column)
    assert f"line {line}, column {column}" in said["detail"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"[" * 500_000, "nested too deeply"), (b"[" * 21 + b"]" * 21, "nested too deeply"),
        (b'{"a": NaN}', "NaN"), (b'{"a": 1, "a": 2}', "stands twice"),
        (b'{"a": ' + b"1" * 10_000 + b"}", "too long"),
    ],
)  # fmt: skip
def test_json_that_cannot_be_meant_is_refused_in_words(body: bytes, words: str, send: Send) -> None:
    response = send(body)
    assert response.status_code == 400
    assert words in errors(response)[""]


@pytest.mark.parametrize("key", ["two words", "x" * 201, "é"])
def test_a_key_that_cannot_be_taken_is_named(key: str, send: Send) -> None:
    response = send(a_body(), key=key)
    assert (response.status_code, list(errors(response))) == (400, ["Idempotency-Key"])


def test_one_token_has_a_pace_and_is_told_when_to_come_again(
    counted: None, send: Send, author: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(entrance.A_MINUTE, WRITE, 2)
    assert [send({}).status_code for _ in range(3)] == [422, 422, 429]
    response = send(a_body())
    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
    assert send(a_body(), bearer=a_token(author)).status_code == 201


def test_guessing_tokens_is_slowed(counted: None, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance, "WRONG_A_MINUTE", 2)
    assert [send({}, bearer=f"guess{n}").status_code for n in range(3)] == [401, 401, 429]
    assert send(a_body()).status_code == 201


def test_articles_come_in_while_redis_is_down(settings: Any, send: Send) -> None:
    settings.REDIS_URL = "redis+socket:///nowhere/redis.sock"
    assert send(a_body()).status_code == 201


def test_a_crash_shows_no_trace(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.editing.intake.keep", lambda *args, **kwargs: 1 / 0)
    response = send(a_body())
    assert (response.status_code, errors(response)) == (500, {})
    assert b"ZeroDivision" not in response.content


def test_what_is_no_address_of_the_api_is_a_problem_too(newsroom: object) -> None:
    response = Client().get("/api/nothing")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
    response = Client().get("/api/nothing", headers={"Host": "evil.example"})
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")


def test_no_token_and_no_address_reaches_a_log(
    send: Send, token: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(WithoutTokens())
    Client().get(f"/api/articles/{token}", headers={"Authorization": f"Bearer {token}"})
    assert "Not Found: /api/articles/publisher_…" in caplog.text
    send(a_body(byline=["planted@gazette.example"]))
    send(a_body(byline=["planted@gazette.example"], titel="x"))
    send(a_body(), bearer="publisher_wrong")
    monkeypatch.setattr("publisher.editing.intake.keep", lambda *args, **kwargs: 1 / 0)
    send(a_body())
    assert "Internal Server Error" in caplog.text
    for secret in (token, "publisher_wrong", "planted@gazette.example", "ravi@gazette.example"):
        assert secret not in caplog.text


def test_an_authors_token_does_what_an_author_may_and_a_lost_role_shows_at_once(
    send: Send, author: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert send(a_body()).status_code == 201
    monkeypatch.setitem(entrance.approval.MAY, "write", frozenset({Member.ADMIN}))
    assert send(a_body(again=True)).status_code == 403
    assert send(a_body(again=True), bearer=a_token(a_member())).status_code == 201
