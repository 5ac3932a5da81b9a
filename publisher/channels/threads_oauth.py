"""Signing in at Threads: a code becomes a token for an hour, and that one for 60 days.

developers.facebook.com/docs/threads/get-started: get-access-tokens-and-permissions, long-lived-tokens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import httpx2

from ..ports import Disconnected
from .signing_in import UNREADABLE, LetIn, asked, kept, until, word

# What posting, looking whether an answer is there, taking down and counting need.
SCOPES: Final = "threads_basic,threads_content_publish,threads_read_replies,threads_delete,threads_manage_insights"
OF_THE_APP: Final = {"client_id", "client_secret"}  # of no use once there is a token: it renews itself


def page(base: str, said: Mapping[str, str], state: str) -> str:
    """Threads' page where somebody lets us in."""
    query = {
        "client_id": said["client_id"], "redirect_uri": said["redirect_uri"], "scope": SCOPES,
        "response_type": "code", "state": state,
    }  # fmt: skip
    return f"{_root(base).replace('//graph.threads.', '//threads.')}/oauth/authorize?{urlencode(query)}"


def renewed(base: str, http: httpx2.Client, credentials: Mapping[str, str]) -> tuple[dict[str, str], datetime]:
    """Credentials with a token for 60 days, for the code that somebody brought, and when it ends.

    Raises Retry or Disconnected.
    """
    names = ("client_id", "client_secret", "redirect_uri", "code")
    said = {"grant_type": "authorization_code"} | {name: credentials[name] for name in names}
    short = word(asked(http, "POST", _root(base) + "/oauth/access_token", said), "access_token")
    # Threads takes these two in the address alone; it is Meta's, over TLS, and stands in no log of ours.
    exchange = {
        "grant_type": "th_exchange_token", "client_secret": credentials["client_secret"], "access_token": short,
    }  # fmt: skip
    reply = asked(http, "GET", _root(base) + "/access_token", exchange)
    if (ends := until(reply)) is None:
        raise Disconnected(UNREADABLE, code="unreadable answer")
    new = {name: value for name, value in kept(credentials).items() if name not in OF_THE_APP}
    return new | {"token": word(reply, "access_token")}, ends


def _root(base: str) -> str:
    """The base without a version: what signs people in has none."""
    return re.sub(r"/v\d+\.\d+$", "", base.rstrip("/"))


LET_IN: Final = LetIn(page)
