"""The practice world as a process: starts, is found, keeps what it received, stops."""

from __future__ import annotations

import contextlib
import json
import signal
import smtplib
import socket
import subprocess
import sys
import time

import httpx2
import pytest

from publisher.practice.control import Control, NotThere
from tests.practice.running import Running, running

MAIL = (
    b"From: news@news.example\r\nTo: r@example.org\r\nSubject: Hello\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n"
    b"Message-ID: <1@news.example>\r\n\r\n.Hello\r\n"
)


def mail(world: Running, to: str = "r@example.org", body: bytes = MAIL) -> None:
    with smtplib.SMTP(*world.smtp, local_hostname="news.example", timeout=5) as line:
        line.sendmail("news@news.example", [to], body)


def test_it_says_where_everything_is(world):
    assert set(world.here) == {"smtp", "bases", "control"}
    assert set(world.here["bases"]) == {
        "x",
        "mastodon",
        "bluesky",
        "telegram",
        "facebook",
        "threads",
        "linkedin",
        "discord",
    }
    assert all("127.0.0.1" in url for url in [world.here["smtp"], *world.here["bases"].values()])


def test_a_mail_is_kept_byte_for_byte(world):
    mail(world)
    (received,) = world.control.inbox()
    assert received["to"] == "r@example.org"
    assert received["subject"] == "Hello"
    assert received["text"] == ".Hello\n"
    assert world.control.raw(received["id"]) == MAIL


def test_it_survives_its_own_restart_on_the_same_ports(tmp_path):
    with running(tmp_path) as first:
        mail(first)
    with running(tmp_path) as second:
        assert second.here == first.here
        assert [received["subject"] for received in second.control.inbox()] == ["Hello"]


def test_it_loses_nothing_when_it_is_killed(tmp_path):
    with running(tmp_path) as first:
        mail(first)
        first.process.kill()
    with running(tmp_path) as second:
        assert second.control.counts() == {"mail": 1}


@pytest.mark.alone
def test_it_stops_within_a_second_even_while_it_holds_someone(tmp_path):
    with running(tmp_path) as world:
        world.control.fault("x", "hold", moment="connected")
        with socket.create_connection(("127.0.0.1", int(world.here["bases"]["x"].rpartition(":")[2]))):
            world.control.wait("connected")
            started = time.monotonic()
            world.process.send_signal(signal.SIGTERM)
            assert world.process.wait(5) == 0
            assert time.monotonic() - started < 1


def test_a_second_one_on_the_same_folder_says_why_not(world):
    command = [sys.executable, "-m", "publisher.practice", "--data-dir", str(world.folder)]
    second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1
    assert "running already" in second.stderr


def test_a_page_in_a_browser_may_not_play_with_it(world):
    reply = httpx2.post(world.here["control"] + "/clear", json={}, headers={"Origin": "https://evil.example"})
    assert reply.status_code == 403


def test_a_nonsense_fault_is_refused_with_a_sentence(world):
    with pytest.raises(NotThere, match="There is no moment"):
        world.control.fault("x", "hold", moment="yesterday")
    with pytest.raises(NotThere, match="no such field"):
        world.control.fault("x", "hold", when="now")


def test_who_is_not_there_is_said_in_a_sentence():
    with Control("http://127.0.0.1:1/control") as nobody, pytest.raises(NotThere, match="publisher up"):
        nobody.inbox()


@pytest.mark.alone
def test_it_takes_hundreds_of_requests_per_second(world):
    started = time.monotonic()
    with smtplib.SMTP(*world.smtp, local_hostname="news.example", timeout=5) as line:
        for _ in range(100):
            line.sendmail("news@news.example", ["r@example.org"], MAIL)
    with httpx2.Client() as http:
        for _ in range(100):
            http.get(world.here["bases"]["mastodon"] + "/api/v2/instance")
    assert time.monotonic() - started < 4  # far below what it does, for a busy machine
    assert world.control.counts()["mail"] == 100


@pytest.mark.parametrize("place", ["x", "mastodon"])
def test_a_refusing_network_refuses_connections_until_mended(world, place):
    base = world.here["bases"][place]
    fault = world.control.fault(place, "refuse")
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(base)
    world.control.mend(fault)
    assert httpx2.get(base + "/api/v2/instance").status_code in (200, 401)


def test_a_refusing_mailbox_refuses_for_as_long_as_was_said(world):
    world.control.fault("smtp", "refuse", seconds=2)
    with pytest.raises(ConnectionRefusedError):
        mail(world)
    refused = True
    while refused:
        time.sleep(0.05)
        with contextlib.suppress(ConnectionRefusedError):
            mail(world)
            refused = False
    assert world.control.counts() == {"mail": 1}


def test_practice_json_is_valid_at_every_moment_of_a_start(tmp_path):
    process = subprocess.Popen([sys.executable, "-m", "publisher.practice", "--data-dir", str(tmp_path)])
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (tmp_path / "practice.json").exists():
            time.sleep(0.001)
        assert set(json.loads((tmp_path / "practice.json").read_text())) == {"smtp", "bases", "control"}
    finally:
        process.terminate()
        process.wait(60)
