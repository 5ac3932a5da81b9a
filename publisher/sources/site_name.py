"""The newsroom's own name, seen from its address: "write to us at tips@cedardesk.example", "The Cedar Desk is …".

No list of newsrooms is needed for that, and it is the same in every language, for addresses are in Latin letters. So
it is with a line of few words at the top of a plain text: it is the newsroom's name, or the author's, or a label.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

import regex

from .part import Part, words_of
from .words import bare

# Each begins where a word does and has an end, so that a line that is one long word is looked through once.
ADDRESS = regex.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w|(?<![\w@.])@\w{3}|https?://\w"
    r"|(?<![\w.@-])(?:[a-z0-9-]{3,40}\.){1,4}[a-z]{2,10}(?![\w.])"
)
_WHOLE = regex.compile(r"\S{1,200}")
_WORD = regex.compile(r"[\p{L}\p{N}]+")
_PIECE = regex.compile(r"[a-z0-9]{4,}")
_OWNER = regex.compile(r"©\s*(?:[\p{Nd}–—-]{4,9}[\s,]*)?(?:by\s)?(\p{L}[^.,;|©\n\p{Nd}]{2,60})")
_SIGNS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]{3,}")
_FIGURE = regex.compile(r"\p{Nd}")
_QUOTES = "“„«»「『《\"‘‚‹'"
_OF_ALL = {
    "http",
    "https",
    "mail",
    "gmail",
    "info",
    "news",
    "tips",
    "example",
    "redaction",
    "contact",
    "hello",
    "editor",
}
_MOST = 3  # words of a name
_TOP = 8  # lines at the top of a plain text, one of which may be the newsroom's name
_TOP_WORDS = 4  # words of such a line
_LONG = 5  # letters of a name whose last one may be another where it is said
_AT_TOP = 4  # lines among which a name of one word stands, if it stands nowhere else
_LEAST = {True: 4, False: 3}  # letters of a name whose script has capitals, or has none
_EDGES = ' \t|·•-–—:>»«„“”"'


def has_address(part: Part) -> bool:
    return ADDRESS.search(part.text) is not None


def named_in(address_of: Part, part: Part) -> str:
    """The piece of the addresses in the one that stands in the other as its words, joined; empty if none does."""
    known = _pieces(address_of)
    words = [_plain(word) for word in words_of(part.text)]
    for at in range(len(words)):
        for end in range(at + 1, min(at + _MOST, len(words)) + 1):
            if (joined := "".join(words[at:end])) in known:
                return joined
    return ""


def joined_names(text: str) -> set[str]:
    """Up to three words in a row as an address would have them, where a capital or no case begins each of them."""
    words = [(_plain(word), word[:1].lower() != word[:1] or not word.isascii()) for word in _WORD.findall(text)]
    found: set[str] = set()
    for at in range(len(words)):
        for end in range(at + 1, min(at + _MOST, len(words)) + 1):
            if all(cased for _, cased in words[at:end]):
                found.add("".join(word for word, _ in words[at:end]))
    return found


def owners(parts: list[Part]) -> list[str]:
    """Names of two words or more that stand behind a copyright sign, as texts are compared."""
    found = (name for part in parts if "©" in part.text for name in _OWNER.findall(part.text))
    return [bare(name) for name in found if len(name.split()) > 1]


def mastheads(parts: list[Part]) -> dict[int, regex.Pattern[str]]:
    """Lines at the top that may be the newsroom's name, each as it is looked for in a text; by where they stand."""
    lines = [n for n, part in enumerate(parts) if part.text][:_TOP]
    first = next((at for at, n in enumerate(lines) if parts[n].prose), len(lines))
    around = Counter(bare(part.text) for part in parts if part.size <= _TOP_WORDS)
    found: dict[int, regex.Pattern[str]] = {}
    for at, n in enumerate(lines[:first]):
        name = parts[n].text.strip(_EDGES)
        few = parts[n].shape in ("line", "heading") and parts[n].size <= _TOP_WORDS and not parts[n].stops
        sure = " " in name or at < _AT_TOP or around[bare(parts[n].text)] > 1
        if few and sure and len(name) >= _LEAST[name[:1].isupper()] and not _FIGURE.search(name):
            found[n] = _looked_for(name, spaced=not parts[n].unspaced)
    return found


def begins(part: Part, names: list[str]) -> bool:
    """It begins with such a name, or with the name in quotation marks."""
    text = bare(part.text.lstrip(_QUOTES))
    return any(text.startswith(name) and not text[len(name)].isalpha() for name in names if len(text) > len(name))


def says(text: str, name: str) -> bool:
    """The text has such a name as its own words."""
    return name in _plain("".join(words_of(text)))


def _pieces(part: Part) -> set[str]:
    addresses = " ".join(one for one in _WHOLE.findall(part.text) if ADDRESS.search(one)).lower()
    return set(_PIECE.findall(_plain(addresses).replace("-", ""))) - _OF_ALL


def _plain(text: str) -> str:
    """Without the marks that letters carry: addresses have none."""
    apart = unicodedata.normalize("NFKD", text.lower().replace("ł", "l").replace("ı", "i").replace("ø", "o"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _looked_for(name: str, *, spaced: bool) -> regex.Pattern[str]:
    """In scripts with capitals it begins with one, and its last letter may have given way to an ending.

    Of three words or more the first may be missing: "Magazine Red Ink". Beside other letters signs stand for it alone.
    """
    if not spaced:
        return regex.compile("|".join(map(regex.escape, _SIGNS.findall(name) or [name])))
    words = name.split()
    said = [name] if len(words) < _MOST else [name, " ".join(words[1:])]
    return regex.compile("|".join(map(_with_ending, said)))


def _with_ending(name: str) -> str:
    stem = name[:-1] if name[:1].isupper() and len(name) > _LONG else name
    begin, rest = regex.escape(stem[:1].upper()), regex.escape(stem[1:])
    return rf"(?<![\p{{L}}\p{{M}}]){begin}(?i:{rest})\p{{L}}{{0,3}}(?![\p{{L}}\p{{M}}])"
