"""Pause, stop and withdraw in the middle of a newsletter on many connections: within two seconds nothing leaves."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.utils import timezone

from publisher.editing import schedule
from publisher.models import Channel, Post
from publisher.responses.report import counts
from publisher.sending import drain, ledger, mailing
from publisher.sending.stop import resume, stop
from tests.making import a_list, a_member, a_newsroom
from tests.sending.test_mailing import go, queued, state

pytestmark = [pytest.mark.django_db, pytest.mark.alone]
READERS = 200


@pytest.fixture
def post(world) -> Post:
    """A newsletter under way through a server that takes a quarter of a second for each mail."""
    world.fault("smtp", "stall", moment="stored", seconds=0.25)
    a_newsroom()
    made = queued(a_list(READERS))
    mailing.start(made.id, timezone.now)
    return Post.objects.get(id=made.id)


def pause(post: Post) -> None:
    post.channel.pause("by hand", "Paused by Amara.", timezone.now())


def go_on(post: Post) -> None:
    Channel.objects.get(id=post.channel_id).resume()


def withdraw(post: Post) -> None:
    schedule.cancel(post.id, a_member(), timezone.now())


def halted(post: Post, press: Callable[[Post], object]) -> tuple[float, int]:
    """Drain, press the button once several connections carry mail; how long the drain went on, and what had left."""
    pressed: list[float] = []

    def leaving() -> bool:
        """Asked at every turn of the drain; never says yes."""
        if not pressed and counts(post)["accepted"] >= 20:
            press(post)
            pressed.append(time.monotonic())
        return False

    drain.drain(post.id, timezone.now, leaving)
    ended = time.monotonic()
    return ended - pressed[0], counts(post)["accepted"]


@pytest.mark.parametrize(
    ("press", "on"),
    [(pause, go_on), (lambda post: stop(None, timezone.now()), lambda post: resume(None)), (withdraw, None)],
    ids=["pause", "stop", "withdraw"],
)
def test_a_halt_is_obeyed_within_two_seconds_and_nobody_is_lost_or_doubled(post, world, press, on):
    took, left = halted(post, press)
    assert took < 2
    assert 20 <= left < READERS / 2
    assert len(world.inbox()) == left
    assert ledger.audit(post) == []
    assert counts(post) == counts(post) | {"accepted": left, "waiting": READERS - left, "uncertain": 0}
    world.mend()
    if on is None:
        assert state(post) == "cancelled"
        assert go(post)["accepted"] == left
    else:
        on(post)
        assert go(post) == {"candidates": READERS, "accepted": READERS}
        assert len({mail["to"] for mail in world.inbox()}) == len(world.inbox()) == READERS
