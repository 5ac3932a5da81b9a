"""What must stay visible of a picture, as Mastodon's focal point: x to the right and y up, from -1 to 1."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import httpx2

from publisher.channels import CHANNELS, limits
from publisher.ports import OutgoingPicture, Pending
from publisher.practice import accounts
from publisher.story import FOCUSES

from .making import a_post, all_steps, picture, poster


def uploaded(world, focus: str) -> dict[str, Any]:
    """What Mastodon's API tells of a picture that went there."""
    step = poster("mastodon", world.world).post(a_post(pictures=(looking_at(focus),)), key="k-1")
    assert isinstance(step, Pending)
    headers = {"Authorization": f"Bearer {accounts.MASTODON['token']}"}
    url = f"{world.here['bases']['mastodon']}/api/v1/media/{json.loads(step.stage)['media'][0]}"
    return dict(httpx2.get(url, headers=headers, verify=False).json()["meta"])


def looking_at(focus: str) -> OutgoingPicture:
    return replace(picture(), focus=focus)


def test_every_place_is_where_mastodon_looks_for_it(world):
    for focus in filter(None, FOCUSES):
        x = ("right" in focus) - ("left" in focus)
        y = ("top" in focus) - ("bottom" in focus)
        assert uploaded(world, focus) == {"focus": {"x": 0.75 * x, "y": 0.75 * y}}, focus


def test_of_the_middle_nothing_is_said(world):
    assert uploaded(world, "") == {}


def test_each_picture_has_its_own_and_a_correction_leaves_it(world):
    there = poster("mastodon", world.world)
    post = a_post(pictures=(looking_at("top"), looking_at("")))
    sent, _ = all_steps(there, post, "k-1")
    there.amend(sent.remote_id, replace(post, text="Corrected"))
    (shown,) = world.control.sent("mastodon")
    assert (shown["text"], [one["focus"] for one in shown["media"]]) == ("Corrected", [{"x": 0, "y": 0.75}, None])


def test_mastodon_alone_is_told():
    assert {kind for kind in CHANNELS if kind != "mail" and limits(kind, {}).crops} == {"mastodon"}
