"""Discord's webhooks as far as a newsroom posts by one. docs.discord.com/developers/resources/webhook, v10."""

from __future__ import annotations

import re
from typing import Any, Final

from . import accounts
from .http import Reply, Request
from .page import page
from .store import Kept, Store

# Each rule beside the page it came from, below docs.discord.com/developers/.
RULES: Final[dict[str, Any]] = {
    "units": 2000,  # resources/webhook#execute-webhook: content, “characters”; UTF-16 units are the stricter reading
    "fields": {  # the same
        "content", "username", "avatar_url", "tts", "embeds", "allowed_mentions", "components", "attachments", "flags",
        "thread_name", "applied_tags", "poll",
    },
    "edited fields": {"content", "embeds", "flags", "allowed_mentions", "components", "attachments"},  # #edit-webhook-…
    "mentions": {"parse", "roles", "users", "replied_user"},  # resources/message#allowed-mentions-object
    "wait": 65,  # topics/rate-limits: its example
}  # fmt: skip
UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, EMPTY, BAD_TOKEN, BAD_FORM = 10008, 10015, 50006, 50027, 50035
GUILD: Final = "7002"
CHANNEL: Final = "7003"
NUMBER, TOKEN = accounts.DISCORD["webhook"].split("/")[-2:]
HOOK: Final = {
    "id": NUMBER, "type": 1, "name": "Practice", "avatar": None, "channel_id": CHANNEL, "guild_id": GUILD,
    "application_id": None, "token": TOKEN,
}  # fmt: skip
# support.discord.com/hc/en-us/articles/210298617: a backslash takes a sign its meaning, but not in a link.
ESCAPED: Final = re.compile(r"(https?://[^\s<]+)|\\([^0-9A-Za-z\s])")


def problem(status: int, code: int, message: str, **more: Any) -> Reply:
    headers = {"Retry-After": str(int(more["retry_after"]))} if "retry_after" in more else {}
    return Reply(status, {"message": message, "code": code} | more, headers)


def refuse(status: int, words: str = "", seconds: float = 0) -> Reply:
    """A status as Discord words it; a 429 tells when to come back. Words "220001: message" name a number, too."""
    named = re.match(r"(\d+): ", words)
    code, message = (int(named[1]), words[named.end() :]) if named else (0, words or f"Error {status}")
    if status == 429:
        wait = seconds or RULES["wait"]
        return problem(429, code, words or "You are being rate limited.", **{"retry_after": wait, "global": False})
    return problem(status, code, message)


class Discord:
    """The API and, for people, the permalinks."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def answer(self, request: Request) -> Reply:
        if match := re.fullmatch(rf"/channels/{GUILD}/{CHANNEL}/(\d+)", request.path):
            return page("Discord", self.store.post("discord", match[1]))
        match = re.fullmatch(r"/api/v10/webhooks/(\d+)/([\w-]+)(?:/messages/(\d+))?", request.path)
        if match is None:
            return problem(404, 0, "404: Not Found")
        if match[1] != NUMBER:
            return problem(404, UNKNOWN_WEBHOOK, "Unknown Webhook")
        if match[2] != TOKEN:
            return problem(401, BAD_TOKEN, "Invalid Webhook Token")
        try:
            return self._message(match[3], request) if match[3] else self._hook(request)
        except (ValueError, KeyError, TypeError, AttributeError):
            return problem(400, BAD_FORM, "Invalid Form Body")

    def _hook(self, request: Request) -> Reply:
        if request.method == "GET":
            return Reply(200, HOOK)
        if request.method != "POST":
            return problem(405, 0, "405: Method Not Allowed")
        said = request.fields()
        if wrong := wrong_with(said, RULES["fields"]):
            return wrong
        kept = self.store.keep_post("discord", shown(said["content"]), of(said) | {"base": request.base, "answers": ""})
        return Reply(200, as_message(kept)) if request.query.get("wait") == "true" else Reply(204)

    def _message(self, number: str, request: Request) -> Reply:
        there = self.store.post("discord", number)
        if there is None:
            return problem(404, UNKNOWN_MESSAGE, "Unknown Message")
        if request.method == "DELETE":
            self.store.delete_post("discord", there.id)
            return Reply(204)
        if request.method == "PATCH":
            said = request.fields()
            if wrong := wrong_with(said, RULES["edited fields"]):
                return wrong
            self.store.edit_post("discord", there.id, shown(said["content"]), there.body | of(said) | {"edited": True})
            there = self.store.post("discord", number) or there
        return Reply(200, as_message(there))


def wrong_with(said: dict[str, Any], fields: set[str]) -> Reply | None:
    """What is not taken. Discord itself passes over unknown fields, and calls whoever a text names."""
    content, mentions = said.get("content") or "", said.get("allowed_mentions")
    if set(said) - fields:
        return problem(400, BAD_FORM, "Invalid Form Body: there is no such field")  # our own
    if not content.strip():
        return problem(400, EMPTY, "Cannot send an empty message")
    if len(content.encode("utf-16-le")) // 2 > RULES["units"]:
        return problem(400, BAD_FORM, f"Invalid Form Body: Must be {RULES['units']} or fewer in length.")
    if mentions is None or set(mentions) - RULES["mentions"] or any(mentions.values()):
        return problem(400, BAD_FORM, "Invalid Form Body: somebody would be called")  # our own
    return None


def of(said: dict[str, Any]) -> dict[str, Any]:
    return {"content": said["content"], "links": re.findall(r"https?://[^\s<]+", said["content"])}


def shown(content: str) -> str:
    """What people see."""
    return ESCAPED.sub(lambda found: found[1] or found[2], content)


def as_message(post: Kept) -> dict[str, Any]:
    return {"id": post.id, "type": 0, "content": post.body["content"], "channel_id": CHANNEL, "webhook_id": NUMBER}
