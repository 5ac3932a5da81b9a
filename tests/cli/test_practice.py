"""`practice`, against a real practice world."""

from __future__ import annotations

import json
import smtplib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from publisher.practice.world import PracticeWorld

from .conftest import Run


@pytest.fixture
def world(tmp_path: Path, settings) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path
    world = PracticeWorld(tmp_path)
    yield tmp_path
    world.close()


@pytest.fixture
def mail(world: Path) -> None:
    relay = urlsplit(json.loads((world / "practice.json").read_text())["smtp"])
    head = "From: a@example.org\r\nDate: Tue, 1 Dec 2026 07:30:00 +0000\r\nMessage-ID: <1@example.org>\r\n"
    body = "Subject: Ferry\r\nTo: grace@example.org\r\n\r\nIt is back.\r\n"
    with smtplib.SMTP(str(relay.hostname), relay.port or 0, local_hostname="desk.example.org") as line:
        line.sendmail("a@example.org", ["grace@example.org"], (head + body).encode())


def test_the_inbox_shows_what_arrived(run: Run, mail: None) -> None:
    (one,) = run("practice", "inbox", "--json").json
    assert (one["to"], one["subject"], one["text"].strip()) == ("grace@example.org", "Ferry", "It is back.")
    assert run("practice", "inbox").out.strip() == "grace@example.org  Ferry"
    assert "Subject: Ferry" in run("practice", "inbox", "--raw").out
    assert run("practice", "inbox", "--to", "nobody@example.org", "--json").json == []


def test_sent_is_empty_before_anything_was(run: Run, world: Path) -> None:
    assert run("practice", "sent", "mastodon", "--json").json == []


def test_a_fault_is_set_shown_and_mended(run: Run, world: Path) -> None:
    (fault,) = run("practice", "fault", "mastodon", "status", "--status", "503", "--times", "2", "--json").json
    assert (fault["where"], fault["action"], fault["status"], fault["times"]) == ("mastodon", "status", 503, 2)
    assert run("practice", "fault").out.strip() == (
        "mastodon: status at “request read” with 503, 2 times (struck 0 times so far)"
    )
    assert run("practice", "fault", "--mend").out.strip() == "The practice world behaves."


def test_a_fault_that_makes_no_sense_is_refused(run: Run, world: Path) -> None:
    answer = run("practice", "fault", "x", "hold", "--moment", "teatime")
    assert (answer.code, "teatime" in answer.err) == (1, True)


def test_without_a_practice_world_it_says_how_to_start_one(run: Run, tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path
    answer = run("practice", "inbox")
    assert (answer.code, "publisher up" in answer.err) == (1, True)
