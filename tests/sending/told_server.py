"""A mail server with PIPELINING that does with each body what a test says."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable

Answer = Callable[[str], bytes]  # from a recipient to the reply after its final dot; one with 421 hangs up


class ToldServer:
    """Serves each connection in a thread; knows the recipients whose bodies came, in order, and its guests."""

    def __init__(self, answer: Answer = lambda _: b"250 taken\r\n") -> None:
        self.answer = answer
        self.came: list[str] = []
        self.guests = 0
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                guest, _ = self.server.accept()
                self.guests += 1
                threading.Thread(target=self._talk, args=(guest,), daemon=True).start()

    def close(self) -> None:
        self.server.close()

    def _talk(self, guest: socket.socket) -> None:
        with contextlib.suppress(OSError), guest, guest.makefile("rb") as lines:
            guest.sendall(b"220 told\r\n")
            recipient = ""
            while line := lines.readline():
                verb = line[:4].upper()
                if verb == b"EHLO":
                    guest.sendall(b"250-told\r\n250 PIPELINING\r\n")
                elif verb == b"RCPT":
                    [recipient] = re.findall(r"<(.+)>", line.decode())
                    guest.sendall(b"250 ok\r\n")
                elif verb == b"DATA":
                    guest.sendall(b"354 go\r\n")
                    while (more := lines.readline()) != b".\r\n":
                        if not more:
                            return
                    self.came.append(recipient)
                    said = self.answer(recipient)
                    guest.sendall(said)
                    if said.startswith(b"421"):
                        return
                else:
                    guest.sendall(b"250 ok\r\n")
