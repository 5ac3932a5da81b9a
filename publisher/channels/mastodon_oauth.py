"""Signing in at any Mastodon server: it gives an app to whoever asks, and a token to whom a member lets in.

docs.joinmastodon.org/methods/apps, /methods/oauth and /api/oauth-scopes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import httpx2

from ..outside import Forbidden
from ..ports import Disconnected
from .over_http import json_of
from .signing_in import BEGIN, LetIn, asked, challenge, kept, told, until, word

NAME: Final = "Publisher"  # shown there below each post
SCOPES: Final = ("read:accounts", "read:statuses", "write:statuses", "write:media")
COARSE: Final = ("read", "write")  # of servers that have no finer ones
OF_THE_APP: Final = {"client_id", "client_secret"}  # of no use once there is a token


def register(base: str, http: httpx2.Client, back: str) -> dict[str, str]:
    """An app of ours on this server, and what it lets apps ask for. Raises Retry or Disconnected."""
    about = _metadata(base, http)
    known, challenges = about.get("scopes_supported"), about.get("code_challenge_methods_supported")
    fine = not isinstance(known, list) or set(SCOPES) <= set(map(str, known))
    scope = " ".join(SCOPES if fine else COARSE)
    app = asked(http, "POST", base + "/api/v1/apps", {"client_name": NAME, "redirect_uris": back, "scopes": scope})
    return {
        "client_id": word(app, "client_id"), "client_secret": word(app, "client_secret"), "scope": scope,
        "challenges": "S256" if isinstance(challenges, list) and "S256" in challenges else "",
    }  # fmt: skip


def _metadata(base: str, http: httpx2.Client) -> dict[str, Any]:
    """What a server says of itself, since Mastodon 4.3; nothing if it does not."""
    try:
        reply = http.get(base + "/.well-known/oauth-authorization-server", headers={"Connection": "close"})
        return dict(json_of(reply)) if reply.status_code == 200 else {}
    except (Forbidden, httpx2.InvalidURL) as error:
        raise Disconnected(str(error), reason="unreachable") from error
    except (httpx2.HTTPError, ValueError, TypeError):
        return {}


def page(base: str, said: Mapping[str, str], state: str) -> str:
    """The server's page where somebody lets us in."""
    query = {
        "response_type": "code", "client_id": said["client_id"], "redirect_uri": said["redirect_uri"],
        "scope": said["scope"], "state": state,
    }  # fmt: skip
    if said["challenges"]:
        query |= {"code_challenge": challenge(said["verifier"]), "code_challenge_method": said["challenges"]}
    return f"{base}/oauth/authorize?{urlencode(query)}"


def renewed(base: str, http: httpx2.Client, credentials: Mapping[str, str]) -> dict[str, str]:
    """Credentials with a token, for the code that somebody brought. Raises Retry or Disconnected."""
    names = ("code", "client_id", "client_secret", "redirect_uri", "scope")
    said = {"grant_type": "authorization_code"} | {name: credentials[name] for name in names}
    if credentials["challenges"]:
        said["code_verifier"] = credentials["verifier"]
    reply = asked(http, "POST", base + "/oauth/token", said)
    given = set(str(told(reply).get("scope") or credentials["scope"]).split())
    if lacking := [right for right in credentials["scope"].split() if not {right, right.partition(":")[0]} & given]:
        raise Disconnected(f"The server gave a token without {' and '.join(lacking)}. {BEGIN}")
    new = {name: value for name, value in kept(credentials).items() if name not in OF_THE_APP}
    ends = until(reply)  # Mastodon's own have no end; those of Pleroma and its relatives have one
    return new | {"token": word(reply, "access_token")} | ({"ends_at": ends.isoformat()} if ends else {})


LET_IN: Final = LetIn(page, register)
