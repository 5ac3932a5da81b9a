"""The pass for a label and another article's title in one line of a plain text, set as paragraphs are.

"READ: The ferry returns", "(Read also: The ferry returns)", "REPORT. The ferry returns": it ends as no sentence
does and stands between two paragraphs. An author who sets subheads so has several labels, and writes of what they name.
"""

from __future__ import annotations

import regex

from .kinship import Kinship
from .part import Part, begins_small, size
from .related import note
from .sheet import Sheet
from .words import bare

_TITLE = range(3, 21)
_LEAST = 4  # words of a title behind a label of one word
_MOST = 25  # words of the line
_COMMAS = 2  # of a list
_ANNOUNCING = (":", "：", "፡")
_LABEL = regex.compile(r"[(\[（【]?((?:[^\s:：]+\s){0,3}[^\s:：]+)\s?[:：՝]\s*")
_CAPITALS = regex.compile(
    r"[(\[]?((?:\p{Lu}+ ){0,2}\p{Lu}{3,})(?:\s?[:>]\s?|\s[–—-]\s|\.\s)(?=\P{Ll}*\p{Ll})"
)  # not "ACT ONE: THE END"
_FIGURE = regex.compile(r"\p{Nd}")
_WHY = "It is a label and a title, set as the text's sentences are."


def labelled(sheet: Sheet, strong: list[int]) -> None:
    """Note the titles; all such lines of the text have one label."""
    found = [(n, label) for n in range(strong[0] + 1, strong[-1]) if (label := _label(sheet.parts[n]))]
    if not found or len({bare(label[1]) for _, label in found}) > 1:
        return
    if len(found) > 1 and any(size(label[1]) <= 1 or sheet.parts[n].ends for n, label in found):
        return  # "Myth: The lake is deep", "HERALD: Who pays?"
    kin, running = Kinship(sheet.parts[m] for m in strong), set(strong)
    for n, label in found:
        if n - 1 in running and not _unended(sheet.parts[n + 1]) and _leads(sheet, n, label, kin):
            _cut(sheet, sheet.parts[n], label.end())


def _unended(part: Part) -> bool:
    """It is set as paragraphs are, and is no sentence."""
    loose = part.open and part.shape == "line" and part.apart and part.size <= _MOST
    return loose and not (part.prose or part.stops)


def _label(part: Part) -> regex.Match[str] | None:
    if not _unended(part):
        return None
    return _CAPITALS.match(part.text) or (None if part.ends else _LABEL.match(part.text))


def _leads(sheet: Sheet, n: int, label: regex.Match[str], kin: Kinship) -> bool:
    """The label is none that the author writes of, and what stands behind it is as long as a title."""
    title = sheet.parts[n].text[label.end() :]
    if _FIGURE.search(label[1]) or begins_small(title) or sheet.parts[n - 1].text.endswith(_ANNOUNCING):
        return False
    if label[1].isupper():
        known = any(label[1] in sheet.parts[m].text for m in sheet.strong())  # "NATO: The new members"
    else:
        known = kin.shared(Part(label[1], ""))[0] > 0
    if known:
        return False
    one = size(label[1]) <= 1
    return not one or (size(title) >= _LEAST and title.count(",") < _COMMAS)


def _cut(sheet: Sheet, part: Part, at: int) -> None:
    """The rest is another article's title, if it has as many words."""
    label, title = part.text[:at].strip(), part.text[at:].strip()
    if round(size(title)) in _TITLE:
        part.cut = label
        note(sheet, part, title.rstrip(")]）】"), _WHY)
