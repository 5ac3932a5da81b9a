"""A block's words for a plain text box and back: links, emphasis, lines; nothing else needs to survive an edit."""

from __future__ import annotations

import re
from html import escape

import lxml.html
from lxml.html import HtmlElement

from publisher.sources.clean import clean_html, clean_text, clean_url
from publisher.story import Block, Kind

_LINK = re.compile(r"\[([^\[\]\n]+)\]\(((?:https?://|mailto:)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)")
_STRONG = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_EM = re.compile(r"(?<![*\w])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![*\w])")


def to_marks(html: str) -> str:
    """Clean HTML as text: `[words](link)`, `*emphasis*`, `**strong**`, one line per list item or line break."""
    if not html.strip():
        return ""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in _said(root).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _said(element: HtmlElement) -> str:
    words = re.sub(r"\s+", " ", element.text or "")
    for child in element:
        inner = _said(child) if isinstance(child.tag, str) else ""
        match child.tag:
            case "a" if child.get("href") and inner.strip():
                inner = f"[{inner.strip()}]({child.get('href')})"
            case "strong" | "b" if inner.strip():
                inner = f"**{inner.strip()}**"
            case "em" | "i" | "cite" if inner.strip():
                inner = f"*{inner.strip()}*"
            case "br":
                inner = "\n"
            case "p" | "blockquote" | "ul" | "ol" | "h2" | "h3" | "h4" | "div":
                inner = f"\n{inner}\n\n"
            case "li":
                inner = f"\n{inner}"
        words += inner + re.sub(r"\s+", " ", child.tail or "")
    return words


def from_marks(text: str, kind: Kind) -> Block:
    """The block that these words are, as this kind; its HTML is clean whatever was typed."""
    text = clean_text(text).strip()
    if kind == "list":
        items = [re.sub(r"^\s*[-*•]\s+", "", line) for line in text.splitlines() if line.strip()]
        html = "<ul>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + "</ul>"
        return Block(kind, "\n".join(map(_plain, items)), clean_html(html))
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    inner = [_inline(part).replace("\n", "<br>") for part in paragraphs]
    match kind:
        case "heading":
            html = f"<h2>{' '.join(inner)}</h2>"
        case "quotation" | "pull_quote":
            html = "<blockquote>" + "".join(f"<p>{part}</p>" for part in inner) + "</blockquote>"
        case _:
            html = "".join(f"<p>{part}</p>" for part in inner)
    return Block(kind, "\n".join(map(_plain, paragraphs)), clean_html(html))


def _inline(text: str) -> str:
    out, end = [], 0
    for link in _LINK.finditer(text):
        href = clean_url(link[2])
        words = _emphasis(escape(link[1], quote=False))
        out.append(_emphasis(escape(text[end : link.start()], quote=False)))
        out.append(f'<a href="{escape(href)}">{words}</a>' if href else words)
        end = link.end()
    return "".join(out) + _emphasis(escape(text[end:], quote=False))


def _emphasis(html: str) -> str:
    return _EM.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", html))


def _plain(text: str) -> str:
    return _EM.sub(r"\1", _STRONG.sub(r"\1", _LINK.sub(r"\1", text)))
