"""The words of one line of HTML after another, gathered in a buffer and let go as parts; judges nothing."""

from __future__ import annotations

import re
from html import escape

import regex

from .around import Around
from .clean import clean_html, one_line
from .lines import RULE
from .part import MOST_PARTS, Link, Part, Shape, TooLong
from .prints import undressed
from .setting import Setting, joined

_BULLET = regex.compile(r"^(?:[·•●◦▪‣o§\-–*]|\(?[0-9]{1,2}[.)]|\(?[a-z][.)])[\s\u00a0]+")
_ONLY_MARKS = regex.compile(r"[|·•/,\s\p{Cf}]+")
_NUMBERED = regex.compile(r"\(?\w{1,2}[.)]\s")
_EDGE, _EGDE = re.compile(r"(?:\s|<br>)*"), re.compile(r"(?:\s|>rb<)*")  # the second reads from the end
_SPACES = re.compile(r"[ \t\n\r]+")
_LINK_TAG = re.compile(r"</?a\b[^>]*>")
_BARE_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)


class Gathered:
    """What was said since the last block's edge, in the surroundings that are open now."""

    link_url = ""

    def __init__(self, letters: int, base: str) -> None:
        """`letters`: of the whole page."""
        self.parts: list[Part] = []
        self.prose = False  # some running text was let go
        self.base = base
        self.around = Around(letters)
        self.shape: Shape = "line"
        self.level = 0
        self.inline: list[str] = []  # open inline tags, as written
        self._empty()

    def _empty(self) -> None:
        self.html: list[str] = list(self.inline)
        self.text: list[str] = []
        self.links: list[list[str]] = []
        self.in_link = bool(self.inline) and any(tag.startswith("<a") for tag in self.inline)
        if self.in_link:
            self.links.append(["", self.link_url])
        self.moment = ""
        self.bold = self.large = 0.0
        self.link_end = self.span_end = 0

    def _say(self, words: str, style: Setting) -> None:
        if "  " in words or not words.isprintable():
            words = _SPACES.sub(" ", words)
        if words == " " and (not self.text or self.text[-1].endswith((" ", "\n"))):
            return
        self.text.append(words)
        self.html.append(style.dress(escape(words, quote=False)))
        if self.in_link and self.links:
            self.links[-1][0] += words
        if style.bold:
            self.bold += len(words)
        if style.points > self.large:
            self.large = style.points

    def _flush(self) -> None:
        """Let go what was gathered: one part, or several where two line breaks or long lines part it."""
        if not self.text:
            if self.html or self.links or self.moment:
                self._empty()
            return
        text = "".join(self.text)
        closing = [f"</{tag_of(tag)}>" for tag in reversed(self.inline)]
        html = joined("".join(self.html + closing))
        links = tuple([Link(one_line(t), u) for t, u in self.links if u])
        bold, large, moment = self.bold, self.large, self.moment
        self._empty()
        if not text.strip():
            return
        pieces = [(text, html)]
        if "\n" in text:
            lines = [one_line(line) for line in text.split("\n")]
            if ("\n\n" in re.sub(r"\n\s+", "\n\n", text) and self.shape == "line") or any(
                Part(line, "").prose for line in lines
            ):
                pieces = [(t, h) for t, h in zip(text.split("\n"), _by_breaks(html), strict=False) if t.strip()]
        for piece, marked in pieces:
            self._add(piece, marked, links, bold / max(len(text), 1), large, moment)

    def _add(self, text: str, html: str, links: tuple[Link, ...], bold: float, large: float, moment: str) -> None:
        said = "\n".join(filter(None, map(one_line, text.split("\n")))) if "\n" in text else one_line(text)
        signs = not said[:1].isalnum()
        if not said or (signs and _ONLY_MARKS.fullmatch(said)):
            return
        if len(self.parts) > MOST_PARTS:
            raise TooLong
        boxes = self.around.boxes[-1]
        shape, level = self.shape, self.level
        if signs and RULE.match(said):
            self._put(Part("", "<hr>", "rule", boxes=boxes))
            return
        inner = said if html == text and text.isprintable() and "  " not in text else _cleaned(html)
        if "item" in boxes and "marked" not in boxes:
            boxes |= {"ordered"} if _NUMBERED.match(said) else frozenset()
            said, inner = _BULLET.sub("", said), _BULLET.sub("", inner)
        if shape == "line" and bold > 0.95:
            boxes |= {"bold"}
        if shape == "heading":
            inner, said = undressed(inner), said.replace("\n", " ")
        line = one_line(said) if "\n" in said else said
        own = tuple([link for link in links if not link.text or link.text in line]) if links else ()
        if shape == "heading" and len(own) == 1 and (own[0].url == self.base or _opens_here(own[0].url)):
            own, inner = (), _LINK_TAG.sub("", inner)
        linked = min(1.0, sum(len(link.text) for link in own) / len(said)) if own else 0.0
        apart = self.around.tags[-1] in ("p", "dd") or shape == "quotation"
        self._put(Part(said, inner, shape, level, boxes, own, linked, moment=moment, apart=apart, points=large))

    def _put(self, part: Part) -> None:
        part.path, part.looks = self.around.paths[-1], self.around.looks[-1]
        self.parts.append(part)
        self.prose = self.prose or part.prose

    def _break(self) -> None:
        if "card" in self.around.boxes[-1]:
            self._flush()
            return
        self.text.append("\n")
        self.html.append("<br>")
        if self.in_link and self.links:
            self.links[-1][0] += " "


def _cleaned(html: str) -> str:
    inner = clean_html(html)
    return _without_edges(_BARE_LINK.sub(r"\1", inner) if "<a>" in inner else inner)


def tag_of(opened: str) -> str:
    return opened[1:-1].split()[0]


def _opens_here(url: str) -> bool:
    """It opens and closes what stands below it on the same page, such as an answer below its question."""
    return "#" in url and "comment" not in url


def _without_edges(html: str) -> str:
    """Without white space and line breaks at both ends; a pattern for the end alone would take the square."""
    if not html.startswith("<br>") and not html.endswith("<br>"):
        return html.strip()
    start, end = _EDGE.match(html), _EGDE.match(html[::-1])
    return html[start.end() : len(html) - end.end()] if start and end else html


def _by_breaks(html: str) -> list[str]:
    """The inline HTML cut at its line breaks; clean_html closes and drops what a cut leaves open."""
    return html.split("<br>")
