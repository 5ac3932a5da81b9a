"""A Bluesky server (PDS) as far as a newsroom posts by it, as strict as version 0.4.217. docs.bsky.app/docs/api."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
from typing import Any, Final

from . import accounts
from .bluesky_rules import RULES, BadRecord, check, media_of
from .followers import numbers
from .http import Reply, Request
from .page import page
from .store import Kept, Store

SECRET: Final = b"practice"  # signs tokens that are good for nothing outside


def problem(status: int, error: str, message: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, {"error": error, "message": message}, headers or {})


def refuse(status: int, words: str = "", seconds: float = 0) -> Reply:
    """A status as a PDS words it; a 429 tells when to come back (epoch seconds). Words "Error: message" name both."""
    error, _, message = words.partition(": ") if re.match(r"[A-Z]\w+: ", words) else ("", "", words)
    names = {400: "InvalidRequest", 401: "AuthenticationRequired", 429: "RateLimitExceeded"}
    reset = {"RateLimit-Limit": "5000", "RateLimit-Remaining": "0"}
    reset["RateLimit-Reset"] = str(int(time.time() + (seconds or 300)))
    return problem(status, error or names.get(status, "Error"), message, reset if status == 429 else {})


def session(seconds: float = RULES["access seconds"]) -> dict[str, str]:
    """What createSession and refreshSession answer: tokens as a PDS writes them, signed with a secret of ours."""
    return {
        "did": accounts.BLUESKY_DID,
        "handle": accounts.BLUESKY["handle"],
        "accessJwt": token("com.atproto.appPass", seconds),
        "refreshJwt": token("com.atproto.refresh", RULES["refresh seconds"]),
    }


def token(scope: str, seconds: float) -> str:
    """A token for so many seconds, as a PDS writes it (RFC 7519)."""
    claims = {"scope": scope, "sub": accounts.BLUESKY_DID, "iat": int(time.time()), "exp": int(time.time() + seconds)}
    parts = [_url64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "HS256"}, claims)]
    return ".".join([*parts, _signature(".".join(parts))])


def _signature(signed: str) -> str:
    return _url64(hmac.digest(SECRET, signed.encode(), "sha256"))


def _url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Bluesky:
    """The API and, for people, the permalinks."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def answer(self, request: Request) -> Reply:
        if match := re.fullmatch(r"/profile/[\w:.-]+/post/(\w+)", request.path):
            post = self._at(match[1])
            media = [self.store.medium("bluesky", medium) for medium in post.body["media"]] if post else []
            return page("Bluesky", post, [medium for medium in media if medium])
        if (match := re.fullmatch(r"/media/(\d+)", request.path)) and (
            medium := self.store.medium("bluesky", match[1])
        ):
            return Reply(200, medium.data, {"Content-Type": medium.media_type})
        call = f"{request.method} {request.path.removeprefix('/xrpc/')}"
        free = {
            "POST com.atproto.server.createSession": self._sign_in,
            "GET com.atproto.repo.getRecord": self._get,
            "GET com.atproto.identity.resolveHandle": self._resolve,
        }
        bound = {
            "POST com.atproto.server.refreshSession": lambda request: Reply(200, session()),
            "GET com.atproto.server.getSession": lambda request: Reply(200, _names() | {"active": True}),
            "GET app.bsky.feed.getPosts": self._posts,
            "POST com.atproto.repo.uploadBlob": self._upload,
            "POST com.atproto.repo.applyWrites": self._apply,
            "POST com.atproto.repo.deleteRecord": self._delete,
        }
        try:
            if answer := free.get(call):
                return answer(request)
            if answer := bound.get(call):
                scope = "com.atproto.refresh" if call.endswith("refreshSession") else "com.atproto.appPass"
                return _stranger(request, scope) or answer(request)
        except BadRecord as wrong:
            return problem(400, wrong.error, str(wrong))
        except (ValueError, KeyError, TypeError, AttributeError) as wrong:
            return problem(400, "InvalidRequest", f"Input must be what the lexicon says: {wrong}")
        return problem(501, "MethodNotImplemented", "Method Not Implemented")

    def _at(self, rkey: str) -> Kept | None:
        return next(iter(self.store.posts("bluesky", "key = ? AND NOT deleted", rkey, newest=1)), None)

    def _sign_in(self, request: Request) -> Reply:
        """A session. Tries count, the failed ones too."""
        most, seconds = RULES["sign-ins"]
        with self.store.lock:
            self.store.sign_ins = [at for at in self.store.sign_ins if at > time.time() - seconds]
            if len(self.store.sign_ins) >= most:
                return refuse(429, "RateLimitExceeded: Rate Limit Exceeded", seconds)
            self.store.sign_ins.append(time.time())
        said = request.fields()
        known = said["identifier"].lower() in (accounts.BLUESKY["handle"], accounts.BLUESKY_DID)
        if known and said["password"] == accounts.BLUESKY["app_password"]:
            return Reply(200, session())
        return problem(401, "AuthenticationRequired", "Invalid identifier or password")

    def _resolve(self, request: Request) -> Reply:
        if request.query["handle"].lower() == accounts.BLUESKY["handle"]:
            return Reply(200, {"did": accounts.BLUESKY_DID})
        return problem(400, "InvalidRequest", "Unable to resolve handle")

    def _get(self, request: Request) -> Reply:
        query = request.query
        if query["repo"] != accounts.BLUESKY_DID:
            return problem(502, "UpstreamFailure", "Upstream service unreachable")
        collection, rkey = query["collection"], query["rkey"]
        there = self._at(rkey) if collection == RULES["collection"] else None
        if there:
            return Reply(200, _named(there) | {"value": there.body["record"]})
        uri = f"at://{query['repo']}/{collection}/{rkey}"
        gate = self.store.beside("bluesky", rkey) if collection == RULES["gates"] else None
        if gate:
            return Reply(200, {"uri": uri, "cid": _cid(gate), "value": gate})
        return problem(400, "RecordNotFound", f"Could not locate record: {uri}")

    def _posts(self, request: Request) -> Reply:
        """As the app's own server answers, whom a PDS asks for us. lexicons/app/bsky/feed/getPosts.json"""
        there = self._at(request.query["uris"].rpartition("/")[2])
        if there is None:
            return Reply(200, {"posts": []})
        done, view = numbers(there), _named(there) | {"author": _names(), "record": there.body["record"]}
        counts = {"likeCount": done["likes"], "repostCount": done["reposts"], "replyCount": done["replies"]}
        return Reply(200, {"posts": [view | counts | {"quoteCount": 0, "indexedAt": there.at}]})

    def _apply(self, request: Request) -> Reply:
        """Make all of these records, or none. What is there already is a server error, as on a real one."""
        said = request.fields()
        if said["repo"] != accounts.BLUESKY_DID:
            return problem(403, "AccountNotFound", "Account not found")
        wanted = {(write["collection"], str(write["rkey"])): write["value"] for write in said["writes"]}
        if {write["$type"] for write in said["writes"]} != {"com.atproto.repo.applyWrites#create"}:
            return problem(400, "InvalidRequest", "Input/writes must be what the lexicon says")
        with self.store.lock:
            for (collection, rkey), record in wanted.items():
                check(record, rkey, self.store, collection=collection)
            if len(wanted) < len(said["writes"]) or any(self._taken(*place) for place in wanted):
                return problem(500, "InternalServerError", "Internal Server Error")
            results = [self._keep(*place, record, request.base) for place, record in wanted.items()]
        commit = {"cid": _cid({"commit": results}), "rev": said["writes"][0]["rkey"]}
        return Reply(200, {"commit": commit, "results": results})

    def _taken(self, collection: str, rkey: str) -> bool:
        return bool(self.store.beside("bluesky", rkey) if collection == RULES["gates"] else self._at(rkey))

    def _keep(self, collection: str, rkey: str, record: dict[str, Any], base: str) -> dict[str, str]:
        if collection == RULES["gates"]:
            self.store.keep_beside("bluesky", rkey, record)
        else:
            body = {"record": record, "cid": _cid(record), "media": media_of(record), "base": base}
            self.store.keep_post("bluesky", record["text"], body | _more(record), key=rkey)
        uri = f"at://{accounts.BLUESKY_DID}/{collection}/{rkey}"
        return {"$type": "com.atproto.repo.applyWrites#createResult", "uri": uri, "cid": _cid(record)}

    def _delete(self, request: Request) -> Reply:
        said = request.fields()
        if said["collection"] == RULES["gates"]:
            self.store.drop_beside("bluesky", str(said["rkey"]))
        elif there := self._at(str(said["rkey"])):
            self.store.delete_post("bluesky", there.id)
        return Reply(200, {})

    def _upload(self, request: Request) -> Reply:
        if len(request.body) > RULES["blob bytes"]:
            return problem(413, "PayloadTooLarge", "request entity too large")
        kind = request.headers.get("content-type", "")
        medium = self.store.keep_medium("bluesky", request.body, media_type=kind, alt="", ready_at=0)
        link = "bafkrei" + "".join("abcdefghij"[int(digit)] for digit in medium.id.zfill(52))
        blob = {"$type": "blob", "ref": {"$link": link}, "mimeType": kind, "size": len(request.body)}
        return Reply(200, {"blob": blob})


def _stranger(request: Request, scope: str) -> Reply | None:
    """Why this request may not, or None. packages/pds/src/auth-verifier.ts"""
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not given:
        return problem(401, "AuthMissing", "Authentication Required")
    signed, _, signature = given.rpartition(".")
    if not hmac.compare_digest(signature, _signature(signed)):
        return problem(400, "InvalidToken", "Token could not be verified")
    middle = signed.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    if claims["scope"] != scope:
        return problem(400, "InvalidToken", "Invalid token type")
    if claims["exp"] < time.time():
        return problem(400, "ExpiredToken", "Token has expired")
    return None


def _names() -> dict[str, str]:
    return {"did": accounts.BLUESKY_DID, "handle": accounts.BLUESKY["handle"]}


def _named(post: Kept) -> dict[str, str]:
    return {"uri": uri_of(post), "cid": post.body["cid"]}


def uri_of(post: Kept) -> str:
    return f"at://{accounts.BLUESKY_DID}/{RULES['collection']}/{post.key}"


def _cid(record: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).digest()
    return "bafyrei" + base64.b32encode(digest).decode().rstrip("=").lower()


def _more(record: dict[str, Any]) -> dict[str, Any]:
    """What is told of a record at the control port and on its page, beside its text."""
    features = [feature for facet in record.get("facets", []) for feature in facet["features"]]
    return {
        "answers": record.get("reply", {}).get("parent", {}).get("uri", ""),
        "language": next(iter(record.get("langs", [])), ""),
        "links": [feature["uri"] for feature in features if "uri" in feature],
        "card": record.get("embed", {}).get("external"),
        "covered": bool(record.get("labels")),
        "alts": [image["alt"] for image in record.get("embed", {}).get("images", [])],
    }
