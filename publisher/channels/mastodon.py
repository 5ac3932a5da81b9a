"""Mastodon and the servers that speak its API (GoToSocial, Pleroma, Pixelfed …), over httpx2."""

from __future__ import annotations

import html
import json
import re
import time
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import httpx2

from ..outside import Forbidden
from ..ports import Disconnected, Measures, OutgoingPost, Pending, Refused, Retry, Sent, Uncertain
from . import mastodon_oauth, measures
from .budget import Budget
from .mastodon_answers import CHANGING, GONE, HARMLESS, OUTCOMES, UNREADABLE, field, landed, obey, shown, whole
from .mastodon_limits import limits_told
from .outcomes import NO_REPLY, UNREACHABLE, Table, fail
from .over_http import clock_of, json_of, never_left

LOOK_BACK: Final = timedelta(days=3)  # how far `find` reads
PAGES: Final = 10  # of 40 statuses each
ASKING: Final = 25.0  # seconds after which no further page is asked for
# Mastodon keeps an Idempotency-Key for an hour, and answers 404 to one whose status was deleted; what goes again goes
# within fifteen minutes, or an editor is asked.
KEY_HELPS: Final = timedelta(minutes=45)
ANEW: Final = timedelta(minutes=1)  # before one goes again that the server has not any more
BUSY: Final = timedelta(seconds=2)  # how long to wait for a picture that is being processed
LOOK: Final = "It is not on the server, but it was tried long ago: say whether it was there and somebody deleted it."
# docs.joinmastodon.org/api/guidelines/#focal-points: x to the right and y up, from -1 to 1; 0,0 is the middle.
FOCAL: Final = {
    "top": "0,0.75", "bottom": "0,-0.75", "left": "-0.75,0", "right": "0.75,0",
    "top left": "-0.75,0.75", "top right": "0.75,0.75", "bottom left": "-0.75,-0.75", "bottom right": "0.75,-0.75",
}  # fmt: skip
# Servers write content as HTML that they have cleaned. html.parser takes half a minute for 100 kB of "<!--".
TAG: Final = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
HREF: Final = re.compile(r"""(?<![\w-])href=["']([^"'<>]*)["']""", re.IGNORECASE)


class Mastodon:
    """credentials: {server, token} and, if a member chose, {visibility}; {ends_at} where a server's tokens end."""

    def __init__(self, credentials: Mapping[str, str], base: str, http: httpx2.Client) -> None:
        self.credentials, self.http = credentials, http
        self.budget = Budget.of(http)
        self.base = base.rstrip("/")
        # A client lives for a call or two: no connection is left open behind it.
        self.headers = {"Authorization": f"Bearer {credentials.get('token', '')}", "Connection": "close"}
        self.visibility = credentials.get("visibility") or "public"  # GoToSocial's default is unlisted: always say it

    def post(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | Pending:
        """One step: upload a picture, wait for it, or create the status. `stage` holds ids and how many are ready."""
        kept = json.loads(stage) if stage else {"media": [], "ready": 0}
        media = [str(medium) for medium in kept["media"]]
        if len(media) < len(post.pictures):
            media.append(self._upload(post, len(media)))
            return Pending(json.dumps({"media": media, "ready": kept["ready"]}))
        if kept["ready"] < len(media):
            return self._await(media, int(kept["ready"]))
        return self._create(post, key, media)

    def _create(self, post: OutgoingPost, key: str, media: list[str]) -> Sent:
        status: dict[str, Any] = {"status": post.text, "visibility": self.visibility, "language": post.language}
        if post.warning:
            status |= {"spoiler_text": post.warning, "sensitive": bool(media)}
        if media:
            status["media_ids"] = media
        if post.answers:
            status["in_reply_to_id"] = post.answers
        # The key is a help, not a promise: it is kept an hour, and some servers ignore it.
        reply = self._write("POST", "/api/v1/statuses", OUTCOMES, headers={"Idempotency-Key": key}, json=status)
        return landed(reply)

    def _write(
        self, method: str, path: str, table: Table, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx2.Response:
        """A request that is not simply repeated. Raises any of the four verbs."""
        try:
            reply = self.http.request(method, self.base + path, headers={**self.headers, **(headers or {})}, **more)
        except (Forbidden, httpx2.InvalidURL) as error:
            raise Disconnected(str(error), reason="unreachable") from error
        except httpx2.HTTPError as error:
            fail(UNREACHABLE if never_left(error) else NO_REPLY, code=type(error).__name__)
        obey(reply, table)
        return reply

    def _upload(self, post: OutgoingPost, number: int) -> str:
        picture = post.pictures[number]
        name = f"{number + 1}.{picture.media_type.partition('/')[2]}"
        files = {"file": (name, picture.data, picture.media_type)}
        told = {"description": picture.alt} | ({"focus": FOCAL[picture.focus]} if picture.focus else {})
        reply = self._ask("POST", "/api/v2/media", files=files, data=told)
        return str(field(reply, "id"))

    def _await(self, media: list[str], ready: int) -> Pending:
        reply = self._ask("GET", f"/api/v1/media/{media[ready]}", missing_is_fine=True)
        if reply.status_code == 404:  # swept away meanwhile: upload again
            return Pending(json.dumps({"media": media[:ready], "ready": ready}), ANEW)
        busy = reply.status_code == 206
        return Pending(json.dumps({"media": media, "ready": ready + (not busy)}), BUSY if busy else timedelta(0))

    def find(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | None:
        """The status, by its reference in the links of our newest ones; a linkless one by text and what it answers.

        Raises Uncertain also where it is not there and was tried so long ago that its key keeps it from coming back no
        more: somebody may have deleted it.
        """
        try:
            me = self._ask("GET", "/api/v1/accounts/verify_credentials")
            for status in self._newest(str(field(me, "id"))):
                if is_it(status, post):
                    return shown(status)
        except (Retry, Refused) as why:
            raise Uncertain("The server cannot be asked now whether the post is there.", code=why.code) from why
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise Uncertain("The server cannot be asked now whether the post is there.", code="unreadable") from error
        if clock_of(me) - post.at > KEY_HELPS:
            raise Uncertain(LOOK)
        return None

    def _newest(self, account: str) -> Iterator[dict[str, Any]]:
        """Our statuses of the last days, newest first. Pages by max_id: GoToSocial ignores since_id."""
        below, started = "", time.monotonic()
        for _ in range(PAGES):
            if time.monotonic() - started > ASKING:
                raise Retry("The server is too slow to be asked now.", code="slow")
            params = {"limit": "40", "exclude_reblogs": "true"} | ({"max_id": below} if below else {})
            reply = self._ask("GET", f"/api/v1/accounts/{account}/statuses", params=params)
            page = json_of(reply)
            yield from page
            if not page or made_at(page[-1]) < clock_of(reply) - LOOK_BACK:
                return
            below = page[-1]["id"]

    def probe(self) -> Mapping[str, Any]:
        """Who we are there, and the server's own limits. Raises Disconnected or Retry."""
        me = self._ask("GET", "/api/v1/accounts/verify_credentials")
        name = str(field(me, "acct"))
        instance = self._ask("GET", "/api/v2/instance", missing_is_fine=True)
        told = whole(instance) if instance.status_code == 200 else {}
        host = str(told.get("domain") or httpx2.URL(self.base).host)
        account = f"@{name}" if "@" in name else f"@{name}@{host}"
        return {"account": account, "limits": limits_told(told), "ends_at": self.credentials.get("ends_at", "")}

    @property
    def full_for(self) -> timedelta | None:
        """How long nothing more should be asked, by the heads of its answers."""
        return self.budget.full_for

    def renew(self) -> Mapping[str, str] | None:
        """A token for the code that somebody brought. Tokens themselves are good until they are revoked."""
        if "code" not in self.credentials:
            return None
        return mastodon_oauth.renewed(self.base, self.http, self.credentials)

    def close(self) -> None:
        """Let go of the connection."""
        self.http.close()

    def delete(self, remote_id: str) -> None:
        """Take a status down; one that is not there is fine."""
        self._ask("DELETE", f"/api/v1/statuses/{remote_id}", missing_is_fine=True)

    def amend(self, remote_id: str, post: OutgoingPost) -> None:
        """Have a status say what this post says. docs.joinmastodon.org/methods/statuses/#edit

        What an edit does not name, the server takes away: pictures and the rest are named as they are there,
        and so is a warning, unless the post has one.
        """
        path = f"/api/v1/statuses/{remote_id}"
        there = self._ask("GET", path, missing_is_fine=True)
        if there.status_code == 404:
            fail(GONE, code="404")
        kept = {name: field(there, name) for name in ("sensitive", "spoiler_text")}
        warned = post.warning in ("", kept["spoiler_text"])
        source = self._ask("GET", f"{path}/source", missing_is_fine=True)  # as it was written; not everywhere
        if warned and source.status_code == 200 and plain(str(field(source, "text"))) == plain(post.text):
            return
        try:
            media = [str(medium["id"]) for medium in field(there, "media_attachments")]
        except (KeyError, TypeError) as error:
            raise Retry(UNREADABLE, code="unreadable answer") from error
        if post.warning:
            kept = {"sensitive": kept["sensitive"] or bool(media), "spoiler_text": post.warning}
        said = kept | {"status": post.text, "language": post.language, "media_ids": media}
        self._write("PUT", path, CHANGING, json=said)

    def measure(self, remote_id: str) -> Measures | None:
        """What followers did, as far as the server has heard of it. docs.joinmastodon.org/entities/Status"""
        reply = self._ask("GET", f"/api/v1/statuses/{remote_id}", missing_is_fine=True)
        if reply.status_code == 404:
            return None
        told = {name: field(reply, name) for name in ("favourites_count", "reblogs_count", "replies_count")}
        return measures.read(told, likes="favourites_count", reposts="reblogs_count", replies="replies_count")

    def _ask(self, method: str, path: str, *, missing_is_fine: bool = False, **more: Any) -> httpx2.Response:
        """A request that may be repeated. Raises Retry, Refused or Disconnected."""
        try:
            reply = self.http.request(method, self.base + path, headers=self.headers, **more)
        except (Forbidden, httpx2.InvalidURL) as error:
            raise Disconnected(str(error), reason="unreachable") from error
        except httpx2.HTTPError as error:
            if never_left(error):
                fail(UNREACHABLE, code=type(error).__name__)
            raise Retry("The server did not answer.", code=type(error).__name__) from error
        if missing_is_fine and reply.status_code == 404:
            return reply
        obey(reply, HARMLESS)
        return reply


def made_at(status: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(status["created_at"]).replace("Z", "+00:00"))


def links_and_text(content: str) -> tuple[list[str], str]:
    """A status's content, taken apart: where its links lead, and its words. In linear time, whatever a server says."""
    links = [HREF.search(tag[2]) for tag in TAG.finditer(content) if tag[1].lower() == "a"]
    words = TAG.sub(lambda tag: " " if tag[1].lower() in ("br", "p") else "", content)
    return [html.unescape(link[1]) for link in links if link], html.unescape(words)


def is_it(status: Mapping[str, Any], post: OutgoingPost) -> bool:
    links, text = links_and_text(str(status.get("content", "")))
    if post.reference in post.text:
        whole = re.compile(rf"(?<![\w-]){re.escape(post.reference)}(?![\w-])")
        return any(whole.search(place) for place in (*links, text))
    return str(status.get("in_reply_to_id") or "") == post.answers and plain(text) == plain(post.text)


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", html.unescape(text)).split())
