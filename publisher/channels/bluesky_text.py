"""How Bluesky counts and marks up a text: links shortened as its own app shows them, facets by UTF-8 bytes.

One function writes the text for the screen, for the count and for the post, so that the three cannot differ.
Follows @atproto/api's RichText (packages/api/src/rich-text), which tests hold it against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import httpx2
import regex

GRAPHEMES: Final = 300  # lexicons/app/bsky/feed/post.json: maxGraphemes, maxLength in bytes
BYTES: Final = 3000
BYTES_A_GRAPHEME: Final = BYTES // GRAPHEMES
PATH_SHOWN, PATH_KEPT = 15, 13  # bluesky-social/social-app src/lib/strings/url-helpers.ts, toShortUrl

# What JavaScript calls a space; Python's \s knows more and less.
SPACE: Final = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
LINK: Final = regex.compile(rf"(?<![^{SPACE}(])https?://[^{SPACE}]+", regex.IGNORECASE)
MENTION: Final = regex.compile(rf"(?<![^{SPACE}(])@([a-zA-Z0-9.-]+)(?<=[a-zA-Z0-9])(?![a-zA-Z0-9_])")
UNSEEN: Final = "\u00ad\u2060\u200a\u200b\u200c\u200d\u20e2"  # what ends a tag without being a space
TAG: Final = regex.compile(
    rf"(?<![^{SPACE}])[#＃](?!\ufe0f)([^{SPACE}{UNSEEN}]*[^\d{SPACE}\p{{P}}{UNSEEN}][^{SPACE}{UNSEEN}]*)"
)
END: Final = regex.compile(r"\p{P}+$")
HANDLE: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.I)
LONGEST_TAG: Final = 64  # in UTF-16 units, as RichText; the lexicon takes 64 graphemes

Kind = Literal["link", "mention", "tag"]


@dataclass(frozen=True, slots=True)
class Facet:
    """A stretch of the shown text, in UTF-8 bytes, and what it is: a URL, a handle, or a tag without its #."""

    start: int
    end: int
    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Written:
    text: str
    facets: tuple[Facet, ...]


def written(text: str) -> Written:
    """The text as followers see it, and its facets in order."""
    shown, facets, at = "", [], 0
    for start, end in _links(text):
        shown += text[at:start]
        short = short_link(text[start:end])
        facets.append(Facet(_bytes(shown), _bytes(shown + short), "link", text[start:end]))
        shown, at = shown + short, end
    shown += text[at:]
    for other in (*_mentions(shown), *_tags(shown)):
        if all(other.end <= one.start or one.end <= other.start for one in facets):
            facets.append(other)  # a link is never lost to a tag around it: its address stands nowhere else
    return Written(shown, tuple(sorted(facets, key=lambda facet: facet.start)))


def length(text: str) -> int:
    """Length as Bluesky counts it: graphemes of the text as it is shown, or a tenth of its bytes if that is more.

    300 graphemes and 3,000 bytes are one limit so: the text fits exactly if this is not more than 300.
    """
    shown = written(text).text
    return max(graphemes(shown), -(-_bytes(shown) // BYTES_A_GRAPHEME))


def graphemes(text: str) -> int:
    return len(regex.findall(r"\X", text))


def short_link(url: str) -> str:
    """The link as Bluesky's app shows it: its host, and the beginning of its path."""
    try:
        parts = httpx2.URL(url)
    except httpx2.InvalidURL:
        return url
    path = parts.raw_path.decode("ascii") + (f"#{parts.fragment}" if parts.fragment else "")
    path = "" if path == "/" else path
    host = parts.netloc.decode("ascii")
    return f"{host}{path[:PATH_KEPT]}..." if len(path) > PATH_SHOWN else f"{host}{path}"


def _links(text: str) -> Iterator[tuple[int, int]]:
    """Where http and https links stand, without the full stop or bracket behind them."""
    for found in LINK.finditer(text):
        start, end = found.span()
        if text[end - 1] in ".,;:!?":
            end -= 1
        if text[end - 1] == ")" and "(" not in text[start:end]:
            end -= 1
        if text.startswith("http", start) and text[start:end] not in ("http://", "https://"):
            yield start, end


def _mentions(text: str) -> Iterator[Facet]:
    for found in MENTION.finditer(text):
        if HANDLE.fullmatch(found[1]):
            yield _facet(text, found.start(), found.end(), "mention", found[1])


def _tags(text: str) -> Iterator[Facet]:
    for found in TAG.finditer(text):
        name = END.sub("", found[1])
        if name and len(name.encode("utf-16-le")) <= 2 * LONGEST_TAG:
            yield _facet(text, found.start(), found.start() + 1 + len(name), "tag", name)


def _facet(text: str, start: int, end: int, kind: Kind, value: str) -> Facet:
    return Facet(_bytes(text[:start]), _bytes(text[:end]), kind, value)


def _bytes(text: str) -> int:
    # Bluesky counts positions in UTF-8 bytes, not characters.
    return len(text.encode())
