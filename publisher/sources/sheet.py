"""The sheet that the judge works on: the parts in order, the words to look for, and where the body seems to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..story import PastedAppeal, Related
from .part import Part
from .words import Vocabulary, Words


@dataclass(slots=True)
class Sheet:
    """What is judged, and what the passes have found so far. Every pass labels parts that are still open."""

    parts: list[Part]
    words: Vocabulary
    html: bool = False
    main: bool = False  # the parts that the page's main text holds are marked
    title: str = ""  # what a page says its title is; evidence, not truth
    taught: Mapping[str, str] = field(default_factory=dict)  # what the newsroom mended before; see taught.py
    byline: list[str] = field(default_factory=list)
    published_on: str = ""
    share: list[str] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    appeal: PastedAppeal | None = None

    def open(self) -> Iterator[tuple[int, Part]]:
        return ((n, part) for n, part in enumerate(self.parts) if not part.label)

    def of(self, name: str) -> Words:
        return self.words[name]

    def body_prose(self) -> list[int]:
        """Where running text stands that nobody has judged yet, boxes and captions apart."""
        return [
            n
            for n, part in self.open()
            if part.prose and not part.in_box("caption", "aside", "nav", "footer", "comments", "authorbox", "related")
        ]

    def head_end(self) -> int:
        """The first part of running text: what stands above it is the head. All, where there is none."""
        prose = self.body_prose()
        return prose[0] if prose else len(self.parts)

    def tail_start(self) -> int:
        """What follows the last part of running text."""
        prose = self.body_prose()
        return prose[-1] + 1 if prose else len(self.parts)

    def place(self, label: str) -> int:
        """Where the first part with this label stands; -1 if none."""
        return next((n for n, part in enumerate(self.parts) if part.label == label), -1)
