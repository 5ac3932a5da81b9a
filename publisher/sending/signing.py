"""The keys that mail is signed with, read from the files that DKIM_KEYS names. What they hold is shown to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from publisher.channels.mail.dkim import BadKey, Key, read_key
from publisher.ports import Disconnected


def keys(domain: str) -> tuple[Key, ...]:
    """Those that sign mail from this domain: its own, and those of a domain above it (DMARC's relaxed alignment).

    Raises Disconnected, as a letter that should be signed does not leave without.
    """
    try:
        return tuple(key for key in every() if domain == key.domain or domain.endswith(f".{key.domain}"))
    except BadKey as why:
        raise Disconnected(str(why), code="DKIM") from why


def every() -> Iterator[Key]:
    """All that DKIM_KEYS names. Raises BadKey."""
    for entry in settings.DKIM_KEYS:
        name, _, file = entry.partition(":")
        try:
            pem = Path(file).read_bytes()
        except OSError as why:
            raise BadKey(f"The DKIM key {name} cannot be read from its file: {why.strerror}.") from why
        yield read_key(name, pem)
