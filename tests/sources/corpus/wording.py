"""How two texts are compared: by their words, not by their spaces, their case or the signs between them."""

from __future__ import annotations

import unicodedata

import regex

# Soft hyphens, zero-width spaces, joiners of words, marks of direction: a reader never sees them. ZWJ and ZWNJ stay.
_UNSEEN = regex.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SIGN = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*"
_WORD = regex.compile(rf"{_SIGN}|[\p{{L}}\p{{M}}\p{{N}}\u200c\u200d]+")
_ONE_SIGN = regex.compile(_SIGN)


def plain(text: str) -> str:
    """One line, NFC, every space a single space, nothing unseen, no case."""
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return " ".join(text.split()).casefold()


def words(text: str) -> list[str]:
    """Its words in order; of scripts that do not part words, its signs."""
    return _WORD.findall(regex.sub(f"({_SIGN})", r" \1 ", plain(text)))


def weight(some: list[str]) -> float:
    """How much is said, in words: a sign of a script that does not part words counts half."""
    return sum(0.5 if _ONE_SIGN.fullmatch(word) else 1 for word in some)


def in_common(one: list[str], other: list[str]) -> int:
    """How many words stand in both in the same order: the length of the longest common subsequence.

    Hyyrö's bit-parallel algorithm (2004): one big number holds a row of the table.
    """
    places: dict[str, int] = {}
    for at, word in enumerate(one):
        places[word] = places.get(word, 0) | 1 << at
    full = (1 << len(one)) - 1
    row = full
    for word in other:
        met = row & places.get(word, 0)
        row = (row + met | row - met) & full
    return len(one) - row.bit_count()
