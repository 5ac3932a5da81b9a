"""LinkedIn, for an organisation's page or a member, by its versioned REST API over httpx2.

LinkedIn refuses the same words twice and names the post that has them, which settles a doubt. Besides, an
organisation's posts can be read back; what a member posted, LinkedIn tells nobody.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

import httpx2

from ..ports import (
    Choice,
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
from . import linkedin_counts, linkedin_oauth
from .linkedin_answers import CHANGING, GONE, HARMLESS, OUTCOMES, code_of, obey, told
from .linkedin_text import body, is_it, length, little, pictures, plain_text
from .linkedin_versions import split
from .outcomes import NO_REPLY, UNREACHABLE, fail
from .over_http import clock_of, never_left

# learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api. It draws no card from the page: what we
# do not send, nobody sees. It has no threads.
LIMITS: Final = Limits(characters=3000, count=length, pictures=9, alt_characters=4086, sends_card=True, threads=False)
LOOK_BACK: Final = timedelta(days=3)  # how far `find` reads
PAGES: Final = 10  # of 50 posts each
ASKING: Final = 25.0  # seconds after which no further page is asked for
BUSY: Final = timedelta(seconds=3)  # how long to wait for a picture that is being processed

UNTOLD: Final = "LinkedIn tells nobody but its partners what a member’s followers did with a post."
LOOK: Final = "LinkedIn tells nobody what a member has posted: look there, and say whether the post is there."
URN: Final = re.compile(r"urn:li:(?:share|ugcPost|activity):\d+")


class LinkedIn:
    """credentials: {token, organization, ends_at} and {user_id}, the author's URN, from `probe`.

    `organization` is its number, or empty for the member whose token it is. From a sign-in {who}, "page" or "member",
    too; where LinkedIn lets us renew the token {client_id, client_secret, refresh, expires_at, renew_at}.
    """

    def __init__(self, credentials: Mapping[str, str], base: str, http: httpx2.Client, *, site: str = "") -> None:
        self.credentials, self.http = credentials, http
        self.base, version = split(base)
        self.site = site or "https://www.linkedin.com"
        number = credentials.get("organization", "")
        self.author = f"urn:li:organization:{number}" if number else credentials.get("user_id", "")
        self.asked = bool(number)
        # A client lives for a call or two: no connection is left open behind it.
        self.headers = {
            "Authorization": f"Bearer {credentials.get('token', '')}", "LinkedIn-Version": version,
            "X-Restli-Protocol-Version": "2.0.0", "Connection": "close",
        }  # fmt: skip

    def post(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | Pending:
        """One step: upload a picture, or make the post. `stage` holds the names of what is uploaded."""
        if post.answers:
            raise Refused("LinkedIn has no threads: have the appeal in the same post.")
        images: list[str] = json.loads(stage) if stage else []
        wanted = pictures(post)
        if len(images) < len(wanted):
            return Pending(json.dumps([*images, self._upload(wanted[len(images)])]))
        if any(self._processing(image) for image in images):
            return Pending(stage, BUSY)
        return self._create(body(post, images, self._author()))

    def _create(self, said: Mapping[str, Any]) -> Sent:
        reply = self._write("/rest/posts", said)
        if code_of(reply) == "DUPLICATE_POST" and (there := URN.search(str(told(reply).get("message", "")))):
            return self._sent(there[0])  # our reference is in its text: it is this very post
        obey(reply, OUTCOMES)
        if urn := reply.headers.get("x-restli-id"):
            return self._sent(urn)
        raise Uncertain(NO_REPLY.why, code="unreadable answer")

    def _write(self, path: str, said: Mapping[str, Any], **headers: str) -> httpx2.Response:
        """A request that is not simply repeated; whatever is answered. Raises Disconnected or Uncertain."""
        try:
            return self._call("POST", path, json=said, headers=headers)
        except httpx2.HTTPError as error:
            fail(UNREACHABLE if never_left(error) else NO_REPLY, code=type(error).__name__)

    def _upload(self, picture: OutgoingPicture) -> str:
        said = {"initializeUploadRequest": {"owner": self._author()}}
        try:
            value = told(self._ask("POST", "/rest/images?action=initializeUpload", json=said))["value"]
            address, image = httpx2.URL(value["uploadUrl"]), str(value["image"])
        except (KeyError, TypeError, httpx2.InvalidURL) as error:
            raise Retry("LinkedIn’s answer cannot be read.", code="unreadable answer") from error
        ours = httpx2.URL(self.base)
        theirs = address.host == ours.host or f".{address.host}".endswith(".linkedin.com")
        if not theirs or address.scheme not in ("https", ours.scheme):  # our token goes with it
            raise Disconnected("LinkedIn sends our picture to a stranger; nothing was sent.")
        self._ask("PUT", str(address), content=picture.data, headers={"Content-Type": picture.media_type})
        return image

    def _processing(self, image: str) -> bool:
        """Whether a picture is not ready yet. One that LinkedIn could not read at all is said so."""
        state = told(self._ask("GET", f"/rest/images/{quote(image, safe='')}")).get("status", "AVAILABLE")
        if state == "PROCESSING_FAILED":
            raise Refused("LinkedIn cannot read a picture of this post.")
        return bool(state != "AVAILABLE")

    def _author(self) -> str:
        return self.author or str(self.probe()["user_id"])

    def find(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | None:
        """An organisation's post, by its reference in what the newest say and link to; a linkless one by its text."""
        if not self.asked:
            raise Uncertain(LOOK)
        try:
            for there in self._newest():
                if is_it(there, post):
                    return self._sent(str(there["id"]))
        except (Retry, Refused) as why:
            raise Uncertain("LinkedIn cannot be asked now whether the post is there.", code=why.code) from why
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Uncertain("LinkedIn cannot be asked now whether the post is there.", code="unreadable") from error
        return None

    def _newest(self, count: int = 50) -> Iterator[dict[str, Any]]:
        """The organisation's posts of the last days, newest first."""
        started = time.monotonic()
        for page in range(PAGES):
            if time.monotonic() - started > ASKING:
                raise Retry("LinkedIn is too slow to be asked now.", code="slow")
            query = f"q=author&author={quote(self.author, safe='')}&count={count}&start={page * count}&sortBy=CREATED"
            reply = self._ask("GET", f"/rest/posts?{query}", headers={"X-RestLi-Method": "FINDER"})
            there = told(reply).get("elements")
            if not isinstance(there, list):
                raise Retry("LinkedIn’s answer cannot be read.", code="unreadable answer")
            yield from there
            if len(there) < count or made_at(there[-1]) < clock_of(reply) - LOOK_BACK:
                return

    def probe(self) -> Mapping[str, Any]:
        """Who posts, until when, and whether what was posted can be asked. Raises Disconnected or Retry."""
        if self.asked:
            next(self._newest(1), None)
            page = self._ask("GET", f"/rest/organizations/{self.credentials['organization']}", fine=403)
            user, name = self.author, told(page).get("localizedName")
        else:
            me = told(self._ask("GET", "/v2/userinfo"))
            user, name = f"urn:li:person:{me.get('sub', '')}", me.get("name")
            if self.author not in ("", user):
                raise Disconnected("This token belongs to another member.")
        ends = self.credentials.get("ends_at", "")
        return {"account": str(name or user), "user_id": user, "limits": {}, "ends_at": ends, "asked": self.asked}

    def renew(self) -> Mapping[str, str] | None:
        """A token for the code that somebody brought; another one when it is due, where LinkedIn gave what renews it.

        That is its partners alone: all others are told before a token ends.
        """
        if "code" in self.credentials:
            return linkedin_oauth.renewed(self.base, self.http, self.credentials)
        if "refresh" not in self.credentials:
            return None
        try:
            now = clock_of(self._call("GET", "/v2/userinfo"))  # whatever it says, it says when
        except httpx2.HTTPError as error:
            raise Retry("LinkedIn did not answer.", code=type(error).__name__) from error
        if now < datetime.fromisoformat(self.credentials["renew_at"]):
            return None
        return linkedin_oauth.renewed(self.base, self.http, self.credentials)

    def choices(self) -> Sequence[Choice]:
        """The pages that whoever signed in looks after; or they themselves, if that is what was asked for."""
        if self.credentials["who"] == "member":
            me = self.probe()
            return [Choice(me["account"], me["user_id"], self.credentials)]
        return linkedin_oauth.choices(lambda path: told(self._ask("GET", path)), self.credentials)

    def delete(self, remote_id: str) -> None:
        """Take a post down; one that is not there is fine."""
        more = {"X-RestLi-Method": "DELETE"}
        self._ask("DELETE", f"/rest/posts/{quote(remote_id, safe='')}", headers=more, fine=404)

    def amend(self, remote_id: str, post: OutgoingPost) -> None:
        """Have a post say what this one says; its card or pictures stay. …/shares/posts-api, update posts

        What a member has posted cannot be looked at: there it is said again, which changes nothing.
        """
        path = f"/rest/posts/{quote(remote_id, safe='')}"
        if self.asked:
            there = self._ask("GET", f"{path}?viewContext=AUTHOR", fine=404)
            if there.status_code == 404:
                fail(GONE, code="404")
            if plain_text(str(told(there).get("commentary", ""))).split() == post.text.split():
                return
        said = {"patch": {"$set": {"commentary": little(post.text)}}}
        obey(self._write(path, said, **{"X-RestLi-Method": "PARTIAL_UPDATE"}), CHANGING)

    def measure(self, remote_id: str) -> Measures | None:
        """What followers of a page did. …/community-management/organizations/share-statistics"""
        if not self.asked:
            raise Refused(UNTOLD)
        if done := linkedin_counts.read(told(self._ask("GET", linkedin_counts.path(self.author, remote_id)))):
            return done
        # Nothing is told of it: because nobody saw it yet, or because it is gone.
        there = self._ask("GET", f"/rest/posts/{quote(remote_id, safe='')}", fine=404)
        return None if there.status_code == 404 else Measures()

    def close(self) -> None:
        """Let go of the connection."""
        self.http.close()

    def _ask(self, method: str, path: str, *, fine: int = 0, **more: Any) -> httpx2.Response:
        """A request that may be repeated. Raises Retry, Refused or Disconnected, but for the status that is fine."""
        try:
            reply = self._call(method, path, **more)
        except httpx2.HTTPError as error:
            if never_left(error):
                fail(UNREACHABLE, code=type(error).__name__)
            raise Retry("LinkedIn did not answer.", code=type(error).__name__) from error
        if reply.status_code != fine:
            obey(reply, HARMLESS)
        return reply

    def _call(self, method: str, path: str, **more: Any) -> httpx2.Response:
        url = path if path.startswith("http") else self.base + path
        try:
            return self.http.request(method, url, headers=self.headers | more.pop("headers", {}), **more)
        except httpx2.InvalidURL as error:
            raise Disconnected(OUTCOMES[404, None].why, reason="unreachable") from error

    def _sent(self, urn: str) -> Sent:
        return Sent(remote_id=urn, url=f"{self.site}/feed/update/{urn}")


def made_at(there: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(there["createdAt"]) / 1000, UTC)
