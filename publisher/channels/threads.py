"""Threads, by Meta's Graph API over httpx2.

Once, by two steps: what is to be posted is laid down first (a container), and its id is kept before it is published.
Whether a container was published can be asked for ever after.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import httpx2

from ..ports import Disconnected, Failure, Limits, Measures, OutgoingPost, Pending, Refused, Retry, Sent, Uncertain
from . import measures, threads_oauth
from .graph import HARMLESS, WRITING, Graph
from .outcomes import Outcome, Table
from .over_http import address
from .threads_text import image, is_it, length, made_at, message, objects

LOOK_BACK: Final = timedelta(days=3)  # how far `find` reads
PAGES: Final = 10  # of 50 posts each
ASKING: Final = 25.0  # seconds after which no further page is asked for
SHOWN: Final = "id,text,permalink,timestamp,link_attachment_url,replied_to"
COUNTED: Final = "likes,reposts,replies,views"
BUSY: Final = timedelta(seconds=5)  # how long to wait for a picture that Threads is fetching
FULL: Final = timedelta(minutes=15)  # before it is asked again: the day is one that slides
ANEW: Final = timedelta(minutes=1)  # before a container that came to nothing is made again
# docs/threads/get-started/long-lived-tokens: good for 60 days; can be renewed once it is a day old and before it ends.
LIVES: Final = timedelta(days=60)
RENEWED_AFTER: Final = timedelta(days=7)
YOUNG: Final = timedelta(days=1)

PUBLISHING: Final[Table] = {
    **WRITING,
    # Asked too early, Threads does not know its own container yet: others wait 30 s. Nothing is out.
    (24, "4279009"): Outcome(Retry, "Threads has not got ready yet what is to be posted."),
    # Of a container that is there: it was published already, or it never can be. Its state says which.
    (100, None): Outcome(Uncertain, "Threads does not publish this post; whether it did before is looked up."),
}
ASKING_ONE: Final[Table] = {**HARMLESS, (100, "33"): Outcome(Refused, "It is not there.")}
GONE: Final = "GONE"


# docs/threads/posts. It draws a card from the link that we name, but none where there are pictures.
LIMITS: Final = Limits(
    characters=500, count=length, pictures=10, alt_characters=1000, draws_card=True, objects=objects
)  # fmt: skip


class Threads:
    """credentials: {token} and {user_id, expires_at, renew_at} from `probe` and `renew`."""

    def __init__(self, credentials: Mapping[str, str], base: str, http: httpx2.Client, *, site: str = "") -> None:
        self.credentials = credentials
        self.graph = Graph(credentials.get("token", ""), base, http)
        self.user = credentials.get("user_id") or "me"
        self.site = site or "https://www.threads.com"

    def post(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | Pending:
        """One step: lay down a picture, lay down the post, or publish it. `stage` holds what is laid down."""
        kept = json.loads(stage) if stage else {"items": [], "container": ""}
        items = [str(item) for item in kept["items"]]
        if not kept["container"]:
            if len(post.pictures) > 1 and len(items) < len(post.pictures):
                items.append(self._lay_down(image(post, len(items)) | {"is_carousel_item": "true"}))
                return Pending(json.dumps({"items": items, "container": ""}))
            container = self._lay_down(message(post, items))
            return Pending(
                json.dumps({"items": items, "container": container}), BUSY if post.pictures else timedelta(0)
            )
        state = self._state(str(kept["container"]))
        if state == "IN_PROGRESS":
            return Pending(stage, BUSY)
        if state == "FINISHED":
            if self._used_up(answers=bool(post.answers)):
                return Pending(stage, FULL)
            return self._published(self.graph.write(
                f"/{self.user}/threads_publish", {"creation_id": str(kept["container"])}, PUBLISHING
            ))  # fmt: skip
        if state in ("PUBLISHED", GONE) and (there := self._look_for(post)):
            return there
        if state == "PUBLISHED":  # and taken down since
            return Sent(remote_id=str(kept["container"]), url=self.site)
        return Pending("", ANEW)  # EXPIRED after a day, ERROR, or unknown: nothing came of it

    def _used_up(self, *, answers: bool) -> bool:
        """Whether the day's posts, or answers, are used up, which no head of an answer tells.

        docs/threads/troubleshooting#retrieve-publishing-quota-limit
        """
        used, config = ("reply_quota_usage", "reply_config") if answers else ("quota_usage", "config")
        path = f"/{self.user}/threads_publishing_limit"
        try:
            [quota] = self.graph.ask("GET", path, params={"fields": f"{used},{config}"})["data"]
            return int(quota[used]) >= int(quota[config]["quota_total"])
        except (Failure, KeyError, TypeError, ValueError):
            return False  # not told: then it says so when it is asked to publish

    def _lay_down(self, what: Mapping[str, str]) -> str:
        """The id of a container that nobody sees. One that is never published is swept away after a day."""
        return self.graph.prepare(f"/{self.user}/threads", data=what)

    def _state(self, container: str) -> str:
        """docs/threads/troubleshooting: EXPIRED, ERROR, FINISHED, IN_PROGRESS or PUBLISHED; GONE if it is unknown."""
        try:
            return str(self.graph.ask("GET", f"/{container}", ASKING_ONE, params={"fields": "status"}).get("status"))
        except Refused as why:
            if why.code != "100/33":
                raise
            return GONE

    def find(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | None:
        """The post, if its container was published, or if it is among our newest, known by its reference."""
        container = str(json.loads(stage)["container"]) if stage else ""
        try:
            state = self._state(container) if container else GONE
            if state == "IN_PROGRESS":
                raise Uncertain("Threads is at it still; whether the post will be there is asked again.", code=state)
            there = self._look_for(post) if state in ("PUBLISHED", GONE) else None
        except (Retry, Refused) as why:
            raise Uncertain("Threads cannot be asked now whether the post is there.", code=why.code) from why
        if there is None and state == "PUBLISHED":
            return Sent(remote_id=container, url=self.site)  # it was there, and somebody took it down
        return there

    def _look_for(self, post: OutgoingPost) -> Sent | None:
        """The post among our newest. Raises Retry, Refused or Disconnected."""
        try:
            for there in self._newest("replies" if post.answers else "threads"):
                if is_it(there, post):
                    return Sent(remote_id=str(there["id"]), url=address(there.get("permalink")) or self.site)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Retry("Meta’s answer cannot be read.", code="unreadable answer") from error
        return None

    def _newest(self, what: str) -> Iterator[dict[str, Any]]:
        """Our posts of the last days, or our answers, newest first."""
        params, started = {"fields": SHOWN, "limit": "50"}, time.monotonic()
        for _ in range(PAGES):
            if time.monotonic() - started > ASKING:
                raise Retry("Threads is too slow to be asked now.", code="slow")
            answer = self.graph.ask("GET", f"/{self.user}/{what}", params=params)
            there = list(answer["data"])
            yield from there
            after = answer.get("paging", {}).get("cursors", {}).get("after")
            if not after or not there or made_at(there[-1]) < self.graph.clock - LOOK_BACK:
                return
            params["after"] = str(after)

    def _published(self, remote_id: str) -> Sent:
        """It is there; where people see it is asked for once."""
        try:
            url = self.graph.ask("GET", f"/{remote_id}", params={"fields": "permalink"}).get("permalink")
        except Failure:
            url = ""
        return Sent(remote_id=remote_id, url=address(url) or self.site)

    def probe(self) -> Mapping[str, Any]:
        """Who we are there, and until when. Raises Disconnected or Retry."""
        me = self.graph.ask("GET", "/me", params={"fields": "id,username"})
        user = str(me.get("id", ""))
        if self.user not in ("me", user):
            raise Disconnected("This token belongs to another account.")
        ends = self.credentials.get("expires_at", "")
        return {"account": f"@{me.get('username', '')}", "user_id": user, "limits": {}, "ends_at": ends}

    @property
    def full_for(self) -> timedelta | None:
        """How long nothing more should be asked, by the heads of its answers."""
        return self.graph.budget.full_for

    def renew(self) -> Mapping[str, str] | None:
        """A token for the code that somebody brought, or for 60 more days; None while it is too young for that.

        One that is new to us is only asked when it ends.
        """
        if "code" in self.credentials:
            new, ends = threads_oauth.renewed(self.graph.base, self.graph.http, self.credentials)
            return {**new, **_dates(ends, ends - LIVES)}
        self.graph.ask("GET", "/me", params={"fields": "id"})
        now = self.graph.clock
        if "renew_at" not in self.credentials:
            told = self.graph.inspected().ends
            ends = datetime.fromtimestamp(told, now.tzinfo) if told else now + LIVES
            if ends - now < YOUNG:
                raise Disconnected("This token lives for an hour only; make a long-lived one of it, and give that.")
            return {**self.credentials, **_dates(ends, now)}
        if now < datetime.fromisoformat(self.credentials["renew_at"]) - RENEWED_AFTER + YOUNG:
            return None
        told_anew = self.graph.ask("GET", "/refresh_access_token", params={"grant_type": "th_refresh_token"})
        try:
            ends = now + timedelta(seconds=int(told_anew["expires_in"]))
            return {**self.credentials, "token": str(told_anew["access_token"]), **_dates(ends, now)}
        except (KeyError, ValueError, TypeError, OverflowError) as error:
            raise Retry("Meta’s answer cannot be read.", code="unreadable answer") from error

    def measure(self, remote_id: str) -> Measures | None:
        """What followers did; a quote is no repost. docs/threads/insights"""
        try:
            told = self.graph.ask("GET", f"/{remote_id}/insights", ASKING_ONE, params={"metric": COUNTED})
        except Refused as why:
            if why.code == "100/33":
                return None
            raise
        try:
            done = {str(one["name"]): one["values"][0]["value"] for one in told["data"]}
        except (KeyError, TypeError, IndexError) as error:
            raise Retry("Meta’s answer cannot be read.", code="unreadable answer") from error
        return measures.read(done, **{name: name for name in COUNTED.split(",")})

    def delete(self, remote_id: str) -> None:
        """Take a post down; one that is not there is fine."""
        self.graph.delete(remote_id)

    def close(self) -> None:
        """Let go of the connection."""
        self.graph.http.close()


def _dates(ends: datetime, now: datetime) -> dict[str, str]:
    return {"expires_at": ends.isoformat(), "renew_at": (now + RENEWED_AFTER).isoformat()}
