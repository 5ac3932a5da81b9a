"""Signing in at X, as far as a newsroom does it. docs.x.com/fundamentals/authentication/oauth-2-0"""

from __future__ import annotations

import base64
from typing import Any, Final
from urllib.parse import urlsplit

from . import accounts
from .consent import Consent, challenged
from .http import Reply, Request
from .store import Store

# Each rule beside the page it came from.
RULES: Final[dict[str, Any]] = {
    "code seconds": 30,  # docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token
    "refresh seconds": 182 * 86400,  # six months, as others saw it; X names no end
    "access seconds": 7200,  # the same: without offline.access, and with it until it is refreshed
    # docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code: what each request needs
    "scopes": {
        "POST /2/tweets": "tweet.write", "DELETE /2/tweets": "tweet.write", "POST /2/media": "media.write",
        "GET /2/users": "users.read", "GET /2/tweets": "tweet.read",
    },
}  # fmt: skip
INVALID: Final = "Value passed for the token was invalid."  # gptme/gptme-contrib#285


def problem(error: str, words: str, status: int = 400) -> Reply:
    return Reply(status, {"error": error, "error_description": words})


class SignIn:
    """The page where somebody lets an app in, and the tokens that it gets."""

    def __init__(self, store: Store) -> None:
        self.consent = Consent(store, "x", "X")

    def answer(self, request: Request, path: str) -> Reply | None:
        if (request.method, path) == ("GET", "/i/oauth2/authorize"):
            return self._page(request)
        if (request.method, path) == ("GET", "/i/oauth2/allow"):
            kept = {name: request.query[name] for name in ("client_id", "scope", "code_challenge")}
            return self.consent.allow(request.query, kept, seconds=RULES["code seconds"])
        if (request.method, path) == ("POST", "/2/oauth2/token"):
            return self._token(request)
        return None

    def allows(self, token: str, asked: str) -> int:
        """200, or the status of a refusal of this token for a request like "POST /2/tweets"."""
        kept = self.consent.known(f"access {token}")
        if kept is None:
            return 401
        wanted = next((scope for start, scope in RULES["scopes"].items() if asked.startswith(start)), "")
        return 200 if wanted in kept["scope"].split() else 403

    def _page(self, request: Request) -> Reply:
        said = request.query
        wrong = (
            said.get("response_type") != "code"
            or said.get("client_id") != accounts.X_APP["client_id"]
            or said.get("code_challenge_method") != "S256"
            or not said.get("code_challenge")
            or not said.get("state")
            or not said.get("scope")
            or urlsplit(said.get("redirect_uri", "")).scheme not in ("http", "https")
        )
        if wrong:
            return self.consent.wrong("Something went wrong: you weren’t able to give access.")
        account = f"@{accounts.X_NAME}"
        return self.consent.page(
            request, app="Your app", account=account, rights=said["scope"], allow="/i/oauth2/allow"
        )

    def _token(self, request: Request) -> Reply:
        said, app = request.fields(), accounts.X_APP
        basic = base64.b64encode(f"{app['client_id']}:{app['client_secret']}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return problem("unauthorized_client", "Missing valid authorization header", 401)
        if said.get("grant_type") == "authorization_code":
            kept = self.consent.spend(f"code {said.get('code')}")
            if kept is None or kept["redirect_uri"] != said.get("redirect_uri"):
                return problem("invalid_request", "Value passed for the authorization code was invalid.")
            if challenged(str(said.get("code_verifier", ""))) != kept["code_challenge"]:
                return problem(
                    "invalid_request", "Value passed for the code verifier did not match the code challenge."
                )
        elif said.get("grant_type") == "refresh_token":
            kept = self.consent.spend(f"refresh {said.get('refresh_token')}")
            if kept is None:
                return problem("invalid_request", INVALID)
        else:
            return problem("unsupported_grant_type", "Unsupported grant type.")
        return Reply(200, self.tokens(kept["scope"]))

    def tokens(self, scope: str, seconds: float = RULES["access seconds"]) -> dict[str, Any]:
        """An access token, and what refreshes it if "offline.access" was asked for."""
        access = self.consent.token({"scope": scope}, seconds=seconds)
        told = {"token_type": "bearer", "expires_in": int(seconds), "access_token": access, "scope": scope}
        if "offline.access" in scope.split():
            told["refresh_token"] = self.consent.token(
                {"scope": scope}, seconds=RULES["refresh seconds"], kind="refresh"
            )
        return told
