"""Many phrases looked for in a text at once: first by the rarest word of each, then letter by letter.

One pattern of all of them would say the same; but to compile the patterns of a language takes half a second, and to
search a line with one of them several times as long as this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import add, itemgetter
from typing import NamedTuple

import regex

from .part import PLAIN

_WORD = regex.compile(r"\w+")  # with the marks that letters carry, which re leaves out
_PLAIN_WORD = re.compile(r"\w+")
_ASCII_WORD = re.compile(r"\w+", re.ASCII)
_LISTED = regex.compile(r"\w+\*?")
# Signs that one writer sets and another leaves out: Arabic vowels, the nukta of Devanagari, its and Sinhala's joiner.
_VOWELS = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u093c\u200d"
_VOWELED = re.compile(f"[{_VOWELS}]")
# Hebrew and on, but for punctuation: signs of scripts whose words are joined.
_JOINED = re.compile("[\u0590-\u1fff\u2070-\U0010ffff]")
_STEM = 3  # letters by which a word with any ending is looked up
# What is a word of its own among joined ones: few Arabic or Hebrew letters, which stand inside of very many words ("ما"
# in "شما"), and a Latin word ("ATM", not in "treatment").
_WHOLE = re.compile(r"[\u0600-\u06ff]{1,3}|[\u0590-\u05ff]{1,2}|[ -~]+")
_stem = itemgetter(slice(_STEM))
# What any phrase is looked up by: words, the first letters of words, and two signs side by side.
_KNOWN: set[str] = set()
_STEMS: set[str] = set()
_PAIRS: set[str] = set()
_ANY = ""  # of what has nothing to look it up by; every text has it
KEPT = 1000  # texts of which it is remembered which words are in them

Spans = list[tuple[int, int]]
Order = tuple[bool, int, str]  # of two phrases that begin at one place
Place = tuple[int, Order, int]  # where one begins, its order, where it ends


@dataclass(frozen=True, slots=True)
class _Phrase:
    """`pieces` are what stands between the `*`, the first too as `first`. `bounded`: it begins and ends as words do."""

    order: Order
    first: str
    pieces: tuple[str, ...]
    joined: bool
    bounded: bool

    def places(self, text: str) -> list[Place]:
        """Each place in the text as (start, order, end)."""
        found = []
        at = text.find(self.first)
        while at >= 0:
            if end := self._end(text, at):
                found.append((at, self.order, end))
            at = text.find(self.first, max(end, at + 1))
        return found

    def _end(self, text: str, at: int) -> int:
        """Where the phrase ends that begins here; 0 if it is not here."""
        if self.bounded and at and _of_a_word(text[at - 1]):
            return 0
        end = at + len(self.first)
        for piece in self.pieces[1:]:
            if ending := _WORD.match(text, end):
                end = ending.end()
            if not text.startswith(piece, end):
                return 0
            end += len(piece)
        return 0 if self.bounded and end < len(text) and _of_a_word(text[end]) else end


class Phrases:
    """Phrases in which `*` at the end of a word, or for a whole one, stands for any letters.

    `spaced` are whole words; `joined` may stand inside of a word, with prefixes and endings, but for those in _WHOLE.
    Of two at the same place the spaced and then the longer counts, as if all were a pattern's alternatives. By words
    that are `common` a phrase is looked up only where it has no others.
    """

    def __init__(self, spaced: Iterable[str], joined: Iterable[str], common: Container[str] = ()) -> None:
        self._likely: dict[str, list[_Phrase]] = {}  # by one of what look() finds in a text where they stand
        for listed in spaced:
            self._add(_known(_word_of(listed, common)), listed, joined=False, bounded=True)
        apart = [plainly(listed) for listed in joined]
        often = Counter(pair for listed in apart for pair in _pairs_of(listed))
        for listed in apart:
            bounded = _WHOLE.fullmatch(listed) is not None
            pair = min(_pairs_of(listed), key=lambda pair: (" " in pair, often[pair], pair), default="")
            if pair:
                _PAIRS.add(pair)
            key = pair or (_known(_word_of(listed, common)) if bounded else _ANY)
            self._add(key, listed, joined=True, bounded=bounded)
        self.keys = frozenset(self._likely)

    def _add(self, key: str, listed: str, *, joined: bool, bounded: bool) -> None:
        pieces = tuple(listed.split("*"))
        phrase = _Phrase((joined, -len(listed), listed), pieces[0], pieces, joined, bounded)
        self._likely.setdefault(key, []).append(phrase)

    @classmethod
    def together(cls, lists: Iterable[Phrases]) -> Phrases:
        """The phrases of all these lists as one."""
        whole = cls((), ())
        for listed in lists:
            for key, phrases in listed._likely.items():
                whole._likely[key] = whole._likely[key] + phrases if key in whole._likely else phrases
        whole.keys = frozenset(whole._likely)
        return whole

    def spans(self, text: str) -> Spans:
        """Where the phrases stand in the folded text, from left to right, none in another."""
        keys, plain = look(text)
        written_out = len(plain) == len(text)
        found: list[Place] = []
        for key in self.keys & keys:
            for phrase in self._likely[key]:
                if phrase.joined and not written_out:
                    here = phrase.places(plain)
                    at = kept(text) if here else []
                    found += [(at[start], order, at[end]) for start, order, end in here]
                elif phrase.first in text:
                    found += phrase.places(text)
        if len(found) < 2:
            return [(start, end) for start, _, end in found]
        spans: Spans = []
        for start, _, end in sorted(found):
            if not spans or start >= spans[-1][1]:
                spans.append((start, end))
        return spans


def _word_of(listed: str, common: Container[str]) -> str:
    """The longest word of a spaced phrase; where an ending is left open, the first letters and a `*`."""
    words = sorted(_LISTED.findall(listed), key=lambda word: (word not in common, len(word)))
    if whole := [word for word in words if not word.endswith("*")]:
        return str(whole[-1])
    return f"{words[-1][:_STEM]}*" if words and len(words[-1]) > _STEM else _ANY


def _known(word: str) -> str:
    """What the word is looked up by; from now on look() looks for it."""
    key = word.removesuffix("*")
    (_KNOWN if key == word else _STEMS).add(key)
    return key


def _pairs_of(listed: str) -> set[str]:
    """Every two signs that stand beside one another in a joined phrase; without a letter of it they tell too little."""
    return {pair for piece in listed.split("*") for pair in map(add, piece, piece[1:]) if _JOINED.search(pair)}


class Looked(NamedTuple):
    """What known phrases are looked up by in a text, and how the text is read for joined phrases; see plainly."""

    keys: set[str]
    plain: str


@lru_cache(maxsize=KEPT)
def look(text: str) -> Looked:
    ascii_only = text.isascii()
    words = (_ASCII_WORD if ascii_only else _PLAIN_WORD if PLAIN.fullmatch(text) else _WORD).findall(text)
    keys = _KNOWN.intersection(words)
    keys |= _STEMS.intersection(map(_stem, words))
    keys.add(_ANY)
    if ascii_only:
        return Looked(keys, text)
    plain = plainly(text)
    if _JOINED.search(plain):
        keys |= _PAIRS.intersection(map(add, plain, plain[1:]))
    return Looked(keys, plain)


def plainly(text: str) -> str:
    """The text without signs that may be left out."""
    return text if text.isascii() else _VOWELED.sub("", text)


def kept(text: str) -> list[int]:
    """Where in the text the signs stand that are left of it plainly, and its end."""
    return [*(at for at, sign in enumerate(text) if sign not in _VOWELS), len(text)]


def forget() -> None:
    """Nothing of what was read stays in memory."""
    look.cache_clear()


@lru_cache(maxsize=5000)
def _of_a_word(sign: str) -> bool:
    return _WORD.match(sign) is not None
