"""A real Bluesky server (npm @atproto/pds), and what Bluesky's app counts and marks up with (npm @atproto/api).

Needs `bash tests/peers/install.sh` once.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PIL import Image

from publisher.channels import bluesky_text
from publisher.channels.bluesky import Bluesky
from publisher.channels.bluesky_record import GATE, POST, record_key
from publisher.ports import Disconnected, OutgoingCard, OutgoingPicture, Refused, Sent, Uncertain
from tests.channels.making import AT, a_post, all_steps, linkless

from .dropping import dropping
from .pds import HANDLE, OWN, VERSIONS, Pds, a_pds
from .texts import by_node, texts

pytestmark = [pytest.mark.debian, pytest.mark.timeout(120)]


@pytest.fixture(scope="module", params=VERSIONS)
def pds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pds]:
    with a_pds(tmp_path_factory.mktemp("pds"), request.param) as server:
        yield server


@pytest.fixture(scope="module")
def credentials(pds: Pds) -> dict[str, str]:
    plain = {"handle": HANDLE, "app_password": pds.app_password("desk")}
    return dict(pds.adapter(plain).renew())


@pytest.fixture
def client(pds: Pds, credentials: dict[str, str]) -> Bluesky:
    for collection in (POST, GATE):
        for record in pds.records(collection):
            rkey = record["uri"].rpartition("/")[2]
            pds.call("com.atproto.repo.deleteRecord", {"repo": pds.own["did"], "collection": collection, "rkey": rkey})
    return pds.adapter(credentials)


def a_picture(alt: str = "") -> OutgoingPicture:
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), random.randbytes(3).hex().join(("#", ""))).save(drawn, "PNG")
    return OutgoingPicture(drawn.getvalue(), "image/png", alt)


# -- the session -------------------------------------------------------------------------------------------------


def test_an_app_password_signs_in_and_the_session_is_refreshed(pds: Pds, credentials: dict[str, str]) -> None:
    assert credentials["did"] == pds.own["did"]
    renewed = dict(pds.adapter(credentials).renew())
    assert renewed["refresh"] != credentials["refresh"]
    assert pds.adapter(renewed).probe()["account"] == f"@{HANDLE}"


def test_a_withdrawn_app_password_is_told_at_the_next_refresh(pds: Pds) -> None:
    plain = {"handle": HANDLE, "app_password": pds.app_password("for a while")}
    kept = dict(pds.adapter(plain).renew())
    pds.call("com.atproto.server.revokeAppPassword", {"name": "for a while"})
    with pytest.raises(Disconnected, match="make a new app password"):
        pds.adapter(kept).renew()


def test_the_accounts_own_password_is_not_taken(pds: Pds) -> None:
    with pytest.raises(Disconnected, match="Make an app password"):
        pds.adapter({"handle": HANDLE, "app_password": OWN}).renew()


def test_a_token_that_is_not_good_pauses_the_channel(pds: Pds, credentials: dict[str, str]) -> None:
    for access in ("", "a.b.c", credentials["access"][:-4] + "AAAA", credentials["refresh"]):
        with pytest.raises(Disconnected) as caught:
            pds.adapter(credentials | {"access": access}).post(a_post(), key="k")
        assert caught.value.reason == "credentials"


# -- a post ------------------------------------------------------------------------------------------------------


def test_a_post_with_all_that_it_can_have(pds: Pds, client: Bluesky) -> None:
    card = OutgoingCard("https://gazette.example/a?r=1", "ஒரு செய்தி", "What it is about.", a_picture())
    post = a_post(f"ஒரு செய்தி by @{HANDLE} and @nobody.test #தமிழ்", card=card)
    sent, steps = all_steps(client, post, "k-1")
    [there] = pds.records()
    assert (there["uri"], len(steps)) == (sent.remote_id, 1)
    record = there["value"]
    text = record["text"].encode()
    facets = [
        (text[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(), f["features"][0]) for f in record["facets"]
    ]
    assert [words for words, _ in facets] == [f"@{HANDLE}", "#தமிழ்", "example.org/a?utm_source..."]
    assert facets[0][1]["did"] == pds.own["did"]
    assert post.reference in facets[2][1]["uri"]
    assert record["embed"]["external"]["title"] == "ஒரு செய்தி"
    assert record["embed"]["external"]["thumb"]["size"] == len(card.picture.data if card.picture else b"")
    assert (record["langs"], record["createdAt"]) == (["en"], "2026-12-01T07:30:00.000Z")


def test_pictures_carry_their_alt_text(pds: Pds, client: Bluesky) -> None:
    all_steps(client, a_post(pictures=(a_picture("A nurse"), a_picture("ஒரு தாதி"))), "k-1")
    images = pds.records()[0]["value"]["embed"]["images"]
    assert [image["alt"] for image in images] == ["A nurse", "ஒரு தாதி"]


def test_a_thread_names_its_first_and_the_one_before(pds: Pds, client: Bluesky) -> None:
    first = all_steps(client, a_post(), "k-1")[0]
    second = all_steps(client, linkless("Please give", answers=first.remote_id), "k-2")[0]
    third = all_steps(client, linkless("Thank you", answers=second.remote_id), "k-3")[0]
    replies = {record["uri"]: record["value"].get("reply") for record in pds.records()}
    assert replies[first.remote_id] is None
    reply = replies[third.remote_id]
    assert reply is not None
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (first.remote_id, second.remote_id)
    client.delete(second.remote_id)
    client.delete(second.remote_id)
    with pytest.raises(Refused, match="gone"):
        client.post(linkless("More", answers=second.remote_id), key="k-4")


def test_a_picture_that_the_server_does_not_have_is_uploaded_again(pds: Pds, client: Bluesky) -> None:
    post = a_post(pictures=(a_picture("A"),))
    other = client._upload(a_picture("B"))
    lost = json.dumps([other | {"ref": {"$link": "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"}}])
    assert client.post(post, key="k-1", stage=lost).stage == ""  # type: ignore[union-attr]
    assert pds.records() == []


# -- once --------------------------------------------------------------------------------------------------------


def test_the_same_again_is_one_post_and_other_words_in_its_place_change_nothing(pds: Pds, client: Bluesky) -> None:
    post = a_post()
    sent = client.post(post, key="k-1")
    for text in (post.text, "Other words"):
        with pytest.raises(Uncertain):
            client.post(replace(post, text=text), key="k-1")
    assert client.find(post, key="k-1") == sent
    assert client.find(post, key="k-2") is None
    assert len(pds.records()) == 1


def test_what_was_deleted_in_an_app_never_comes_back(pds: Pds, client: Bluesky) -> None:
    post = a_post()
    sent = client.post(post, key="k-1")
    pds.call("com.atproto.repo.deleteRecord", {"repo": pds.own["did"], "collection": POST, "rkey": record_key("k-1")})
    assert client.find(post, key="k-1") == sent
    with pytest.raises(Uncertain):
        client.post(post, key="k-1")
    assert (pds.records(), len(pds.records(GATE))) == ([], 1)
    client.delete(sent.remote_id)  # type: ignore[union-attr]
    assert pds.records(GATE) == []


def test_twenty_at_once_make_one_post(pds: Pds, credentials: dict[str, str], client: Bluesky) -> None:
    post = a_post()

    def once(_: int) -> str:
        try:
            return client.post(post, key="k-1").__class__.__name__
        except Uncertain:
            return "Uncertain"

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(once, range(20)))
    assert "Sent" in outcomes
    assert len(pds.records()) == 1


@pytest.mark.parametrize("drops", [1, 3])
def test_a_lost_reply_is_settled_by_looking_and_not_by_repeating(
    pds: Pds, credentials: dict[str, str], client: Bluesky, drops: int
) -> None:
    with dropping(pds.url) as proxy:
        through = pds.adapter(credentials, proxy.url)
        for number in range(drops):
            proxy.lose("applyWrites")
            post = a_post()
            with pytest.raises(Uncertain):
                through.post(post, key=f"k-{number}")
            assert isinstance(through.find(post, key=f"k-{number}"), Sent)
    assert len(pds.records()) == drops


# -- how long, and marked up how ---------------------------------------------------------------------------------


def test_ten_thousand_texts_are_counted_as_the_app_counts_them() -> None:
    shown = [bluesky_text.written(text).text for text in texts(10_000)]
    theirs = by_node("richtext.mjs", shown)
    differ = [
        (text, bluesky_text.graphemes(text), said["length"])
        for text, said in zip(shown, theirs, strict=True)
        if (bluesky_text.graphemes(text), len(text.encode())) != (said["length"], said["bytes"])
    ]
    assert differ == []


def test_links_of_ten_thousand_texts_are_those_that_the_app_finds() -> None:
    given = texts(10_000)
    for text, said in zip(given, by_node("richtext.mjs", given), strict=True):
        found = [(facet[2], facet[3]) for facet in said["facets"] if text.encode()[facet[0] :].startswith(b"http")]
        links = [(facet.kind, facet.value) for facet in bluesky_text.written(text).facets if facet.kind == "link"]
        assert links == [one for one in found if one[0] == "link" and one[1] not in ("http://", "https://")], text


def test_tags_and_mentions_of_ten_thousand_texts_stand_where_the_app_sees_them() -> None:
    """In the text as it is shown; none of them stands in a link, and where two meet the first is kept."""
    given = [bluesky_text.written(text) for text in texts(10_000)]
    for ours, said in zip(given, by_node("richtext.mjs", [one.text for one in given]), strict=True):
        seen = {(facet[0], facet[1], facet[2], facet[3]) for facet in said["facets"] if facet[2] != "link"}
        marked = {(facet.start, facet.end, facet.kind, facet.value) for facet in ours.facets if facet.kind != "link"}
        unknown = {one for one in marked - seen if one[2] == "mention"}  # a top-level domain that does not exist
        assert marked - unknown <= seen, ours.text
        assert all(covered(one, ours.facets) for one in seen - marked), ours.text


def covered(one: tuple[int, int, str, str], facets: tuple[bluesky_text.Facet, ...]) -> bool:
    return any(one[0] < facet.end and facet.start < one[1] for facet in facets)


def test_a_text_is_taken_exactly_if_we_say_that_it_fits(pds: Pds, client: Bluesky) -> None:
    draw = random.Random(11)
    for number in range(40):
        piece = draw.choice(["a", "தமிழ் ", "👨‍👩‍👧‍👦", "日本", "ශ්‍රී ", "🇱🇰", "e\u0301", "क्ष", "한"])
        times = 300 // bluesky_text.graphemes(piece)
        text = (piece * times)[: -draw.randint(1, 3)] + draw.choice(("", "é", "abc"))
        try:
            client.post(replace(a_post(), text=text), key=f"k-{number}")
            taken = True
        except Refused:
            taken = False
        assert taken == (bluesky_text.length(text) <= 300), text
    assert AT.isoformat()[:10] in pds.records()[0]["value"]["createdAt"]
    assert record_key("k-0")
