"""Every answer of a network, really answered by the practice world, ends in the verb of its row."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest

from publisher.channels import bluesky_answers, linkedin, mastodon, x_answers
from publisher.channels.bluesky import Bluesky
from publisher.channels.facebook import Facebook
from publisher.channels.linkedin import LinkedIn
from publisher.channels.mastodon import Mastodon
from publisher.channels.outcomes import look_up
from publisher.ports import Disconnected, Failure, OutgoingPost, Refused, Retry, Sent, Uncertain
from publisher.practice.accounts import WRITES
from publisher.practice.x import DUPLICATE

from .making import CREDENTIALS, NETWORKS, STEPPING, a_post, picture, poster

each = pytest.mark.parametrize("kind", NETWORKS)
# Of those whose answers are known by their status; Meta's have numbers, and tests of their own.
TABLES = {
    "x": x_answers.OUTCOMES,
    "mastodon": mastodon.OUTCOMES,
    "bluesky": bluesky_answers.OUTCOMES,
    "linkedin": linkedin.OUTCOMES,
}
ROWS = [(kind, status) for kind in TABLES for status, says in TABLES[kind] if says is None]
ADAPTERS = {"mastodon": Mastodon, "bluesky": Bluesky, "facebook": Facebook, "linkedin": LinkedIn}
# Answers that are in no table: they must never be a Retry.
UNKNOWN = [(kind, status) for kind in NETWORKS for status in (405, 409, 410, 418, 500, 502, 503, 504)]


def failing(client, post: OutgoingPost) -> Failure:
    with pytest.raises(Failure) as caught:
        client.post(post, key="k-1")
    return caught.value


@pytest.mark.parametrize(("kind", "status"), ROWS)
def test_each_row_is_obeyed(world, kind, status):
    world.control.fault(kind, "status", status=status, seconds=100)
    failure = failing(poster(kind, world.world), a_post())
    row = TABLES[kind][status, None]
    assert type(failure) is row.verb
    assert failure.why.startswith(row.why)
    assert failure.code == str(status)
    if isinstance(failure, Disconnected):
        assert failure.reason == row.reason


@pytest.mark.parametrize(("kind", "status"), UNKNOWN)
def test_an_answer_in_no_table_means_look_it_up(world, kind, status):
    world.control.fault(kind, "status", status=status, match=WRITES[kind])
    assert type(failing(poster(kind, world.world), a_post())) is Uncertain


@each
def test_a_5xx_after_it_was_stored_is_found_and_not_repeated(world, kind):
    world.control.fault(kind, "status", moment="stored", status=503, times=1, match=WRITES[kind])
    client, post = poster(kind, world.world), a_post()
    assert type(failing(client, post)) is Uncertain
    assert isinstance(client.find(post, key="k-1"), Sent)
    assert len(world.control.sent(kind)) == 1


@each
def test_a_limit_names_the_time_to_come_back(world, kind):
    world.control.fault(kind, "status", status=429, seconds=120)
    failure = failing(poster(kind, world.world), a_post())
    assert isinstance(failure, Retry)
    assert failure.after is not None
    assert timedelta(seconds=115) < failure.after < timedelta(seconds=125)


def test_both_wordings_of_xs_duplicate_are_known_and_no_others(world):
    assert DUPLICATE in x_answers.DUPLICATES
    for words, verb in [*((known, Uncertain) for known in x_answers.DUPLICATES), ("Not permitted.", Refused)]:
        world.control.clear()
        world.control.fault("x", "status", status=403, words=words)
        assert type(failing(poster("x", world.world), a_post())) is verb


@each
def test_the_networks_own_sentence_reaches_the_editor(world, kind):
    world.control.fault(kind, "status", status=400, words="No cashtags,\nplease. " * 50)
    failure = failing(poster(kind, world.world), a_post())
    assert "It said: No cashtags, please." in failure.why
    assert len(failure.why) < 300


def test_out_of_money_is_its_own_reason(world):
    world.control.fault("x", "status", status=402)
    for ask in (poster("x", world.world).probe, lambda: poster("x", world.world).find(a_post(), key="k")):
        with pytest.raises(Disconnected) as caught:
            ask()
        assert caught.value.reason == "money"


@each
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_network_that_cannot_be_asked_leaves_it_uncertain(world, kind, status):
    world.control.fault(kind, "status", status=status)
    with pytest.raises(Uncertain):
        poster(kind, world.world).find(a_post(), key="k")


@pytest.mark.parametrize("kind", [kind for kind in NETWORKS if kind not in STEPPING])
def test_a_reply_that_is_no_json_leaves_it_uncertain(world, kind, monkeypatch):
    client = poster(kind, world.world)
    if kind == "x":
        monkeypatch.setattr(x_answers.requests.Response, "content", b'["maintenance"]')
    else:
        client = ADAPTERS[kind](CREDENTIALS[kind], "https://a.example", answering(200, b"<html>maintenance"))
    assert type(failing(client, a_post())) is Uncertain


def answering(status: int, body: bytes = b"{}", **headers: str) -> httpx2.Client:
    return httpx2.Client(
        transport=httpx2.MockTransport(lambda request: httpx2.Response(status, content=body, headers=headers))
    )


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_uploading_a_picture_may_be_repeated(world, status):
    world.control.fault("mastodon", "status", status=status, match="POST /api/v2/media")
    assert type(failing(poster("mastodon", world.world), a_post(pictures=(picture(),)))) is Retry


def test_a_picture_whose_upload_breaks_may_be_uploaded_again(world):
    world.control.fault("mastodon", "drop", moment="stored", match="POST /api/v2/media")
    assert type(failing(poster("mastodon", world.world), a_post(pictures=(picture(),)))) is Retry


def test_a_wait_without_a_clock_is_left_to_us():
    client = Mastodon(CREDENTIALS["mastodon"], "https://a.example", answering(429))
    failure = failing(client, a_post())
    assert isinstance(failure, Retry)
    assert failure.after is None


def test_the_more_exact_row_wins_and_what_is_in_no_row_is_uncertain():
    assert look_up(x_answers.OUTCOMES, 403, "duplicate").verb is Uncertain
    assert look_up(x_answers.OUTCOMES, 403, "anything").verb is Refused
    assert look_up(x_answers.OUTCOMES, 599).verb is Uncertain


@each
@pytest.mark.parametrize("status", [401, 429, 500])
def test_probing_fails_in_words_that_end_or_pause(world, kind, status):
    world.control.fault(kind, "status", status=status)
    with pytest.raises((Disconnected, Retry)):
        poster(kind, world.world).probe()


@each
def test_deleting_may_be_repeated_when_the_answer_is_lost(world, kind):
    client = poster(kind, world.world)
    sent = client.post(a_post(), key="k-1")
    world.control.fault(
        kind,
        "drop",
        moment="stored",
        times=1,
        match="POST /xrpc/com.atproto.repo.deleteRecord" if kind == "bluesky" else "DELETE",
    )
    with pytest.raises(Retry):
        client.delete(sent.remote_id)
    client.delete(sent.remote_id)
    assert world.control.sent(kind) == []
