"""Threads' API as far as a newsroom posts by it. developers.facebook.com/docs/threads, v1.0."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from typing import Any, Final

from . import accounts
from .counting import SCHEMED, threads_length
from .followers import numbers
from .graph import BadRequest, answered, problem, refuse
from .http import Reply, Request
from .meta_oauth import THREADS, SignIn
from .page import page
from .store import Kept, Store

__all__ = ["Threads", "refuse"]

# Each rule beside the page it came from, below developers.facebook.com/docs/threads.
RULES: Final[dict[str, Any]] = {
    "characters": 500,  # posts: an emoji is counted as its UTF-8 bytes
    "links": 5,  # create-posts/text-attachments: distinct ones, the card's among them
    "posts a day": 250,  # overview#rate-limits
    "answers a day": 1000,  # the same
    "alt": 1000,  # create-posts/accessibility
    "carousel": (2, 20),  # posts
    "container lives": 24 * 3600,  # troubleshooting: EXPIRED
    "token lives": 60 * 86400,  # get-started/long-lived-tokens
    "metrics": {"views", "likes", "replies", "reposts", "quotes", "shares"},  # insights
    "page": 100,  # retrieve-and-discover-posts: limit
    "picture ready after": 0.2,  # our own; in life as long as they take to fetch it
    "fields": {"media_type", "text", "link_attachment", "image_url", "alt_text", "reply_to_id", "is_carousel_item",
               "children"},  # posts
}  # fmt: skip
ME: Final = {"id": accounts.THREADS["user_id"], "username": accounts.THREADS_NAME}
USER: Final = ME["id"]


class Threads:
    """The API and, for people, the permalinks. A container is kept as a medium; a post that has its id published it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.sign_in = SignIn(store, "threads", "Threads", f"@{accounts.THREADS_NAME}", THREADS)

    def answer(self, request: Request) -> Reply:
        path = request.path.rstrip("/")
        if path in ("/oauth/authorize", "/oauth/allow", "/oauth/access_token", "/access_token"):
            return self._sign_in(request, f"{request.method} {path}")
        if match := re.fullmatch(r"/@\w+/post/(\d+)", path):
            return page("Threads", self.store.post("threads", match[1]))
        path, token = re.sub("^/me(?=/|$)", f"/{USER}", path), request.headers.get("authorization", "")[7:]
        if refusal := self._refusal(token, f"{request.method} {path}"):
            return refusal
        return answered(lambda: self._route(request, path))

    def _sign_in(self, request: Request, call: str) -> Reply:
        if call == "GET /oauth/authorize":
            return self.sign_in.page(request, "/oauth/allow")
        if call == "GET /oauth/allow":
            return self.sign_in.allow(request.query)
        if call == "POST /oauth/access_token" and request.fields().get("grant_type") == "authorization_code":
            token = self.sign_in.short(request.fields())
            return Reply(200, {"access_token": token, "user_id": int(USER)}) if isinstance(token, str) else token
        if call == "GET /access_token" and request.query.get("grant_type") == "th_exchange_token":
            return given(self.sign_in.long(request.query, request.query.get("access_token", "")))
        return problem(400, 100, "Unsupported request")

    def _refusal(self, token: str, call: str) -> Reply | None:
        """Why this token is not good for this call; None if it is."""
        if token == accounts.THREADS["token"]:
            return None
        kept = self.sign_in.consent.known(f"access {token}")
        if kept is None:
            return problem(400, 190, "Error validating access token", 463)
        wanted = next((right for what, right in THREADS["rights"].items() if what.format(user=USER) in call), "")
        if {"threads_basic", wanted or "threads_basic"} <= set(kept["scope"].split(",")):
            return None
        return problem(403, 10, "Application does not have permission for this action")

    def _route(self, request: Request, path: str) -> Reply:
        call, query = f"{request.method} {path}", request.query
        if call == f"GET /{USER}":
            return Reply(200, {name: ME[name] for name in query.get("fields", "id").split(",")})
        if call == f"POST /{USER}/threads":
            return self._lay_down(request)
        if call == f"POST /{USER}/threads_publish":
            return self._publish(request)
        if call in (f"GET /{USER}/threads", f"GET /{USER}/replies"):
            return self._list(request, answers=path.endswith("replies"))
        if call == f"GET /{USER}/threads_publishing_limit":
            return self._quota(query["fields"].split(","))
        if call == "GET /refresh_access_token":
            if query.get("grant_type") != "th_refresh_token":
                raise BadRequest("Invalid parameter")
            token = request.headers["authorization"][7:]
            new = token if token == accounts.THREADS["token"] else self.sign_in.renewed(token)
            return given(new or problem(400, 190, "Only a long-lived token can be renewed"))
        if call == "POST /debug_token":
            ends = int(time.time()) + RULES["token lives"]
            return Reply(200, {"data": {"type": "USER", "is_valid": True, "expires_at": ends, "user_id": USER}})
        return self._about_one(request, path)

    def _quota(self, fields: list[str]) -> Reply:
        """troubleshooting#retrieve-publishing-quota-limit: what of the last 24 hours is used."""
        today = self._today()
        told = {
            "quota_usage": today["posts"],
            "config": {"quota_total": RULES["posts a day"], "quota_duration": 86400},
            "reply_quota_usage": today["answers"],
            "reply_config": {"quota_total": RULES["answers a day"], "quota_duration": 86400},
        }
        return Reply(200, {"data": [{name: told[name] for name in fields}]})

    def _today(self) -> dict[str, int]:
        today = self.store.posts("threads", "at > ?", _ago(86400))
        answers = sum(bool(post.body["answers"]) for post in today)
        return {"posts": len(today) - answers, "answers": answers}

    def _insights(self, request: Request, number: str) -> Reply:
        """insights: one entry for each number that was asked for by name."""
        there = self.store.post("threads", number)
        if there is None:
            raise BadRequest(f"Unsupported request. Object with ID '{number}' does not exist", 100, 33)
        asked = request.query["metric"].split(",")
        if unknown := set(asked) - RULES["metrics"]:
            raise BadRequest(f"(#100) metric[0] must be one of the following values: {', '.join(sorted(unknown))}")
        done = numbers(there) | {"quotes": 0, "shares": 0}
        told = [{"name": name, "period": "lifetime", "values": [{"value": done[name]}]} for name in asked]
        return Reply(200, {"data": told})

    def _about_one(self, request: Request, path: str) -> Reply:
        if request.method == "GET" and (match := re.fullmatch(r"/(\d+)/insights", path)):
            return self._insights(request, match[1])
        number = path.removeprefix("/")
        there = self.store.post("threads", number)
        if there and request.method == "DELETE":
            self.store.delete_post("threads", there.id)
            return Reply(200, {"success": True, "deleted_id": there.id})
        if there and request.method == "GET":
            return Reply(200, as_post(there))
        if request.method == "GET" and (container := self.store.medium("threads", number)):
            state = {"id": container.id, "status": self._state(container.id, container.ready_at)}
            wrong = state["status"] == "ERROR"
            return Reply(200, state | ({"error_message": "FAILED_DOWNLOADING_IMAGE"} if wrong else {}))
        raise BadRequest(f"Unsupported request. Object with ID '{number}' does not exist", 100, 33)

    def _state(self, number: str, ready_at: float) -> str:
        if self.store.posts("threads", "key = ?", number, newest=1):
            return "PUBLISHED"
        age = time.time() - ready_at
        return "IN_PROGRESS" if age < 0 else "EXPIRED" if age > RULES["container lives"] else "FINISHED"

    def _lay_down(self, request: Request) -> Reply:
        said = request.fields()
        if unknown := set(said) - RULES["fields"]:
            raise BadRequest(f"(#100) The parameter {min(unknown)} is not known")  # our own: passed over in silence
        text, kind, link = said.get("text", ""), said["media_type"], said.get("link_attachment", "")
        if (length := threads_length(text)) > RULES["characters"]:
            raise BadRequest(f"Param text must be at most 500 characters long, not {length}")
        if len(set(re.findall(SCHEMED, text)) | {link} - {""}) > RULES["links"]:
            raise BadRequest("THREADS_API__LINK_LIMIT_EXCEEDED")
        if link and kind != "TEXT":
            raise BadRequest("link_attachment can only be used with text-only posts")
        if kind == "TEXT" and not text.strip():
            raise BadRequest("The parameter text is required")
        if kind == "IMAGE" and not re.fullmatch(r"https?://\S+\.(jpe?g|png)", said["image_url"]):
            raise BadRequest("The media could not be fetched from this URI")
        if len(said.get("alt_text", "")) > RULES["alt"]:
            raise BadRequest("alt_text is too long")
        pictures = [[said["image_url"], said.get("alt_text", "")]] if kind == "IMAGE" else []
        if kind == "CAROUSEL":
            pictures = self._children(said["children"].split(","))
        if kind not in ("TEXT", "IMAGE", "CAROUSEL"):
            raise BadRequest("media_type must be one of TEXT, IMAGE, VIDEO, CAROUSEL")
        answers = said.get("reply_to_id", "")
        if answers and self.store.post("threads", answers) is None:
            raise BadRequest("Invalid parameter: the post to reply to does not exist")
        what = {"text": text, "card": link, "pictures": pictures, "answers": answers, "base": request.base}
        ready = time.time() + (RULES["picture ready after"] if pictures else 0)
        data = json.dumps(what | {"item": said.get("is_carousel_item") == "true"}).encode()
        kept = self.store.keep_medium("threads", data, media_type="application/json", alt="", ready_at=ready)
        return Reply(200, {"id": kept.id})

    def _children(self, numbers: list[str]) -> list[list[str]]:
        """The address and the alt text of each."""
        low, high = RULES["carousel"]
        children = [self.store.medium("threads", number) for number in numbers]
        if not low <= len(children) <= high or not all(child and json.loads(child.data)["item"] for child in children):
            raise BadRequest("A carousel has 2 to 20 items")
        return [picture for child in children if child for picture in json.loads(child.data)["pictures"]]

    def _publish(self, request: Request) -> Reply:
        number = str(request.fields()["creation_id"])
        with self.store.lock:
            container = self.store.medium("threads", number)
            if container is None or container.ready_at > time.time():
                return problem(400, 24, "The requested resource does not exist", 4279009)
            what = json.loads(container.data)
            if what["item"] or self._state(number, container.ready_at) != "FINISHED":
                raise BadRequest("The container cannot be published")
            kind = "answers" if what["answers"] else "posts"
            if self._today()[kind] >= RULES[f"{kind} a day"]:
                return problem(400, 4, "The profile has reached its limit of posts", 2207042)
            card = {"uri": what["card"], "title": "", "description": ""} if what["card"] else None
            body = {"answers": what["answers"], "base": what["base"], "card": card, "fetched": what["pictures"]}
            body["links"] = [address for address, _ in what["pictures"]]
            return Reply(200, {"id": self.store.keep_post("threads", what["text"], body, key=number).id})

    def _list(self, request: Request, *, answers: bool) -> Reply:
        query = request.query
        limit = int(query.get("limit", 25))
        if not 1 <= limit <= RULES["page"]:
            raise BadRequest("(#100) The limit is out of range")
        posts = self.store.posts("threads", "NOT deleted AND id < ?", int(query.get("after") or 1 << 62))
        there = [post for post in posts if bool(post.body["answers"]) is answers]
        paging = {"paging": {"cursors": {"after": there[limit - 1].id}}} if len(there) > limit else {}
        return Reply(200, {"data": [as_post(post) for post in there[:limit]]} | paging)


def given(token: str | Reply) -> Reply:
    """A token for 60 days, or why there is none."""
    if isinstance(token, Reply):
        return token
    return Reply(200, {"access_token": token, "token_type": "bearer", "expires_in": RULES["token lives"]})


def _ago(seconds: float) -> str:
    return datetime.fromtimestamp(time.time() - seconds, UTC).isoformat()


def as_post(post: Kept) -> dict[str, Any]:
    url = f"{post.body['base']}/@{accounts.THREADS_NAME}/post/{post.id}"
    told = {"id": post.id, "text": post.text, "permalink": url, "timestamp": post.at[:19] + "+0000"}
    if card := post.body.get("card"):
        told["link_attachment_url"] = card["uri"]
    return told | ({"replied_to": {"id": post.body["answers"]}} if post.body["answers"] else {})
