"""Connecting a Discord channel on the desk."""

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
WEBHOOK = accounts.DISCORD["webhook"]


@pytest.fixture(autouse=True)
def world(one_world: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    one_world.control.clear()
    monkeypatch.setattr(settings, "DATA_DIR", one_world.folder)
    return one_world


def connect(desk: Client, webhook: str) -> str:
    response = desk.post("/channels/connect/discord/", {"name": "discord", "webhook": webhook})
    return said(response) if response.status_code == 422 else said(desk.get("/channels/"))


def test_a_webhook_connects_and_its_test_is_posted_and_deleted(desk: Client, world: Running) -> None:
    assert "Discord is connected as Practice." in connect(desk, f" {WEBHOOK[:40]}\n{WEBHOOK[40:]} ")
    channel = Channel.objects.get()
    assert channel.credentials == accounts.DISCORD
    assert "practice-discord-token" not in channel.credentials_locked
    desk.post(f"/channels/{channel.id}/test/")
    assert "The test was posted and deleted again." in said(desk.get("/channels/"))
    assert [post["deleted"] for post in world.control.sent("discord", deleted=True)] == [True]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("https://discord.com/api/webhooks/7001/a-secret", "no longer accepts the webhook’s address"),
        ("https://discord.example/api/webhooks/7001/a-secret", "not the address of a webhook"),
        ("our channel: a-secret", "not the address of a webhook"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_nothing_is_kept(desk: Client, wrong: str, words: str) -> None:
    answer = connect(desk, wrong)
    assert words in answer
    assert "a-secret" not in answer
    assert not Channel.objects.exists()
