"""What a post says on Discord: with its markdown escaped, so that followers see what was written."""

from __future__ import annotations

import re
from typing import Final

from .counting import utf16_length

# docs.discord.com/developers/reference#message-formatting (mentions, emoji and times begin with “<”), and
# support.discord.com/hc/en-us/articles/210298617 (Markdown Text 101): what means something, anywhere …
SIGNS: Final = re.compile(r"[\\*_~|`<\[]")
# … and at the beginning of a line: titles, small print, lists, quotations.
FIRST: Final = re.compile(r"^(\s*)([#>+-])", re.MULTILINE)
# A link is one as it stands, and nothing in it means anything; a backslash would be part of it.
LINK: Final = re.compile(r"https?://[^\s<]+")


def written(text: str) -> str:
    """The text as Discord takes it."""
    parts, at = [], 0
    for link in LINK.finditer(text):
        parts += [SIGNS.sub(r"\\\g<0>", text[at : link.start()]), link[0]]
        at = link.end()
    return FIRST.sub(r"\1\\\2", "".join([*parts, SIGNS.sub(r"\\\g<0>", text[at:])]))


def length(text: str) -> int:
    """Length as Discord counts it: of what is sent, backslashes and all; in UTF-16 units, the stricter way."""
    return utf16_length(written(text))
