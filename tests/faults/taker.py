"""A mail server that takes everything, after a while, and writes down first what it takes: who, and which Message-ID.

    python -m tests.faults.taker --port 2525 --log taken --after 0.2

Each line of the log is a mail that was on the wire whole, whatever became of the server or of us after that.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
from functools import partial
from pathlib import Path


async def serve(port: int, log: Path, after: float) -> None:
    taken = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    talk = partial(guest, taken, after)
    server = await asyncio.start_server(talk, "127.0.0.1", port, limit=2**20, backlog=200)
    await server.serve_forever()


async def guest(taken: int, after: float, hear: asyncio.StreamReader, say: asyncio.StreamWriter) -> None:
    try:
        await talk(taken, after, hear, say)
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        say.close()


async def talk(taken: int, after: float, hear: asyncio.StreamReader, say: asyncio.StreamWriter) -> None:
    recipient = b""
    say.write(b"220 taker\r\n")
    while line := await hear.readline():
        verb = line[:4].upper()
        if verb == b"EHLO":
            say.write(b"250-taker\r\n250 PIPELINING\r\n")
        elif verb == b"DATA":
            say.write(b"354 go\r\n")
            body = await hear.readuntil(b"\r\n.\r\n")
            found = re.search(rb"^Message-ID: (\S+)", body, re.MULTILINE | re.IGNORECASE)
            os.write(taken, recipient + b" " + (found[1] if found else b"none") + b"\n")
            await asyncio.sleep(after)
            say.write(b"250 taken\r\n")
        elif verb == b"QUIT":
            say.write(b"221 bye\r\n")
            return
        else:
            if verb == b"RCPT":
                recipient = line[line.index(b"<") + 1 : line.index(b">")]
            say.write(b"250 ok\r\n")


def main() -> None:
    wish = argparse.ArgumentParser()
    wish.add_argument("--port", type=int, required=True)
    wish.add_argument("--log", type=Path, required=True)
    wish.add_argument("--after", type=float, default=0.0, help="seconds for which it thinks about each mail")
    wishes = wish.parse_args()
    asyncio.run(serve(wishes.port, wishes.log, wishes.after))


if __name__ == "__main__":
    main()
