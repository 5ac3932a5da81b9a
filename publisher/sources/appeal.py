"""The pass that finds the newsroom's own request to its readers, and leaves reports about giving alone.

Evidence (asking.py) is added up over neighbouring parts. A part that asks by itself is a seed; around it the box that
HTML draws, or what reads on above and below, is the request; it holds if there is enough for its place.
"""

from __future__ import annotations

import regex

from ..story import PastedAppeal
from .asking import URL, Evidence, evidence, is_call, is_choice, is_note
from .boxes import leads_to_giving
from .byline import is_date_line
from .clean import clean_url
from .part import Part, sentences
from .sheet import Sheet

_SHAPES = ("line", "heading", "list", "quotation")
_FOREIGN = ("comments", "authorbox", "nav", "footer", "caption", "credit", "byline", "date", "cookie", "hidden", "tags")
_TRAILING_URL = regex.compile(r"\s*[:：፦–—>→(]+\s*(?:https?://|www\.)\S+$")
MOST_PARTS = 25  # of one request, with the sums to choose from
MOST_WORDS = 320
_TURNS = ("we", "you", "ours", "ask", "link")  # a newsroom turns to its readers, a report does not
FAR = 3  # parts without evidence between two that have it


def appeals(sheet: Sheet) -> None:
    """Label the parts of each request and keep the fullest; another one is left out and named as such."""
    seen = {n: evidence(sheet, part) for n, part in sheet.open() if _may_be(part)}
    runs: list[list[int]] = []
    for seed in _seeds(sheet, seen):
        if not any(seed in run for run in runs):
            runs.append(_section(sheet, seen, _grown(sheet, seen, _box(sheet, seen, seed))))
    runs += _blocks(sheet, seen)
    runs = [run for run in _merged(sheet, runs) if _holds(sheet, seen, run)]
    if not runs:
        return
    main = max(runs, key=lambda run: (sum(sheet.parts[n].size for n in run if n in seen), -run[0]))
    for run in runs:
        if run is not main:
            for n in run:
                sheet.parts[n].be("furniture", "It is the appeal once more; the fuller one is kept.")
    sheet.appeal = _put_together(sheet, seen, main)


def _may_be(part: Part) -> bool:
    return part.shape in _SHAPES and part.level != 1 and not part.in_box(*_FOREIGN)


def _seeds(sheet: Sheet, seen: dict[int, Evidence]) -> list[int]:
    """Where a request is: a part that asks by itself, or the strongest of three neighbours that do so together."""
    seeds = {n for n in seen if _is_seed(sheet.parts[n], seen[n])}
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
        if e.score >= 6 and e.any("giving", "money") and e.any("ours", "ask") and e.any("we", "you", "call"):
            seeds.add(max(speaking, key=lambda m: (seen[m].score, -m)))
    return sorted(seeds)


def _is_seed(part: Part, e: Evidence) -> bool:
    """It asks, by itself: it turns to the reader or names the newsroom, and is about giving."""
    if "taught" in e:
        return True
    if e.score < (4 if part.prose or part.size > 25 else 3) or (part.shape == "quotation" and "box" not in e):
        return False
    if not e.any("ask", "giving", "box", "link") or not e.any("ask", "ours", "link", "box", "we", "you"):
        return False
    return not e.against or (e.any("box", "link") and e.score >= 7 and e.against != "paywall")


# -- its bounds ------------------------------------------------------------------------------------------------------


def _box(sheet: Sheet, seen: dict[int, Evidence], seed: int) -> list[int]:
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
    closed = len(said) <= 6 and (is_call(sheet, sheet.parts[telling[-1]]) or _is_headline(sheet.parts[inside[0]]))
    enough = (0.4 if closed else 0.6) * sum(sheet.parts[n].size for n in said)
    if sum(sheet.parts[n].size for n in said if n in telling) < enough:
        return []
    rest = [n for n in inside if n > telling[-1] and sheet.parts[n].shape in _SHAPES]
    if any(sheet.parts[n].size > 12 for n in rest) or len(rest) > 3:
        return []
    above = [n for n in inside if n < telling[0]]
    if len(above) > 2 or any(not _is_headline(sheet.parts[n]) and sheet.parts[n].shape in _SHAPES for n in above):
        return []
    return [n for n in inside if n <= telling[-1] and sheet.parts[n].shape in _SHAPES]


def _tells(sheet: Sheet, seen: dict[int, Evidence], n: int) -> bool:
    """It speaks as a request does, or is of its form."""
    e, part = seen.get(n), sheet.parts[n]
    if e is None or e.against in ("newsletter", "comments", "paywall"):
        return False
    if e.any("ask", "box", "link", "call") or is_choice(sheet, part) or is_note(sheet, part):
        return True
    return e.score >= 2 or (e.score == 1 and not part.prose)


def _grown(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> list[int]:
    """With what reads on below and above, where no box bounds it."""
    boxed = len(run) > 1 and any(sheet.parts[n].prose for n in run)
    if boxed and (_is_headline(sheet.parts[run[0]]) or is_call(sheet, sheet.parts[run[-1]])):
        return run
    while (n := _next(sheet, run[-1], 1)) is not None and n in seen:
        if _goes_on(sheet, seen, n, run):
            run.append(n)
        elif between := _bridge(sheet, seen, n, run):
            run += between
        else:
            break
    while (n := _next(sheet, run[0], -1)) is not None and n in seen:
        headed = _is_headline(sheet.parts[run[0]]) and any(_runs_on(sheet.parts[m]) for m in run)
        if headed or not _leads_in(sheet, seen, n, run):
            break
        run.insert(0, n)
    return run


def _blocks(sheet: Sheet, seen: dict[int, Evidence]) -> list[list[int]]:
    """What is built as a request: a headline, some paragraphs that all tell something of it, and a button."""
    found = []
    for last in seen:
        if not _is_button(sheet, seen, last):
            continue
        first = last - 1
        while last - first <= FAR + 1 and first in seen and seen[first].found and not seen[first].against:
            if _is_headline(sheet.parts[first]) or not _runs_on(sheet.parts[first]):
                break
            first -= 1
        headed = first in seen and _is_headline(sheet.parts[first]) and not _is_other(sheet, first)
        if headed and 1 < last - first <= FAR + 2 and _shaped(sheet, seen, list(range(first, last + 1))):
            found.append(list(range(first, last + 1)))
    return found


def _is_button(sheet: Sheet, seen: dict[int, Evidence], n: int) -> bool:
    part, e = sheet.parts[n], seen.get(n)
    short = part.size <= 10 and not part.prose and (not part.stops or part.text.endswith("!"))
    linked = part.linked > 0.8 or part.in_box("button")
    if not short or e is None or (part.shape == "heading" and not linked):
        return False
    return (e.any("ask", "call", "link") or (linked and "giving" in e)) and not e.against


def _shaped(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> bool:
    """From headline to button it is built as a request, and four kinds of evidence or more are in it."""
    said = [n for n in run if n in seen and not is_choice(sheet, sheet.parts[n])]
    if len(said) < 3 or not _is_headline(sheet.parts[said[0]]) or not any(_is_button(sheet, seen, n) for n in said[2:]):
        return False
    if "ask" not in seen[said[0]] and not any(seen[n].any(*_TURNS) for n in said[1:-1]):
        return False  # only sums and members: a report
    e = evidence(sheet, *(sheet.parts[n] for n in said))
    about = e.any("giving", "money", "link") and e.any("ask", "you", "ours") and e.any("we", "you", "ours", "money")
    return about and len(e.found) >= 4


def _goes_on(sheet: Sheet, seen: dict[int, Evidence], n: int, run: list[int]) -> bool:
    """The part below the request is still of it."""
    part, e = sheet.parts[n], seen[n]
    if e.against:
        return False
    if is_choice(sheet, part) or "box" in e:
        return True
    asks = e.any("ask", "link", "call")
    if not part.prose and part.size <= 12:
        return asks or ("giving" in e and not part.stops and part.size <= 5) or is_note(sheet, part)
    if is_note(sheet, part) and part.size <= 20:
        return True
    return e.score >= (2 if _after(sheet, n) == 0 else 3) and e.any("ask", "link", "ours", "we", "you")


def _bridge(sheet: Sheet, seen: dict[int, Evidence], n: int, run: list[int]) -> list[int]:
    """Up to some parts that say nothing of it, where below them the request surely goes on, and nothing else does."""
    if not (_is_headline(sheet.parts[run[0]]) or _after(sheet, n) <= 3):
        return []
    between = [n]
    while len(between) <= FAR:
        m = _next(sheet, between[-1], 1)
        if m is None or m not in seen or seen[m].against:
            return []
        if between[-1] + 2 < m or sheet.parts[m].shape == "heading":
            return []
        between.append(m)
        if _is_seed(sheet.parts[m], seen[m]) and (sheet.parts[m].size > 3 or len(between) == 2):
            return between
    return []


def _leads_in(sheet: Sheet, seen: dict[int, Evidence], n: int, run: list[int]) -> bool:
    """The part above the request is of it: the newsroom's own words, or its headline."""
    part, e = sheet.parts[n], seen[n]
    if e.against or is_choice(sheet, part):
        return False
    if "box" in e:
        return True
    if _is_headline(part):
        after, before = _after(sheet, run[-1]), _after(sheet, n, before=True)
        prose = any(_runs_on(sheet.parts[m]) for m in run)
        titled = len(run) > 1 and any(_is_headline(sheet.parts[m]) and sheet.parts[m].size >= 3 for m in range(n))
        if e.any("ask", "giving", "ours") or (e.any("call", "you", "we") and (before or after)):
            return prose and (before > 0 or titled or e.score >= 2)
        return prose and (before > 0 or titled) and n == run[0] - 1 and not _is_other(sheet, n)
    speaks = e.any("ours", "ask", "link") or (e.any("we", "you") and e.any("giving", "money"))
    sure = _after(sheet, run[-1]) <= 2 or (e.any("ours") and e.any("we", "you"))
    return speaks and e.score >= (2 if sure else 3)


def _section(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> list[int]:
    """In a language whose words are not known: the last section, if it is the only one and ends in a link to give."""
    if sheet.words.own or "link" not in seen[run[-1]] or _after(sheet, run[-1]):
        return run
    if _is_headline(sheet.parts[run[0]]) and len(run) > 1:
        return run
    prose = sheet.body_prose()
    lines = [n for n in seen if prose and prose[0] < n < run[0] and _is_headline(sheet.parts[n])]
    heads = [n for n in lines if "[" not in sheet.parts[n].text]  # with one, it is a related article
    if len(heads) == 1 and run[0] - heads[0] <= FAR + 1 and sum(n < heads[0] for n in prose) >= 2:
        return [n for n in range(heads[0], run[-1] + 1) if n in seen]
    return run


def _is_other(sheet: Sheet, n: int) -> bool:
    """A short line that has its own business: an author's, a credit, another article, what stands below a label."""
    text = sheet.parts[n].text
    names = sheet.of("author").found(text) or sheet.of("byline").start(text) or sheet.of("credit").start(text)
    label = n > 0 and sheet.of("furniture").whole(sheet.parts[n - 1].text)
    dated = is_date_line(sheet, sheet.parts[n])
    return bool(names or label or dated or "[" in text or sheet.of("related").whole(text.partition(":")[0]))


def _runs_on(part: Part) -> bool:
    """It is a sentence or more, however few words a language needs for that."""
    return part.size > 8 or (part.ends and part.size >= 4)


def _is_headline(part: Part) -> bool:
    calls = part.text.rstrip().endswith(("!", "！")) and part.size <= 10
    return part.short and part.size <= 16 and (not part.stops or calls or part.shape == "heading")


def _next(sheet: Sheet, at: int, step: int) -> int | None:
    """The next part that is still open; None at the edge or where what was kept, or much else, stands between."""
    for n in range(at + step, at + 3 * step, step):
        if not 0 <= n < len(sheet.parts) or sheet.parts[n].label in ("title", "byline", "date"):
            return None
        if sheet.parts[n].open:
            return n
    return None


def _merged(sheet: Sheet, runs: list[list[int]]) -> list[list[int]]:
    """Those that overlap or touch are one; but a headline with text below it begins another."""
    merged: list[list[int]] = []
    for run in sorted(runs):
        touch = merged and run[0] == merged[-1][-1] + 1
        headed = touch and _is_headline(sheet.parts[run[0]]) and any(_runs_on(sheet.parts[n]) for n in run[1:])
        if merged and run[0] <= merged[-1][-1] + 1 and not headed:
            merged[-1] = sorted({*merged[-1], *run})
        else:
            merged.append(run)
    return merged


def _after(sheet: Sheet, n: int, *, before: bool = False) -> int:
    """How much running text stands below, or above."""
    return sum((m < n) if before else (m > n) for m in sheet.body_prose())


# -- whether it is one -----------------------------------------------------------------------------------------------


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
    if alone and not _after(sheet, run[0], before=True):
        return False
    told = [n for n in run if n in seen and (sheet.parts[n].prose or sheet.parts[n].size > 10)]
    asked = run[0] in seen and "ask" in seen[run[0]]
    if told and not asked and not any(seen[n].any("box", *_TURNS) for n in told):
        return False  # only sums and members: a report
    if not e.any("ask", "link", "ours") or not e.any("giving", "money", "link", "ask"):
        return False
    edge = _after(sheet, run[-1]) <= 2 or not _after(sheet, run[0], before=True)
    shaped = len(run) > 1 and (_is_headline(sheet.parts[run[0]]) or is_call(sheet, sheet.parts[run[-1]]))
    if _shaped(sheet, seen, run):
        return e.score >= (5 if edge else 6)
    if not e.any("ours", "link") and not (e.score >= 7 and e.any("ask") and (edge or shaped)):
        return False
    return e.score >= (5 if edge or shaped else 6)


# -- taken apart -----------------------------------------------------------------------------------------------------


def _put_together(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> PastedAppeal:
    run = [n for n in run if sheet.parts[n].open]
    parts = [sheet.parts[n] for n in run]
    headline, paragraphs = "", list[str]()
    heads = _headlines(parts)
    for part in heads[:-1]:
        part.be("furniture", "It is the label of the box that the appeal stands in.")
    if heads:
        headline = heads[-1].text
        heads[-1].be("appeal", "It is the headline of the appeal.")
    call = _button(sheet, seen, run)
    told = [n for n in run if sheet.parts[n].open and n != call and n in seen]  # a caption in the box is not of it
    for n in told:
        part = sheet.parts[n]
        tile = call is not None and n < call and part.size <= 6 and not part.stops and "money" in seen[n]
        if tile or is_choice(sheet, part):
            part.be("furniture", "It is a sum, a rhythm or a way to pay of the appeal's form.")
        elif call is not None and n > call and (is_note(sheet, part) or part.size <= 12):
            part.be("furniture", "It is a note or a second button below the appeal.")
        elif is_note(sheet, part) and n == told[-1] and not seen[n].any("you", "we", "ours"):
            part.be("furniture", "It is a note about paying, below the appeal.")
        else:
            paragraphs += part.text.split("\n")
            part.be("appeal", seen[n].why())
    if call is not None:
        action = sheet.parts[call].text
        sheet.parts[call].be("appeal", "It is the call to action of the appeal.")
    else:
        action = _last_call(sheet, paragraphs)
    return PastedAppeal(headline, tuple(paragraphs), _TRAILING_URL.sub("", action) or action, _where_to(parts))


def _headlines(parts: list[Part]) -> list[Part]:
    """The line that it starts with, and a label of the box above it."""
    if len(parts) < 2 or not _is_headline(parts[0]) or URL.search(parts[0].text):
        return []
    if len(parts) > 2 and parts[1].shape == "heading" and _is_headline(parts[1]) and parts[0].size <= 6:
        return parts[:2]
    return parts[:1]


def _button(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> int | None:
    """The short request that it ends with: the first of the buttons below its last paragraph."""
    found = None
    for n in reversed(run):
        part, e = sheet.parts[n], seen.get(n)
        if not part.open or e is None or (n == run[0] and len(run) > 1):
            break
        if (is_choice(sheet, part) or is_note(sheet, part)) and not e.any("ask", "link"):
            continue
        if found is not None and "money" in e and part.size <= 6:
            continue  # a sum to choose from, above the button
        asks = e.any("ask", "call", "link") or part.in_box("button") or (e.any("giving") and not part.stops)
        last = found is None and part.size <= 12
        if asks and (last or (part.size <= 8 and not part.stops)) and len(sentences(part.text)) == 1:
            found = n
        elif part.size > 8 or part.stops:
            break
    return found


def _where_to(parts: list[Part]) -> str:
    """The link to give by: one that leads to a donation page, else the last one there is; empty if none."""
    links = [link.url for part in parts for link in part.links if link.url]
    links += [url for part in parts for bare in URL.findall(part.text) if (url := clean_url(bare.rstrip(".,;:!?)")))]
    return next(filter(leads_to_giving, links), links[-1] if links else "")


def _last_call(sheet: Sheet, paragraphs: list[str]) -> str:
    """The last sentence, if it is a short request: taken out of its paragraph."""
    if not paragraphs:
        return ""
    said = sentences(paragraphs[-1])
    last = said[-1]
    asks = sheet.of("ask").found(last) or URL.search(last) or is_call(sheet, Part(last, ""))
    if len(last.split()) > 12 or not asks or len(last) > 120:
        return ""
    if len(said) == 1 and len(paragraphs) == 1:
        paragraphs.clear()
        return last
    paragraphs[-1] = paragraphs[-1].removesuffix(last).rstrip()
    if not paragraphs[-1]:
        paragraphs.pop()
    return last
