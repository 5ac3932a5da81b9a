"""What X refuses: keys and accounts that are good for nothing pause the channel; words that it has are looked up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from publisher.ports import Disconnected, Refused, Sent, Uncertain

from .making import linkless, poster
from .test_every_row import an_x

POST = linkless("Harbour ferry. Help us.")


def tried(ago: timedelta, **more):
    """One that was tried first so long ago."""
    return replace(POST, at=datetime.now(UTC) - ago, **more)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("credits", "money"), ("oauth1-permissions", "credentials"), ("client-forbidden", "credentials")],
)
def test_what_no_post_can_get_by_pauses_the_channel_and_refuses_no_post(kind, reason):
    client = an_x((403, kind))
    for call in (lambda: client.post(POST, key="k"), lambda: client.find(POST, key="k"), client.probe):
        with pytest.raises(Disconnected) as caught:
            call()
        assert caught.value.reason == reason


@pytest.mark.parametrize(("level", "taken"), [("read", False), ("read-write", True), (None, True)])
def test_keys_that_may_only_read_are_found_when_somebody_connects(world, monkeypatch, level, taken):
    client = poster("x", world.world)
    ask = client.client.get_me

    def with_its_head(**more):
        reply = ask(**more)
        reply.headers.update({"x-access-level": level} if level else {})
        return reply

    monkeypatch.setattr(client.client, "get_me", with_its_head)
    if taken:
        assert client.probe()["account"] == "@practice_news"
        return
    with pytest.raises(Disconnected, match="make the access token anew") as caught:
        client.probe()
    assert caught.value.reason == "credentials"


def test_words_that_x_has_from_another_post_are_refused_for_good_once_ours_would_be_told(world):
    client = poster("x", world.world)
    first = client.post(linkless("A first article"), key="k-1")
    client.post(replace(POST, answers=first.remote_id), key="k-2")
    again = client.post(linkless("A second article"), key="k-3")
    with pytest.raises(Uncertain):
        client.post(tried(timedelta(minutes=1), answers=again.remote_id), key="k-4")
    with pytest.raises(Refused, match="change them"):
        client.post(tried(timedelta(minutes=6), answers=again.remote_id), key="k-4")
    assert len(world.control.sent("x")) == 3


def test_words_that_x_has_from_this_very_post_are_that_post(world):
    client = poster("x", world.world)
    there = client.post(POST, key="k-1")
    assert client.post(tried(timedelta(minutes=6)), key="k-1") == there
    assert isinstance(there, Sent)
    assert len(world.control.sent("x")) == 1
