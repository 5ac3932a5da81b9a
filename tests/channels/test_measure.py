"""What followers did: read from what a network says, and from nothing else."""

from __future__ import annotations

import pytest

from publisher.channels import measures
from publisher.ports import Disconnected, Measures, Retry

from .making import a_post, poster

each = pytest.mark.parametrize("kind", ["x", "mastodon", "bluesky", "facebook"])


@each
def test_numbers_are_told_of_a_post_that_is_there_and_none_of_one_that_is_not(world, kind):
    client = poster(kind, world.world)
    sent = client.post(a_post(), key="k-1")
    told = client.measure(sent.remote_id)
    assert isinstance(told, Measures)
    assert min(told.likes, told.reposts, told.replies) >= 0
    client.delete(sent.remote_id)
    assert client.measure(sent.remote_id) is None


@each
@pytest.mark.parametrize(("status", "verb"), [(401, Disconnected), (429, Retry), (503, Retry)])
def test_a_network_that_does_not_tell_now_says_what_to_do(world, kind, status, verb):
    client = poster(kind, world.world)
    sent = client.post(a_post(), key="k-1")
    world.control.fault(kind, "status", status=status)
    with pytest.raises(verb):
        client.measure(sent.remote_id)


def test_credits_that_are_used_up_are_said_so(world):
    world.control.fault("x", "status", status=402)
    with pytest.raises(Disconnected) as caught:
        poster("x", world.world).measure("1")
    assert caught.value.reason == "money"


@pytest.mark.parametrize("told", [{}, {"n": None}, {"n": "7"}, {"n": -1}, {"n": True}, {"n": 1 << 40}])
def test_what_is_no_number_is_not_known(told):
    assert measures.read(told, likes="n") == Measures()
    assert measures.read({"n": 7}, likes="n") == Measures(likes=7)
