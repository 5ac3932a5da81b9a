"""No server's answer fills our memory or takes our time, however it is packed or however long it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import httpx2

LARGEST: Final = 8 * 1024 * 1024  # forty statuses of the longest kind that is known are a tenth of it
IN_ALL: Final = 50.0  # seconds for a request, however slowly a server drips
PLAIN: Final = {"Accept-Encoding": "identity"}  # a packed answer of a few KB could unpack to gigabytes


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, request: httpx2.Request) -> None:
        self.stream, self.request = stream, request

    def __iter__(self) -> Iterator[bytes]:
        room = LARGEST
        for chunk in self.stream:
            room -= len(chunk)
            if room < 0:
                raise httpx2.ReadError("The answer does not end.", request=self.request)
            yield chunk

    def close(self) -> None:
        self.stream.close()


def bound(reply: httpx2.Response) -> None:
    """An event hook for replies. Reading one that is packed, or larger than LARGEST, raises ReadError."""
    if reply.headers.get("content-encoding", "identity").strip().lower() not in ("identity", ""):
        raise httpx2.ReadError("The answer is packed, which was not asked for.", request=reply.request)
    if isinstance(reply.stream, httpx2.SyncByteStream):
        reply.stream = _Bounded(reply.stream, reply.request)
