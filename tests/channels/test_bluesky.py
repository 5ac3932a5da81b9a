"""What a post becomes on Bluesky, and how its session is opened, kept and lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from publisher.channels import connect
from publisher.channels.bluesky import Bluesky
from publisher.channels.bluesky_answers import OUTCOMES
from publisher.channels.bluesky_record import POST, record_key
from publisher.ports import Disconnected, Failure, OutgoingCard, OutgoingPost, Pending, Refused, Retry, Sent, Uncertain
from publisher.practice import accounts
from publisher.practice.bluesky import session, token

from .making import AT, CREDENTIALS, PNG, a_post, all_steps, picture, poster

LONG = "https://example.org/a/long/path/to?utm_content=ref-1"
CARD = OutgoingCard("https://example.org/a?r=1", "Nurses walk out", "They want more.", picture(""))


MADE = {"results": [{"uri": "at://did:plc:x/app.bsky.feed.post/k"}, {"uri": "at://did:plc:x/app.bsky.feed.postgate/k"}]}


def writes(post: OutgoingPost, *answers: httpx2.Response) -> dict[str, object]:
    """The body of the request that makes this post."""
    asked: list[httpx2.Request] = []
    replies = iter([*answers, httpx2.Response(200, json=MADE)])

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return next(replies)

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    all_steps(Bluesky(CREDENTIALS["bluesky"], "https://pds.example", http), post, "k-1")
    assert asked[-1].url.path == "/xrpc/com.atproto.repo.applyWrites"
    return dict(httpx2.Response(200, content=asked[-1].content).json())


def made(post: OutgoingPost, *answers: httpx2.Response) -> dict[str, object]:
    """The record of the post itself."""
    return writes(post, *answers)["writes"][0]["value"]  # type: ignore[index,no-any-return]  # as asserted below


# -- what is put -------------------------------------------------------------------------------------------------


def test_a_post_is_made_in_a_place_of_its_own_with_a_gate_that_keeps_the_place():
    made_at, place, create = "2026-12-01T07:30:00.000Z", record_key("k-1"), "com.atproto.repo.applyWrites#create"
    record = {"$type": "app.bsky.feed.post", "text": "Nurses", "createdAt": made_at, "langs": ["ta"]}
    uri = f"at://{accounts.BLUESKY_DID}/app.bsky.feed.post/{place}"
    gate = {"$type": "app.bsky.feed.postgate", "post": uri, "createdAt": made_at}
    assert writes(OutgoingPost("Nurses", "r", language="ta", at=AT)) == {
        "repo": accounts.BLUESKY_DID,
        "writes": [
            {"$type": create, "collection": "app.bsky.feed.post", "rkey": place, "value": record},
            {"$type": create, "collection": "app.bsky.feed.postgate", "rkey": place, "value": gate},
        ],
    }


def test_an_unknown_language_is_left_out():
    assert "langs" not in made(OutgoingPost("Nurses", "r", at=AT))


def test_links_are_shortened_and_lead_where_they_led():
    record = made(OutgoingPost(f"ஒரு செய்தி\n\n{LONG}", "ref-1", at=AT))
    assert record["text"] == "ஒரு செய்தி\n\nexample.org/a/long/path/..."
    [facet] = record["facets"]
    start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
    assert record["text"].encode()[start:end] == b"example.org/a/long/path/..."
    assert facet["features"] == [{"$type": "app.bsky.richtext.facet#link", "uri": LONG}]


def test_the_card_carries_the_picture_and_what_the_page_is_about():
    blob = {"$type": "blob", "ref": {"$link": "bafkrei"}, "mimeType": "image/png", "size": 72}
    record = made(OutgoingPost("Nurses", "r", card=CARD, at=AT), httpx2.Response(200, json={"blob": blob}))
    assert record["embed"] == {
        "$type": "app.bsky.embed.external",
        "external": {"uri": CARD.url, "title": CARD.title, "description": CARD.description, "thumb": blob},
    }


def test_a_card_needs_no_picture():
    record = made(OutgoingPost("Nurses", "r", card=replace(CARD, picture=None), at=AT))
    assert "thumb" not in record["embed"]["external"]


def test_pictures_carry_their_alt_text(world):
    client = poster("bluesky", world.world)
    all_steps(client, a_post(pictures=(picture("A nurse"), picture("ஒரு தாதி"))), "k-1")
    (there,) = world.control.sent("bluesky")
    assert [medium["alt"] for medium in there["media"]] == ["A nurse", "ஒரு தாதி"]
    assert httpx2.get(there["media"][0]["url"]).content == PNG


def test_the_card_arrives_with_its_picture(world):
    all_steps(poster("bluesky", world.world), a_post(card=CARD), "k-1")
    (there,) = world.control.sent("bluesky")
    assert (there["card"]["title"], there["card"]["uri"]) == (CARD.title, CARD.url)
    assert there["media"][0]["bytes"] == len(PNG)
    assert CARD.description in httpx2.get(there["url"]).text


def test_a_handle_that_somebody_has_is_a_mention_and_another_is_words(world):
    client = poster("bluesky", world.world)
    client.post(a_post(f"By @{accounts.BLUESKY['handle']} and @nobody.example (@x)"), key="k-1")
    record = httpx2.get(
        f"{world.here['bases']['bluesky']}/xrpc/com.atproto.repo.getRecord",
        params={"repo": accounts.BLUESKY_DID, "collection": "app.bsky.feed.post", "rkey": record_key("k-1")},
    ).json()["value"]
    features = [facet["features"][0] for facet in record["facets"]]
    assert [feature.get("did") for feature in features] == [accounts.BLUESKY_DID, None]


def test_a_thread_names_its_first_and_the_one_before(world):
    client = poster("bluesky", world.world)
    first = client.post(a_post(), key="k-1")
    second = client.post(a_post(answers=first.remote_id), key="k-2")
    client.post(a_post(answers=second.remote_id), key="k-3")
    reply = client._get(POST, record_key("k-3"))["value"]["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (first.remote_id, second.remote_id)


# -- once --------------------------------------------------------------------------------------------------------


def test_a_key_is_a_tid_of_the_past_and_always_the_same():
    keys = {record_key(f"k-{number}") for number in range(2000)}
    assert len(keys) == 2000
    assert all(re.fullmatch("[234567abcdefghij][234567a-z]{12}", key) for key in keys)
    assert record_key("k-1") == "3it6imgpz3im2"


@pytest.mark.parametrize("words", ["", "Other words"])
def test_the_same_place_again_is_looked_up_and_stays_as_it_was(world, words):
    client, post = poster("bluesky", world.world), a_post()
    sent = client.post(post, key="k-1")
    with pytest.raises(Uncertain):
        client.post(replace(post, text=words or post.text), key="k-1")
    assert client.find(post, key="k-1") == sent
    assert len(world.control.sent("bluesky", deleted=True)) == 1


def test_what_somebody_deleted_in_an_app_is_known_to_have_been_there_and_never_comes_back(world):
    client, post = poster("bluesky", world.world), a_post()
    sent = client.post(post, key="k-1")
    place = {"repo": accounts.BLUESKY_DID, "collection": POST, "rkey": record_key("k-1")}
    client._ask("POST", "com.atproto.repo.deleteRecord", json=place)  # as apps do: the post alone
    assert client.find(post, key="k-1") == sent
    with pytest.raises(Uncertain):
        client.post(post, key="k-1")
    assert world.control.sent("bluesky") == []


def test_a_picture_that_the_server_swept_away_is_uploaded_again(world):
    client, post = poster("bluesky", world.world), a_post(pictures=(picture(),))
    gone = '[{"$type": "blob", "ref": {"$link": "bafkreizz"}, "mimeType": "image/png", "size": 72}]'
    assert client.post(post, key="k-1", stage=gone) == Pending("", timedelta(minutes=1))
    assert isinstance(all_steps(client, post, "k-1")[0], Sent)


NAMED = [(status, says) for status, says in OUTCOMES if says]


@pytest.mark.parametrize(("status", "says"), NAMED)
def test_each_named_refusal_is_obeyed(world, status, says):
    row = OUTCOMES[status, says]
    world.control.fault("bluesky", "status", status=status, words=f"{says}: in words")
    with pytest.raises(Failure) as caught:
        poster("bluesky", world.world).post(a_post(), key="k-1")
    assert (type(caught.value), caught.value.why) == (row.verb, f"{row.why} It said: in words")


# -- the session -------------------------------------------------------------------------------------------------


def signing_in(world, **other: str) -> Bluesky:
    plain = {**accounts.BLUESKY, "refresh": "", **other}
    return connect("bluesky", plain, world.world)  # type: ignore[return-value]  # it is one


def test_the_app_password_opens_a_session_that_posts(world):
    kept = signing_in(world).renew()
    assert kept["app_password"] == accounts.BLUESKY["app_password"]
    assert datetime.fromisoformat(kept["expires_at"]) - datetime.now(UTC) > timedelta(minutes=115)
    assert isinstance(connect("bluesky", kept, world.world).post(a_post(), key="k-1"), Sent)
    assert connect("bluesky", kept, world.world).probe()["account"] == "@news.practice.example"


def test_a_session_is_refreshed_without_signing_in(world):
    world.control.fault("bluesky", "status", status=500, match="POST /xrpc/com.atproto.server.createSession")
    assert signing_in(world, refresh=session()["refreshJwt"]).renew()["access"]


@pytest.mark.parametrize("error", ["ExpiredToken", "InvalidToken"])
def test_where_the_session_has_ended_the_app_password_opens_another(world, error):
    world.control.fault(
        "bluesky", "status", status=400, words=f"{error}: no", match="POST /xrpc/com.atproto.server.refreshSession"
    )
    assert signing_in(world, refresh=session()["refreshJwt"]).renew()["access"]


def test_a_server_that_cannot_refresh_now_is_not_signed_in_to(world):
    world.control.fault("bluesky", "status", status=502, match="POST /xrpc/com.atproto.server.refreshSession")
    with pytest.raises(Retry):
        signing_in(world, refresh=session()["refreshJwt"]).renew()


def test_a_wrong_app_password_is_said_so(world):
    with pytest.raises(Disconnected, match="make a new app password"):
        signing_in(world, app_password="wrong").renew()


def test_too_many_tries_wait(world):
    for _ in range(30):
        signing_in(world).renew()
    with pytest.raises(Retry, match="too many tries") as caught:
        signing_in(world).renew()
    assert caught.value.after > timedelta(minutes=4)


@pytest.mark.parametrize("scope", ["com.atproto.access", "com.atproto.appPass"])
def test_the_accounts_own_password_is_not_taken(scope):
    answer = session() | {"accessJwt": token(scope, 7200)}
    http = httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200, json=answer)))
    client = Bluesky(accounts.BLUESKY, "https://pds.example", http)
    if scope == "com.atproto.appPass":
        assert client.renew()["access"] == answer["accessJwt"]
    else:
        with pytest.raises(Disconnected, match="Make an app password"):
            client.renew()


def test_an_account_that_is_not_active_is_not_posted_from():
    told = {"handle": "a.example", "active": False, "status": "deactivated"}
    http = httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200, json=told)))
    with pytest.raises(Disconnected, match="deactivated"):
        Bluesky(CREDENTIALS["bluesky"], "https://pds.example", http).probe()


def test_tokens_that_cannot_be_read_are_no_session():
    answer = session() | {"accessJwt": "opaque"}
    http = httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200, json=answer)))
    with pytest.raises(Retry):
        Bluesky(accounts.BLUESKY, "https://pds.example", http).renew()


def test_links_to_bluesky_lead_to_its_app_wherever_the_account_lives():
    sent = f"https://bsky.app/profile/{accounts.BLUESKY_DID}/post/{record_key('k')}"
    assert Bluesky(CREDENTIALS["bluesky"], "https://pds.example", httpx2.Client())._url("k") == sent


def test_what_follows_a_post_that_is_gone_is_refused_before_anything_is_made(world):
    with pytest.raises(Refused, match="gone"):
        poster("bluesky", world.world).post(
            a_post(answers=f"at://{accounts.BLUESKY_DID}/app.bsky.feed.post/3k"), key="k"
        )
