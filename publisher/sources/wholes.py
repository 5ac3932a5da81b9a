"""What is taken from HTML as one part each: lists, tables, figures, pictures, embeds, icons without words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from ..story import StoryPicture
from .boxes import share_network, standing
from .clean import absolute, clean_html, one_line
from .figure_words import figure_words
from .part import Link, Part
from .tree import HEADINGS, Node, source

_PHONY = re.compile(
    r"spacer|pixel|blank\.|tracking|beacon|1x1|emoji|gravatar|avatar|/icons?/|icon[-_.]|logo|/ads?/|/thumbnails?/"
)
_PORTRAIT = 150  # pixels: what is square and no larger is a face beside a name
_LARGE = 300  # pixels each way: what its page shows so large is no icon, whatever its file is called
_TRAILING = re.compile(r"(?<=\S)\s{1,3}(?=</(?:p|li|td|th)>)")  # a no-break space ends what Word in a browser writes
_LOOSE = re.compile(r"</li><(?=[uo]l\b)")
# Editors' software puts a paragraph into every item and every cell.
_LONE_PARAGRAPH = re.compile(
    r"(<(?:li|td|th)\b[^>]{0,100}>)<p>((?:(?!</?p>|<li|</li).){0,20000})</p>(?!<p>)", re.DOTALL
)
MAY_BE_WHOLE = {"img", "hr", "iframe", "figure", "ul", "ol", "table", "a"}  # elements that may be a part
_ADS = re.compile(r"doubleclick|syndication|/ads?[/.]")


def whole(node: Node, boxes: frozenset[str], base: str, *, within: bool) -> list[Part] | None:
    """The parts that an element is as a whole, none where it is only decoration; None: it must be walked through.

    `within`: words of a paragraph stand before it. Asked of elements in MAY_BE_WHOLE alone.
    """
    tag = node.tag
    if tag == "img":
        return _picture(node, boxes, base, within=within)
    if tag == "hr":
        return [Part("", "<hr>", "rule", boxes=boxes)]
    if tag == "iframe":
        return _embed(node, boxes, base)
    if tag == "figure" and "img" in node.has and not node.has & {"blockquote", "table", "ul"} and not _is_card(node):
        return _figure(node, boxes, base)
    if tag in ("ul", "ol") and _is_list(node):
        boxes |= standing(tag, node.attrs, 0, node.letters) & {"footnote"}
        return _list(node, boxes, base)
    if tag == "table" and _is_table(node):
        html = _only(clean_html(source(node, base)), "table")
        rows = [" | ".join(c.text() for c in row.children if isinstance(c, Node)) for row in node.below("tr")]
        named = [caption.text() for caption in node.below("caption")]
        return [Part("\n".join(filter(None, [*named, *rows])), html, "table", boxes=boxes)]
    if tag == "a" and not node.letters and "img" not in node.has and share_network(node.attrs.get("href", "")):
        href = node.attrs["href"]
        name = one_line(node.attrs.get("aria-label") or node.attrs.get("title") or share_network(href))
        return [Part(name, escape(name), boxes=boxes | {"share"}, links=(Link(name, href),))]
    return None


def _list(node: Node, boxes: frozenset[str], base: str) -> list[Part]:
    items = list(_items(node))
    links = tuple(Link(a.text(), absolute(base, a.attrs.get("href", ""))) for a in node.below("a"))
    linked = min(1.0, sum(len(link.text) for link in links) / max(node.letters, 1))
    html = _only(clean_html(source(node, base)), node.tag)
    return [Part("\n".join(filter(None, items)), html, "list", boxes=boxes, links=links, linked=linked)]


def _items(node: Node) -> Iterator[str]:
    """The words of each item on a line of its own, those of items inside it after it."""
    waiting: list[Node] = [child for child in reversed(node.children) if isinstance(child, Node)]
    while waiting:
        item = waiting.pop()
        if item.tag in ("ul", "ol"):
            waiting += [child for child in reversed(item.children) if isinstance(child, Node)]
            continue
        inner = list(_lists_in(item)) if item.tag == "li" else []
        yield item.text(but=inner)
        waiting += reversed(inner)


def _lists_in(item: Node) -> Iterator[Node]:
    """The lists in an item, not those inside of them: each is walked through once, however deep they nest."""
    waiting = [child for child in reversed(item.children) if isinstance(child, Node)]
    while waiting:
        node = waiting.pop()
        if node.tag in ("ul", "ol"):
            yield node
        else:
            waiting += [child for child in reversed(node.children) if isinstance(child, Node)]


def _embed(node: Node, boxes: frozenset[str], base: str) -> list[Part]:
    url = absolute(base, node.attrs.get("src", ""))
    if not url or node.attrs.get("width", "") in ("0", "1") or _ADS.search(url):
        return []
    html = f'<p><a href="{escape(url)}">{escape(url)}</a></p>'
    return [Part(url, html, "embed", boxes=boxes, links=(Link(url, url),))]


def _figure(node: Node, boxes: frozenset[str], base: str) -> list[Part]:
    """Each picture of a figure; the first has the caption and the credit."""
    caption, credit = figure_words(node)
    parts: list[Part] = []
    for image in node.below("img"):
        parts += _picture(image, boxes, base, "" if parts else caption, "" if parts else credit)
    return parts


def _picture(
    node: Node, boxes: frozenset[str], base: str, caption: str = "", credit: str = "", *, within: bool = False
) -> list[Part]:
    alt = one_line(node.attrs.get("alt", ""))
    wide, high = (_number(node.attrs.get(side, "")) for side in ("width", "height"))
    small = wide in range(1, 65) or high in range(1, 65) or wide == high in range(1, _PORTRAIT + 1)
    phony = min(wide, high) < _LARGE and _PHONY.search(node.attrs.get("src", "").lower()[:500])
    if small or phony:
        boxes |= {"icon"}
        if not caption and (within or not alt):
            return []
    picture = StoryPicture(url=_address(node, base), alt=alt, credit=credit, caption=caption)
    return [Part(caption or alt, "", "picture", boxes=boxes, picture=picture)]


def _address(node: Node, base: str) -> str:
    """Where the picture lies; lazy pages name it beside src. Empty if no address of the web is given."""
    named = [node.attrs.get(name, "") for name in ("data-src", "data-original", "data-lazy-src", "src")]
    for name in ("srcset", "data-srcset"):
        listed = [entry.split() for entry in node.attrs.get(name, "").split(", ") if entry.strip()]
        named += [entry[0] for entry in sorted(listed, key=lambda e: -_number(e[1][:-1] if e[1:] else ""))[:1]]
    addresses = (absolute(base, url) for url in named if url and not url.startswith("data:"))
    return next((a for a in addresses if a.startswith("http")), "")


def _is_card(node: Node) -> bool:
    """A figure whose words are a link's leads to another page, whatever picture it shows."""
    return "figcaption" not in node.has and node.linked > 0.8 * max(node.letters, 1)


def _number(text: str) -> int:
    digits = re.match(r"\d{1,6}", text.strip())
    return int(digits.group()) if digits else 0


def _only(html: str, tag: str) -> str:
    if not html.lstrip().startswith(f"<{tag}"):
        return html
    html = _TRAILING.sub("", re.sub(r">\s+<", "><", html).strip())
    if _LOOSE.search(html):  # Google Docs puts a list of the next level beside its item, not into it
        html = _LOOSE.sub("<", html)
        html = re.sub(r"</(ul|ol)>(?=<li|</[uo]l>)", r"</\1></li>", html)
    return _LONE_PARAGRAPH.sub(r"\1\2", html)


def _is_list(node: Node) -> bool:
    """An author's list: words in its items, not pictures, headings, or nothing but links."""
    if node.has & {"img", "figure", "form", "table", "blockquote", "button", "time"} or node.has & HEADINGS:
        return False
    return 0 < node.items > node.letters / 600 and node.linked < 0.8 * max(node.letters, 1)


def _is_table(node: Node) -> bool:
    """A table of data: rows and columns of short cells; else it only lays out a page."""
    if node.has & {"table", "img", "form", "ul"} or node.has & HEADINGS:
        return False
    rows = [[c for c in row.children if isinstance(c, Node)] for row in node.below("tr")]
    cells = sum(map(len, rows))
    return len(rows) >= 2 and sum(len(row) >= 2 for row in rows) >= 2 and node.letters < cells * 150
