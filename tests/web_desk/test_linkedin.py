"""Connecting LinkedIn on the desk, for a page and for a member."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from publisher.models import Channel
from publisher.practice import accounts
from publisher.sending.reconcile import asked
from tests.practice.conftest import one_world
from tests.practice.running import Running
from tests.web_desk.conftest import said

__all__ = ["one_world"]


@pytest.fixture(autouse=True)
def world(one_world: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    one_world.control.clear()
    monkeypatch.setattr(settings, "DATA_DIR", one_world.folder)
    return one_world


def connect(desk: Client, organization: str = "6001", **other: str) -> str:
    ends = (timezone.now() + timedelta(days=60)).date().isoformat()
    given = {"name": "linkedin", "organization": organization, "token": accounts.LINKEDIN["token"], "ends_at": ends}
    response = desk.post("/channels/connect/linkedin/", given | other)
    return said(response) if response.status_code == 422 else said(desk.get("/channels/"))


def test_a_page_connects_and_its_test_is_posted_and_deleted(desk: Client, world: Running) -> None:
    assert f"LinkedIn is connected as {accounts.LINKEDIN_NAME}." in connect(desk)
    channel = Channel.objects.get()
    assert asked(channel)
    assert channel.ends_at is not None
    assert timedelta(days=58) < channel.ends_at - timezone.now() <= timedelta(days=60)
    desk.post(f"/channels/{channel.id}/test/")
    assert "The test was posted and deleted again." in said(desk.get("/channels/"))
    assert [post["deleted"] for post in world.control.sent("linkedin", deleted=True)] == [True]


def test_a_member_connects_and_is_known_to_be_one_whose_posts_cannot_be_asked_for(desk: Client) -> None:
    connect(desk, organization="")
    channel = Channel.objects.get()
    assert channel.credentials["user_id"] == accounts.LINKEDIN_MEMBER["user_id"]
    assert not asked(channel)


def test_where_no_post_can_follow_another_nobody_is_offered_that(desk: Client) -> None:
    connect(desk)
    channel = Channel.objects.get()
    assert "in a post that follows" not in said(desk.get(f"/channels/{channel.id}/"))
    desk.post(f"/channels/{channel.id}/options/", {"appeal": "follows"})
    assert "appeal" not in Channel.objects.get().options


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"token": "another-token"}, "no longer accepts our token"),
        ({"organization": "77"}, "no role on the page"),
        ({"organization": "our page"}, "it looks like 1234567"),
        ({"ends_at": "2026-01-01"}, "This day has passed"),
        ({"ends_at": ""}, "required"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_nothing_is_kept(desk: Client, wrong: dict[str, str], words: str) -> None:
    answer = connect(desk, **wrong)
    assert words in answer
    assert "another-token" not in answer
    assert not Channel.objects.exists()
