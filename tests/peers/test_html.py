"""html-validate on every mail, and on every public page."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
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
from .conftest import MODULES
from .leaving import Mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

HERE = Path(__file__).parent


def faults(documents: Mapping[str, str], folder: Path, rules: str) -> str:
    for name, html in documents.items():
        (folder / f"{name}.html").write_text(html, "utf-8")
    judged = subprocess.run(
        [MODULES / ".bin" / "html-validate", "--config", HERE / rules, "--formatter", "text", *folder.glob("*.html")],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert judged.returncode in (0, 1), judged.stderr
    return judged.stdout


def test_every_mail_is_valid_html(mails: dict[str, Mail], tmp_path: Path) -> None:
    assert faults({name: mail.html for name, mail in mails.items()}, tmp_path, "mail.htmlvalidate.json") == ""


def test_this_judge_can_condemn(tmp_path: Path) -> None:
    bad = "<!DOCTYPE html><html><title>x</title><p><div>One</p><a id=a>Two</a><b id=a>Three</b></html>"
    assert "[no-dup-id]" in faults({"bad": bad}, tmp_path, "mail.htmlvalidate.json")


def test_every_public_page_is_valid_html(pages: dict[str, str], tmp_path: Path) -> None:
    assert faults({"view": pages.pop("view")}, tmp_path, "mail.htmlvalidate.json") == ""  # a letter
    (tmp_path / "view.html").unlink()
    assert faults(pages, tmp_path, "page.htmlvalidate.json") == ""


@pytest.fixture
def pages(settings: Any, redis_url: str) -> dict[str, str]:
    """What readers see: each page of each state, as it is served."""
    settings.REDIS_URL = redis_url
    leaving.a_harbour()
    weekly, daily = a_list(slug="weekly"), a_list(slug="daily")
    MailingList.objects.filter(id=daily.id).update(name="Daily letter")
    reader = a_reader(weekly, "reader@readers.example", "Ana")
    post = leaving.a_newsletter(STORIES["arabic"], a_channel("mail"), weekly, leaving.an_appeal())
    Post.objects.filter(id=post.id).update(state="sent", sent_at=timezone.now())
    way_out = f"/u/{reader_token(reader.id, weekly.id, purpose='u')}/"
    preferences = f"/p/{reader_token(reader.id, weekly.id, purpose='p')}/"
    subscription = ask("new@readers.example", [weekly, daily], consent="Yes", now=timezone.now())
    notices.request("confirmation", subscription=subscription, words="Yes", lists=[weekly, daily])
    confirm = f"/confirm/{reader_token(Notice.objects.get().id, 0, purpose='c')}/"
    browser = Client()
    opened = signing.Signer(salt="subscribe form").sign(f"form:{signing.b62_encode(int(time.time()) - 30)}")
    return {
        "subscribe": said(browser.get("/subscribe/")),
        "subscribe-refused": said(browser.post("/subscribe/", {"address": "nowhere", "opened": opened})),
        "subscribe-asked": said(
            browser.post("/subscribe/", {"address": "a@b.example", "opened": opened, "lists": [weekly.id, daily.id]})
        ),
        "confirm": said(browser.get(confirm)),
        "confirmed": said(browser.post(confirm)),
        "confirm-invented": said(browser.get(f"/confirm/{'A' * 32}/")),
        "preferences": said(browser.get(preferences)),
        "preferences-changed": said(browser.post(preferences, {"lists": [weekly.id]}, follow=True)),
        "unsubscribe": said(browser.get(way_out)),
        "unsubscribed": said(browser.post(way_out)),
        "unsubscribe-invented": said(browser.get(f"/u/{'A' * 32}/")),
        "view": said(browser.get(f"/view/{Reference.objects.get().token}/")),
        "not-found": said(browser.get("/nowhere/")),
    }


def said(response: Any) -> str:
    assert response.headers["Content-Type"].startswith("text/html")
    return str(response.content.decode())
