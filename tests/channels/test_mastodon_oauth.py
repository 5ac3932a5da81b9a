"""Signing in at a Mastodon server: an app of ours for the asking, a code, a token; each as the server says."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from publisher.channels import connect, let_in_page, mastodon_oauth
from publisher.channels.signing_in import OUTCOMES
from publisher.outside import Guard
from publisher.ports import Disconnected, Failure, Retry, Sent, World

from .making import a_post, picture

BACK = "http://127.0.0.1:8000/channels/signed-in/"
ASKED = {"server": "social.example", "redirect_uri": BACK, "verifier": "v" * 64}
LIVE = World(practising=False, relay="", bases={})


def brought(world, *, scope: str = "") -> dict[str, str]:
    """Credentials with the code that somebody brings back, who let us in."""
    page, known = let_in_page("mastodon", ASKED, world.world, state="s")
    assert httpx2.get(page).status_code == 200
    query = dict(parse_qsl(urlsplit(page).query))
    allow = urlsplit(page)._replace(path="/oauth/allow", query="").geturl()
    came = httpx2.get(allow, params=query | ({"scope": scope} if scope else {})).headers["location"]
    said = dict(parse_qsl(urlsplit(came).query))
    assert (came.startswith(BACK), said["state"]) == (True, "s")
    return {**known, "code": said["code"]}


def mastodon(world, credentials):
    return connect("mastodon", credentials, world.world)


def answering(**by_path):
    """A server that says this at these paths, and 404 at others; and what it was asked."""
    heard: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        heard.append(request)
        return by_path.get(request.url.path.rpartition("/")[2].replace("-", "_"), httpx2.Response(404))

    return httpx2.Client(transport=httpx2.MockTransport(answer)), heard


def test_a_code_becomes_a_token_that_posts_describes_looks_and_deletes(world):
    kept = mastodon(world, brought(world)).renew()
    assert set(kept) == {"server", "token"}
    client = mastodon(world, kept)
    assert client.renew() is None
    assert client.probe()["account"].startswith("@news@")
    post = a_post(pictures=(picture(),))
    assert client.post(post, key="k-1").stage
    sent = client.post(plain := a_post(), key="k-2")
    assert isinstance(sent, Sent)
    assert client.find(plain, key="k-2") == sent
    assert client.measure(sent.remote_id) is not None
    client.delete(sent.remote_id)


def test_a_code_is_good_once_and_only_with_what_it_was_asked_with(world):
    for wrong in ({"verifier": "w" * 64}, {"redirect_uri": BACK + "else/"}, {"client_secret": "wrong"}):
        with pytest.raises(Disconnected):
            mastodon(world, brought(world) | wrong).renew()
    credentials = brought(world)
    mastodon(world, credentials).renew()
    with pytest.raises(Disconnected, match="Begin the sign-in again"):
        mastodon(world, credentials).renew()


def test_a_token_without_a_right_that_was_asked_for_is_not_taken(world):
    with pytest.raises(Disconnected, match="without write:media"):
        mastodon(world, brought(world, scope="read:accounts read:statuses write:statuses")).renew()


def test_rights_are_the_least_that_posting_needs_and_coarse_ones_only_where_a_server_has_no_finer(world):
    page, _ = let_in_page("mastodon", ASKED, world.world, state="s")
    assert "scope=read%3Aaccounts+read%3Astatuses+write%3Astatuses+write%3Amedia&" in page
    app = httpx2.Response(200, json={"client_id": "i", "client_secret": "s"})
    for known, scope in ((["read", "write", "follow"], "read write"), ("?", " ".join(mastodon_oauth.SCOPES))):
        about = httpx2.Response(200, json={"scopes_supported": known})
        http, heard = answering(apps=app, oauth_authorization_server=about)
        assert mastodon_oauth.register("https://s.example", http, BACK)["scope"] == scope
        assert dict(parse_qsl(heard[-1].content.decode()))["scopes"] == scope


@pytest.mark.parametrize(("says", "challenged"), [(["S256", "plain"], True), (["plain"], False), (None, False)])
def test_pkce_is_used_where_the_server_says_that_it_knows_it(says, challenged):
    about = httpx2.Response(200, json={"code_challenge_methods_supported": says}) if says else httpx2.Response(404)
    app = httpx2.Response(200, json={"client_id": "i", "client_secret": "s"})
    token = httpx2.Response(200, json={"access_token": "t", "scope": " ".join(mastodon_oauth.SCOPES)})
    http, heard = answering(apps=app, oauth_authorization_server=about, token=token)
    known = ASKED | mastodon_oauth.register("https://s.example", http, BACK)
    assert ("code_challenge=" in mastodon_oauth.page("https://s.example", known, "s")) is challenged
    assert mastodon_oauth.renewed("https://s.example", http, known | {"code": "c"})["token"] == "t"
    assert (b"code_verifier" in heard[-1].content) is challenged


def test_a_token_that_ends_is_warned_about(world):
    token = {"access_token": "t", "scope": "read write", "expires_in": 8640000}
    http, _ = answering(token=httpx2.Response(200, json=token, headers={"Date": "Tue, 01 Dec 2026 07:30:00 GMT"}))
    said = ASKED | {"client_id": "i", "client_secret": "s", "scope": "read write", "challenges": "", "code": "c"}
    kept = mastodon_oauth.renewed("https://s.example", http, said)
    assert kept["ends_at"] == "2027-03-11T07:30:00+00:00"
    assert mastodon(world, kept | {"token": "practice-token"}).probe()["ends_at"] == kept["ends_at"]


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1"])
def test_a_server_that_a_member_names_goes_through_the_guard(address):
    guard = Guard(lambda host, port, **more: [(0, 0, 0, "", (address, port))])
    with pytest.raises(Disconnected, match="inside a private network"):
        let_in_page("mastodon", ASKED, LIVE, guard, state="s")
    known = {"client_id": "i", "client_secret": "s", "scope": "read", "challenges": "", "code": "c"}
    client = connect("mastodon", ASKED | known, LIVE, guard)
    with pytest.raises(Disconnected, match="inside a private network"):
        client.renew()  # type: ignore[union-attr]  # it is no relay


@pytest.mark.parametrize("what", ["POST /api/v1/apps", "POST /oauth/token"])
@pytest.mark.parametrize("status", sorted({status for status, _ in OUTCOMES} - {303, 302, 307, 308} | {418}))
def test_each_row_is_obeyed_and_what_is_unknown_begins_again(world, what, status):
    before = brought(world) if "token" in what else None
    world.control.fault("mastodon", "status", status=status, match=what)
    with pytest.raises(Failure) as why:
        mastodon(world, before).renew() if before else let_in_page("mastodon", ASKED, world.world, state="s")
    assert type(why.value) is (OUTCOMES[status, None].verb if status != 418 else Disconnected)


def test_an_answer_that_is_cut_off_or_no_json_is_a_sentence(world):
    for moment in ("request read", "reply half written"):
        world.control.fault("mastodon", "drop", moment=moment, times=1, match="POST /api/v1/apps")
        with pytest.raises(Retry, match="did not answer"):
            let_in_page("mastodon", ASKED, world.world, state="s")
    for body in ("<html>", "[]", '{"client_id": ""}'):
        http, _ = answering(apps=httpx2.Response(200, text=body))
        with pytest.raises(Disconnected, match="cannot be read"):
            mastodon_oauth.register("https://s.example", http, BACK)


def test_nothing_secret_stands_in_an_address():
    token = httpx2.Response(200, json={"access_token": "t"})
    http, heard = answering(token=token)
    said = ASKED | {"client_id": "i", "client_secret": "s3cret", "scope": "read", "challenges": "S256", "code": "c0de"}
    mastodon_oauth.renewed("https://s.example", http, said)
    assert [str(request.url) for request in heard] == ["https://s.example/oauth/token"]
    assert "s3cret" not in mastodon_oauth.page("https://s.example", said, "s")
