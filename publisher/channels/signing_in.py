"""What signing in has in common at the networks: a form is posted, JSON comes, a refusal has a sentence."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NoReturn

import httpx2

from ..outside import Forbidden
from ..ports import Disconnected, Retry
from .outcomes import NOT_IN_TABLE, UNREACHABLE, Outcome, Table, fail, look_up
from .over_http import clock_of, json_of, never_left

BEGIN: Final = "Begin the sign-in again."
# RFC 6749 §4.1.2 and §5.2, by status and error; and what stands between.
OUTCOMES: Final[Table] = {
    (400, None): Outcome(Disconnected, f"The network does not accept what was brought back. {BEGIN}"),
    (400, "invalid_client"): Outcome(Disconnected, "The network does not know this app; look at its ID and secret."),
    (401, None): Outcome(Disconnected, "The network does not know this app; look at its ID and secret."),
    (403, None): Outcome(Disconnected, "The network does not let this app in."),
    (404, None): Outcome(Disconnected, "There is no such API at this address."),
    (422, None): Outcome(Disconnected, "The network does not accept this app."),
    (429, None): Outcome(Retry, "The network asks to wait before it signs anybody in."),
    # RFC 9110: a redirect did nothing, and to follow it would hand our secret to whoever it names.
    **{(status, None): Outcome(Disconnected, "Something else answers at this address; name the server as it is called.")
       for status in (301, 302, 303, 307, 308)},
    **{(status, None): Outcome(Retry, "The network cannot sign anybody in now.")
       for status in (408, 500, 502, 503, 504)},
}  # fmt: skip
STRANGE: Final = Outcome(Disconnected, f"The network gave an answer that we do not know. {BEGIN}")
UNREADABLE: Final = f"The network’s answer cannot be read. {BEGIN}"
# What somebody brings back, and what it was asked with: of no use once there is a token.
BROUGHT: Final = frozenset({"code", "redirect_uri", "verifier", "scope", "challenges"})


@dataclass(frozen=True, slots=True)
class LetIn:
    """Where a member lets the desk in at a network, to come back with a code that `renew` makes into tokens.

    `page` is the network's page for that: base, what is asked (client_id, redirect_uri, verifier …), the state.
    `register` gets an app at a server that gives one to whoever asks: base, client, the address to come back to; where
    there is none, members bring an app of theirs.
    `several`: what was given is of several outlets, which `choices` of the client names, and one of them is chosen.
    """

    page: Callable[[str, Mapping[str, str], str], str]
    register: Callable[[str, httpx2.Client, str], Mapping[str, str]] | None = None
    several: bool = False


def challenge(verifier: str) -> str:
    """RFC 7636 §4.2, S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def asked(
    http: httpx2.Client, method: str, url: str, said: Mapping[str, str], table: Table = OUTCOMES
) -> httpx2.Response:
    """An answer that is no refusal. A form stands in the body: nothing secret in an address, but for what must be got.

    Raises Retry or Disconnected.
    """
    words: dict[str, Any] = {"params" if method == "GET" else "data": said}
    try:
        reply = http.request(method, url, headers={"Connection": "close", "Accept": "application/json"}, **words)
    except (Forbidden, httpx2.InvalidURL) as error:
        raise Disconnected(str(error), reason="unreachable") from error
    except httpx2.HTTPError as error:
        if never_left(error):
            fail(UNREACHABLE, code=type(error).__name__)
        raise Retry("The network did not answer.", code=type(error).__name__) from error
    if not 200 <= reply.status_code < 300:
        refused(reply, table)
    return reply


def refused(reply: httpx2.Response, table: Table) -> NoReturn:
    """Raise what a refusal means. RFC 6749 has an error and its words in the body; Meta an object, or two words."""
    try:
        body = dict(json_of(reply))
    except (ValueError, TypeError):
        body = {}
    error = body.get("error", "")
    words = error.get("message", "") if isinstance(error, dict) else body.get("error_description", "")
    name = error if isinstance(error, str) else ""
    outcome = look_up(table, reply.status_code, name)
    words = str(words or body.get("error_message", ""))
    fail(STRANGE if outcome is NOT_IN_TABLE else outcome, code=f"{reply.status_code} {name}".strip(), said=words)


def told(reply: httpx2.Response) -> dict[str, Any]:
    """What an answer says. Raises Disconnected if it is no object of JSON."""
    try:
        return dict(json_of(reply))
    except (ValueError, TypeError) as error:
        raise Disconnected(UNREADABLE, code="unreadable answer") from error


def word(reply: httpx2.Response, name: str) -> str:
    """One of its words, which must be there. Raises Disconnected."""
    found = told(reply).get(name)
    if not isinstance(found, str | int) or not str(found):
        raise Disconnected(UNREADABLE, code="unreadable answer")
    return str(found)


def until(reply: httpx2.Response, name: str = "expires_in") -> datetime | None:
    """When what was given ends, by their clock; None if it does not say."""
    seconds = told(reply).get(name)
    if type(seconds) is not int or not 0 < seconds < 1 << 31:
        return None
    return clock_of(reply) + timedelta(seconds=seconds)


def kept(credentials: Mapping[str, str]) -> dict[str, str]:
    """Credentials without what was brought."""
    return {name: value for name, value in credentials.items() if name not in BROUGHT}
