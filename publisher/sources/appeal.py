"""The pass that finds the newsroom's own request for donations, and leaves reports about donations alone.

Evidence is counted per part: asking the reader (2 points a phrase), money and membership (1), a newsroom speaking
of itself (1), a sum of money (1), a link to a donation page (2), a box that HTML names so (3). What others say
between quotation marks does not count.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from ..story import PastedAppeal
from .boxes import leads_to_giving
from .clean import clean_url
from .part import Part, sentences, unquoted
from .sheet import Sheet

_SUM = regex.compile(
    r"[$€£₹¥₪₽₨]\s?\d|\d\s?(?:[$€£₹¥₪₽]|euros?\b|dollars?\b|rupees\b|rs\b|lkr\b|usd\b|eur\b|元|יורו|دولار|руб|ரூபாய்|රුපියල්)",
    regex.IGNORECASE,
)
_URL = regex.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|info|news|media|lk|de|fr|es)/\S*", regex.I
)
_GAP = 4  # parts of an appeal that ask for nothing, between its headline and its last request
_BODY = ("line", "heading", "list", "quotation")
_TRAILING_URL = regex.compile(r"\s*[:：፦–—>→(]+\s*(?:https?://|www\.)\S+$")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a part being of an appeal."""

    asks: int
    gives: int
    ours: int
    extra: int
    boxed: bool

    @property
    def score(self) -> int:
        return 2 * min(self.asks, 2) + min(self.gives, 2) + min(self.ours, 3) + self.extra + 3 * self.boxed


def evidence(sheet: Sheet, part: Part) -> Evidence:
    """Count what is in the part's own words."""
    text = unquoted(part.text)
    asks, gives = len(sheet.of("ask").found(text)), len(sheet.of("giving").found(text))
    linked = any(leads_to_giving(link.url) for link in part.links) or any(map(leads_to_giving, _URL.findall(text)))
    if linked and not asks and not sheet.words.own:
        asks = 1  # in a language whose words are not known, the link itself asks
    boxed = part.in_box("appeal")
    paid = bool(_SUM.search(text)) and (asks or gives or boxed)
    return Evidence(asks, gives, len(sheet.of("ours").found(text)), 2 * linked + bool(paid), boxed)


def appeals(sheet: Sheet) -> None:
    """Label the parts of each appeal and keep the fullest; another one is left out and named as such."""
    seen = {n: evidence(sheet, p) for n, p in sheet.open() if p.shape in _BODY and p.level != 1}
    seeds = [n for n, e in seen.items() if _is_seed(sheet.parts[n], e)]
    runs = [run for run in _runs(sheet, seen, seeds) if _holds(sheet, seen, run, seeds)]
    if not runs:
        return
    main = max(runs, key=lambda run: (sum(seen[n].score for n in run if n in seen), -run[0]))
    for run in runs:
        if run is not main:
            for n in run:
                sheet.parts[n].be("furniture", "It is another request for donations; the fuller one is kept.")
    sheet.appeal = _put_together(sheet, seen, main)


def _is_seed(part: Part, e: Evidence) -> bool:
    """It asks, by itself: as running text only where a newsroom speaks of itself or asks twice."""
    if e.boxed and e.score >= 4:
        return True
    if not e.asks:
        return False
    if part.prose or part.size > 25:
        return bool(e.ours or e.asks >= 2 or e.extra >= 2) and e.score >= 4
    return e.score >= 3


def _runs(sheet: Sheet, seen: dict[int, Evidence], seeds: list[int]) -> list[list[int]]:
    """Neighbouring seeds with what stands between, above and below them and belongs to them."""
    runs: list[list[int]] = []
    for seed in seeds:
        if runs and _joined(sheet, seen, runs[-1], seed):
            runs[-1] += range(runs[-1][-1] + 1, seed + 1)
        else:
            runs.append([seed])
    for run in runs:
        _grow(sheet, seen, run)
        _take_section(sheet, seen, run)
    merged: list[list[int]] = []
    for run in runs:
        if merged and run[0] <= merged[-1][-1] + 1:
            merged[-1] = sorted({*merged[-1], *run})
        else:
            merged.append(run)
    return [[n for n in run if sheet.parts[n].open] for run in merged]


def _joined(sheet: Sheet, seen: dict[int, Evidence], run: list[int], seed: int) -> bool:
    between = [sheet.parts[n] for n in range(run[-1] + 1, seed)]
    if any(p.label == "title" for p in between):
        return False
    between = [p for p in between if p.open]
    if len(between) > _GAP or any(p.shape in ("picture", "table", "rule", "embed") for p in between):
        return False
    gap = [n for n in range(run[-1] + 1, seed) if sheet.parts[n].open]
    if all(seen[n].score >= 1 or sheet.parts[n].size <= 8 for n in gap if n in seen):
        return True
    headline = sheet.parts[run[0]]
    return (headline.short and not headline.stops and _prose_after(sheet, seed) <= 2) or _prose_after(sheet, seed) == 0


def _grow(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> None:
    """Take in the headline and the newsroom's words above, the sums and buttons below."""
    after = _prose_after(sheet, run[-1])
    while (n := _next(sheet, run[0], -1)) is not None and n in seen:
        part, e = sheet.parts[n], seen[n]
        line = part.short and part.size <= 15 and not part.stops and part.shape != "list"
        speaks = (e.ours and (e.score >= 2 or after == 0)) or e.score >= 3
        alone = (
            line
            and n == run[0] - 1
            and after <= 2
            and _prose_after(sheet, n, before=True) > 0
            and sheet.parts[run[0]].size > 6
        )
        if e.boxed or speaks or (line and e.score and after <= 2):
            run.insert(0, n)
            continue
        if alone and not _is_headline(sheet.parts[run[0]]):
            run.insert(0, n)
        break
    while (n := _next(sheet, run[-1], 1)) is not None and n in seen:
        part, e = sheet.parts[n], seen[n]
        choice = (
            part.size <= 6 and not part.stops and (e.score or _SUM.search(part.text) or part.in_box("button", "form"))
        )
        if e.boxed or choice or (e.score >= 2 and (e.ours or e.extra)) or (e.ours and after == 0):
            run.append(n)
        else:
            break


def _take_section(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> None:
    """In a language whose words are not known: the last section, if it is the only one and ends in a link to give."""
    if sheet.words.own or run[-1] not in seen or seen[run[-1]].extra < 2 or _prose_after(sheet, run[-1]):
        return
    if _is_headline(sheet.parts[run[0]]) and len(run) > 1:
        return
    prose = sheet.body_prose()
    lines = [n for n in seen if prose and prose[0] < n < run[0] and _is_headline(sheet.parts[n])]
    heads = [n for n in lines if "[" not in sheet.parts[n].text]  # with one, it is a related article
    if len(heads) == 1 and run[0] - heads[0] <= _GAP and sum(n < heads[0] for n in prose) >= 2:
        run[:0] = range(heads[0], run[0])


def _is_headline(part: Part) -> bool:
    return part.short and part.size <= 15 and not part.stops


def _next(sheet: Sheet, at: int, step: int) -> int | None:
    """The next part that is still open; None at the edge or where something kept stands between."""
    at += step
    while 0 <= at < len(sheet.parts):
        part = sheet.parts[at]
        if part.open:
            return at
        if part.label in ("title", "byline", "date"):
            return None
        at += step
    return None


def _prose_after(sheet: Sheet, n: int, *, before: bool = False) -> int:
    return sum((m < n) if before else (m > n) for m in sheet.body_prose())


def _holds(sheet: Sheet, seen: dict[int, Evidence], run: list[int], seeds: list[int]) -> bool:
    """There is enough for its place: least at the end or the top, most in the middle of the text."""
    total = sum(seen[n].score for n in run if n in seen)
    inside = [seen[n] for n in run if n in seen]
    if not run or not any(e.asks or e.boxed for e in inside):
        return False
    if any(e.boxed for e in inside):
        return total >= 4
    asks = sum(e.asks for e in inside)
    prose = set(sheet.body_prose()) - set(run)
    if all(sheet.parts[n].size <= 5 for n in run) and not any(m < run[0] for m in prose):
        return False  # a button above the article asks for nothing yet
    firm = any(e.ours or e.extra >= 2 for e in inside) or asks >= 3 or (asks >= 2 and total >= 6)
    edge = sum(m > run[-1] for m in prose) <= 2 or not any(m < run[0] for m in prose)
    return firm and total >= (4 if edge else 6)


def _put_together(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> PastedAppeal:
    parts = [sheet.parts[n] for n in run]
    headline, call, paragraphs = "", "", list[str]()
    if _is_headline(parts[0]) and len(parts) > 1 and not _URL.search(parts[0].text):
        headline = parts[0].text
        parts[0].be("appeal", "It is the headline of the request for donations.")
    buttons = _buttons(sheet, seen, run)
    for n, part in zip(run, parts, strict=True):
        if not part.open:
            continue
        if n == next(iter(buttons), None):
            call = part.text
            part.be("appeal", "It is the call to action of the request for donations.")
        elif n in buttons or _is_sum(sheet, n) or (_is_sum(sheet, n - 1) and part.size <= 3 and not part.stops):
            part.be("furniture", "It is a sum or a second button of the request for donations.")
        else:
            paragraphs += part.text.split("\n")
            part.be("appeal", _reason(seen.get(n)))
    if not call and paragraphs:
        call = _last_call(sheet, paragraphs)
    return PastedAppeal(headline, tuple(paragraphs), _TRAILING_URL.sub("", call) or call, _where_to(parts))


def _buttons(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> list[int]:
    """The short requests that an appeal ends with; the first of them is its call to action."""
    found: list[int] = []
    for n in reversed(run):
        part = sheet.parts[n]
        asks = (n in seen and (seen[n].asks or seen[n].extra >= 2)) or part.in_box("button")
        if not part.open or (n == run[0] and len(run) > 1):
            break
        if asks and part.size <= (12 if n == run[-1] else 6) and len(sentences(part.text)) == 1:
            found.insert(0, n)
        elif not (part.size <= 4 and not part.stops):
            break
    return found


def _is_sum(sheet: Sheet, n: int) -> bool:
    """A line that is a sum of money and little else: one of several to choose from."""
    return sheet.parts[n].size <= 4 and bool(_SUM.search(sheet.parts[n].text))


def _where_to(parts: list[Part]) -> str:
    """The link to give by: one that leads to a donation page, else the last one there is; empty if none."""
    links = [link.url for part in parts for link in part.links if link.url]
    links += [url for part in parts for bare in _URL.findall(part.text) if (url := clean_url(bare.rstrip(".,;:!?)")))]
    return next(filter(leads_to_giving, links), links[-1] if links else "")


def _last_call(sheet: Sheet, paragraphs: list[str]) -> str:
    """The last sentence, if it is a short request: taken out of its paragraph."""
    said = sentences(paragraphs[-1])
    last = said[-1]
    if len(last.split()) > 12 or not (sheet.of("ask").found(last) or _URL.search(last)) or len(last) > 120:
        return ""
    if len(said) == 1 and len(paragraphs) == 1:
        paragraphs.clear()
        return last
    paragraphs[-1] = paragraphs[-1].removesuffix(last).rstrip()
    if not paragraphs[-1]:
        paragraphs.pop()
    return last


def _reason(e: Evidence | None) -> str:
    if e and e.asks:
        return "It asks the reader to give."
    if e and e.ours:
        return "The newsroom speaks of itself, beside a request for donations."
    return "It stands inside the request for donations."
