"""Pictures on X: each is uploaded, then described, in steps of their own; tweepy has neither (tweepy#2217)."""

from __future__ import annotations

import json
from typing import Any

import requests

from ..ports import OutgoingPicture, OutgoingPost, Pending, Retry
from .over_http import json_of
from .x_answers import HARMLESS, failed, never_sent
from .x_session import Client


def next_step(client: Client, post: OutgoingPost, stage: str) -> Pending | list[str]:
    """The step that comes next, or the numbers of the post's pictures where nothing is left to be done.

    `stage` holds the numbers of what is uploaded, and how many of them are described. Raises Retry, Refused or
    Disconnected.
    """
    kept = json.loads(stage) if stage else {"media": [], "described": 0}
    media, described = [str(number) for number in kept["media"]], int(kept["described"])
    if described < len(media):
        if alt := post.pictures[described].alt:
            _describe(client, media[described], alt)
        described += 1
    elif len(media) < len(post.pictures):
        media.append(_upload(client, post.pictures[len(media)]))
    else:
        return media
    return Pending(json.dumps({"media": media, "described": described}))


def _upload(client: Client, picture: OutgoingPicture) -> str:
    """In one piece: ours are never as large as the 5 MB that it takes (docs.x.com/x-api/media/upload-media)."""
    name = f"picture.{picture.media_type.partition('/')[2]}"
    files = {"media": (name, picture.data, picture.media_type)}
    reply = _ask(client, "/2/media/upload", files=files, data={"media_category": "tweet_image"})
    try:
        return str(json_of(reply)["data"]["id"])
    except (ValueError, KeyError, TypeError) as error:
        raise Retry("X's answer cannot be read.", code="unreadable answer") from error


def _describe(client: Client, number: str, alt: str) -> None:
    """docs.x.com/x-api/media/create-media-metadata; it costs $0.005."""
    _ask(client, "/2/media/metadata", json={"id": number, "metadata": {"alt_text": {"text": alt}}})


def _ask(client: Client, route: str, **more: Any) -> requests.Response:
    try:
        reply = client.send("POST", route, **more)
    except requests.RequestException as error:
        never_sent(error)
        raise Retry("X did not answer.", code="no answer") from error
    if not 200 <= reply.status_code < 300:
        failed(reply, HARMLESS)
    return reply
