"""What X refuses of a text that is short enough."""

from __future__ import annotations

import re
from typing import Final

# docs.x.com/changelog, 23 February 2026: one in a post by the API. What is one: twitter-text's cashtag.
CASHTAG: Final = re.compile(r"(?<!\S)\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?![\w$])", re.IGNORECASE | re.ASCII)


def objects(text: str) -> str:
    """Why X would refuse this text, in a sentence; empty if it takes it."""
    tags = dict.fromkeys(tag.upper() for tag in CASHTAG.findall(text))
    if len(tags) < 2:
        return ""
    return f"X takes one cashtag in a post, and here are {len(tags)}: {', '.join(tags)}. Leave out the $ of the others."
