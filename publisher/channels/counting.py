"""How long a text is, as networks count it. The desk shows these very numbers, and the adapters enforce them."""

from __future__ import annotations

import re
import sys
import unicodedata
from importlib import resources
from types import ModuleType
from typing import Final

import regex


def _resource_string(package: str, name: str) -> bytes:
    return resources.files(package.rpartition(".")[0]).joinpath(name).read_bytes()


# twitter-text-parser 3.0.0 reads its emoji list through pkg_resources, which setuptools no longer has since 82.
# It asks for this one function, once, while it is imported.
if "pkg_resources" in sys.modules:
    from twitter_text import extract_emojis_with_indices, extract_urls_with_indices
else:
    _stand_in = ModuleType("pkg_resources")
    _stand_in.resource_string = _resource_string  # type: ignore[attr-defined]  # that is the point
    sys.modules["pkg_resources"] = _stand_in
    from twitter_text import extract_emojis_with_indices, extract_urls_with_indices

    del sys.modules["pkg_resources"]

URL_LENGTH: Final = 23

# mastodon/mastodon app/models/account.rb, MENTION_RE: only the local part of a mention counts. Ruby's words have marks.
_WORD: Final = r"\p{L}\p{M}\p{Nd}\p{Pc}"
MENTION: Final = regex.compile(
    rf"(?<![=/{_WORD}])@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)(?:@[{_WORD}.-]+[{_WORD}])?", regex.IGNORECASE
)
# The same, app/lib/extractor.rb (twitter-text's end_mention_match): what runs into one of these is no mention.
NO_MENTION: Final = regex.compile("[@＠À-ÖØ-öø-ÿĀ-ɏɓɔɖɗəɛɣɨɯɲʉʋʻ\u0300-\u036fḀ-ỿ]|://")


# twitter-text config v3: code points in these ranges weigh 1, all others 2, a whole emoji 2, a URL 23.
HEAVY: Final = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
# The search for emoji tries thousands at every position; where no sign could be or join one, it is left out.
MAYBE_EMOJI: Final = re.compile("[©®\u200d\u203c-\u3299\ufe0f\U0001f000-\U0001ffff]")


# Characters that a link can have in its host alone, where no label is longer than 63 (Han, kana, Hangul …).
LONG_RUN: Final = re.compile("[^\u0000-\u10ff\u2000-\u206f\u3000]{129,}")


def _without_long_runs(text: str) -> str:
    """The same text for finding links in: the search takes time with the square of such a run, a minute for 30,000.

    Positions stay what they are: the middle of a run is blanked, where no link can be.
    """
    return LONG_RUN.sub(lambda run: run[0][:64] + " " * (len(run[0]) - 128) + run[0][-64:], text)


def x_weight(text: str) -> int:
    """Weighted length as X counts it (twitter-text v3, after NFC), in units of 1; every URL, also schemeless, is 23.

    The same as twitter_text.parse_tweet(text).weightedLength, ten times as fast: fitting a post counts often.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    links = [link["indices"] for link in extract_urls_with_indices(_without_long_runs(text))]
    starts, ends = [0, *(end for _, end in links)], [*(start for start, _ in links), len(text)]
    rest = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    return URL_LENGTH * len(links) + sum(map(_weight, rest))


def x_links(text: str) -> bool:
    """Whether X may see a link in it: what it knows as one, and all that begins as one does."""
    return bool(re.search(r"https?://\S", text) or extract_urls_with_indices(_without_long_runs(text)))


def _weight(piece: str) -> int:
    """The weight of a piece without URLs."""
    weight = len(piece) + len(HEAVY.findall(piece))
    if MAYBE_EMOJI.search(piece):
        for found in extract_emojis_with_indices(piece):
            weight += 2 - len(found["emoji"]) - len(HEAVY.findall(found["emoji"]))
    return weight


def mastodon_length(text: str) -> int:
    """Length as Mastodon counts it: graphemes, a URL with its scheme is 23, a mention loses its domain.

    The same app/validators/status_length_validator.rb.
    """
    links = extract_urls_with_indices(_without_long_runs(text), extract_urls_without_protocol=False)
    counted_as = [(*link["indices"], "x" * URL_LENGTH) for link in links]
    counted_as += [
        (*found.span(), f"@{found[1]}") for found in MENTION.finditer(text) if not NO_MENTION.match(text, found.end())
    ]
    pieces, at = [], 0
    for start, end, counted in sorted(counted_as):
        if start >= at:  # the first of two that overlap
            pieces += [text[at:start], counted]
            at = end
    return len(regex.findall(r"\X", "".join([*pieces, text[at:]])))


def graphemes(text: str) -> int:
    """Length of Mastodon's content warning, by the same validator: graphemes, links and mentions in full."""
    return len(regex.findall(r"\X", text))


def strict_length(text: str) -> int:
    """For servers that only speak Mastodon's API: the stricter of its count and of plain code points, links in full.

    GoToSocial counts the second way, although it announces `characters_reserved_per_url`.
    """
    return max(mastodon_length(text), len(text))


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts (core.telegram.org/api/entities)."""
    return len(text.encode("utf-16-le")) // 2
