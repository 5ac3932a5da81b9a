"""A way to a server that can be cut, as between hosts: refused (the far host is gone), or silent (the net is)."""

from __future__ import annotations

import contextlib
import socket
import threading


class Cable:
    """Listens on `port` of loopback and carries everything to `target` (a socket's path, or a port) and back."""

    def __init__(self, target: str | int) -> None:
        self.target = target
        self.cut_how = ""
        self.whole = threading.Event()
        self.whole.set()
        self.ends: set[socket.socket] = set()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.door.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def refuse(self) -> None:
        """Every connection ends, and none comes about."""
        self.cut_how = "refused"
        for end in [*self.ends]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def silence(self) -> None:
        """Nothing comes through, and nobody is told."""
        self.cut_how = "silent"
        self.whole.clear()

    def mend(self) -> None:
        self.cut_how = ""
        self.whole.set()

    def _serve(self) -> None:
        while True:
            guest, _ = self.door.accept()
            if self.cut_how == "refused":
                guest.close()
                continue
            with contextlib.suppress(OSError):
                far = socket.socket(socket.AF_UNIX if isinstance(self.target, str) else socket.AF_INET)
                far.connect(self.target if isinstance(self.target, str) else ("127.0.0.1", self.target))
                self.ends |= {guest, far}
                for one, other in ((guest, far), (far, guest)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                self.whole.wait()
                other.sendall(data)
        for end in (one, other):
            self.ends.discard(end)
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
