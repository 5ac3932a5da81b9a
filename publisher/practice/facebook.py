"""Facebook's Graph API as far as a newsroom posts to a Page by it. developers.facebook.com/docs, v26.0."""

from __future__ import annotations

import json
import re
import time
from typing import Any, Final

from . import accounts
from .followers import numbers
from .graph import BadRequest, answered, problem, refuse
from .http import Reply, Request
from .meta_oauth import FACEBOOK, SignIn
from .page import page
from .store import Kept, Store

__all__ = ["Facebook", "refuse"]

# Each rule beside the page it came from.
RULES: Final[dict[str, Any]] = {
    "characters": 63_206,  # what others' products allow; Meta documents none
    "fields": {"message", "link"},  # docs/pages-api/posts; photos come as attached_media[0] …
    "comment fields": {"message"},  # docs/graph-api/reference/object/comments
    "edited fields": {"message"},  # docs/pages-api/posts: update a post; what it links to or shows stays
    "photo bytes": 4 * 1024 * 1024,  # docs/graph-api/reference/page/photos
    "photo types": ("image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"),  # the same
    "photo fields": {"source", "published", "alt_text_custom"},  # the same
    # docs/graph-api/reference/page-post: what it tells of reactions, comments and shares, asked for by name
    "counted": "reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0),shares",
    "counts": {"reactions": "likes", "comments": "replies"},
    "page": 100,  # docs/graph-api/reference/page/feed: limit
}
PAGE: Final = accounts.FACEBOOK["user_id"]
ME: Final = {"id": PAGE, "name": accounts.FACEBOOK_NAME, "category": "Media/news company"}
PERSON: Final = {"id": "4900", "name": "Practice Person"}


class Facebook:
    """The API and, for people, the permalinks."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.sign_in = SignIn(store, "facebook", "Facebook", PERSON["name"], FACEBOOK)

    def answer(self, request: Request) -> Reply:
        path = request.path.rstrip("/")
        if path in ("/dialog/oauth", "/dialog/allow", "/oauth/access_token"):
            return self._sign_in(request, f"{request.method} {path}")
        if "authorization" not in request.headers and request.method == "GET":
            return self._for_people(path)
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if path == "/debug_token" and token == "|".join(accounts.APP.values()):
            return answered(lambda: self._inspect(request))
        if token not in (accounts.FACEBOOK["token"], accounts.FACEBOOK_PERSON) and not self._person(token):
            return problem(400, 190, "Invalid OAuth access token - Cannot parse access token")
        return answered(lambda: self._route(request, path, of_page=token == accounts.FACEBOOK["token"]))

    def _sign_in(self, request: Request, call: str) -> Reply:
        if call == "GET /dialog/oauth":
            return self.sign_in.page(request, "/dialog/allow")
        if call == "GET /dialog/allow":
            return self.sign_in.allow(request.query)
        said = request.fields() if request.method == "POST" else request.query
        if said.get("client_id") != accounts.APP["client_id"]:
            return problem(400, 101, "Missing client_id parameter.")
        if "fb_exchange_token" in said and said.get("grant_type") == "fb_exchange_token":
            token, key = self.sign_in.long(said, said["fb_exchange_token"]), "long seconds"
        else:
            token, key = self.sign_in.short(said), "short seconds"
        if isinstance(token, Reply):
            return token
        return Reply(200, {"access_token": token, "token_type": "bearer", "expires_in": FACEBOOK[key]})

    def _person(self, token: str) -> dict[str, Any] | None:
        """What is kept of a token of whoever let an app in."""
        return self.sign_in.consent.known(f"access {token}")

    def _pages(self, token: str) -> Reply:
        """docs/graph-api/reference/user/accounts: each with its own token, and what this person may do there."""
        kept = self._person(token) or {"scope": "pages_show_list"}
        if "pages_show_list" not in kept["scope"].split(","):
            return Reply(200, {"data": []})
        ours = {"id": PAGE, "name": ME["name"], "access_token": accounts.FACEBOOK["token"]}
        other = accounts.FACEBOOK_OTHER | {"access_token": "practice-other-page-token"}
        tasks = ["ANALYZE", "ADVERTISE", "MODERATE", "CREATE_CONTENT", "MANAGE"]
        return Reply(200, {"data": [other | {"tasks": ["ANALYZE"]}, ours | {"tasks": tasks}], "paging": {}})

    def _for_people(self, path: str) -> Reply:
        if match := re.fullmatch(rf"/{PAGE}_(\d+)", path):
            post = self.store.post("facebook", match[1])
            media = [self.store.medium("facebook", medium) for medium in post.body["media"]] if post else []
            return page("Facebook", post, [medium for medium in media if medium])
        if (match := re.fullmatch(r"/media/(\d+)", path)) and (medium := self.store.medium("facebook", match[1])):
            return Reply(200, medium.data, {"Content-Type": medium.media_type})
        return Reply(404, "<p>There is no such page.</p>")

    def _route(self, request: Request, path: str, *, of_page: bool) -> Reply:
        call = f"{request.method} {re.sub('^/me(?=/|$)', f'/{PAGE}', path) if of_page else path}"
        if call in (f"GET /{PAGE}", "GET /me"):
            me, fields = ME if of_page else PERSON, request.query.get("fields", "id,name").split(",")
            if unknown := [name for name in fields if name not in me]:
                raise BadRequest(f"(#100) Tried accessing nonexisting field ({unknown[0]}) on node type (User)")
            return Reply(200, {name: me[name] for name in fields})
        if call == "POST /debug_token":
            return self._inspect(request)
        if call == "GET /me/accounts" and not of_page:
            return self._pages(request.headers["authorization"].removeprefix("Bearer "))
        if not of_page:
            return problem(403, 200, "(#200) Permissions error")
        if call == f"POST /{PAGE}/feed":
            return self._post(request)
        if call == f"POST /{PAGE}/photos":
            return self._upload(request)
        if call == f"GET /{PAGE}/published_posts":
            return self._list(request, "")
        return self._about_one(request, path)

    def _about_one(self, request: Request, path: str) -> Reply:
        match = re.fullmatch(rf"/{PAGE}_(\d+)(/comments)?", path)
        there = self.store.post("facebook", match[1]) if match else None
        if match is None or there is None:
            words = f"Unsupported {request.method.lower()} request. Object with ID '{path[1:]}' does not exist"
            raise BadRequest(words, 100, 33)
        if match[2]:
            return self._comment(request, there) if request.method == "POST" else self._list(request, id_of(there))
        if request.method == "GET" and request.query.get("fields") == RULES["counted"]:
            done = numbers(there)
            told = {name: {"summary": {"total_count": done[what]}} for name, what in RULES["counts"].items()}
            return Reply(200, {"id": id_of(there), "shares": {"count": done["reposts"]}} | told)
        if request.method == "GET" and request.query.get("fields") == "message":
            return Reply(200, {"id": id_of(there), "message": there.text})
        if request.method == "POST":
            return self._edit(request, there)
        if request.method != "DELETE":
            raise BadRequest("Unsupported request", 100, 33)
        self.store.delete_post("facebook", there.id)
        return Reply(200, {"success": True})

    def _edit(self, request: Request, there: Kept) -> Reply:
        said = request.fields()
        self._check(said, RULES["edited fields"])
        self.store.edit_post("facebook", there.id, said["message"], there.body | {"edited": True})
        return Reply(200, {"success": True})

    def _inspect(self, request: Request) -> Reply:
        said = request.fields()
        if said.get("method") != "get" or not said.get("input_token"):
            raise BadRequest("(#100) The parameter input_token is required")
        token = said["input_token"]
        if token == accounts.FACEBOOK["token"]:
            told = {"type": "PAGE", "is_valid": True, "expires_at": 0, "profile_id": PAGE}
            today = int(time.time()) // 86400  # whoever connected it is always about here
            told["data_access_expires_at"] = (today + FACEBOOK["data access days"]) * 86400
            return Reply(200, {"data": told | {"scopes": sorted(FACEBOOK["scopes"])}})
        if kept := self._person(token):
            told = {"type": "USER", "is_valid": True, "expires_at": int(kept["until"])}
            return Reply(200, {"data": told | {"scopes": kept["scope"].split(",")}})
        return Reply(200, {"data": {"is_valid": token == accounts.FACEBOOK_PERSON, "type": "USER", "scopes": []}})

    def _post(self, request: Request) -> Reply:
        said = request.fields()
        photos = [json.loads(said[name])["media_fbid"] for name in sorted(said) if name.startswith("attached_media[")]
        self._check(said, RULES["fields"] | {f"attached_media[{n}]" for n in range(len(photos))})
        link = said.get("link", "")
        if link and not re.fullmatch(r"https?://[^\s/]+\S*", link):
            raise BadRequest("(#100) The link is not a valid URL")
        if link and photos:
            raise BadRequest("(#100) A post has a link or photos")  # our own: Facebook drops one in silence
        if not all(self.store.medium("facebook", str(photo)) for photo in photos):
            raise BadRequest("(#100) Invalid photo in attached_media")
        return self._keep(
            request, said["message"], media=[str(photo) for photo in photos], links=[link] if link else []
        )

    def _comment(self, request: Request, there: Kept) -> Reply:
        said = request.fields()
        self._check(said, RULES["comment fields"])
        return self._keep(request, said["message"], answers=id_of(there))

    def _check(self, said: dict[str, Any], known: set[str]) -> None:
        if unknown := set(said) - known:
            raise BadRequest(f"(#100) The parameter {min(unknown)} is not known")  # our own: passed over in silence
        if not said["message"].strip():
            raise BadRequest("(#100) Missing message or attachment")
        if len(said["message"].encode("utf-16-le")) // 2 > RULES["characters"]:
            raise BadRequest("(#100) The message is longer than 63206")

    def _keep(self, request: Request, text: str, **more: Any) -> Reply:
        with self.store.lock:
            last = self.store.posts("facebook", "NOT deleted", newest=1)
            if last and last[0].text == text:
                return problem(400, 506, "Duplicate status message")
            body = {"answers": "", "media": [], "links": [], "base": request.base} | more
            return Reply(200, {"id": id_of(self.store.keep_post("facebook", text, body))})

    def _upload(self, request: Request) -> Reply:
        parts = request.parts()
        if unknown := set(parts) - RULES["photo fields"]:
            raise BadRequest(f"(#100) The parameter {min(unknown)} is not known")
        words = {name: part.get_payload(decode=True) for name, part in parts.items()}
        data, alt = words["source"], words.get("alt_text_custom", b"")
        if words.get("published") != b"false" or not isinstance(data, bytes) or not isinstance(alt, bytes):
            raise BadRequest("(#100) A photo for a post is uploaded unpublished")
        kind = parts["source"].get_content_type()
        if len(data) > RULES["photo bytes"] or kind not in RULES["photo types"]:
            raise BadRequest("Your photos could not be uploaded", 100, 1366046)
        medium = self.store.keep_medium("facebook", data, media_type=kind, alt=alt.decode(), ready_at=0)
        return Reply(200, {"id": medium.id})

    def _list(self, request: Request, answers: str) -> Reply:
        query = request.query
        limit = int(query.get("limit", 25))
        if not 1 <= limit <= RULES["page"]:
            raise BadRequest("(#100) The limit is out of range")
        below = int(query.get("after") or 1 << 62)
        there = [
            post
            for post in self.store.posts("facebook", "NOT deleted AND id < ?", below)
            if post.body["answers"] == answers
        ]
        paging = {"paging": {"cursors": {"after": there[limit - 1].id}}} if len(there) > limit else {}
        return Reply(200, {"data": [as_post(post) for post in there[:limit]]} | paging)


def id_of(post: Kept) -> str:
    return f"{PAGE}_{post.id}"


def as_post(post: Kept) -> dict[str, Any]:
    """As Facebook shows it: the link of a card goes round by its own, and the plain one stands beside it."""
    cards = [
        {"url": f"https://l.facebook.com/l.php?u={link[:20]}", "unshimmed_url": link} for link in post.body["links"]
    ]
    more = {"attachments": {"data": cards}} if cards else {}
    return {"id": id_of(post), "message": post.text, "created_time": post.at[:19] + "+0000"} | more
