"""The pass for lines that stand where a plain text's subheads could, and are none: captions, other articles' titles.

A browser sets all subheads of a page alike: where some have an empty line above and below, a line that sticks to the
paragraph below it is none, if it is long for one. Where none has, a long line is none that has no word of the text.
"""

from __future__ import annotations

import regex

from .asking import evidence
from .kinship import Kinship
from .part import Part, words_of
from .sheet import Sheet

_SUBHEAD = 8  # words that a subhead mostly has at most
_LEAST = 5  # words of a line that is taken for none, where subheads are set apart
_LONG = 7
_LONGER = 1.6  # times as long as the longest of the others
_ALIEN, _ALIEN_SIGNS = 0.34, 0.25  # of its rarer words, or of its signs side by side, may stand in the text
_MOST = 25
_FEW = 2  # long lines; more of them are how this author writes subheads
_SENTENCE = 4  # words
_SHORT_WORD = 3  # letters of a word that is telling only if the language has it not among its commonest
_TELLING = 3  # rarer words that a long one has at least
_COMMA = regex.compile(r"[,،]\s\p{L}")
_OPENS = "“„«»「『\"‘‚‹'—–-"  # somebody speaks
_ENDS_AS_NONE = (":", "：", "?", "？", "؟", ",", "،", ";", "፡")


def no_subheads(sheet: Sheet) -> None:
    """Leave them out, where they stand alone above a paragraph."""
    if sheet.html or len(strong := sheet.strong()) < 3:
        return
    single = [n for n in range(strong[0] + 1, strong[-1]) if _is_line(sheet.parts[n]) and _stands_alone(sheet, n)]
    apart = [n for n in single if sheet.parts[n].apart and sheet.parts[n].size <= _SUBHEAD and not _bids(sheet, n)]
    tight = [n for n in single if not (sheet.airy and sheet.parts[n].apart)]
    commas = [n for n in tight if sheet.parts[n].size >= _LONG and _COMMA.search(sheet.parts[n].text)]
    for n in commas if len(commas) <= _FEW else ():
        sheet.parts[n].be("furniture", "It is long for a subhead and goes on behind a comma, as captions do.")
    tight = [n for n in tight if sheet.parts[n].open]
    odd = [n for n in tight if sheet.parts[n].size >= _LEAST]
    if sheet.airy and apart and odd == tight and len(odd) <= 2 * len(apart) + 1:
        for n in odd:
            sheet.parts[n].be("furniture", "Subheads are set apart in this text; it is not, and long for one.")
    long = [n for n in odd if sheet.parts[n].open and sheet.parts[n].size >= _LONG]
    if not 0 < len(long) <= _FEW:
        return
    kin = Kinship(sheet.parts[n] for n in strong)
    others = [sheet.parts[n].size for n in tight if n not in long]
    text = {word for n in strong for word in words_of(sheet.parts[n].text)} - sheet.words.commonest
    for n in long:
        part, (shared, of) = sheet.parts[n], kin.shared(sheet.parts[n])
        short = any(len(word) == _SHORT_WORD and word in text for word in words_of(part.text))
        if not shared and (of > _TELLING and not short if part.size < _SUBHEAD else of >= _TELLING):
            part.be("furniture", "It is long for a subhead, and shares no word with the text.")
        elif part.unspaced and shared <= _ALIEN_SIGNS * of:
            part.be("furniture", "It is long for a subhead, and shares few signs with the text.")
        elif others and part.size >= _LONGER * max(others) and of > _TELLING and shared <= _ALIEN * of:
            part.be("furniture", "It is much longer than the text's subheads, and shares few words with the text.")


def _stands_alone(sheet: Sheet, n: int) -> bool:
    """An empty line stands above it, where one stands above all paragraphs, and below it a sentence of the text."""
    over, below = sheet.parts[n - 1], sheet.parts[n + 1]
    told = below.open and below.shape == "line" and (below.prose or (below.stops and below.size >= _SENTENCE))
    return over.apart and told and below.apart and not over.text.endswith(_ENDS_AS_NONE)


def _bids(sheet: Sheet, n: int) -> bool:
    """It is a button: it says for how much."""
    return evidence(sheet, sheet.parts[n]).any("money", "link")


def _is_line(part: Part) -> bool:
    bare = part.open and part.shape == "line" and not part.ends and part.size <= _MOST and part.linked < 0.5
    return bare and "bold" not in part.boxes and part.text[:1] not in _OPENS and not part.text.endswith(_ENDS_AS_NONE)
