"""A server on loopback that stands for the internet: the test's network leads every public address to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpcore2
import pytest

from publisher.outside import Guard

PUBLIC = "93.184.215.14"


class Internet:
    """What the server answers, by path; which addresses were connected to; what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.connected: list[str] = []
        self.hosts: list[str] = []
        self.names: dict[str, list[list[str]]] = {}
        self.asked = 0
        self.page("/robots.txt", b"", 404)

    def page(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)

        self.answers[path] = answer

    def resolve(self, host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        """Each name's next list of addresses; the last one stays."""
        self.asked += 1
        lists = self.names.get(host, [[PUBLIC]])
        addresses = lists.pop(0) if len(lists) > 1 else lists[0]
        return [(2, 1, 6, "", (address, port)) for address in addresses]

    @property
    def guard(self) -> Guard:
        return Guard(self.resolve)


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    world = Internet()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            world.hosts.append(self.headers["Host"])
            try:
                world.answers[self.path](self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()

    class Network(httpcore2.SyncBackend):
        def connect_tcp(self, host: str, port: int, *rest: Any, **named: Any) -> httpcore2.NetworkStream:
            world.connected.append(host)
            return super().connect_tcp("127.0.0.1", server.server_port, *rest, **named)

    monkeypatch.setattr("publisher.outside.httpcore2.SyncBackend", Network)
    yield world
    server.shutdown()
    server.server_close()
    thread.join()
