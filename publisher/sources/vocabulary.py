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
* `paywall`, `says` what only looks like an appeal: a notice that bars the text, the words of others; `denies` by which
  such a notice is denied ("no article is for subscribers only"); `offers` what a subscription that is sold has,
  `others` for whom else money and members are asked: parties, unions, a family
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from .labels import labels
from .phrases import Phrases
from .serbian import in_latin
from .words import Words, bare, fold, forget

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
    "denies",
    "says",
    "offers",
    "others",
    "follows",
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
    told = frozenset().union(*(told for told, _ in lists))
    phrases = lists[0][1] if len(lists) == 1 else Phrases.together(listed for _, listed in lists)
    forget()  # what was looked up before knew nothing of these phrases
    return Words(told, phrases, _heads(told))


@cache
def _listed(languages: tuple[str, ...], name: str) -> tuple[frozenset[str], Phrases]:
    """The list's phrases, as labels say them and ready to look for, of languages that share a script."""
    joined = _file(languages[0])["script"] in JOINED_SCRIPTS
    listed = {phrase for tag in languages for phrase in _file(tag).get(name, ())}
    told = frozenset(filter(None, (bare(phrase.rstrip("*")) for phrase in listed)))  # "###" would be any line of signs
    folded = set(map(fold, listed))
    common = {fold(word) for tag in languages for word in _file(tag).get("stop", ())}
    return told, Phrases(() if joined else folded, folded if joined else (), common)


def _heads(told: Iterable[str]) -> dict[str, tuple[str, ...]]:
    heads: dict[str, list[str]] = {}
    for phrase in sorted(told, key=lambda p: (-len(p), p)):
        heads.setdefault(phrase[:2], []).append(phrase)
    return {letters: tuple(phrases) for letters, phrases in heads.items() if letters}


def vocabulary(scripts: Iterable[str], own: str = "") -> Vocabulary:
    """The words for a text in these scripts. English is always among them: buttons are often left in it.

    `own`: the text's own language, a BCP 47 tag; the file that says most of it is taken ("sr-Latn" for "sr-Latn-RS").
    """
    while own and own not in files():
        own = own.rpartition("-")[0]
    return _vocabulary(frozenset(scripts), own)


@lru_cache(maxsize=200)
def _vocabulary(wanted: frozenset[str], own: str) -> Vocabulary:
    languages = tuple(tag for tag, file in files().items() if tag == "en" or file["script"] in wanted)
    languages += tuple(tag for tag, file in labels().items() if file["script"] in wanted)
    return Vocabulary(languages, tuple(dict.fromkeys((own, "en"))) if own in languages else ())
