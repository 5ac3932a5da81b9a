"""Text: a box that is set as a request is, though few of its words are known: headline, paragraphs, sums, button.

What it says has little of the story, and sums to choose from or an account tell what is wanted.
"""

from __future__ import annotations

from itertools import takewhile

from .appeal_form import is_sums, with_form
from .appeal_shape import is_headline, is_other, names_account
from .asking import Evidence, evidence, sums
from .kinship import Kinship
from .part import Part
from .sheet import Sheet

_MOST_TRIED = 8  # boxes of one paste
_HEADLINE = range(2, 13)  # words
_PARAGRAPHS = 4
_SENTENCE = 4  # words
_MOST_SAID = 150  # words of all its paragraphs
_KIN = 0.25  # of its rarer words may stand in the story
_KIN_OF_FORM = 0.5  # of all of it, where its sums stand in a row
_SUMS = 3  # lines of sums
_PARTED = (" / ", " | ", " > ", " » ", " · ")  # in a row of labels
_SAYS = ("ask", "giving", "ours", "we", "you", "name")


def boxes(sheet: Sheet, seen: dict[int, Evidence]) -> list[list[int]]:
    """The boxes that ask, each from its headline to its button."""
    if sheet.html or not sheet.airy or len(strong := sheet.strong()) < 3:
        return []
    found: list[list[int]] = []
    tried = 0
    for n in range(strong[0] + 1, len(sheet.parts) - 2):
        said = _paragraphs(sheet, seen, n) if heads(sheet, n) else []
        if not said or tried >= _MOST_TRIED:
            continue
        run = with_form(sheet, seen, [n, *said])
        tried += 1
        if run[-1] > said[-1] and _asks(sheet, seen, run) and _is_strange(sheet, strong, run):
            found.append(run)
    return found


def heads(sheet: Sheet, n: int, words: range = _HEADLINE) -> bool:
    """A line of so many words that may be the headline of a box."""
    over, part = sheet.parts[n - 1 : n + 1]
    bounded = over.apart or not over.open or not (over.ends or over.prose)
    parted = any(sign in part.text for sign in _PARTED)
    headline = (
        not parted and part.open and part.shape in ("line", "heading") and is_headline(part) and int(part.size) in words
    )
    return bounded and headline and not is_other(sheet, n)


def _paragraphs(sheet: Sheet, seen: dict[int, Evidence], n: int) -> list[int]:
    said: list[int] = []
    for m in range(n + 1, min(n + 2 + _PARAGRAPHS, len(sheet.parts))):
        part = sheet.parts[m]
        if not (part.ends and part.size >= _SENTENCE):
            return said if said and len(said) <= _PARAGRAPHS else []
        if not part.open or m not in seen or part.shape != "line" or not may_ask(part, seen[m]):
            return []
        said.append(m)
    return []


def may_ask(part: Part, e: Evidence) -> bool:
    """Nothing speaks against it; what may be said by somebody else turns to readers, or names an account."""
    return not e.against or (e.against == "speech" and (e.any("we", "you") or names_account(part)))


def _asks(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> bool:
    """Sums or an account tell what is wanted, and it turns to readers or speaks of the newsroom."""
    told = [sheet.parts[n] for n in run if n in seen]
    if sum(part.size for part in told) > _MOST_SAID:
        return False
    e = evidence(sheet, *told)
    if sheet.of("newsletter").found(e.text):
        return False
    turns = e.any("we", "you", "ask", "name") and any(seen[n].any(*_SAYS) for n in run if sheet.parts[n].ends)
    below = list(takewhile(lambda n: not sheet.parts[n].prose, range(run[-1] + 1, min(run[-1] + 5, len(sheet.parts)))))
    sums = sum(is_sums(sheet, n) for n in [*run, *below])
    account = any(names_account(sheet.parts[n]) for n in [*run, *below])
    return bool((turns and (sums or account)) or (account and sums > 1))


def _is_strange(sheet: Sheet, strong: list[int], run: list[int]) -> bool:
    """What it says has little of the story around it; more may be where sums stand in a row, as only in a form."""
    kin = Kinship(sheet.parts[n] for n in strong if n not in run)
    said: list[Part] = [sheet.parts[n] for n in run if sheet.parts[n].ends]
    form = any(_is_row(sheet, n) for n in run) or sum(is_sums(sheet, n) for n in run) >= _SUMS
    told = [kin.shared(part) for part in said]
    if form:
        return sum(shared for shared, _ in told) <= max(1, _KIN_OF_FORM * sum(rare for _, rare in told))
    return all(shared <= max(1, _KIN * rare) for shared, rare in told)


def _is_row(sheet: Sheet, n: int) -> bool:
    return is_sums(sheet, n) and len(sums(sheet.parts[n].text)) > 1
