"""A channel on a Discord server, by an incoming webhook, over httpx2.

Discord knows no key for webhooks and lists no messages to them: one is shown to whoever knows its number, which only
the answer tells. So a message whose fate is unknown is neither repeated nor looked up: a person looks, and says which.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, NoReturn

import httpx2

from ..outside import Forbidden
from ..ports import Disconnected, Limits, OutgoingPost, Refused, Retry, Sent, Uncertain
from .discord_text import length, written
from .outcomes import NO_REPLY, UNREACHABLE, Outcome, Table, fail, look_up
from .over_http import json_of, never_left

VERSION: Final = "v10"  # docs.discord.com/developers/reference#api-versioning: without one, an old one answers
# …/developers/resources/webhook#execute-webhook: content. It draws a card from the page of the link; a webhook cannot
# answer a message.
LIMITS: Final = Limits(characters=2000, count=length, pictures=0, threads=False)
HOSTS: Final = ("discord.com", "canary.discord.com", "ptb.discord.com", "discordapp.com")  # the last is its old name
WEBHOOK: Final = re.compile(r"https://([a-z.]+)/api/(?:v\d+/)?webhooks/(\d{1,20})/([\w-]{1,200})/?")
NONE: Final[Mapping[str, Any]] = {"parse": []}  # allowed mentions: whatever a text says, nobody is called

# …/developers/topics/opcodes-and-status-codes: by status, and the number that the body names.
OUTCOMES: Final[Table] = {
    (400, None): Outcome(Refused, "Discord does not accept this post as it is."),
    (400, "220001"): Outcome(Disconnected, "The webhook’s channel is a forum; make one in a text channel."),
    (401, None): Outcome(Disconnected, "Discord no longer accepts the webhook’s address; make a new one."),
    (403, None): Outcome(Disconnected, "The webhook may not post in its channel any more."),
    # …/topics/rate-limits: after a 404 a webhook is not to be used again.
    (404, None): Outcome(Disconnected, "The webhook is not there any more: somebody deleted it; make a new one."),
    (404, "10008"): Outcome(Refused, "The post is not in the channel any more: somebody deleted it."),
    (413, None): Outcome(Refused, "The post is too large for Discord."),
    (429, None): Outcome(Retry, "Discord asks to wait: too much was posted at once."),
    # RFC 9110: a redirect did nothing, and to follow it would hand the webhook's address to whoever it names.
    **{(status, None): Outcome(Disconnected, "Something between us and Discord answers in its place.")
       for status in (301, 302, 307, 308)},
    # 5xx is not here: the message may well be there.
}  # fmt: skip
HARMLESS: Final[Table] = {
    **OUTCOMES,
    **{(status, None): Outcome(Retry, "Discord cannot answer now.") for status in (408, 500, 502, 503, 504)},
}
GONE: Final = (404, "10008")  # the message, not the webhook
INCOMING: Final = 1  # …/resources/webhook#webhook-object-webhook-types
LOOK: Final = "Discord tells a webhook nothing of what is in a channel: look there, and say whether the post is there."

for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # they write addresses, and here the secret is part of one


def address(credentials: Mapping[str, str]) -> tuple[str, str, str]:
    """A webhook's host, number and token; three times nothing if it is not one on Discord."""
    match = WEBHOOK.fullmatch(credentials.get("webhook", ""))
    if match is None or match[1] not in HOSTS:
        return "", "", ""
    return match[1].replace("discordapp.com", "discord.com"), match[2], match[3]


class Discord:
    """credentials: {webhook}, its address, and {user_id}, the number of the server, from `probe`."""

    def __init__(self, credentials: Mapping[str, str], base: str, http: httpx2.Client, *, site: str = "") -> None:
        known, number, token = address(credentials)
        self.hook = f"{base}/api/{VERSION}/webhooks/{number}/{token}" if known else ""
        self.place = f"{site or 'https://discord.com'}/channels/{credentials.get('user_id') or '@me'}"
        self.http = http

    def post(self, post: OutgoingPost, *, key: str, stage: str = "") -> Sent:
        """Post the message, once, and wait until it is there. What is uncertain about it stays so."""
        if post.pictures:
            raise Refused("Discord gets its picture from the link's card; pictures of ours are not uploaded.")
        if post.answers:
            raise Refused("A webhook cannot answer a message on Discord.")
        reply = self._write("POST", "?wait=true", message(post))
        obey(reply, OUTCOMES)
        landed = told(reply)
        if not all(str(landed.get(name)).isdecimal() for name in ("id", "channel_id")):
            raise Uncertain(NO_REPLY.why, code="unreadable answer")
        return Sent(remote_id=str(landed["id"]), url=f"{self.place}/{landed['channel_id']}/{landed['id']}")

    def find(self, post: OutgoingPost, *, key: str, stage: str = "") -> NoReturn:
        """Cannot be done."""
        raise Uncertain(LOOK)

    def probe(self) -> Mapping[str, Any]:
        """What the webhook is called, and on which server, if it is one that posts. Raises Disconnected or Retry."""
        there = told(self._ask("GET", ""))
        if there.get("type") != INCOMING:
            raise Disconnected("This webhook posts nothing: only an “incoming” one does.")
        return {"account": str(there.get("name") or ""), "user_id": str(there.get("guild_id") or ""), "limits": {}}

    def renew(self) -> None:
        """Nothing to do: a webhook lives until somebody deletes it."""

    def delete(self, remote_id: str) -> None:
        """Take a message down; one that is not there is fine."""
        self._ask("DELETE", f"/messages/{int(remote_id)}", fine=GONE)

    def amend(self, remote_id: str, post: OutgoingPost) -> None:
        """Have a message say what this post says; its card is drawn anew. …/resources/webhook#edit-webhook-message"""
        path, body = f"/messages/{int(remote_id)}", message(post)
        if str(told(self._ask("GET", path)).get("content", "")).split() != body["content"].split():
            obey(self._write("PATCH", path, body), OUTCOMES)

    def close(self) -> None:
        """Let go of the connection."""
        self.http.close()

    def _write(self, method: str, path: str, body: Mapping[str, Any]) -> httpx2.Response:
        """A request that is not simply repeated; whatever is answered. Raises Disconnected or Uncertain."""
        try:
            return self._call(method, path, body)
        except httpx2.HTTPError as error:
            fail(UNREACHABLE if never_left(error) else NO_REPLY, code=type(error).__name__)

    def _ask(self, method: str, path: str, *, fine: tuple[int, str] | None = None) -> httpx2.Response:
        """A request that may be repeated. Raises Retry, Refused or Disconnected, but for an answer that is fine."""
        try:
            reply = self._call(method, path)
        except httpx2.HTTPError as error:
            if never_left(error):
                fail(UNREACHABLE, code=type(error).__name__)
            raise Retry("Discord did not answer.", code=type(error).__name__) from error
        if (reply.status_code, code_of(reply)) != fine:
            obey(reply, HARMLESS)
        return reply

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> httpx2.Response:
        if not self.hook:
            raise Disconnected("This is not the address of a webhook on Discord; copy it there once more.")
        try:
            # A client lives for a call or two: no connection is left open behind it.
            return self.http.request(method, self.hook + path, json=body, headers={"Connection": "close"})
        except Forbidden as error:
            raise Disconnected(str(error), reason="unreachable") from error


def message(post: OutgoingPost) -> dict[str, Any]:
    """The body of a message."""
    return {"content": written(post.text), "allowed_mentions": dict(NONE)}


def obey(reply: httpx2.Response, table: Table) -> None:
    """Nothing for a 2xx, else the verb that the table names."""
    if 200 <= reply.status_code < 300:
        return
    row = look_up(table, reply.status_code, code_of(reply))
    fail(row, code=str(reply.status_code), said=str(told(reply).get("message", "")), after=wait_of(reply))


def told(reply: httpx2.Response) -> dict[str, Any]:
    """The body of an answer, or nothing if it is not Discord's."""
    try:
        return dict(json_of(reply))
    except (ValueError, TypeError):
        return {}


def code_of(reply: httpx2.Response) -> str:
    return str(told(reply).get("code", ""))


def wait_of(reply: httpx2.Response) -> timedelta | None:
    """How long Discord asks to wait, in seconds. …/topics/rate-limits#exceeding-a-rate-limit"""
    seconds = told(reply).get("retry_after", reply.headers.get("retry-after", ""))
    try:
        return timedelta(seconds=min(max(float(seconds), 1), 86400))
    except (ValueError, TypeError):
        return None
