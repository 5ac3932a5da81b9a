"""Connecting a Facebook Page on the desk."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from publisher.models import Channel
from publisher.practice import accounts
from tests.practice.conftest import one_world
from tests.practice.running import Running
from tests.web_desk.conftest import said

__all__ = ["one_world"]


@pytest.fixture(autouse=True)
def world(one_world: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    one_world.control.clear()
    monkeypatch.setattr(settings, "DATA_DIR", one_world.folder)
    return one_world


def connect(desk: Client, token: str) -> str:
    response = desk.post("/channels/connect/facebook/", {"name": "facebook", "token": token})
    return said(response) if response.status_code == 422 else said(desk.get("/channels/"))


def test_a_page_connects_and_its_test_is_posted_and_deleted(desk: Client, world: Running) -> None:
    broken = accounts.FACEBOOK["token"].replace("page", "page\n ")  # as it is copied from a narrow window
    assert f"Facebook is connected as {accounts.FACEBOOK_NAME}." in connect(desk, broken)
    assert Channel.objects.get().credentials == accounts.FACEBOOK
    desk.post(f"/channels/{Channel.objects.get().id}/test/")
    assert "The test was posted and deleted again." in said(desk.get("/channels/"))
    assert [post["deleted"] for post in world.control.sent("facebook", deleted=True)] == [True]


@pytest.mark.parametrize(
    ("token", "words"),
    [(accounts.FACEBOOK_PERSON, "a person’s, not a Page’s"), ("another-token", "no longer accepts our token")],
)
def test_what_is_wrong_is_a_sentence_and_nothing_is_kept(desk: Client, token: str, words: str) -> None:
    answer = connect(desk, token)
    assert words in answer
    assert token not in answer
    assert not Channel.objects.exists()


@pytest.mark.parametrize(("days", "near"), [(10, True), (40, False)])
def test_the_desk_says_until_when_the_network_lets_us_in(desk: Client, days: int, near: bool) -> None:
    connect(desk, accounts.FACEBOOK["token"])
    ends = timezone.now() + timedelta(days=days)
    Channel.objects.get().keep_found({"ends_at": ends.isoformat()}, timezone.now())
    page = said(desk.get(f"/channels/{Channel.objects.get().id}/"))
    assert "Lets us in" in page
    there = ends.astimezone(ZoneInfo("Asia/Colombo"))
    assert f"{there.day} {there:%b}" in page
    for address in (f"/channels/{Channel.objects.get().id}/", "/channels/", "/"):
        assert ("again before" in said(desk.get(address))) is near
