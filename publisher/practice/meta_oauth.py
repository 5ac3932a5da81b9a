"""Meta's sign-in, for Facebook and for Threads: a page that asks a person, a code once, a short token, a long one."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from . import accounts
from .consent import Consent
from .graph import problem
from .http import Reply, Request
from .store import Store

# Each rule beside the page it came from, below developers.facebook.com/docs.
THREADS: Final[dict[str, Any]] = {
    "code seconds": 3600,  # threads/get-started/get-access-tokens-and-permissions
    "short seconds": 3600,  # the same
    "long seconds": 60 * 86400,  # threads/get-started/long-lived-tokens
    "tail": "#_",  # the first: “#_ is appended to the end of the redirect URI”
    "scopes": {"threads_basic", "threads_content_publish", "threads_read_replies", "threads_delete",
               "threads_manage_insights", "threads_manage_replies"},  # the first
    # the pages of the calls: what each needs, besides threads_basic
    "rights": {
        "GET /{user}/replies": "threads_read_replies", "POST /{user}/threads": "threads_content_publish",
        "DELETE": "threads_delete", "insights": "threads_manage_insights",
    },
}  # fmt: skip
FACEBOOK: Final[dict[str, Any]] = {
    "code seconds": 600,  # our own; facebook-login/guides/advanced/manual-flow says “short-lived”
    "short seconds": 2 * 3600,  # facebook-login/guides/access-tokens: one or two hours
    "long seconds": 60 * 86400,  # facebook-login/guides/access-tokens/get-long-lived
    "data access days": 90,  # facebook-login/guides/access-tokens: since a person last used the app
    "tail": "#_=_",  # what Facebook adds where a redirect has no fragment
    "scopes": {"pages_show_list", "pages_manage_posts", "pages_read_engagement", "pages_manage_engagement",
               "business_management", "public_profile"},  # permissions
}  # fmt: skip
BAD_CODE: Final = "This authorization code has been used or has expired."
NOT_OURS: Final = "Error validating client secret."


class SignIn:
    """`kept` tokens are known by their words; each says its rights, and whether it is a long one."""

    def __init__(self, store: Store, network: str, name: str, account: str, rules: dict[str, Any]) -> None:
        self.consent = Consent(store, network, name)
        self.account, self.rules = account, rules

    def page(self, request: Request, allow: str) -> Reply:
        said = request.query
        if said.get("client_id") != accounts.APP["client_id"]:
            return self.consent.wrong("Invalid App ID: The provided app ID does not look like a valid app ID.")
        if urlsplit(said.get("redirect_uri", "")).scheme not in ("http", "https"):
            return self.consent.wrong("URL Blocked: This redirect failed because the redirect URI is not whitelisted.")
        scopes = set(said.get("scope", "").split(","))
        if said.get("response_type") != "code" or not said.get("state") or scopes - self.rules["scopes"]:
            return self.consent.wrong(f"Invalid Scopes: {', '.join(sorted(scopes - self.rules['scopes']))}.")
        return self.consent.page(request, app="Your app", account=self.account, rights=said["scope"], allow=allow)

    def allow(self, said: dict[str, str]) -> Reply:
        seconds, tail = self.rules["code seconds"], self.rules["tail"]
        return self.consent.allow(said, {"scope": said["scope"]}, seconds=seconds, tail=tail)

    def short(self, said: dict[str, Any]) -> str | Reply:
        """A token for a code, or why not."""
        if wrong := self._of_the_app(said):
            return wrong
        kept = self.consent.spend(f"code {said.get('code')}")
        if kept is None or kept["redirect_uri"] != said.get("redirect_uri"):
            return problem(400, 100, BAD_CODE, 36009)
        return self.consent.token({"scope": kept["scope"], "long": False}, seconds=self.rules["short seconds"])

    def long(self, said: dict[str, Any], token: str) -> str | Reply:
        """A long one for a short one that is still good, or why not."""
        if wrong := self._of_the_app(said):
            return wrong
        if (kept := self.consent.known(f"access {token}")) is None:
            return problem(400, 190, "Error validating access token: Session has expired", 463)
        return self.consent.token({"scope": kept["scope"], "long": True}, seconds=self.rules["long seconds"])

    def renewed(self, token: str) -> str | None:
        """Another one for a long one; None if that is not good, or no long one."""
        kept = self.consent.known(f"access {token}")
        if kept is None or not kept["long"]:
            return None
        return self.consent.token({"scope": kept["scope"], "long": True}, seconds=self.rules["long seconds"])

    def _of_the_app(self, said: dict[str, Any]) -> Reply | None:
        good = said.get("client_secret") == accounts.APP["client_secret"]
        return None if good else problem(400, 1, NOT_OURS)
