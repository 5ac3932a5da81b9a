"""Where a request begins and ends: the box that HTML draws, or what reads on above and below."""

from __future__ import annotations

from .appeal_form import is_sums
from .appeal_shape import is_button, is_headline, is_other, names_account, next_open, repeats, runs_on, text_after
from .asking import Evidence, is_call, is_choice, is_note
from .part import LABELLED, Part
from .sheet import Sheet

SHAPES = ("line", "heading", "list", "quotation")
MOST_PARTS = 25  # of one request, with the sums to choose from
MOST_WORDS = 320
_LONG = 40  # words of a paragraph that would say more than once that it asks
_SURE = 8  # points with the newsroom's name and "we" or "you": no report on what somebody says
SPEAKS = ("ask", "giving", "we", "you")
_FORM = 2  # lines, in one of which sums must stand
_LABEL = 3  # words
FAR = 3  # parts without evidence between two that have it


def is_seed(part: Part, e: Evidence) -> bool:
    """It asks, by itself: it turns to the reader or names the newsroom, and is about giving."""
    if "taught" in e:
        return True
    if e.score < (4 if part.prose or part.size > 25 else 3) or (part.shape == "quotation" and "box" not in e):
        return False
    wants = e.any("ask", "giving", "box", "link") or ("money" in e and e.any("name", "strange"))
    turns = e.any("ours", "link", "box", "we", "you") or ("ask" in e and part.size <= _LONG)
    if not (wants and turns):
        return False
    named = e.against == "speech" and "name" in e and e.any("we", "you") and e.score >= _SURE
    return not e.against or named or (e.any("box", "link") and e.score >= 7 and e.against != "paywall")


def largest_box(sheet: Sheet, seen: dict[int, Evidence], seed: int) -> list[int]:
    """The parts of the largest element around the seed in which nearly everything is of the request."""
    best = [seed]
    for element in reversed(sheet.parts[seed].path):
        inside = [n for n in _span(sheet, seed, element) if sheet.parts[n].open]
        if len(inside) > MOST_PARTS or sum(sheet.parts[n].size for n in inside) > MOST_WORDS:
            break
        fit = _fitting(sheet, seen, inside, best)
        if not fit:
            break
        best = fit
    return best


def _span(sheet: Sheet, at: int, element: int) -> list[int]:
    """All neighbouring parts that stand in this element; more than a request has are not all counted."""
    first = last = at
    while first > 0 and at - first <= MOST_PARTS * 2 and element in sheet.parts[first - 1].path:
        first -= 1
    while last + 1 < len(sheet.parts) and last - at <= MOST_PARTS * 2 and element in sheet.parts[last + 1].path:
        last += 1
    return list(range(first, last + 1))


def _fitting(sheet: Sheet, seen: dict[int, Evidence], inside: list[int], best: list[int]) -> list[int]:
    """What of this element belongs to the request; nothing where it holds other text as well."""
    if any(sheet.parts[n].level == 1 or sheet.parts[n].shape in ("table", "embed") for n in inside):
        return []
    telling = [n for n in inside if n in best or _tells(sheet, seen, n)]
    said = [n for n in inside if sheet.parts[n].size > 8]
    closed = len(said) <= 6 and (is_call(sheet, sheet.parts[telling[-1]]) or is_headline(sheet.parts[inside[0]]))
    enough = (0.4 if closed else 0.6) * sum(sheet.parts[n].size for n in said)
    if sum(sheet.parts[n].size for n in said if n in telling) < enough:
        return []
    rest = [n for n in inside if n > telling[-1] and sheet.parts[n].shape in SHAPES]
    if any(sheet.parts[n].size > 12 for n in rest) or len(rest) > 3:
        return []
    above = [n for n in inside if n < telling[0]]
    if len(above) > 2 or any(not is_headline(sheet.parts[n]) and sheet.parts[n].shape in SHAPES for n in above):
        return []
    return [n for n in inside if n <= telling[-1] and sheet.parts[n].shape in SHAPES]


def _tells(sheet: Sheet, seen: dict[int, Evidence], n: int) -> bool:
    """It speaks as a request does, or is of its form."""
    e, part = seen.get(n), sheet.parts[n]
    if e is None or e.against in ("newsletter", "comments", "paywall"):
        return False
    if e.any("ask", "box", "link", "call") or is_choice(sheet, part) or is_note(sheet, part):
        return True
    return e.score >= 2 or (e.score == 1 and not part.prose)


def grown(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> list[int]:
    """With what reads on below and above, where no box bounds it."""
    boxed = len(run) > 1 and any(sheet.parts[n].prose for n in run)
    if boxed and (is_headline(sheet.parts[run[0]]) or is_call(sheet, sheet.parts[run[-1]])):
        return run
    while (n := next_open(sheet, run[-1], 1)) is not None and n in seen:
        if _goes_on(sheet, seen, n, run):
            run.append(n)
        elif between := _bridge(sheet, seen, n, run):
            run += between
        else:
            break
    while (n := next_open(sheet, run[0], -1)) is not None and n in seen:
        headed = is_headline(sheet.parts[run[0]]) and any(runs_on(sheet.parts[m]) for m in run)
        if headed or not _leads_in(sheet, seen, n, run):
            break
        run.insert(0, n)
    return run


def _goes_on(sheet: Sheet, seen: dict[int, Evidence], n: int, run: list[int]) -> bool:
    """The part below the request is still of it."""
    part, e = sheet.parts[n], seen[n]
    if e.against:
        return False
    if is_choice(sheet, part) or "box" in e:
        return True
    asks = e.any("ask", "link", "call")
    if not part.prose and part.size <= 12:
        return (
            asks
            or names_account(part)
            or ("giving" in e and not part.stops and part.size <= 5)
            or is_note(sheet, part)
            or repeats(sheet, n, run)
        )
    if is_note(sheet, part) and part.size <= 20:
        return True
    if e.any(*SPEAKS) and not sheet.html and any(is_sums(sheet, m) for m in _below(sheet, n)):
        return True  # the paragraph right above the sums to choose from
    turns = e.any("ask", "link", "we", "you") or ("ours" in e and _shares(sheet.parts[run[-1]], part, e))
    return turns and e.score >= (2 if text_after(sheet, n) == 0 else 3)


def _below(sheet: Sheet, n: int) -> range:
    return range(n + 1, min(n + 1 + _FORM, len(sheet.parts)))


def _shares(above: Part, part: Part, e: Evidence) -> bool:
    """They stand in the same element, in a text it names a sum: else it may be a notice on who paid for the article."""
    return above.path[:-1] == part.path[:-1] if part.path else "money" in e


def _bridge(sheet: Sheet, seen: dict[int, Evidence], n: int, run: list[int]) -> list[int]:
    """Up to some parts that say nothing of it, where below them the request surely goes on, and nothing else does."""
    headed = is_headline(sheet.parts[run[0]])
    if is_button(sheet, seen, run[-1]) and any(sheet.parts[m].prose for m in run):
        return []  # it is over: what stands below is the author's
    if not (headed or text_after(sheet, n) <= 3) or (not headed and is_headline(sheet.parts[n])):
        return []
    between = [n]
    while len(between) <= FAR:
        m = next_open(sheet, between[-1], 1)
        if m is None or m not in seen or seen[m].against:
            return []
        if between[-1] + 2 < m or sheet.parts[m].shape == "heading":
            return []
        between.append(m)
        if is_seed(sheet.parts[m], seen[m]) and (sheet.parts[m].size > 3 or len(between) == 2):
            return between
    return []


def _leads_in(sheet: Sheet, seen: dict[int, Evidence], n: int, run: list[int]) -> bool:
    """The part above the request is of it: the newsroom's own words, or its headline."""
    part, e = sheet.parts[n], seen[n]
    if e.against or is_choice(sheet, part) or part.text.count(": ") > 1:  # names of those who helped
        return False
    if "box" in e:
        return True
    if is_headline(part):
        after, before = text_after(sheet, run[-1]), text_after(sheet, n, before=True)
        prose = any(runs_on(sheet.parts[m]) for m in run)
        titled = len(run) > 1 and any(is_headline(sheet.parts[m]) and sheet.parts[m].size >= 3 for m in range(n))
        if e.any("ask", "giving", "ours") or (e.any("call", "you", "we") and (before or after)):
            return prose and (before > 0 or titled or e.score >= 2)
        return prose and (before > 0 or titled) and n == run[0] - 1 and not is_other(sheet, n)
    speaks = e.any("ours", "ask", "link") or (e.any("we", "you") and e.any("giving", "money"))
    turns = e.any("we", "you", "ask", "link") or not (part.prose and text_after(sheet, run[-1])) or sheet.html
    sure = turns and (text_after(sheet, run[-1]) <= 2 or (e.any("ours") and e.any("we", "you")))
    return speaks and e.score >= (2 if sure else 3) and (e.score > 2 or part.size <= _LONG)


def is_disclosure(part: Part, e: Evidence) -> bool:
    """A paragraph with a label tells who pays the newsroom and asks nobody: "Disclosure: Bitter Water Inc. is a …"."""
    label = LABELLED.match(part.text) if part.prose and part.stops else None
    asks = e.any("ask", "you", "we", "money", "call", "link", "box", "taught")
    return label is not None and len(label[0].split()) <= _LABEL and not asks


def section(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> list[int]:
    """In a language whose words are not known: the last section, if it is the only one and ends in a link to give."""
    if sheet.words.own or "link" not in seen[run[-1]] or text_after(sheet, run[-1]):
        return run
    if is_headline(sheet.parts[run[0]]) and len(run) > 1:
        return run
    prose = sheet.body_prose()
    lines = [n for n in seen if prose and prose[0] < n < run[0] and is_headline(sheet.parts[n])]
    heads = [n for n in lines if "[" not in sheet.parts[n].text]  # with one, it is a related article
    if len(heads) == 1 and run[0] - heads[0] <= FAR + 1 and sum(n < heads[0] for n in prose) >= 2:
        return [n for n in range(heads[0], run[-1] + 1) if n in seen]
    return run


def merged(sheet: Sheet, runs: list[list[int]]) -> list[list[int]]:
    """Those that overlap or touch are one; but a headline with text below it begins another."""
    merged: list[list[int]] = []
    for run in sorted(runs):
        touch = merged and run[0] == merged[-1][-1] + 1
        headed = touch and is_headline(sheet.parts[run[0]]) and any(runs_on(sheet.parts[n]) for n in run[1:])
        if merged and run[0] <= merged[-1][-1] + 1 and not headed:
            merged[-1] = sorted({*merged[-1], *run})
        else:
            merged.append(run)
    return merged
