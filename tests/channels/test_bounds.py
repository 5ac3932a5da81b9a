"""A server that is connected by its name may answer anything; it must not cost us our memory."""

from __future__ import annotations

import gzip
import http.server
import threading
from collections.abc import Iterator

import pytest

from publisher.channels import connect
from publisher.ports import Retry, Uncertain, World
from tests.channels.making import CREDENTIALS, a_post

BOMB = gzip.compress(bytes(64 * 1024 * 1024))


class Hostile(http.server.BaseHTTPRequestHandler):
    """/packed… answers a bomb, everything else goes on for ever."""

    sent = 0

    def do_GET(self) -> None:
        self.send_response(200)
        if self.server.packed:  # type: ignore[attr-defined]
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(BOMB)))
            self.end_headers()
            self.wfile.write(BOMB)
            return
        self.end_headers()
        try:
            while True:
                Hostile.sent += self.wfile.write(b"[" * 65536)
        except OSError:
            return

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture(params=["packed", "endless"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    Hostile.sent = 0
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as server:
        server.packed = request.param == "packed"  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield World(practising=False, relay="", bases={"mastodon": f"http://127.0.0.1:{server.server_port}"})
        server.shutdown()


def test_an_answer_without_end_or_packed_is_not_read_to_its_end(world: World) -> None:
    client = connect("mastodon", CREDENTIALS["mastodon"], world)
    with pytest.raises(Uncertain):
        client.post(a_post(), key="k")  # type: ignore[union-attr]
    with pytest.raises((Retry, Uncertain)):
        client.find(a_post(), key="k")  # type: ignore[union-attr]
    client.close()
    assert Hostile.sent < 100 * 1024 * 1024
