"""LinkedIn's REST API as far as a newsroom posts by it. learn.microsoft.com/linkedin/marketing, 202607."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from . import accounts, linkedin_pages
from .http import Reply, Request
from .linkedin_oauth import SignIn
from .linkedin_pages import MEMBER, OURS
from .page import page
from .store import Kept, Store

# Each rule beside the page it came from, below …/community-management/shares/.
RULES: Final[dict[str, Any]] = {
    "characters": 3000,  # posts-api: commentary, as it is written
    "fields": {"author", "commentary", "visibility", "distribution", "content", "lifecycleState",
               "isReshareDisabledByAuthor"},  # posts-api
    "set": {"commentary"},  # the same, of what can be updated the one that is used here
    "article": {"source", "title", "description", "thumbnail"},  # the same
    "title": 400,  # the same
    "images": (2, 20),  # multiimage-post-api
    "alt": 4086,  # images-api
    "image types": ("image/jpeg", "image/png", "image/gif"),  # images-api
    "page": 100,  # posts-api: count
    "picture ready after": 0.0,  # our own
}  # fmt: skip
# little-text-format: what is not escaped ends the text, but for a hashtag.
LITTLE: Final = re.compile(r"\{hashtag\|\\?#\|((?:[^}\\]|\\.)*)\}|\\([\\|{}@\[\]()<>#*_~])|[^\\|{}@\[\]()<>#*_~]")


def problem(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, {"status": status, "code": code, "message": message}, headers or {})


def refuse(status: int, words: str = "", seconds: float = 0) -> Reply:
    """A status as LinkedIn words it; a 429 tells in how many seconds to come back. Words "CODE: message" name both."""
    named = re.match(r"([A-Z_]{4,}): ?", words)
    code, message = (named[1], words[named.end() :]) if named else ("", words or f"Error {status}")
    return problem(status, code, message, {"Retry-After": str(int(seconds or 300))} if status == 429 else None)


class Bad(ValueError):
    """Why a request is refused."""


class LinkedIn:
    """The API and, for people, the permalinks."""

    def __init__(self, store: Store) -> None:
        self.store, self.sign_in = store, SignIn(store)

    def answer(self, request: Request) -> Reply:
        path = request.path.rstrip("/")
        if match := re.fullmatch(r"/feed/update/urn:li:share:(\d+)", unquote(path)):
            post = self.store.post("linkedin", match[1])
            media = [self.store.medium("linkedin", medium) for medium in post.body["media"]] if post else []
            return page("LinkedIn", post, [medium for medium in media if medium])
        if (match := re.fullmatch(r"/media/(\d+)", path)) and (medium := self.store.medium("linkedin", match[1])):
            return Reply(200, medium.data, {"Content-Type": medium.media_type})
        if signing := self.sign_in.answer(request, path):
            return signing
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        status = self.sign_in.status(token, f"{request.method} {path}")
        if status == 401:
            return problem(401, "INVALID_ACCESS_TOKEN", "Invalid access token")
        if status == 403:
            return problem(403, "ACCESS_DENIED", f"Not enough permissions to access: {request.method} {path}")
        if path.startswith("/rest/") and not re.fullmatch(r"20\d{4}", request.headers.get("linkedin-version", "")):
            return problem(400, "VERSION_MISSING", "A version must be present. Please specify one in LinkedIn-Version")
        try:
            return self._route(request, path)
        except Bad as wrong:
            return problem(422, "", str(wrong))
        except (ValueError, KeyError, TypeError) as wrong:
            return problem(400, "INVALID_PARAMETER", f"Invalid param: {wrong}")

    def _route(self, request: Request, path: str) -> Reply:
        call, query = f"{request.method} {path}", parse_qs(urlsplit(request.target).query)
        if call == "GET /v2/userinfo":
            return Reply(200, {"sub": MEMBER.rpartition(":")[2], "name": accounts.LINKEDIN_NAME})
        if (match := re.fullmatch(r"GET /rest/organizations/(\d+)", call)) and match[1] in accounts.LINKEDIN_PAGES:
            return Reply(200, {"id": int(match[1]), "localizedName": accounts.LINKEDIN_PAGES[match[1]]})
        if call == "GET /rest/organizationalEntityShareStatistics":
            return linkedin_pages.statistics(query, self.store)
        if call == "GET /rest/organizationAcls":
            return linkedin_pages.roles(query)
        if call == "POST /rest/posts":
            return self._create(request)
        if call == "GET /rest/posts":
            return self._list(query, request)
        if call == "POST /rest/images" and query.get("action") == ["initializeUpload"]:
            self._own(request.fields()["initializeUploadRequest"]["owner"])
            medium = self.store.keep_medium("linkedin", b"", media_type="", alt="", ready_at=0)
            upload = f"{request.base}/dms-uploads/{medium.id}"
            return Reply(200, {"value": {"uploadUrl": upload, "image": f"urn:li:image:{medium.id}"}})
        return self._about_one(request, path)

    def _about_one(self, request: Request, path: str) -> Reply:
        call = f"{request.method} {unquote(path)}"
        if match := re.fullmatch(r"PUT /dms-uploads/(\d+)", call):
            kind = request.headers.get("content-type", "")
            if kind not in RULES["image types"]:
                return problem(400, "", "The image is of a kind that is not supported")
            self.store.fill_medium("linkedin", match[1], request.body, media_type=kind)
            return Reply(201)
        if match := re.fullmatch(r"GET /rest/images/urn:li:image:(\d+)", call):
            medium = self.store.medium("linkedin", match[1])
            if medium is None:
                return problem(404, "", "Could not find entity")
            return Reply(200, {"status": "AVAILABLE" if medium.data else "WAITING_UPLOAD"})
        if match := re.fullmatch(r"(GET|POST) /rest/posts/urn:li:share:(\d+)", call):
            there = self.store.post("linkedin", match[2])
            if there is None:
                return problem(404, "", "Could not find entity")
            if match[1] == "POST":
                return self._edit(request, there)
            if there.body["author"] not in OURS:  # r_member_social is closed
                return problem(403, "ACCESS_DENIED", "Not enough permissions to access: partnerApiPostsExternal.GET")
            return Reply(200, as_post(there))
        if match := re.fullmatch(r"DELETE /rest/posts/urn:li:share:(\d+)", call):
            self.store.delete_post("linkedin", match[1])
            return Reply(204)
        return problem(404, "RESOURCE_NOT_FOUND", "No virtual resource found")

    def _edit(self, request: Request, there: Kept) -> Reply:
        """posts-api: a partial update names what it sets; only some of a post can be set."""
        said = request.fields()
        if request.headers.get("x-restli-method") != "PARTIAL_UPDATE" or set(said) != {"patch"}:
            raise Bad("A partial update names itself in X-RestLi-Method and holds a patch")
        if set(said["patch"]) != {"$set"} or set(said["patch"]["$set"]) - RULES["set"]:
            raise Bad("ERROR :: /patch :: cannot be updated")
        commentary = said["patch"]["$set"]["commentary"]
        if len(commentary.encode("utf-16-le")) // 2 > RULES["characters"]:
            raise Bad("ERROR :: /commentary :: length is beyond maximum allowed (3000)")
        body = there.body | {"commentary": commentary, "edited": True}
        self.store.edit_post("linkedin", there.id, shown(commentary), body)
        return Reply(204)

    def _own(self, author: str) -> None:
        if author not in (*OURS, MEMBER):
            raise Bad(f"Not authorised to act as {author}")

    def _create(self, request: Request) -> Reply:
        said = request.fields()
        if unknown := set(said) - RULES["fields"]:
            return problem(422, "", f"ERROR :: /{min(unknown)} :: unrecognized field found but not allowed")
        self._own(said["author"])
        if said["visibility"] != "PUBLIC" or said["lifecycleState"] != "PUBLISHED" or not said["distribution"]:
            raise Bad("ERROR :: /visibility, /lifecycleState and /distribution are required")
        commentary = said["commentary"]
        if len(commentary.encode("utf-16-le")) // 2 > RULES["characters"]:
            raise Bad("ERROR :: /commentary :: length is beyond maximum allowed (3000)")
        text, content = shown(commentary), said.get("content", {})
        images = self._images(content)
        with self.store.lock:
            for same in self.store.posts("linkedin", "text = ?", text, newest=1):  # deleted ones, too: composio#2710
                return self._duplicate(same)
            card = content.get("article")
            body = {
                "answers": "", "base": request.base, "author": said["author"], "commentary": commentary,
                "media": [number for number, _ in images], "alts": [alt for _, alt in images],
                "links": [card["source"]] if card else [], "card": card and _card(card),
            }  # fmt: skip
            kept = self.store.keep_post("linkedin", text, body)
        return Reply(201, None, {"x-restli-id": urn_of(kept)})

    def _duplicate(self, same: Kept) -> Reply:
        detail = {"inputErrors": [{"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}]}
        message = f"BadRequestResponseException: Content is a duplicate of {urn_of(same)}"
        return Reply(422, {"status": 422, "message": message, "errorDetails": detail})

    def _images(self, content: dict[str, Any]) -> list[tuple[str, str]]:
        """The numbers of a post's pictures, and their alt text."""
        if set(content) - {"article", "media", "multiImage"} or len(content) > 1:
            raise Bad("ERROR :: /content :: one kind of content is allowed")
        shown: list[dict[str, Any]] = [content["media"]] if "media" in content else []
        if "multiImage" in content:
            shown = content["multiImage"]["images"]
            if not RULES["images"][0] <= len(shown) <= RULES["images"][1]:
                raise Bad("ERROR :: /content/multiImage/images :: 2 to 20 are allowed")
        if article := content.get("article"):
            if set(article) - RULES["article"] or not re.fullmatch(r"https?://\S+", article["source"]):
                raise Bad("ERROR :: /content/article :: unrecognized field or source")
            if not article["title"] or len(article["title"]) > RULES["title"]:
                raise Bad("ERROR :: /content/article/title :: required, 400 at most")
            shown = [{"id": article["thumbnail"]}] if "thumbnail" in article else []
        for one in shown:
            medium = self.store.medium("linkedin", one["id"].removeprefix("urn:li:image:"))
            if medium is None or not medium.data:
                raise Bad(f"ERROR :: {one['id']} :: the image is not there")
            if len(one.get("altText", "")) > RULES["alt"]:
                raise Bad("ERROR :: altText :: too long")
        return [(one["id"].removeprefix("urn:li:image:"), one.get("altText", "")) for one in shown]

    def _list(self, query: dict[str, list[str]], request: Request) -> Reply:
        author = query["author"][0]
        if request.headers.get("x-restli-method") != "FINDER" or query.get("q") != ["author"]:
            raise Bad("A finder names itself in X-RestLi-Method")
        if author not in OURS:  # r_member_social is closed
            return problem(
                403, "ACCESS_DENIED", "Not enough permissions to access: partnerApiPostsExternal.FINDER-author"
            )
        count, start = int(query.get("count", ["10"])[0]), int(query.get("start", ["0"])[0])
        if not 1 <= count <= RULES["page"]:
            raise Bad("count is out of range")
        there = [post for post in self.store.posts("linkedin", "NOT deleted") if post.body["author"] == author]
        return Reply(200, {"elements": [as_post(post) for post in there[start : start + count]]})


def shown(commentary: str) -> str:
    """What followers see: up to the first sign that should have been escaped, and not a word about the rest."""
    seen, at = [], 0
    while match := LITTLE.match(commentary, at):
        tag, escaped = match[1], match[2]
        seen.append("#" + re.sub(r"\\(.)", r"\1", tag) if tag is not None else escaped or match[0])
        at = match.end()
    return "".join(seen)


def urn_of(post: Kept) -> str:
    return f"urn:li:share:{post.id}"


def _card(article: dict[str, str]) -> dict[str, str]:
    return {"uri": article["source"], "title": article["title"], "description": article.get("description", "")}


def as_post(post: Kept) -> dict[str, Any]:
    made = int(datetime.fromisoformat(post.at).timestamp() * 1000)
    told = {"id": urn_of(post), "author": post.body["author"], "commentary": post.body["commentary"], "createdAt": made}
    card = post.body.get("card")
    return told | ({"content": {"article": {"source": card["uri"], "title": card["title"]}}} if card else {})
