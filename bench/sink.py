"""python -m bench.sink: a mail server that takes everything and keeps nothing, as far away as wanted.

What it hears and what it says travel `--delay` seconds each, so that a bench can see a path's round trip on loopback.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import signal
import sys


class Guest(asyncio.Protocol):
    """One connection. Sizes of BDAT and final dots are found wherever the bytes are cut."""

    taken = 0
    delay = 0.0
    offers: tuple[str, ...] = ()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.loop = transport, asyncio.get_running_loop()
        self.buffer, self.chunk, self.in_body = bytearray(), 0, False
        self.say(b"220 sink\r\n")

    def say(self, words: bytes) -> None:
        self.loop.call_later(self.delay, self.transport.write, words)

    def data_received(self, data: bytes) -> None:
        self.loop.call_later(self.delay, self.hear, data)

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
            end = self.buffer.find(b"\r\n.\r\n")
            if end < 0:
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
            self.in_body = True
            return b"354 go\r\n"
        if chunk := re.match(rb"BDAT (\d+) LAST", line):
            self.chunk = int(chunk[1])
            return b""
        return b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 ok\r\n"

    def took(self) -> bytes:
        Guest.taken += 1
        return b"250 taken\r\n"


async def serve(port: int) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(Guest, "127.0.0.1", port, backlog=200)
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    async with server:
        await ended.wait()
    print(Guest.taken)


def main() -> int:
    wish = argparse.ArgumentParser(prog="python -m bench.sink")
    wish.add_argument("--port", type=int, required=True)
    wish.add_argument("--delay", type=float, default=0.0, help="seconds, each way")
    wish.add_argument("--offers", default="PIPELINING,CHUNKING")
    wishes = wish.parse_args()
    Guest.delay, Guest.offers = wishes.delay, tuple(filter(None, wishes.offers.split(",")))
    asyncio.run(serve(wishes.port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
