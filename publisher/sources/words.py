"""Lists of phrases, ready to look for in a text; which they are, vocabulary.py knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from . import phrases
from .phrases import Phrases, Spans, kept, plainly

LONGEST_KEPT = 1000  # characters of a text of which it is remembered what was found in it
LONGEST_START = 300  # characters in which a phrase is looked for that a text starts with


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One list of phrases, of every language that the text may hold, ready to look for."""

    phrases: frozenset[str]
    listed: Phrases
    heads: dict[str, tuple[str, ...]]  # what is told by its first two letters, the longest first

    def whole(self, text: str) -> bool:
        """The text is one of the phrases and nothing else (case, and marks at the ends, do not count)."""
        return bare(text) in self.phrases

    def found(self, text: str) -> frozenset[str]:
        """The different phrases of the list that stand in the text."""
        if len(text) > LONGEST_KEPT:
            return _found.__wrapped__(self, text)
        return _NOTHING if self.listed.keys.isdisjoint(_looked(text)) else _found(self, text)

    def start(self, text: str) -> str:
        """The longest phrase that the text starts with, as a word of its own; empty if none."""
        head, plain = _opening(text[:LONGEST_START])
        for letters in (plain[:2], plain[:1]):
            listed = self.heads.get(letters, ())
            for phrase in listed if plain.startswith(listed) else ():
                end = len(phrase)
                if plain.startswith(phrase) and not plain[end : end + 1].isalpha():
                    return head[:end] if len(plain) == len(head) else head[: kept(head)[end]]
        return ""

    def joined_start(self, text: str) -> str:
        """The longest phrase that the folded text starts with, whatever follows it."""
        listed = self.heads.get(text[:2], ())
        return next((phrase for phrase in listed if text.startswith(phrase)), "") if text.startswith(listed) else ""

    def spans(self, text: str) -> Spans:
        """Where the phrases stand in the folded text, from left to right, none in another."""
        return self.listed.spans(text) if self.may_stand_in(text) else []

    def may_stand_in(self, text: str) -> bool:
        """Quickly: False only where none of the phrases stands in the folded text."""
        return not self.listed.keys.isdisjoint(phrases.look(text).keys)

    def opens(self, text: str) -> bool:
        """The folded text begins with one of the phrases, as the list has it."""
        return any(start == 0 for start, _ in self.spans(text)[:1])

    def without(self, text: str) -> str:
        """The folded text with a space in place of each phrase."""
        for start, end in reversed(self.spans(text)):
            text = f"{text[:start]} {text[end:]}"
        return text


_NOTHING: frozenset[str] = frozenset()


@lru_cache(maxsize=20_000)
def _found(words: Words, text: str) -> frozenset[str]:
    """The passes ask the same of the same line again and again."""
    folded = fold(text)
    spans = words.listed.spans(folded)
    return frozenset(folded[start:end] for start, end in spans) if spans else _NOTHING


@lru_cache(maxsize=phrases.KEPT)
def _opening(text: str) -> tuple[str, str]:
    head = fold(text)
    return head, plainly(head)


@lru_cache(maxsize=phrases.KEPT)
def _looked(text: str) -> set[str]:
    return phrases.look(fold(text)).keys


def forget() -> None:
    """Nothing of what was read stays in memory."""
    fold.cache_clear()
    _looked.cache_clear()
    _opening.cache_clear()
    _found.cache_clear()
    _bare.cache_clear()
    phrases.forget()


_QUOTES = {"’": "'", "‘": "'", "\u02bb": "'", "\u02bc": "'", "\u00a0": " "}
# What one writer types and another does not: letters of a neighbour's keyboard that look alike, and dots and accents
# that capitals lose.
_ALIKE = str.maketrans("״׳־ıёşţάέήίόύώϊϋΐΰςأإآٱىیکہۃँ", "\u0022\u0027-iеșțαεηιουωιυιυσااااييكهةं")
_TWIN = re.compile("[" + "".join(map(chr, _ALIKE)) + "]")


def small(text: str) -> str:
    """Lower case, straight quotes, same length as the text almost always."""
    if text.isascii():
        return text.lower()
    text = text.replace("İ", "i").lower()
    for written, plain in _QUOTES.items():  # one by one, which is quicker than a table of them
        text = text.replace(written, plain)
    return text


@lru_cache(maxsize=phrases.KEPT)
def fold(text: str) -> str:
    """For comparing: small, and letters that are written for one another as one."""
    text = small(text)
    return text.translate(_ALIKE) if not text.isascii() and _TWIN.search(text) else text


def bare(text: str) -> str:
    """Folded, without white space and marks at the ends: what a label says."""
    return _bare(text) if len(text) <= LONGEST_KEPT else _bare.__wrapped__(text)


@lru_cache(maxsize=20_000)
def _bare(text: str) -> str:
    return plainly(fold(text)).strip(" \t\n.:…!?»«›‹→←↓↑>|-–—•·*+×[]()/،؛。：！？、▼▲►▶#【】")
