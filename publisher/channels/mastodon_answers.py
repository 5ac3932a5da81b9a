"""What the answers of Mastodon, and of servers that speak its API, mean, and what is read out of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import httpx2

from ..ports import Disconnected, Refused, Retry, Sent, Uncertain
from .outcomes import NO_REPLY, Outcome, Table, fail, look_up
from .over_http import address, clock_of, json_of

# docs.joinmastodon.org/methods/statuses and the server's code, unless a row names another source.
OUTCOMES: Final[Table] = {
    (400, None): Outcome(Refused, "The server does not accept this post as it is."),  # GoToSocial's 422
    (401, None): Outcome(Disconnected, "The server no longer accepts our token; connect the account again."),
    (403, None): Outcome(Disconnected, "The server forbids this account to post (suspended, or no right to)."),
    (404, None): Outcome(Refused, "What this post refers to (the one it follows, or itself) was deleted there."),
    (413, None): Outcome(Refused, "The post is too large for the server."),
    (422, None): Outcome(Refused, "The server does not accept this post as it is."),
    (429, None): Outcome(Retry, "The server asks to wait: its limit for this account is reached."),
    # RFC 9110: a redirect did nothing, and to follow it with a token would hand the token to whoever it names.
    **{(status, None): Outcome(Disconnected, "The server has moved; connect it again under its new name.")
       for status in (301, 302, 307, 308)},
    # 5xx is not here: mastodon/mastodon#21840 and #40399, Tusky#2951: it may well be there.
}  # fmt: skip
# Uploading and asking may be repeated at will: what is never attached is swept away by the server.
HARMLESS: Final[Table] = {
    **OUTCOMES,
    (404, None): Outcome(Disconnected, "There is no Mastodon API at this address."),
    **{(status, None): Outcome(Retry, "The server cannot take it now.") for status in (408, 500, 502, 503, 504)},
}
# Of one that stands there already, to be changed.
GONE: Final = Outcome(Refused, "It is not on the server any more: somebody deleted it. There is nothing to correct.")
CHANGING: Final[Table] = {**OUTCOMES, (404, None): GONE}


def obey(reply: httpx2.Response, table: Table) -> None:
    """Nothing for a 2xx, else the verb that the table names."""
    if 200 <= reply.status_code < 300:
        return
    after = wait_of(reply) if reply.status_code == 429 else None
    try:
        said = str(json_of(reply)["error"])
    except (ValueError, KeyError, TypeError):
        said = ""
    fail(look_up(table, reply.status_code), code=str(reply.status_code), said=said, after=after)


UNREADABLE: Final = "The server's answer cannot be read."


def shown(status: Mapping[str, Any]) -> Sent:
    """One that is there. KeyError, TypeError or AttributeError if it is no status."""
    return Sent(remote_id=str(status["id"]), url=address(status.get("url") or status["uri"]))


def landed(reply: httpx2.Response) -> Sent:
    try:
        return shown(json_of(reply))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Uncertain(NO_REPLY.why, code="unreadable answer") from error


def field(reply: httpx2.Response, name: str) -> Any:
    try:
        return json_of(reply)[name]
    except (ValueError, KeyError, TypeError) as error:
        raise Retry(UNREADABLE, code="unreadable answer") from error


def whole(reply: httpx2.Response) -> dict[str, Any]:
    """All that an answer says. Raises Retry if it is no object."""
    try:
        return dict(json_of(reply))
    except (ValueError, TypeError) as error:
        raise Retry(UNREADABLE, code="unreadable answer") from error


def wait_of(reply: httpx2.Response) -> timedelta | None:
    """Until when the server asks to wait: an ISO time, unlike everywhere else."""
    try:
        reset = datetime.fromisoformat(reply.headers["x-ratelimit-reset"].replace("Z", "+00:00"))
        return min(max(reset - clock_of(reply), timedelta(seconds=1)), timedelta(days=1))
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
