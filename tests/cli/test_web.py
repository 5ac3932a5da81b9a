"""The web server, as `publisher web` starts it."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest
import waitress
from click.testing import CliRunner

from publisher.cli.web import web


def test_a_stranger_cannot_fill_the_disk_with_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    monkeypatch.setattr(waitress, "serve", lambda application, **settings: asked.update(settings))
    monkeypatch.setattr("publisher.cli.web.signal.signal", lambda *_: None)
    assert CliRunner().invoke(web, ["--port", "0"]).exit_code == 0
    settings = {name: asked[name] for name in ("host", "port", "threads", "max_request_body_size", "ident")}
    server = waitress.create_server(lambda environ, start: [], **settings)
    threading.Thread(target=server.run, daemon=True).start()
    with socket.create_connection(("127.0.0.1", server.effective_port), timeout=10) as line:
        line.sendall(b"POST /subscribe/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000000\r\n\r\n")
        assert line.recv(1000).startswith(b"HTTP/1.1 413")
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(server.close)
