"""Bluesky: a record in the account's repository on its own server (PDS), over httpx2.

Once, by its place: the record's key is drawn from the post's, and it is put there only where nothing is.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx2

from ..outside import Forbidden
from ..ports import Disconnected, Limits, OutgoingPicture, OutgoingPost, Pending, Refused, Retry, Sent, Uncertain
from . import bluesky_text
from .outcomes import NO_REPLY, UNREACHABLE, Outcome, Table, fail, look_up
from .over_http import clock_of, never_left

POST: Final = "app.bsky.feed.post"
FACET: Final = "app.bsky.richtext.facet"
PICTURES: Final = "app.bsky.embed.images"
CARD: Final = "app.bsky.embed.external"
# lexicons/app/bsky/embed/images.json; alt text has no limit there, so this one is ours. The card is not drawn by the
# network from the page: what we do not send, nobody sees.
LIMITS: Final = Limits(
    characters=bluesky_text.GRAPHEMES, count=bluesky_text.length, pictures=4, alt_characters=2000, sends_card=True,
    shown=lambda text: bluesky_text.written(text).text,
)  # fmt: skip
ALPHABET: Final = "234567abcdefghijklmnopqrstuvwxyz"  # atproto.com/specs/tid
FIRST_MOMENT: Final = (
    1_577_836_800_000_000  # 2020-01-01 in microseconds; with 47 bits after it every key is in the past
)

# bluesky-social/atproto packages/pds and packages/xrpc-server, as version 0.4.217 answered, unless a row says more.
OUTCOMES: Final[Table] = {
    (400, None): Outcome(Refused, "Bluesky does not accept this post as it is."),
    # putRecord with swapRecord null: there is a record in this post's own place. None but ours is ever put there.
    (400, "InvalidSwap"): Outcome(Uncertain, "Bluesky says that it has this post already; it is looked up."),
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
    # 5xx is not here: whether the record was put is unknown.
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


class Bluesky:
    """credentials: {server, handle, app_password} and, from `renew`, {did, access, refresh, expires_at}."""

    def __init__(self, credentials: Mapping[str, str], base: str, http: httpx2.Client, *, site: str = "") -> None:
        self.credentials = credentials
        self.base = base.rstrip("/")
        self.site = site or "https://bsky.app"
        self.http = http
        self.did = credentials.get("did", "")

    def post(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | Pending:
        """One step: upload a picture, or put the record. `stage` holds the blobs of what is uploaded."""
        blobs: list[dict[str, Any]] = json.loads(stage) if stage else []
        wanted = pictures(post)
        if len(blobs) < len(wanted):
            blobs.append(self._upload(wanted[len(blobs)]))
            return Pending(json.dumps(blobs))
        body = {"repo": self.did, "collection": POST, "rkey": record_key(key), "swapRecord": None}
        reply = self._put(body | {"record": self._record(post, blobs)})
        if said(reply) == "BlobNotFound" and blobs:  # swept away meanwhile: upload again
            return Pending("")
        obey(reply, OUTCOMES)
        try:
            return Sent(remote_id=str(reply.json()["uri"]), url=self._url(key))
        except (ValueError, KeyError, TypeError) as error:
            raise Uncertain(NO_REPLY.why, code="unreadable answer") from error

    def _put(self, body: Mapping[str, Any]) -> httpx2.Response:
        try:
            return self._call("POST", "com.atproto.repo.putRecord", json=body)
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
        made = post.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        more = {
            "langs": [post.language] if post.language != "und" else [],
            "facets": list(filter(None, map(self._facet, written.facets))),
            "embed": embed(post, blobs),
            "reply": self._reply(post.answers) if post.answers else {},
        }
        record = {"$type": POST, "text": written.text, "createdAt": made}
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
        there = self._get(uri.rpartition("/")[2])
        if there is None:
            raise Refused("The post that this one follows is gone from Bluesky.")
        parent = {"uri": there["uri"], "cid": there["cid"]}
        return {"root": there["value"].get("reply", {}).get("root", parent), "parent": parent}

    def _upload(self, picture: OutgoingPicture) -> dict[str, Any]:
        more: dict[str, Any] = {"content": picture.data, "headers": {"Content-Type": picture.media_type}}
        return dict(field(self._ask("POST", "com.atproto.repo.uploadBlob", **more), "blob"))

    def find(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | None:
        """The post, if there is a record in its place."""
        try:
            there = self._get(record_key(key))
        except (Retry, Refused) as why:
            raise Uncertain("Bluesky cannot be asked now whether the post is there.", code=why.code) from why
        return Sent(remote_id=there["uri"], url=self._url(key)) if there else None

    def _get(self, rkey: str) -> dict[str, Any] | None:
        """{"uri", "cid", "value"} of a post of ours, or None. Raises Retry, Refused or Disconnected."""
        params = {"repo": self.did, "collection": POST, "rkey": rkey}
        reply = self._ask("GET", "com.atproto.repo.getRecord", fine=["RecordNotFound"], token="", params=params)
        if reply.status_code == 400:
            return None
        return {name: field(reply, name) for name in ("uri", "cid", "value")}

    def probe(self) -> Mapping[str, Any]:
        """Who we are there. Raises Disconnected or Retry."""
        reply = self._ask("GET", "com.atproto.server.getSession")
        handle, told = field(reply, "handle"), reply.json()
        if told.get("active") is False:
            raise Disconnected(f"Bluesky says that the account is {told.get('status') or 'not active'}.")
        return {"account": f"@{handle}", "limits": {}}

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
        ends = datetime.fromtimestamp(int(claims(str(field(reply, "accessJwt"))).get("exp", 0)), UTC)
        session = {"did": "did", "access": "accessJwt", "refresh": "refreshJwt"}
        got = {name: str(field(reply, theirs)) for name, theirs in session.items()}
        return {**self.credentials, **got, "expires_at": ends.isoformat()}

    def close(self) -> None:
        """Let go of the connection."""
        self.http.close()

    def delete(self, remote_id: str) -> None:
        """Take a post down; one that is not there is fine."""
        body = {"repo": self.did, "collection": POST, "rkey": remote_id.rpartition("/")[2]}
        self._ask("POST", "com.atproto.repo.deleteRecord", json=body)

    def _url(self, key: str) -> str:
        return f"{self.site}/profile/{self.did}/post/{record_key(key)}"


def record_key(key: str) -> str:
    """The place of a post in the account's repository, for its whole life: a TID drawn from the post's key.

    57 bits of it are drawn, so that no two posts of a newsroom ever want the same place.
    """
    drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) >> 7
    number = ((FIRST_MOMENT + (drawn >> 10)) << 10) | (drawn & 1023)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def pictures(post: OutgoingPost) -> tuple[OutgoingPicture, ...]:
    """What is uploaded: the pictures, or the card's. A post has the ones or the other."""
    if post.pictures:
        return post.pictures
    return (post.card.picture,) if post.card and post.card.picture else ()


def embed(post: OutgoingPost, blobs: list[dict[str, Any]]) -> dict[str, Any]:
    """The pictures with their alt text, or the card of the article; empty if there is neither."""
    if post.pictures:
        images = [{"image": blob, "alt": picture.alt} for blob, picture in zip(blobs, post.pictures, strict=True)]
        return {"$type": PICTURES, "images": images}
    if post.card is None:
        return {}
    card = {"uri": post.card.url, "title": post.card.title, "description": post.card.description}
    return {"$type": CARD, "external": card | ({"thumb": blobs[0]} if blobs else {})}


def said(reply: httpx2.Response, name: str = "error") -> str:
    """What a refusal calls itself, or with "message" its sentence."""
    try:
        return "" if reply.status_code < 300 else str(reply.json().get(name, ""))
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
        return reply.json()[name]
    except (ValueError, KeyError, TypeError) as error:
        raise Retry("Bluesky's answer cannot be read.", code="unreadable answer") from error


def claims(token: str) -> dict[str, Any]:
    """What a token says of itself (RFC 7519); whether it is genuine is the server's business."""
    middle = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        return dict(json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))))
    except (ValueError, TypeError) as error:
        raise Retry("Bluesky's answer cannot be read.", code="unreadable answer") from error
