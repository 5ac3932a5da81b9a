"""A server of another author that speaks Mastodon's API (PyPI mastodon_mock), in an environment of its own.

Needs `bash tests/peers/install.sh` once.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

COMMAND = Path(__file__).parent / "networks" / ".venv" / "bin" / "mastodon_mock"
TOKEN = "mock_token"  # the one that it knows


@contextmanager
def a_mock() -> Iterator[str]:
    """Its URL."""
    assert COMMAND.exists(), "install requirements/peers.txt, as tests/peers/mock.py says"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [COMMAND, "serve", "--in-memory", "--host", "127.0.0.1", "--port", port]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            httpx2.get(f"{url}/api/v2/instance", timeout=5)
            return
        except httpx2.HTTPError:
            assert time.monotonic() < end, "mastodon_mock does not start"
            time.sleep(0.1)


def ask(url: str, path: str, **params: str) -> Any:
    reply = httpx2.get(url + path, headers={"Authorization": f"Bearer {TOKEN}"}, params=params, timeout=20)
    assert reply.status_code == 200, reply.text
    return reply.json()


def statuses(url: str) -> list[str]:
    """The HTML of all that its account posted, newest first."""
    me = ask(url, "/api/v1/accounts/verify_credentials")["id"]
    found: list[str] = []
    before: dict[str, str] = {}
    while page := ask(url, f"/api/v1/accounts/{me}/statuses", limit="40", **before):
        found += [status["content"] for status in page]
        before = {"max_id": page[-1]["id"]}
    return found
