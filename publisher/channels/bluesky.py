"""Bluesky: a record in the account's repository on its own server (PDS), over httpx2.

Once, by its place: the record's key is drawn from the post's, and it is made there only where nothing is. With it goes
a record that stays when somebody deletes the post, so that a retry brings nothing back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx2

from ..outside import Forbidden
from ..ports import (
    Disconnected,
    Limits,
    Measures,
    OutgoingPicture,
    OutgoingPost,
    Pending,
    Refused,
    Retry,
    Sent,
    Uncertain,
)
from . import bluesky_text, measures
from .bluesky_answers import HARMLESS, OUTCOMES, SIGNING_IN, UNREADABLE, claims, field, obey, said
from .bluesky_record import GATE, POST, embed, labels, moment, pictures, record_key, writes
from .budget import Budget
from .outcomes import NO_REPLY, UNREACHABLE, Table, fail
from .over_http import json_of, never_left

ANEW: Final = timedelta(minutes=1)  # before pictures go again that the server has not any more
FACET: Final = "app.bsky.richtext.facet"
# lexicons/app/bsky/embed/images.json; alt text has no limit there, so this one is ours. The card is not drawn by the
# network from the page: what we do not send, nobody sees.
LIMITS: Final = Limits(
    characters=bluesky_text.GRAPHEMES, count=bluesky_text.length, pictures=4, alt_characters=2000, sends_card=True,
    shown=lambda text: bluesky_text.written(text).text, covers=True,
)  # fmt: skip


class Bluesky:
    """credentials: {server, handle, app_password} and, from `renew`, {did, access, refresh, expires_at}."""

    def __init__(self, credentials: Mapping[str, str], base: str, http: httpx2.Client, *, site: str = "") -> None:
        self.credentials = credentials
        self.base = base.rstrip("/")
        self.site = site or "https://bsky.app"
        self.http, self.budget = http, Budget.of(http)
        self.did = credentials.get("did", "")

    def post(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | Pending:
        """One step: upload a picture, or make the post. `stage` holds the blobs of what is uploaded."""
        blobs: list[dict[str, Any]] = json.loads(stage) if stage else []
        wanted = pictures(post)
        if len(blobs) < len(wanted):
            blobs.append(self._upload(wanted[len(blobs)]))
            return Pending(json.dumps(blobs))
        reply = self._make({"repo": self.did, "writes": writes(self._record(post, blobs), self._uri(key))})
        if said(reply) == "BlobNotFound" and blobs:  # swept away meanwhile: upload again
            return Pending("", ANEW)
        obey(reply, OUTCOMES)
        try:
            return Sent(remote_id=str(json_of(reply)["results"][0]["uri"]), url=self._url(key))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise Uncertain(NO_REPLY.why, code="unreadable answer") from error

    def _make(self, body: Mapping[str, Any]) -> httpx2.Response:
        try:
            return self._call("POST", "com.atproto.repo.applyWrites", json=body)
        except httpx2.HTTPError as error:
            fail(UNREACHABLE if never_left(error) else NO_REPLY, code=type(error).__name__)

    def _ask(
        self, method: str, name: str, *, fine: Collection[int | str] = (), table: Table = HARMLESS, **more: Any
    ) -> httpx2.Response:
        """A request that may be repeated. Raises Retry, Refused or Disconnected, but for what the caller calls fine."""
        try:
            reply = self._call(method, name, **more)
        except httpx2.HTTPError as error:
            if never_left(error):
                fail(UNREACHABLE, code=type(error).__name__)
            raise Retry("Bluesky did not answer.", code=type(error).__name__) from error
        if reply.status_code not in fine and said(reply) not in fine:
            obey(reply, table)
        return reply

    def _call(self, method: str, name: str, *, token: str | None = None, **more: Any) -> httpx2.Response:
        # A client lives for a call or two: no connection is left open behind it.
        headers = {"Connection": "close", **more.pop("headers", {})}
        if token := self.credentials.get("access", "") if token is None else token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            return self.http.request(method, f"{self.base}/xrpc/{name}", headers=headers, **more)
        except (Forbidden, httpx2.InvalidURL) as error:
            raise Disconnected(str(error), reason="unreachable") from error

    def _record(self, post: OutgoingPost, blobs: list[dict[str, Any]]) -> dict[str, Any]:
        written = bluesky_text.written(post.text)
        more = {
            "langs": [post.language] if post.language != "und" else [],
            "facets": list(filter(None, map(self._facet, written.facets))),
            "embed": embed(post, blobs),
            "labels": labels(post),
            "reply": self._reply(post.answers) if post.answers else {},
        }
        record = {"$type": POST, "text": written.text, "createdAt": moment(post.at)}
        return record | {name: value for name, value in more.items() if value}

    def _facet(self, facet: bluesky_text.Facet) -> dict[str, Any] | None:
        """A stretch of the text as the record has it; None for a handle that nobody has."""
        feature: dict[str, str] = {"$type": f"{FACET}#{facet.kind}"}
        if facet.kind == "link":
            feature["uri"] = facet.value
        elif facet.kind == "tag":
            feature["tag"] = facet.value
        else:
            asked = {"handle": facet.value}
            reply = self._ask("GET", "com.atproto.identity.resolveHandle", fine=(400, 502), params=asked)
            if reply.status_code != 200:
                return None
            feature["did"] = str(field(reply, "did"))
        return {"index": {"byteStart": facet.start, "byteEnd": facet.end}, "features": [feature]}

    def _reply(self, uri: str) -> dict[str, Any]:
        """What a post that follows another says of it: that one, and the first of its thread."""
        there = self._get(POST, uri.rpartition("/")[2])
        if there is None:
            raise Refused("The post that this one follows is gone from Bluesky.")
        parent = {"uri": there["uri"], "cid": there["cid"]}
        try:
            return {"root": dict(there["value"].get("reply", {})).get("root", parent), "parent": parent}
        except (AttributeError, TypeError, ValueError) as error:
            raise Retry(UNREADABLE, code="unreadable answer") from error

    def _upload(self, picture: OutgoingPicture) -> dict[str, Any]:
        more: dict[str, Any] = {"content": picture.data, "headers": {"Content-Type": picture.media_type}}
        try:
            return dict(field(self._ask("POST", "com.atproto.repo.uploadBlob", **more), "blob"))
        except (TypeError, ValueError) as error:
            raise Retry(UNREADABLE, code="unreadable answer") from error

    def find(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | None:
        """The post, if it was ever made: there is a record in its place, or what stays there when it was deleted."""
        place = record_key(key)
        try:
            there = self._get(POST, place) or self._get(GATE, place)
        except (Retry, Refused) as why:
            raise Uncertain("Bluesky cannot be asked now whether the post is there.", code=why.code) from why
        return Sent(remote_id=self._uri(key), url=self._url(key)) if there else None

    def _get(self, collection: str, rkey: str) -> dict[str, Any] | None:
        """{"uri", "cid", "value"} of a record of ours, or None. Raises Retry, Refused or Disconnected."""
        params = {"repo": self.did, "collection": collection, "rkey": rkey}
        reply = self._ask("GET", "com.atproto.repo.getRecord", fine=["RecordNotFound"], token="", params=params)
        if reply.status_code == 400:
            return None
        return {name: field(reply, name) for name in ("uri", "cid", "value")}

    def probe(self) -> Mapping[str, Any]:
        """Who we are there. Raises Disconnected or Retry."""
        reply = self._ask("GET", "com.atproto.server.getSession")
        handle, told = field(reply, "handle"), json_of(reply)
        if told.get("active") is False:
            raise Disconnected(f"Bluesky says that the account is {told.get('status') or 'not active'}.")
        return {"account": f"@{handle}", "limits": {}}

    @property
    def full_for(self) -> timedelta | None:
        """How long nothing more should be asked, by the heads of its answers."""
        return self.budget.full_for

    def renew(self) -> Mapping[str, str]:
        """A session: the old one refreshed, or where it has ended a new one by the app password.

        To sign in is bounded, 30 times in five minutes and 300 a day: nobody signs in to post.
        """
        if refresh := self.credentials.get("refresh"):
            reply = self._ask("POST", "com.atproto.server.refreshSession", fine=(400, 401), token=refresh)
            if reply.status_code == 200:
                return self._session(reply)
        body = {"identifier": self.credentials.get("handle", ""), "password": self.credentials.get("app_password", "")}
        reply = self._ask("POST", "com.atproto.server.createSession", table=SIGNING_IN, token="", json=body)
        session = self._session(reply)
        if claims(session["access"]).get("scope") == "com.atproto.access":
            fail(SIGNING_IN[401, "AuthFactorTokenRequired"], code="own password")
        return session

    def _session(self, reply: httpx2.Response) -> dict[str, str]:
        try:
            ends = datetime.fromtimestamp(int(claims(str(field(reply, "accessJwt"))).get("exp", 0)), UTC)
        except (TypeError, ValueError, OverflowError) as error:
            raise Retry(UNREADABLE, code="unreadable answer") from error
        session = {"did": "did", "access": "accessJwt", "refresh": "refreshJwt"}
        got = {name: str(field(reply, theirs)) for name, theirs in session.items()}
        return {**self.credentials, **got, "expires_at": ends.isoformat()}

    def close(self) -> None:
        """Let go of the connection."""
        self.http.close()

    def delete(self, remote_id: str) -> None:
        """Take a post down, and what lies beside it; one that is not there is fine."""
        for collection in (POST, GATE):
            body = {"repo": self.did, "collection": collection, "rkey": remote_id.rpartition("/")[2]}
            self._ask("POST", "com.atproto.repo.deleteRecord", json=body)

    def measure(self, remote_id: str) -> Measures | None:
        """What followers did, as Bluesky's own app counts it: the account's server asks there for us."""
        reply = self._ask("GET", "app.bsky.feed.getPosts", params={"uris": remote_id})
        found = field(reply, "posts")
        if not isinstance(found, list):
            raise Retry(UNREADABLE, code="unreadable answer")
        there = next(iter(found), None)
        return there and measures.read(there, likes="likeCount", reposts="repostCount", replies="replyCount")

    def _uri(self, key: str) -> str:
        return f"at://{self.did}/{POST}/{record_key(key)}"

    def _url(self, key: str) -> str:
        return f"{self.site}/profile/{self.did}/post/{record_key(key)}"
