"""Tokens are made on the desk or by command, shown once, kept as a hash, and end when they should."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.core import signing
from django.http import HttpResponse
from django.test import Client

from publisher.cli import publisher
from publisher.cli.go_live import leave_practice
from publisher.editing import tokens
from publisher.models import Act, ApiAnswer, ApiToken, Member
from publisher.models.token import READ, SCOPES, WRITE
from tests.making import a_member
from tests.web_api.conftest import Send, a_body, a_token


def desk_of(member: Member) -> Client:
    browser = Client()
    browser.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def make(member: Member, browser: Client | None = None, **form: str) -> HttpResponse:
    once = signing.dumps([member.pk, "once"], salt="once")
    defaults = {"name": "WordPress", "write": "on", "once": once}
    return (browser or desk_of(member)).post("/tokens/", defaults | form)  # type: ignore[return-value]


def shown(response: HttpResponse) -> str:
    found = re.search(r">(publisher_[\w-]{43})</textarea>", response.content.decode())
    assert found, "no token is shown"
    return found[1]


def test_a_token_made_on_the_desk_is_shown_once_and_works(author: Member, send: Send) -> None:
    browser = desk_of(author)
    response = make(author, browser)
    words = shown(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert words not in browser.get("/tokens/").content.decode()
    assert send(a_body(), bearer=words).status_code == 201


def test_nothing_kept_tells_the_token(author: Member, send: Send) -> None:
    words = shown(make(author))
    row = ApiToken.objects.get(name="WordPress", scopes=[WRITE])
    assert words not in str(list(ApiToken.objects.values())) + str(list(Act.objects.values()))
    assert len(row.token_hash) == 64
    assert send(a_body(), bearer=row.token_hash).status_code == 401


def test_pressing_the_button_twice_makes_one_token(author: Member) -> None:
    browser, once = desk_of(author), signing.dumps([author.pk, "one form"], salt="once")  # it carries its second
    make(author, browser, once=once)
    response = make(author, browser, once=once)
    assert (response.status_code, ApiToken.objects.count()) == (302, 1)
    assert "made already" in browser.get("/tokens/").content.decode()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"name": " "}, "This field is required."), ({"write": ""}, "Say what the token may do"),
        ({"until": "2020-01-01"}, "over already"), ({"until": "soon"}, "Enter a valid date."),
    ],
)  # fmt: skip
def test_a_token_that_cannot_be_made_is_refused_in_words(form: dict[str, str], words: str, author: Member) -> None:
    response = make(author, **form)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ApiToken.objects.exists()


def test_a_token_that_is_revoked_ends_and_the_log_says_who_did_what(author: Member, send: Send) -> None:
    words = shown(make(author, name="Ghost", read="on"))
    token = ApiToken.objects.get(name="Ghost", scopes=list(SCOPES), member=author, last_used_on=None)
    desk_of(author).post(f"/tokens/{token.id}/revoke/")
    desk_of(author).post(f"/tokens/{token.id}/revoke/")
    assert send(a_body(), bearer=words).status_code == 401
    acts = [(act.member, act.verb, act.what) for act in Act.objects.order_by("-id")[:2]]
    assert acts == [
        (author, "revoke token", f"{token.id} “Ghost”"),
        (author, "make token", f"{token.id} “Ghost” for member {author.id}: {WRITE}, {READ}"),
    ]


def test_a_member_sees_their_own_tokens_and_an_admin_everybodys(author: Member) -> None:
    admin = a_member()
    a_token(author, name="Of Ravi")
    a_token(admin, name="Of Amara")
    assert "Of Amara" not in desk_of(author).get("/tokens/").content.decode()
    page = desk_of(admin).get("/tokens/").content.decode()
    assert "Of Amara" in page
    assert "Of Ravi" in page
    others = ApiToken.objects.get(name="Of Amara")
    assert desk_of(author).post(f"/tokens/{others.id}/revoke/").status_code == 404
    assert desk_of(admin).post(f"/tokens/{ApiToken.objects.get(name='Of Ravi').id}/revoke/").status_code == 302


def test_a_tokens_last_day_is_the_newsrooms(author: Member) -> None:
    """Colombo is five and a half hours ahead of UTC."""
    now = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
    token, words = tokens.make(author, name="W", scopes=[WRITE], until=date(2026, 12, 1), by=None, now=now)
    assert token.expires_at == datetime(2026, 12, 1, 18, 30, tzinfo=UTC)
    assert tokens.find(words, now=token.expires_at - timedelta(seconds=1)) == token
    assert tokens.find(words, now=token.expires_at) is None


def test_the_page_says_what_became_of_each_token(author: Member, send: Send, kept_token: ApiToken) -> None:
    send(a_body())
    a_token(author, name="Old one")
    over = datetime(2025, 1, 31, 18, 30, tzinfo=UTC)  # midnight in Colombo
    ApiToken.objects.filter(name="Old one").update(expires_at=over)
    page = desk_of(author).get("/tokens/").content.decode()
    assert f"{ApiToken.objects.get(id=kept_token.id).last_used_on:%B %Y}" in page
    assert "never" in page
    assert "</span> over</span>" in page
    assert "after 31 January 2025" in page


@pytest.fixture
def command() -> Callable[..., tuple[int, str, str]]:
    def run(*words: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(publisher, list(words), prog_name="publisher")
        return result.exit_code, result.stdout, result.stderr

    return run


def test_a_token_made_by_command_works_and_is_in_the_log(
    author: Member, send: Send, command: Callable[..., tuple[int, str, str]]
) -> None:
    code, words, _ = command("member", "api-token", author.email, "--name", "WordPress", "--until", "2999-12-31")
    assert code == 0
    assert send(a_body(), bearer=words.strip()).status_code == 201
    assert Act.objects.filter(member=None, verb="make token").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nobody@gazette.example", "--name", "W"], 1), (["ravi@gazette.example", "--name", " "], 1),
        (["ravi@gazette.example", "--name", "W", "--until", "2020-01-01"], 1),
        (["ravi@gazette.example", "--name", "W", "--scope", "all"], 2), (["ravi@gazette.example"], 2),
    ],
)  # fmt: skip
def test_a_command_that_cannot_be_meant_says_so(
    words: list[str], code: int, author: Member, command: Callable[..., tuple[int, str, str]]
) -> None:
    ended, out, err = command("member", "api-token", *words)
    assert (ended, out) == (code, "")
    assert err.strip()
    assert not ApiToken.objects.exists()


def test_going_live_ends_the_tokens_of_practice_and_forgets_what_they_were_answered(send: Send) -> None:
    send(a_body(), key="post-7")
    leave_practice()
    assert not ApiToken.objects.exists()
    assert not ApiAnswer.objects.exists()
    assert send(a_body()).status_code == 401
