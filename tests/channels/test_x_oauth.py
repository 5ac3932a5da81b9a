"""OAuth 2 on X: tokens for a code, tokens for a token, each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from publisher.channels import connect, let_in_page
from publisher.channels.x import X
from publisher.channels.x_oauth import OUTCOMES, SCOPES
from publisher.ports import Disconnected, Pending, Retry, Sent, World
from publisher.practice import accounts

from .making import a_post, all_steps, picture

BACK = "http://127.0.0.1:8000/channels/signed-in/"
VERIFIER = "v" * 64
ASKED = {**accounts.X_APP, "redirect_uri": BACK, "verifier": VERIFIER}
TOKEN = "POST /2/oauth2/token"


def brought(world, *, scope: str = SCOPES) -> dict[str, str]:
    """Credentials with the code that somebody brings back, who let us in."""
    page, known = let_in_page("x", ASKED, world.world, state="s")
    assert known == ASKED
    asked = httpx2.get(page)
    assert asked.status_code == 200
    allow = urlsplit(page)._replace(path="/i/oauth2/allow").geturl()
    came = httpx2.get(allow, params={**dict(parse_qsl(urlsplit(page).query)), "scope": scope}).headers["location"]
    assert came.startswith(BACK)
    said = dict(parse_qsl(urlsplit(came).query))
    assert said["state"] == "s"
    return {**ASKED, "code": said["code"]}


def x(world, credentials) -> X:
    return connect("x", credentials, world.world)  # type: ignore[return-value]  # it is one


def test_a_code_becomes_tokens_that_post_describe_look_and_delete(world):
    kept = x(world, brought(world)).renew()
    assert not {"code", "verifier", "redirect_uri"} & set(kept)
    ends = datetime.fromisoformat(kept["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=118) < ends < timedelta(minutes=121)
    client, post = x(world, kept), a_post(pictures=(picture(),))
    assert client.probe()["account"] == "@practice_news"
    sent, _ = all_steps(client, post, "k-1")
    assert client.find(post, key="k-1") == sent
    client.delete(sent.remote_id)
    assert world.control.sent("x") == []


def test_a_code_is_good_once_and_only_with_what_it_was_asked_with(world):
    for wrong in ({"verifier": "w" * 64}, {"redirect_uri": BACK + "else/"}, {"client_secret": "wrong"}):
        with pytest.raises(Disconnected):
            x(world, brought(world) | wrong).renew()
    credentials = brought(world)
    x(world, credentials).renew()
    with pytest.raises(Disconnected, match="sign in there again"):
        x(world, credentials).renew()


def test_a_refreshing_token_is_good_once(world):
    first = x(world, brought(world)).renew()
    second = x(world, first).renew()
    assert (second["access"], second["refresh"]) != (first["access"], first["refresh"])
    assert isinstance(x(world, second).post(a_post(), key="k-1"), Sent)
    with pytest.raises(Disconnected, match="sign in there again"):
        x(world, first).renew()


def test_a_lost_answer_is_told_at_the_next_try(world):
    kept = x(world, brought(world)).renew()
    world.control.fault("x", "drop", moment="stored", times=1, match=TOKEN)
    with pytest.raises(Retry):
        x(world, kept).renew()
    with pytest.raises(Disconnected):
        x(world, kept).renew()


@pytest.mark.parametrize("status", [status for status, _ in OUTCOMES])
def test_each_row_is_obeyed(world, status):
    kept = x(world, brought(world)).renew()
    world.control.fault("x", "status", status=status, match=TOKEN)
    with pytest.raises(OUTCOMES[status, None].verb):
        x(world, kept).renew()


def test_without_the_right_to_upload_the_channel_pauses_and_says_so(world):
    kept = x(world, brought(world, scope=SCOPES.replace("media.write ", ""))).renew()
    with pytest.raises(Disconnected, match="upload"):
        x(world, kept).post(a_post(pictures=(picture(),)), key="k-1")
    assert not isinstance(x(world, kept).post(a_post(), key="k-2"), Pending)


def test_tokens_that_cannot_be_refreshed_are_not_taken(world):
    with pytest.raises(Disconnected, match="sign in there again"):
        x(world, brought(world, scope=SCOPES.replace(" offline.access", ""))).renew()


def test_an_ended_token_pauses_the_channel(world):
    kept = x(world, brought(world)).renew()
    with pytest.raises(Disconnected):
        x(world, kept | {"access": "ended"}).post(a_post(), key="k-1")


def test_keys_of_oauth_1_do_not_end(world):
    assert x(world, accounts.X).renew() is None


def test_people_go_to_x_itself():
    live = World(practising=False, relay="", bases={"x": "https://api.x.com"})
    page, _ = let_in_page("x", ASKED, live, state="s")
    assert page.startswith("https://x.com/i/oauth2/authorize?response_type=code&client_id=practice-app&")
