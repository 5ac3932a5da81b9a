"""Mastodon's API as far as a newsroom posts by it. docs.joinmastodon.org and mastodon/mastodon 4.x."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import regex

from . import accounts
from .counting import mastodon_length
from .followers import numbers
from .http import Reply, Request
from .mastodon_entities import RULES, account, as_html, as_media, focal_point, instance
from .mastodon_oauth import SignIn
from .page import page
from .store import Kept, Medium, Store


def problem(status: int, error: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, {"error": error}, headers or {})


def refuse(status: int, words: str = "", seconds: float = 0) -> Reply:
    """A status as Mastodon words it; a 429 tells when to come back (ISO time)."""
    return problem(status, words or f"Error {status}", _allowance(0, seconds) if status == 429 else {})


def _allowance(left: int, seconds: float = 0) -> dict[str, str]:
    """The headers of the 5-minute window. It never runs out here: faults answer 429."""
    reset = datetime.fromtimestamp(time.time() + (seconds or 300), UTC).isoformat().replace("+00:00", "Z")
    limit = str(RULES["per 5 minutes"])
    return {"X-RateLimit-Limit": limit, "X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": reset}


def warned(fields: dict[str, Any]) -> dict[str, Any]:
    """What a status warns of, and whether its media are covered, as always then. app/services/post_status_service.rb"""
    words = str(fields.get("spoiler_text") or "")
    return {"warning": words, "covered": fields.get("sensitive") is True or bool(words)}


def said(parts: Mapping[str, EmailMessage], name: str) -> str:
    """A form's text field; empty if it is not there."""
    words = parts[name].get_payload(decode=True) if name in parts else b""
    return words.decode() if isinstance(words, bytes) else ""


class Mastodon:
    def __init__(self, store: Store) -> None:
        self.store, self.sign_in = store, SignIn(store)

    def answer(self, request: Request) -> Reply:
        path = request.path.rstrip("/")
        if (request.method, path) == ("GET", "/api/v2/instance"):
            return Reply(200, instance(request.base))
        if match := re.fullmatch(r"/@\w+/(\d+)", path):
            post = self.store.post("mastodon", match[1])
            media = (
                [self.store.medium("mastodon", medium_id) for medium_id in post.body.get("media", [])] if post else []
            )
            return page("Mastodon", post, [medium for medium in media if medium])
        if (match := re.fullmatch(r"/media/(\d+)", path)) and (medium := self.store.medium("mastodon", match[1])):
            return Reply(200, medium.data, {"Content-Type": medium.media_type})
        if signing := self.sign_in.answer(request, path):
            return signing
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if refusal := self.sign_in.refusal(token, f"{request.method} {path}"):
            return refusal
        reply = self._route(request, path)
        return Reply(reply.status, reply.body, {**_allowance(RULES["per 5 minutes"] - 1), **reply.headers})

    def _route(self, request: Request, path: str) -> Reply:
        match = re.fullmatch(r"/api/v\d/(media|accounts)/(\d+)(/statuses)?", path)
        if (request.method, path) == ("POST", "/api/v1/statuses"):
            return self._create(request)
        if (request.method, path) == ("POST", "/api/v2/media"):
            return self._upload(request)
        if (request.method, path) == ("GET", "/api/v1/accounts/verify_credentials"):
            return Reply(200, account(request.base))
        if request.method == "GET" and match and match[1] == "media":
            return self._medium(match[2])
        if request.method == "GET" and match and match[1] == "accounts" and match[3]:
            return self._statuses(request, match[2])
        if one := re.fullmatch(r"/api/v1/statuses/(\d+)(/source)?", path):
            return self._about_one(request, one[1], source=bool(one[2]))
        return problem(404, "Record not found")

    def _about_one(self, request: Request, status_id: str, *, source: bool) -> Reply:
        post = self.store.post("mastodon", status_id)
        if post is None or (source and request.method != "GET"):
            return problem(404, "Record not found")
        if source:  # docs methods/statuses: as it was written
            return Reply(200, {"id": post.id, "text": post.text, "spoiler_text": post.body.get("warning", "")})
        if request.method == "DELETE":
            self.store.delete_post("mastodon", post.id)
        elif request.method == "PUT":
            return self._edit(request, post)
        elif request.method != "GET":
            return problem(404, "Record not found")
        return Reply(200, self.as_status(post, request.base))

    def _edit(self, request: Request, post: Kept) -> Reply:
        """docs methods/statuses: edit. What is not named is taken away (app/services/update_status_service.rb)."""
        try:
            fields = request.fields()
        except ValueError:
            return problem(400, "The body cannot be read.")
        if wrong := self._wrong(fields | {"in_reply_to_id": ""}):
            return wrong
        media = [str(m) for m in fields.get("media_ids") or []]
        body = post.body | {"media": media, "language": fields.get("language"), "edited": True, **warned(fields)}
        self.store.edit_post("mastodon", post.id, str(fields.get("status") or ""), body)
        return Reply(200, self.as_status(self.store.post("mastodon", post.id) or post, request.base))

    def _create(self, request: Request) -> Reply:
        try:
            fields = request.fields()
        except ValueError:
            return problem(400, "The body cannot be read.")
        key = request.headers.get("idempotency-key", "")
        with self.store.lock:
            if key and (known := self._known(key)):
                if known.deleted:
                    return problem(404, "Record not found")
                return Reply(200, self.as_status(known, request.base))
            if wrong := self._wrong(fields):
                return wrong
            body = {
                "answers": str(fields.get("in_reply_to_id") or ""),
                "visibility": fields.get("visibility") or "public",
                "language": fields.get("language"),
                **warned(fields),
                "media": [str(m) for m in fields.get("media_ids") or []],
                "base": request.base,
            }
            kept = self.store.keep_post("mastodon", str(fields.get("status") or ""), body, key=key)
        return Reply(200, self.as_status(kept, request.base))

    def _known(self, key: str) -> Kept | None:
        """The status that this key made within the hour."""
        for post in self.store.posts("mastodon", "key = ?", key, newest=1):
            age = time.time() - datetime.fromisoformat(post.at).timestamp()
            return post if age < RULES["key seconds"] else None
        return None

    def _wrong(self, fields: dict[str, Any]) -> Reply | None:
        text, media = str(fields.get("status") or ""), fields.get("media_ids") or []
        if not text.strip() and not media:
            return problem(422, "Validation failed: Text can't be blank")
        if (
            mastodon_length(text) + len(regex.findall(r"\X", str(fields.get("spoiler_text") or "")))
            > RULES["characters"]
        ):
            return problem(422, "Validation failed: Text character limit of 500 exceeded")
        if (fields.get("visibility") or "public") not in RULES["visibility"]:
            return problem(422, "Validation failed: Visibility is not included in the list")
        if len(media) > RULES["media"]:
            return problem(422, "Validation failed: Cannot attach more than 4 files")
        for medium_id in media:
            medium = self.store.medium("mastodon", str(medium_id))
            if medium is None:
                return problem(422, "Validation failed: Media attachment not found")
            if medium.ready_at > time.time():
                return problem(422, "Cannot attach files that have not finished processing. Try again in a moment!")
        answers = str(fields.get("in_reply_to_id") or "")
        if answers and self.store.post("mastodon", answers) is None:
            return problem(404, "The post you are trying to reply to does not appear to exist.")
        return None

    def _upload(self, request: Request) -> Reply:
        parts = request.parts()
        file = parts.get("file")
        if file is None:
            return problem(422, "Validation failed: File can't be blank")
        data = file.get_payload(decode=True)
        alt = said(parts, "description")
        if not isinstance(data, bytes) or len(data) > RULES["picture bytes"]:
            return problem(422, "Validation failed: File file size must be less than 16 MB")
        if file.get_content_type() not in RULES["picture types"]:
            return problem(422, "Validation failed: File content type is invalid")
        if len(alt) > RULES["alt"]:
            return problem(422, "Validation failed: Description is too long (maximum is 1500 characters)")
        try:
            focus = focal_point(said(parts, "focus")) if "focus" in parts else None
        except ValueError:
            return problem(422, "Validation failed: Focus must be two numbers from -1 to 1")
        medium = self.store.keep_medium(
            "mastodon",
            data,
            media_type=file.get_content_type(),
            alt=alt,
            ready_at=time.time() + RULES["media ready after"],
        )
        if focus:
            self.store.keep_beside("mastodon", f"focus {medium.id}", focus)
        return Reply(202, self._as_media(medium, request.base) | {"url": None})

    def _as_media(self, medium: Medium, base: str) -> dict[str, Any]:
        return as_media(medium, base, self.store.beside("mastodon", f"focus {medium.id}"))

    def _medium(self, medium_id: str) -> Reply:
        medium = self.store.medium("mastodon", medium_id)
        if medium is None:
            return problem(404, "Record not found")
        busy = medium.ready_at > time.time()
        return Reply(206 if busy else 200, self._as_media(medium, "") | ({"url": None} if busy else {}))

    def _statuses(self, request: Request, account_id: str) -> Reply:
        if account_id != accounts.MASTODON_ID:
            return problem(404, "Record not found")
        query = request.query
        low = max(int(query.get("min_id", 0)), int(query.get("since_id", 0)))
        limit = min(int(query.get("limit", 20)), RULES["page"])
        where = "NOT deleted AND id > ? AND id < ?"
        posts = self.store.posts("mastodon", where, low, int(query.get("max_id", 1 << 62)))
        page = posts[-limit:] if "min_id" in query else posts[:limit]  # min_id: those just above it
        return Reply(200, [self.as_status(post, request.base) for post in page])

    def as_status(self, post: Kept, base: str) -> dict[str, Any]:
        found, done = [self.store.medium("mastodon", medium_id) for medium_id in post.body["media"]], numbers(post)
        return {
            "id": post.id, "created_at": post.at, "in_reply_to_id": post.body["answers"] or None,
            "sensitive": post.body.get("covered", False), "spoiler_text": post.body.get("warning", ""),
            "visibility": post.body["visibility"], "language": post.body["language"],
            "uri": f"{base}/users/{accounts.MASTODON_NAME}/statuses/{post.id}",
            "url": f"{base}/@{accounts.MASTODON_NAME}/{post.id}", "content": as_html(post.text), "reblog": None,
            "account": account(base), "media_attachments": [self._as_media(medium, base) for medium in found if medium],
            "favourites_count": done["likes"], "reblogs_count": done["reposts"], "replies_count": done["replies"],
            "mentions": [], "tags": [], "emojis": [], "card": None, "poll": None,
        }  # fmt: skip
