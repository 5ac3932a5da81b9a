"""The pass that finds pull quotes: lines set apart that say again what the running text says."""

from __future__ import annotations

from collections import Counter
from itertools import chain, pairwise
from typing import TypeAlias

from .part import Part, words_of
from .sheet import Sheet
from .words import bare

Run: TypeAlias = tuple[str, str, str]  # words in a row that must be the same to count as said again
_OPENING, _CLOSING = '“„«「『"‘‚‹', '”“»」』"’‘›'  # around a line that somebody said
_COMMON = 20  # a run of words in more parts than this tells nothing
_FEW = 6  # words of a quotation that only its marks and its place tell
_SUBHEAD = 10  # words of a subhead
_SECTION = 6  # parts below it in which its own section says it again
_BUTTON = 4  # words on it at most
_NAME = 6  # words that say whose a quotation is
_ENOUGH = 0.6  # of those runs, for a line that does not end as a sentence does
_OWN = 8  # words of a quotation that the page marks and no other paragraph says
_ALL = 0.9  # for one that does


def pull_quotes(sheet: Sheet) -> None:
    """Label what repeats a longer part of the text; and what HTML calls a pull quote."""
    said = [(n, words_of(p.text)) for n, p in sheet.open() if p.shape in ("line", "quotation", "heading")]
    runs_of = {n: _runs(words) for n, words in said}
    where = _in_several(runs_of)
    head = sheet.head_end()
    repeats: list[Part] = []
    lengths = {n: len(words) for n, words in said}
    known = set(chain.from_iterable(where.values()))
    for n, words in said:
        part = sheet.parts[n]
        if n not in known or not _may_be(part, len(words)) or (n < head and not sheet.html):
            continue
        runs = runs_of[n]
        again = Counter(m for run in runs if run in where and len(where[run]) <= _COMMON for m in where[run])
        sentence = part.stops and part.shape == "line" and not part.in_box("aside")
        enough = (_ALL if sentence or (part.shape == "heading" and part.unspaced) else _ENOUGH) * max(len(runs), 1)
        told = [m for m, k in again.items() if m != n and k >= enough and lengths[m] > len(words) * 1.15]
        told = [m for m in told if _says_more(sheet, m)]
        if told and not _heads_section(sheet, n, told):
            repeats.append(part)
    subheads = _subheads(sheet, repeats)
    for part in repeats:
        if part.shape != "heading" or part.looks not in subheads:
            part.be("pull_quote", "It stands alone and repeats what a paragraph says.")
    for n, part in sheet.open():
        if part.shape == "quotation" and part.linked > 0.9 and part.size <= _BUTTON:
            part.be("furniture", "It is a button in a quotation.")
        if part.in_box("pullquote") and part.shape != "picture":
            runs = runs_of.get(n, [])
            own = part.size >= _OWN and sum(run in where for run in runs) * 3 < len(runs)
            why = ", but no other paragraph says it" if own else ""
            part.be("quotation" if own else "pull_quote", f"The page marks it as a pull quote{why}.")
    _attributions(sheet)
    _same_again(sheet)
    if not sheet.html and sheet.airy:
        _few_words(sheet)


def _subheads(sheet: Sheet, repeats: list[Part]) -> set[tuple[str, ...]]:
    """HTML: how the headings look that repeat nothing: one set as they are is a subhead, though it quotes the text."""
    known = {id(part) for part in repeats}
    return {part.looks for _, part in sheet.open() if part.shape == "heading" and part.path and id(part) not in known}


def _heads_section(sheet: Sheet, n: int, told: list[int]) -> bool:
    """A subhead that quotes its own section: nothing above says it, and what stands right below does not begin so."""
    part, below = sheet.parts[n], sheet.parts[n + 1 : n + 2]
    if part.stops or part.size > _SUBHEAD or not all(n < m <= n + _SECTION for m in told) or not below:
        return False
    line = part.shape == "line" and (_bold_as_others(sheet, part) if sheet.html else not _apart_alone(sheet, n))
    set_so = part.shape == "heading" or line
    words = words_of(part.text)
    return set_so and below[0].prose and words_of(below[0].text)[: len(words)] != words


def quotes_section(sheet: Sheet, n: int) -> bool:
    """A few words in quotation marks that a paragraph of the section below says."""
    text = sheet.parts[n].text
    if text[:1] not in _OPENING or text[-1:] not in _CLOSING or not 3 <= len(words := words_of(text)) <= _SUBHEAD:
        return False
    said = f" {' '.join(words)} "
    return any(said in f" {' '.join(words_of(p.text))} " for p in sheet.parts[n + 1 : n + 1 + _SECTION] if p.prose)


def _apart_alone(sheet: Sheet, n: int) -> bool:
    """Text: it is set as a paragraph, and other lines of its kind above a paragraph are not."""
    lines = pairwise(sheet.parts[sheet.run_start() :])
    return sheet.parts[n].apart and any(
        p.open and p.short and not (p.apart or p.ends) and below.open and below.prose for p, below in lines
    )


def _bold_as_others(sheet: Sheet, part: Part) -> bool:
    """HTML: it is all bold in a paragraph as the text's are, as another short line above a paragraph is."""
    bold = (p for p, below in pairwise(sheet.parts) if p is not part and p.open and p.in_box("bold") and below.prose)
    return part.in_box("bold") and any(p.looks == part.looks and p.size <= _SUBHEAD and not p.stops for p in bold)


def _few_words(sheet: Sheet) -> None:
    """Text: three to six words in quotation marks that the text right above says; a subhead says what comes below."""
    prose = sheet.body_prose()
    for n, part in sheet.open():
        quoted = part.text[:1] in _OPENING and part.text[-1:] in _CLOSING and part.shape == "line" and part.apart
        if not quoted or not 3 <= part.size <= _FEW or not prose or n <= prose[0]:
            continue
        said = bare(part.text[1:-1])
        above = [bare(sheet.parts[m].text) for m in prose if m < n][-2:]
        below = next((bare(sheet.parts[m].text) for m in prose if m > n), "")
        if any(said in one for one in above) and said not in below:
            part.be("pull_quote", "It stands alone in quotation marks and repeats what the text above says.")


def _attributions(sheet: Sheet) -> None:
    """HTML: whose words a pull quote is, in a few words right below it in its element."""
    for above, part in pairwise(sheet.parts):
        if not part.label == "pull_quote" == above.label:
            continue
        short = part.in_box("pullquote") and part.size <= _NAME and not part.ends and above.size > part.size
        if short and set(above.path[:-1]) & set(part.path[-1:]):
            part.label = ""
            part.be("furniture", "It says whose words the pull quote is.")


def _says_more(sheet: Sheet, m: int) -> bool:
    part = sheet.parts[m]
    return (sheet.html or part.prose) and not part.in_box("pullquote", "caption")


def _in_several(runs_of: dict[int, list[Run]]) -> dict[Run, set[int]]:
    """The runs that stand in several parts, each with these."""
    seen, again = set[Run](), set[Run]()
    different = {n: set(runs) for n, runs in runs_of.items()}  # of sets one with another no run is weighed anew
    for runs in different.values():
        again |= seen & runs
        seen |= runs
    where: dict[Run, set[int]] = {run: set() for run in again}
    for n, runs in different.items() if where else ():
        for run in again & runs:
            where[run].add(n)
    return where


def _runs(words: list[str]) -> list[Run]:
    return list(zip(words, words[1:], words[2:], strict=False))


def _may_be(part: Part, words: int) -> bool:
    said = part.text[:1] in _OPENING and part.text[-1:] in _CLOSING
    least = (
        3
        if part.shape == "quotation" or part.in_box("aside") or (said and part.looks and part.looks[-1][:1] != "h")
        else 5
    )
    least += 3 if part.unspaced else 0  # of them, single signs are counted
    return part.shape in ("line", "quotation", "heading") and least <= words <= 90 and not part.in_box("caption")


def _same_again(sheet: Sheet) -> None:
    """A paragraph that stands there twice, word for word, is there once."""
    seen: set[str] = set()
    for _, part in sheet.open():
        if part.shape == "line" and part.size > 12:
            if part.text in seen:
                part.be("furniture", "It is the same paragraph once more.")
            seen.add(part.text)
