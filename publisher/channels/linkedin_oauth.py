"""Signing in at LinkedIn: for a member, or for the pages that they look after. Tokens live 60 days.

learn.microsoft.com/linkedin/shared/authentication: authorization-code-flow, programmatic-refresh-tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

import httpx2

from ..ports import Choice, Disconnected, Retry
from .signing_in import BEGIN, UNREADABLE, LetIn, asked, kept, told, until, word

# A page: naming it and counting what its followers did, reading back, posting. A member: who they are, posting.
SCOPES: Final = {
    "page": "r_organization_admin r_organization_social w_organization_social",
    "member": "openid profile w_member_social",
}
MAY_POST: Final = ("ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "CONTENT_ADMIN")
MOST: Final = 25  # pages to choose from: each is asked for its name
RENEWED_BEFORE: Final = timedelta(days=30)  # the end of a token that lives for 60: there is a month to try again
OF_THE_APP: Final = {"client_id", "client_secret"}  # of use only where LinkedIn lets it renew tokens


def page(base: str, said: Mapping[str, str], state: str) -> str:
    """LinkedIn's page where somebody lets us in."""
    query = {
        "response_type": "code", "client_id": said["client_id"], "redirect_uri": said["redirect_uri"],
        "state": state, "scope": SCOPES[said["who"]],
    }  # fmt: skip
    return f"{root(base)}/oauth/v2/authorization?{urlencode(query)}"


def renewed(base: str, http: httpx2.Client, credentials: Mapping[str, str]) -> dict[str, str]:
    """Credentials with a new token, for the code that somebody brought, or for the token that refreshes.

    Raises Retry or Disconnected.
    """
    said = {name: credentials[name] for name in ("client_id", "client_secret")}
    if "code" in credentials:
        said |= {"grant_type": "authorization_code", "code": credentials["code"]}
        said["redirect_uri"] = credentials["redirect_uri"]
    else:
        said |= {"grant_type": "refresh_token", "refresh_token": credentials["refresh"]}
    reply = asked(http, "POST", f"{root(base)}/oauth/v2/accessToken", said)
    answer, ends = told(reply), until(reply)
    if ends is None:
        raise Disconnected(UNREADABLE, code="unreadable answer")
    given = set(str(answer.get("scope", "")).replace(",", " ").split())
    if given and (lacking := [right for right in SCOPES[credentials["who"]].split() if right not in given]):
        raise Disconnected(f"LinkedIn gave a token without {' and '.join(lacking)}. {BEGIN}")
    new = kept(credentials) | {"token": word(reply, "access_token")}
    if not answer.get("refresh_token"):  # LinkedIn renews tokens for its partners alone
        return {name: value for name, value in new.items() if name not in OF_THE_APP} | {"ends_at": ends.isoformat()}
    return new | {
        "refresh": str(answer["refresh_token"]), "ends_at": ends.isoformat(), "expires_at": ends.isoformat(),
        "renew_at": (ends - RENEWED_BEFORE).isoformat(),
    }  # fmt: skip


def choices(ask: Callable[[str], Mapping[str, Any]], credentials: Mapping[str, str]) -> list[Choice]:
    """The pages where whoever signed in may post, at least one. Raises Retry or Disconnected.

    …/community-management/organizations/organization-access-control-by-role
    """
    try:
        roles = ask("/rest/organizationAcls?q=roleAssignee&state=APPROVED")["elements"]
        urns = [str(one.get("organization") or one["organizationTarget"]) for one in roles if one["role"] in MAY_POST]
    except (KeyError, TypeError) as error:
        raise Retry("LinkedIn’s answer cannot be read.", code="unreadable answer") from error
    if not urns:
        raise Disconnected("Whoever signed in is no admin of any page.")
    numbers = [urn.rpartition(":")[2] for urn in urns][:MOST]
    names = [ask(f"/rest/organizations/{number}").get("localizedName") or number for number in numbers]
    return [Choice(str(name), n, {**credentials, "organization": n}) for name, n in zip(names, numbers, strict=True)]


def root(base: str) -> str:
    """Where people sign in: it has no version."""
    return re.sub(r"/20\d{4}$", "", base.rstrip("/")).replace("//api.linkedin.com", "//www.linkedin.com")


LET_IN: Final = LetIn(page, several=True)
