"""Signing in at Facebook, Threads and LinkedIn: a code becomes tokens, once; which outlets they open."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from publisher.channels import connect, facebook_oauth, let_in_page, linkedin_oauth, threads_oauth
from publisher.channels.facebook import Facebook
from publisher.channels.linkedin import LinkedIn
from publisher.channels.signing_in import OUTCOMES
from publisher.channels.threads import Threads
from publisher.ports import Disconnected, Failure, Retry, World
from publisher.practice import accounts

from .making import a_post, all_steps

BACK = "http://127.0.0.1:8000/channels/signed-in/"
ASKED = {**accounts.APP, "redirect_uri": BACK, "verifier": "v" * 64}
PAGE, MEMBER = {"who": "page"}, {"who": "member"}
ALLOW = {"facebook": "/dialog/allow", "threads": "/oauth/allow", "linkedin": "/oauth/v2/allow"}
TOKEN = {"facebook": "POST /oauth/access_token", "threads": "POST /oauth/access_token",
         "linkedin": "POST /oauth/v2/accessToken"}  # fmt: skip
NETWORKS = list(TOKEN)
LIVE = World(practising=False, relay="", bases={
    "facebook": "https://graph.facebook.com/v26.0", "threads": "https://graph.threads.net/v1.0",
    "linkedin": "https://api.linkedin.com/202607",
})  # fmt: skip


def brought(world, kind: str, *, scope: str = "", **other: str) -> dict[str, str]:
    """Credentials with the code that somebody brings back, who let us in."""
    asked = ASKED | (PAGE if kind == "linkedin" else {}) | other
    page, known = let_in_page(kind, asked, world.world, state="s")
    shown = httpx2.get(page)
    assert (shown.status_code, known) == (200, asked)
    query = dict(parse_qsl(urlsplit(page).query)) | ({"scope": scope} if scope else {})
    came = httpx2.get(urlsplit(page)._replace(path=ALLOW[kind], query="").geturl(), params=query).headers["location"]
    said = dict(parse_qsl(urlsplit(came).query))
    assert (came.startswith(BACK), said["state"]) == (True, "s")
    return {**known, "code": said["code"]}


def client(world, kind: str, credentials):
    return connect(kind, credentials, world.world)


def answering(*answers: object):
    """Answers one after another, each JSON or a text; and what was asked."""
    left, heard = list(answers), []

    def answer(request: httpx2.Request) -> httpx2.Response:
        heard.append(request)
        body = left.pop(0)
        text = body if isinstance(body, str) else json.dumps(body)
        return httpx2.Response(200, text=text, headers={"Date": "Tue, 01 Dec 2026 07:30:00 GMT"})

    return httpx2.Client(transport=httpx2.MockTransport(answer)), heard


# -- where people go ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "where", "scope"),
    [
        ("facebook", "https://www.facebook.com/v26.0/dialog/oauth", facebook_oauth.SCOPES),
        ("threads", "https://threads.net/oauth/authorize", threads_oauth.SCOPES),
        ("linkedin", "https://www.linkedin.com/oauth/v2/authorization", linkedin_oauth.SCOPES["page"]),
    ],
)
def test_people_go_to_the_network_itself_with_nothing_secret_in_the_address(kind, where, scope):
    page, _ = let_in_page(kind, ASKED | PAGE, LIVE, state="s")
    query = dict(parse_qsl(urlsplit(page).query))
    assert page.partition("?")[0] == where
    assert {key: query[key] for key in ("client_id", "redirect_uri", "state", "response_type", "scope")} == {
        "client_id": "practice-app", "redirect_uri": BACK, "state": "s", "response_type": "code", "scope": scope,
    }  # fmt: skip
    assert accounts.APP["client_secret"] not in page


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_code_is_good_once_and_only_with_what_it_was_asked_with(world, kind):
    for wrong in ({"redirect_uri": BACK + "else/"}, {"client_secret": "wrong"}, {"code": "guessed"}):
        with pytest.raises(Disconnected):
            client(world, kind, brought(world, kind) | wrong).renew()
    credentials = brought(world, kind)
    kept = client(world, kind, credentials).renew()
    assert not {"code", "redirect_uri", "verifier"} & set(kept)
    with pytest.raises(Disconnected):
        client(world, kind, credentials).renew()


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 418, 429, 500, 503])
def test_each_row_is_obeyed_and_what_is_unknown_begins_again(world, kind, status):
    credentials = brought(world, kind)
    world.control.fault(kind, "status", status=status, match=TOKEN[kind])
    with pytest.raises(Failure) as why:
        client(world, kind, credentials).renew()
    assert type(why.value) is (OUTCOMES[status, None].verb if status != 418 else Disconnected)


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_lost_answer_is_a_sentence_and_the_code_is_spent(world, kind):
    credentials = brought(world, kind)
    world.control.fault(kind, "drop", moment="stored", times=1, match=TOKEN[kind])
    with pytest.raises(Retry, match="did not answer"):
        client(world, kind, credentials).renew()
    with pytest.raises(Disconnected):
        client(world, kind, credentials).renew()


# -- Facebook ----------------------------------------------------------------------------------------------------


def test_a_person_names_the_pages_where_they_may_post_and_one_posts_by_its_own_token(world):
    person = client(world, "facebook", brought(world, "facebook")).renew()
    (page,) = client(world, "facebook", person).choices()
    assert (page.name, page.number) == (accounts.FACEBOOK_NAME, accounts.FACEBOOK["user_id"])
    assert dict(page.credentials) == {**accounts.APP, **accounts.FACEBOOK}
    ours = client(world, "facebook", page.credentials)
    assert ours.renew() is None
    assert ours.probe()["account"] == accounts.FACEBOOK_NAME
    sent = ours.post(post := a_post(), key="k-1")
    assert ours.find(post, key="k-1") == sent


@pytest.mark.parametrize("scope", ["pages_manage_posts,pages_read_engagement", "public_profile"])
def test_who_shows_no_page_is_told_to_tick_one(world, scope):
    person = client(world, "facebook", brought(world, "facebook", scope=scope)).renew()
    with pytest.raises(Disconnected, match="tick the Page"):
        client(world, "facebook", person).choices()


def test_a_person_s_token_in_a_page_s_place_is_not_taken_whatever_it_says_of_itself(world):
    person = client(world, "facebook", brought(world, "facebook")).renew()
    with pytest.raises(Disconnected, match="a person’s, not a Page’s"):
        client(world, "facebook", person | {"user_id": "4001"}).probe()
    me = {"id": "4001", "name": "P", "category": "c"}
    for told, words in (
        ({"is_valid": True, "type": "USER"}, "a person’s, not a Page’s"),
        ({"is_valid": True, "type": "PAGE", "profile_id": "4002"}, "another Page"),
    ):
        http, heard = answering(me, {"data": told})
        with pytest.raises(Disconnected, match=words):
            Facebook({**accounts.APP, **accounts.FACEBOOK}, "https://g.example/v26.0", http).probe()
        assert heard[1].headers["authorization"] == "Bearer practice-app|practice-app-secret"
        assert "secret" not in str(heard[1].url)


def test_pages_come_in_pages():
    one = {"id": "1", "name": "One", "access_token": "t-1", "tasks": ["CREATE_CONTENT"]}
    more = {"data": [one], "paging": {"cursors": {"after": "x"}}}
    http, heard = answering(more, {"data": [one | {"id": "2", "tasks": []}, one | {"id": "3"}]})
    found = Facebook({"token": "t"}, "https://g.example/v26.0", http).choices()
    assert [choice.number for choice in found] == ["1", "3"]
    assert "after=x" in str(heard[1].url)


# -- Threads -----------------------------------------------------------------------------------------------------


def test_a_code_becomes_a_token_for_60_days_that_posts_and_is_renewed(world):
    kept = client(world, "threads", brought(world, "threads")).renew()
    assert set(kept) == {"token", "expires_at", "renew_at"}
    ends = datetime.fromisoformat(kept["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=59) < ends < timedelta(days=61)
    ours = client(world, "threads", kept)
    assert ours.renew() is None  # too young
    assert ours.probe()["ends_at"] == kept["expires_at"]
    sent, _ = all_steps(ours, a_post(), "k-1")
    ours.delete(sent.remote_id)
    week_ago = (datetime.now(UTC) - timedelta(days=2)).isoformat()
    new = client(world, "threads", kept | {"renew_at": week_ago}).renew()
    assert new["token"] not in (kept["token"], "")
    assert client(world, "threads", new).probe()["account"] == f"@{accounts.THREADS_NAME}"


def test_the_short_token_is_never_kept_nor_the_app_s_secret():
    http, heard = answering(
        {"access_token": "short", "user_id": 1}, {"access_token": "long", "token_type": "b", "expires_in": 5184000}
    )
    kept = Threads({**ASKED, "code": "c"}, "https://graph.threads.net/v1.0", http).renew()
    assert kept == {
        "token": "long", "expires_at": "2027-01-30T07:30:00+00:00", "renew_at": "2026-12-08T07:30:00+00:00",
    }  # fmt: skip
    assert [str(request.url).partition("?")[0] for request in heard] == [
        "https://graph.threads.net/oauth/access_token", "https://graph.threads.net/access_token",
    ]  # fmt: skip


def test_what_must_stand_in_an_address_stands_in_no_log(world, caplog):
    with caplog.at_level("DEBUG"):
        kept = client(world, "threads", brought(world, "threads")).renew()
    assert kept["token"]
    assert accounts.APP["client_secret"] not in caplog.text
    assert "access_token" not in caplog.text


@pytest.mark.parametrize("body", ["<html>", "[]", {"access_token": ""}, {"access_token": "t"}, {"user_id": 1}])
def test_an_answer_that_is_none_keeps_nothing(body):
    http, _ = answering(body, body)
    with pytest.raises(Disconnected, match="cannot be read"):
        Threads({**ASKED, "code": "c"}, "https://graph.threads.net/v1.0", http).renew()


# -- LinkedIn ----------------------------------------------------------------------------------------------------


def test_an_admin_chooses_among_their_pages_and_not_those_they_only_read(world):
    admin = client(world, "linkedin", brought(world, "linkedin")).renew()
    found = client(world, "linkedin", admin).choices()
    assert {choice.number: choice.name for choice in found} == accounts.LINKEDIN_PAGES
    ours = client(world, "linkedin", found[1].credentials)
    assert ours.probe() | {"ends_at": ""} == {
        "account": "Practice Weekend", "user_id": "urn:li:organization:6002",
        "limits": {}, "ends_at": "", "asked": True,
    }  # fmt: skip
    sent = ours.post(post := a_post(), key="k-1")
    assert ours.find(post, key="k-1") == sent
    assert client(world, "linkedin", found[0].credentials).find(post, key="k-1") is None


def test_a_member_posts_as_themselves_with_two_rights_less(world):
    member = client(world, "linkedin", brought(world, "linkedin", **MEMBER)).renew()
    (me,) = client(world, "linkedin", member).choices()
    ours = client(world, "linkedin", me.credentials)
    assert ours.probe()["user_id"] == accounts.LINKEDIN_MEMBER["user_id"]
    assert ours.post(a_post(), key="k-1").remote_id.startswith("urn:li:share:")


def test_a_token_that_nobody_renews_says_until_when_and_keeps_no_app(world):
    kept = client(world, "linkedin", brought(world, "linkedin")).renew()
    assert set(kept) == {"who", "token", "ends_at"}
    left = datetime.fromisoformat(kept["ends_at"]) - datetime.now(UTC)
    assert timedelta(days=59) < left < timedelta(days=61)
    assert client(world, "linkedin", kept).renew() is None


def test_a_partner_s_token_is_renewed_a_month_before_it_ends(world):
    kept = client(world, "linkedin", brought(world, "linkedin", **accounts.LINKEDIN_PARTNER)).renew()
    assert kept["ends_at"] == kept["expires_at"]
    assert client(world, "linkedin", kept).renew() is None
    due = kept | {"renew_at": (datetime.now(UTC) - timedelta(hours=1)).isoformat(), "token": "ended"}
    new = client(world, "linkedin", due).renew()
    assert (new["refresh"], new["token"] != kept["token"]) == (kept["refresh"], True)
    with pytest.raises(Disconnected):
        client(world, "linkedin", due | {"refresh": "withdrawn"}).renew()


def test_a_token_without_a_right_that_was_asked_for_is_not_taken(world):
    with pytest.raises(Disconnected, match="without r_organization_admin and r_organization_social"):
        client(world, "linkedin", brought(world, "linkedin", scope="w_organization_social")).renew()


def test_who_looks_after_no_page_is_told_so():
    roles = {"elements": [{"role": "ANALYST", "organization": "urn:li:organization:1", "state": "APPROVED"}]}
    http, _ = answering(roles)
    with pytest.raises(Disconnected, match="no admin of any page"):
        LinkedIn({"token": "t", "who": "page"}, "https://api.linkedin.com/202607", http).choices()
