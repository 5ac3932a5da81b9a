"""Mastodon's sign-in: apps for whoever asks, its page that asks a person, tokens for a code. No token ends."""

from __future__ import annotations

import secrets
from typing import Any, Final

from . import accounts
from .consent import Consent, challenged
from .http import Reply, Request
from .store import Store

# Each rule beside the page it came from, below docs.joinmastodon.org.
RULES: Final[dict[str, Any]] = {
    "code seconds": 600,  # config/initializers/doorkeeper.rb of its code: Doorkeeper's own
    "challenges": ["S256"],  # methods/oauth: code_challenge_method, since 4.3
    # api/oauth-scopes: the finer ones that posting needs, and those that hold them
    "scopes": ["read", "write", "read:accounts", "read:statuses", "write:statuses", "write:media", "profile"],
    "rights": {
        "POST /api/v1/statuses": "write:statuses", "DELETE /api/v1/statuses": "write:statuses",
        "PUT /api/v1/statuses": "write:statuses",
        "POST /api/v2/media": "write:media", "GET /api/v1/media": "write:media",
        "GET /api/v1/accounts/verify_credentials": "read:accounts", "GET /api/v1/accounts": "read:statuses",
        "GET /api/v1/statuses": "read:statuses",
    },  # the pages of the methods, under “OAuth”
}  # fmt: skip
NEVER: Final = 100 * 365 * 86400.0
OUTSIDE: Final = "This action is outside the authorized scopes"  # the same, 403


def problem(error: str, words: str, status: int = 400) -> Reply:
    return Reply(status, {"error": error, "error_description": words})


class SignIn:
    def __init__(self, store: Store) -> None:
        self.consent = Consent(store, "mastodon", "Mastodon")

    def answer(self, request: Request, path: str) -> Reply | None:
        call = f"{request.method} {path}"
        if call == "GET /.well-known/oauth-authorization-server":
            told = {"issuer": f"{request.base}/", "scopes_supported": RULES["scopes"]}
            return Reply(200, told | {"code_challenge_methods_supported": RULES["challenges"]})
        if call == "POST /api/v1/apps":
            return self._register(request.fields())
        if call == "GET /oauth/authorize":
            return self._page(request)
        if call == "GET /oauth/allow":
            said = request.query
            kept = {name: said.get(name, "") for name in ("client_id", "scope", "code_challenge")}
            return self.consent.allow(said, kept, seconds=RULES["code seconds"])
        if call == "POST /oauth/token":
            return self._token(request.fields())
        return None

    def refusal(self, token: str, call: str) -> Reply | None:
        """Why this token is not good for a call like "POST /api/v1/statuses"; None if it is."""
        if token == accounts.MASTODON["token"]:
            return None
        kept = self.consent.known(f"access {token}")
        if kept is None:
            return Reply(401, {"error": "The access token is invalid"})
        right = next((right for start, right in RULES["rights"].items() if call.startswith(start)), "")
        good = {right, right.partition(":")[0]} & set(kept["scope"].split())
        return None if good else Reply(403, {"error": OUTSIDE})

    def _register(self, said: dict[str, Any]) -> Reply:
        scopes = str(said.get("scopes") or "read").split()
        if not said.get("client_name"):
            return Reply(422, {"error": "Validation failed: Application name can't be blank"})
        if not str(said.get("redirect_uris", "")).startswith(("http://", "https://", "urn:ietf:wg:oauth:2.0:oob")):
            return Reply(422, {"error": "Validation failed: Redirect URI must be an absolute URI."})
        if set(scopes) - set(RULES["scopes"]):
            return Reply(422, {"error": "Validation failed: Scopes doesn't match configured on the server."})
        app = {"client_id": secrets.token_urlsafe(24), "client_secret": secrets.token_urlsafe(24)}
        more = {"name": said["client_name"], "redirect_uri": said["redirect_uris"], "scopes": scopes}
        self.consent.keep(f"app {app['client_id']}", app | more, NEVER)
        return Reply(200, app | {"id": "1", **more})

    def _page(self, request: Request) -> Reply:
        said = request.query
        app = self.consent.known(f"app {said.get('client_id')}")
        if app is None:
            return self.consent.wrong("Client authentication failed due to unknown client.")
        if said.get("redirect_uri") != app["redirect_uri"]:
            return self.consent.wrong("The redirect URI included is not valid.")
        if said.get("response_type") != "code" or not set(said.get("scope", "read").split()) <= set(app["scopes"]):
            return self.consent.wrong("The requested scope is invalid, unknown, or malformed.")
        if said.get("code_challenge") and said.get("code_challenge_method") not in RULES["challenges"]:
            return self.consent.wrong("The code challenge method must be S256.")
        account = f"@{accounts.MASTODON_NAME}"
        return self.consent.page(request, app=app["name"], account=account, rights=said["scope"], allow="/oauth/allow")

    def _token(self, said: dict[str, Any]) -> Reply:
        app = self.consent.known(f"app {said.get('client_id')}")
        if app is None or app["client_secret"] != said.get("client_secret"):
            return problem("invalid_client", "Client authentication failed due to unknown client.", 401)
        if said.get("grant_type") != "authorization_code":
            return problem("unsupported_grant_type", "The authorization grant type is not supported.")
        kept = self.consent.spend(f"code {said.get('code')}")
        good = kept and (kept["client_id"], kept["redirect_uri"]) == (said["client_id"], said.get("redirect_uri"))
        if not kept or not good or kept["code_challenge"] not in ("", challenged(str(said.get("code_verifier", "")))):
            return problem("invalid_grant", "The provided authorization grant is invalid, expired, or revoked.")
        token = self.consent.token({"scope": kept["scope"]}, seconds=NEVER)
        return Reply(200, {"access_token": token, "token_type": "Bearer", "scope": kept["scope"], "created_at": 1})
