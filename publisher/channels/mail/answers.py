"""What a mail server said, as one of the four verbs."""

from __future__ import annotations

import re
from typing import Final

from ...ports import Disconnected, Failure, Refused, Retry, Uncertain
from ...replies import Stage, classify, enhanced_of

VERBS: Final[dict[str, type[Failure]]] = {"Retry": Retry, "Refused": Refused, "Uncertain": Uncertain}


def failure(code: int, words: str, stage: Stage) -> Failure:
    """The exception to raise for a reply. Its sentence carries the server's words, without any address in them."""
    enhanced = enhanced_of(words)
    meaning = classify(code, enhanced, stage)
    said = nobodys(words)[:200]
    why, name = f"{meaning.why} It said: {code} {said}", f"{code} {enhanced}".strip()
    if meaning.verb == "Disconnected":
        return Disconnected(why, code=name, reason=meaning.reason)
    return VERBS[meaning.verb](why, code=name)


def nobodys(words: str) -> str:
    """A server's words on one line, without any address in them."""
    line = " ".join(words.split())
    return re.sub(r"\S+@\S+", "(address)", line) if "@" in line else line
