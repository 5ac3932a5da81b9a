"""The text part's lines: 72 columns, as a terminal counts them, in any script."""

from __future__ import annotations

import unicodedata
from functools import cache

import regex

from .fit import WIDE

COLUMNS = 72
NOT_FIRST = set("、。，．：；？！）」』】》”’…％")  # 禁則: a line does not begin with these
ITEM = regex.compile(r" *(?:\*|\d+\.) ")
NOT_LAST = set("（「『【《“‘")


def columns(text: str) -> int:
    """How many columns a text takes: wide characters two, combining marks and format characters none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@cache
def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(text: str, *, first: str = "", then: str = "") -> str:
    """The text in lines of 72 columns, the first one after `first`, the others after `then`.

    Its own line ends are kept. What cannot be broken (an address, a long word) stands whole, on a longer line.
    """
    lines: list[str] = []
    for number, given in enumerate(text.split("\n")):
        line = then if number else first
        width, empty = columns(line), True
        for piece in _pieces(given):
            word = piece.lstrip() if empty else piece
            wide = columns(word)
            if not empty and width + wide > COLUMNS:
                lines.append(line)
                line, word = then, piece.lstrip()
                width, wide = columns(then), columns(word)
            line, width, empty = line + word, width + wide, False
        lines.append(line.rstrip())
    return "\n".join(lines)


def wrap_items(text: str) -> str:
    """A list's lines, each wrapped so that its further lines stand under its first word."""
    marks = ((line, ITEM.match(line)) for line in text.split("\n"))
    return "\n".join(wrap(line, then=" " * len(mark[0]) if mark else "") for line, mark in marks)


def _pieces(line: str) -> list[str]:
    """What a line may be broken into: words with the space before them; in scripts without spaces, characters."""
    words = [" " + word for word in line.split()]
    if not WIDE.search(line):
        return words
    pieces: list[str] = []
    for word in words:
        if not WIDE.search(word):
            pieces.append(word)
            continue
        for char in regex.findall(r" ?(?:[^\s\p{Han}\p{Hiragana}\p{Katakana}\u3000-\u303f\uff00-\uffef]+|\X)", word):
            if pieces and (char in NOT_FIRST or pieces[-1][-1:] in NOT_LAST):
                pieces[-1] += char
            else:
                pieces.append(char)
    return pieces


def heading(text: str, *, line: str = "-") -> str:
    """A heading with a line under it as long as its longest line."""
    wrapped = wrap(" ".join(text.split()))
    return wrapped + "\n" + line * min(COLUMNS, max(map(columns, wrapped.split("\n"))))
