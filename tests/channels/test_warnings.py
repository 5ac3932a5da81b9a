"""A content warning in the networks' own fields: Mastodon's warning and covered media, Bluesky's label."""

from __future__ import annotations

from dataclasses import replace

import httpx2
import pytest

from publisher.channels import limits
from publisher.channels.bluesky_record import labels
from publisher.channels.counting import mastodon_length
from publisher.ports import OutgoingCard, OutgoingPost, Refused
from publisher.practice import accounts

from .making import AT, a_post, all_steps, picture, poster

FAMILY = "👨‍👩‍👧‍👦"


def told(world, status_id: str, what: str = "") -> dict[str, object]:
    """What Mastodon's API tells of a status."""
    headers = {"Authorization": f"Bearer {accounts.MASTODON['token']}"}
    url = f"{world.here['bases']['mastodon']}/api/v1/statuses/{status_id}{what}"
    return dict(httpx2.get(url, headers=headers).json())


@pytest.mark.parametrize("pictures", [(), (picture(),)])
def test_mastodon_warns_and_covers_what_there_is(world, pictures):
    sent, _ = all_steps(poster("mastodon", world.world), a_post(warning="Violence", pictures=pictures), "k-1")
    there = told(world, sent.remote_id)
    assert (there["spoiler_text"], there["sensitive"], len(there["media_attachments"])) == (
        "Violence", True, len(pictures),
    )  # fmt: skip
    assert "Violence" in httpx2.get(sent.url).text


def test_without_a_warning_nothing_is_covered(world):
    sent, _ = all_steps(poster("mastodon", world.world), a_post(pictures=(picture(),)), "k-1")
    assert (told(world, sent.remote_id)["spoiler_text"], told(world, sent.remote_id)["sensitive"]) == ("", False)


def test_mastodon_counts_the_warning_with_the_text_and_links_in_it_in_full(world):
    known = limits("mastodon", {})
    for warning in (FAMILY, "https://example.org/a/very/long/link/that/is/longer/than/23", "@gazette@social.example"):
        post = a_post(warning=warning)
        room = 500 - mastodon_length(post.text) - known.count_warning(warning)
        fits = replace(post, text="x" * (room - 1) + " " + post.text)
        assert known.count(fits.text) + known.count_warning(warning) == 500
        with pytest.raises(Refused):
            poster("mastodon", world.world).post(replace(fits, text=f"x{fits.text}"), key="k-1")
        poster("mastodon", world.world).post(fits, key="k-2")


def test_servers_that_only_speak_mastodons_api_are_counted_in_code_points():
    assert limits("mastodon", {"limits": {"mastodon": False}}).count_warning(FAMILY) == len(FAMILY) == 7


def test_an_edit_on_mastodon_keeps_the_warning_and_what_is_covered(world):
    post = a_post(warning="Violence", pictures=(picture(),))
    there = poster("mastodon", world.world)
    sent, _ = all_steps(there, post, "k-1")
    for said in (replace(post, text="Corrected"), replace(post, text="Corrected once more", warning="")):
        there.amend(sent.remote_id, said)
        assert told(world, sent.remote_id)["sensitive"] is True
        assert told(world, sent.remote_id, "/source")["spoiler_text"] == "Violence"
        assert world.control.sent("mastodon")[0]["text"] == said.text


def test_an_edit_on_mastodon_brings_a_warning_that_was_forgotten(world):
    post = a_post(pictures=(picture(),))
    there = poster("mastodon", world.world)
    sent, _ = all_steps(there, post, "k-1")
    there.amend(sent.remote_id, replace(post, warning="Violence"))
    (shown,) = world.control.sent("mastodon")
    assert (shown["text"], shown["warning"], shown["covered"]) == (post.text, "Violence", True)


CARD = OutgoingCard("https://example.org/a", "Nurses", "They want more.", picture(""))
COVERED = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "graphic-media"}]}


@pytest.mark.parametrize(
    ("more", "covered"),
    [
        ({"pictures": (picture(),)}, COVERED), ({"card": CARD}, COVERED),
        ({"card": replace(CARD, picture=None)}, {}), ({}, {}),
    ],
)  # fmt: skip
def test_bluesky_labels_a_post_whose_picture_is_to_be_covered(more, covered):
    assert labels(OutgoingPost("⚠ Violence", "r", warning="Violence", at=AT, **more)) == covered
    assert labels(OutgoingPost("Nurses", "r", at=AT, **more)) == {}


def test_the_label_arrives_on_bluesky(world):
    all_steps(poster("bluesky", world.world), a_post(card=CARD, warning="Violence"), "k-1")
    assert world.control.sent("bluesky")[0]["covered"] is True
