"""What followers did: read from what a network says, and from nothing else."""

from __future__ import annotations

import httpx2
import pytest

from publisher.channels import measures
from publisher.channels.linkedin import LinkedIn
from publisher.channels.threads import Threads
from publisher.ports import Disconnected, Measures, Refused, Retry
from publisher.practice import accounts

from .making import CREDENTIALS, a_post, poster

each = pytest.mark.parametrize("kind", ["x", "mastodon", "bluesky", "facebook", "threads", "linkedin"])


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


def test_what_linkedin_says_nothing_of_is_not_known_and_what_is_gone_is_gone():
    seen = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.raw_path.decode())
        if "Statistics" in seen[-1]:
            return httpx2.Response(200, json={"elements": []})
        return httpx2.Response(200 if "share" in seen[-1] else 404, json={})

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    page = LinkedIn(accounts.LINKEDIN, "https://api.linkedin.com/202607", http)
    assert page.measure("urn:li:share:7") == Measures()
    assert page.measure("urn:li:ugcPost:8") is None
    assert ["&shares=List(urn%3Ali%3Ashare%3A7)" in seen[0], "&ugcPosts=List(urn%3Ali%3AugcPost%3A8)" in seen[2]] == [
        True, True,
    ]  # fmt: skip


def test_of_a_member_s_posts_linkedin_tells_nothing_and_is_not_asked():
    with pytest.raises(Refused, match="tells nobody but its partners"):
        LinkedIn(accounts.LINKEDIN_MEMBER, "https://api.linkedin.com/202607", httpx2.Client()).measure("urn:li:share:7")


@pytest.mark.parametrize("body", [{"data": [{"name": "likes"}]}, {"data": 7}, {}, {"elements": 7}, {"elements": [7]}])
@pytest.mark.parametrize("kind", ["threads", "linkedin"])
def test_an_answer_that_cannot_be_read_is_asked_for_again(kind, body):
    http = httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200, json=body)))
    client = {"threads": Threads, "linkedin": LinkedIn}[kind](CREDENTIALS[kind], "https://n.example/v1.0", http)
    with pytest.raises(Retry, match="cannot be read"):
        client.measure("7")
