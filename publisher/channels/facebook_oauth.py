"""Signing in at Facebook: a code becomes a person's token, that one a long-lived one, and it names the Pages.

developers.facebook.com/docs/facebook-login: guides/advanced/manual-flow, guides/access-tokens/get-long-lived.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import httpx2

from ..ports import Choice, Disconnected, Retry
from .graph import Graph
from .signing_in import LetIn, asked, kept, word

# What listing the Pages, posting, reading back, and an appeal that follows as a comment need.
SCOPES: Final = "pages_show_list,pages_manage_posts,pages_read_engagement,pages_manage_engagement"
MAY_POST: Final = "CREATE_CONTENT"  # docs/graph-api/reference/user/accounts: tasks
PAGES: Final = 5  # of 100 Pages each
NONE: Final = (
    "Whoever signed in may post to no Page. Sign in as somebody who may, and tick the Page when Facebook asks which."
)


def page(base: str, said: Mapping[str, str], state: str) -> str:
    """Facebook's page where somebody lets us in."""
    query = {
        "client_id": said["client_id"], "redirect_uri": said["redirect_uri"], "state": state,
        "response_type": "code", "scope": SCOPES,
    }  # fmt: skip
    return f"{base.rstrip('/').replace('//graph.facebook.com', '//www.facebook.com')}/dialog/oauth?{urlencode(query)}"


def renewed(base: str, http: httpx2.Client, credentials: Mapping[str, str]) -> dict[str, str]:
    """Credentials with a long-lived token of the person who let us in, for the code that they brought.

    The app's stay, to ask what a token is. Raises Retry or Disconnected.
    """
    url, app = f"{base.rstrip('/')}/oauth/access_token", {n: credentials[n] for n in ("client_id", "client_secret")}
    brought = app | {"redirect_uri": credentials["redirect_uri"], "code": credentials["code"]}
    short = word(asked(http, "POST", url, brought), "access_token")
    exchange = app | {"grant_type": "fb_exchange_token", "fb_exchange_token": short}
    return kept(credentials) | {"token": word(asked(http, "POST", url, exchange), "access_token")}


def choices(graph: Graph, credentials: Mapping[str, str]) -> list[Choice]:
    """The Pages that this person may post to, each with a token of its own. Raises Retry or Disconnected."""
    found: list[Choice] = []
    params = {"fields": "id,name,access_token,tasks", "limit": "100"}
    for _ in range(PAGES):
        answer = graph.ask("GET", "/me/accounts", params=params)
        try:
            found += [_choice(there, credentials) for there in answer["data"] if MAY_POST in there.get("tasks", [])]
            after = answer.get("paging", {}).get("cursors", {}).get("after")
        except (KeyError, TypeError, AttributeError) as error:
            raise Retry("Facebook’s answer cannot be read.", code="unreadable answer") from error
        if not after or not answer["data"]:
            break
        params["after"] = str(after)
    if not found:
        raise Disconnected(NONE)
    return found


def _choice(there: Mapping[str, Any], credentials: Mapping[str, str]) -> Choice:
    number = str(there["id"])
    own = {"token": str(there["access_token"]), "user_id": number}
    return Choice(str(there["name"]), number, {**credentials, **own})


LET_IN: Final = LetIn(page, several=True)
