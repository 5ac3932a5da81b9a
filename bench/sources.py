"""python -m bench.sources: how well pastes and pages are understood beside trafilatura and readability, and how fast.

The same measures (tests/sources/corpus/measures.py) on the same cases, side by side; the extractors are asked only what
they claim to give, and are not blamed for a title or a standfirst at the head of their text. Then speed, in CPU time:
a paste of 2,000 words, as text and as a clipboard's HTML; and all pages of the corpus against trafilatura alone, which
is asked for what we tell, too: the text, and what the page says of itself; turn by turn in one run, so that a busy
machine slows both. What an editor waits for a page read apart is told in time of the clock: the first, for which a
process is started, and the next ones. Prints JSON, with what the set aside misses of its reach; exit 1 where it misses
any.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, document_fromstring, fragment_fromstring
from trafilatura.readability_lxml import Document

from publisher.sources import page, paste
from tests.sources.corpus.cases import FORMS, SETS, Case, Form, cases
from tests.sources.corpus.measures import measure, total
from tests.sources.corpus.reading import Reading, reading
from tests.sources.corpus.wording import words

# Of the set aside, as issue 4 wants it: the least that must be reached, the most where less is better.
REACH = {"title": 0.95, "first": 0.9, "last": 0.85, "recall": 0.995, "precision": 0.95, "appeal": 0.85, "direction": 1}
CLEAN: dict[Form, float] = {"text": 0.8, "html": 0.85, "page": 0.85}
FALSE_APPEALS = 0.05
PASTE_MS, PAGE_MS, PAGE_RATIO = 300, 1000, 1.5
EXTRACTORS_GIVE = ("title", "first", "last", "clean", "recall", "precision")
ROUNDS = 7
PASTE_WORDS = 2000

Reader = Callable[[Case, Form], Reading]


def main() -> int:
    warnings.simplefilter("ignore")
    understood = {one: {form: beside(one, form) for form in FORMS} for one in SETS}
    speed = {"paste": paste_speed(), "page": page_speed(), "apart": apart_speed()}
    missed = [line for form in FORMS for line in below(form, understood["set_aside"][form])]
    missed += [f"a paste as {form} takes {ms} ms" for form, ms in speed["paste"]["ms"].items() if ms >= PASTE_MS]
    missed += [f"a page read apart takes {ms} ms" for ms in speed["apart"]["ms"].values() if ms >= PAGE_MS]
    if speed["page"]["ratio"] > PAGE_RATIO:
        missed.append(f"pages take {speed['page']['ratio']} times trafilatura alone")
    result = {
        "measure": "articles understood, shares of 1",
        "cases": {one: len(cases(one)) for one in SETS},
        "understood": understood,
        "speed": speed,
        "cores": os.cpu_count(),
        "reach": {
            **REACH,
            "clean": CLEAN,
            "false_appeal": FALSE_APPEALS,
            "paste_ms": PASTE_MS,
            "page_ms": PAGE_MS,
            "page_ratio": PAGE_RATIO,
        },
        "missed": missed,
        "reached": not missed,
    }
    print(json.dumps(result, indent=2))
    return 0 if result["reached"] else 1


def beside(one_set: str, form: Form) -> dict[str, dict[str, float]]:
    """Each measure: what we reach, and what the extractors do where they take this form and give this part."""
    readers: dict[str, Reader] = {"ours": reading}
    if form != "text":
        readers |= {"trafilatura": by_trafilatura, "readability": by_readability}
    told: dict[str, dict[str, float]] = {}
    for name, reader in readers.items():
        scores = total(measure(case.expected(form), reader(case, form), form) for case in cases(one_set))
        for what, (right, of) in scores.items():
            if name == "ours" or (what in EXTRACTORS_GIVE and (name, what) != ("readability", "title")):
                told.setdefault(what, {})[name] = round(right / of, 3)
    return told


def below(form: Form, told: dict[str, dict[str, float]]) -> list[str]:
    """A line for each measure of the set aside that is not reached."""
    wanted = REACH | {"clean": CLEAN[form]}
    missed = [f"{form}: {name} {told[name]['ours']} of {least}" for name, least in wanted.items() if name in told]
    missed = [line for line, (name, least) in zip(missed, wanted.items(), strict=True) if told[name]["ours"] < least]
    if (false := told.get("false_appeal", {"ours": 0.0})["ours"]) > FALSE_APPEALS:
        missed.append(f"{form}: false_appeal {false} of {FALSE_APPEALS}")
    return missed


def by_trafilatura(case: Case, form: Form) -> Reading:
    found: Any = trafilatura.bare_extraction(a_page(case, form), with_metadata=True, include_comments=False)
    if found is None:
        return Reading()
    body = [("heading" if part.tag == "head" else "paragraph", _lines(part)) for part in found.body]
    return Reading(title=found.title or "", body=_without_head(case, form, body))


def by_readability(case: Case, form: Form) -> Reading:
    summary = Document(document_fromstring(a_page(case, form))).summary()
    if not summary.strip():
        return Reading()
    body: list[tuple[str, str]] = []
    _blocks(fragment_fromstring(summary, create_parent="div"), body)
    return Reading(body=_without_head(case, form, body))


def a_page(case: Case, form: Form) -> str:
    """What is given, for those who take whole pages only."""
    return case.given(form) if form == "page" else f"<!doctype html><html><body>{case.given(form)}</body></html>"


def _without_head(case: Case, form: Form, body: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    title = words(case.expected(form).title)
    return tuple((kind, text) for kind, text in body if words(text) and words(text) != title)


_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_WHOLE = {*_HEADINGS, "p", "ul", "ol", "pre", "table", "blockquote", "figcaption"}
_HOLDERS = {"div", "section", "article", "main", "aside", "figure", "header", "footer", "nav", "form", "center"}
_LINES = {"li", "tr", "item", "row", "lb", "br", "p", "td", "th", "cell", "list", "quote", "div"}


def _blocks(element: HtmlElement, body: list[tuple[str, str]]) -> None:
    """The blocks of what readability gives, and the words that stand loose between them."""
    loose = element.text or ""
    for child in element:
        if not isinstance(child.tag, str):
            loose += child.tail or ""
        elif child.tag in _WHOLE or child.tag in _HOLDERS:
            body.append(("paragraph", loose))
            if child.tag in _WHOLE:
                body.append(("heading" if child.tag in _HEADINGS else "paragraph", _lines(child)))
            else:
                _blocks(child, body)
            loose = child.tail or ""
        else:
            loose += "".join(child.itertext()) + (child.tail or "")
    body.append(("paragraph", loose))


def _lines(element: etree._Element) -> str:
    """Its words, a line for each that its inner blocks make."""
    said = element.text or ""
    for child in element:
        inner = _lines(child) if isinstance(child.tag, str) else ""
        said += (f"\n{inner}\n" if child.tag in _LINES else inner) + (child.tail or "")
    return said


def paste_speed() -> dict[str, Any]:
    """The median CPU time of a paste of 2,000 words, and its ratio to trafilatura on the same HTML."""
    text, html = long_paste()
    taken: dict[str, list[float]] = {"text": [], "html": [], "trafilatura": []}
    for _ in range(ROUNDS):
        taken["text"].append(_cpu(lambda: paste.read(text, html=False)))
        taken["html"].append(_cpu(lambda: paste.read(html, html=True)))
        taken["trafilatura"].append(_cpu(lambda: trafilatura.extract(html)))
    ms = {name: round(statistics.median(times) * 1000, 1) for name, times in taken.items()}
    alone = ms.pop("trafilatura")
    return {"words": len(words(text)), "ms": ms, "trafilatura_ms": alone, "ratio": round(ms["html"] / alone, 2)}


def long_paste() -> tuple[str, str]:
    """One case's paste, text and HTML, with the paragraphs of others put into its middle."""
    english = [case for case in cases("open") if case.told()["language"].startswith("en")]
    host, more = (
        english[0],
        [text for case in english[1:] for kind, text in case.expected("html").body if kind == "paragraph"],
    )
    place = next(text for kind, text in host.expected("text").body if kind == "paragraph")
    text, html = host.given("text"), host.given("html")
    at = html.index("</p>", len(html) // 2) + len("</p>")
    for added in more:
        if len(words(text)) >= PASTE_WORDS:
            break
        text = text.replace(place, f"{place}\n\n{added}", 1)
        html = f"{html[:at]}<p>{added}</p>{html[at:]}"
    return text, html


def page_speed() -> dict[str, Any]:
    """All pages, by us and by trafilatura, turn by turn; the median of the rounds' ratios."""
    given = [(case.given("page"), case.told()["address"]) for case in cases()]
    ours, theirs = [], []
    for _ in range(ROUNDS):
        mine = other = 0.0
        for html, address in given:
            mine += _cpu(partial(page.read_page, html, url=address))
            other += _cpu(partial(trafilatura.bare_extraction, html, url=address, with_metadata=True))
        ours.append(mine)
        theirs.append(other)
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    per_page = {"ours": statistics.median(ours), "trafilatura": statistics.median(theirs)}
    return {
        "pages": len(given),
        "ms_a_page": {name: round(seconds * 1000 / len(given), 1) for name, seconds in per_page.items()},
        "ratio": round(ratio, 2),
    }


def apart_speed() -> dict[str, Any]:
    """The corpus's longest page, read apart as the pages of the web are."""
    case = max(cases(), key=lambda case: len(case.given("page")))
    html = case.given("page")
    taken = []
    for _ in range(1 + ROUNDS):
        start = time.perf_counter()
        with suppress(paste.NotAnArticle):
            page.read_bytes(html.encode(), html=True, url=case.told()["address"])
        taken.append(1000 * (time.perf_counter() - start))
    return {"bytes": len(html.encode()), "ms": {"first": round(taken[0]), "next": round(statistics.median(taken[1:]))}}


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    with suppress(paste.NotAnArticle):
        work()
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
