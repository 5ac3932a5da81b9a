"""What a post is in an account's repository on Bluesky: its place, its record, and what is kept beside it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, Final

from ..ports import OutgoingPicture, OutgoingPost

POST: Final = "app.bsky.feed.post"
GATE: Final = "app.bsky.feed.postgate"
CREATE: Final = "com.atproto.repo.applyWrites#create"
PICTURES: Final = "app.bsky.embed.images"
LABELS: Final = "com.atproto.label.defs#selfLabels"
GRAPHIC: Final = "graphic-media"  # atproto.com/specs/label: of those an author may give, the one that means no nudity
CARD: Final = "app.bsky.embed.external"
ALPHABET: Final = "234567abcdefghijklmnopqrstuvwxyz"  # atproto.com/specs/tid
FIRST_MOMENT: Final = (
    1_577_836_800_000_000  # 2020-01-01 in microseconds; with 47 bits after it every key is in the past
)


def writes(post: dict[str, Any], uri: str) -> list[dict[str, Any]]:
    """The post and its gate, made in one commit or not at all.

    A gate says who may quote a post; ours says nothing, so that everyone may (lexicons/app/bsky/feed/postgate.json).
    Apps that delete a post leave its gate where it is: as long as it is there, the post cannot be made again.
    """
    gate = {"$type": GATE, "post": uri, "createdAt": post["createdAt"]}
    place = uri.rpartition("/")[2]
    return [{"$type": CREATE, "collection": record["$type"], "rkey": place, "value": record} for record in (post, gate)]


def moment(at: datetime) -> str:
    """A time as a record has it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def record_key(key: str) -> str:
    """The place of a post in the account's repository, for its whole life: a TID drawn from the post's key.

    57 bits of it are drawn, so that no two posts of a newsroom ever want the same place.
    """
    drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) >> 7
    number = ((FIRST_MOMENT + (drawn >> 10)) << 10) | (drawn & 1023)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def pictures(post: OutgoingPost) -> tuple[OutgoingPicture, ...]:
    """What is uploaded: the pictures, or the card's. A post has the ones or the other."""
    if post.pictures:
        return post.pictures
    return (post.card.picture,) if post.card and post.card.picture else ()


def labels(post: OutgoingPost) -> dict[str, Any]:
    """That its pictures, or its card's, are covered until a reader asks for them; empty where there are none to cover.

    A label holds no words: what is warned of stands in the text.
    """
    return {"$type": LABELS, "values": [{"val": GRAPHIC}]} if post.warning and pictures(post) else {}


def embed(post: OutgoingPost, blobs: list[dict[str, Any]]) -> dict[str, Any]:
    """The pictures with their alt text, or the card of the article; empty if there is neither."""
    if post.pictures:
        images = [{"image": blob, "alt": picture.alt} for blob, picture in zip(blobs, post.pictures, strict=True)]
        return {"$type": PICTURES, "images": images}
    if post.card is None:
        return {}
    card = {"uri": post.card.url, "title": post.card.title, "description": post.card.description}
    return {"$type": CARD, "external": card | ({"thumb": blobs[0]} if blobs else {})}
