"""Public pages as they are served: what readers see, in each state."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.test import Client
from django.utils import timezone

from publisher.audience.links import reader_token
from publisher.audience.subscribe import ask
from publisher.models import MailingList, Notice, Post, Reference
from publisher.sending import notices
from tests.making import a_channel, a_list, a_reader
from tests.rendering.stories import STORIES

from . import leaving

LETTER = "view"  # the page that is a letter


@dataclass(frozen=True)
class Served:
    """A page, and the style sheets it asks for, by their addresses."""

    html: str
    styles: dict[str, str]


def everything() -> dict[str, Served]:
    """By name."""
    leaving.a_harbour()
    weekly, daily = a_list(slug="weekly"), a_list(slug="daily")
    MailingList.objects.filter(id=daily.id).update(name="Daily letter")
    reader = a_reader(weekly, "reader@readers.example", "Ana")
    post = leaving.a_newsletter(STORIES["arabic"], a_channel("mail"), weekly, leaving.an_appeal())
    Post.objects.filter(id=post.id).update(state="sent", sent_at=timezone.now())
    way_out = f"/u/{reader_token(reader.id, weekly.id, purpose='u')}/"
    preferences = f"/p/{reader_token(reader.id, weekly.id, purpose='p')}/"
    subscription = ask("new@readers.example", [weekly, daily], consent="Yes", now=timezone.now())
    notices.request("confirmation", subscription=subscription, words="Yes", lists=[weekly, daily], now=timezone.now())
    confirm = f"/confirm/{reader_token(Notice.objects.get().id, 0, purpose='c')}/"
    form = {"opened": signing.Signer(salt="subscribe form").sign(f"form:{signing.b62_encode(int(time.time()) - 30)}")}
    browser = Client(headers={"host": "127.0.0.1"})
    answers = {
        "subscribe": browser.get("/subscribe/"),
        "subscribe refused": browser.post("/subscribe/", form | {"address": "nowhere"}),
        "subscribe asked": browser.post(
            "/subscribe/", form | {"address": "a@readers.example", "lists": [weekly.id, daily.id]}
        ),
        "confirm": browser.get(confirm),
        "confirmed": browser.post(confirm),
        "confirm invented": browser.get(f"/confirm/{'A' * 32}/"),
        "preferences": browser.get(preferences),
        "preferences changed": browser.post(preferences, {"lists": [weekly.id]}, follow=True),
        "unsubscribe": browser.get(way_out),
        "unsubscribed": browser.post(way_out),
        "unsubscribe invented": browser.get(f"/u/{'A' * 32}/"),
        LETTER: browser.get(f"/view/{Reference.objects.get().token}/"),
        "not found": browser.get("/nowhere/"),
    }
    return {name: _served(answer, browser) for name, answer in answers.items()}


def _served(answer: Any, browser: Client) -> Served:
    assert answer.headers["Content-Type"].startswith("text/html")
    html = answer.content.decode()
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    return Served(html, {style: _whole(browser.get(style)) for style in styles})


def _whole(answer: Any) -> str:
    assert answer.status_code == 200
    return b"".join(answer).decode()
