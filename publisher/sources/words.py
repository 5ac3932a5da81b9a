"""What newsrooms write around their articles, per language: the data files in words/, made ready to look for.

A file may hold, each list in lower case with `*` for any ending:

* `stop` the commonest words, by which a language in a shared script is known; `months` with their short forms
* `byline`, `joins`, `roles`, `published`, `updated` what stands around names and dates at the head
* `share`, `furniture`, `starts`, `counted` buttons and labels: whole lines, beginnings, and what is counted
* `newsletter`, `comments`, `policy`, `related`, `lists`, `author`, `author_heads` the boxes around an article
* `ends` what stands only where an article is over: tags, previous and next article
* `invites` what bids readers to the site's channels and apps, or to write in
* `credit` what stands before a photographer's name
* `ask`, `giving`, `ours` an appeal: asking the reader, money and membership, a newsroom of itself and its readers
* `you`, `we`, `money`, `periods`, `calls`, `payment` of it, too: words to the reader, of the newsroom, currencies,
  how often, how a button begins, what a form for paying says
* `paywall`, `says` what only looks like an appeal: a notice that bars the text, the words of others
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

import regex

LONGEST_KEPT = 1000  # characters of a text of which it is remembered what was found in it
LONGEST_START = 300  # characters in which a phrase is looked for that a text starts with
FOLDER = Path(__file__).parent / "words"
# In these scripts words carry prefixes and endings or are not spaced: an entry may stand inside a word.
# Words so short that in another language they are words of the text ("door" is Dutch for "by").
NARROW = {"byline", "joins", "roles"}
# Words that in a neighbour's language mean something else ("du" is French for "of the"): looked for in the text's own
# language, in English, and in those of other scripts that the text holds.
NEAR = {"ask", "giving", "ours", "you", "we", "money", "periods", "calls", "payment", "paywall", "says"}
# Scripts that one written language of newsrooms all but owns.
OWNERS = {
    "hebrew": "he",
    "tamil": "ta",
    "sinhala": "si",
    "greek": "el",
    "telugu": "te",
    "kannada": "kn",
    "malayalam": "ml",
    "gujarati": "gu",
    "gurmukhi": "pa",
    "oriya": "or",
    "thai": "th",
    "lao": "lo",
    "tibetan": "bo",
    "hangul": "ko",
    "armenian": "hy",
    "georgian": "ka",
    "ethiopic": "am",
    "thaana": "dv",
    "khmer": "km",
    "myanmar": "my",
    "bengali": "bn",
}
JOINED_SCRIPTS = {"arabic", "bengali", "hebrew", "tamil", "sinhala", "han", "devanagari", "thai", "hangul", "kana"}


_VOWELS = regex.compile("[\u0640\u064b-\u0652]")  # Arabic signs that one writer sets and another leaves out
_ARABIC = regex.compile("([\u0621-\u063f\u0641-\u064a\u066e-\u06d3])")


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One list of phrases, of every language that the text may hold, ready to look for."""

    phrases: frozenset[str]
    anywhere: regex.Pattern[str] | None

    def whole(self, text: str) -> bool:
        """The text is one of the phrases and nothing else (case, and marks at the ends, do not count)."""
        return bare(text) in self.phrases

    def found(self, text: str) -> frozenset[str]:
        """The different phrases of the list that stand in the text."""
        return _found(self, text) if len(text) <= LONGEST_KEPT else _found.__wrapped__(self, text)

    def start(self, text: str) -> str:
        """The longest phrase that the text starts with, as a word of its own; empty if none."""
        found = _beginning(self.phrases).match(fold(text[:LONGEST_START])) if self.phrases else None
        return found.group() if found else ""


@lru_cache(maxsize=20_000)
def _found(words: Words, text: str) -> frozenset[str]:
    """The passes ask the same of the same line again and again."""
    pattern = words.anywhere
    return frozenset(m.group() for m in pattern.finditer(fold(text))) if pattern else frozenset()


def forget() -> None:
    """Nothing of what was read stays in memory."""
    _found.cache_clear()
    _bare.cache_clear()


def fold(text: str) -> str:
    """For comparing: lower case, straight quotes, same length as the text almost always."""
    return text.replace("İ", "i").lower().replace("’", "'").replace("‘", "'").replace("\u00a0", " ")


def bare(text: str) -> str:
    """Folded, without white space and marks at the ends: what a label says."""
    return _bare(text) if len(text) <= LONGEST_KEPT else _bare.__wrapped__(text)


@lru_cache(maxsize=20_000)
def _bare(text: str) -> str:
    return str(_VOWELS.sub("", fold(text))).strip(" \t\n.:…!?»«›‹→←↓↑>|-–—•·*+×[]()/،؛。：！？、▼▲►▶#")


@cache
def files() -> dict[str, dict[str, Any]]:
    """Every language's file, by its tag; in NFC, as every text is that is looked through."""
    texts = {path.stem: normalize("NFC", path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
    return {tag: tomllib.loads(text) for tag, text in texts.items()}


def _voweled(pattern: str) -> str:
    """The pattern, found whether its Arabic words are written with vowel signs or without."""
    return str(_ARABIC.sub("\\1[\u0640\u064b-\u0652]*+", _VOWELS.sub("", pattern)))


def _pattern(phrases: Iterable[str], *, joined: bool) -> str:
    inside = "|".join(
        _voweled(re.escape(fold(p)).replace(r"\*", r"\w*")) for p in sorted(phrases, key=lambda p: (-len(p), p)) if p
    )
    return inside if joined else rf"(?<!\w)(?:{inside})(?!\w)"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of every language that writes in the scripts given: an appeal may be in another than the article."""

    languages: tuple[str, ...]
    own: tuple[str, ...] = ()  # the text's own language, where it is known, and English

    def __getitem__(self, name: str) -> Words:
        if not self.own or name not in NARROW | NEAR:
            return _words(self.languages, name)
        return _words(self.own + (self.others if name in NEAR else ()), name)

    @property
    def others(self) -> tuple[str, ...]:
        """The languages of other scripts than the text's own."""
        script = files()[self.own[0]]["script"]
        return tuple(tag for tag in self.languages if tag not in self.own and files()[tag]["script"] != script)


@cache
def _words(languages: tuple[str, ...], name: str) -> Words:
    spaced: set[str] = set()
    joined: set[str] = set()
    for language in languages:
        file = files()[language]
        (joined if file["script"] in JOINED_SCRIPTS else spaced).update(file.get(name, ()))
    patterns = [_pattern(p, joined=j) for p, j in ((spaced, False), (joined, True)) if p]
    phrases = frozenset(bare(p.rstrip("*")) for p in spaced | joined)
    return Words(phrases, regex.compile("|".join(patterns)) if patterns else None)


@cache
def _beginning(phrases: frozenset[str]) -> regex.Pattern[str]:
    listed = "|".join(_voweled(re.escape(phrase)) for phrase in sorted(phrases, key=lambda p: (-len(p), p)) if phrase)
    return regex.compile(rf"(?:{listed})(?!\p{{L}})")


def vocabulary(scripts: Iterable[str], own: str = "") -> Vocabulary:
    """The words for a text in these scripts. English is always among them: buttons are often left in it."""
    wanted = set(scripts)
    languages = tuple(tag for tag, file in files().items() if tag == "en" or file["script"] in wanted)
    return Vocabulary(languages, tuple(dict.fromkeys((own, "en"))) if own in languages else ())
