"""What a Bluesky server's answers mean, and what is read out of them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx2

from ..ports import Disconnected, Refused, Retry
from .outcomes import Outcome, Table, fail, look_up
from .over_http import clock_of, json_of, read

# bluesky-social/atproto packages/pds and packages/xrpc-server, as version 0.4.217 answered, unless a row says more.
OUTCOMES: Final[Table] = {
    (400, None): Outcome(Refused, "Bluesky does not accept this post as it is."),
    **{(400, said): Outcome(Disconnected, "Bluesky no longer accepts our session; resume the channel to sign in anew.")
       for said in ("ExpiredToken", "InvalidToken")},
    (401, None): Outcome(Disconnected, "Bluesky no longer lets us in; connect the account again."),
    (401, "AccountTakedown"): Outcome(Disconnected, "Bluesky has taken the account down.", "reputation"),
    (401, "AccountDeactivated"): Outcome(Disconnected, "The account is deactivated on Bluesky."),
    (403, None): Outcome(Disconnected, "Bluesky forbids this account to post."),
    (404, None): Outcome(Disconnected, "There is no Bluesky server at this address."),
    (413, None): Outcome(Refused, "The post is too large for Bluesky."),
    (429, None): Outcome(Retry, "Bluesky asks to wait: its limit for this account is reached."),
    (501, None): Outcome(Disconnected, "There is no Bluesky server at this address."),  # MethodNotImplemented
    # RFC 9110: a redirect did nothing, and to follow it with a token would hand the token to whoever it names.
    **{(status, None): Outcome(Disconnected, "The server has moved; connect it again under its new name.")
       for status in (301, 302, 307, 308)},
    # 5xx is not here: whether the post was made is unknown. That its place is taken is a 500, too.
}  # fmt: skip
# Uploading, asking and deleting may be repeated at will: a blob in no record is swept away by the server.
HARMLESS: Final[Table] = {
    **OUTCOMES,
    **{(status, None): Outcome(Retry, "Bluesky cannot take it now.") for status in (408, 500, 502, 503, 504)},
}
SIGNING_IN: Final[Table] = {
    **HARMLESS,
    (400, None): Outcome(Disconnected, "Bluesky does not understand this handle or app password."),
    (401, None): Outcome(Disconnected, "Bluesky does not know this handle and app password; make a new app password."),
    (401, "AuthFactorTokenRequired"): Outcome(
        Disconnected, "This is the account's own password. Make an app password: Settings, Privacy and security."
    ),
    (429, None): Outcome(Retry, "Bluesky lets nobody sign in for a while: there were too many tries."),
}


UNREADABLE: Final = "Bluesky's answer cannot be read."


def said(reply: httpx2.Response, name: str = "error") -> str:
    """What a refusal calls itself, or with "message" its sentence."""
    try:
        return "" if reply.status_code < 300 else str(json_of(reply).get(name, ""))
    except (ValueError, AttributeError):
        return ""


def obey(reply: httpx2.Response, table: Table) -> None:
    """Nothing for a 2xx, else the verb that the table names."""
    if 200 <= reply.status_code < 300:
        return
    after = wait_of(reply) if reply.status_code == 429 else None
    outcome = look_up(table, reply.status_code, said(reply))
    fail(outcome, code=str(reply.status_code), said=said(reply, "message"), after=after)


def wait_of(reply: httpx2.Response) -> timedelta | None:
    """Until when the server asks to wait, in epoch seconds by its own clock."""
    try:
        reset = datetime.fromtimestamp(int(reply.headers["ratelimit-reset"]), UTC)
        return min(max(reset - clock_of(reply), timedelta(seconds=1)), timedelta(days=1))
    except (KeyError, ValueError, OverflowError):
        return None


def field(reply: httpx2.Response, name: str) -> Any:
    try:
        return json_of(reply)[name]
    except (ValueError, KeyError, TypeError) as error:
        raise Retry(UNREADABLE, code="unreadable answer") from error


def claims(token: str) -> dict[str, Any]:
    """What a token says of itself (RFC 7519); whether it is genuine is the server's business."""
    middle = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        return dict(read(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)).decode()))
    except (ValueError, TypeError) as error:
        raise Retry(UNREADABLE, code="unreadable answer") from error
