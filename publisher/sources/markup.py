"""HTML → parts: every block with the words that stand around it. Judges nothing.

What can be taken as a whole is in wholes.py; what the names of elements tell, in boxes.py; how words become parts, in
gathered.py.
"""

from __future__ import annotations

import re
from html import escape

from .boxes import standing
from .clean import absolute
from .dates import like_a_date
from .gathered import Gathered, tag_of
from .itemised import joined, with_lists
from .part import MOST_PARTS, Part, Shape, TooLong
from .prints import by_print
from .setting import PLAIN, Setting, setting
from .tree import BLOCKS, DRESSED, HEADINGS, KEPT, Node, tree
from .wholes import MAY_BE_WHOLE, whole

_PLACES = {"article", "main", "bold", "item", "ordered", "marked"}  # what may well hold the whole text
_SAID = {"byline", "date", "kicker"}  # what heads name by inline elements
_MOST = 0.5
_LEVELS = ("1", "2", "3", "4", "5", "6")
_LONGEST_HEADING = 300  # letters of what only its role calls a heading
_MOST_TOLD, _LONGEST_TOLD = 5, 120  # items and letters of a list that tells of the article
_IN_CARDS = BLOCKS - {"img", "hr", "iframe", "input", "button"}  # a link around these is a card, no words of a text
# Inline elements that are blocks with one of these in them: spans, and what the site made itself (see tree.py).
_INSIDE = {"span": _IN_CARDS, "ins": BLOCKS - {"hr"}}
_QUOTING = {"blockquote", "p"}
_BUTTON = re.compile(r"(?:^|[\s_-])(?:btn|button)(?=$|[\s_-])")


def read_html(html: str, *, base: str = "", longest: int) -> list[Part]:
    """The parts of the HTML in order; links and pictures made absolute by `base` where it is given. Raises TooLong."""
    return joined(with_lists(_telling(by_print(_Reader(tree(html, longest=longest), base).parts))))


def _telling(parts: list[Part]) -> list[Part]:
    """Names of boxes that most of the running text stands in tell nothing ("subscriber-only", "newsletter-issue")."""
    prose = [part for part in parts if part.prose]
    whole = sum(part.size for part in prose)
    for name in set().union(*(part.boxes for part in prose)) - _PLACES:
        if sum(part.size for part in prose if name in part.boxes) > _MOST * whole:
            for part in parts:
                part.boxes -= {name}
    return parts


class _Reader(Gathered):
    """Walks the tree once, gathers inline words, and lets a part go at every block's edge."""

    def __init__(self, root: Node, base: str) -> None:
        self.all = max(root.letters, 1)
        super().__init__(self.all, base)
        self.shapes: list[tuple[Shape, int]] = []  # of the open blocks' surroundings
        self._walk(root)
        self._flush()

    def _walk(self, root: Node) -> None:
        """Depth first with a stack of our own. A string on it is words; None closes what was opened last."""
        waiting: list[Node | str | tuple[str, Node]] = list(reversed(root.children))
        styles = [PLAIN]
        while waiting:
            at = waiting.pop()
            if isinstance(at, str):
                self._say(at, styles[-1])
            elif isinstance(at, tuple):
                how, node = at
                styles.pop()
                if how or node.tag in ("a", "span"):
                    self._leave(node, how)
            elif at.tag == "br":
                self._break()
            elif at.tag in ("wbr", "source", "input"):
                continue
            elif not self._whole(at):
                styles.append(setting(at.tag, at.attrs, styles[-1]))
                waiting.append((self._enter(at, styles[-2]), at))
                waiting += reversed(at.children)

    def _whole(self, node: Node) -> bool:
        """Take a picture, list, table, figure or embed as one; False if it must be walked through."""
        if node.tag not in BLOCKS and "hidden" in standing(node.tag, node.attrs, 0, node.letters):
            return "share" not in self.around.boxes[-1]  # of share buttons, hidden names are all there is
        if node.tag in ("ul", "ol") and self._tells_of_article(node):
            return False
        if node.tag not in MAY_BE_WHOLE:
            return False
        parts = whole(node, self.around.boxes[-1], self.base, within=bool(self.text))
        if parts:
            self._flush()
            if len(self.parts) > MOST_PARTS:
                raise TooLong
            for part in parts:
                self._put(part)
        return parts is not None

    def _tells_of_article(self, node: Node) -> bool:
        """Above all running text: a list of a few words each, a day among them: who wrote it, when, how long it is."""
        if self.prose or not 1 < node.items <= _MOST_TOLD or node.letters > _LONGEST_TOLD:
            return False
        return any(like_a_date(item.text()) for item in node.below("li"))

    def _enter(self, node: Node, before: Setting) -> str:
        """Open an element; the answer tells _leave what to close."""
        tag = node.tag
        if tag in BLOCKS or self._is_block(node) or (tag == "time" and not self.text) or self._names_itself(node):
            if tag != "time":
                self._flush()
            boxes = self.around.enter(node)
            self.shapes.append((self.shape, self.level))
            if tag in HEADINGS:
                self.shape, self.level = "heading", int(tag[1])
            elif "title" in boxes and "title" not in self.around.boxes[-2]:
                self.shape, self.level = "heading", 1
            elif tag in _QUOTING and _quotes(node, boxes) and node.letters < 0.6 * self.all:
                self.shape = "quotation"
            elif node.attrs.get("role") == "heading" and node.letters <= _LONGEST_HEADING:
                level = node.attrs.get("aria-level", "")
                self.shape, self.level = "heading", int(level) if level in _LEVELS else 2
            if tag == "time":
                self.moment = self.moment or node.attrs.get("datetime", "")[:10]
            return "block"
        if tag == "time":
            self.moment = self.moment or node.attrs.get("datetime", "")[:10]
        if (tag == "a" and self._is_button(node)) or (tag == "span" and self._is_beside_link(node)):
            self._flush()
        card = tag == "a" and self._is_card(node)
        if card:
            self._flush()
            self.around.enter(node)
        opened = self._inline_tag(node)
        if tag == "span" and self.shape == "heading" and self.text and self.span_end == len(self.text):
            self._say(" ", before)  # lines of a title, parted by style sheets alone
        if tag == "a" and self.text and self.link_end == len(self.text):
            self._say(" ", before)  # menus part their links by style sheets alone
        if opened:
            self.inline.append(opened)
            self.html.append(opened)
            if tag == "a":
                self.in_link = True
                self.links.append(["", self.link_url])
        return ("card" if card else "") + ("inline" if opened else "")

    def _is_card(self, node: Node) -> bool:
        """A link around blocks or lines leads to another page; names of places and places of this page do not."""
        if node.attrs.get("href", "#").startswith("#"):
            return False
        return not node.has.isdisjoint(_IN_CARDS) or ("br" in node.has and not self.text)

    def _is_block(self, node: Node) -> bool:
        """An inline element that blocks stand in is one, too."""
        return node.tag in BLOCKS or not node.has.isdisjoint(_INSIDE.get(node.tag, ()))

    def _names_itself(self, node: Node) -> bool:
        """Author, date or kicker, so named and outside of a paragraph: a part of its own, though it is inline."""
        if node.tag not in ("span", "a", "small", "strong", "em", "b", "i", "cite") or not 2 < node.letters < 60:
            return False
        names = standing(node.tag, node.attrs, 0, node.letters)
        if self.shape == "heading" and "title" in names:
            return "kicker" not in names  # a title beside the line above it
        return self.around.tags[-1] != "p" and not self.around.boxes[-1] & _SAID and bool(names & _SAID)

    def _is_button(self, node: Node) -> bool:
        """A link that looks like a button stands in a line of its own, unless a paragraph goes on around it."""
        return self.around.tags[-1] != "p" and _BUTTON.search(node.attrs.get("class", "")) is not None

    def _is_beside_link(self, node: Node) -> bool:
        """Words right behind a link that is all of its line, with no space between: a note below a button."""
        alone = self.around.tags[-1] != "p" and bool(self.text) and self.link_end == len(self.text)
        linked = len(self.links) == 1 and "".join(self.text).strip() == self.links[0][0].strip()
        return alone and linked and node.text()[:1].isalnum()

    def _inline_tag(self, node: Node) -> str:
        kept = KEPT.get(node.tag, "")
        if kept == "a":
            href = node.attrs.get("href", "")
            url = absolute(self.base, href)
            if not url or self.in_link:
                return ""
            self.link_url = url
            # What leads to another place of the same page leads nowhere from an article; it is a link as evidence only.
            return "<a>" if href.startswith("#") else f'<a href="{escape(url)}">'
        return f"<{kept}>" if kept and kept not in DRESSED else ""

    def _leave(self, node: Node, how: str) -> None:
        if node.tag == "a":
            self.link_end = len(self.text)
        elif node.tag == "span":
            self.span_end = len(self.text)
        if how == "block":
            if node.tag != "time":
                self._flush()
            self.around.leave()
            around = self.shapes.pop()
            over = around[0] == "heading" and self._is_block(node)  # a title is over with the first block in it
            self.shape, self.level = ("line", 0) if over else around
        elif how:
            card = how.startswith("card")
            if card:
                self._flush()
            if how.endswith("inline"):
                self.html.append(f"</{tag_of(self.inline.pop())}>")
                if node.tag == "a":
                    self.in_link = False
            if card:
                self._empty()
                self.around.leave()
        if node.tag == "a" and self._is_button(node):
            self._flush()


def _quotes(node: Node, boxes: frozenset[str]) -> bool:
    return (node.tag == "blockquote" and "pullquote" not in boxes) or (node.tag == "p" and "quote" in boxes)
