"""Who may sign in, asked by Postfix as it asks Dovecot (Dovecot's authentication protocol, version 1)."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

USER, PASSWORD = "desk@harbour.example.org", "p:ss w@rd/ü"
HELLO = "VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t00\nDONE\n"


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(HELLO.encode())
        for line in self.rfile:
            verb, *fields = line.decode().rstrip("\n").split("\t")
            if verb == "AUTH":
                said = next(field for field in fields if field.startswith("resp=")).removeprefix("resp=")
                right = base64.b64decode(said) == f"\0{USER}\0{PASSWORD}".encode()
                self.wfile.write(f"{'OK' if right else 'FAIL'}\t{fields[0]}\tuser={USER}\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def a_doorkeeper() -> Iterator[int]:
    """The port on loopback where it is asked."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
