"""What Mastodon's API gives: its rules, a status's content, media, the account, the instance."""

from __future__ import annotations

import html
import re
from typing import Any, Final

from . import accounts
from .counting import SCHEMED
from .store import Medium

# Each rule beside the page it came from.
RULES: Final[dict[str, Any]] = {
    "characters": 500,  # app/validators/status_length_validator.rb
    "url": 23,  # the same
    "media": 4,  # app/models/status.rb, configuration.statuses.max_media_attachments
    "alt": 1500,  # app/models/media_attachment.rb MAX_DESCRIPTION_LENGTH
    "focus": 1.0,  # docs methods/media: v2: two numbers, from -1 to 1
    "picture bytes": 16 * 1024 * 1024,  # app/models/media_attachment.rb IMAGE_LIMIT
    "picture types": ["image/jpeg", "image/png", "image/gif", "image/webp"],  # the same, IMAGE_MIME_TYPES
    "key seconds": 3600,  # docs methods/statuses: Idempotency-Key
    "page": 40,  # docs methods/accounts: limit
    "media ready after": 0.3,  # our own; a real server's is the length of its queue
    "per 5 minutes": 300,  # docs api/rate-limits
    "visibility": ("public", "unlisted", "private", "direct"),  # app/models/status.rb
}


def focal_point(said: str) -> dict[str, float]:
    """What stays visible where a preview is cropped, as "x,y" says it. Raises ValueError for anything else."""
    x, y = map(float, said.split(","))
    if not (abs(x) <= RULES["focus"] and abs(y) <= RULES["focus"]):
        raise ValueError(said)
    return {"x": x, "y": y}


def as_media(medium: Medium, base: str, focus: dict[str, float] | None) -> dict[str, Any]:
    url, meta = f"{base}/media/{medium.id}", {"focus": focus} if focus else {}
    return {
        "id": medium.id, "type": "image", "url": url, "preview_url": url, "description": medium.alt or None,
        "meta": meta,
    }  # fmt: skip


def as_html(text: str) -> str:
    """A status's content as Mastodon renders it: paragraphs, breaks, links cut into spans."""

    def link(match: re.Match[str]) -> str:
        url = html.unescape(match.group())
        scheme, _, rest = url.partition("://")
        spans = f'<span class="invisible">{scheme}://</span><span class="ellipsis">{html.escape(rest[:30])}</span>'
        spans += f'<span class="invisible">{html.escape(rest[30:])}</span>'
        return f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener">{spans}</a>'

    linked = re.sub(SCHEMED, link, html.escape(text, quote=False))
    return "".join(f"<p>{part.replace(chr(10), '<br />')}</p>" for part in linked.split("\n\n"))


def account(base: str) -> dict[str, Any]:
    name = accounts.MASTODON_NAME
    return {
        "id": accounts.MASTODON_ID,
        "username": name,
        "acct": name,
        "display_name": "Practice",
        "url": f"{base}/@{name}",
    }


def instance(base: str) -> dict[str, Any]:
    statuses = {"max_characters": RULES["characters"], "max_media_attachments": RULES["media"]}
    media = {"description_limit": RULES["alt"], "image_size_limit": RULES["picture bytes"]}
    return {
        "domain": base.partition("://")[2],
        "title": "Practice",
        "version": "4.5.2",
        "source_url": "https://github.com/mastodon/mastodon",
        "configuration": {
            "statuses": statuses | {"characters_reserved_per_url": RULES["url"]},
            "media_attachments": media | {"supported_mime_types": RULES["picture types"]},
        },
    }
