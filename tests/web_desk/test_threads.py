"""Connecting Threads on the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

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
    response = desk.post("/channels/connect/threads/", {"name": "threads", "token": token})
    return said(response) if response.status_code == 422 else said(desk.get("/channels/"))


def test_an_account_connects_and_its_test_is_posted_and_deleted(desk: Client, world: Running) -> None:
    assert f"Threads is connected as @{accounts.THREADS_NAME}." in connect(desk, accounts.THREADS["token"])
    channel = Channel.objects.get()
    assert channel.credentials["user_id"] == "5001"
    assert channel.ends_at == datetime.fromisoformat(channel.credentials["expires_at"])
    assert channel.ends_at > timezone.now() + timedelta(days=59)
    desk.post(f"/channels/{channel.id}/test/")
    assert "The test was posted and deleted again." in said(desk.get("/channels/"))
    assert [post["deleted"] for post in world.control.sent("threads", deleted=True)] == [True]


def test_a_wrong_token_is_a_sentence_and_nothing_is_kept(desk: Client) -> None:
    answer = connect(desk, "another-token")
    assert "Our token has expired; connect the channel again." in answer
    assert "another-token" not in answer
    assert not Channel.objects.exists()
