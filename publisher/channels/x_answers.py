"""What X's answers mean."""

from __future__ import annotations

import ssl
from datetime import datetime, timedelta
from typing import Final, NoReturn

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from ..ports import Disconnected, Refused, Retry, Uncertain
from .outcomes import NO_REPLY, UNREACHABLE, Outcome, Table, fail, look_up
from .over_http import json_of, moment

# What X says only in words; compared whole. akrherz/iembot#163; the second is the newer wording.
DUPLICATES: Final = frozenset({
    "You are not allowed to create a Tweet with duplicate content.",
    "You are not allowed to create a Post with duplicate content.",
})  # fmt: skip
TAKEN: Final = Outcome(Uncertain, "X says that it has this post already; it is looked up.")

# docs.x.com/x-api/fundamentals/response-codes-and-errors unless a row names another source.
OUTCOMES: Final[Table] = {
    (400, None): Outcome(Refused, "X does not accept this post as it is."),
    (401, None): Outcome(Disconnected, "X no longer accepts the keys of this account; connect it again."),
    # tryethernal/ethernal#1324: credits used up. Repeating it costs nothing and helps nothing.
    (402, None): Outcome(Disconnected, "The X account has used up its credits; buy more, then resume.", "money"),
    (403, "duplicate"): TAKEN,
    # The last word of the problem's type. "credits" also comes with 403, titled SpendCapReached: as others have logged.
    (403, "credits"): Outcome(
        Disconnected,
        "The X account has reached its spend cap; raise it in X’s developer console, then resume.",
        "money",
    ),
    # The commonest mistake: keys that were made before the app was allowed to write stay read-only. X also says it in
    # the head x-access-level of any answer, as others have logged.
    (403, "oauth1-permissions"): Outcome(
        Disconnected, "The X app may only read: let it read and write, make the access token anew, and connect again."
    ),
    (403, "client-forbidden"): Outcome(
        Disconnected, "X does not let this app use its API: put it in a project in X’s developer console, then resume."
    ),
    (403, "unsupported-authentication"): Outcome(
        Disconnected, "X does not take this kind of key for posting; connect the account again."
    ),
    (403, None): Outcome(Refused, "X forbids this post (too long, a reply it does not allow, or against its rules)."),
    (429, None): Outcome(Retry, "X asks to wait: its limit for this account is reached."),
    # 5xx is not here: whether the post was made is unknown.
}
# Uploading a picture and describing it may be repeated at will: what is never posted expires.
HARMLESS: Final[Table] = {
    **OUTCOMES,
    (403, None): Outcome(Disconnected, "X forbids this account to upload pictures; connect it again, with that right."),
    **{(status, None): Outcome(Retry, "X cannot take it now.") for status in (408, 500, 502, 503, 504)},
}
EXPIRED: Final = "Your media IDs are invalid."  # the pictures were uploaded too long ago; compared whole


def said(reply: requests.Response, name: str = "detail") -> str:
    """X's own sentence about a refusal, or nothing."""
    try:
        return str(json_of(reply).get(name, ""))
    except (ValueError, AttributeError):
        return ""


def meant(reply: requests.Response, table: Table = OUTCOMES) -> Outcome:
    """The row for X's answer: by its words where only they say it, else by the problem's type."""
    if said(reply) in DUPLICATES:
        return look_up(table, reply.status_code, "duplicate")
    return look_up(table, reply.status_code, said(reply, "type").rpartition("/")[2])


def clock_of(reply: requests.Response) -> datetime:
    """The time by X's own clock; long ago if it does not say."""
    return moment(reply.headers.get("Date", ""))


def wait_of(reply: requests.Response) -> timedelta | None:
    """Until when X asks to wait: the latest reset of the windows that are used up (epoch seconds)."""
    if "Date" not in reply.headers:
        return None
    resets = [0]
    for window in ("x-rate-limit", "x-app-limit-24hour", "x-user-limit-24hour"):
        reset = reply.headers.get(f"{window}-reset", "")
        if reset.isdigit() and reply.headers.get(f"{window}-remaining", "0") == "0":
            resets.append(int(reset))
    seconds = max(resets) - clock_of(reply).timestamp()
    return timedelta(seconds=min(max(seconds, 1), 86400)) if max(resets) else None


def failed(reply: requests.Response, table: Table = OUTCOMES) -> NoReturn:
    """Raise what X's answer means."""
    after = wait_of(reply) if reply.status_code == 429 else None
    fail(meant(reply, table), code=str(reply.status_code), said=said(reply), after=after)


def no_reply(error: requests.RequestException) -> NoReturn:
    """Raise Disconnected if nothing can have been sent, else Uncertain."""
    never_sent(error)
    fail(NO_REPLY, code="no answer")


def never_sent(error: requests.RequestException) -> None:
    """Raise Disconnected if nothing can have been sent."""
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    refused = isinstance(reason, NewConnectionError) or isinstance(error, requests.ConnectTimeout)
    untrusted = bool(reason and reason.args and isinstance(reason.args[0], ssl.SSLCertVerificationError))
    if refused or untrusted or isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema)):
        fail(UNREACHABLE, code="certificate" if untrusted else "no connection")
