"""Links that leave: absolute, ASCII, and carrying the reference that finds a post again and credits a gift."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from ..story import Story
from .letter import Ask

# Where a reader of a letter can share the article. {url} is the plain canonical link, {title} the title, both quoted.
SHARE = {
    "facebook": ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    "x": ("X", "https://x.com/intent/post?text={title}&url={url}"),
    "bluesky": ("Bluesky", "https://bsky.app/intent/compose?text={title}%20{url}"),
    "mastodon": ("Mastodon", "https://share.joinmastodon.org/#text={title}%20{url}"),
    "threads": ("Threads", "https://www.threads.net/intent/post?text={title}&url={url}"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
    "whatsapp": ("WhatsApp", "https://wa.me/?text={title}%20{url}"),
    "telegram": ("Telegram", "https://t.me/share/url?url={url}&text={title}"),
    "reddit": ("Reddit", "https://www.reddit.com/submit?url={url}&title={title}"),
    "email": ("", "mailto:?subject={title}&body={url}"),  # its name is a word of the letter's language
}
HOST = re.compile(r"(?:[A-Za-z0-9_.-]*[A-Za-z0-9][A-Za-z0-9_.-]*|\[[0-9A-Fa-f:.]+\])(?::\d+)?")
ALIASES = {"twitter": "x", "e-mail": "email", "mail": "email"}


def ascii_url(url: str) -> str:
    """The same address in ASCII: host as A-label, the rest percent-encoded.

    Empty if it is not http or https, names no host, or holds a password.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one
        return ""
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(host):
        return ""
    return urlunsplit(
        (
            parts.scheme,
            host,
            quote(parts.path, safe="/%:@!$&'()*+,;=~-._"),
            quote(parts.query, safe="/?%:@!$&'()*+,;=~-._"),
            quote(parts.fragment, safe="/?%:@!$&'()*+,;=~-._"),
        )
    )


def tagged(url: str, *, reference: str, source: str, medium: str, campaign: str, **more: str) -> str:
    """The link with its origin: utm_* and the opaque reference, which never names a reader.

    An existing query is kept, but for parameters of the same name. Empty if the link is not http or https.
    """
    parts = urlsplit(ascii_url(url))
    if not parts.scheme:
        return ""
    ours = {"utm_source": source, "utm_medium": medium, "utm_campaign": campaign, "utm_content": reference} | more
    ours = {name: value for name, value in ours.items() if value}
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in ours]
    return urlunsplit(parts._replace(path=parts.path or "/", query=urlencode([*kept, *ours.items()])))


def article_link(story: Story, *, reference: str, source: str, medium: str, campaign: str) -> str:
    """The article's canonical link with the reference; empty if the story has none. Never an invented one."""
    return tagged(story.canonical_url, reference=reference, source=source, medium=medium, campaign=campaign)


def donate_link(ask: Ask, *, reference: str, source: str, medium: str, campaign: str) -> str:
    """The donation page's link: the reference also as `ref`, the wording's label as utm_term."""
    origin = {"reference": reference, "source": source, "medium": medium, "campaign": campaign}
    return tagged(ask.link, **origin, utm_term=ask.label, ref=reference)


def share_links(story: Story, *, email_word: str) -> list[tuple[str, str]]:
    """(name, link) for each share button that the story's page had and we know; none without a canonical link."""
    url = ascii_url(story.canonical_url)
    if not url:
        return []
    wanted = dict.fromkeys(ALIASES.get(name.lower(), name.lower()) for name in story.share)
    title = quote(story.title[:200], safe="")
    return [
        (SHARE[name][0] or email_word, SHARE[name][1].format(url=quote(url, safe=""), title=title))
        for name in wanted
        if name in SHARE
    ]
