"""What a post says on LinkedIn: text in its “little” format, a card or pictures, and knowing it again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

import regex

from ..ports import OutgoingPicture, OutgoingPost
from .counting import utf16_length

# learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format: each of these is written with a
# backslash, or the rest of the text is cut without a word (ComposioHQ/composio#2710).
RESERVED: Final = re.compile(r"[\\|{}@\[\]()<>#*_~]")
ESCAPED: Final = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")
# One that would have to be escaped itself is left to LinkedIn.
TAG: Final = regex.compile(r"(?<![\w\p{M}&/#])#([\p{L}\p{M}\p{N}]*\p{L}[\p{L}\p{M}\p{N}]*)(?![\w\p{M}])")
TEMPLATE: Final = re.compile(r"\{hashtag\|\\?#\|((?:[^}\\]|\\.){0,200})\}")
LINK: Final = re.compile(r"https?://\S+")
TITLE, DESCRIPTION = 400, 4000  # characters of a card: …/shares/posts-api, content.article


def little(text: str) -> str:
    """The text as LinkedIn takes it: hashtags as such, everything else that could mean something escaped."""
    written, at = [], 0
    for link in LINK.finditer(text):
        written += [_words(text[at : link.start()]), _escaped(link[0])]
        at = link.end()
    return "".join([*written, _words(text[at:])])


def _words(text: str) -> str:
    written, at = [], 0
    for tag in TAG.finditer(text):
        written += [_escaped(text[at : tag.start()]), f"{{hashtag|#|{tag[1]}}}"]
        at = tag.end()
    return "".join([*written, _escaped(text[at:])])


def _escaped(text: str) -> str:
    return RESERVED.sub(r"\\\g<0>", text)


def length(text: str) -> int:
    """Length as LinkedIn counts it: of what is sent, backslashes and all; in UTF-16 units, the stricter way."""
    return utf16_length(little(text))


def plain_text(commentary: str) -> str:
    """What `little` made of it, read back."""
    return ESCAPED.sub(r"\1", TEMPLATE.sub(r"#\1", commentary))


def pictures(post: OutgoingPost) -> tuple[OutgoingPicture, ...]:
    """What is uploaded: the pictures, or the card's. A post has the ones or the other."""
    if post.pictures:
        return post.pictures
    return (post.card.picture,) if post.card and post.card.picture else ()


def body(post: OutgoingPost, images: Sequence[str], author: str) -> dict[str, Any]:
    """…/shares/posts-api: for everyone, in the feed."""
    said = {
        "author": author,
        "commentary": little(post.text),
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    content = _content(post, images)
    return said | ({"content": content} if content else {})


def _content(post: OutgoingPost, images: Sequence[str]) -> dict[str, Any]:
    if post.pictures:
        shown = [{"id": image, "altText": one.alt} for image, one in zip(images, post.pictures, strict=True)]
        return {"media": shown[0]} if len(shown) == 1 else {"multiImage": {"images": shown}}
    if post.card is None:
        return {}
    card = {
        "source": post.card.url,
        "title": post.card.title[:TITLE],
        "description": post.card.description[:DESCRIPTION],
    }
    return {"article": card | ({"thumbnail": images[0]} if images else {})}


def is_it(there: Mapping[str, Any], post: OutgoingPost) -> bool:
    """Whether this is our post: its reference stands whole in the text, or in the link of its card."""
    text = plain_text(str(there.get("commentary", "")))
    if post.reference not in post.text:
        return _spaced(text) == _spaced(post.text)
    whole = re.compile(rf"(?<![\w-]){re.escape(post.reference)}(?![\w-])")
    card = there.get("content", {}).get("article", {}).get("source", "")
    return any(whole.search(place) for place in (text, str(card)))


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
