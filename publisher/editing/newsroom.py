"""The newsroom's own settings: what may stand in them, and what a change means for posts that have not left."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction

from publisher.audience.addresses import BadAddress
from publisher.audience.addresses import read as read_address
from publisher.models import Act, Member, Newsroom, Post
from publisher.sources.clean import clean_url

from . import languages

# What stands in letters and posts: a change of it renders them anew and takes approval back.
SHOWN = {
    "name", "website", "language", "zone", "colour", "sender_name", "sender_address", "reply_to", "postal_address",
    "alt_required",
}  # fmt: skip


class BadSetting(ValueError):
    """Why a setting cannot be kept, in a sentence."""


def fit(name: str, value: Any) -> Any:
    """A setting as it is kept. Raises BadSetting."""
    check = _CHECKS.get(name)
    return check(str(value).strip()) if check else value


@transaction.atomic
def change(said: Mapping[str, Any], *, member: Member | None) -> bool:
    """Keep these settings; true if posts that have not left show them, and are rendered anew. Raises BadSetting."""
    kept = Newsroom.objects.select_for_update().get()
    wanted = {name: fit(name, value) for name, value in said.items()}
    changed = [name for name, value in wanted.items() if value != getattr(kept, name)]
    for name in changed:
        setattr(kept, name, wanted[name])
    try:
        kept.full_clean()
    except ValidationError as why:
        raise BadSetting(" ".join(why.messages)) from why
    kept.save(update_fields=changed)
    shown = bool(SHOWN & set(changed))
    if shown:
        Post.objects.all().render_anew()
    Act.objects.create(member=member, verb="edit newsroom", what=", ".join(changed)[:200])
    return shown


def _zone(zone: str) -> str:
    if zone not in available_timezones():
        raise BadSetting(f"There is no time zone “{zone[:40]}”; write it as Asia/Colombo or Europe/Berlin.")
    return zone


def _language(said: str) -> str:
    try:
        return languages.tag(said)
    except languages.NoLanguage as why:
        raise BadSetting(str(why)) from why


def _colour(colour: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise BadSetting("A colour looks like #8a1c1c.")
    return colour


def _website(url: str) -> str:
    link = clean_url(url)
    if url and not link.startswith("http"):
        raise BadSetting("This is not a link; it starts with https://.")
    return link


def _address(address: str) -> str:
    try:
        return read_address(address)
    except BadAddress as why:
        raise BadSetting(str(why)) from why


_CHECKS: dict[str, Callable[[str], str]] = {
    "zone": _zone,
    "language": _language,
    "colour": _colour,
    "website": _website,
    "sender_name": lambda name: re.sub(r"[\x00-\x1f\x7f]+", " ", name).strip(),
    "sender_address": _address,
    "reply_to": lambda address: _address(address) if address else "",
}
