"""Foreign URLs, bounded: in bytes, in time, in redirects, and in where they may lead."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import httpx2

from ..outside import Forbidden, Guard

REDIRECTS = 5
FOR_GOOD = (301, 308)
AGENT = "publisher-desk"  # the name by which a robots.txt knows us
HEADERS = {"User-Agent": f"{AGENT} (newsroom publishing desk)", "Accept-Encoding": "identity"}


class Unreachable(Exception):
    """It could not be fetched; a sentence for the editor."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: `media_type` is lower-case without parameters, `charset` as declared or empty.

    `moved_to` is where the address has moved for good, or empty; `headers` have lower-case names.
    """

    body: bytes
    media_type: str
    charset: str
    final_url: str
    status: int = 200
    moved_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def fetch(
    url: str,
    *,
    guard: Guard,
    limit_bytes: int,
    seconds: float,
    headers: Mapping[str, str] | None = None,
    answers: Collection[int] = (200,),
    ask: Callable[[str], None] = lambda url: None,
) -> Fetched:
    """Get a URL, at most `limit_bytes` (also after unpacking) within `seconds` in all. Raises Unreachable.

    `headers` go along with ours. `ask` is called before each request, also where an address leads on, and may object.
    A status that is not among `answers` is Unreachable; only a 200 has a body.
    """
    deadline = time.monotonic() + seconds
    moved_to, for_good = "", True
    try:
        for _ in range(REDIRECTS + 1):
            ask(url)
            left = max(deadline - time.monotonic(), 0.01)
            with (
                guard.client(timeout=min(left, 10), seconds=left) as client,
                client.stream("GET", url, headers=HEADERS | dict(headers or {})) as reply,
            ):
                if reply.is_redirect and "location" in reply.headers:
                    url = str(reply.url.join(reply.headers["location"]))
                    for_good = for_good and reply.status_code in FOR_GOOD
                    moved_to = url if for_good else moved_to
                    continue
                status = reply.status_code
                if status not in answers:
                    raise Unreachable(f"The server answered {status} instead of the page.")
                body = _read(reply, limit_bytes, deadline) if status == 200 else b""
                kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
                known = {name.lower(): value for name, value in reply.headers.items()}
                return Fetched(body, kind, reply.charset_encoding or "", url, status, moved_to, known)
    except Forbidden as why:
        raise Unreachable(str(why)) from None
    except httpx2.TimeoutException:
        raise Unreachable("The server took too long.") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, zlib.error) as why:
        raise Unreachable("The server could not be reached, or broke off.") from why
    raise Unreachable(f"The address leads on more than {REDIRECTS} times.")


def _read(reply: httpx2.Response, limit: int, deadline: float) -> bytes:
    """The body, unpacked with a bound, so that a small reply cannot become a huge one."""
    packing = reply.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "deflate", ""):
        raise Unreachable("The server packs its answer in a way that was not asked for.")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if packing in ("gzip", "deflate") else None
    body = bytearray()
    for chunk in reply.iter_raw(65536):
        body += unpack.decompress(chunk, limit + 1 - len(body)) if unpack else chunk
        if len(body) > limit:
            raise Unreachable(f"It is larger than {limit // 1_000_000} MB.")
        if time.monotonic() > deadline:
            raise Unreachable("The server took too long.")
    return bytes(body)
