"""HTML in shapes that cost a careless reader the square of its length, and what each costs us in a process of its own.

`python -m tests.sources.hostile_shapes WAY` reads every shape in a fork and prints, as JSON, name → seconds of CPU,
megabytes, what was said. Forks begin with everything imported, so that only the reading is measured.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Callable

from publisher.sources import api, document, page
from publisher.sources.paste import NotAnArticle
from publisher.sources.reader import bound
from publisher.sources.strict_json import Wrong
from publisher.story import Story

FERRY = "The ferry came back on Monday, and nobody on the quay had expected it so soon. "
PIC = "<img src=https://a.example/a.jpg>"
LINK = "<a href=https://a.example/a>ab</a>"

# What is written again and again until the size is reached; a sentence follows it.
REPEATED = {
    "mixed tags that stay open": "<div><i><blockquote><span><section>",
    "wrong closing tags": "<div></span>",
    "wrong closing tags of inline elements": "<b></i>",
    "wrong closing tags of many kinds": "<b><i><u><s><em><strong><small><p></b></i></u></s>",
    "paragraphs in fonts": "<font><p></font>",
    "links that hold blocks": "<a><div></a>",
    "links in links": "<p><a href='https://a.example/'>x",
    "bold that runs on": "<p><b>x",
    "nobr": "<nobr>x",
    "text that a table throws out": "<table><b>x",
    "siblings: paragraphs": "<p>ab</p>",
    "siblings: boxes": "<div>a</div>",
    "siblings: breaks": "a<br>",
    "siblings: spans": "<span>a</span>",
    "siblings: rules": "<hr>",
    "siblings: pictures": PIC,
    "siblings: figures": f"<figure>{PIC}<figcaption>a</figcaption></figure>",
    "siblings: headings": "<h2>a b</h2>",
    "siblings: items": "<li>a b</li>",
    "siblings: cells": "<td>a b</td>",
    "siblings: quotations": "<blockquote>a b</blockquote>",
    "siblings: frames": "<iframe src=https://a.example/></iframe>",
    "siblings: times": "<time datetime=2026-01-01>a</time>",
    "siblings: links": f"{LINK} ",
    "siblings: links in items": f"<li>{LINK}</li>",
    "siblings: items of Word": "<p class=MsoListParagraph style='mso-list:l0 level3 lfo1'>a b</p>",
    "empty inline tags": "<b></b><i></i><span></span>",
    "empty inline tags between letters": "<b></b>a<i></i>",
    "bold letters": "<b>a</b> ",
    "bold and italic letters": "<b>a<i>b</i></b>",
    "raised marks": "a<sup><a href=#1>1</a></sup>",
    "many bases": "<base href=https://a.example/>",
    "many metas": "<meta property='article:author' content='Ines Prado'>",
    "many titles": "<title>The ferry",
    "many bodies": "<body><html><head>",
    "style sheets": "<style>.c1{font-weight:bold}</style>",
    "style sheets without an end": "<style>.c1{",
    "comments without an end": "<!--",
    "comments almost closed": "<!-- a --",
    "comments": "<!-- a -->",
    "marked sections": "<![CDATA[",
    "instructions": "<?xml ",
    "attributes without an end": "<p class='",
    "tags without an end": "<p ",
    "drawings": "<svg><g>",
    "formulas": "<math><mi>",
    "paragraphs in drawings": "<svg><p>",
    "templates": "<template>",
    "choices": "<select><option>x",
    "frames of frames": "<frameset>",
    "forms": "<form>",
    "nested tables": "<table><tr><td>a",
    "nested lists": "<ul><li>a",
    "nested lists of two kinds": "<ul><li>a<ol><li>b",
}
# Words, in one paragraph.
WORDS = {
    "spaces": " ", "line ends": "\n", "line ends and tabs": "\n \t", "no-break spaces": "&nbsp;",
    "zero-width joiners": "\u200d", "marks of direction": "\u200f", "marks upon marks": "\u0301\u0316",
    "emoji": "👩‍👩‍👧", "one word": "w", "words": "word ", "capitals": "ABC ", "sentences without words": ". ",
    "a.a.a.a": "a.", "a@a@a@a": "a@", "1,1,1": "1,", "1/1/1": "1/", "www.www.": "www.", "http://http://": "http://",
    "sums": "$1 ", "names": "Ines Prado, ", "names and names": "Ines and ", "credits": "Photo: ", "brackets": "(",
    "footnotes": "[1]", "dashes": "-", "stars": "* ", "bars": "a | ", "dots": ".", "quotation marks": "“a” ",
    "references": "&amp;", "references that mean nothing": "&x", "tags as text": "&lt;b&gt;", "Chinese": "的。",
    "Arabic": "السلام ", "Thai": "ก็", "data in links": "data:a,", "requests": "Please donate $5 a month. ",
}  # fmt: skip


def _nested(opened: str, closed: str, size: int, most: int) -> str:
    deep = min(most, size // (len(opened) + len(closed)))
    return opened * deep + FERRY + closed * deep


# What a parser opens anew in each paragraph that follows: it grows by the square.
RUNNING = {
    "bold that runs on through paragraphs": "<p><b id={}>x</p>",
    "bold that runs on through boxes": "<div><b id={}>x</div>",
    "fonts that run on": "<p><font size={}>x</p>",
    "links that run on": "<div><a name={}>x</div>",
    "bold that runs on out of sight": "<p><b id={}><!--></b>-->x</p>",
    "bold that is only closed in a drawing": "<p><b id={}><svg><![CDATA[></svg></b>]]>x</p>",
}

SHAPES: dict[str, Callable[[int], str]] = {
    **{name: (lambda size, one=unit: one * (size // len(one)) + FERRY) for name, unit in REPEATED.items()},
    **{
        f"text of {name}": (lambda size, one=unit: f"<p>a{one * (size // len(one))}</p>")
        for name, unit in WORDS.items()
    },
    **{
        name: (lambda size, one=unit: "".join(one.format(n) for n in range(size // (len(one) + 2))))
        for name, unit in RUNNING.items()
    },
    "a class of many names": lambda size: f'<div class="{"ab " * (size // 3)}">{FERRY}</div>',
    "a style of many rules": lambda size: f'<p style="{"font-size:1px;" * (size // 14)}">{FERRY}</p>',
    "a link without an end": lambda size: f'<p><a href="https://a.example/{"a/" * (size // 2)}">x</a>{FERRY}</p>',
    "a picture of many sizes": lambda size: f'<p>{FERRY}</p><img srcset="{"https://a.example/a 1w, " * (size // 24)}">',
    "a picture of commas": lambda size: f'<p>{FERRY}</p><img srcset="{"," * size}">',
    "a long alternative text": lambda size: f'<p>{FERRY}</p><img src=https://a.example/a alt="{"a. " * (size // 3)}">',
    "many attributes": lambda size: f"<p {' '.join(f'a{n}=1' for n in range(size // 9))}>{FERRY}",
    "one attribute many times": lambda size: f"<p {'class=a ' * (size // 8)}>{FERRY}",
    "many classes with a rule each": lambda size: (
        "<style>" + "".join(f".c{n}{{font-weight:bold}}" for n in range(size // 60)) + "</style>"
        + "".join(f"<p class='c{n} c{n + 1}'>a" for n in range(size // 45))
    ),
    "quotations in quotations": lambda size: _nested("<blockquote>a", "</blockquote>", size, 1900),
    "figures in figures": lambda size: _nested(f"<figure>{PIC}", "</figure>", size, 1900),
    "sections in sections": lambda size: _nested("<section class='content'>a", "</section>", size, 1900),
    "paragraphs in asides in asides": lambda size: _nested(f"<aside><p>{FERRY}", "</aside>", size, 1900),
    "tables in tables": lambda size: _nested("<table><tr><td>a", "</td></tr></table>", size, 600),
    "JSON-LD as deep as it is long": lambda size: (
        f'<script type="application/ld+json">{"[" * (size - 100)}</script><body><p>{FERRY}'
    ),
}  # fmt: skip
WAYS: dict[str, tuple[int, Callable[[str], object]]] = {
    # the first two are read in the process that answers the editor or the machine
    "paste": (page.SMALL_PASTE - 200, lambda html: page.read_paste(html, html=True)),
    "api": (15_000, lambda html: api.read({"html": html, "title": "The ferry"})),
    "blocks": (
        48_000,
        lambda html: api.read({"title": "The ferry", "blocks": [{"kind": "paragraph", "html": html}] * 5}),
    ),
    "page": (60_000, lambda html: document.read_here(html.encode(), html=True)),
}


def cost(way: str, name: str) -> tuple[float, int, str]:
    """Seconds of CPU, megabytes, and what was said, measured in a fork that is bound as the reader apart is."""
    size, read = WAYS[way]
    html = SHAPES[name](size)
    out, into = os.pipe()
    if not (child := os.fork()):
        bound()
        signal.alarm(0)  # seconds on the clock are the other tests', too
        said = "read"
        try:
            read(html)
        except (NotAnArticle, Wrong) as why:
            said = str(why)
        except MemoryError:
            said = "It asked for more memory than it may have."
        os.write(into, said[:300].encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as told:
        said = told.read()
    _, status, used = os.wait4(child, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, said or f"It ended with {status}."


def _apart(*_: object, **__: object) -> Story:
    """What is read apart costs who asks nothing; what it costs the reader, the way “page” measures."""
    raise NotAnArticle("It is read apart.")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    way = sys.argv[1]
    page.read_apart = api.read_apart = _apart  # type: ignore[attr-defined]  # imported there
    for read_once in ("page", way):  # what is imported and read late is so before the forks
        try:
            WAYS[read_once][1](f"<html><body><p>{FERRY * 3}")
        except (NotAnArticle, Wrong):
            continue
    print(json.dumps({name: cost(way, name) for name in SHAPES}))
