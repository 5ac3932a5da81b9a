"""What LinkedIn's answers mean, and what is read out of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import httpx2

from ..ports import Disconnected, Refused, Retry, Uncertain
from .outcomes import Outcome, Table, fail, look_up
from .over_http import json_of

# …/linkedin/shared/api-guide/concepts/error-handling, by status and code, unless a row names another source.
OUTCOMES: Final[Table] = {
    (400, None): Outcome(Refused, "LinkedIn does not accept this post as it is."),
    (401, None): Outcome(Disconnected, "LinkedIn no longer accepts our token; connect the channel again."),
    (401, "EXPIRED_ACCESS_TOKEN"): Outcome(Disconnected, "Our token has expired; connect the channel again."),
    (401, "REVOKED_ACCESS_TOKEN"): Outcome(Disconnected, "Our token was taken back; connect the channel again."),
    (403, None): Outcome(Disconnected, "Our token has not the right to do this, or its owner no role on the page."),
    (404, None): Outcome(Disconnected, "LinkedIn knows no such page or member, or there is no such API there."),
    (413, None): Outcome(Refused, "The post is too large for LinkedIn."),
    (422, None): Outcome(Refused, "LinkedIn does not accept this post as it is."),
    # Arisamiga/Linkedin-RSS#5: its message names the post that is there. Without a name it must be looked up.
    (422, "DUPLICATE_POST"): Outcome(Uncertain, "LinkedIn says that it has this post already."),
    (426, None): Outcome(Disconnected, "LinkedIn has ended the version of its API that we speak: name a newer one."),
    (429, None): Outcome(Retry, "LinkedIn asks to wait: a limit of its for the day is reached."),
    # RFC 9110: a redirect did nothing, and to follow it would hand the token to whoever it names.
    **{(status, None): Outcome(Disconnected, "Something between us and LinkedIn answers in its place.")
       for status in (301, 302, 307, 308)},
    # 5xx is not here: whether the post was made is unknown.
}  # fmt: skip
# Uploading, asking and deleting may be repeated at will: what is in no post is swept away.
HARMLESS: Final[Table] = {
    **OUTCOMES,
    **{(status, None): Outcome(Retry, "LinkedIn cannot answer now.") for status in (408, 500, 502, 503, 504)},
}
# …/community-management/shares/posts-api, of one post that is there, or was. Whether the channel as a whole is good is
# another question.
GONE: Final = Outcome(Refused, "It is not on LinkedIn any more: somebody deleted it. There is nothing to correct.")
CHANGING: Final[Table] = {
    **OUTCOMES,
    (403, None): Outcome(Refused, "LinkedIn does not let our token change this post; change it there by hand."),
    (404, None): GONE,
}


def told(reply: httpx2.Response) -> dict[str, Any]:
    """The body of an answer, or nothing if it is not LinkedIn's."""
    try:
        return dict(json_of(reply))
    except (ValueError, TypeError):
        return {}


def code_of(reply: httpx2.Response) -> str:
    """What a refusal calls itself: the code of its first detail, if it has any, else its own."""
    if reply.status_code < 300:
        return ""
    said = told(reply)
    try:
        return str(said["errorDetails"]["inputErrors"][0]["code"])
    except (KeyError, TypeError, IndexError):
        return str(said.get("code", ""))


def obey(reply: httpx2.Response, table: Table) -> None:
    """Nothing for a 2xx, else the verb that the table names."""
    if 200 <= reply.status_code < 300:
        return
    outcome = look_up(table, reply.status_code, code_of(reply))
    said = str(told(reply).get("message", ""))
    fail(outcome, code=str(reply.status_code), said=said, after=wait_of(reply))


def wait_of(reply: httpx2.Response) -> timedelta | None:
    """How long LinkedIn asks to wait, in seconds; it mostly does not say."""
    seconds = reply.headers.get("retry-after", "")
    return timedelta(seconds=min(max(int(seconds), 1), 86400)) if seconds.isdigit() else None
