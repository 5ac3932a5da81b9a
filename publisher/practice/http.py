"""HTTP for the practice networks: one thread per connection, and the five moments of every request."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from .moments import Moments

LARGEST = 32 * 1024 * 1024  # bytes of a request's body


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    target: str  # as it stood in the request line
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    base: str  # how the client reached us, "http://127.0.0.1:8123"

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    def fields(self) -> dict[str, Any]:
        """The body's fields, from JSON or a form ("a[]" is a list). Raises ValueError."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":
            data = json.loads(self.body or b"{}")
            if not isinstance(data, dict):
                raise ValueError("The body is not a JSON object.")
            return data
        form = parse_qs(self.body.decode(), keep_blank_values=True)
        return {n.removesuffix("[]"): v if n.endswith("[]") else v[-1] for n, v in form.items()}

    def parts(self) -> dict[str, EmailMessage]:
        """The parts of a multipart form by name."""
        head = b"Content-Type: " + self.headers.get("content-type", "").encode() + b"\r\n\r\n"
        whole = BytesParser(_class=EmailMessage, policy=HTTP).parsebytes(head + self.body)
        found = {}
        for part in whole.iter_parts():
            if isinstance(part, EmailMessage):
                found[str(part.get_param("name", header="content-disposition"))] = part
        return found


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: Any = None  # JSON, or a str of HTML, or bytes
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[Request], Reply]
Refuse = Callable[[int, str, float], Reply]  # how this network words a status that a fault wants


class Gone(Exception):
    """A fault dropped this connection."""


class Door:
    """A listening socket that can be shut, so that connections are truly refused, and opened on the same port."""

    def __init__(self, where: str, port: int, moments: Moments, answer: Answer, refuse: Refuse) -> None:
        self.where, self.moments, self.answer, self.refuse = where, moments, answer, refuse
        self.guests: set[socket.socket] = set()
        self.port = port
        self.open(True)
        moments.doors[where] = self.open

    def open(self, wanted: bool) -> None:
        if wanted:
            self.socket = socket.create_server(("127.0.0.1", self.port), backlog=512)
            self.port = self.socket.getsockname()[1]
            threading.Thread(target=self._let_in, args=[self.socket], daemon=True).start()
            return
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)  # wakes the accept
        self.socket.close()
        for guest in list(self.guests):
            reset(guest)

    def _let_in(self, door: socket.socket) -> None:
        while True:
            try:
                guest, _ = door.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[guest], daemon=True).start()

    def _serve(self, guest: socket.socket) -> None:
        self.guests.add(guest)
        try:
            guest.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.pause("connected")
            Conversation(guest, self)
        except (Gone, OSError, ValueError):
            pass  # the other side went away, or we sent it away
        finally:
            self.guests.discard(guest)
            guest.close()

    def pause(self, moment: str, what: str = "", guest: socket.socket | None = None) -> Reply | None:
        """Do what a fault wants at this moment; a reply if it wants one. Raises Gone."""
        met = self.moments.meet(self.where, moment, what)
        if met is None:
            return None
        fault, gate = met
        gate.wait()
        if fault.action == "stall":
            time.sleep(fault.seconds or 3600)
        elif fault.action == "drop":
            if guest is not None:
                reset(guest)
            raise Gone
        elif fault.action == "status":
            return self.refuse(fault.status, fault.words, fault.seconds)
        return None


def reset(guest: socket.socket) -> None:
    """Close with RST, as a crashed server does."""
    with contextlib.suppress(OSError):
        guest.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        guest.shutdown(socket.SHUT_RDWR)
        guest.close()


class Conversation(BaseHTTPRequestHandler):
    """One kept connection. What has been read is stored even if whoever sent it is gone by then."""

    protocol_version = "HTTP/1.1"
    connection: socket.socket

    def __init__(self, guest: socket.socket, door: Door) -> None:
        self.door = door
        super().__init__(guest, ("", 0), door)  # type: ignore[arg-type]  # it only keeps the server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base class's name
        """Nothing: a log would hold tokens."""

    def do_GET(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if length > LARGEST:
            self.close_connection = True
            self._write(Reply(413, {"error": "Too large"}), "")
            return
        body = self.rfile.read(length)
        if len(body) < length:
            raise Gone
        headers = {name.lower(): value for name, value in self.headers.items()}
        base = "http://" + headers.get("host", f"127.0.0.1:{self.door.port}")
        request = Request(self.command, self.path, headers, body, base)
        what = f"{request.method} {request.path}"
        reply = self.door.pause("request read", what, self.connection)
        if reply is None:
            taken, heads = self.door.moments.allowances.spend(self.door.where, what)
            reply = self.door.answer(request) if taken else self.door.refuse(429, "", 0)
            reply = Reply(reply.status, reply.body, {**reply.headers, **heads})
            reply = self.door.pause("stored", what, self.connection) or reply
        self._write(reply, what)

    do_POST = do_DELETE = do_PUT = do_PATCH = do_HEAD = do_GET  # noqa: N815 -- the base class asks for these names

    def _write(self, reply: Reply, what: str) -> None:
        kind, body = _encoded(reply.body)
        head = {"Content-Type": kind, **reply.headers, "Content-Length": str(len(body))}
        head["Date"] = self.date_time_string()
        if self.close_connection:
            head["Connection"] = "close"
        lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}", *(f"{n}: {v}" for n, v in head.items())]
        data = ("\r\n".join(lines) + "\r\n\r\n").encode() + (b"" if self.command == "HEAD" else body)
        half = len(data) - max(1, len(body) // 2)
        self.connection.sendall(data[:half])
        self.door.pause("reply half written", what, self.connection)
        self.connection.sendall(data[half:])
        self.door.pause("replied", what, self.connection)


def _encoded(body: Any) -> tuple[str, bytes]:
    if isinstance(body, bytes):
        return "application/octet-stream", body
    if isinstance(body, str):
        return "text/html; charset=utf-8", body.encode()
    return "application/json; charset=utf-8", b"" if body is None else json.dumps(body).encode()
