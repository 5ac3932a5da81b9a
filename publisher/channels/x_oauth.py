"""OAuth 2 on X, with PKCE: where somebody lets us in, and tokens that end after two hours and are refreshed once each.

docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code and user-access-token.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

import requests

from ..ports import Disconnected, Retry
from .outcomes import Outcome, Table
from .over_http import json_of
from .signing_in import LetIn, challenge
from .x_answers import clock_of, failed, never_sent
from .x_session import TWEEPYS_HOST, Session

SCOPES: Final = "tweet.read tweet.write users.read media.write offline.access"
SIGNED_OUT: Final = "X no longer accepts what kept us signed in; sign in there again."
# A refresh token is good for one use (trypostit/trypost#171): if the answer to it was lost, X refuses it the next time.
OUTCOMES: Final[Table] = {
    (400, None): Outcome(Disconnected, SIGNED_OUT),
    (401, None): Outcome(Disconnected, "X does not know this app; look at its client ID and secret."),
    (403, None): Outcome(Disconnected, SIGNED_OUT),
    (429, None): Outcome(Retry, "X asks to wait before it signs anybody in."),
    **{(status, None): Outcome(Retry, "X cannot sign us in now.") for status in (408, 500, 502, 503, 504)},
}
# What somebody brings back from X, good for half a minute and for one use.
BROUGHT: Final = {"code": "code", "redirect_uri": "redirect_uri", "verifier": "code_verifier"}


def page(base: str, said: Mapping[str, str], state: str) -> str:
    """X's page where somebody lets us in."""
    query = {
        "response_type": "code", "client_id": said["client_id"], "redirect_uri": said["redirect_uri"],
        "scope": SCOPES, "state": state,
        "code_challenge": challenge(said["verifier"]), "code_challenge_method": "S256",
    }  # fmt: skip
    return f"{base.rstrip('/').replace('//api.x.com', '//x.com')}/i/oauth2/authorize?{urlencode(query)}"


def renewed(session: Session, credentials: Mapping[str, str]) -> dict[str, str]:
    """Credentials with new tokens, for the code that somebody brought, or for the token that refreshes.

    Raises Retry or Disconnected.
    """
    if "code" in credentials:
        asked = {theirs: credentials[ours] for ours, theirs in BROUGHT.items()} | {"grant_type": "authorization_code"}
    else:
        asked = {"grant_type": "refresh_token", "refresh_token": credentials["refresh"]}
    app, secret = credentials.get("client_id", ""), credentials.get("client_secret", "")
    try:
        reply = session.request(
            "POST", f"{TWEEPYS_HOST}/2/oauth2/token",
            data=asked | {"client_id": app}, auth=(app, secret) if secret else None,
        )  # fmt: skip
    except requests.RequestException as error:
        never_sent(error)
        raise Retry("X did not answer.", code="no answer") from error
    if reply.status_code != 200:
        failed(reply, OUTCOMES)
    return {name: value for name, value in credentials.items() if name not in BROUGHT} | _tokens(reply)


def _tokens(reply: requests.Response) -> dict[str, str]:
    try:
        told = json_of(reply)
        ends = clock_of(reply) + timedelta(seconds=int(told["expires_in"]))
        return {
            "access": str(told["access_token"]), "refresh": str(told["refresh_token"]), "expires_at": ends.isoformat(),
        }  # fmt: skip
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise Disconnected("X did not give what keeps us signed in; sign in there again.", code="unreadable") from error


LET_IN: Final = LetIn(page)
