"""One block as a machine sends it → a clean one: its text from its HTML, or its HTML from its text."""

from __future__ import annotations

import re
from html import escape

from ..story import KINDS, Block, Kind
from .clean import clean_html
from .markup import read_html
from .nesting import in_order
from .part import TooLong
from .strict_json import Fields, Problem
from .tree import depth

LONGEST_BLOCK = 100_000  # cleaning takes the square of a block’s length, with some signs
MOST_TAGS = 10_000
DEEPEST_BLOCK = 200  # what nests is cleaned in the square of its depth
_OPEN = re.compile(r"<(?:p|h[1-6]|blockquote|pre|ul|ol|table)\b")
_WRAPPED: dict[str, tuple[str, str]] = {
    "paragraph": ("<p>", "</p>"),
    "heading": ("<h2>", "</h2>"),
    "quotation": ("<blockquote><p>", "</p></blockquote>"),
    "pull_quote": ("<blockquote><p>", "</p></blockquote>"),
    "embed": ("<p>", "</p>"),
}
_NEEDS = {
    "list": "<li",
    "table": "<table",
    "heading": "",
    "paragraph": "",
    "quotation": "",
    "pull_quote": "",
    "embed": "",
}


def read_block(one: Fields, warnings: list[Problem]) -> Block:
    """The block. Its HTML wins over its text; what may not stand in an article is taken out of it, with a warning."""
    said = one.choice("kind", KINDS, required=True)
    kind: Kind = next((known for known in KINDS if known == said), "paragraph")
    text = one.text("text", longest=LONGEST_BLOCK, lines=True)
    given = one.data.get("html", "")
    html = _clean(one, given, warnings)
    why = one.text("why", longest=1000) or "It was sent as this."
    one.done()
    if kind == "picture":
        return Block(kind, text, "", why)
    if kind == "rule":
        return Block(kind, "", "<hr>", why)
    if not html:
        html = _from_text(one, kind, text)
    else:
        before, after = ("", "") if _OPEN.match(html) else _WRAPPED.get(kind, ("", ""))
        html = f"{before}{html}{after}"
        text = _text(one, html, text, warnings)
    if not text and not html and not one.told("html"):
        one.wrong("text", "This block says nothing: give it “html” or “text”.")
    elif html and _NEEDS[kind] not in html:
        one.wrong("html", f"A {kind} needs HTML with {_NEEDS[kind]}>.")
    return Block(kind, text, html, why)


def _clean(one: Fields, given: object, warnings: list[Problem]) -> str:
    one.known.append("html")
    if not isinstance(given, str):
        one.wrong("html", "This must be text.")
        return ""
    if len(given) > LONGEST_BLOCK:
        one.wrong("html", f"This is {len(given):,} characters long; up to {LONGEST_BLOCK:,} are allowed.")
        return ""
    given = bounded(one, given)
    html = clean_html(given).strip()
    if _tags(given) - _tags(html):
        gone = ", ".join(sorted(_tags(given) - _tags(html))[:5])
        warnings.append(Problem(one.pointer("html"), f"What may not stand in an article was taken out: {gone}."))
    return html


def bounded(one: Fields, html: str) -> str:
    """The HTML if cleaning it costs little; else nothing, and why is said."""
    if html.count("<") > MOST_TAGS:
        one.wrong("html", f"There are more than {MOST_TAGS:,} tags in it.")
        return ""
    if depth(html) > DEEPEST_BLOCK:
        one.wrong("html", f"Its elements nest more than {DEEPEST_BLOCK} deep.")
        return ""
    if not in_order(html):
        one.wrong("html", "Its elements do not close in the order in which they open.")
        return ""
    return html


def _tags(html: str) -> set[str]:
    return {name.lower() for name in re.findall(r"<([a-zA-Z][a-zA-Z0-9]{0,19})\b", html)}


def _from_text(one: Fields, kind: Kind, text: str) -> str:
    lines = [escape(line.strip(), quote=False) for line in text.split("\n") if line.strip()]
    if not lines:
        return ""
    if kind == "list":
        return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
    if kind == "table":
        one.wrong("html", "A table needs HTML: its text does not tell its rows and columns.")
        return ""
    before, after = _WRAPPED[kind]
    return before + (" " if kind == "heading" else "<br>").join(lines) + after


def _text(one: Fields, html: str, given: str, warnings: list[Problem]) -> str:
    """What the HTML says; the text that was given, if it says the same."""
    try:
        parts = read_html(html, longest=LONGEST_BLOCK)
    except TooLong:
        one.wrong("html", "There is too much in this block.")
        return ""
    said = "\n".join(part.text for part in parts if part.text)
    if not said or "".join(said.split()) == "".join(given.split()):
        return given
    if given:
        warnings.append(Problem(one.pointer("text"), "It does not say what the block’s HTML says; the HTML was kept."))
    return said
