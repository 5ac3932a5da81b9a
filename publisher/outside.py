"""Which addresses may be reached, and for how long: the guarded HTTP transport.

What members, articles and feeds name is guarded; what the operator's environment names is trusted to be where it is,
and has an end all the same. Tests hand the guard a resolver; no setting switches it off.
"""

from __future__ import annotations

import functools
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import httpcore2
import httpx2

Resolver = Callable[..., Sequence[tuple[Any, ...]]]

SCHEMES = {"http": 80, "https": 443}
# IPv6 addresses that carry another address inside (NAT64, 6to4, Teredo) and so could reach what is forbidden. Only
# 2000::/3 is given out as the public internet at all (IANA), so mapped and IPv4-compatible ones fall with the rest.
PUBLIC_6 = ipaddress.ip_network("2000::/3")
WRAPPERS = [ipaddress.ip_network(net) for net in ("2002::/16", "2001::/32")]
# RFC 6890 §2.2.2 and RFC 7526: older Pythons call some of these global.
NOT_PUBLIC_4 = [ipaddress.ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10")]


class Forbidden(Exception):
    """This address may not be reached; a sentence."""


class Guard:
    """Resolves a name once, refuses what is not the public internet, and connects to just that address."""

    def __init__(self, resolver: Resolver = socket.getaddrinfo) -> None:
        self.resolver = resolver

    def check(self, url: str) -> str:
        """The one address to connect to for this URL. Raises Forbidden."""
        host, port = named(url)
        return self.addresses(host, port)[0]

    def addresses(self, host: str, port: int) -> list[str]:
        """Where the name leads, asked once; all of it public. Raises Forbidden."""
        try:
            found = self.resolver(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Forbidden(f"There is no server called {host}.") from None
        addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
        if not addresses:
            raise Forbidden(f"There is no server called {host}.")
        # One private address among public ones is a trap, so all must be public.
        if not all(map(public, addresses)):
            raise Forbidden(f"{host} is inside a private network; it is not opened.")
        return addresses

    def client(self, timeout: Any = 10, *, seconds: float = 60.0) -> httpx2.Client:
        """A client that checks every request, each hop of a redirect too, and follows none by itself.

        `timeout` bounds one step (connect, read …); no request lasts longer than `seconds` in all, however slowly
        the other side drips.
        """
        return httpx2.Client(
            transport=_Guarded(self, seconds), timeout=timeout, follow_redirects=False, trust_env=False
        )


def timed(timeout: Any, *, seconds: float) -> httpx2.Client:
    """A client for addresses that the operator names: it goes wherever they lead, but every request has its end."""
    transport = httpx2.HTTPTransport(verify=_tls(), trust_env=False)
    transport._pool = _pool(_TimedNetwork(seconds))
    return httpx2.Client(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False)


def named(url: str) -> tuple[str, int]:
    """The host and port that a URL names, if it may be opened by its form alone. Raises Forbidden."""
    try:
        parts = httpx2.URL(url)
    except (httpx2.InvalidURL, TypeError, ValueError):
        raise Forbidden("This is not an address that can be opened.") from None
    if parts.scheme not in SCHEMES:
        raise Forbidden("Only addresses that begin with http:// or https:// can be opened.")
    if not parts.host or parts.userinfo:
        raise Forbidden("This address names no server, or carries a password; it is not opened.")
    if not re.fullmatch(rb"[A-Za-z0-9.:_\-]+", parts.raw_host):
        raise Forbidden("This is not an address that can be opened.")
    return parts.host, parts.port or SCHEMES[parts.scheme]


def public(address: str) -> bool:
    """Whether an IP address is on the public internet: not private, local, shared, mapped, tunnelled or reserved."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip not in PUBLIC_6 or any(ip in net for net in WRAPPERS):
            return False
    elif any(ip in net for net in NOT_PUBLIC_4):
        return False
    return ip.is_global and not ip.is_multicast


@functools.cache
def _tls() -> ssl.SSLContext:
    """One per process: reading the certificates takes 20 ms, which a thousand posts in a minute would feel."""
    return httpx2.create_ssl_context(trust_env=False)


def _pool(network: httpcore2.NetworkBackend) -> httpcore2.ConnectionPool:
    """httpx2 has no argument for the pool's network, so its pool is replaced; a test would miss it.

    Nothing is kept alive: every request is a connection, resolved and timed by itself.
    """
    return httpcore2.ConnectionPool(ssl_context=_tls(), max_keepalive_connections=0, network_backend=network)


class _Guarded(httpx2.HTTPTransport):
    """Checks a URL's form, and leaves the rest to connections that go nowhere but to checked addresses."""

    def __init__(self, guard: Guard, seconds: float) -> None:
        super().__init__(verify=_tls(), trust_env=False)
        self._pool = _pool(_CheckedNetwork(guard, seconds))

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        named(str(request.url))
        return super().handle_request(request)


class _CheckedNetwork(httpcore2.NetworkBackend):
    """Connects to the address that was checked, whatever the name resolves to a moment later.

    The Host header, the certificate's name and SNI stay those of the URL, since only the connecting is done here.
    """

    def __init__(self, guard: Guard, seconds: float) -> None:
        self.guard = guard
        self.seconds = seconds
        self.network = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        deadline = time.monotonic() + self.seconds
        failed: httpcore2.ConnectError | httpcore2.ConnectTimeout | None = None
        for address in self.guard.addresses(host, port)[:4]:
            left = _left(deadline, timeout, httpcore2.ConnectTimeout)
            try:
                stream = self.network.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as why:
                failed = why
            else:
                return _TimedStream(stream, deadline)
        raise failed or httpcore2.ConnectError(host)


class _TimedNetwork(httpcore2.NetworkBackend):
    """Connects to wherever a name leads; nothing that is done there lasts longer than `seconds` in all."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.network = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        deadline = time.monotonic() + self.seconds
        return _TimedStream(self.network.connect_tcp(host, port, timeout, local_address, socket_options), deadline)


class _TimedStream(httpcore2.NetworkStream):
    """A connection with an end: every step gets at most what is left until the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self.stream = stream
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, _left(self.deadline, timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, _left(self.deadline, timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _left(self.deadline, timeout, httpcore2.ConnectTimeout)
        return _TimedStream(self.stream.start_tls(ssl_context, server_hostname, left), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None, out_of_time: type[Exception]) -> float:
    """Seconds for one step: the step's own bound or what is left of the whole, whichever is less."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise out_of_time("The request took too long in all.")
    return left if timeout is None else min(left, timeout)
