"""Connecting a Telegram channel on the desk."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

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


def connect(desk: Client, **other: str) -> str:
    response = desk.post("/channels/connect/telegram/", {"name": "telegram", **accounts.TELEGRAM, **other})
    return said(response) if response.status_code == 422 else said(desk.get("/channels/"))


def test_a_bot_connects_and_its_test_is_posted_and_deleted(desk: Client, world: Running) -> None:
    assert "Telegram is connected as @practice_news." in connect(desk, channel="https://t.me/practice_news")
    desk.post(f"/channels/{Channel.objects.get().id}/test/")
    assert "The test was posted and deleted again." in said(desk.get("/channels/"))
    assert [post["deleted"] for post in world.control.sent("telegram", deleted=True)] == [True]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"token": "3001:another"}, "no longer accepts the bot’s token"),
        ({"token": "my token"}, "it looks like 123456:ABC-DEF"),
        ({"channel": "Our channel"}, "it looks like @gazette"),
        ({"channel": "@elsewhere"}, "chat not found"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_nothing_is_kept(desk: Client, wrong: dict[str, str], words: str) -> None:
    answer = connect(desk, **wrong)
    assert words in answer
    assert "3001:another" not in answer
    assert not Channel.objects.exists()
