"""HTML → parts: every block with the words that stand around it. Judges nothing.

nh3 repairs the HTML first, so that what is read here is balanced and without scripts. It is then read with a stack
of our own: libxml2 drops what is nested 256 deep, and clipboards nest deeper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import groupby
from urllib.parse import urljoin

import nh3
import regex

from ..story import StoryPicture
from .boxes import share_network, standing
from .clean import SWALLOWED, TAGS, clean_html, clean_text, clean_url, one_line
from .lines import RULE
from .part import Link, Part, Shape, TooLong

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = HEADINGS | {
    *("p", "div", "section", "article", "main", "aside", "nav", "header", "footer", "figure", "figcaption", "form"),
    *("ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "pre"),
    *("blockquote", "address", "details", "summary", "fieldset", "legend", "label", "button", "center", "hgroup"),
    *("hr", "img", "iframe", "input"),
}
VOID = {"img", "br", "hr", "wbr", "input", "source"}
KEPT = {
    "em": "em",
    "i": "em",
    "cite": "em",
    "strong": "strong",
    "b": "strong",
    "a": "a",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
    "q": "q",
    "s": "s",
    "del": "s",
    "bdi": "bdi",
}
_WIDE_TAGS = (TAGS | BLOCKS | set(KEPT) | {"br", "wbr", "time", "picture", "source", "font", "u", "body", "html"}) - {
    "head"
}
_WIDE_ATTRIBUTES = {
    "*": {"class", "id", "role", "style", "hidden", "lang", "dir", "itemprop", "title", "aria-label", "align"},
    "a": {"href", "rel"},
    "img": {"src", "srcset", "data-src", "data-srcset", "data-original", "data-lazy-src", "alt", "width", "height"},
    "iframe": {"src", "width", "height"},
    "time": {"datetime"},
    "input": {"type", "placeholder"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
    "font": {"size"},
}
MOST_ELEMENTS = 40_000
DEEPEST = 2_000
_INLINE_DATA = re.compile(r"data:[\w/+.;=-]{1,100},[A-Za-z0-9+/=%\s]{100,}")  # pictures that clipboards put inside
# Opening and closing tags but of elements that HTML itself closes or that hold nothing.
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|tr|td|th|dt|dd|option|br|img|hr|input|meta|link|wbr|source|col|area|base|tbody|thead|param|o:p|"
    r"path|circle|rect|use|line)\b)[a-z](?![^>]*/>)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s[^\s="<>]+="[^"]*")*)\s*/?>|([^<]+)|<')
_ATTRIBUTE = re.compile(r'([^\s="<>]+)="([^"]*)"')
_BULLET = regex.compile(r"^(?:[·•●◦▪‣o§\-–*]|\(?[0-9]{1,2}[.)]|\(?[a-z][.)])[\s\u00a0]+")
_PHONY_PICTURE = re.compile(r"spacer|pixel|blank\.|tracking|beacon|1x1|emoji|gravatar|avatar|/icons?/|icon[-_.]|logo")


@dataclass(slots=True, eq=False)
class Node:
    """An element as nh3 left it. `letters` counts what it holds, all the way down."""

    tag: str
    attrs: dict[str, str]
    children: list[Node | str] = field(default_factory=list)
    letters: int = 0
    has: set[str] = field(default_factory=set)  # the tags below it

    def below(self, *tags: str) -> Iterator[Node]:
        waiting: list[Node | str] = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if isinstance(node, Node):
                if node.tag in tags:
                    yield node
                waiting += reversed(node.children)

    def text(self) -> str:
        waiting: list[Node | str] = list(reversed(self.children))
        said: list[str] = []
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                said.append(node)
            else:
                if node.tag in BLOCKS or node.tag == "br":
                    said.append(" ")
                waiting += reversed(node.children)
        return one_line("".join(said))


def tree(html: str) -> Node:
    """The whole HTML as nodes under one root. Raises TooLong where there are more elements than any page has."""
    safe = nh3.clean(
        clean_text(html),
        tags=_WIDE_TAGS,
        clean_content_tags=SWALLOWED - {"iframe", "head"},
        attributes=_WIDE_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
        strip_comments=True,
    )
    root = Node("root", {})
    open_nodes = [root]
    elements = 0
    for match in _TOKEN.finditer(safe):
        closing, tag, attrs, text = match.groups()
        if tag is None:
            said = unescape(text or "<")
            open_nodes[-1].children.append(said)
            open_nodes[-1].letters += len(said.strip())
        elif closing:
            if len(open_nodes) > 1 and open_nodes[-1].tag == tag:
                _close(open_nodes)
        else:
            elements += 1
            if elements > MOST_ELEMENTS or len(open_nodes) > DEEPEST:
                raise TooLong
            node = Node(tag, {name: unescape(value) for name, value in _ATTRIBUTE.findall(attrs)})
            open_nodes[-1].children.append(node)
            open_nodes[-1].has.add(tag)
            if tag not in VOID:
                open_nodes.append(node)
    while len(open_nodes) > 1:
        _close(open_nodes)
    return root


def _close(open_nodes: list[Node]) -> None:
    done = open_nodes.pop()
    open_nodes[-1].letters += done.letters
    open_nodes[-1].has |= done.has


def read_html(html: str, *, base: str = "", longest: int) -> list[Part]:
    """The parts of the HTML in order; links and pictures made absolute by `base` where it is given. Raises TooLong."""
    html = _INLINE_DATA.sub("data:,", html)
    if len(html) > longest * 10 or html.count("<") > 3 * MOST_ELEMENTS or _depth(html) > DEEPEST:
        raise TooLong
    root = tree(html)
    if root.letters > longest:
        raise TooLong
    return _with_lists(_Reader(root, base).parts)


def _depth(html: str) -> int:
    """About how deep its elements nest; told before parsing, since parsers take time by the square of it."""
    depth = deepest = 0
    for tag in _NESTING.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _with_lists(parts: list[Part]) -> list[Part]:
    """Word writes a list as paragraphs that only look like items: neighbours of them are one list."""
    made: list[Part] = []
    for item, run in groupby(parts, key=lambda part: "item" in part.boxes and part.shape == "line"):
        if not item:
            made += run
            continue
        items = list(run)
        tag = "ol" if all("ordered" in part.boxes for part in items) else "ul"
        html = f"<{tag}>" + "".join(f"<li>{part.html}</li>" for part in items) + f"</{tag}>"
        boxes = frozenset.intersection(*(part.boxes for part in items)) - {"item", "ordered", "bold"}
        links = tuple(link for part in items for link in part.links)
        made.append(Part("\n".join(part.text for part in items), html, "list", boxes=boxes, links=links))
    return made


class _Reader:
    """Walks the tree once, gathers inline words in a buffer, and lets a part go at every block's edge."""

    def __init__(self, root: Node, base: str) -> None:
        self.parts: list[Part] = []
        self.base = base
        self.all = max(root.letters, 1)
        self.boxes: list[frozenset[str]] = [frozenset()]
        self.shape: Shape = "line"
        self.level = 0
        self.inline: list[str] = []  # open inline tags, as written
        self._empty()
        self._walk(root)
        self._flush()

    # -- gathering ---------------------------------------------------------------------------------------------

    def _empty(self) -> None:
        self.html: list[str] = list(self.inline)
        self.text: list[str] = []
        self.links: list[list[str]] = []
        self.in_link = any(tag.startswith("<a ") for tag in self.inline)
        if self.in_link:
            self.links.append(["", self.link_url])
        self.moment = ""
        self.bold = self.large = 0.0
        self.link_end = 0

    link_url = ""

    def _say(self, words: str, style: tuple[bool, float]) -> None:
        words = re.sub(r"[ \t\n\r]+", " ", words)
        if words == " " and (not self.text or self.text[-1].endswith((" ", "\n"))):
            return
        self.text.append(words)
        self.html.append(escape(words, quote=False))
        if self.in_link and self.links:
            self.links[-1][0] += words
        if style[0]:
            self.bold += len(words)
        self.large = max(self.large, style[1])

    def _flush(self) -> None:
        """Let go what was gathered: one part, or several where two line breaks or long lines part it."""
        text = "".join(self.text)
        html = "".join(self.html) + "".join(f"</{_name(tag)}>" for tag in reversed(self.inline))
        links = tuple(Link(one_line(t), u) for t, u in self.links if u)
        bold, large, moment = self.bold, self.large, self.moment
        self._empty()
        if not text.strip():
            return
        pieces = [(text, html)]
        if "\n" in text:
            lines = [one_line(line) for line in text.split("\n")]
            if ("\n\n" in re.sub(r"\n\s+", "\n\n", text) and self.shape == "line") or any(len(x) > 160 for x in lines):
                pieces = [(t, h) for t, h in zip(text.split("\n"), _by_breaks(html), strict=False) if t.strip()]
        for piece, marked in pieces:
            self._add(piece, marked, links, bold / max(len(text), 1), large, moment)

    def _add(self, text: str, html: str, links: tuple[Link, ...], bold: float, large: float, moment: str) -> None:
        said = "\n".join(filter(None, (one_line(line) for line in text.split("\n"))))
        if not said:
            return
        boxes = self.boxes[-1]
        shape, level = self.shape, self.level
        if RULE.match(said):
            self.parts.append(Part("", "<hr>", "rule", boxes=boxes))
            return
        inner = clean_html(html).strip()
        inner = re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", inner)
        if "item" in boxes:
            boxes |= {"ordered"} if regex.match(r"\(?\w{1,2}[.)]\s", said) else frozenset()
            said, inner = _BULLET.sub("", said), _BULLET.sub("", inner)
        if shape == "line" and bold > 0.95:
            boxes |= {"bold"}
        if shape == "line" and large >= 16 and len(said) < 200 and "item" not in boxes:
            shape, level = "heading", 1 if large >= 20 else 2
        if shape == "heading":
            inner = re.sub(r"</?(?:strong|br)>", " ", inner).strip()
            said = said.replace("\n", " ")
        own = tuple(link for link in links if (link.text and link.text in said) or not link.text)
        linked = min(1.0, sum(len(link.text) for link in own) / len(said))
        self.parts.append(Part(said, inner, shape, level, boxes, own, linked, moment=moment))

    # -- walking -----------------------------------------------------------------------------------------------

    def _walk(self, root: Node) -> None:
        """Depth first with a stack of our own. A string on it is words; None closes what was opened last."""
        waiting: list[Node | str | tuple[str, Node, tuple[bool, float]]] = list(reversed(root.children))
        styles: list[tuple[bool, float]] = [(False, 0.0)]
        while waiting:
            at = waiting.pop()
            if isinstance(at, str):
                self._say(at, styles[-1])
            elif isinstance(at, tuple):
                how, node, _ = at
                styles.pop()
                self._leave(node, how)
            elif at.tag == "br":
                self.text.append("\n")
                self.html.append("<br>")
            elif at.tag in ("wbr", "source", "input"):
                continue
            elif not self._whole(at):
                styles.append(_style(at, styles[-1]))
                waiting.append((self._enter(at, styles[-1], styles[-2]), at, styles[-1]))
                waiting += reversed(at.children)

    def _whole(self, node: Node) -> bool:
        """Take a picture, list, table, figure or embed as one; False if it must be walked through."""
        tag = node.tag
        if tag == "img":
            self._picture(node, "", "")
        elif tag == "hr":
            self._flush()
            self.parts.append(Part("", "<hr>", "rule", boxes=self.boxes[-1]))
        elif tag == "iframe":
            self._embed(node)
        elif tag == "figure" and "img" in node.has and not node.has & {"blockquote", "table", "ul"}:
            self._figure(node)
        elif tag in ("ul", "ol") and _is_list(node, self.boxes[-1]):
            self._list(node)
        elif tag == "table" and _is_table(node):
            self._flush()
            html = _only(clean_html(_source(node)), "table")
            rows = [
                " | ".join(cell.text() for cell in row.children if isinstance(cell, Node)) for row in node.below("tr")
            ]
            self.parts.append(Part("\n".join(filter(None, rows)), html, "table", boxes=self.boxes[-1]))
        elif tag == "a" and not node.letters and share_network(node.attrs.get("href", "")) and "img" not in node.has:
            self._flush()
            name = node.attrs.get("aria-label") or node.attrs.get("title") or share_network(node.attrs["href"])
            link = Link(name, node.attrs["href"])
            self.parts.append(Part(one_line(name), escape(name), boxes=self.boxes[-1] | {"share"}, links=(link,)))
        else:
            return False
        return True

    def _enter(self, node: Node, style: tuple[bool, float], before: tuple[bool, float]) -> str:
        """Open an element; the answer tells _leave what to close."""
        tag = node.tag
        if tag in BLOCKS or (tag == "time" and not self.text):
            if tag in BLOCKS:
                self._flush()
            boxes = self.boxes[-1] | standing(node.tag, node.attrs, node.letters / self.all, node.letters)
            self.boxes.append(boxes)
            if tag in HEADINGS:
                self.shape, self.level = "heading", int(tag[1])
            elif "title" in boxes and "title" not in self.boxes[-2]:
                self.shape, self.level = "heading", 1
            elif tag == "blockquote" and node.letters < 0.6 * self.all and "pullquote" not in boxes:
                self.shape = "quotation"
            if tag == "time":
                self.moment = self.moment or node.attrs.get("datetime", "")[:10]
            return "block"
        if tag == "time":
            self.moment = self.moment or node.attrs.get("datetime", "")[:10]
        opened = self._inline_tag(node, style, before)
        if tag == "a" and self.text and self.link_end == len(self.text):
            self._say(" ", before)  # menus part their links by style sheets alone
        if opened:
            self.inline.append(opened)
            self.html.append(opened)
            if tag == "a":
                self.in_link, self.link_url = True, clean_url(urljoin(self.base, node.attrs.get("href", "")))
                self.links.append(["", self.link_url])
            return "inline"
        return ""

    def _inline_tag(self, node: Node, style: tuple[bool, float], before: tuple[bool, float]) -> str:
        kept = KEPT.get(node.tag, "")
        if kept == "a":
            url = clean_url(urljoin(self.base, node.attrs.get("href", "")))
            return f'<a href="{escape(url)}">' if url and not self.in_link else ""
        if kept == "strong" or (style[0] and not before[0]):
            return "<strong>" if style[0] and "<strong>" not in self.inline else ""
        if not kept and re.search(r"font-style:\s*italic", node.attrs.get("style", "")):
            kept = "em"
        if kept in ("em", "strong") and f"<{kept}>" in self.inline:
            return ""
        return f"<{kept}>" if kept else ""

    def _leave(self, node: Node, how: str) -> None:
        if node.tag == "a":
            self.link_end = len(self.text)
        if how == "inline":
            self.html.append(f"</{_name(self.inline.pop())}>")
            if node.tag == "a":
                self.in_link = False
        elif how == "block":
            if node.tag in BLOCKS:
                self._flush()
            self.boxes.pop()
            if node.tag in HEADINGS or node.tag == "blockquote" or (self.level == 1 and self.shape == "heading"):
                self.shape, self.level = "line", 0

    # -- things taken whole --------------------------------------------------------------------------------------

    def _list(self, node: Node) -> None:
        self._flush()
        items = [item.text() for item in node.below("li")]
        html = _only(clean_html(_source(node)), node.tag)
        links = tuple(Link(a.text(), clean_url(urljoin(self.base, a.attrs.get("href", "")))) for a in node.below("a"))
        linked = min(1.0, sum(len(link.text) for link in links) / max(node.letters, 1))
        self.parts.append(
            Part("\n".join(filter(None, items)), html, "list", boxes=self.boxes[-1], links=links, linked=linked)
        )

    def _embed(self, node: Node) -> None:
        url = clean_url(urljoin(self.base, node.attrs.get("src", "")))
        if (
            url
            and node.attrs.get("width", "") not in ("0", "1")
            and not re.search(r"doubleclick|syndication|/ads?[/.]", url)
        ):
            self._flush()
            html = f'<p><a href="{escape(url)}">{escape(url)}</a></p>'
            self.parts.append(Part(url, html, "embed", boxes=self.boxes[-1], links=(Link(url, url),)))

    def _figure(self, node: Node) -> None:
        captions = list(node.below("figcaption"))
        caption = " ".join(n.text() for n in captions) if captions else node.text()
        credit = ""
        for holder in captions or [node]:
            for inner in holder.below("span", "cite", "small", "em", "p", "div"):
                if "credit" in standing(inner.tag, inner.attrs, 0, inner.letters):
                    credit = inner.text()
                    caption = one_line(caption.replace(credit, " ", 1))
                    break
        for number, image in enumerate(node.below("img")):
            self._picture(image, "" if number else caption, "" if number else credit)

    def _picture(self, node: Node, caption: str, credit: str) -> None:
        alt, url = one_line(node.attrs.get("alt", "")), self._source_of(node)
        small = any(_number(node.attrs.get(side, "")) in range(1, 65) for side in ("width", "height"))
        boxes = self.boxes[-1]
        if small or _PHONY_PICTURE.search(node.attrs.get("src", "").lower()[:500]):
            boxes |= {"icon"}
        if "icon" in boxes and not (alt or caption):
            return
        if "icon" in boxes and self.text and not caption:
            return
        self._flush()
        picture = StoryPicture(url=url, alt=alt, credit=credit, caption=caption)
        self.parts.append(Part(caption or alt, "", "picture", boxes=boxes, picture=picture))

    def _source_of(self, node: Node) -> str:
        """Where the picture lies; lazy pages name it beside src. Empty if no address of the web is given."""
        named = [node.attrs.get(name, "") for name in ("data-src", "data-original", "data-lazy-src", "src")]
        for name in ("srcset", "data-srcset"):
            listed = [entry.split() for entry in node.attrs.get(name, "").split(", ") if entry.strip()]
            named += [entry[0] for entry in sorted(listed, key=lambda e: -_number(e[1][:-1] if e[1:] else ""))[:1]]
        addresses = (clean_url(urljoin(self.base, url)) for url in named if url and not url.startswith("data:"))
        return next((a for a in addresses if a.startswith("http")), "")


def _name(opened: str) -> str:
    return opened[1:-1].split()[0]


def _number(text: str) -> int:
    digits = re.match(r"\d{1,6}", text.strip())
    return int(digits.group()) if digits else 0


def _style(node: Node, before: tuple[bool, float]) -> tuple[bool, float]:
    """Whether the words in it are bold, and their size in points, if it says so."""
    style = node.attrs.get("style", "").replace(" ", "").lower()
    bold, large = before
    weight = re.search(r"font-weight:(\w+)", style)
    if weight:
        bold = weight[1] in ("bold", "bolder", "600", "700", "800", "900")
    elif node.tag in ("b", "strong"):
        bold = True
    points = re.search(r"font-size:([\d.]+)(pt|px)", style)
    if points and points[1].strip("."):
        large = float(points[1]) * (1 if points[2] == "pt" else 0.75)
    return bold, large


def _by_breaks(html: str) -> list[str]:
    """The inline HTML cut at its line breaks; clean_html closes and drops what a cut leaves open."""
    return html.split("<br>")


def _source(node: Node) -> str:
    """The node as HTML again, without attributes but links'; written without recursion."""
    out: list[str] = []
    waiting: list[Node | str | tuple[str]] = [node]
    while waiting:
        at = waiting.pop()
        if isinstance(at, tuple):
            out.append(at[0])
        elif isinstance(at, str):
            out.append(escape(at))
        else:
            names = ("href", "colspan", "rowspan", "start")
            given = "".join(f' {name}="{escape(at.attrs[name])}"' for name in names if name in at.attrs)
            out.append(f"<{at.tag}{given}>")
            if at.tag not in VOID:
                waiting.append((f"</{at.tag}>",))
            waiting += reversed(at.children)
    return "".join(out)


def _only(html: str, tag: str) -> str:
    return re.sub(r">\s+<", "><", html).strip() if html.lstrip().startswith(f"<{tag}") else html


def _is_list(node: Node, boxes: frozenset[str]) -> bool:
    """An author's list: words in its items, not pictures, headings, or nothing but links."""
    if node.has & {"img", "figure", "form", "table", "blockquote", "button"} or node.has & HEADINGS:
        return False
    items = sum(1 for _ in node.below("li"))
    linked = sum(a.letters for a in node.below("a"))
    return bool(items) and node.letters / items < 600 and linked < 0.8 * max(node.letters, 1)


def _is_table(node: Node) -> bool:
    """A table of data: rows and columns of short cells; else it only lays out a page."""
    if node.has & {"table", "img", "form", "ul"} or node.has & HEADINGS:
        return False
    rows = [[c for c in row.children if isinstance(c, Node)] for row in node.below("tr")]
    cells = sum(map(len, rows))
    return len(rows) >= 2 and sum(len(row) >= 2 for row in rows) >= 2 and node.letters < cells * 150
