"""Knowing an entry again, whatever its guid, its link or its text have become."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import regex

from publisher.sources.feed import Entry, plain

TELLING = 60  # letters: a shorter text could be anybody's
OPENING_WORDS = 60
STRANGERS = 0.34
ALIKE_TITLES, ALIKE_OPENINGS = 0.6, 0.75  # of the words that either has
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def link_key(url: str) -> str:
    """One key for a link, with or without TLS, www and a slash at the end; empty for no link."""
    bare = re.sub(r"^https?://(?:www\.)?", "", url.strip()).rstrip("/")
    host, slash, path = bare.partition("/")
    return hashed(f"link {host.lower()}{slash}{path}") if bare else ""


def text_key(title: str, words: str) -> str:
    """One key for a text, however it is spaced and marked up; empty for one too short to be told from others."""
    letters = "".join(_WORD.findall(f"{title} {words}")).casefold()
    return hashed(f"text {letters}") if len(letters) >= TELLING else ""


def keys(entry: Entry, feed_id: int) -> list[str]:
    """Everything this entry is known by: its guid within its feed, its link, its text."""
    guid = hashed(f"guid {feed_id} {entry.guid}") if entry.guid else ""
    return [key for key in (guid, *shared_keys(entry)) if key]


def shared_keys(entry: Entry) -> list[str]:
    """What it is known by in every feed: its link, its text."""
    return [key for key in (link_key(entry.url), text_key(entry.title, plain(entry.html))) if key]


def said(entry: Entry) -> str:
    """A hash of what the feed says, in words: another markup says the same. A cut entry also says when it changed."""
    words = " ".join(_WORD.findall(f"{entry.title} {plain(entry.html)} {entry.summary}"))
    return hashed(words + ("" if entry.whole else f" {entry.updated}"))


def opening(entry: Entry) -> str:
    """The title, a line feed, and the first words."""
    words = _WORD.findall(plain(entry.html)[:2000] or entry.summary)
    return f"{' '.join(_WORD.findall(entry.title))}\n{' '.join(words[:OPENING_WORDS])}".casefold()[:2000]


@dataclass(frozen=True)
class Opening:
    """How an entry begins, ready to be compared."""

    title: frozenset[str]
    words: frozenset[str]
    day: str

    @classmethod
    def of(cls, text: str, day: str) -> Opening:
        title, _, words = text.partition("\n")
        return cls(_pieces(title), _pieces(words), day)

    def like(self, other: Opening) -> bool:
        """Near the same title and first paragraph, of the same day where both have one."""
        if self.day and other.day and self.day != other.day:
            return False
        if len(self.words) <= 5:
            return False
        return _shared(self.title, other.title) >= ALIKE_TITLES and _shared(self.words, other.words) >= ALIKE_OPENINGS

    def unlike(self, other: Opening) -> bool:
        """Of another day, under another title, in other words: something else, whatever it has in common."""
        if not self.day or not other.day or self.day == other.day:
            return False
        return max(_shared(self.title, other.title), _shared(self.words, other.words)) < STRANGERS


def _pieces(text: str) -> frozenset[str]:
    """The words; where a script puts no spaces between them, every two letters that stand side by side."""
    found: set[str] = set()
    for word in text.split():
        if _UNSPACED.search(word):
            found.update(word[at : at + 2] for at in range(max(1, len(word) - 1)))
        else:
            found.add(word)
    return frozenset(found)


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def matched(offered: Sequence[Sequence[str]], known: Mapping[str, Iterable[int]]) -> dict[int, int]:
    """Which of the offered (each by its keys) is which of the known: number → id, each at most once.

    The pair with the most keys in common goes first; among equals the one whose earlier key (guid, then link, then
    text) is common. So a feed that hands its guids on from entry to entry confuses nobody.
    """
    pairs: dict[tuple[int, int], list[int]] = {}
    for number, its_keys in enumerate(offered):
        for place, key in enumerate(its_keys):
            for known_id in known.get(key, ()):
                pairs.setdefault((number, known_id), []).append(place)
    found: dict[int, int] = {}
    taken: set[int] = set()
    best_first = sorted(pairs, key=lambda pair: (-len(pairs[pair]), min(pairs[pair]), pair))
    for number, known_id in best_first:
        if number not in found and known_id not in taken:
            found[number] = known_id
            taken.add(known_id)
    return found
