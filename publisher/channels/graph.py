"""Meta's Graph API, which Facebook and Threads speak: asking, what its numbers mean, and when it asks to wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NoReturn

import httpx2

from ..ports import Disconnected, Refused, Retry, Uncertain
from .budget import Budget
from .outcomes import NO_REPLY, NOT_IN_TABLE, UNREACHABLE, Outcome, Table, fail, look_up
from .over_http import clock_of, json_of, never_left, read

AGAIN: Final = "connect the channel again."
CONFIRM: Final = "Meta wants whoever connected the channel to sign in there and confirm something."
# By error.code and error.error_subcode. developers.facebook.com/docs/graph-api/guides/error-handling, unless a row
# names another source. 1 and 2 say “try again” there, and are not obeyed: the post is often there by then
# (arsduo/koala#699: seven copies; facebookarchive/php-graph-sdk#1141). So is whatever comes with a 5xx.
WRITING: Final[Table] = {
    (1, None): Outcome(Uncertain, "Meta says that something went wrong; whether the post is there is looked up."),
    (2, None): Outcome(Uncertain, "Meta says that it is out of order; whether the post is there is looked up."),
    **{(code, None): Outcome(Retry, "Meta asks to wait: a limit of calls is reached.")
       for code in (4, 17, 32, 341, 613, *range(80000, 80015))},  # 80000 …: docs/graph-api/overview/rate-limiting
    (368, None): Outcome(Retry, "Meta holds our posts back for a while, as it does with what looks like abuse."),
    (368, "1390008"): Outcome(Retry, "Meta asks to wait: too much was posted too fast."),  # postiz-app#2068
    (506, None): Outcome(Uncertain, "Meta says that it has this post already; it is looked up."),
    (102, None): Outcome(Disconnected, f"Meta no longer accepts our token; {AGAIN}"),
    (190, None): Outcome(Disconnected, f"Meta no longer accepts our token; {AGAIN}"),
    (190, "458"): Outcome(Disconnected, f"Whoever connected the channel has removed our app; {AGAIN}"),
    (190, "459"): Outcome(Disconnected, CONFIRM),
    (190, "460"): Outcome(Disconnected, f"The password of whoever connected the channel was changed; {AGAIN}"),
    (190, "463"): Outcome(Disconnected, f"Our token has expired; {AGAIN}"),
    (190, "464"): Outcome(Disconnected, CONFIRM),
    (190, "467"): Outcome(Disconnected, f"Our token is not good any more; {AGAIN}"),
    (190, "492"): Outcome(Disconnected, f"Whoever connected the channel has no role on the Page any more; {AGAIN}"),
    (3, None): Outcome(Disconnected, "Our app may not do this; it needs Meta’s approval."),
    **{(code, None): Outcome(Disconnected, f"Our token has not the right to post here; {AGAIN}")
       for code in (10, *range(200, 300))},
    (100, None): Outcome(Refused, "Meta does not accept this post as it is."),
    (100, "33"): Outcome(Disconnected, f"The account is not there, or our token may not see it; {AGAIN}"),
    (2500, None): Outcome(Refused, "Meta does not accept this post as it is."),
    (324, None): Outcome(Refused, "Meta cannot read a picture of this post."),  # docs/graph-api/reference/page/photos
    (1366046, None): Outcome(Refused, "Meta takes no picture of this kind or size (4 MB at most)."),  # Postiz's table
    # docs/graph-api/reference/page/feed: the page of the link could not be read. It may not be out yet.
    (1609005, None): Outcome(Retry, "Meta cannot read the page that the post links to; it is tried again."),
}  # fmt: skip
# What is in doubt when a post is written is simply asked again when nothing is.
HARMLESS: Final[Table] = {
    **WRITING, **{(code, None): Outcome(Retry, "Meta cannot answer now.") for code in (1, 2)},
}  # fmt: skip
# Answers without such a number: a proxy's, or an outage's page of HTML (postiz-app#2045).
BARE: Final[Table] = {
    (401, None): WRITING[190, None],
    (404, None): Outcome(Disconnected, "There is no such API at this address."),
    (413, None): Outcome(Refused, "The post is too large for Meta."),
    (429, None): WRITING[4, None],
    # RFC 9110: a redirect did nothing, and to follow it would hand the token to whoever it names.
    **{(status, None): Outcome(Disconnected, "Something between us and Meta answers in its place.")
       for status in (301, 302, 307, 308)},
}  # fmt: skip
LATER: Final = Outcome(Retry, "Meta cannot answer now.")
GONE: Final = Outcome(Refused, "It is not there.")
# Of one post that is there already: that our token may not touch it says nothing of the next one to be made.
_BY_HAND: Final = Outcome(Refused, "Our token has not the right to do this to a post; do it there by hand.")
ONE: Final[Table] = {
    (100, "33"): Outcome(Refused, "It is not there any more: somebody deleted it. There is nothing to correct."),
    **{(code, None): _BY_HAND for code in (3, 10, *range(200, 300))},
}
HELD_BACK: Final = timedelta(minutes=15)  # postiz-app#2068: 368 wants minutes, not seconds
LAST: Final = 1 << 32  # the year 2106
LONG: Final = 1_000_000  # subcodes from here on mean the same whatever the code


@dataclass(frozen=True, slots=True)
class Inspected:
    """What Meta says of a token: whose kind it is ("PAGE", "USER"), of which Page, when it ends, when it tells nothing
    any more though it has not ended, both in epoch seconds, and its rights. What is not said is empty, 0 or None.
    """

    kind: str = ""
    of: str = ""
    ends: int = 0
    reads_until: int = 0
    rights: list[str] | None = None


class Graph:
    """One account's way to the API. `base` holds the version; `clock` is Meta's, when it last answered."""

    def __init__(self, token: str, base: str, http: httpx2.Client) -> None:
        self.base = base.rstrip("/")
        # A client lives for a call or two: no connection is left open behind it.
        self.headers = {"Authorization": f"Bearer {token}", "Connection": "close"}
        self.http, self.budget = http, Budget.of(http)
        self.clock = datetime.fromtimestamp(0, UTC)

    def write(self, path: str, data: Mapping[str, str], table: Table = WRITING) -> str:
        """The id of what was made. Raises any of the four verbs."""
        return str(self._written(path, data, table, "id"))

    def change(self, path: str, data: Mapping[str, str]) -> None:
        """Change what is there. Raises any of the four verbs."""
        if self._written(path, data, {**WRITING, **ONE}, "success") is not True:
            raise Uncertain(NO_REPLY.why, code="no success")

    def _written(self, path: str, data: Mapping[str, str], table: Table, told: str) -> Any:
        try:
            reply = self._call("POST", path, data=data)
        except httpx2.HTTPError as error:
            fail(UNREACHABLE if never_left(error) else NO_REPLY, code=type(error).__name__)
        if not 200 <= reply.status_code < 300:
            refused(reply, table, NOT_IN_TABLE)
        try:
            return json_of(reply)[told]
        except (ValueError, KeyError, TypeError) as error:
            raise Uncertain(NO_REPLY.why, code="unreadable answer") from error

    def ask(self, method: str, path: str, table: Table = HARMLESS, **more: Any) -> dict[str, Any]:
        """A request that may be repeated. Raises Retry, Refused or Disconnected."""
        try:
            reply = self._call(method, path, **more)
        except httpx2.HTTPError as error:
            if never_left(error):
                fail(UNREACHABLE, code=type(error).__name__)
            raise Retry("Meta did not answer.", code=type(error).__name__) from error
        if not 200 <= reply.status_code < 300:
            refused(reply, table, LATER)
        try:
            return dict(json_of(reply))
        except (ValueError, TypeError) as error:
            raise Retry("Meta’s answer cannot be read.", code="unreadable answer") from error

    def prepare(self, path: str, **more: Any) -> str:
        """The id of something that nobody sees yet; may be repeated. Raises Retry, Refused or Disconnected."""
        if made := self.ask("POST", path, **more).get("id"):
            return str(made)
        raise Retry("Meta’s answer cannot be read.", code="unreadable answer")

    def delete(self, remote_id: str) -> None:
        """Take it down; what is not there is fine."""
        try:
            self.ask("DELETE", f"/{remote_id}", {**HARMLESS, **ONE})
        except Refused as why:
            if why.code != "100/33":
                raise

    def inspected(self, token: str = "") -> Inspected:
        """What Meta says of a token, of our own if none is named. It tells only the app, and the app's own people.

        The token is in no URL.
        """
        token = token or self.headers["Authorization"].removeprefix("Bearer ")
        try:
            told = dict(self.ask("POST", "/debug_token", data={"method": "get", "input_token": token})["data"])
            if not told["is_valid"]:
                return Inspected()
            rights = told.get("scopes")
            return Inspected(
                kind=str(told.get("type") or ""),
                of=str(told.get("profile_id") or ""),
                ends=_moment(told.get("expires_at")),
                reads_until=_moment(told.get("data_access_expires_at")),
                rights=rights if isinstance(rights, list) else None,
            )
        except (Disconnected, Refused, Retry, KeyError, TypeError, ValueError):
            return Inspected()

    def _call(self, method: str, path: str, **more: Any) -> httpx2.Response:
        try:
            reply = self.http.request(method, self.base + path, headers=self.headers, **more)
        except httpx2.InvalidURL as error:
            raise Disconnected(BARE[404, None].why, reason="unreachable") from error
        self.clock = clock_of(reply)
        return reply


def _moment(told: Any) -> int:
    """Epoch seconds that are a moment; 0 where none is told. ValueError or TypeError for what is no number."""
    seconds = int(told or 0)
    return seconds if 0 < seconds < LAST else 0


def refused(reply: httpx2.Response, table: Table, unknown: Outcome) -> NoReturn:
    """Raise what the answer means; `unknown` for a number or a status in no table, and for every 5xx."""
    try:
        error = dict(json_of(reply)["error"])
        code, sub, said = int(error["code"]), int(error.get("error_subcode") or 0), str(error.get("message", ""))
    except (ValueError, KeyError, TypeError):
        code, sub, said = 0, 0, ""
    number = f"{code}/{sub}" if sub else str(code or reply.status_code)
    if not code:
        outcome = look_up(BARE, reply.status_code)
    elif sub >= LONG and (sub, None) in table:
        outcome = table[sub, None]
    else:
        outcome = look_up(table, code, str(sub))
    if outcome is NOT_IN_TABLE or reply.status_code >= 500:
        outcome = unknown
    fail(outcome, code=number, said=said, after=wait_of(reply, code))


def wait_of(reply: httpx2.Response, code: int) -> timedelta | None:
    """How long Meta asks to wait, in minutes of the account's own limit. docs/graph-api/overview/rate-limiting"""
    try:
        limits = read(reply.headers["x-business-use-case-usage"]).values()
        minutes = max(int(one.get("estimated_time_to_regain_access", 0)) for limit in limits for one in limit)
    except (ValueError, KeyError, TypeError, AttributeError):
        minutes = 0
    if minutes:
        return timedelta(minutes=min(minutes, 24 * 60))
    return HELD_BACK if code == 368 or used_up(reply) else None


def used_up(reply: httpx2.Response) -> bool:
    """Whether the app's own limit, per hour that slides, is used up: percents, of calls and of time."""
    try:
        return max(int(percent) for percent in read(reply.headers["x-app-usage"]).values()) >= 100
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
