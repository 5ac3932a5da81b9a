"""HTML → a tree of nodes, repaired by nh3 and read with a stack of our own, at any depth that a clipboard nests.

libxml2 drops what is nested 256 deep, so it is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape

import nh3

from .boxes import NAMING
from .clean import SWALLOWED, TAGS, absolute, clean_text, one_line
from .part import TooLong
from .setting import Setting, class_styles, joined, setting

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
DRESSED = {"em", "strong", "s", "sup", "sub"}  # are told by how words are set, see setting.py
_WIDE_TAGS = (TAGS | BLOCKS | set(KEPT) | {"br", "wbr", "time", "picture", "source", "font", "u", "body", "html"}) - {
    "head"
}
_WIDE_ATTRIBUTES = {
    "*": {
        *NAMING,
        "role",
        "style",
        "hidden",
        "lang",
        "dir",
        "itemprop",
        "title",
        "aria-label",
        "aria-level",
        "align",
    },
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
_REPAIRING = nh3.Cleaner(
    tags=_WIDE_TAGS,
    clean_content_tags=SWALLOWED - {"iframe", "head"},
    attributes=_WIDE_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "data"},
    link_rel=None,
    strip_comments=True,
)
MOST_ELEMENTS = 40_000
MOST_REFERENCES = 40_000  # such as &amp;: parsers take time by the square of their number in one text
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
# Elements of a site's own making ("app-donate"): nh3 would leave their words behind, joined to those beside them.
_OWN = re.compile(r"(</?)[a-zA-Z][a-zA-Z0-9]{0,30}(?:-[a-zA-Z0-9]{1,30}){1,5}(?=[\s/>])")
_BACK = {"↑", "↩", "⤴", "⏎", "^", "↵"}  # what leads from a footnote back to its place


@dataclass(slots=True, eq=False)
class Node:
    """An element as nh3 left it. `letters`, those of links (`linked`) and list `items` are counted all the way down."""

    tag: str
    attrs: dict[str, str]
    children: list[Node | str] = field(default_factory=list)
    letters: int = 0
    linked: int = 0
    items: int = 0
    has: set[str] = field(default_factory=set)  # the tags below it

    def below(self, *tags: str) -> Iterator[Node]:
        waiting: list[Node | str] = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            if isinstance(node, Node):
                if node.tag in tags:
                    yield node
                waiting += reversed(node.children)

    def text(self, *, but: Sequence[Node] = ()) -> str:
        """Its words on one line, without those of the nodes in `but`."""
        waiting: list[Node | str] = list(reversed(self.children))
        said: list[str] = []
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                said.append(node)
            elif node not in but:
                if node.tag in BLOCKS or node.tag == "br":
                    said.append(" ")
                waiting += reversed(node.children)
        return one_line("".join(said))


def tree(html: str, *, longest: int) -> Node:
    """The whole HTML as nodes under one root. Raises TooLong for more letters than `longest` or too many elements."""
    html = _INLINE_DATA.sub("data:,", html)
    if len(html) > longest * 10:
        raise TooLong
    opened = html.count("<")
    if opened > 3 * MOST_ELEMENTS or html.count("&") > MOST_REFERENCES or (opened > DEEPEST < depth(html)):
        raise TooLong
    safe = _REPAIRING.clean(_OWN.sub(r"\1ins", clean_text(html)))
    classes = class_styles(html)
    root = here = Node("root", {})
    open_nodes = [root]
    elements = 0
    for closing, tag, attrs, text in _TOKEN.findall(safe):
        if not tag:
            said = unescape(text) if "&" in text else text or "<"
            here.children.append(said)
            here.letters += len(said.strip())
        elif closing:
            if here is not root and here.tag == tag:
                _close(open_nodes)
                here = open_nodes[-1]
        else:
            elements += 1
            if elements > MOST_ELEMENTS or len(open_nodes) > DEEPEST:
                raise TooLong
            node = Node(tag, _attributes(attrs) if attrs else {})
            if classes and "class" in node.attrs:
                _style_by_class(node, classes)
            here.children.append(node)
            here.has.add(tag)
            if tag not in VOID:
                open_nodes.append(node)
                here = node
    while len(open_nodes) > 1:
        _close(open_nodes)
    if root.letters > longest:
        raise TooLong
    return root


def _attributes(written: str) -> dict[str, str]:
    attrs = dict(_ATTRIBUTE.findall(written))
    return {name: unescape(value) for name, value in attrs.items()} if "&" in written else attrs


def _close(open_nodes: list[Node]) -> None:
    """Leave the innermost element. What only software needs to show a list or a note goes with it."""
    done = open_nodes.pop()
    around = open_nodes[-1]
    if "style" in done.attrs and "mso-list:ignore" in done.attrs["style"].replace(" ", "").lower():
        block = next((node for node in reversed(open_nodes) if node.tag in BLOCKS), around)
        if block.tag not in HEADINGS:
            block.attrs["marker"] = done.text()
            around.children.pop()
            return
    if done.tag == "a" and "#" in done.attrs.get("href", "") and done.text().strip("\ufe0e\ufe0f") in _BACK:
        around.children.pop()
        return
    around.letters += done.letters
    around.linked += done.letters if done.tag == "a" else done.linked
    around.items += done.items + (done.tag == "li")
    around.has |= done.has


def _style_by_class(node: Node, classes: dict[tuple[str, str], str]) -> None:
    """Put what a style sheet says of the element's class behind its own style."""
    for name in node.attrs["class"].split():
        said = classes.get((node.tag, name)) or classes.get(("", name))
        if said:
            node.attrs["style"] = f"{node.attrs.get('style', '')};{said}"


def depth(html: str) -> int:
    """About how deep its elements nest; told before parsing, since parsers take time by the square of it."""
    now = deepest = 0
    for tag in _NESTING.finditer(html):
        now = max(0, now - 1) if tag[1] else now + 1
        deepest = max(deepest, now)
    return deepest


def source(node: Node, base: str) -> str:
    """The node as HTML again, without attributes but links', made absolute by `base`; written without recursion.

    What is bold, italic, struck, raised or lowered is so by elements, also where only a style said it.
    """
    out: list[str] = []
    waiting: list[tuple[Node | str, Setting | None]] = [(node, Setting())]  # without a setting: what closes an element
    while waiting:
        at, around = waiting.pop()
        if isinstance(at, str):
            out.append(around.dress(escape(at, quote=False)) if around else at)
        elif around:
            attrs = {name: at.attrs[name] for name in ("colspan", "rowspan", "start") if name in at.attrs}
            href = at.attrs.get("href", "")
            href = "" if href.startswith("#") else absolute(base, href)
            attrs |= {"href": href} if href else {}
            given = "".join(f' {name}="{escape(value)}"' for name, value in attrs.items())
            if KEPT.get(at.tag) not in DRESSED and at.tag not in ("span", "font") and (at.tag != "a" or href):
                out.append(f"<{at.tag}{given}>")
                if at.tag not in VOID:
                    waiting.append((f"</{at.tag}>", None))
            own = setting(at.tag, at.attrs, around)
            waiting += [(child, own) for child in reversed(at.children)]
    return joined("".join(out))
