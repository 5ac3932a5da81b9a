"""How the practice networks count. Written apart from channels/, so that each checks the other."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import regex

# https://docs.x.com/resources/fundamentals/counting-characters: these weigh 1, every other code point 2,
# an emoji sequence 2, a URL 23.
LIGHT: Final = ((0, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
URL_WEIGHT: Final = 23
IN_PARENTHESES: Final = r"\([^\s()]*\)"
SCHEMED: Final = rf"https?://(?:[^\s<>\"“”«»()]|{IN_PARENTHESES})*(?:[^\s<>\"“”«»().,;:!?'’\]…]|{IN_PARENTHESES})"
# Without a scheme X knows a link by its top-level domain: all of two letters that exist, and the generic ones.
BARE: Final = (
    r"(?<![@\w.\-/])(?:[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?\.)+"
    r"(?:com|org|net|info|news|press|media|blog|site|online|app|dev|edu|gov|int|lk|in|de|fr|uk|us|eu|ch|at|nl|se|no|ca|au|br|mx|jp|kr|cn|io|me|tv|co)"
    r"(?![\w.@\-])(?:/[^\s<>\"“”]*[^\s<>\"“”.,;:!?'’)])?"
)
X_URL: Final = re.compile(f"{SCHEMED}|{BARE}")
EMOJI: Final = regex.compile(
    r"[\p{RI}]{2}|[0-9#*]\uFE0F?\u20E3"
    r"|\p{Emoji_Presentation}\uFE0F?\p{EMod}?(?:\u200D\p{Extended_Pictographic}\uFE0F?\p{EMod}?)*[\U000E0020-\U000E007F]*"
    r"|\p{Extended_Pictographic}(?:\uFE0F|\p{EMod})(?:\u200D\p{Extended_Pictographic}\uFE0F?\p{EMod}?)*"
)


def x_weight(text: str) -> int:
    """The length of a post as X counts it."""
    text = unicodedata.normalize("NFC", text)
    links = X_URL.findall(text)
    rest = X_URL.sub("", text)
    emoji = EMOJI.findall(rest)
    rest = EMOJI.sub("", rest)
    light = sum(any(low <= ord(sign) <= high for low, high in LIGHT) for sign in rest)
    return URL_WEIGHT * len(links) + 2 * len(emoji) + 2 * len(rest) - light


# mastodon/mastodon app/validators/status_length_validator.rb: a link is 23, a mention loses its domain, but not where
# it stands in a word or runs into another or a scheme (app/lib/extractor.rb).
IN_A_WORD: Final = r"\p{L}\p{M}\p{Nd}\p{Pc}"
MENTION: Final = regex.compile(
    rf"(?<![=/{IN_A_WORD}])(?>@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)(?:@[{IN_A_WORD}.-]*[{IN_A_WORD}])?)"
    r"(?![@＠\u0300-\u036f]|://)",
    regex.IGNORECASE,
)


def mastodon_length(text: str) -> int:
    """The length of a status as Mastodon counts it: graphemes."""
    text = re.sub(SCHEMED, "x" * URL_WEIGHT, text)
    return len(regex.findall(r"\X", MENTION.sub(r"@\1", text)))


def threads_length(text: str) -> int:
    """The length of a post as Threads counts it: characters, an emoji as its UTF-8 bytes."""
    emoji = EMOJI.findall(text)
    return len(EMOJI.sub("", text)) + sum(len(one.encode()) for one in emoji)
