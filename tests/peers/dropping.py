"""A proxy that loses what a server answers, after the server has done what it was asked."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class Dropping(ThreadingHTTPServer):
    """Passes everything on to `upstream`; of requests whose path ends so, loses the replies to the next `drops`."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.upstream = urlsplit(upstream).netloc
        self.ending, self.drops, self.lock = "", 0, threading.Lock()
        self.url = f"http://127.0.0.1:{self.server_port}"

    def lose(self, ending: str, drops: int = 1) -> None:
        self.ending, self.drops = ending, drops

    def lost(self, path: str) -> bool:
        with self.lock:
            hit = bool(self.drops) and path.endswith(self.ending)
            self.drops -= hit
            return hit


class _Passing(BaseHTTPRequestHandler):
    server: Dropping

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        """Nothing."""

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        upstream = http.client.HTTPConnection(self.server.upstream, timeout=20)
        upstream.request(self.command, self.path, body or None, dict(self.headers))
        answer = upstream.getresponse()
        data = answer.read()
        upstream.close()
        self.close_connection = True
        if self.server.lost(self.path.partition("?")[0]):
            return
        self.send_response(answer.status)
        for name in ("content-type", "ratelimit-reset"):
            if value := answer.headers.get(name):
                self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_GET  # noqa: N815 -- the base class asks for this name


@contextmanager
def dropping(upstream: str) -> Iterator[Dropping]:
    with Dropping(upstream) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield proxy
        proxy.shutdown()
