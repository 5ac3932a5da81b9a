"""LinkedIn's sign-in: a page that asks a person, a code once, tokens for 60 days that only partners renew."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from . import accounts
from .consent import Consent
from .http import Reply, Request
from .store import Store

# Each rule beside the page it came from, below learn.microsoft.com/linkedin/shared/authentication.
RULES: Final[dict[str, Any]] = {
    "code seconds": 30 * 60,  # authorization-code-flow: “a 30-minute lifespan”, once
    "access seconds": 60 * 86400,  # the same
    "refresh seconds": 365 * 86400,  # programmatic-refresh-tokens: a year from the first, however often it is used
    "scopes": {"openid", "profile", "email", "w_member_social", "r_organization_admin", "r_organization_social",
               "w_organization_social", "rw_organization_admin"},  # getting-access
    # …/marketing/community-management: what the page of each call wants; the first that fits
    "rights": (
        ("POST /rest/posts", {"w_organization_social", "w_member_social"}),
        ("DELETE /rest/posts", {"w_organization_social", "w_member_social"}),
        ("POST /rest/images", {"w_organization_social", "w_member_social"}),
        ("GET /rest/images", {"w_organization_social", "w_member_social", "r_organization_social"}),
        ("GET /rest/posts", {"r_organization_social"}),
        ("GET /rest/organizationalEntityShareStatistics", {"r_organization_admin", "rw_organization_admin"}),
        ("GET /rest/organization", {"r_organization_admin", "rw_organization_admin"}),
        ("GET /v2/userinfo", {"openid"}),
    ),
}  # fmt: skip


def problem(error: str, words: str, status: int = 400) -> Reply:
    return Reply(status, {"error": error, "error_description": words})


class SignIn:
    def __init__(self, store: Store) -> None:
        self.consent = Consent(store, "linkedin", "LinkedIn")

    def answer(self, request: Request, path: str) -> Reply | None:
        call = f"{request.method} {path}"
        if call == "GET /oauth/v2/authorization":
            return self._page(request)
        if call == "GET /oauth/v2/allow":
            kept = {name: request.query[name] for name in ("client_id", "scope")}
            return self.consent.allow(request.query, kept, seconds=RULES["code seconds"])
        if call == "POST /oauth/v2/accessToken":
            return self._token(request.fields())
        return None

    def status(self, token: str, call: str) -> int:
        """200, or the status of a refusal of this token for a call like "POST /rest/posts"."""
        if token == accounts.LINKEDIN["token"]:
            return 200
        kept = self.consent.known(f"access {token}")
        if kept is None:
            return 401
        good = next((rights for start, rights in RULES["rights"] if call.startswith(start)), {"none"})
        return 200 if call.startswith("PUT /dms-uploads/") or good & set(kept["scope"].split()) else 403

    def _page(self, request: Request) -> Reply:
        said = request.query
        if said.get("client_id") not in (accounts.APP["client_id"], accounts.LINKEDIN_PARTNER["client_id"]):
            return self.consent.wrong("The passed in client_id is invalid.")
        if urlsplit(said.get("redirect_uri", "")).scheme not in ("http", "https"):
            return self.consent.wrong("The redirect_uri does not match the registered value.")
        scopes = set(said.get("scope", "").split())
        if said.get("response_type") != "code" or not said.get("state") or not scopes or scopes - RULES["scopes"]:
            return self.consent.wrong("Scope is not authorized for your application.")
        return self.consent.page(
            request, app="Your app", account=accounts.LINKEDIN_NAME, rights=said["scope"], allow="/oauth/v2/allow"
        )

    def _token(self, said: dict[str, Any]) -> Reply:
        if said.get("client_secret") != accounts.APP["client_secret"]:
            return problem("invalid_client", "Client authentication failed", 401)
        if said.get("grant_type") == "authorization_code":
            kept = self.consent.spend(f"code {said.get('code')}")
            asked = (said.get("client_id"), said.get("redirect_uri"))
            if kept is None or (kept["client_id"], kept["redirect_uri"]) != asked:
                return problem("invalid_request", "Unable to retrieve access token: appid/redirect uri/code verifier "
                               "does not match authorization code. Or authorization code expired.")  # fmt: skip
            return Reply(200, self.tokens(said["client_id"], kept["scope"]))
        if said.get("grant_type") == "refresh_token":
            kept = self.consent.known(f"refresh {said.get('refresh_token')}")
            if kept is None or kept["client_id"] != said.get("client_id"):
                return problem("invalid_grant", "The provided refresh token is invalid, expired or revoked")
            return Reply(200, self.tokens(kept["client_id"], kept["scope"], str(said["refresh_token"])))
        return problem("unsupported_grant_type", "The grant type is not supported")

    def tokens(self, client_id: str, scope: str, refresh: str = "") -> dict[str, Any]:
        """A token; for a partner what renews it, too, whose own end stays as it was."""
        seconds = RULES["access seconds"]
        told = {"access_token": self.consent.token({"scope": scope}, seconds=seconds), "expires_in": seconds}
        told |= {"scope": scope.replace(" ", ","), "token_type": "Bearer"}
        if client_id == accounts.LINKEDIN_PARTNER["client_id"]:
            what = {"scope": scope, "client_id": client_id}
            life = RULES["refresh seconds"]
            told["refresh_token"] = refresh or self.consent.token(what, seconds=life, kind="refresh")
            told["refresh_token_expires_in"] = life
        return told
