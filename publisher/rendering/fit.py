"""Shortening a text until it fits, as its network counts: at a sentence, else a word, never half a grapheme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise

import regex

ELLIPSIS = "…"
# Full stops of the scripts that have their own: CJK 。！？｡, Devanagari and Sinhala danda, Arabic ؟, Urdu ۔,
# Armenian ։, Ethiopic ።, Burmese ။, Khmer ។. The wide ones need no space after them.
STOPS = ".!?…؟۔।॥։።"
WIDE_STOPS = "。！？｡．။។"
CLOSERS = "\"'”’»)]）」』】》›"
# Scripts written without spaces between words: any grapheme may end a line.
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]")
WIDE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\u3000-\u303f\uff00-\uffef]")
NEVER_FIRST = regex.compile(r"[\p{Pe}\p{Pf}\p{Po}\p{M}ーぁぃぅぇぉっゃゅょ]")  # not at the head of a cut
# A full stop after these is no sentence's end.
ABBREVIATED = """
mr mrs ms mx dr prof st sr jr gen col capt lt sgt gov sen rep rev hon pres nos vs etc fig vol ed est ltd dept univ
jan feb apr jun jul aug sep sept oct nov dec
mm mme mlle mgr al ca cf bzw ggf usw nr hr abs sra srta dra dña ud uds pág núm av exc exmo
гг ул стр рис им проф др тыс млн млрд
"""
ABBREVIATIONS = frozenset(ABBREVIATED.split())
ENDS = regex.compile(rf"[{WIDE_STOPS}]+[{regex.escape(CLOSERS)}]*|[{STOPS}]+[{regex.escape(CLOSERS)}]*(?=\s|$)")


def shown_width(text: str) -> int:
    """How wide a line of text is, in characters as people see them: graphemes, those of Han and kana counted double."""
    return len(regex.findall(r"\X", text)) + len(WIDE.findall(text))


def sentence_ends(text: str) -> list[int]:
    """Where sentences end, after their closing quotes, in order. Titles, initials and numbers end none."""
    ends = []
    for found in ENDS.finditer(text):
        if (
            found[0].startswith(".")
            and found[0][:2] != ".."
            and not _ends_sentence(text[max(0, found.start() - 80) : found.start()])
        ):
            continue
        ends.append(found.end())
    return ends


def _ends_sentence(start: str) -> bool:
    """Whether a full stop after this start ends a sentence: not after “Mr”, “J”, “U.S” or, in a date, “am 21”."""
    words = start.split()[-2:] or [""]
    word = words[-1].lstrip("\"'“‘(«„")
    if word.isdigit():
        return len(word) > 2 or (len(words) == 2 and words[0][:1].isupper())
    return len(word) > 1 and "." not in word and word.casefold() not in ABBREVIATIONS


def word_ends(text: str) -> list[int]:
    """Where words end, in order: before a space; in scripts without spaces, after any grapheme."""
    ends = []
    graphemes = list(regex.finditer(r"\X", text))
    for this, following in pairwise(graphemes):
        spaced = following[0].isspace() and not this[0].isspace()
        unspaced = (
            UNSPACED.match(this[0]) and UNSPACED.match(following[0]) and not NEVER_FIRST.match(following[0])
        )  # fmt: skip
        if spaced or unspaced:
            ends.append(this.end())
    return ends


def shorten(text: str, *, room: int, count: Callable[[str], int]) -> str:
    """The longest start of the text that `count` says fits into `room`.

    Whole if it fits. Else cut after a sentence, if that keeps a third or more of what a cut at a word would keep;
    else after a word, with …; else, if not even one word fits, after a grapheme, with …. Empty if nothing fits.
    """
    text = " ".join(text.split())
    if count(text) <= room:
        return text

    def fits(start: str) -> bool:
        return count(start) <= room

    by_sentence = _longest(sentence_ends(text), lambda end: text[:end], fits)
    by_word = shorten_at_word(text, room=room, count=count)
    if by_sentence and 3 * len(by_sentence) >= len(by_word):
        return by_sentence
    if by_word:
        return by_word
    return _longest([g.end() for g in regex.finditer(r"\X", text)], lambda end: text[:end].rstrip() + ELLIPSIS, fits)


def shorten_at_word(text: str, *, room: int, count: Callable[[str], int]) -> str:
    """The longest start that ends with a word and … and fits; empty if not one word does."""
    return _longest(word_ends(text), lambda end: _with_ellipsis(text[:end]), lambda start: count(start) <= room)


def _with_ellipsis(start: str) -> str:
    return start.rstrip(" ,;:–—-(،؛、，：；([{“‘«\"'" + STOPS + WIDE_STOPS) + ELLIPSIS


def _longest(ends: Sequence[int], start: Callable[[int], str], fits: Callable[[str], bool]) -> str:
    """The last of the growing starts with these ends that fits; empty if none does.

    Counts are almost monotonic (a link weighs the same however long it is), so: double the length until it does not
    fit, bisect, then look a little further. A start is made when it is looked at: all at once, those of a long text
    would fill the memory.
    """
    seen = cache(lambda at: fits(start(ends[at])))
    low, high = -1, min(8, len(ends))
    while high < len(ends) and seen(high):
        low, high = high, min(2 * high, len(ends))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if seen(middle) else (low, middle)
    further = range(min(low + 3, len(ends) - 1), low - 1, -1)
    return next((start(ends[at]) for at in further if at >= 0 and seen(at)), "")
