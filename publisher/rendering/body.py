"""A story's blocks as a letter shows them: a narrow set of tags, shallow, with Latin runs isolated in RTL text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser

import nh3
from markupsafe import Markup

from ..story import Block, Story, StoryPicture
from .letter import Image

INLINE = {"a", "abbr", "b", "bdi", "br", "cite", "code", "del", "em", "i", "ins", "mark", "q", "s", "small", "strong",
          "sub", "sup", "u"}  # fmt: skip
LISTS = {"ol", "ul", "li"}
TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
FLOW = {"p", "blockquote", "pre"}
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
ALLOWED = {
    "paragraph": INLINE,
    "heading": INLINE,
    "pull_quote": INLINE - {"a"},
    "quotation": INLINE | LISTS | FLOW - {"blockquote"},
    "list": INLINE | LISTS,
    "table": INLINE | TABLE,
    "embed": INLINE | FLOW,
}
# Foreign tags and what follows them may end in a line; where they are dropped, words must not grow together.
BREAKS = re.compile(r"</(?:p|div|h[1-6]|li|section|blockquote|tr)>\s*(?=<?\w|<)", re.IGNORECASE)
DEEPEST = 30  # libxml2, under premailer, silently drops what is nested 256 deep, and all that follows
SHORT = ("paragraph", "heading", "pull_quote")  # one run of words
LAID_OUT = ("list", "table", "quotation", "embed")  # whose plain text is laid out here
HEADING = re.compile(r"<h([1-6])\b", re.IGNORECASE)

# Runs of Latin words, addresses and amounts; isolated, so that RTL text around them keeps its order.
_LATIN = r"A-Za-z\u00c0-\u024f0-9$€£"
LATIN_RUN = re.compile(rf"[#@+]?[{_LATIN}][{_LATIN}.,:/@&%+'’_-]*(?: [#@+&]?[{_LATIN}][{_LATIN}.,:/@&%+'’_-]*)*")
HAS_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f$€£%]")  # digits alone keep their order by themselves


def isolate(text: str) -> Markup:
    """The text escaped, each run of Latin in it as <bdi>; for text that runs from right to left."""
    pieces, at = [], 0
    for run in _latin_runs(text):
        end = run.start() + len(run[0].rstrip(".,:'’-"))
        pieces += [escape(text[at : run.start()]), "<bdi>", escape(text[run.start() : end]), "</bdi>"]
        at = end
    return Markup("".join([*pieces, escape(text[at:])]))  # noqa: S704 - every piece is escaped above


def isolate_plain(text: str) -> str:
    """The same for plain text, with U+2068 and U+2069."""
    pieces, at = [], 0
    for run in _latin_runs(text):
        end = run.start() + len(run[0].rstrip(".,:'’-"))
        pieces += [text[at : run.start()], "\u2068", text[run.start() : end], "\u2069"]
        at = end
    return "".join([*pieces, text[at:]])


def _latin_runs(text: str) -> Iterable[re.Match[str]]:
    return (run for run in LATIN_RUN.finditer(text) if HAS_LATIN.search(run[0]))


class _Rewriter(HTMLParser):
    """Clean html once more: no deeper than DEEPEST, Latin runs isolated; its links noted, its text laid out plainly."""

    def __init__(self, html: str, *, rtl: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.plain: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.numbers: list[int | None] = []
        self.rows = 0
        self.write = isolate if rtl else escape
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.out.append("<br>")
            self.plain.append("\n")
            return
        self.open.append(tag)
        self._lay_out(tag, dict(attrs))
        if tag == "th" and not dict(attrs).get("scope"):
            attrs = [*attrs, ("scope", "col" if self.rows < 2 else "row")]  # WCAG technique H63
        if len(self.open) <= DEEPEST:
            written = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs)
            self.out.append(f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        if len(self.open) <= DEEPEST:
            self.out.append(f"</{tag}>")
        self.open.pop()
        if tag in ("ol", "ul"):
            self.numbers.pop()

    def handle_data(self, data: str) -> None:
        self.out.append(str(self.write(data)))
        self.plain.append(re.sub(r"\s+", " ", data))

    def _lay_out(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag == "a" and attrs.get("href"):
            self.links.append(str(attrs["href"]))
        elif tag in ("ol", "ul"):
            start = attrs.get("start") or "1"
            self.numbers.append(int(start) if tag == "ol" and start.isdecimal() else 1 if tag == "ol" else None)
        elif tag == "li":
            number = self.numbers[-1] if self.numbers else None
            self.plain.append("\n" + "  " * (len(self.numbers) - 1) + ("* " if number is None else f"{number}. "))
            if number is not None:
                self.numbers[-1] = number + 1
        elif tag in ("p", "blockquote", "pre"):
            self.plain.append("\n\n")
        elif tag in ("tr", "caption"):
            self.rows += tag == "tr"
            self.plain.append("\n")
        elif tag in ("td", "th"):
            self.plain.append("" if not self.plain or self.plain[-1].endswith("\n") else " | ")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is shown: our copy, its size on the page, and what travels with it."""

    url: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One block, ready for both parts of a letter: `html` without its outer tag, `text` plain, `links` in order."""

    kind: str
    html: Markup
    text: str
    links: tuple[str, ...] = ()
    level: int = 2
    picture: Picture | None = None


def pieces(story: Story, images: Mapping[str, Image], *, width: int) -> tuple[Piece, ...]:
    """The story's blocks in order. Pictures without a copy of ours are left out, and so is their caption.

    Pictures that no block stands for follow the body; if none is placed at all, the first one leads.
    """
    made: list[Piece] = []
    left = [_picture(picture, images.get(picture.url), width) for picture in story.pictures]
    placed = sum(block.kind == "picture" for block in story.blocks)
    if left and not placed and (lead := left.pop(0)):
        made.append(lead)
    level = 1
    for block in story.blocks:
        if block.kind == "picture":
            if left and (picture := left.pop(0)):
                made.append(picture)
            continue
        piece = _piece(block, rtl=story.direction == "rtl")
        if block.kind == "heading":
            level = min(piece.level, level + 1)  # never h2, then h4: listeners navigate by levels
            piece = replace(piece, level=level)
        if piece.html or block.kind == "rule":
            made.append(piece)
    return tuple(made + [picture for picture in left if picture])


def _piece(block: Block, *, rtl: bool) -> Piece:
    spaced = BREAKS.sub(lambda end: f"{end[0]}<br>", block.html) if block.kind in SHORT else block.html
    clean = nh3.clean(
        spaced or escape(block.text),
        tags=ALLOWED.get(block.kind, set()),
        clean_content_tags={"script", "style", "template", "title", "svg", "math", "noscript", "iframe"},
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel=None,
    )
    written = _Rewriter(clean.strip(), rtl=rtl)
    html = re.sub(r"(?:<br>\s*)+$", "", "".join(written.out).strip())
    plain = re.sub(r"\n{3,}", "\n\n", "".join(written.plain)).strip()
    if not html and block.text.strip():  # its html was nothing but what may not leave
        return _piece(replace(block, html=escape(block.text)), rtl=rtl)
    if block.kind == "quotation" and not re.match(r"<(?:p|ul|ol|pre)\b", html):
        html = f"<p>{html}</p>"
    level = HEADING.match(block.html.strip())
    return Piece(
        kind=block.kind,
        html=Markup(html),  # noqa: S704 - cleaned by nh3 above, then only rewritten with escaped text
        text=plain if block.kind in LAID_OUT else block.text.strip() or plain,
        links=tuple(dict.fromkeys(written.links)),
        level=min(max(int(level[1]), 2), 4) if level else 2,
    )


def _picture(picture: StoryPicture, image: Image | None, width: int) -> Piece | None:
    if not image or image.width < 1 or image.height < 1:
        return None
    shown = min(image.width, width)
    height = max(1, round(image.height * shown / image.width))
    one = Picture(image.url, shown, height, picture.alt, picture.caption, picture.credit)
    return Piece(kind="picture", html=Markup(""), text=picture.caption or picture.alt, picture=one)
