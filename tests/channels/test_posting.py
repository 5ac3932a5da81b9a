"""The networks against the practice world: what is posted, found again, and taken down."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from publisher.channels import connect, limits
from publisher.channels.mastodon import Mastodon
from publisher.channels.mastodon_limits import is_mastodon, limits_told
from publisher.channels.x import X
from publisher.outside import Guard
from publisher.ports import Disconnected, Pending, Refused, Uncertain, World

from .making import CREDENTIALS, NETWORKS, PNG, a_post, all_steps, linkless, picture, poster

each = pytest.mark.parametrize("kind", NETWORKS)
following = pytest.mark.parametrize("kind", [kind for kind in NETWORKS if limits(kind).threads])
by_reading = pytest.mark.parametrize(
    "kind", ["x", "mastodon", "facebook", "threads", "linkedin"]
)  # known by their reference, not by their place


@each
def test_a_post_arrives_as_it_was_written(world, kind):
    post = a_post()
    sent = poster(kind, world.world).post(post, key="k-1")
    (there,) = world.control.sent(kind)
    assert (there["text"] == post.text) is (kind != "bluesky")  # it shortens the link that it shows
    assert post.reference in there["text"] + "".join(there["links"])
    assert (there["id"], there["url"]) == (sent.remote_id, sent.url)
    assert httpx2.get(sent.url).status_code == 200


@each
def test_it_is_found_again_by_its_reference(world, kind):
    client, post = poster(kind, world.world), a_post("Tamil தமிழ் & <tags>")
    sent = client.post(post, key="k-1")
    client.post(a_post(), key="k-2")
    assert client.find(post, key="k-1") == sent


@each
def test_what_was_never_posted_is_not_found(world, kind):
    client = poster(kind, world.world)
    client.post(a_post(), key="k-1")
    assert client.find(a_post(), key="k-2") is None


@by_reading
def test_a_reference_must_stand_whole(world, kind):
    client, post = poster(kind, world.world), a_post()
    client.post(post, key="k-1")
    half = replace(post, reference=post.reference[:-1], text=post.text.replace(post.reference, post.reference[:-1]))
    assert client.find(half, key="k-2") is None


@each
def test_it_is_found_behind_many_newer_ones(world, kind):
    client, post = poster(kind, world.world), a_post()
    sent = client.post(post, key="k-0")
    for number in range(45):
        client.post(a_post(), key=f"k-{number + 1}")
    assert client.find(post, key="k-0") == sent


@pytest.mark.parametrize("kind", [kind for kind in by_reading.args[1] if limits(kind).threads])
def test_a_linkless_post_is_found_by_its_text_and_what_it_answers(world, kind):
    client = poster(kind, world.world)
    first, second = (client.post(a_post(), key=f"k-{number}") for number in range(2))
    appeal = linkless("Please give & keep us going\n\nThank you", answers=second.remote_id)
    sent = client.post(appeal, key="k-2")
    assert client.find(appeal, key="k-2") == sent
    assert client.find(replace(appeal, answers=first.remote_id), key="k-3") is None
    assert client.find(replace(appeal, text="Please give"), key="k-4") is None


@following
def test_a_post_can_follow_another(world, kind):
    client = poster(kind, world.world)
    first = client.post(a_post(), key="k-1")
    client.post(a_post(answers=first.remote_id), key="k-2")
    assert world.control.sent(kind)[1]["answers"] == first.remote_id


@following
def test_what_follows_a_post_that_is_gone_is_refused(world, kind):
    client = poster(kind, world.world)
    first = client.post(a_post(), key="k-1")
    client.delete(first.remote_id)
    with pytest.raises(Refused):
        client.post(a_post(answers=first.remote_id), key="k-2")


@each
def test_a_deleted_post_is_gone_and_deleting_again_is_fine(world, kind):
    client, post = poster(kind, world.world), a_post()
    sent = client.post(post, key="k-1")
    client.delete(sent.remote_id)
    client.delete(sent.remote_id)
    assert world.control.sent(kind) == []
    assert client.find(post, key="k-1") is None


@each
def test_wrong_keys_pause_the_channel(world, kind):
    client = poster(kind, world.world, access_token_secret="wrong", token="wrong", access="a.b.wrong")
    asks = [client.probe, lambda: client.post(a_post(), key="k")]
    if kind != "bluesky":  # there anybody may look
        asks.append(lambda: client.find(a_post(), key="k"))
    for ask in asks:
        with pytest.raises(Disconnected) as caught:
            ask()
        assert caught.value.reason == "credentials"


@each
def test_a_network_out_of_reach_pauses_the_channel_until_it_is_back(world, kind):
    client = poster(kind, World(True, "smtp://127.0.0.1:1"))
    for ask in (client.probe, lambda: client.post(a_post(), key="k")):
        with pytest.raises(Disconnected) as caught:
            ask()
        assert caught.value.reason == "unreachable"


@each
def test_too_long_is_refused_with_a_sentence(world, kind):
    with pytest.raises(Refused) as caught:
        poster(kind, world.world).post(a_post("மிக நீளம் " * limits(kind).characters), key="k-1")
    assert str(limits(kind).characters) in caught.value.why
    assert world.control.sent() == []


def test_probing_x_says_who_we_are(world):
    assert poster("x", world.world).probe()["account"] == "@practice_news"
    with pytest.raises(Disconnected, match="another X account"):
        poster("x", world.world, user_id="77").probe()


def test_probing_mastodon_says_its_limits(world):
    told = poster("mastodon", world.world).probe()
    assert told["account"].startswith("@news@")
    assert told["limits"] == {"characters": 500, "pictures": 4, "alt": 1500, "mastodon": True}


@pytest.mark.parametrize(
    ("version", "source", "proper"),
    [
        ("4.5.2", "https://github.com/mastodon/mastodon", True),
        ("4.6.0-beta.1", "https://github.com/mastodon/mastodon", True),
        ("4.5.2+glitch", "https://github.com/glitch-soc/mastodon", False),
        ("0.20.0", "https://codeberg.org/superseriousbusiness/gotosocial", False),
        ("2.7.2 (compatible; Pleroma 2.9.1)", "", False),
        ("", "", False),
    ],
)
def test_only_mastodon_proper_is_counted_as_mastodon(version, source, proper):
    instance = {"version": version, "source_url": source}
    assert is_mastodon(instance) is proper
    assert limits_told(instance)["mastodon"] is proper


# -- pictures, keys and what Mastodon is told --------------------------------------------------------------------


def test_pictures_go_first_one_step_at_a_time_and_carry_their_alt_text(world):
    post = a_post(pictures=(picture("A nurse"), picture("ஒரு தாதி")))
    client = poster("mastodon", world.world)
    sent, steps = all_steps(client, post, "k-1")
    assert len(steps) >= 4  # two uploads, two looks
    (there,) = world.control.sent("mastodon")
    assert there["id"] == sent.remote_id
    assert [medium["alt"] for medium in there["media"]] == ["A nurse", "ஒரு தாதி"]
    shown = httpx2.get(there["media"][0]["url"])
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")


def test_a_picture_that_is_being_processed_is_waited_for(world):
    post, client = a_post(pictures=(picture(),)), poster("mastodon", world.world)
    uploaded = client.post(post, key="k-1")
    assert isinstance(uploaded, Pending)
    busy = client.post(post, key="k-1", stage=uploaded.stage)
    assert isinstance(busy, Pending)
    assert busy.after > timedelta(0)
    assert busy.stage == uploaded.stage
    assert world.control.sent() == []


def test_a_picture_that_the_server_swept_away_is_uploaded_again(world):
    post, client = a_post(pictures=(picture(),)), poster("mastodon", world.world)
    gone = client.post(post, key="k-1", stage='{"media": ["999999"], "ready": 0}')
    assert isinstance(gone, Pending)
    assert (gone.stage, gone.after) == ('{"media": [], "ready": 0}', timedelta(minutes=1))


def test_the_same_key_makes_one_status(world):
    client, post = poster("mastodon", world.world), a_post()
    assert client.post(post, key="k-1") == client.post(post, key="k-1")
    assert world.control.counts() == {"mail": 0, "mastodon": 1}


def test_visibility_and_language_are_always_said(world):
    poster("mastodon", world.world).post(a_post(), key="k-1")
    poster("mastodon", world.world, visibility="unlisted").post(replace(a_post(), language="ta"), key="k-2")
    told = [(there["visibility"], there["language"]) for there in world.control.sent("mastodon")]
    assert told == [("public", "en"), ("unlisted", "ta")]


def test_the_same_words_twice_on_x_are_looked_up_not_repeated(world):
    client, post = poster("x", world.world), a_post()
    sent = client.post(post, key="k-1")
    with pytest.raises(Uncertain):
        client.post(post, key="k-1")
    assert client.find(post, key="k-1") == sent


def test_x_finds_out_who_we_are_if_nobody_said(world):
    client, post = poster("x", world.world, user_id=""), a_post()
    sent = client.post(post, key="k-1")
    assert client.find(post, key="k-1") == sent


@by_reading
def test_a_network_that_is_slow_to_answer_is_not_asked_for_ever(world, kind, monkeypatch):
    client = poster(kind, world.world)
    client.post(a_post(), key="k-1")
    monkeypatch.setattr(f"publisher.channels.{kind}.ASKING", -1.0)
    with pytest.raises(Uncertain):
        client.find(a_post(), key="k-2")


# -- where it goes, and what is said about it --------------------------------------------------------------------


class NoGuard:
    """A guard that counts how often it is asked for a client."""

    def __init__(self) -> None:
        self.asked = 0

    def client(self, timeout=None, *, seconds=60):
        self.asked += 1
        return httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(401)))


anywhere = pytest.mark.parametrize("kind", ["mastodon", "bluesky"])  # networks of many servers


@anywhere
def test_a_server_that_a_member_names_is_reached_through_the_guard(kind):
    guard = NoGuard()
    connect(kind, CREDENTIALS[kind], World(False, "smtp://127.0.0.1:1"), guard)
    assert guard.asked == 1
    with pytest.raises(ValueError, match="guard"):
        connect(kind, CREDENTIALS[kind], World(False, "smtp://127.0.0.1:1"))


@pytest.mark.parametrize("server", ["10.0.0.1", "localhost", "no such name", "http://a.example", ""])
@anywhere
def test_a_server_that_may_not_be_reached_is_not_reached(server, kind):
    def resolver(host, port, **more):
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    client = connect(kind, {"server": server, "token": "t"}, World(False, ""), Guard(resolver))
    for ask in (client.probe, lambda: client.post(a_post(), key="k")):
        with pytest.raises(Disconnected):
            ask()


def test_a_base_that_the_operator_names_is_trusted():
    guard = NoGuard()
    world = World(False, "smtp://127.0.0.1:1", dict.fromkeys(NETWORKS, "http://127.0.0.1:1"))
    for kind in NETWORKS:
        connect(kind, CREDENTIALS[kind], world, guard)
    assert guard.asked == 0


def test_practising_reaches_nothing_but_the_practice_world():
    guard, world = NoGuard(), World(True, "smtp://127.0.0.1:1")
    for kind in NETWORKS:
        with pytest.raises(Disconnected):
            connect(kind, CREDENTIALS[kind], world, guard).probe()
    assert guard.asked == 0


def test_a_redirect_is_not_followed_with_our_token():
    asked = []

    def elsewhere(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.host)
        return httpx2.Response(307, headers={"Location": "https://evil.example/api/v1/statuses"})

    client = Mastodon(
        CREDENTIALS["mastodon"], "https://a.example", httpx2.Client(transport=httpx2.MockTransport(elsewhere))
    )
    with pytest.raises(Disconnected):
        client.post(a_post(), key="k")
    assert asked == ["a.example"]


def test_links_to_x_lead_to_x():
    assert X(CREDENTIALS["x"], "https://api.x.com")._sent("7").url == "https://x.com/i/web/status/7"


@each
def test_no_log_holds_a_secret(world, kind, caplog):
    caplog.set_level(logging.DEBUG)
    client = poster(kind, world.world)
    post = a_post()
    client.post(post, key="k-1")
    client.find(post, key="k-1")
    secrets = [
        value for name, value in CREDENTIALS[kind].items() if re.search("token|secret|access|refresh|password", name)
    ]
    said = "\n".join(f"{record.name} {record.getMessage()}" for record in caplog.records)
    assert not [secret for secret in [*secrets, "oauth_signature", "Bearer"] if secret in said]
