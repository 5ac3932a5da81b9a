"""The pass that finds the newsroom's own request to its readers, and leaves reports about giving alone.

Evidence (asking.py) is added up over neighbouring parts. A part that asks by itself is a seed; around it the box that
HTML draws, or what reads on above and below, is the request (appeal_bounds.py); it holds if there is enough for its
place, and is then taken apart (appeal_parts.py).
"""

from __future__ import annotations

from .appeal_above import with_headline
from .appeal_again import again
from .appeal_bounds import FAR, SHAPES, grown, is_disclosure, is_seed, largest_box, merged, section
from .appeal_box import boxes, may_ask
from .appeal_form import with_form
from .appeal_parts import put_together
from .appeal_shape import TURNS, in_block, is_bid, is_built, is_button, is_headline, is_other, runs_on, text_after
from .appeal_whose import is_anothers
from .asking import Evidence, evidence, is_call
from .part import Part
from .sheet import Sheet

_ROW = 3  # labels
_STRIP = 12  # words of a line that leads to a page that asks
_WHO = ("we", "name", "money", "link", "call", "strange")  # else an author turns to the reader for another's sake
_FOREIGN = ("comments", "authorbox", "nav", "footer", "caption", "credit", "byline", "date", "cookie", "hidden", "tags")


def appeals(sheet: Sheet) -> None:
    """Label the parts of each request and keep the fullest; another one is left out and named as such."""
    seen = {n: evidence(sheet, part) for n, part in sheet.open() if _may_be(part) and not _is_row(part.text)}
    seen = {n: e for n, e in seen.items() if not is_disclosure(sheet.parts[n], e)}
    runs: list[list[int]] = []
    for seed in _seeds(sheet, seen):
        if not any(seed in run for run in runs):
            runs.append(section(sheet, seen, grown(sheet, seen, largest_box(sheet, seen, seed))))
    runs += _blocks(sheet, seen)
    runs = [with_form(sheet, seen, run) for run in merged(sheet, runs)]
    runs = [run for run in merged(sheet, runs) if _holds(sheet, seen, run)]
    runs = merged(sheet, [with_form(sheet, seen, with_headline(sheet, seen, run)) for run in runs])
    headed = {n for run in runs for n in run if is_headline(sheet.parts[run[0]])}
    runs = merged(sheet, runs + [run for run in boxes(sheet, seen) if headed.isdisjoint(run)])
    runs = [run for run in runs if not _is_strip(sheet, seen, run)]
    runs = [run for run in runs if not _is_left_out(sheet, seen, run)]
    if not runs:
        return
    main = max(runs, key=lambda run: (sum(sheet.parts[n].size for n in run if n in seen), -run[0]))
    for run in runs:
        if run is not main:
            for n in run:
                sheet.parts[n].be("furniture", "It is the appeal once more; the fuller one is kept.")
    sheet.appeal = put_together(sheet, seen, main)
    again(sheet, seen, main, [run for run in runs if run is not main])


def _may_be(part: Part) -> bool:
    return part.shape in SHAPES and part.level != 1 and not part.in_box(*_FOREIGN)


def _is_row(text: str) -> bool:
    """The site's pages in a row, one of which may be for giving: "About us | Contact | Our funders | Donate"."""
    labels = text.split(" | ") if " | " in text else ()
    return (
        len(labels) >= _ROW
        and not any(sign.isdigit() for sign in text)
        and all(len(one.split()) <= 3 for one in labels)
    )


def _seeds(sheet: Sheet, seen: dict[int, Evidence]) -> list[int]:
    """Where a request is: a part that asks by itself, or the strongest of three neighbours that do so together."""
    seeds = {n for n in seen if is_seed(sheet.parts[n], seen[n])}
    for n in seen:
        near = [m for m in (n, n + 1, n + 2) if m in seen]
        if sum(seen[m].score for m in near) < 5:
            continue
        near = [m for m in near if not seen[m].against]
        if n not in near or len(near) < 2 or not seeds.isdisjoint(near) or sum(seen[m].score for m in near) < 5:
            continue
        speaking = [m for m in near if seen[m].any("ours", "ask", "we", "you", "call")]
        if n not in speaking or any(sheet.parts[m].shape == "quotation" for m in near):
            continue
        e = evidence(sheet, *(sheet.parts[m] for m in near))
        last = text_after(sheet, near[-1]) == 0 and all(kind in e for kind in ("we", "ours", "giving", "call"))
        if (
            e.score >= (5 if last else 6)
            and e.any("giving", "money")
            and e.any("ours", "ask")
            and e.any("we", "you", "call")
        ):
            seeds.add(max(speaking, key=lambda m: (seen[m].score, -m)))
    return sorted(seeds)


def _blocks(sheet: Sheet, seen: dict[int, Evidence]) -> list[list[int]]:
    """What is built as a request: a headline, some paragraphs that all tell something of it, and a button."""
    found = []
    for last in seen:
        if not is_bid(sheet, seen, last) or _heads_next(sheet, seen, last):
            continue
        first = last - 1
        while last - first <= FAR + 1 and first in seen and seen[first].found:
            if seen[first].against and not (in_block(sheet, [first]) and may_ask(sheet.parts[first], seen[first])):
                break
            if is_headline(sheet.parts[first]) or not runs_on(sheet.parts[first]):
                break
            first -= 1
        headed = first in seen and is_headline(sheet.parts[first]) and not is_other(sheet, first)
        if headed and 1 < last - first <= FAR + 2 and is_built(sheet, seen, list(range(first, last + 1))):
            found.append(list(range(first, last + 1)))
    return found


def _heads_next(sheet: Sheet, seen: dict[int, Evidence], n: int) -> bool:
    """Text: a paragraph that asks by itself stands right below it, so it is that one's headline and no button."""
    below = sheet.parts[n + 1 : n + 2]
    return not sheet.html and any(runs_on(p) and n + 1 in seen and is_seed(p, seen[n + 1]) for p in below)


def _is_strip(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> bool:
    """A line alone among the paragraphs that is no sentence and names no sum only leads to a page that asks."""
    part = sheet.parts[run[0]]
    few = len(run) == 1 and part.shape == "line" and part.size <= _STRIP and not part.ends
    among = bool(text_after(sheet, run[0], before=True)) and text_after(sheet, run[-1]) > 0
    if not (few and among) or (run[0] in seen and seen[run[0]].any("taught", "money", "box")):
        return False
    part.be("furniture", "It only leads to a page that asks for support.")
    return True


def _is_left_out(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> bool:
    """It asks, but not for the newsroom. Where a button ends it, it is a box of the site's; else it may be the text."""
    why = is_anothers(sheet, seen, run)
    if why and len(run) > 1 and is_button(sheet, seen, run[-1]):
        for n in run:
            sheet.parts[n].be("furniture", why)
    return bool(why)


def _holds(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> bool:
    """There is enough for its place: least in a box or at an edge, most in the middle of the text."""
    e = evidence(sheet, *(sheet.parts[n] for n in run if n in seen))
    if "taught" in e:
        return True
    if "box" in e:
        return e.score >= 6 and e.any("ask", "giving", "money", "link")
    if not sheet.words.own and "link" in e and len(run) > 1:
        return True
    if max((sheet.parts[n].size for n in run), default=0) < 4:
        return False  # a button alone asks for nothing yet
    alone = all(sheet.parts[n].size <= 5 for n in run)
    if alone and not text_after(sheet, run[0], before=True):
        return False
    told = [n for n in run if n in seen and (sheet.parts[n].prose or sheet.parts[n].size > 10)]
    asked = run[0] in seen and "ask" in seen[run[0]]
    if told and not asked and not any(seen[n].any("box", *TURNS) for n in told):
        return False  # only sums and members: a report
    if not e.any("ask", "link", "ours", "name") and not ("strange" in e and e.any("money", "call")):
        return False
    if not e.any("giving", "money", "link", "ask"):
        return False
    if len(run) == 1 and not e.any("ask", "money", "link", "ours", "you"):
        return False  # a page's foot tells who keeps the site, and asks nobody
    opens = not text_after(sheet, run[0], before=True) and text_after(sheet, run[-1]) > 0
    if opens and not e.any(*_WHO):
        return False
    edge = text_after(sheet, run[-1]) <= 2 or not text_after(sheet, run[0], before=True)
    shaped = len(run) > 1 and (is_headline(sheet.parts[run[0]]) or is_call(sheet, sheet.parts[run[-1]]))
    least = 6 if in_block(sheet, run) else 7
    if is_built(sheet, seen, run):
        return e.score >= (4 if in_block(sheet, run) else 5 if edge else 6)
    if not e.any("ours", "link", "name", "strange") and not (e.score >= least and e.any("ask") and (edge or shaped)):
        return False
    return e.score >= (5 if edge or shaped else 6)
