"""A connection that dies at each of the five moments, on every network and in mail, and what we make of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from publisher.channels import connect
from publisher.ports import Disconnected, Failure, Mailer, Retry, Sent, Uncertain
from publisher.practice.accounts import WRITES
from publisher.practice.moments import MOMENTS
from tests.practice.running import Running

from .making import NETWORKS, STEPPING, Doing, a_post, poster
from .test_relay import a_mail

# Whether it is there after a connection died at this moment.
THERE = {"connected": False, "request read": False, "stored": True, "reply half written": True, "replied": True}


def mailer(world: Running) -> Mailer:
    return connect("mail", {"domain": "news.example"}, world.world)  # type: ignore[return-value]  # mail has no Poster


def match(kind: str, moment: str) -> str:
    return "" if moment == "connected" else WRITES[kind]


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_dropped_post_is_settled_by_reading_back(world, kind, moment):
    world.control.fault(kind, "drop", moment=moment, times=1, match=match(kind, moment))
    client, post = poster(kind, world.world), a_post()
    try:
        outcome: Sent | Failure = client.post(post, key="k-1")  # type: ignore[assignment]  # to its end
    except Failure as why:
        outcome = why
    nothing_yet = moment == "connected" and kind in STEPPING  # the first step shows nothing, and may be repeated
    assert type(outcome) is (Sent if moment == "replied" else Retry if nothing_yet else Uncertain)
    found = client.find(post, key="k-1")
    assert (found is not None) == THERE[moment] == (len(world.control.sent(kind)) == 1)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_dropped_mail_is_sent_again_only_if_it_was_not_whole(world, moment):
    world.control.fault("smtp", "drop", moment=moment, times=1)
    relay = mailer(world)
    verb = {"connected": Disconnected, "replied": None}.get(moment, Uncertain)
    if verb is None:
        assert relay.send(a_mail()).startswith("250")
    else:
        with pytest.raises(verb):
            relay.send(a_mail())
    relay.close()
    assert world.control.counts()["mail"] == THERE[moment]


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_post_that_is_held_goes_on_when_released(world, kind, moment):
    world.control.fault(kind, "hold", moment=moment, times=1, match=match(kind, moment))
    doing = Doing(lambda: poster(kind, world.world).post(a_post(), key="k-1"))
    held = world.control.wait(moment, kind)
    assert held["held"]
    assert len(world.control.sent(kind)) == THERE[moment]
    world.control.release()
    assert isinstance(doing.end().result, Sent)
    assert len(world.control.sent(kind)) == 1


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_mail_that_is_held_goes_on_when_released(world, moment):
    world.control.fault("smtp", "hold", moment=moment, times=1)
    relay = mailer(world)
    doing = Doing(lambda: relay.send(a_mail()))
    world.control.wait(moment, "smtp")
    assert world.control.counts()["mail"] == THERE[moment]
    world.control.release()
    assert str(doing.end().result).startswith("250")
    relay.close()
    assert world.control.counts()["mail"] == 1


# What a process that sends and is killed meanwhile leaves behind: what was read is stored, as on a real server.
SENDER = """
import json, sys
from publisher.channels import connect
from publisher.ports import Envelope, OutgoingPost, World
from tests.channels.making import AT, poster
kind, here = sys.argv[1], json.loads(sys.argv[2])
world = World(True, here["smtp"], here["bases"])
if kind == "smtp":
    mail = b"From: a@news.example\\r\\nDate: x\\r\\nMessage-ID: <1@news.example>\\r\\n\\r\\nHi\\r\\n"
    relay = connect("mail", {}, world)
    relay.send(Envelope("a@news.example", "r@example.org", mail))
else:
    post = OutgoingPost("Killed https://example.org/?r=abc", "abc", at=AT)
    poster(kind, world).post(post, key="k-1")
"""


@pytest.mark.parametrize("where", [*NETWORKS, "smtp"])
@pytest.mark.parametrize("moment", ["request read", "stored", "reply half written"])
def test_what_was_read_is_stored_though_its_sender_was_killed(world, where, moment):
    world.control.fault(where, "hold", moment=moment, times=1, match="" if where == "smtp" else WRITES[where])
    environment = {**os.environ, "DATA_DIR": str(world.folder)}
    sender = subprocess.Popen([sys.executable, "-c", SENDER, where, json.dumps(world.here)], env=environment)
    world.control.wait(moment, where, seconds=60)  # a Python has to start
    sender.send_signal(signal.SIGKILL)
    sender.wait(60)
    world.control.release()
    name = "mail" if where == "smtp" else where
    deadline = time.monotonic() + 60
    while world.control.counts().get(name) != 1 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert world.control.counts().get(name) == 1
