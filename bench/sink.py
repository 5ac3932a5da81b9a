"""python -m bench.sink: a mail server that takes everything and keeps nothing, as far away as wanted.

What it hears and what it says travel `--delay` seconds each, so that a bench can see a path's round trip on loopback.
Told to end, it prints how many mails it took, and when the first and the last.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import socket
import sys
import time


class Guest(asyncio.Protocol):
    """One connection. Sizes of BDAT and final dots are found wherever the bytes are cut."""

    taken, first, last = 0, 0.0, 0.0
    delay = 0.0
    offers: tuple[str, ...] = ()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.loop = transport, asyncio.get_running_loop()
        self.buffer, self.chunk, self.in_body, self.looked = bytearray(), 0, False, 0
        self.say(b"220 sink\r\n")

    def say(self, words: bytes) -> None:
        if self.delay:
            self.loop.call_later(self.delay, self.transport.write, words)
        else:
            self.transport.write(words)

    def data_received(self, data: bytes) -> None:
        if self.delay:
            self.loop.call_later(self.delay, self.hear, data)
        else:
            self.hear(data)

    def hear(self, data: bytes) -> None:
        self.buffer += data
        answers = []
        while (answer := self.next()) is not None:
            answers.append(answer)
        if any(answers):
            self.say(b"".join(answers))

    def next(self) -> bytes | None:
        """The answer to what comes first in the buffer; None if that is not whole."""
        if self.chunk:
            if len(self.buffer) < self.chunk:
                return None
            del self.buffer[: self.chunk]
            self.chunk = 0
            return self.took()
        if self.in_body:
            end = self.buffer.find(b"\r\n.\r\n", self.looked)
            if end < 0:
                self.looked = max(0, len(self.buffer) - 4)
                return None
            del self.buffer[: end + 5]
            self.in_body = False
            return self.took()
        end = self.buffer.find(b"\n") + 1
        if not end:
            return None
        line = bytes(self.buffer[:end]).upper()
        del self.buffer[:end]
        if line.startswith(b"EHLO"):
            return b"250-sink\r\n" + b"".join(b"250-%s\r\n" % o.encode() for o in self.offers) + b"250 8BITMIME\r\n"
        if line.startswith(b"DATA"):
            self.in_body, self.looked = True, 0
            return b"354 go\r\n"
        if chunk := re.match(rb"BDAT (\d+) LAST", line):
            self.chunk = int(chunk[1])
            return b""
        return b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 ok\r\n"

    def took(self) -> bytes:
        Guest.taken += 1
        Guest.last = time.monotonic()
        Guest.first = Guest.first or Guest.last
        return b"250 taken\r\n"


async def serve(door: socket.socket) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    async with await loop.create_server(Guest, sock=door):
        await ended.wait()


def others(door: socket.socket, number: int) -> list[tuple[int, int]]:
    """Processes that take mails from the same door; each with what it is read from when it ends."""
    made = []
    for _ in range(number):
        reading, writing = os.pipe()
        if not (pid := os.fork()):
            asyncio.run(serve(door))
            os.write(writing, json.dumps([Guest.taken, Guest.first, Guest.last]).encode())
            os._exit(0)
        os.close(writing)
        made.append((pid, reading))
    return made


def main() -> int:
    wish = argparse.ArgumentParser(prog="python -m bench.sink")
    wish.add_argument("--port", type=int, required=True)
    wish.add_argument("--delay", type=float, default=0.0, help="seconds, each way")
    wish.add_argument("--offers", default="PIPELINING,CHUNKING")
    wish.add_argument("--processes", type=int, default=1)
    wishes = wish.parse_args()
    Guest.delay, Guest.offers = wishes.delay, tuple(filter(None, wishes.offers.split(",")))
    door = socket.create_server(("127.0.0.1", wishes.port), backlog=200)
    helping = others(door, wishes.processes - 1)
    asyncio.run(serve(door))
    told = [[Guest.taken, Guest.first, Guest.last]]
    for pid, reading in helping:
        os.kill(pid, signal.SIGTERM)
        told.append(json.loads(os.read(reading, 1000)))
        os.waitpid(pid, 0)
    busy = [row for row in told if row[0]] or told
    taken, first, last = sum(row[0] for row in busy), min(row[1] for row in busy), max(row[2] for row in busy)
    print(json.dumps({"taken": taken, "first": first, "last": last}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
