"""The elements that are open around a place in the HTML: what they are called, how they look, which they are."""

from __future__ import annotations

import re
from functools import lru_cache

from .boxes import standing
from .tree import Node

DEEPEST_PATH = 12  # elements around a part that its path remembers
_LONGEST_FORM, _LARGEST_FORM = 500, 0.25  # letters, and share of the page's, of a box that a form stands in
_WITHIN_HEAD = {"standfirst", "byline", "date", "caption", "kicker"}  # what the title stands in is none of these
_NUMBER = re.compile(r"\d+")


class Around:
    """A stack of open elements; the last of each list is for what stands here."""

    def __init__(self, letters: int) -> None:
        """`letters`: of the whole page."""
        self.boxes: list[frozenset[str]] = [frozenset()]
        self.paths: list[tuple[int, ...]] = [()]
        self.looks: list[tuple[str, ...]] = [()]
        self.tags: list[str] = [""]
        self._letters = letters
        self._elements = 0

    def enter(self, node: Node) -> frozenset[str]:
        """Go into an element; the answer is the boxes around what stands in it."""
        boxes = self.boxes[-1]
        if own := standing(node.tag, node.attrs, node.letters / self._letters, node.letters):
            boxes |= own
        if "h1" in node.has:
            boxes -= _WITHIN_HEAD
        if node.tag == "a":
            boxes |= {"card"}
        elif "input" in node.has and self._holds_a_form(node):
            boxes |= {"asking"}
        look = f"{node.tag} {_without_numbers(node.attrs['class'][:200]) if 'class' in node.attrs else ''}"
        self._elements += 1
        self.boxes.append(boxes)
        self.paths.append((*self.paths[-1], self._elements)[-DEEPEST_PATH:])
        self.looks.append((*self.looks[-1], look)[-DEEPEST_PATH:])
        self.tags.append(node.tag)
        return boxes

    def leave(self) -> None:
        self.boxes.pop()
        self.paths.pop()
        self.looks.pop()
        self.tags.pop()

    def _holds_a_form(self, node: Node) -> bool:
        """A field to fill in stands in it, and little else."""
        return "h1" not in node.has and node.letters <= min(_LONGEST_FORM, _LARGEST_FORM * self._letters)


@lru_cache(maxsize=20_000)  # what sites call their elements, page after page
def _without_numbers(called: str) -> str:
    return _NUMBER.sub("", called)
