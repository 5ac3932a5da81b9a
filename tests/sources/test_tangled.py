"""Words and HTML that take the square of their length where a reader is careless: each is read, or refused, in time."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from publisher.sources import api
from publisher.sources.document import read_here
from publisher.sources.paste import NotAnArticle

SECONDS = 10  # of CPU time, as issue 4 has it; each took at most 4 when this was written
FERRY = "The ferry came back on Monday, and nobody on the quay had expected it so soon. "

TEXTS = {
    "many short lines": "\n".join(f"ab{n} cd" for n in range(2900)),
    "more lines than any article": "\n".join(f"ab{n} cd" for n in range(15_000)),
    "many sentences": "\n\n".join(f"{n} {FERRY}" for n in range(2800)),
    "one sentence again and again": f"{FERRY}\n\n" * 2900,
    "numbers and full stops": "1." * 100_000,
    "hosts without an end": "a." * 100_000,
    "a word without an end": "a" * 250_000,
    "marks upon marks": "a" + "\u0301" * 250_000,
    "quotation marks that stay open": "“a " * 80_000,
    "titles of other articles": "Read more: The ferry returns today\n" * 2900,
    "requests": "Please donate $5 a month to support our journalism. Join us!\n\n" * 2900,
    "headings": "# a\n\n" * 2900,
}
PAGES = {
    "paragraphs that stay open": "<p>The ferry. " * 20_000,
    "references": "<p>" + "&amp;" * 290_000,
    "lists in lists": "<ul><li>" * 30_000,
    "lists in lists, as deep as they may be": "<ul><li>a " * 900 + FERRY,
    "links": '<a href="https://news.example/a">ab</a> ' * 12_000,
    "headings": "<h2>The ferry</h2>" * 2900,
}


def _read(text: str, *, html: bool) -> float:
    began = time.process_time()
    with suppress(NotAnArticle):
        read_here(text.encode(), html=html)
    return time.process_time() - began


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_takes_long(name: str) -> None:
    assert _read(TEXTS[name], html=False) < SECONDS


@pytest.mark.parametrize("name", PAGES)
def test_no_html_takes_long(name: str) -> None:
    assert _read(PAGES[name], html=True) < SECONDS


def test_more_lines_than_any_article_are_refused_with_a_sentence() -> None:
    with pytest.raises(NotAnArticle, match="far too much for one article"):
        read_here(("The ferry is late\n" * 4000).encode(), html=False)


@pytest.mark.parametrize("name", ["html", "text"])
def test_much_that_a_machine_sends_is_read_apart_and_says_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = f"<p>{FERRY * 3}</p>" * 3 if name == "html" else f"{FERRY * 3}\n\n" * 3
    body = {name: words, "title": "The ferry is back", "url": "https://news.example/ferry", "language": "en"}
    here = api.read(body).story
    monkeypatch.setattr(api, "SMALL_PASTE", 10)
    assert api.read(body).story == here
