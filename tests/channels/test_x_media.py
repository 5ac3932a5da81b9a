"""Pictures on X: each is uploaded once and described, whatever happens in between."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx2
import pytest

from publisher.channels.x_answers import EXPIRED
from publisher.ports import Disconnected, OutgoingPicture, Pending, Refused, Retry, Sent

from .making import PNG, a_post, all_steps, picture, poster

UPLOAD, DESCRIBE = "POST /2/media/upload", "POST /2/media/metadata"


def test_pictures_go_one_step_at_a_time_and_carry_their_alt_text(world):
    post = a_post(pictures=(picture("A nurse"), picture("ஒரு தாதி")))
    sent, steps = all_steps(poster("x", world.world), post, "k-1")
    assert [json.loads(step.stage) for step in steps] == [
        {"media": ["1"], "described": 0}, {"media": ["1"], "described": 1},
        {"media": ["1", "2"], "described": 1}, {"media": ["1", "2"], "described": 2},
    ]  # fmt: skip
    (there,) = world.control.sent("x")
    assert there["id"] == sent.remote_id
    assert [medium["alt"] for medium in there["media"]] == ["A nurse", "ஒரு தாதி"]
    shown = httpx2.get(there["media"][0]["url"])
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")


def test_a_step_that_was_done_is_not_done_again_by_whoever_takes_over(world):
    post = a_post(pictures=(picture(),))
    uploaded = poster("x", world.world).post(post, key="k-1")
    world.control.fault("x", "status", status=500, match=UPLOAD)  # whoever uploads again is seen
    again = poster("x", world.world)
    described = again.post(post, key="k-1", stage=uploaded.stage)
    assert isinstance(again.post(post, key="k-1", stage=described.stage), Sent)


def test_what_needs_no_words_costs_no_call(world):
    world.control.fault("x", "status", status=500, match=DESCRIBE)
    sent, _ = all_steps(poster("x", world.world), a_post(pictures=(picture(""),)), "k-1")
    assert world.control.sent("x")[0]["id"] == sent.remote_id


@pytest.mark.parametrize("match", [UPLOAD, DESCRIBE])
@pytest.mark.parametrize(
    ("status", "verb"),
    [(400, Refused), (401, Disconnected), (402, Disconnected), (403, Disconnected), (429, Retry), (503, Retry)],
)
def test_a_failed_step_is_no_doubt_about_the_post(world, match, status, verb):
    world.control.fault("x", "status", status=status, match=match)
    with pytest.raises(verb):
        all_steps(poster("x", world.world), a_post(pictures=(picture(),)), "k-1")
    assert world.control.sent("x") == []


def test_a_lost_answer_to_an_upload_is_tried_again(world):
    world.control.fault("x", "drop", moment="stored", match=UPLOAD, times=1)
    client, post = poster("x", world.world), a_post(pictures=(picture(),))
    with pytest.raises(Retry):
        client.post(post, key="k-1")
    assert isinstance(all_steps(client, post, "k-1")[0], Sent)


def test_pictures_that_x_no_longer_has_are_uploaded_again(world):
    client, post = poster("x", world.world), a_post(pictures=(picture(),))
    gone = json.dumps({"media": ["999"], "described": 1})
    assert client.post(post, key="k-1", stage=gone) == Pending("", timedelta(minutes=15))
    assert isinstance(all_steps(client, post, "k-1")[0], Sent)
    world.control.fault("x", "status", status=400, words=EXPIRED)
    with pytest.raises(Refused):  # a post without pictures has none to upload again
        client.post(a_post(), key="k-2")


@pytest.mark.parametrize(("data", "kind"), [(b"x" * 5_242_881, "image/png"), (b"GIF89a", "image/gif")])
def test_the_practice_world_takes_what_x_takes(world, data, kind):
    with pytest.raises(Refused):
        poster("x", world.world).post(a_post(pictures=(OutgoingPicture(data, kind, ""),)), key="k-1")
