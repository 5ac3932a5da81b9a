"""A server may answer anything; it must not cost us our memory, nor a worker its time."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import threading
import time
from collections.abc import Iterator

import pytest

from publisher import channels
from publisher.channels import bounds
from publisher.ports import Retry, Uncertain, World
from tests.channels.making import CREDENTIALS, a_post

BOMB = gzip.compress(bytes(64 * 1024 * 1024))


class Hostile(http.server.BaseHTTPRequestHandler):
    """Answers a bomb, or goes on for ever: fast, or a byte at a time, in its body or before that."""

    sent = 0

    def do_GET(self) -> None:
        how = self.server.how  # type: ignore[attr-defined]
        if how == "drips before":
            self.drip(b"HTTP/1.1 200 OK\r\nX-Long: ")
            return
        self.send_response(200)
        if how == "packed":
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(BOMB)))
            self.end_headers()
            self.wfile.write(BOMB)
            return
        self.end_headers()
        if how == "drips":
            self.drip(b"[")
            return
        try:
            while True:
                Hostile.sent += self.wfile.write(b"[" * 65536)
        except OSError:
            return

    def drip(self, first: bytes) -> None:
        with contextlib.suppress(OSError):
            self.wfile.write(first)
            while True:
                time.sleep(0.05)
                self.wfile.write(b"[")

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args: object) -> None:
        """Quiet."""


WAYS = ["packed", "endless", "drips", "drips before"]
EACH = [(way, kind) for way in WAYS for kind in ("mastodon", "facebook", "x")]


@pytest.fixture
def world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    Hostile.sent = 0
    if request.param.startswith("drips"):
        monkeypatch.setattr(bounds, "IN_ALL", 0.4)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as server:
        server.how = request.param  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        yield World(practising=False, relay="", bases={"mastodon": base, "facebook": base, "x": base})
        server.shutdown()


@pytest.mark.alone
@pytest.mark.parametrize(("world", "kind"), EACH, indirect=["world"])
def test_an_answer_without_end_or_packed_is_not_read_to_its_end(world: World, kind: str) -> None:
    client = channels.connect(kind, CREDENTIALS[kind], world)
    began = time.monotonic()
    with pytest.raises(Uncertain):
        client.post(a_post(), key="k")  # type: ignore[union-attr]
    with pytest.raises((Retry, Uncertain)):
        client.find(a_post(), key="k")  # type: ignore[union-attr]
    client.close()
    assert Hostile.sent < 100 * 1024 * 1024
    assert time.monotonic() - began < 10
