"""Which addresses may be reached: the guarded HTTP transport.

What members, articles and feeds name is guarded; what the operator's environment names is trusted and does not come
here. Tests hand the guard a resolver; no setting switches it off.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Any

import httpx2

Resolver = Callable[..., Sequence[tuple[Any, ...]]]

SCHEMES = {"http": 80, "https": 443}
# Addresses that carry another address inside, and so could be used to reach what is forbidden.
WRAPPERS = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class Forbidden(Exception):
    """This address may not be reached; a sentence."""


class Guard:
    """Resolves a name once, refuses what is not the public internet, and connects to just that address."""

    def __init__(self, resolver: Resolver = socket.getaddrinfo) -> None:
        self.resolver = resolver

    def check(self, url: str) -> str:
        """The one address to connect to for this URL. Raises Forbidden."""
        try:
            parts = httpx2.URL(url)
        except (httpx2.InvalidURL, TypeError, ValueError):
            raise Forbidden("This is not an address that can be opened.") from None
        if parts.scheme not in SCHEMES:
            raise Forbidden("Only addresses that begin with http:// or https:// can be opened.")
        if not parts.host or parts.userinfo:
            raise Forbidden("This address names no server, or carries a password; it is not opened.")
        try:
            found = self.resolver(parts.host, parts.port or SCHEMES[parts.scheme], type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Forbidden(f"There is no server called {parts.host}.") from None
        addresses = [str(row[4][0]) for row in found]
        if not addresses:
            raise Forbidden(f"There is no server called {parts.host}.")
        # One private address among public ones is a trap, so all must be public.
        if not all(public(address) for address in addresses):
            raise Forbidden(f"{parts.host} is inside a private network; it is not opened.")
        return addresses[0]

    def client(self, timeout: Any = 10) -> httpx2.Client:
        """A client that checks every request, each hop of a redirect too, and follows none by itself."""
        return httpx2.Client(transport=_Guarded(self), timeout=timeout, follow_redirects=False, trust_env=False)


def public(address: str) -> bool:
    """Whether an IP address is on the public internet: not private, local, shared, mapped, tunnelled or reserved."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None or any(ip in net for net in WRAPPERS):
            return False
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast


class _Guarded(httpx2.BaseTransport):
    """Connects to the address that was checked, whatever the name resolves to a moment later."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.inner = httpx2.HTTPTransport(retries=0, trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        address = self.guard.check(str(request.url))
        # The Host header and the certificate's name stay those of the URL.
        pinned = httpx2.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return self.inner.handle_request(pinned)

    def close(self) -> None:
        self.inner.close()
