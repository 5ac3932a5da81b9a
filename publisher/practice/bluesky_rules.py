"""What a record of Bluesky's must be, each rule beside the page it came from. Written apart from channels/."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

import regex

from .store import Store

# Paths are those of bluesky-social/atproto.
RULES: Final[dict[str, Any]] = {
    "collection": "app.bsky.feed.post",
    "gates": "app.bsky.feed.postgate",  # lexicons/app/bsky/feed/postgate.json
    "gate fields": {"$type", "post", "createdAt", "detachedEmbeddingUris", "embeddingRules"},  # the same
    "graphemes": 300,  # lexicons/app/bsky/feed/post.json
    "bytes": 3000,  # the same
    "langs": 3,  # the same
    "images": 4,  # lexicons/app/bsky/embed/images.json
    "image bytes": 1_000_000,  # the same, in 0.4.217; 2,000,000 in 0.5.35
    "thumb bytes": 1_000_000,  # lexicons/app/bsky/embed/external.json
    "labels": 10,  # lexicons/com/atproto/label/defs.json: selfLabels
    "label bytes": 128,  # the same: selfLabel
    "tag graphemes": 64,  # lexicons/app/bsky/richtext/facet.json
    "blob bytes": 5_242_880,  # packages/pds/src/config/config.ts: blobUploadLimit
    "sign-ins": (30, 300),  # packages/pds/src/api/com/atproto/server/createSession.ts: so many in so many seconds
    "access seconds": 2 * 3600,  # packages/pds/src/account-manager/helpers/auth.ts
    "refresh seconds": 90 * 86400,  # the same
}
TID: Final = re.compile(r"[234567abcdefghij][234567a-z]{12}")  # atproto.com/specs/tid
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,20})?(Z|[+-]\d\d:\d\d)")  # atproto.com/specs/lexicon
LANGUAGE: Final = re.compile(r"(i|[a-z]{2,8})(-[A-Za-z0-9]+)*")  # the same
ADDRESS: Final = re.compile(r"\w+:(?://)?[^\s/][^\s]*")  # the same: uri


class BadRecord(ValueError):
    """Why a record is refused, as a PDS says it; `error` is the refusal's name."""

    def __init__(self, why: str, error: str = "InvalidRequest") -> None:
        super().__init__(why)
        self.error = error


def check(record: dict[str, Any], rkey: str, store: Store, *, collection: str) -> None:
    """Raises BadRecord, or KeyError and TypeError for what is missing altogether."""
    if collection not in (RULES["collection"], RULES["gates"]) or record["$type"] != collection:
        raise BadRecord(f"Invalid $type: expected {collection}, got {record['$type']}")
    if not TID.fullmatch(rkey):
        raise BadRecord(f'Invalid record key for {collection}: Invalid TID string (got "{rkey}") at $')
    if not MOMENT.fullmatch(record["createdAt"]):
        raise BadRecord(f'Invalid datetime (got "{record["createdAt"]}") at $.record.createdAt')
    datetime.fromisoformat(record["createdAt"])
    if collection == RULES["gates"]:
        _gate(record, rkey)
        return
    text = record["text"]
    if len(text.encode()) > RULES["bytes"]:
        raise BadRecord(f"string too big (maximum 3000, got {len(text.encode())}) at $.record.text")
    if (length := len(regex.findall(r"\X", text))) > RULES["graphemes"]:
        raise BadRecord(f"grapheme too big (maximum 300, got {length}) at $.record.text")
    langs = record.get("langs", [])
    if len(langs) > RULES["langs"] or not all(LANGUAGE.fullmatch(lang) for lang in langs):
        raise BadRecord("Invalid language at $.record.langs")
    for facet in record.get("facets", []):
        _facet(facet, text.encode())
    _embed(record.get("embed"), store)
    if "labels" in record:
        _labels(record["labels"])
    for name in ("root", "parent") if "reply" in record else ():
        if not record["reply"][name]["uri"].startswith("at://") or not record["reply"][name]["cid"]:
            raise BadRecord(f"Invalid strong ref at $.record.reply.{name}")


def _gate(gate: dict[str, Any], rkey: str) -> None:
    """A gate is for the post of its own key (our own: a real server takes any, and its app then does nothing)."""
    if not gate["post"].endswith(f"/{RULES['collection']}/{rkey}") or set(gate) - RULES["gate fields"]:
        raise BadRecord("A gate must be that of the post in the same place.")


def _facet(facet: dict[str, Any], text: bytes) -> None:
    start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
    # Our own: a real server takes any range, and its app then shows nonsense.
    if not 0 <= start < end <= len(text):
        raise BadRecord("A facet lies outside of the text.")
    text[start:end].decode()  # half a character raises ValueError
    for feature in facet["features"]:
        kind = feature["$type"].partition("app.bsky.richtext.facet#")[2]
        if kind == "link" and not ADDRESS.fullmatch(feature["uri"]):
            raise BadRecord(f'Invalid uri (got "{feature["uri"]}") at $.record.facets')
        if kind == "tag" and len(regex.findall(r"\X", feature["tag"])) > RULES["tag graphemes"]:
            raise BadRecord("grapheme too big (maximum 64) at $.record.facets")
        if kind == "mention" and not feature["did"].startswith("did:"):
            raise BadRecord(f'Invalid did (got "{feature["did"]}") at $.record.facets')


def _labels(labels: dict[str, Any]) -> None:
    if labels["$type"] != "com.atproto.label.defs#selfLabels":
        raise BadRecord("Expected a union member that is known at $.record.labels")
    if len(labels["values"]) > RULES["labels"]:
        raise BadRecord("array too big (maximum 10) at $.record.labels.values")
    for label in labels["values"]:
        if not isinstance(label["val"], str):
            raise BadRecord("Expected string value type at $.record.labels.values.val")
        if len(label["val"].encode()) > RULES["label bytes"]:
            raise BadRecord("string too big (maximum 128) at $.record.labels.values.val")


def _embed(embed: dict[str, Any] | None, store: Store) -> None:
    if embed is None:
        return
    kind = embed["$type"].removeprefix("app.bsky.embed.")
    if kind == "images":
        if len(embed["images"]) > RULES["images"]:
            raise BadRecord("array too big (maximum 4) at $.record.embed.images")
        for image in embed["images"]:
            if not isinstance(image["alt"], str):
                raise BadRecord("Expected string value type at $.record.embed.images.alt")
            _blob(image["image"], store, RULES["image bytes"])
    elif kind == "external":
        card = embed["external"]
        if not ADDRESS.fullmatch(card["uri"]):
            raise BadRecord(f'Invalid uri (got "{card["uri"]}") at $.record.embed.external.uri')
        if not isinstance(card["title"], str) or not isinstance(card["description"], str):
            raise BadRecord("Expected string value type at $.record.embed.external")
        if "thumb" in card:
            _blob(card["thumb"], store, RULES["thumb bytes"])
    else:
        raise BadRecord("Expected an embed that is known at $.record.embed")


def _blob(blob: dict[str, Any], store: Store, most: int) -> None:
    there = store.medium("bluesky", medium_of(blob))
    if there is None:
        raise BadRecord(f"Could not find blob: {blob['ref']['$link']}", "BlobNotFound")
    if len(there.data) > most:
        raise BadRecord(f"blob too big (maximum {most}, got {len(there.data)}) at $.record.embed")
    if not there.media_type.startswith("image/") or (there.media_type, len(there.data)) != (
        blob["mimeType"], blob["size"],
    ):  # fmt: skip
        raise BadRecord("The blob is not what was uploaded.")


def medium_of(blob: dict[str, Any]) -> str:
    """The number of the medium that a blob's link names; its digits are written as letters."""
    digits = ["abcdefghij".find(letter) for letter in blob["ref"]["$link"].removeprefix("bafkrei")]
    return "" if -1 in digits else "".join(map(str, digits)).lstrip("0")


def media_of(record: dict[str, Any]) -> list[str]:
    embed = record.get("embed", {})
    card = embed.get("external", {})
    return [medium_of(image["image"]) for image in embed.get("images", [])] + (
        [medium_of(card["thumb"])] if "thumb" in card else []
    )
