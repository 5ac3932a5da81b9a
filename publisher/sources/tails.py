"""The pass for what stands below a plain text and is set as its paragraphs are: comments, and the numbers of notes."""

from __future__ import annotations

from collections import defaultdict

import regex

from .dates import dates, like_a_date
from .part import Part
from .sheet import Sheet

_MOST_BELOW = 0.35  # of the running text may be comments
_HEAD = 14  # words of who commented and when
_TIME = regex.compile(r"(?<!\p{Nd})\p{Nd}{1,2}[:.]\p{Nd}{2}(?!\p{Nd})")
_GLUED = regex.compile(r"[\p{L}.]\p{Nd}")
_DAY = regex.compile(r"\p{Nd}{1,2}[./-]\p{Nd}{1,2}[./-]\p{Nd}{2,4}")
_FIGURE = regex.compile(r"\p{Nd}+")
_REPLY, _COMMENT = 5, 6  # words of what is pressed to reply; lines of a comment
_ENDS = tuple(".0123456789")  # an abbreviation, a time
_NUMBER = regex.compile(r"[1-9]\d?")


def tails(sheet: Sheet) -> None:
    """Leave out comments, from the first name with a day and a time on; and the numbers of footnotes."""
    if sheet.html or not sheet.airy:
        return
    _comments(sheet)
    _note_numbers(sheet)


def _comments(sheet: Sheet) -> None:
    strong = sheet.strong()
    if len(strong) < 4:
        return
    whole = sum(sheet.parts[n].size for n in strong)
    answered = _answered(sheet, strong[len(strong) // 2] + 1)
    for n in range(strong[len(strong) // 2] + 1, len(sheet.parts) - 1):
        below = sum(sheet.parts[m].size for m in strong if m > n)
        if below <= _MOST_BELOW * (whole - below) and (n in answered or _heads_comment(sheet, n)):
            for part in sheet.parts[n:]:
                part.be("furniture", "It stands among the comments: a name, a day and a time are above it.")
            return


def _heads_comment(sheet: Sheet, n: int) -> bool:
    """A line of its own, right above words: who, on which day, and when."""
    part, below = sheet.parts[n : n + 2]
    if not part.open or part.shape != "line" or part.apart or (part.stops and part.text[-1:] not in _ENDS):
        return False
    named = 3 <= part.size <= _HEAD and (dates(part.text, sheet.words) or like_a_date(part.text))
    named = named or _DAY.search(part.text) is not None
    return bool(named and _TIME.search(part.text) and _GLUED.search(part.text)) and _is_said(below)


def _answered(sheet: Sheet, first: int) -> set[int]:
    """Lines with a day and a time, and some lines below each of them the same few words, which are pressed to reply."""
    timed = [n for n in range(first, len(sheet.parts) - 1) if _is_timed(sheet.parts[n])]
    pressed: defaultdict[str, set[int]] = defaultdict(set)
    for n in timed:
        for m, part in enumerate(sheet.parts[n + 1 : n + _COMMENT], n + 1):
            if part.shape == "line" and part.size <= _REPLY and not part.ends:
                pressed[part.text].add(m)
    replies = {m for places in pressed.values() if len(places) > 1 for m in places}
    return {n for n in timed if not replies.isdisjoint(range(n + 1, n + _COMMENT))}


def _is_timed(part: Part) -> bool:
    """A name may stand beside them: it is no time alone, as in a live blog."""
    told = part.open and part.shape == "line" and 3 <= part.size <= _HEAD and not (part.prose or part.stops)
    return told and _TIME.search(part.text) is not None and len(_FIGURE.findall(part.text)) > 2


def _is_said(part: Part) -> bool:
    return part.open and part.shape == "line" and (part.prose or part.ends)


def _note_numbers(sheet: Sheet) -> None:
    """A number alone above a note, where the text points to it: "and then stopped.1"."""
    for n, part in sheet.open():
        if part.shape != "line" or not _NUMBER.fullmatch(part.text) or n + 1 >= len(sheet.parts):
            continue
        pointed = regex.compile(rf"[\p{{L}}.,;!?”’»\"]{part.text}(?!\p{{Nd}})")
        if _is_said(sheet.parts[n + 1]) and any(p.prose and pointed.search(p.text) for p in sheet.parts[:n]):
            part.be("furniture", "It is the number of the note below it.")
