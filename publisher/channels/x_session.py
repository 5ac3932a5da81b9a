"""How X is spoken to: tweepy's client on a session with time-outs, and the calls that tweepy does not have."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import requests
import tweepy
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from . import bounds
from .budget import Budget

TWEEPYS_HOST: Final = "https://api.twitter.com"  # tweepy 4.17 has it built in
TIMEOUT: Final = (5, 30)  # seconds to connect, and to wait for the next bytes; tweepy sets none

for _name in ("tweepy", "oauthlib", "requests_oauthlib", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # at DEBUG they write headers and signatures


class _Timed(HTTPConnection):
    """A connection with an end: urllib3 bounds each wait, but not how many waits a server makes of one answer."""

    ends: _End | None = None

    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        self.ends = _End(made)
        return made

    def close(self) -> None:
        super().close()
        if self.ends:
            self.ends.off()


class _End(threading.Timer):
    """Breaks a connection off when its time is over: whoever waits for it is told so."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__(bounds.IN_ALL, self._break_off)
        self.same = connection.dup()  # TLS takes the socket itself over
        self.daemon = True
        self.start()

    def _break_off(self) -> None:
        with suppress(OSError):
            self.same.shutdown(socket.SHUT_RDWR)
        self.same.close()

    def off(self) -> None:
        self.cancel()
        self.same.close()


class _TimedTls(_Timed, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Timed


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TimedTls


class _Bounded(HTTPAdapter):
    """Answers are read here, within their bounds: requests itself reads what is packed or dripped for ever."""

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        ends, content = time.monotonic() + bounds.IN_ALL, bytearray()
        request.headers.update(bounds.PLAIN)
        reply = super().send(request, *args, **more)
        if reply.headers.get("content-encoding", "identity").strip().lower() not in ("identity", ""):
            raise requests.ConnectionError("The answer is packed, which was not asked for.", request=request)
        try:
            while piece := reply.raw.read1(65536, decode_content=False):
                content += piece
                if len(content) > bounds.LARGEST or time.monotonic() > ends:
                    raise requests.ConnectionError("The answer does not end.", request=request)
        except urllib3.exceptions.HTTPError as error:
            raise requests.ConnectionError("The answer broke off.", request=request) from error
        reply._content = bytes(content)
        return reply


class Session(requests.Session):
    """requests with time-outs and another base URL. Here, not in an adapter: the signature covers the URL."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base, self.budget = base, Budget()
        self.trust_env = False  # a .netrc would replace the signature
        self.mount("https://", _Bounded())
        self.mount("http://", _Bounded())

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        url = self.base + str(url).removeprefix(TWEEPYS_HOST)
        try:
            reply = super().request(method, url, *args, **{**kwargs, "timeout": TIMEOUT, "allow_redirects": False})
            self.budget.hear(reply.headers)
            if reply.status_code >= 300:
                # tweepy takes a refusal for an object with a list of errors, and fails over any other. Ours read it.
                reply.json = dict  # type: ignore[method-assign]  # as said above
            return reply
        finally:
            self.close()  # a client lives for a call or two: no connection is kept for the next


class Client(tweepy.Client):  # type: ignore[misc]  # tweepy has no types
    """tweepy's client for one account."""

    def __init__(self, credentials: Mapping[str, str], base: str) -> None:
        super().__init__(
            consumer_key=credentials.get("consumer_key", ""),
            consumer_secret=credentials.get("consumer_secret", ""),
            bearer_token=credentials.get("access"),
            access_token=credentials.get("access_token", ""),
            access_token_secret=credentials.get("access_token_secret", ""),
            return_type=requests.Response,
            wait_on_rate_limit=False,  # it would sleep in the worker
        )
        self.session = Session(base.rstrip("/"))
        self.signs = "access" not in credentials  # by OAuth 1.0a; OAuth 2 has a token that is shown

    def send(self, method: str, route: str, **more: Any) -> requests.Response:
        """A request that tweepy has no name for, let in as its own are."""
        if not self.signs:
            shown = {"Authorization": f"Bearer {self.bearer_token}"}
            return self.session.request(method, TWEEPYS_HOST + route, headers=shown, **more)
        signature = tweepy.OAuth1UserHandler(
            self.consumer_key, self.consumer_secret, self.access_token, self.access_token_secret
        ).apply_auth()
        return self.session.request(method, TWEEPYS_HOST + route, auth=signature, **more)
