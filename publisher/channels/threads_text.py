"""What a post says on Threads, how long that is, and how it is known again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import regex

from ..ports import OutgoingPost

EMOJI: Final = regex.compile(r"\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{RI}|\u20e3")
LINK: Final = re.compile(r"https?://\S+")
MOST_LINKS: Final = 5  # docs/threads/create-posts: since 22 December 2025, different ones, the card's among them


def length(text: str) -> int:
    """Length as Threads counts it: characters, an emoji as its UTF-8 bytes. docs/threads/posts"""
    return sum(len(sign.encode()) if EMOJI.search(sign) else len(sign) for sign in regex.findall(r"\X", text))


def objects(text: str) -> str:
    """Why Threads would refuse this text, in a sentence; empty if it takes it."""
    links = len(set(LINK.findall(text)))
    return "" if links <= MOST_LINKS else f"Threads takes {MOST_LINKS} different links in a post, and here are {links}."


def message(post: OutgoingPost, items: list[str]) -> dict[str, str]:
    """What the post says, as a container: text with its link's card, a picture, or several."""
    said = {"text": post.text} | ({"reply_to_id": post.answers} if post.answers else {})
    if items:
        return said | {"media_type": "CAROUSEL", "children": ",".join(items)}
    if post.pictures:
        return said | image(post, 0)
    link = LINK.search(post.text)
    return said | {"media_type": "TEXT"} | ({"link_attachment": link[0]} if link else {})


def image(post: OutgoingPost, number: int) -> dict[str, str]:
    """A picture, which Threads fetches from us: it is public from the post's first try on, under a random name."""
    picture = post.pictures[number]
    return {"media_type": "IMAGE", "image_url": picture.url} | ({"alt_text": picture.alt} if picture.alt else {})


def is_it(there: Mapping[str, Any], post: OutgoingPost) -> bool:
    """Whether this is our post: its reference stands whole in the text, or in the link of its card."""
    text = str(there.get("text", ""))
    if post.reference in post.text:
        whole = re.compile(rf"(?<![\w-]){re.escape(post.reference)}(?![\w-])")
        return any(whole.search(place) for place in (text, str(there.get("link_attachment_url", ""))))
    answers = str(there.get("replied_to", {}).get("id", ""))
    return answers == post.answers and plain(text) == plain(post.text)


def made_at(there: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(there["timestamp"]))


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
