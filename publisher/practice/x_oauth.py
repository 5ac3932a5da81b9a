"""Signing in at X, as far as a newsroom does it. docs.x.com/fundamentals/authentication/oauth-2-0"""

from __future__ import annotations

import base64
import hashlib
import html
import secrets
import time
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from . import accounts
from .http import Reply, Request
from .store import Store

# Each rule beside the page it came from.
RULES: Final[dict[str, Any]] = {
    "code seconds": 30,  # docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token
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
    """The page where somebody lets an app in, and the tokens that it gets. Each kept token is known by its words."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def answer(self, request: Request, path: str) -> Reply | None:
        if (request.method, path) == ("GET", "/i/oauth2/authorize"):
            return self._page(request)
        if (request.method, path) == ("GET", "/i/oauth2/allow"):
            return self._allow(request.query)
        if (request.method, path) == ("POST", "/2/oauth2/token"):
            return self._token(request)
        return None

    def allows(self, token: str, asked: str) -> int:
        """200, or the status of a refusal of this token for a request like "POST /2/tweets"."""
        kept = self.store.beside("x", f"access {token}")
        if kept is None or kept["until"] < time.time():
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
            return Reply(
                400, "<!doctype html><title>X</title><p>Something went wrong: you weren’t able to give access."
            )
        no = f"{said['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': said['state']})}"
        return Reply(
            200,
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Practice X</title></head><body>'
            f"<h1>Practice X</h1><p>An app wants to act for @{accounts.X_NAME}: {html.escape(said['scope'])}</p>"
            f'<p><a href="/i/oauth2/allow?{html.escape(urlsplit(request.target).query)}">Authorize app</a></p>'
            f'<p><a href="{html.escape(no)}">Cancel</a></p></body></html>',
        )

    def _allow(self, said: dict[str, str]) -> Reply:
        code = secrets.token_urlsafe(24)
        names = ("client_id", "redirect_uri", "scope", "code_challenge")
        kept = {name: said[name] for name in names} | {"until": time.time() + RULES["code seconds"]}
        self.store.keep_beside("x", f"code {code}", kept)
        back = f"{said['redirect_uri']}?{urlencode({'state': said['state'], 'code': code})}"
        return Reply(302, "", {"Location": back})

    def _token(self, request: Request) -> Reply:
        said, app = request.fields(), accounts.X_APP
        basic = base64.b64encode(f"{app['client_id']}:{app['client_secret']}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return problem("unauthorized_client", "Missing valid authorization header", 401)
        if said.get("grant_type") == "authorization_code":
            kept = self._spend(f"code {said.get('code')}")
            if kept is None or kept["until"] < time.time() or kept["redirect_uri"] != said.get("redirect_uri"):
                return problem("invalid_request", "Value passed for the authorization code was invalid.")
            digest = hashlib.sha256(str(said.get("code_verifier", "")).encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != kept["code_challenge"]:
                return problem(
                    "invalid_request", "Value passed for the code verifier did not match the code challenge."
                )
        elif said.get("grant_type") == "refresh_token":
            kept = self._spend(f"refresh {said.get('refresh_token')}")
            if kept is None:
                return problem("invalid_request", INVALID)
        else:
            return problem("unsupported_grant_type", "Unsupported grant type.")
        return Reply(200, self.tokens(kept["scope"]))

    def _spend(self, key: str) -> dict[str, Any] | None:
        """What is good for one use, used."""
        with self.store.lock:
            kept = self.store.beside("x", key)
            self.store.drop_beside("x", key)
        return kept

    def tokens(self, scope: str, seconds: float = RULES["access seconds"]) -> dict[str, Any]:
        """An access token, and what refreshes it if "offline.access" was asked for."""
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.store.keep_beside("x", f"access {access}", {"scope": scope, "until": time.time() + seconds})
        told = {"token_type": "bearer", "expires_in": int(seconds), "access_token": access, "scope": scope}
        if "offline.access" in scope.split():
            self.store.keep_beside("x", f"refresh {refresh}", {"scope": scope})
            told["refresh_token"] = refresh
        return told
