"""Facebook Pages, by Meta's Graph API over httpx2.

Facebook knows no key against doubles, and says “try again” of posts that are there. So what is uncertain is looked up
among the Page's posts, by the reference in the link.
"""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import httpx2

from ..ports import Choice, Disconnected, Limits, Measures, OutgoingPost, Pending, Refused, Retry, Sent, Uncertain
from . import facebook_oauth, measures
from .counting import utf16_length
from .graph import GONE, HARMLESS, ONE, WRITING, Graph
from .outcomes import Outcome, Table

# 63,206 is what others' products allow; Meta says nothing of it, nor how it counts: the stricter way is taken. It draws
# a card from the page of the link, and a photo of ours would take the card's place.
LIMITS: Final = Limits(characters=63_206, count=utf16_length, pictures=10, alt_characters=1000, draws_card=True)
LINK: Final = re.compile(r"https?://\S+")
LOOK_BACK: Final = timedelta(days=3)  # how far `find` reads
PAGES: Final = 10  # of 50 posts each
ASKING: Final = 25.0  # seconds after which no further page is asked for
SHOWN: Final = "id,message,created_time,attachments{unshimmed_url,url}"
COUNTED: Final = "reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0),shares"
NEEDED: Final = ("pages_manage_posts", "pages_read_engagement")

# developers.facebook.com/docs/graph-api/changelog: when a version ends. The newest has no such day yet.
VERSIONS: Final = {
    "v20.0": date(2026, 9, 24), "v21.0": date(2027, 1, 21), "v22.0": date(2027, 5, 20), "v23.0": date(2027, 10, 8),
    "v24.0": date(2028, 2, 18), "v25.0": date(2028, 7, 29),
}  # fmt: skip
COMMENTING: Final[Table] = {
    **WRITING,
    (100, "33"): Outcome(Refused, "The post that this one follows is gone from Facebook."),
}
PERSON: Final = (
    "This token is a person’s, not a Page’s: nothing can be posted with it. Give the Page’s own, from /me/accounts."
)
PROBING: Final[Table] = {**HARMLESS, (100, None): Outcome(Disconnected, PERSON)}  # a person has no category


class Facebook:
    """credentials: {token} of a Page and {user_id}, the Page's number, from `probe` or `choices`.

    From a sign-in {client_id, client_secret}, too: Meta tells an app what a token is.
    """

    def __init__(self, credentials: Mapping[str, str], base: str, http: httpx2.Client, *, site: str = "") -> None:
        self.credentials = credentials
        self.graph = Graph(credentials.get("token", ""), base, http)
        self.page = credentials.get("user_id", "")
        self.site = site or "https://www.facebook.com"

    def post(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | Pending:
        """One step: upload a photo, or make the post. `stage` holds the numbers of what is uploaded.

        What follows another post is a comment below it: a Page has no threads.
        """
        photos: list[str] = json.loads(stage) if stage else []
        if len(photos) < len(post.pictures):
            return Pending(json.dumps([*photos, self._upload(post, len(photos))]))
        if post.answers:
            return self._sent(self.graph.write(f"/{post.answers}/comments", message(post, photos), COMMENTING))
        return self._sent(self.graph.write(f"/{self.page or 'me'}/feed", message(post, photos)))

    def _upload(self, post: OutgoingPost, number: int) -> str:
        """A photo that nobody sees before the post shows it; one in no post is swept away by Facebook."""
        picture = post.pictures[number]
        files = {"source": (f"{number + 1}.{picture.media_type.partition('/')[2]}", picture.data, picture.media_type)}
        told = {"published": "false"} | ({"alt_text_custom": picture.alt} if picture.alt else {})
        return self.graph.prepare(f"/{self.page or 'me'}/photos", data=told, files=files)

    def find(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent | None:
        """The post, by its reference in what the Page's newest say and link to; a linkless one by its text."""
        try:
            for there in self._newest(f"/{post.answers}/comments" if post.answers else ""):
                if is_it(there, post):
                    return self._sent(str(there["id"]))
        except Refused as why:
            if why.code == "100/33" and post.answers:  # the post that it follows is gone, and it with it
                return None
            raise Uncertain("Facebook cannot be asked now whether the post is there.", code=why.code) from why
        except Retry as why:
            raise Uncertain("Facebook cannot be asked now whether the post is there.", code=why.code) from why
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Uncertain("Facebook cannot be asked now whether the post is there.", code="unreadable") from error
        return None

    def _newest(self, comments: str) -> Iterator[dict[str, Any]]:
        """The Page's posts of the last days, newest first; or the comments below one of them."""
        path, started = comments or f"/{self.page or 'me'}/published_posts", time.monotonic()
        params = {"fields": SHOWN.replace("attachments", "attachment") if comments else SHOWN, "limit": "50"}
        params |= {"order": "reverse_chronological"} if comments else {}
        table = {**HARMLESS, (100, "33"): COMMENTING[100, "33"]} if comments else HARMLESS
        for _ in range(PAGES):
            if time.monotonic() - started > ASKING:
                raise Retry("Facebook is too slow to be asked now.", code="slow")
            answer = self.graph.ask("GET", path, table, params=params)
            there = list(answer["data"])
            yield from there
            after = answer.get("paging", {}).get("cursors", {}).get("after")
            if not after or not there or made_at(there[-1]) < self.graph.clock - LOOK_BACK:
                return
            params["after"] = str(after)

    def probe(self) -> Mapping[str, Any]:
        """The Page that the token is of, and when the token ends. Raises Disconnected or Retry."""
        me = self.graph.ask("GET", "/me", PROBING, params={"fields": "id,name,category"})
        if "category" not in me:
            raise Disconnected(PERSON)
        if self.page and str(me.get("id")) != self.page:
            raise Disconnected("This token belongs to another Page.")
        ends, rights = self._inspected()
        if lacking := [right for right in NEEDED if rights is not None and right not in rights]:
            raise Disconnected(f"The token lacks {' and '.join(lacking)}; make one that has it.")
        return {
            "account": str(me.get("name", "")), "user_id": str(me.get("id", "")), "limits": {},
            "ends_at": datetime.fromtimestamp(ends, UTC).isoformat() if ends else "",
        }  # fmt: skip

    def _inspected(self) -> tuple[int, list[str] | None]:
        """When the token ends, or 0, and its rights, or None. Raises Disconnected if Meta says that it is no Page's.

        docs/facebook-login/guides/access-tokens, data access: 90 days after whoever connected it last used the app, it
        tells nothing any more, and nothing can be read back by it.
        """
        if secret := self.credentials.get("client_secret"):
            # docs/facebook-login/guides/access-tokens: an app's own token is its id and secret.
            app = Graph(f"{self.credentials['client_id']}|{secret}", self.graph.base, self.graph.http)
            told = app.inspected(self.credentials["token"])
        else:
            told = self.graph.inspected()
        if told.kind not in ("", "PAGE"):
            raise Disconnected(PERSON)
        if self.page and told.of not in ("", self.page):
            raise Disconnected("This token belongs to another Page.")
        return min((at for at in (told.ends, told.reads_until) if at), default=0), told.rights

    @property
    def full_for(self) -> timedelta | None:
        """How long nothing more should be asked, by the heads of its answers."""
        return self.graph.budget.full_for

    def renew(self) -> Mapping[str, str] | None:
        """A person's token for the code that they brought. A Page's is good until somebody takes it away."""
        if "code" not in self.credentials:
            return None
        return facebook_oauth.renewed(self.graph.base, self.graph.http, self.credentials)

    def choices(self) -> Sequence[Choice]:
        """The Pages that whoever signed in may post to, each with its own token."""
        return facebook_oauth.choices(self.graph, self.credentials)

    def delete(self, remote_id: str) -> None:
        """Take a post down; one that is not there is fine."""
        self.graph.delete(remote_id)

    def amend(self, remote_id: str, post: OutgoingPost) -> None:
        """Have a post, or a comment, say what this one says; its card or photos stay. docs/pages-api/posts, update

        Facebook lets an app change only what it made itself.
        """
        there = self.graph.ask("GET", f"/{remote_id}", {**HARMLESS, **ONE}, params={"fields": "message"})
        if plain(str(there.get("message", ""))) != plain(post.text):
            self.graph.change(f"/{remote_id}", {"message": post.text})

    def close(self) -> None:
        """Let go of the connection."""
        self.graph.http.close()

    def measure(self, remote_id: str) -> Measures | None:
        """What followers did; every kind of reaction is a like. docs/graph-api/reference/page-post"""
        try:
            told = self.graph.ask("GET", f"/{remote_id}", {**HARMLESS, (100, "33"): GONE}, params={"fields": COUNTED})
        except Refused as why:
            if why.code == "100/33":
                return None
            raise
        try:
            done = {name: told[name]["summary"]["total_count"] for name in ("reactions", "comments")}
            done["shares"] = told["shares"]["count"] if "shares" in told else 0  # left out where nobody shared it
        except (KeyError, TypeError) as error:
            raise Retry("Facebook’s answer cannot be read.", code="unreadable answer") from error
        return measures.read(done, likes="reactions", reposts="shares", replies="comments")

    def _sent(self, remote_id: str) -> Sent:
        return Sent(remote_id=remote_id, url=f"{self.site}/{remote_id}")


def message(post: OutgoingPost, photos: list[str]) -> dict[str, str]:
    """What the post says. With photos there is no card, and the link stands in the text alone."""
    said = {"message": post.text}
    if post.answers:
        return said
    said |= {f"attached_media[{n}]": json.dumps({"media_fbid": photo}) for n, photo in enumerate(photos)}
    link = LINK.search(post.text)
    return said | ({"link": link[0]} if link and not photos else {})


def is_it(there: Mapping[str, Any], post: OutgoingPost) -> bool:
    """Whether this is our post: its reference stands whole in the text, or in what its card leads to."""
    text = str(there.get("message", ""))
    if post.reference not in post.text:
        return plain(text) == plain(post.text)
    cards = there.get("attachments", {}).get("data", [])
    places = [text, *(str(card.get(name, "")) for card in cards for name in ("unshimmed_url", "url"))]
    whole = re.compile(rf"(?<![\w-]){re.escape(post.reference)}(?![\w-])")
    return any(whole.search(place) for place in places)


def made_at(there: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(there["created_time"]))


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def sunset(base: str) -> date | None:
    """When the version that a base names ends, if that is known."""
    return VERSIONS.get(base.rstrip("/").rpartition("/")[2])
