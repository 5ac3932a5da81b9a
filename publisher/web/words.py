"""Times and numbers as people read them. Every time says its zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from publisher.channels import CHANNELS
from publisher.models import Channel


def number(value: int) -> str:
    """6001 → "6,001"."""
    return f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """(1, "reader") → "1 reader"; (6001, "reader") → "6,001 readers"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def zone_name(zone: str) -> str:
    """ "Asia/Colombo" → "Colombo"; "UTC" → "UTC"."""
    return zone.rpartition("/")[2].replace("_", " ")


def clock(at: datetime, zone: str) -> str:
    """ "07:30 Colombo"."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M} {zone_name(zone)}"


def day(at: datetime | date) -> str:
    """ "Tuesday 1 December"."""
    return f"{at:%A} {at.day} {at:%B}"


def long_day(at: datetime | date, zone: str = "UTC") -> str:
    """ "1 December 2026": for days that may be of another year. A moment is of the day that it is in the zone."""
    at = at.astimezone(ZoneInfo(zone)) if isinstance(at, datetime) else at
    return f"{at.day} {at:%B %Y}"


def moment(at: datetime, zone: str) -> str:
    """ "Tue 1 Dec 07:30 Colombo"."""
    here = at.astimezone(ZoneInfo(zone))
    return f"{here:%a} {here.day} {here:%b} {here:%H:%M} {zone_name(zone)}"


def both_zones(at: datetime, zone: str) -> str:
    """ "Tue 1 Dec 07:30 Colombo (02:00 UTC)"; the UTC date is named when it is another day."""
    here, there = at.astimezone(ZoneInfo(zone)), at.astimezone(UTC)
    if here.utcoffset() == there.utcoffset():
        return f"{there:%a} {there.day} {there:%b} {there:%H:%M} UTC"
    other = (
        f"{there:%H:%M} UTC" if here.date() == there.date() else f"{there:%a} {there.day} {there:%b} {there:%H:%M} UTC"
    )
    return f"{moment(at, zone)} ({other})"


def since(at: datetime, now: datetime) -> str:
    """ "4 seconds ago", "14 minutes ago", "3 days ago"."""
    seconds = max(0, int((now - at).total_seconds()))
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return plural(seconds // size, name) + " ago"
    return plural(seconds, "second") + " ago"


DAYS = {"1": "Mon", "2": "Tue", "3": "Wed", "4": "Thu", "5": "Fri", "6": "Sat", "7": "Sun"}


def days(numbers: str) -> str:
    """ "12345" → "on weekdays"; "1234567" → "every day"; "136" → "Mon, Wed, Sat"."""
    short = {"1234567": "every day", "12345": "on weekdays", "67": "at the weekend"}
    return short.get(numbers, ", ".join(DAYS[number] for number in numbers))


def tracked(text: str) -> Markup:
    """A post's text with what we added to its links (from the "?" on) set back, so that the words stand out."""
    parts = re.split(r"(https?://[^\s?]+)(\?[^\s]*)", text)
    return Markup("").join(
        Markup('<span class="url">{}</span>').format(part) if number % 3 == 2 else escape(part)
        for number, part in enumerate(parts)
    )


def opening(content: dict[str, Any]) -> str:
    """What a network's post says first, after what it warns of, which may stand in a field of its own."""
    text, warning = str(content.get("text", "")), content.get("warning", "")
    if not warning:
        return text.partition("\n\n")[0]
    sign = f"⚠ {warning}"
    words = text.removeprefix(sign).lstrip().partition("\n\n")[0]
    return f"{sign} · {words}"


def asks(content: dict[str, Any]) -> bool:
    """Whether a network's post carries an appeal: its reference stands there once more than in the article's link."""
    reference = content.get("reference", "")
    return bool(reference) and str(content.get("text", "")).count(reference) > 1


def outlet(channel: Channel) -> str:
    """A channel as people call it: "Newsletter", "X", "Mastodon (berlin)"."""
    kind = CHANNELS[channel.kind].name if channel.kind in CHANNELS else channel.kind
    return kind if channel.name == channel.kind or channel.deleted_at else f"{kind} ({channel.name})"
