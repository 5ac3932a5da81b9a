"""X's API v2 as far as a newsroom posts by it, strict where X is. docs.x.com/x-api, OpenAPI 2.167."""

from __future__ import annotations

import html
import re
import secrets
import time
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from oauthlib.oauth1.rfc5849 import signature

from . import accounts
from .counting import X_URL, x_weight
from .followers import numbers
from .http import Reply, Request
from .page import page
from .store import Kept, Store
from .x_oauth import SignIn

# Each rule beside the page it came from.
RULES: Final[dict[str, Any]] = {
    "weight": 280,  # docs.x.com/resources/fundamentals/counting-characters
    "per 15 minutes": {"POST": 100, "GET": 900, "DELETE": 50},  # docs.x.com/x-api/fundamentals/rate-limits
    "timeline page": (5, 100),  # docs.x.com/x-api/posts/get-posts: max_results
    "media": 4,  # docs.x.com/x-api/media/quickstart/best-practices
    "picture bytes": 5 * 1024 * 1024,  # the same
    "picture types": ("image/jpeg", "image/png", "image/webp"),  # the same
    "alt": 1000,  # components.schemas.MetadataCreateRequest of openapi.json
    "media seconds": 86400,  # docs.x.com/x-api/media/upload-media: expires_after_secs
    # components.schemas.TweetCreateRequest of openapi.json: additionalProperties is false
    "fields": {
        "text": str, "media": dict, "reply": dict, "quote_tweet_id": str, "reply_settings": str, "made_with_ai": bool,
        "paid_partnership": bool, "edit_options": dict, "poll": dict, "geo": dict, "direct_message_deep_link": str,
        "for_super_followers_only": bool, "nullcast": bool, "community_id": str, "card_uri": str,
    },
}  # fmt: skip
TITLES: Final = {400: "Invalid Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden",
                 404: "Not Found Error", 429: "Too Many Requests", 503: "Service Unavailable"}  # fmt: skip
DUPLICATE: Final = "You are not allowed to create a Tweet with duplicate content."  # akrherz/iembot#163
TOO_LONG: Final = "Your Tweet text is too long."


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Reply:
    title = TITLES.get(status, "Error")
    return Reply(status, {"title": title, "detail": detail, "type": "about:blank", "status": status}, headers or {})


def refuse(status: int, words: str = "", seconds: float = 0) -> Reply:
    """A status as X words it; a 429 tells when to come back (epoch seconds)."""
    limits = {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "0"}
    limits["x-rate-limit-reset"] = str(int(time.time() + (seconds or 900)))
    return problem(status, words or TITLES.get(status, "Error"), limits if status == 429 else {})


class X:
    """The API and, for people, the permalinks."""

    def __init__(self, store: Store) -> None:
        self.store, self.sign_in = store, SignIn(store)
        self.windows: dict[str, tuple[float, int]] = {}

    def answer(self, request: Request) -> Reply:
        path = request.path.rstrip("/")
        if match := re.fullmatch(r"/i/web/status/(\d+)", path):
            post = self.store.post("x", match[1])
            media = [self.store.medium("x", number) for number in post.body["media"]] if post else []
            return page("X", post, [medium for medium in media if medium])
        if (match := re.fullmatch(r"/media/(\d+)", path)) and (medium := self.store.medium("x", match[1])):
            return Reply(200, medium.data, {"Content-Type": medium.media_type})
        if signing := self.sign_in.answer(request, path):
            return signing
        given = request.headers.get("authorization", "")
        if given.startswith("Bearer "):
            status = self.sign_in.allows(given.removeprefix("Bearer "), f"{request.method} {path}")
            if status != 200:
                return problem(status, TITLES[status])
        elif not authentic(request):
            return problem(401, "Unauthorized")
        reply = self._route(request, path)
        return Reply(reply.status, reply.body, {**self._allowance(request.method), **reply.headers})

    def _route(self, request: Request, path: str) -> Reply:
        if (request.method, path) == ("POST", "/2/tweets"):
            return self._create(request)
        if (request.method, path) == ("POST", "/2/media/upload"):
            return self._upload(request)
        if (request.method, path) == ("POST", "/2/media/metadata"):
            return self._describe(request)
        if (request.method, path) == ("GET", "/2/users/me"):
            return Reply(200, {"data": {"id": accounts.X["user_id"], "name": "Practice", "username": accounts.X_NAME}})
        if request.method == "GET" and (match := re.fullmatch(r"/2/users/(\d+)/tweets", path)):
            return self._timeline(request, match[1])
        if request.method == "GET" and (match := re.fullmatch(r"/2/tweets/(\d+)", path)):
            there = self.store.post("x", match[1])
            if there is None:
                missing = {"title": "Not Found Error", "resource_id": match[1], "resource_type": "tweet"}
                return Reply(200, {"errors": [missing]})
            return Reply(200, {"data": as_tweet(there, set(request.query.get("tweet.fields", "").split(",")))})
        if request.method == "DELETE" and (match := re.fullmatch(r"/2/tweets/(\d+)", path)):
            there = self.store.post("x", match[1])
            if there:
                self.store.delete_post("x", match[1])
            return Reply(200, {"data": {"deleted": bool(there)}})
        return problem(404, "There is no such address.")

    def _allowance(self, method: str) -> dict[str, str]:
        """The headers of X's 15-minute windows. They count, but never run out: faults answer 429."""
        limit = RULES["per 15 minutes"].get(method, 100)
        start, used = self.windows.get(method, (0.0, 0))
        if time.time() - start > 900:
            start, used = time.time(), 0
        self.windows[method] = (start, used + 1)
        left = {"x-rate-limit-limit": str(limit), "x-rate-limit-remaining": str(max(1, limit - used - 1))}
        return left | {"x-rate-limit-reset": str(int(start + 900))}

    def _create(self, request: Request) -> Reply:
        try:
            fields = request.fields()
        except ValueError:
            return problem(400, "The body is not JSON.")
        for name, value in fields.items():
            kind = RULES["fields"].get(name)
            if kind is None or not isinstance(value, kind):
                return problem(400, f"$.{name}: is not defined in the schema and the schema does not allow it")
        text = fields.get("text", "")
        if not text.strip() and not fields.get("media"):
            return problem(400, "Requires one of text, media or poll.")
        if x_weight(text) > 280:
            return problem(403, TOO_LONG)
        media = [str(number) for number in fields.get("media", {}).get("media_ids", [])]
        known = [self.store.medium("x", number) for number in media]
        if len(media) > RULES["media"] or not all(
            medium and medium.ready_at > time.time() - RULES["media seconds"] for medium in known
        ):
            return problem(400, "Your media IDs are invalid.")
        answers = str(fields.get("reply", {}).get("in_reply_to_tweet_id", ""))
        if answers and self.store.post("x", answers) is None:
            return problem(403, "You attempted to reply to a Tweet that is deleted or not visible to you.")
        with self.store.lock:
            if self.store.posts("x", "text = ? AND NOT deleted", text, newest=1):
                return problem(403, DUPLICATE)
            links = {match.group(): f"https://t.co/{secrets.token_urlsafe(8)[:10]}" for match in X_URL.finditer(text)}
            kept = self.store.keep_post(
                "x", text, {"answers": answers, "links": links, "media": media, "base": request.base}
            )
        return Reply(201, {"data": {"id": kept.id, "text": shortened(kept), "edit_history_tweet_ids": [kept.id]}})

    def _upload(self, request: Request) -> Reply:
        """In one piece. docs.x.com/x-api/media/upload-media"""
        parts = request.parts()
        if (
            set(parts) - {"media", "media_category", "media_type", "additional_owners", "shared"}
            or "media" not in parts
        ):
            return problem(400, "One or more parameters to your request was invalid.")
        data, kind = parts["media"].get_payload(decode=True), parts["media"].get_content_type()
        if not isinstance(data, bytes) or len(data) > RULES["picture bytes"]:
            return problem(400, "file size exceeds 5242880 bytes.")
        if kind not in RULES["picture types"] or parts["media_category"].get_payload(decode=True) != b"tweet_image":
            return problem(400, "media type unrecognized.")
        medium = self.store.keep_medium("x", data, media_type=kind, alt="", ready_at=time.time())
        told = {"id": medium.id, "media_key": f"3_{medium.id}", "size": len(data)}
        return Reply(200, {"data": told | {"expires_after_secs": RULES["media seconds"]}})

    def _describe(self, request: Request) -> Reply:
        """docs.x.com/x-api/media/create-media-metadata"""
        try:
            said = request.fields()
            number, alt = str(said["id"]), said["metadata"]["alt_text"]["text"]
        except (ValueError, KeyError, TypeError):
            return problem(400, "One or more parameters to your request was invalid.")
        if not alt or len(alt) > RULES["alt"] or self.store.medium("x", number) is None:
            return problem(400, "One or more parameters to your request was invalid.")
        self.store.describe_medium("x", number, alt)
        return Reply(200, {"data": {"id": number, "associated_metadata": {"alt_text": {"text": alt}}}})

    def _timeline(self, request: Request, user: str) -> Reply:
        query = request.query
        low, high = 5, 100
        wanted = int(query.get("max_results", "10"))
        if not low <= wanted <= high:
            return problem(400, f"The `max_results` query parameter value [{wanted}] is not between {low} and {high}")
        if user != accounts.X["user_id"]:
            return Reply(200, {"meta": {"result_count": 0}})
        since, until = int(query.get("since_id", 0)), int(query.get("pagination_token", 1 << 62))
        posts = self.store.posts("x", "NOT deleted AND id > ? AND id < ?", since, until, newest=wanted + 1)
        page, more = posts[:wanted], len(posts) > wanted
        meta: dict[str, Any] = {"result_count": len(page)}
        if page:
            meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
        if more:
            meta["next_token"] = page[-1].id
        asked = set(query.get("tweet.fields", "").split(","))
        return Reply(200, {"data": [as_tweet(post, asked) for post in page], "meta": meta} if page else {"meta": meta})


def shortened(post: Kept) -> str:
    """The text as X gives it back: links through t.co, HTML-escaped."""
    return html.escape(
        X_URL.sub(lambda match: post.body["links"].get(match.group(), match.group()), post.text), quote=False
    )


def as_tweet(post: Kept, asked: set[str]) -> dict[str, Any]:
    tweet: dict[str, Any] = {"id": post.id, "text": shortened(post), "edit_history_tweet_ids": [post.id]}
    if "created_at" in asked:
        tweet["created_at"] = post.at
    if "public_metrics" in asked:
        done = numbers(post)
        tweet["public_metrics"] = {
            "like_count": done["likes"], "retweet_count": done["reposts"], "reply_count": done["replies"],
            "quote_count": 0, "bookmark_count": 0, "impression_count": done["views"],
        }  # fmt: skip
    if "referenced_tweets" in asked and post.body["answers"]:
        tweet["referenced_tweets"] = [{"type": "replied_to", "id": post.body["answers"]}]
    if "entities" in asked and post.body["links"]:
        tweet["entities"] = {
            "urls": [
                {"url": short, "expanded_url": link if "://" in link else f"http://{link}", "display_url": link[:30]}
                for link, short in post.body["links"].items()
            ]
        }
    return tweet


def authentic(request: Request) -> bool:
    """Whether OAuth 1.0a says that this is the practice account: key, token, and signature over method and URL."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    given = {n: unquote(v) for n, v in re.findall(r'(\w+)="([^"]*)"', rest)}
    if scheme.lower() != "oauth" or given.get("oauth_signature_method") != "HMAC-SHA1":
        return False
    known = (accounts.X["consumer_key"], accounts.X["access_token"])
    if (given.get("oauth_consumer_key"), given.get("oauth_token")) != known:
        return False
    parts = urlsplit(request.base + request.target)
    signed = [(n, v) for n, v in given.items() if n not in ("oauth_signature", "realm")]
    signed += parse_qsl(parts.query, keep_blank_values=True)
    base = signature.signature_base_string(
        request.method,
        signature.base_string_uri(request.base + parts.path),
        signature.normalize_parameters(signed),
    )
    secret = signature.sign_hmac_sha1_with_client(
        base, _Client(accounts.X["consumer_secret"], accounts.X["access_token_secret"])
    )
    return secrets.compare_digest(str(secret), given.get("oauth_signature", ""))


class _Client:
    def __init__(self, client_secret: str, resource_owner_secret: str) -> None:
        self.client_secret, self.resource_owner_secret = client_secret, resource_owner_secret
