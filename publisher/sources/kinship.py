"""How much a line has to do with the text above it, in whatever language: which of its rarer words stand there, too.

Two words are one where they begin alike; where words are not spaced, signs side by side stand for them. It tells
little of one line alone, for a last paragraph may well turn to something new: it is one witness among others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import regex

from .part import Part, is_unspaced, words_of

_STEM = 5  # letters by which a word is known in another form
_LEAST = 4  # letters of a word that tells something
_TOGETHER = 4  # signs where words are not spaced and letters are signs
_OFTEN = 0.4  # of the paragraphs have a word that tells nothing: the commonest of any language
_SIGNS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]{2,}")
_LETTERS = regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]{4,}")


class Kinship:
    """The words of some paragraphs, for comparing others with them."""

    def __init__(self, paragraphs: Iterable[Part]) -> None:
        told = [stems(part.text) for part in paragraphs]
        times = Counter(stem for one in told for stem in one)
        self.common = {stem for stem, count in times.items() if count >= max(3, _OFTEN * len(told))}
        self.known = set(times) - self.common

    def learn(self, part: Part) -> None:
        """The line is one of those that others are compared with."""
        self.known |= stems(part.text) - self.common

    def shared(self, part: Part) -> tuple[int, int]:
        """How many of the line's rarer words stand in the paragraphs, and how many it has."""
        rare = stems(part.text) - self.common
        return len(rare & self.known), len(rare)


def beginnings(text: str, letters: int) -> set[str]:
    """Its words of so many letters or more, by those that they begin with: two forms of a word are one."""
    return {word[:letters] for word in words_of(text) if len(word) >= letters}


def stems(text: str) -> set[str]:
    found = {word[:_STEM] for word in words_of(text) if len(word) >= _LEAST}
    for signs, together in ((_SIGNS, 2), (_LETTERS, _TOGETHER)) if is_unspaced(text) else ():
        for run in signs.findall(text):
            found.update(run[at : at + together] for at in range(len(run) - together + 1))
    return found
