"""What a server of the Mastodon family takes: as it announces, or as Mastodon itself does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ..ports import Limits
from .counting import graphemes, mastodon_length, strict_length

MOST: Final = 1_000_000  # of anything
MAIN_SOURCE: Final = "https://github.com/mastodon/mastodon"


def limits_told(instance: Mapping[str, Any]) -> dict[str, Any]:
    """The limits that a server announces, as `limits` takes them; Mastodon's own where it announces nothing."""
    told = _part(instance, "configuration")
    statuses, media = _part(told, "statuses"), _part(told, "media_attachments")
    return {
        "characters": _number(statuses, "max_characters", 500),
        "pictures": _number(statuses, "max_media_attachments", 4),
        "alt": _number(media, "description_limit", 1500),
        "mastodon": is_mastodon(instance),
    }


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = told.get(name)
    return part if isinstance(part, Mapping) else {}


def _number(told: Mapping[str, Any], name: str, usual: int) -> int:
    """What it announces, if that is a number of something."""
    number = told.get(name)
    return min(number, MOST) if type(number) is int and number > 0 else usual


def is_mastodon(instance: Mapping[str, Any]) -> bool:
    """Whether this is Mastodon proper, whose way of counting we know; forks and lookalikes are counted strictly."""
    return instance.get("source_url") == MAIN_SOURCE and bool(
        re.match(r"\d+\.\d+\.\d+", str(instance.get("version", "")))
    )


def limits(options: Mapping[str, Any]) -> Limits:
    """From options["limits"], which the last probe stored; before it, Mastodon's own."""
    told = options.get("limits") or {"mastodon": True}
    return Limits(
        characters=int(told.get("characters", 500)),
        count=mastodon_length if told.get("mastodon") else strict_length,
        pictures=int(told.get("pictures", 4)),
        alt_characters=int(told.get("alt", 1500)),
        count_warning=graphemes if told.get("mastodon") else len,
        covers=True,
        crops=True,
    )
