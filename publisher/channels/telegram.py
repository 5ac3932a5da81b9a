"""Telegram channels, by a bot that is an administrator there, over httpx2.

Telegram knows no key and tells bots nothing of what a channel holds (python-telegram-bot#1045: three copies of one
message). So a message whose fate is unknown is neither repeated nor looked up: a person looks, and says which.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, NoReturn

import httpx2

from ..ports import Disconnected, Limits, OutgoingPost, Refused, Retry, Sent, Uncertain
from .counting import utf16_length
from .outcomes import NO_REPLY, UNREACHABLE, Outcome, Table, fail, look_up
from .over_http import json_of, never_left

# core.telegram.org/bots/api#sendmessage. It draws a card from the page of the link, large if we ask for it.
LIMITS: Final = Limits(characters=4096, count=utf16_length, pictures=0)
LINK: Final = re.compile(r"https?://\S+")

# core.telegram.org/bots/api#making-requests: the body's error_code is the status.
OUTCOMES: Final[Table] = {
    (400, None): Outcome(Refused, "Telegram does not accept this post as it is."),
    (401, None): Outcome(Disconnected, "Telegram no longer accepts the bot’s token; connect it again."),
    (403, None): Outcome(Disconnected, "The bot may not post in the channel; make it an administrator again."),
    (404, None): Outcome(Disconnected, "Telegram knows no bot with this token."),  # a token that is not even one
    (413, None): Outcome(Refused, "The post is too large for Telegram."),
    (429, None): Outcome(Retry, "Telegram asks to wait: too much was posted at once."),
    # RFC 9110: a redirect did nothing, and to follow it would hand the token to whoever it names.
    **{(status, None): Outcome(Disconnected, "Something between us and Telegram answers in its place.")
       for status in (301, 302, 307, 308)},
    # 5xx is not here: the message may well be there.
}  # fmt: skip
HARMLESS: Final[Table] = {
    **OUTCOMES,
    **{(status, None): Outcome(Retry, "Telegram cannot take it now.") for status in (408, 500, 502, 503, 504)},
}
# Only words say these; compared whole.
GONE: Final = "Bad Request: message to delete not found"
SAME: Final = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
# What they mean of one message that is there, or was. core.telegram.org/bots/api#editmessagetext, #deletemessage
TOLD: Final = {
    "Bad Request: message to edit not found":
        "It is not in the channel any more: somebody deleted it. There is nothing to correct.",
    "Bad Request: message can't be edited": "Telegram does not let the bot change this message; change it by hand.",
    "Bad Request: message can't be deleted":
        "Telegram lets a bot delete its messages for 48 hours only; delete this one in the channel by hand.",
}  # fmt: skip
# What they mean of the channel as a whole: no post can get by.
CLOSED: Final = {
    "Bad Request: chat not found":
        "Telegram knows no such channel: it was deleted, or it has another name now; connect it again.",
    **{f"{status}: {words}": OUTCOMES[403, None].why
       for status in ("Bad Request", "Forbidden")
       for words in ("need administrator rights in the channel chat",
                     "not enough rights to send text messages to the chat", "have no rights to send a message")},
}  # fmt: skip
LOOK: Final = "Telegram tells bots nothing of what is in a channel: look there, and say whether the post is there."

for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # they write addresses, and here the token is part of one


class Telegram:
    """credentials: {token, channel}; the channel is "@gazette", or the number of a private one."""

    def __init__(self, credentials: Mapping[str, str], base: str, http: httpx2.Client, *, site: str = "") -> None:
        self.base = f"{base.rstrip('/')}/bot{credentials.get('token', '')}"
        self.channel = credentials.get("channel", "")
        self.site = site or "https://t.me"
        self.http = http

    def post(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent:
        """Send the message, once. What is uncertain about it stays so."""
        if post.pictures:
            raise Refused("Telegram gets its picture from the link's card; pictures of ours are not uploaded.")
        reply = self._write("sendMessage", message(post, self.channel))
        obey(reply, OUTCOMES)
        try:
            landed = json_of(reply)["result"]
            return Sent(remote_id=str(int(landed["message_id"])), url=self._url(landed))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Uncertain(NO_REPLY.why, code="unreadable answer") from error

    def amend(self, remote_id: str, post: OutgoingPost) -> None:
        """Have a message say what this post says. A bot cannot look what it says, but saying the same is fine."""
        kept = {name: value for name, value in message(post, self.channel).items() if name != "reply_parameters"}
        reply = self._write("editMessageText", kept | {"message_id": int(remote_id)})
        if told(reply).get("description") != SAME:
            obey(reply, OUTCOMES)

    def _write(self, method: str, body: Mapping[str, Any]) -> httpx2.Response:
        """A request that is not simply repeated; whatever is answered. Raises Disconnected or Uncertain."""
        try:
            return self._call(method, body)
        except httpx2.HTTPError as error:
            fail(UNREACHABLE if never_left(error) else NO_REPLY, code=type(error).__name__)

    def find(self, post: OutgoingPost, *, key: str, stage: str = "") -> NoReturn:
        """Cannot be done."""
        raise Uncertain(LOOK)

    def probe(self) -> Mapping[str, Any]:
        """The channel, if our bot may post there. Raises Disconnected or Retry."""
        bot = self._ask("getMe", {})
        chat = self._ask("getChat", {"chat_id": self.channel})
        if chat.get("type") != "channel":
            raise Disconnected("This is a chat or a group; posts go to channels.")
        member = self._ask("getChatMember", {"chat_id": self.channel, "user_id": bot.get("id")})
        if not (member.get("status") == "administrator" and member.get("can_post_messages")):
            raise Disconnected("The bot is no administrator of the channel who may post messages; make it one.")
        name = chat.get("username")
        return {"account": f"@{name}" if name else str(chat.get("title", "")), "limits": {}}

    def renew(self) -> None:
        """Nothing to do: tokens do not expire until revoked."""

    def delete(self, remote_id: str) -> None:
        """Take a message down; one that is not there is fine."""
        body = {"chat_id": self.channel, "message_id": int(remote_id)}
        self._ask("deleteMessage", body, fine=GONE)

    def close(self) -> None:
        """Let go of the connection."""
        self.http.close()

    def _ask(self, method: str, body: Mapping[str, Any], *, fine: str = "") -> dict[str, Any]:
        """A request that may be repeated. Raises Retry, Refused or Disconnected, but for the words that are fine."""
        try:
            reply = self._call(method, body)
        except httpx2.HTTPError as error:
            if never_left(error):
                fail(UNREACHABLE, code=type(error).__name__)
            raise Retry("Telegram did not answer.", code=type(error).__name__) from error
        if fine and told(reply).get("description") == fine:
            return {}
        obey(reply, HARMLESS)
        try:
            result = json_of(reply)["result"]
            return result if isinstance(result, dict) else {}
        except (ValueError, KeyError, TypeError) as error:
            raise Retry("Telegram's answer cannot be read.", code="unreadable answer") from error

    def _call(self, method: str, body: Mapping[str, Any]) -> httpx2.Response:
        try:
            # A client lives for a call or two: no connection is left open behind it.
            return self.http.post(f"{self.base}/{method}", json=body, headers={"Connection": "close"})
        except httpx2.InvalidURL:
            raise Disconnected(OUTCOMES[404, None].why) from None  # without the address, of which the token is part

    def _url(self, landed: Mapping[str, Any]) -> str:
        """Where people see it: by the channel's name, or by its number if only members may."""
        chat, number = landed["chat"], landed["message_id"]
        return f"{self.site}/{chat.get('username') or 'c/' + str(chat['id']).removeprefix('-100')}/{number}"


def message(post: OutgoingPost, channel: str) -> dict[str, Any]:
    """The body of sendMessage. Plain text: there is nothing in it that could be taken for markup."""
    body: dict[str, Any] = {"chat_id": channel, "text": post.text}
    if link := LINK.search(post.text):
        body["link_preview_options"] = {"url": link[0], "prefer_large_media": True}
    if post.answers:
        body["reply_parameters"] = {"message_id": int(post.answers)}
    return body


def obey(reply: httpx2.Response, table: Table) -> None:
    """Nothing for a 2xx, else the verb that the table names."""
    if 200 <= reply.status_code < 300:
        return
    said = told(reply)
    more = said.get("parameters")
    wait = more.get("retry_after") if isinstance(more, dict) else None
    after = timedelta(seconds=min(max(wait, 1), 86400)) if isinstance(wait, int) else None
    code = str(reply.status_code)
    words = str(said.get("description", ""))
    row = look_up(table, reply.status_code)
    if words in TOLD:
        row = Outcome(Refused, TOLD[words])
    elif words in CLOSED:
        row = Outcome(Disconnected, CLOSED[words])
    fail(row, code=code, said=words, after=after)


def told(reply: httpx2.Response) -> dict[str, Any]:
    """The body of an answer, or nothing if it is not Telegram's."""
    try:
        return dict(json_of(reply))
    except (ValueError, TypeError):
        return {}
