"""The control port: what arrived, which faults stand, who is held. For the desk, the command line and tests."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Any, Final
from urllib.parse import urlsplit

from . import accounts, bluesky, discord, facebook, linkedin
from .http import Reply, Request
from .letters import as_json
from .moments import BadFault, Moments
from .store import Kept, Store

NAMED: Final = {
    "bluesky": bluesky.uri_of,
    "facebook": facebook.id_of,
    "linkedin": linkedin.urn_of,
}  # networks whose ids are longer than the number


class ControlPort:
    def __init__(self, store: Store, moments: Moments) -> None:
        self.store, self.moments = store, moments

    def answer(self, request: Request) -> Reply:
        # A web page in the newcomer's browser must not play with it: browsers name the page that asks.
        if "origin" in request.headers or urlsplit(request.base).hostname not in ("127.0.0.1", "localhost", "::1"):
            return Reply(403, {"error": "Only programs on this machine may ask here."})
        try:
            return self._route(request)
        except (BadFault, ValueError) as error:
            return Reply(400, {"error": str(error)})

    def _route(self, request: Request) -> Reply:
        call = f"{request.method} {request.path.removeprefix('/control')}"
        query = request.query
        if call == "GET /inbox":
            after, limit = int(query.get("after", 0)), int(query.get("limit", -1))
            rows = self.store.mails(to=query.get("to", ""), after=after, limit=limit)
            return Reply(200, [as_json(row, raw="raw" in query) for row in rows])
        if match := re.fullmatch(r"GET /inbox/(\d+)/raw", call):
            row = self.store.mail(int(match[1]))
            return Reply(200, row[6]) if row else Reply(404, {"error": "There is no such mail."})
        if call == "GET /sent":
            rows = self.store.posts(query.get("network", ""), "1" if "deleted" in query else "NOT deleted")
            return Reply(200, [self._sent(post) for post in reversed(rows)])
        if call == "GET /counts":
            return Reply(200, self.store.counts())
        if call in ("GET /faults", "GET /moments"):
            return Reply(200, self.moments.to_json()[call.removeprefix("GET /")])
        if call == "GET /wait":
            seconds = min(float(query.get("seconds", 10)), 60)
            found = self.moments.wait(query.get("where", ""), query.get("moment", ""), seconds)
            return Reply(200, found.to_json()) if found else Reply(404, {"error": "Nobody came."})
        return self._change(call, request)

    def _change(self, call: str, request: Request) -> Reply:
        if call == "POST /faults":
            return Reply(201, {"id": self.moments.add(request.fields()).id})
        if match := re.fullmatch(r"DELETE /faults(?:/(\d+))?", call):
            for fault in list(self.moments.faults):
                if match[1] in (None, str(fault.id)):
                    self.moments.remove(fault.id)
            return Reply(200, {})
        if call == "POST /allowances":
            self.moments.allowances.set(request.fields())
            return Reply(201, {})
        if call == "POST /release":
            return Reply(200, {"released": self.moments.release(int(request.fields().get("id", 0)))})
        if call == "POST /clear":
            self.moments.clear()
            self.store.clear()
            return Reply(200, {})
        return Reply(404, {"error": "There is no such address."})

    def _sent(self, post: Kept) -> dict[str, Any]:
        base, body = post.body["base"], post.body
        place = {
            "x": f"/i/web/status/{post.id}",
            "mastodon": f"/@{accounts.MASTODON_NAME}/{post.id}",
            "bluesky": f"/profile/{accounts.BLUESKY_DID}/post/{post.key}",
            "telegram": f"/{accounts.TELEGRAM['channel'][1:]}/{post.id}",
            "facebook": f"/{facebook.id_of(post)}",
            "threads": f"/@{accounts.THREADS_NAME}/post/{post.id}",
            "linkedin": f"/feed/update/{linkedin.urn_of(post)}",
            "discord": f"/channels/{discord.GUILD}/{discord.CHANNEL}/{post.id}",
        }[post.network]
        found = [self.store.medium(post.network, medium_id) for medium_id in body.get("media", [])]
        media = [
            {"url": f"{base}/media/{m.id}", "media_type": m.media_type, "alt": alt or m.alt, "bytes": len(m.data),
             "focus": self.store.beside(post.network, f"focus {m.id}")}
            for m, alt in zip_longest(found, body.get("alts", []))
            if m
        ]  # fmt: skip
        # Pictures that a network fetches from us by itself.
        fetched = {"media_type": "", "bytes": 0, "focus": None}
        media += [fetched | {"url": url, "alt": alt} for url, alt in body.get("fetched", [])]
        return {
            "network": post.network, "text": post.text, "url": base + place, "at": post.at,
            "id": NAMED[post.network](post) if post.network in NAMED else post.id,
            "key": post.key, "answers": body["answers"], "links": body.get("links", []), "card": body.get("card"),
            "media": media, "language": body.get("language") or "",
            "warning": body.get("warning", ""), "covered": body.get("covered", False),
            "visibility": body.get("visibility", "public"), "deleted": post.deleted,
        }  # fmt: skip
