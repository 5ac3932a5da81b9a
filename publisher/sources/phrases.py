"""Many phrases looked for in a text at once: first by the rarest word of each, then letter by letter.

One pattern of all of them would say the same; but to compile the patterns of a language takes half a second, and to
search a line with one of them several times as long as this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add

import regex

_WORD = regex.compile(r"\w+")
_LISTED = regex.compile(r"\w+\*?")
_VOWELS = regex.compile("[\u0640\u064b-\u0652]")  # Arabic signs that one writer sets and another leaves out
_STEM = 3  # letters by which a word with any ending is looked up
KEPT = 1000  # texts of which it is remembered which words are in them

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """`pieces` are what stands between the `*`. `bounded`: it begins and ends where words do."""

    order: int
    pieces: tuple[str, ...]
    bounded: bool

    def places(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Each place in the text as (start, order, end)."""
        at = text.find(self.pieces[0])
        while at >= 0:
            if end := self._end(text, at):
                yield at, self.order, end
            at = text.find(self.pieces[0], max(end, at + 1))

    def _end(self, text: str, at: int) -> int:
        """Where the phrase ends that begins here; 0 if it is not here."""
        if self.bounded and at and _of_a_word(text[at - 1]):
            return 0
        end = at + len(self.pieces[0])
        for piece in self.pieces[1:]:
            if ending := _WORD.match(text, end):
                end = ending.end()
            if not text.startswith(piece, end):
                return 0
            end += len(piece)
        return 0 if self.bounded and end < len(text) and _of_a_word(text[end]) else end


class Phrases:
    """Phrases in which `*` at the end of a word, or for a whole one, stands for any letters.

    `spaced` are whole words; `joined` may stand inside of a word, with prefixes and endings. Of two at the same place
    the spaced and then the longer counts, as if all were a pattern's alternatives.
    """

    def __init__(self, spaced: Iterable[str], joined: Iterable[str]) -> None:
        self._by_word: dict[str, list[_Phrase]] = {}
        self._by_stem: dict[str, list[_Phrase]] = {}
        self._by_pair: dict[str, list[_Phrase]] = {}
        self._loose: list[_Phrase] = []  # what has nothing to look it up by
        self._loose_joined: list[_Phrase] = []
        order = 0
        for listed in sorted(spaced, key=_longest_first):
            self._add_spaced(listed, order := order + 1)
        apart = [_without_vowels(listed) for listed in sorted(joined, key=_longest_first)]
        often = Counter(pair for listed in apart for pair in _pairs_of(listed))
        for listed in apart:
            self._add_joined(listed, order := order + 1, often)

    def _add_spaced(self, listed: str, order: int) -> None:
        phrase = _Phrase(order, tuple(listed.split("*")), bounded=True)
        words = sorted(_LISTED.findall(listed), key=len)
        if whole := [word for word in words if not word.endswith("*")]:
            self._by_word.setdefault(whole[-1], []).append(phrase)
        elif words and len(words[-1]) > _STEM:
            self._by_stem.setdefault(words[-1][:_STEM], []).append(phrase)
        else:
            self._loose.append(phrase)

    def _add_joined(self, listed: str, order: int, often: Counter[str]) -> None:
        phrase = _Phrase(order, tuple(listed.split("*")), bounded=False)
        pairs = _pairs_of(listed)
        if pairs:
            self._by_pair.setdefault(min(pairs, key=lambda pair: (often[pair], pair)), []).append(phrase)
        else:
            self._loose_joined.append(phrase)

    def spans(self, text: str) -> Spans:
        """Where they stand in the folded text, from left to right, none in another."""
        found: list[tuple[int, int, int]] = []
        words, stems = _words_in(text)
        likely = [phrase for word in self._by_word.keys() & words for phrase in self._by_word[word]]
        likely += [phrase for stem in self._by_stem.keys() & stems for phrase in self._by_stem[stem]]
        for phrase in likely + self._loose:
            found += phrase.places(text)
        if self._by_pair or self._loose_joined:
            found += self._joined_in(text)
        spans: Spans = []
        for start, _, end in sorted(found):
            if not spans or start >= spans[-1][1]:
                spans.append((start, end))
        return spans

    def _joined_in(self, text: str) -> Iterator[tuple[int, int, int]]:
        plain, places = plainly(text)
        pairs = _pairs_in(plain)
        likely = [phrase for pair in self._by_pair.keys() & pairs for phrase in self._by_pair[pair]]
        for phrase in likely + self._loose_joined:
            for start, order, end in phrase.places(plain):
                yield (places[start], order, places[end]) if places else (start, order, end)


def plainly(text: str) -> tuple[str, list[int]]:
    """The text without Arabic vowel signs, and where its letters and its end stood; no places if it had none."""
    if not _VOWELS.search(text):
        return text, []
    kept = [at for at, sign in enumerate(text) if not _VOWELS.match(sign)]
    return "".join(text[at] for at in kept), [*kept, len(text)]


def forget() -> None:
    """Nothing of what was read stays in memory."""
    _words_in.cache_clear()
    _pairs_in.cache_clear()


def _longest_first(listed: str) -> tuple[int, str]:
    return -len(listed), listed


def _without_vowels(text: str) -> str:
    return str(_VOWELS.sub("", text))


def _pairs_of(listed: str) -> set[str]:
    return {pair for piece in listed.split("*") for pair in map(add, piece, piece[1:])}


@lru_cache(maxsize=KEPT)
def _words_in(text: str) -> tuple[set[str], set[str]]:
    """Its words, and their first letters."""
    words = set(_WORD.findall(text))
    return words, {word[:_STEM] for word in words}


@lru_cache(maxsize=KEPT)
def _pairs_in(text: str) -> set[str]:
    """Every two signs that stand beside one another."""
    return set(map(add, text, text[1:]))


@lru_cache(maxsize=5000)
def _of_a_word(sign: str) -> bool:
    return _WORD.match(sign) is not None
