"""Text: the paragraphs of a request that stand above the one that asks, up to the headline of its box.

They tell of the newsroom and want nothing yet: "We are owned by nobody." What the author wrote may stand there, too, so
they are the request's only if a headline bounds them, they say "we" or "you", and have little of the story.
"""

from __future__ import annotations

from .appeal_box import heads, may_ask
from .appeal_shape import is_headline, is_other
from .asking import Evidence
from .kinship import Kinship, stems
from .names import is_name
from .sheet import Sheet

_MOST_ABOVE = 2  # paragraphs between the headline and the one that asks
_HEADLINE = range(2, 17)  # words
_CALL = 6  # words of a sentence that calls: "Before you go …"
_KIN = 0.25  # of their rarer words may stand in the story
_KIN_OF_ASKED = 0.5  # where the headline asks
_ASKS = ("ask", "giving", "call", "name")
_TURNS = ("ask", "giving", "ours", "we", "you", "name")


def with_headline(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> list[int]:
    """The request from the headline of its box on, if one is found above."""
    if sheet.html or not sheet.airy or len(strong := sheet.strong()) < 3 or is_headline(sheet.parts[run[0]]):
        return run
    above: list[int] = []
    for n in range(run[0] - 1, strong[0], -1):
        part = sheet.parts[n]
        if not part.open or part.shape not in ("line", "heading") or n not in seen or not may_ask(part, seen[n]):
            break
        above.insert(0, n)
        if _heads_it(sheet, n):
            return [*above, *run] if _is_of_it(sheet, seen, above, run) else run
        if len(above) > _MOST_ABOVE or not part.ends:
            break
    return run


def _heads_it(sheet: Sheet, n: int) -> bool:
    """A few words, or a sentence that no empty line parts from what follows, as one does all paragraphs."""
    part = sheet.parts[n]
    return (_is_sentence(sheet, n) or heads(sheet, n, _HEADLINE)) and not is_name(part.text)


def _is_sentence(sheet: Sheet, n: int) -> bool:
    over, part = sheet.parts[n - 1 : n + 1]
    bounded = over.apart or not (over.open and over.ends)
    sentence = part.ends and not (part.text[-1:].isdigit() or is_other(sheet, n))
    return sentence and not part.apart and bounded and int(part.size) in _HEADLINE


def _is_of_it(sheet: Sheet, seen: dict[int, Evidence], above: list[int], run: list[int]) -> bool:
    """Each paragraph speaks as a newsroom does; more of them may be of the story where the headline asks already."""
    head, *said = above
    if not said and _is_sentence(sheet, head) and sheet.parts[head].size <= _CALL:
        return True
    if not all(seen[n].any(*_TURNS) or sheet.named(sheet.parts[n].text) for n in said or above):
        return False
    told = seen[head].any(*_ASKS) or _is_sentence(sheet, head) or _answers(sheet, head, run)
    kin = Kinship(sheet.parts[n] for n in sheet.strong() if n < head or n > run[-1])
    shared = [kin.shared(sheet.parts[n]) for n in above]
    return all(known <= max(1, (_KIN_OF_ASKED if told else _KIN) * rare) for known, rare in shared)


def _answers(sheet: Sheet, head: int, run: list[int]) -> bool:
    """The button says some of the headline again."""
    button = sheet.parts[run[-1]]
    return not button.prose and bool(stems(button.text) & stems(sheet.parts[head].text))
