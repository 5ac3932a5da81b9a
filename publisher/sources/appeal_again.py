"""A line among the paragraphs that asks what the request asks, too: "You read this? Support the Cedar Desk!"

What tells it: it calls, and it has a word of the request that stands nowhere in the text, such as the newsroom's name.
"""

from __future__ import annotations

from .asking import Evidence
from .kinship import stems
from .sheet import Sheet

_FEW = 25  # words


def again(sheet: Sheet, seen: dict[int, Evidence], request: list[int], others: list[list[int]]) -> None:
    """Leave such lines out, and one that leads to another request, which is left out: the fuller request is kept."""
    asking = [n for n in seen if n not in request and _asks(sheet, seen, n)]
    leading = [run[0] - 1 for run in others if _leads(sheet, seen, run[0] - 1)]
    if not (asking or leading):
        return
    told = "\n".join(part.text for n, part in enumerate(sheet.parts) if part.prose and part.open and n not in asking)
    own = stems("\n".join(sheet.parts[n].text for n in request)) - stems(told)
    for n in asking + leading:
        if (stems(sheet.parts[n].text) & own) - stems(" ".join(_words(seen[n]))):
            sheet.parts[n].be("furniture", "It is the appeal once more; the fuller one is kept.")


def _leads(sheet: Sheet, seen: dict[int, Evidence], n: int) -> bool:
    """To the reader, and no paragraph: "You read The Cedar Desk for free. To make it is not." leads to what asks."""
    part = sheet.parts[n]
    return n in seen and part.open and part.shape == "line" and part.ends and not part.prose and "you" in seen[n]


def _words(e: Evidence) -> frozenset[str]:
    return e.found.get("ask", frozenset()) | e.found.get("giving", frozenset())


def _asks(sheet: Sheet, seen: dict[int, Evidence], n: int) -> bool:
    part = sheet.parts[n]
    alone = part.open and part.shape == "line" and part.size <= _FEW
    return alone and bool(_words(seen[n])) and not seen[n].against and part.text.endswith(("!", "！"))
