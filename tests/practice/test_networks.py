"""The practice networks are as strict as the real ones."""

from __future__ import annotations

import time
from typing import Any

import httpx2
import pytest
from requests import Session
from requests_oauthlib import OAuth1

from publisher.practice import accounts, bluesky

from .running import Running

TOKEN = {"Authorization": f"Bearer {accounts.MASTODON['token']}"}


def x(world: Running, method: str, path: str, **more: Any) -> Any:
    """A signed request, made without our adapter and without tweepy."""
    keys = {**accounts.X, **more.pop("keys", {})}
    signed = OAuth1(
        keys["consumer_key"], keys["consumer_secret"], keys["access_token"], keys["access_token_secret"], decoding=None
    )
    with Session() as session:
        return session.request(method, world.here["bases"]["x"] + path, auth=signed, timeout=5, **more)


def mastodon(world: Running, method: str, path: str, **more: Any) -> httpx2.Response:
    headers = {**TOKEN, **more.pop("headers", {})}
    # Without certificates, which are not needed here: reading them takes longer than a picture is processed.
    return httpx2.request(method, world.here["bases"]["mastodon"] + path, headers=headers, verify=False, **more)


def tweet(world: Running, text: str, **more: Any) -> Any:
    return x(world, "POST", "/2/tweets", json={"text": text, **more})


def toot(world: Running, text: str, key: str = "", **more: Any) -> httpx2.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return mastodon(world, "POST", "/api/v1/statuses", json={"status": text, **more}, headers=headers)


# -- X -----------------------------------------------------------------------------------------------------------


def test_x_answers_as_its_documentation_says(world):
    made = tweet(world, "Hello")
    assert made.status_code == 201
    assert made.json()["data"]["text"] == "Hello"
    assert {"x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"} <= set(made.headers)


@pytest.mark.parametrize("wrong", ["consumer_key", "consumer_secret", "access_token", "access_token_secret"])
def test_x_checks_the_signature(world, wrong):
    refused = x(world, "POST", "/2/tweets", json={"text": "Hello"}, keys={wrong: "wrong"})
    assert refused.status_code == 401
    assert world.control.sent() == []


def test_x_wants_a_signature_at_all(world):
    base = world.here["bases"]["x"]
    assert httpx2.post(base + "/2/tweets", json={"text": "Hello"}).status_code == 401
    assert httpx2.get(base + "/2/users/me", headers={"Authorization": "Bearer x"}).status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "Hello", "status": "v1"}, 400),
        ({"text": 7}, 400),
        ({}, 400),
        ({"text": "   "}, 400),
        ({"text": "Hello", "media": {"media_ids": ["1"]}}, 400),
        ({"text": "a" * 281}, 403),
        ({"text": "日" * 141}, 403),
        ({"text": "a" * 257 + " https://example.org/"}, 403),
        ({"text": "a" * 256 + " https://example.org/" + "b" * 300}, 201),
        ({"text": "a" * 280}, 201),
        ({"text": "Hello", "reply": {"in_reply_to_tweet_id": "1"}}, 403),
    ],
)
def test_x_is_strict_about_what_it_takes(world, body, status):
    assert x(world, "POST", "/2/tweets", json=body).status_code == status
    assert len(world.control.sent()) == (status == 201)


def test_x_refuses_the_same_text_twice_until_it_is_deleted(world):
    first = tweet(world, "Hello").json()["data"]["id"]
    again = tweet(world, "Hello")
    assert (again.status_code, again.json()["type"]) == (403, "about:blank")
    assert again.json()["detail"].endswith("duplicate content.")
    assert x(world, "DELETE", f"/2/tweets/{first}").json() == {"data": {"deleted": True}}
    assert x(world, "DELETE", f"/2/tweets/{first}").json() == {"data": {"deleted": False}}
    assert tweet(world, "Hello").status_code == 201


def test_xs_timeline_gives_back_text_as_x_does(world):
    tweet(world, "Nurses & <doctors> https://example.org/a?b=c&d=e example.com")
    path = f"/2/users/{accounts.X['user_id']}/tweets?tweet.fields=entities,created_at&max_results=5"
    (post,) = x(world, "GET", path).json()["data"]
    assert post["text"].startswith("Nurses &amp; &lt;doctors&gt; https://t.co/")
    assert [url["expanded_url"] for url in post["entities"]["urls"]] == [
        "https://example.org/a?b=c&d=e",
        "http://example.com",
    ]


def test_xs_timeline_is_paged_newest_first(world):
    ids = [tweet(world, f"Number {number}").json()["data"]["id"] for number in range(7)]
    path = f"/2/users/{accounts.X['user_id']}/tweets?max_results=5"
    first = x(world, "GET", path).json()
    second = x(world, "GET", f"{path}&pagination_token={first['meta']['next_token']}").json()
    assert [post["id"] for post in first["data"] + second["data"]] == ids[::-1]
    assert "next_token" not in second["meta"]
    since = x(world, "GET", f"{path}&since_id={ids[4]}").json()
    assert [post["id"] for post in since["data"]] == ids[:4:-1]
    assert x(world, "GET", path.replace("=5", "=4")).status_code == 400


# -- Mastodon ----------------------------------------------------------------------------------------------------


def test_mastodon_answers_as_its_documentation_says(world):
    made = toot(world, "Hello https://example.org/a?b=c&d=e\n\nSecond", language="en", visibility="unlisted")
    status = made.json()
    assert made.status_code == 200
    assert (status["visibility"], status["language"]) == ("unlisted", "en")
    assert 'href="https://example.org/a?b=c&amp;d=e"' in status["content"]
    assert status["content"].count("<p>") == 2
    assert {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"} <= set(made.headers)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"status": ""}, 422),
        ({"status": "a" * 501}, 422),
        ({"status": "a" * 500}, 200),
        ({"status": "a" * 476 + " https://example.org/" + "b" * 300}, 200),
        ({"status": "a" * 477 + " http://a.de/"}, 422),
        ({"status": "é" * 500}, 200),
        ({"status": "Hello", "visibility": "everyone"}, 422),
        ({"status": "Hello", "media_ids": ["1"]}, 422),
        ({"status": "Hello", "in_reply_to_id": "1"}, 404),
    ],
)
def test_mastodon_is_strict_about_what_it_takes(world, body, status):
    assert mastodon(world, "POST", "/api/v1/statuses", json=body).status_code == status
    assert len(world.control.sent()) == (status == 200)


def test_mastodon_wants_a_token(world):
    reply = mastodon(world, "POST", "/api/v1/statuses", json={"status": "x"}, headers={"Authorization": "Bearer no"})
    assert reply.status_code == 401


def test_a_form_is_as_good_as_json(world):
    assert mastodon(world, "POST", "/api/v1/statuses", data={"status": "Hello"}).json()["content"] == "<p>Hello</p>"


def test_an_idempotency_key_makes_one_status_and_none_after_a_delete(world):
    first, second = toot(world, "Hello", "k-1").json(), toot(world, "Hello", "k-1").json()
    assert first["id"] == second["id"]
    assert mastodon(world, "DELETE", f"/api/v1/statuses/{first['id']}").status_code == 200
    assert toot(world, "Hello", "k-1").status_code == 404
    assert world.control.sent() == []
    assert len(world.control.sent(deleted=True)) == 1


def test_media_is_processed_for_a_while_before_it_can_be_attached(world):
    files = {"file": ("a.png", b"\x89PNG", "image/png")}
    made = mastodon(world, "POST", "/api/v2/media", files=files, data={"description": "ஒரு தாதி"})
    assert made.status_code == 202
    medium = made.json()["id"]
    assert mastodon(world, "GET", f"/api/v1/media/{medium}").status_code == 206
    assert toot(world, "Hello", media_ids=[medium]).status_code == 422
    deadline = time.monotonic() + 60
    while mastodon(world, "GET", f"/api/v1/media/{medium}").status_code != 200 and time.monotonic() < deadline:
        time.sleep(0.05)
    attached = toot(world, "Hello", media_ids=[medium]).json()
    assert attached["media_attachments"][0]["description"] == "ஒரு தாதி"


@pytest.mark.parametrize(
    ("kind", "alt"), [("application/pdf", "x"), ("image/png", "x" * 1501)], ids=["type", "description"]
)
def test_media_that_mastodon_would_not_take_is_refused(world, kind, alt):
    files = {"file": ("a", b"data", kind)}
    assert mastodon(world, "POST", "/api/v2/media", files=files, data={"description": alt}).status_code == 422


@pytest.mark.parametrize("focus", ["", "0", "0,0,0", "left,top", "nan,0", "1.01,0", "0,-1.5"])
def test_a_focal_point_that_is_not_two_numbers_from_minus_one_to_one_is_refused(world, focus):
    files = {"file": ("a.png", b"\x89PNG", "image/png")}
    assert mastodon(world, "POST", "/api/v2/media", files=files, data={"focus": focus}).status_code == 422


def test_a_focal_point_at_the_very_edge_is_kept(world):
    files = {"file": ("a.png", b"\x89PNG", "image/png")}
    made = mastodon(world, "POST", "/api/v2/media", files=files, data={"focus": "-1.0,1"}).json()
    assert made["meta"] == mastodon(world, "GET", f"/api/v1/media/{made['id']}").json()["meta"]
    assert made["meta"] == {"focus": {"x": -1, "y": 1}}


def test_statuses_are_paged_in_all_three_ways(world):
    ids = [toot(world, f"Number {number}").json()["id"] for number in range(5)]

    def page(**params: str) -> list[str]:
        path = f"/api/v1/accounts/{accounts.MASTODON_ID}/statuses"
        return [status["id"] for status in mastodon(world, "GET", path, params={"limit": "2", **params}).json()]

    assert page() == [ids[4], ids[3]]
    assert page(max_id=ids[3]) == [ids[2], ids[1]]
    assert page(since_id=ids[1]) == [ids[4], ids[3]]
    assert page(min_id=ids[1]) == [ids[3], ids[2]]


def test_an_instance_tells_its_limits(world):
    told = mastodon(world, "GET", "/api/v2/instance").json()["configuration"]
    assert told["statuses"] == {"max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23}
    assert told["media_attachments"]["description_limit"] == 1500


def test_what_nobody_asked_for_is_not_there(world):
    assert mastodon(world, "GET", "/api/v1/nothing").status_code == 404
    assert x(world, "GET", "/2/nothing").status_code == 404


# -- for people ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("network", "place"), [("x", "/i/web/status/"), ("mastodon", "/@news/")])
def test_what_arrived_is_a_page_that_fits_a_phone_and_runs_nothing(world, network, place):
    text = "Tide\n<script>alert(1)</script> படகு"
    made = tweet(world, text).json()["data"]["id"] if network == "x" else toot(world, text).json()["id"]
    page = httpx2.get(world.here["bases"][network] + place + made)
    assert page.status_code == 200
    assert 'name="viewport"' in page.text
    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    gone = httpx2.get(world.here["bases"][network] + place + "1")
    assert (gone.status_code, "This post is not there." in gone.text) == (404, True)


# -- Bluesky -----------------------------------------------------------------------------------------------------

APPLY = "com.atproto.repo.applyWrites"
RKEY = "3mc2222222244"
RECORD = {"$type": "app.bsky.feed.post", "text": "Hello", "createdAt": "2026-12-01T07:30:00Z"}
LINK = {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/"}


def pds(world: Running, method: str, name: str, *, token: str | None = None, **more: Any) -> httpx2.Response:
    """A request, made without our adapter."""
    token = bluesky.session()["accessJwt"] if token is None else token
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx2.request(method, f"{world.here['bases']['bluesky']}/xrpc/{name}", headers=headers, **more)


def create(rkey: str = RKEY, collection: str = "app.bsky.feed.post", **record: Any) -> dict[str, Any]:
    return {"$type": f"{APPLY}#create", "collection": collection, "rkey": rkey, "value": RECORD | record}


def put(world: Running, rkey: str = RKEY, *, token: str | None = None, **record: Any) -> httpx2.Response:
    return put_all(world, create(rkey, **record), token=token)


def put_all(world: Running, *writes: dict[str, Any], token: str | None = None) -> httpx2.Response:
    return pds(world, "POST", APPLY, token=token, json={"repo": accounts.BLUESKY_DID, "writes": list(writes)})


def gate(rkey: str = RKEY, post: str = f"at://did/app.bsky.feed.post/{RKEY}", **more: Any) -> dict[str, Any]:
    value = {"$type": "app.bsky.feed.postgate", "post": post, "createdAt": RECORD["createdAt"], **more}
    return create(rkey, "app.bsky.feed.postgate") | {"value": value}


def labels(*values: str) -> dict[str, Any]:
    return {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": value} for value in values]}


def facet(start: int, end: int, **feature: Any) -> dict[str, Any]:
    return {"facets": [{"index": {"byteStart": start, "byteEnd": end}, "features": [LINK | feature]}]}


def test_bluesky_makes_a_record_once(world):
    made, again, other = put(world), put(world), put(world, text="Other")
    assert made.json()["results"][0]["uri"].endswith(RKEY)
    assert [(reply.status_code, reply.json()["error"]) for reply in (again, other)] == [
        (500, "InternalServerError")
    ] * 2
    assert [post["text"] for post in world.control.sent("bluesky", deleted=True)] == ["Hello"]


def test_bluesky_makes_all_records_or_none(world):
    assert put_all(world, create(), gate("3mc2222222245")).status_code == 400
    assert put_all(world, create(), create(text="Twice in one place")).status_code == 500
    assert world.control.sent("bluesky", deleted=True) == []
    assert put_all(world, create(), gate()).status_code == 200
    place = {"repo": accounts.BLUESKY_DID, "rkey": RKEY}
    pds(world, "POST", "com.atproto.repo.deleteRecord", json=place | {"collection": "app.bsky.feed.post"})
    assert put_all(world, create(), gate()).status_code == 500  # its gate is still there
    there = pds(world, "GET", "com.atproto.repo.getRecord", params=place | {"collection": "app.bsky.feed.postgate"})
    assert there.json()["value"]["post"].endswith(RKEY)
    pds(world, "POST", "com.atproto.repo.deleteRecord", json=place | {"collection": "app.bsky.feed.postgate"})
    assert put_all(world, create(), gate()).status_code == 200


def test_bluesky_is_strict_about_a_gate(world):
    for wrong in (gate(post="at://did/app.bsky.feed.post/3mc2222222245"), gate(createdAt="now"), gate(rules=[])):
        assert put_all(world, create(), wrong).status_code == 400


@pytest.mark.parametrize(
    ("record", "status"),
    [
        ({"text": "a" * 300}, 200),
        ({"text": "a" * 301}, 400),
        ({"text": "👨‍👩‍👧‍👦" * 121}, 400),  # 3,025 bytes
        ({"text": 7}, 400),
        ({"createdAt": "2026-12-01T07:30:00"}, 400),  # no zone
        ({"createdAt": "yesterday"}, 400),
        ({"langs": ["ta", "en", "si"]}, 200),
        ({"langs": ["ta", "en", "si", "de"]}, 400),
        ({"langs": ["ta_LK"]}, 400),
        ({"labels": labels("graphic-media")}, 200),
        ({"labels": labels("x" * 129)}, 400),
        ({"labels": labels(*["x"] * 11)}, 400),
        ({"labels": {"values": [{"val": "graphic-media"}]}}, 400),
        ({"labels": labels("x") | {"$type": "com.atproto.label.defs#selfLabel"}}, 400),
        ({"$type": "app.bsky.feed.like"}, 400),
        (facet(0, 5), 200),
        (facet(0, 6), 400),
        (facet(3, 3), 400),
        ({"text": "é", **facet(0, 1)}, 400),  # half a character
        (facet(0, 5, uri="example.org"), 400),
        ({"embed": {"$type": "app.bsky.embed.external", "external": {"uri": "https://a.example/", "title": "T"}}}, 400),
        ({"embed": {"$type": "app.bsky.embed.images", "images": [{"alt": "A"}] * 5}}, 400),
        ({"reply": {"root": {"uri": "at://x", "cid": "c"}}}, 400),
    ],
)
def test_bluesky_is_strict_about_what_it_takes(world, record, status):
    assert put(world, **record).status_code == status
    assert len(world.control.sent("bluesky")) == (status == 200)


def test_bluesky_wants_a_tid_for_a_place(world):
    assert put(world, "article-42").status_code == 400


def test_bluesky_knows_what_was_uploaded(world):
    def image(data: bytes, **more: Any) -> dict[str, Any]:
        headers = {"Content-Type": "image/png", "Authorization": f"Bearer {bluesky.session()['accessJwt']}"}
        url = f"{world.here['bases']['bluesky']}/xrpc/com.atproto.repo.uploadBlob"
        blob = httpx2.post(url, content=data, headers=headers).json()["blob"]
        return {"embed": {"$type": "app.bsky.embed.images", "images": [{"alt": "A", "image": blob | more}]}}

    assert put(world, **image(b"x" * 1_000_000)).status_code == 200
    assert put(world, "3mc2222222245", **image(b"x" * 1_000_001)).status_code == 400  # it fails at the record only
    unknown = put(world, "3mc2222222245", **image(b"x", ref={"$link": "bafkreizz"}))
    assert unknown.json()["error"] == "BlobNotFound"


@pytest.mark.parametrize(
    ("token", "status", "error"),
    [
        ("", 401, "AuthMissing"),
        ("a.b.c", 400, "InvalidToken"),
        (bluesky.session()["refreshJwt"], 400, "InvalidToken"),
        (bluesky.session(seconds=-1)["accessJwt"], 400, "ExpiredToken"),
    ],
)
def test_bluesky_looks_at_tokens(world, token, status, error):
    refused = put(world, token=token)
    assert (refused.status_code, refused.json()["error"]) == (status, error)


def test_bluesky_has_no_other_methods(world):
    assert pds(world, "GET", "com.atproto.server.nothing").status_code == 501
    assert pds(world, "GET", "com.atproto.repo.getRecord", token="").status_code == 400
