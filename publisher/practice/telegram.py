"""Telegram's Bot API as far as a newsroom posts by it. core.telegram.org/bots/api, 10.3."""

from __future__ import annotations

import re
from typing import Any, Final

from . import accounts
from .http import Reply, Request
from .page import page
from .store import Kept, Store

# Each rule beside the page it came from.
RULES: Final[dict[str, Any]] = {
    "units": 4096,  # core.telegram.org/bots/api#sendmessage: text
    "fields": {  # the same
        "business_connection_id", "chat_id", "message_thread_id", "text", "parse_mode", "entities",
        "link_preview_options", "disable_notification", "protect_content", "allow_paid_broadcast",
        "message_effect_id", "reply_parameters", "reply_markup",
    },
    "edited fields": {  # core.telegram.org/bots/api#editmessagetext
        "business_connection_id", "chat_id", "message_id", "inline_message_id", "text", "parse_mode", "entities",
        "link_preview_options", "reply_markup",
    },
    "preview fields": {  # core.telegram.org/bots/api#linkpreviewoptions
        "is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text",
    },
}  # fmt: skip
SAME: Final = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
BOT: Final = {"id": 3001, "is_bot": True, "first_name": "Practice", "username": "practice_bot"}
CHAT: Final = {"id": -1003002, "type": "channel", "title": "Practice", "username": accounts.TELEGRAM["channel"][1:]}


def problem(status: int, description: str, **parameters: Any) -> Reply:
    more = {"parameters": parameters} if parameters else {}
    return Reply(status, {"ok": False, "error_code": status, "description": description} | more)


def refuse(status: int, words: str = "", seconds: float = 0) -> Reply:
    """A status as Telegram words it; a 429 tells in how many seconds to come back."""
    if status == 429:
        wait = int(seconds or 30)
        return problem(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
    return problem(status, words or f"Error {status}")


class Telegram:
    """The API and, for people, the permalinks."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def answer(self, request: Request) -> Reply:
        if match := re.fullmatch(r"/\w+/(\d+)", request.path):
            return page("Telegram", self.store.post("telegram", match[1]))
        match = re.fullmatch(r"/bot(\d+:[\w-]+)/(\w+)", request.path)
        if match is None:
            return problem(404, "Not Found")
        if match[1] != accounts.TELEGRAM["token"]:
            return problem(401, "Unauthorized")
        try:
            return self._route(match[2], request)
        except (ValueError, KeyError, TypeError):
            return problem(400, "Bad Request: the body cannot be read")

    def _route(self, method: str, request: Request) -> Reply:
        said = request.fields()
        if method == "getMe":
            return fine(BOT)
        if method not in ("getChat", "getChatMember", "deleteMessage", "sendMessage", "editMessageText"):
            return problem(404, "Not Found: method not found")
        if said["chat_id"] not in (accounts.TELEGRAM["channel"], CHAT["id"]):
            return problem(400, "Bad Request: chat not found")
        if method == "getChat":
            return fine(CHAT)
        if method == "getChatMember":
            known = said["user_id"] == BOT["id"]
            admin = {"user": BOT, "status": "administrator", "can_post_messages": True}
            return fine(admin) if known else problem(400, "Bad Request: user not found")
        if method == "deleteMessage":
            there = self.store.post("telegram", str(said["message_id"]))
            if there is None:
                return problem(400, "Bad Request: message to delete not found")
            self.store.delete_post("telegram", there.id)
            return fine(True)
        if method == "editMessageText":
            return self._edit(said)
        return self._send(said, request)

    def _edit(self, said: dict[str, Any]) -> Reply:
        there = self.store.post("telegram", str(said["message_id"]))
        if there is None:
            return problem(400, "Bad Request: message to edit not found")
        if wrong := wrong_with(said, RULES["edited fields"]):
            return wrong
        links = [said.get("link_preview_options", {}).get("url")]
        body = there.body | {"links": [link for link in links if link]}
        if (said["text"], body["links"]) == (there.text, there.body["links"]):
            return problem(400, SAME)
        self.store.edit_post("telegram", there.id, said["text"], body | {"edited": True})
        return fine(as_message(self.store.post("telegram", there.id) or there))

    def _send(self, said: dict[str, Any], request: Request) -> Reply:
        preview, answered = said.get("link_preview_options", {}), said.get("reply_parameters", {})
        if wrong := wrong_with(said, RULES["fields"]):
            return wrong
        text = said["text"]
        answers = str(answered.get("message_id", ""))
        if answers and self.store.post("telegram", answers) is None:
            return problem(400, "Bad Request: message to be replied not found")
        body = {"answers": answers, "base": request.base, "links": [preview["url"]] if "url" in preview else []}
        return fine(as_message(self.store.keep_post("telegram", text, body)))


def wrong_with(said: dict[str, Any], fields: set[str]) -> Reply | None:
    text = said.get("text", "")
    if set(said) - fields or set(said.get("link_preview_options", {})) - RULES["preview fields"]:
        return problem(400, "Bad Request: there is no such field")  # our own: Telegram passes over them in silence
    if not text.strip():
        return problem(400, "Bad Request: message text is empty")
    if sum(1 + (ord(sign) > 0xFFFF) for sign in text) > RULES["units"]:
        return problem(400, "Bad Request: message is too long")
    return None


def fine(result: Any) -> Reply:
    return Reply(200, {"ok": True, "result": result})


def as_message(post: Kept) -> dict[str, Any]:
    return {"message_id": int(post.id), "chat": CHAT, "sender_chat": CHAT, "text": post.text}
