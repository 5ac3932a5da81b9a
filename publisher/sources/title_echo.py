"""How much of what a line says the text below says again: a title is of its text, a site's menu or ticker is not."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from .day import is_date_line
from .part import Part
from .phrases import plainly
from .sheet import Sheet
from .title_line import in_capitals, like_a_row

_SPACED = regex.compile(r"[\p{L}\p{M}\p{N}'’]+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Myanmar}\p{Lao}]+")
_CASED = regex.compile(r"\p{Lu}|\p{Ll}")
_LEAST = 4  # signs of a word that says what a text is about
_LEAST_UNCASED = 3  # where no capitals are, short vowels are often not written
_LONGEST = 30  # words of a title
_STEM = 4  # signs by which two forms of a word are known
_TEXT = 20  # paragraphs that are listened to
_MUCH, _LITTLE = 0.3, 0.15  # of a line's words
_PAIRS = 2  # pairs of signs that count as a word where words are not parted


_WORTH = (0.0, 1.0, 1.6)  # of no word, of one, of two or more
_BEFORE = 1.5  # what it is worth to stand first
_LONGER = 1.3  # times as long as a title its standfirst is
_AT_LENGTH = 8  # words of one, at least
_NEAR = 8  # lines above in which another may stand


def echoes(sheet: Sheet, candidates: list[tuple[int, Part]], start: int) -> dict[int, int]:
    """Of each line, how much of it the text from `start` on says again: 0 nothing, 1 a little, 2 much."""
    text = told(sheet, start)
    return {n: _level(sheet, part, text) for n, part in candidates}


def echo_speaks_for(sheet: Sheet, n: int, said: Mapping[int, int]) -> float:
    """What speaks for a line that the text says again; of several the first is the title, the others tell of it."""
    level = 0 if _captions(sheet, n) else said.get(n, 0)
    if n - 1 in said and not is_date_line(sheet, sheet.parts[n - 1]) and _tells_more(*sheet.parts[n - 1 : n + 1]):
        level = min(level, said.get(n - 1, 0))
    return _WORTH[level] - _BEFORE * _has_title_above(sheet, said, n)


def _tells_more(title: Part, part: Part) -> bool:
    """It says at length what the line above says in a title's few words."""
    return title.open and 5 <= title.size <= part.size / _LONGER and part.size >= _AT_LENGTH and not title.stops


def _captions(sheet: Sheet, n: int) -> bool:
    """A sentence or a few words right above the text: it rather tells of a picture."""
    few = (sheet.parts[n].stops and not in_capitals(sheet.parts[n].text)) or sheet.parts[n].size < 5
    return few and n + 1 < len(sheet.parts) and sheet.parts[n + 1].prose


def _has_title_above(sheet: Sheet, said: Mapping[int, int], n: int) -> bool:
    above = (sheet.parts[m] for m in range(n - _NEAR, n) if said.get(m, 0) >= 2)
    titles = (part for part in above if _LEAST <= part.size <= _LONGEST and not part.stops)
    return any(not (like_a_row(sheet, part) or part.text.istitle()) for part in titles)  # a menu's words in one line


def told(sheet: Sheet, start: int) -> frozenset[str]:
    """The stems of the words of the running text from this part on."""
    text = [part for _, part in sheet.open() if part.prose]
    below = [part for part in sheet.parts[start:] if part.open and part.prose][:_TEXT]
    return frozenset(stem for part in below or text for word in _words(sheet, part.text) for stem in word)


def _level(sheet: Sheet, part: Part, text: frozenset[str]) -> int:
    words = _words(sheet, part.text)
    said = sum(not text.isdisjoint(word) for word in words)
    pairs = sum(len(word) == 1 and len(next(iter(word))) == 2 for word in words)
    least = 2 * _PAIRS if pairs * 2 > len(words) else 2
    if said >= least and said >= _MUCH * len(words):
        return 2
    return int(2 * said >= least and said >= _LITTLE * len(words))


def _words(sheet: Sheet, text: str) -> set[frozenset[str]]:
    """What each word that tells something may be known by: its beginning; where no capitals are, its end, too."""
    text = plainly(text[:2000].lower().replace("’", "'"))
    found: set[frozenset[str]] = set()
    for run in _UNSPACED.findall(text):
        found |= {frozenset({run[at : at + 2]}) for at in range(len(run) - 1)}
    for word in _SPACED.findall(_UNSPACED.sub(" ", text)):
        cased = _CASED.search(word)
        if len(word) < (_LEAST if cased else _LEAST_UNCASED) or word in sheet.words.commonest:
            continue
        found.add(frozenset({word[:_STEM]} if cased else {word[:_STEM], word[-_STEM:]}))
    return found
