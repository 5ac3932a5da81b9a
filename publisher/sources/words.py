"""What newsrooms write around their articles, per language: the data files in words/, made ready to look for.

A file may hold, each list in lower case with `*` for any ending:

* `stop` the commonest words, by which a language in a shared script is known; `months` with their short forms
* `byline`, `joins`, `roles`, `published`, `updated` what stands around names and dates at the head
* `share`, `furniture`, `starts`, `counted` buttons and labels: whole lines, beginnings, and what is counted
* `newsletter`, `comments`, `policy`, `related`, `lists`, `author`, `author_heads` the boxes around an article
* `ends` what stands only where an article is over: tags, previous and next article
* `invites` what bids readers to the site's channels and apps, or to write in; `follows` how such a bidding begins or
  ends, `channels` what it names beside networks
* `buttons` what the button of a box says: subscribe, order, register, try it
* `credit` what stands before a photographer's name
* `kickers` what stands alone above titles: the names of sections and kinds of article
* `ask`, `giving`, `ours` an appeal: asking the reader, money and membership, a newsroom of itself and its readers
* `you`, `we`, `money`, `periods`, `calls`, `payment` of it, too: words to the reader, of the newsroom, currencies,
  how often, how a button begins, what a form for paying says
* `paywall`, `says` what only looks like an appeal: a notice that bars the text, the words of others; `offers` what a
  subscription that is sold has, `others` for whom else money and members are asked: parties, unions, a family
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from . import phrases
from .labels import labels
from .phrases import Phrases, Spans, plainly
from .serbian import in_latin

LONGEST_KEPT = 1000  # characters of a text of which it is remembered what was found in it
LONGEST_START = 300  # characters in which a phrase is looked for that a text starts with
FOLDER = Path(__file__).parent / "words"
# Words so short that in another language they are words of the text ("door" is Dutch for "by").
NARROW = {"byline", "joins", "roles"}
# Words that in a neighbour's language mean something else ("du" is French for "of the"): looked for in the text's own
# language, in English, and in those of other scripts that the text holds.
NEAR = {
    "ask",
    "giving",
    "ours",
    "you",
    "we",
    "money",
    "periods",
    "calls",
    "payment",
    "paywall",
    "says",
    "offers",
    "others",
}
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
# In these scripts words carry prefixes and endings or are not spaced: an entry may stand inside a word.
JOINED_SCRIPTS = {
    "arabic",
    "bengali",
    "gujarati",
    "gurmukhi",
    "kannada",
    "malayalam",
    "telugu",
    "hebrew",
    "tamil",
    "sinhala",
    "han",
    "devanagari",
    "hangul",
    "kana",
    "thai",
    "lao",
    "khmer",
    "myanmar",
    "ethiopic",
}


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """One list of phrases, of languages that share a script."""

    told: frozenset[str]  # as a label says them
    phrases: Phrases


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """One list of phrases, of every language that the text may hold, ready to look for."""

    phrases: frozenset[str]
    lists: tuple[Listed, ...]
    heads: dict[str, list[str]]  # what is told by its first two letters, the longest first
    keys: frozenset[str]  # of which a text has one where a phrase stands in it; none if that cannot be said

    def whole(self, text: str) -> bool:
        """The text is one of the phrases and nothing else (case, and marks at the ends, do not count)."""
        return bare(text) in self.phrases

    def found(self, text: str) -> frozenset[str]:
        """The different phrases of the list that stand in the text."""
        if len(text) > LONGEST_KEPT:
            return _found.__wrapped__(self, text)
        return _NOTHING if self.keys and self.keys.isdisjoint(_looked(text)) else _found(self, text)

    def start(self, text: str) -> str:
        """The longest phrase that the text starts with, as a word of its own; empty if none."""
        head, plain, places = _opening(text[:LONGEST_START])
        for letters in (plain[:2], plain[:1]):
            for phrase in self.heads.get(letters, ()):
                end = len(phrase)
                if plain.startswith(phrase) and not plain[end : end + 1].isalpha():
                    return head[: places[end] if places else end]
        return ""

    def joined_start(self, text: str) -> str:
        """The longest phrase that the folded text starts with, whatever follows it."""
        return next((phrase for phrase in self.heads.get(text[:2], ()) if text.startswith(phrase)), "")

    def spans(self, text: str) -> Spans:
        """Where the phrases stand in the folded text, from left to right, none in another."""
        if self.keys and self.keys.isdisjoint(phrases.look(text).keys):
            return []
        return phrases.spans([listed.phrases for listed in self.lists], text)

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
    folded = _folded(text)
    spans = words.spans(folded)
    return frozenset(folded[start:end] for start, end in spans) if spans else _NOTHING


@lru_cache(maxsize=phrases.KEPT)
def _opening(text: str) -> tuple[str, str, list[int]]:
    head = fold(text)
    return head, *plainly(head)


@lru_cache(maxsize=phrases.KEPT)
def _looked(text: str) -> set[str]:
    return phrases.look(_folded(text)).keys


@lru_cache(maxsize=phrases.KEPT)
def _folded(text: str) -> str:
    return fold(text)


def forget() -> None:
    """Nothing of what was read stays in memory."""
    _folded.cache_clear()
    _looked.cache_clear()
    _opening.cache_clear()
    _found.cache_clear()
    _bare.cache_clear()
    phrases.forget()


def fold(text: str) -> str:
    """For comparing: lower case, straight quotes, same length as the text almost always."""
    if text.isascii():
        return text.lower()
    text = text.replace("İ", "i").lower().replace("’", "'").replace("‘", "'").replace("\u00a0", " ")
    return text.replace("\u02bb", "'").replace("\u02bc", "'") if "\u02bb" in text or "\u02bc" in text else text


def bare(text: str) -> str:
    """Folded, without white space and marks at the ends: what a label says."""
    return _bare(text) if len(text) <= LONGEST_KEPT else _bare.__wrapped__(text)


@lru_cache(maxsize=20_000)
def _bare(text: str) -> str:
    return plainly(fold(text))[0].strip(" \t\n.:…!?»«›‹→←↓↑>|-–—•·*+×[]()/،؛。：！？、▼▲►▶#")


@cache
def files() -> dict[str, dict[str, Any]]:
    """Every language's file, by its tag; in NFC, as every text is that is looked through."""
    texts = {path.stem: normalize("NFC", path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
    read = {tag: tomllib.loads(text) for tag, text in texts.items()}
    return read | {"sr-Latn": in_latin(read["sr"])}


@cache
def _file(tag: str) -> dict[str, Any]:
    """A language's own file, or what is known of its labels."""
    return files().get(tag) or labels()[tag]


class Vocabulary(dict[str, Words]):
    """The words of every language that writes in the scripts given: an appeal may be in another than the article.

    `own`: the text's own language, where it is known, and English. A list is looked for when it is first asked for.
    """

    def __init__(self, languages: tuple[str, ...], own: tuple[str, ...]) -> None:
        super().__init__()
        self.languages = languages
        self.own = own

    def __missing__(self, name: str) -> Words:
        languages = self.languages
        if self.own and name in NARROW | NEAR:
            languages = self.own + (self.others if name in NEAR else ())
        words = self[name] = _words(languages, name)
        return words

    @property
    def commonest(self) -> frozenset[str]:
        """The commonest words of the text's own language, where it is known."""
        return frozenset(files()[self.own[0]]["stop"]) if self.own else frozenset()

    @property
    def others(self) -> tuple[str, ...]:
        """The languages of other scripts than the text's own."""
        script = _file(self.own[0])["script"]
        return tuple(tag for tag in self.languages if tag not in self.own and _file(tag)["script"] != script)


@cache
def _words(languages: tuple[str, ...], name: str) -> Words:
    """A text holds words of one script or two: the list of each is made once, whatever stands beside it."""
    scripts = dict.fromkeys(_file(tag)["script"] for tag in languages)
    lists = [_listed(tuple(tag for tag in languages if _file(tag)["script"] == one), name) for one in scripts]
    told = frozenset().union(*(listed.told for listed in lists))
    loose = any(listed.phrases.loose for listed in lists)
    keys = frozenset() if loose else frozenset().union(*(listed.phrases.keys for listed in lists))
    forget()  # what was looked up before knew nothing of these phrases
    return Words(told, tuple(lists), _heads(told), keys)


@cache
def _listed(languages: tuple[str, ...], name: str) -> Listed:
    joined = _file(languages[0])["script"] in JOINED_SCRIPTS
    listed = {phrase for tag in languages for phrase in _file(tag).get(name, ())}
    told = frozenset(bare(phrase.rstrip("*")) for phrase in listed)
    folded = set(map(fold, listed))
    return Listed(told, Phrases(() if joined else folded, folded if joined else ()))


def _heads(told: Iterable[str]) -> dict[str, list[str]]:
    heads: dict[str, list[str]] = {}
    for phrase in sorted(told, key=lambda p: (-len(p), p)):
        heads.setdefault(phrase[:2], []).append(phrase)
    heads.pop("", None)
    return heads


def vocabulary(scripts: Iterable[str], own: str = "") -> Vocabulary:
    """The words for a text in these scripts. English is always among them: buttons are often left in it."""
    return _vocabulary(frozenset(scripts), own if own in files() else "")


@lru_cache(maxsize=200)
def _vocabulary(wanted: frozenset[str], own: str) -> Vocabulary:
    languages = tuple(tag for tag, file in files().items() if tag == "en" or file["script"] in wanted)
    languages += tuple(tag for tag, file in labels().items() if file["script"] in wanted)
    return Vocabulary(languages, tuple(dict.fromkeys((own, "en"))) if own in languages else ())
