"""The pass for strips: a line or two in which the site bids its readers, told by to whom it speaks and what it names.

A strip begins or ends with a bidding such as "Follow" and names a network or an app; or it asks the reader something
and bids right behind the question: "Are you a confidential source? Send us a tip."
"""

from __future__ import annotations

from itertools import pairwise

import regex

from .part import sentences, unquoted
from .sharing import names_network
from .sheet import Sheet
from .words import fold

_MOST = 45  # words of a strip
_ASKED = 25  # words of a question to readers with what it bids them
_CLAUSE = regex.compile(r"[,،;:：–—|!?।۔。！？](?:\s+|$)|(?<=[。！？])")
_NO_LETTERS = regex.compile(r"\A\P{L}+")
_QUESTIONS = ("?", "？", "؟")
_MARKS = " \t.…!！?？»«“”\"'()[]>→👉📲🔔✅►▶"


def strips(sheet: Sheet) -> None:
    """Leave out what bids readers to follow the site elsewhere, or asks them for something."""
    bids = sheet.of("follows")
    for _, part in sheet.open():
        if part.shape not in ("line", "heading") or not 3 <= part.size <= _MOST or part.level == 1:
            continue
        own = unquoted(part.text)
        if not bids.may_stand_in(fold(own)):
            continue
        if _names_channel(sheet, own) and _bids(sheet, own):
            why = "It bids readers to follow the site elsewhere."
        elif part.size <= _ASKED and own == part.text and _asks(sheet, own):
            why = "It asks readers something, and bids them do it."
        else:
            continue
        if not any(sheet.of(name).found(own) for name in ("says", "giving", "ask")):
            part.be("furniture", why)


def _names_channel(sheet: Sheet, text: str) -> bool:
    return names_network(text) or bool(sheet.of("channels").found(text))


def _bids(sheet: Sheet, text: str) -> bool:
    """A sentence or a clause begins with a bidding or, where verbs stand last, ends with one."""
    follows = sheet.of("follows")
    for sentence in sentences(text):
        for clause in (sentence, *_CLAUSE.split(sentence)):
            said = _bare(clause)
            if follows.start(said) or any(said.lower().endswith(one) for one in follows.found(said[-40:])):
                return True
    return False


def _asks(sheet: Sheet, text: str) -> bool:
    """A question, and right behind it a bidding that is short."""
    if not any(sign in text for sign in _QUESTIONS):
        return False
    for question, bidding in pairwise(sentences(text)):
        if question.endswith(_QUESTIONS) and sheet.of("follows").start(_bare(bidding)):
            return True
    return False


def _bare(text: str) -> str:
    return str(_NO_LETTERS.sub("", text, count=1)).strip(_MARKS)
