"""The sheet that the judge works on: the parts in order, the words to look for, and where the body seems to be."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import regex

from ..story import PastedAppeal, Related
from .dates import like_a_date
from .home import home_of
from .part import Part
from .site_name import mastheads
from .vocabulary import Vocabulary
from .words import Words

_NO_NAMES = ("title", "byline", "date")  # of a newsroom
_LABELS = ("kickers", "furniture", "share", "lists", "buttons", "comments", "related", "ends")
_NO_BODY = frozenset({"caption", "aside", "nav", "footer", "comments", "authorbox", "related"})
_LEAST_UNENDED = 10  # words of a paragraph that nothing but its place tells from a subhead
_SOON = 4  # parts between two paragraphs of a text, at most
_LONGEST_HEAD = 20  # lines between a standfirst and the text
_FEW = 6  # paragraphs are weighed by their length
_AIRY = 0.5  # of the running text must be set apart for that to tell anything in a plain text
_AIRY_ABOVE = 0.8  # of those between the first and the last that are,
_AIRY_LEAST = 0.35  # and of all
_AIRY_HTML = 0.7  # and in HTML


@dataclass(slots=True)
class Sheet:
    """What is judged, and what the passes have found so far. Every pass labels parts that are still open."""

    parts: list[Part]
    words: Vocabulary
    spoken: str = ""  # the language that all of it together tells clearly
    html: bool = False
    page: str = ""  # the HTML, if it is a whole page: what is the article's is then asked of trafilatura, too
    title: str = ""  # what a page says its title is; evidence, not truth
    taught: Mapping[str, str] = field(default_factory=dict)  # what the newsroom mended before; see taught.py
    byline: list[str] = field(default_factory=list)
    published_on: str = ""
    share: list[str] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    appeal: PastedAppeal | None = None
    seen: dict[tuple[str, str], str] = field(default_factory=dict)  # answers that several passes ask for, by the text
    home: str = ""  # HTML: the site that most links lead to
    names: dict[int, regex.Pattern[str]] = field(default_factory=dict)  # the newsroom's perhaps, by where they stand
    of: Callable[[str], Words] = field(init=False, repr=False)  # the list of phrases that is called so
    airy: bool = False  # paragraphs are set apart from labels: what is not may be a label
    _prose: list[tuple[int, Part]] = field(default_factory=list)  # running text, and where it stands

    def __post_init__(self) -> None:
        self.of = self.words.__getitem__
        self._end_kin()
        self.home = home_of(self.parts) if self.html else ""
        if not self.html:
            self.names = {n: name for n, name in mastheads(self.parts).items() if not self._is_label(self.parts[n])}
        self.renumber()
        prose = [p for _, p in self._prose]
        others = [p for p in self.parts if p.text and p.shape == "line" and not p.prose]
        apart = sum(p.apart for p in prose) >= (_AIRY_HTML if self.html else _AIRY) * len(prose)
        apart = apart or (not self.html and self._airy_above(prose))
        if not self.html and len(prose) < _FEW:
            apart = sum(p.size for p in prose if p.apart) >= _AIRY * sum(p.size for p in prose)
        self.airy = len(prose) > 2 and apart and sum(not p.apart for p in others) >= 0.3 * len(others) > 0
        if not self.airy:
            for part in self.parts:
                part.apart = True  # it says nothing here

    def renumber(self) -> None:
        """Note where the running text stands; to be asked again when parts were taken out or put together."""
        self._prose = [(n, part) for n, part in enumerate(self.parts) if part.prose]

    def _airy_above(self, prose: list[Part]) -> bool:
        """Text: most of the paragraphs are set apart, but for those of a box that stands above or below them."""
        apart = [at for at, part in enumerate(prose) if part.apart]
        for told in (apart, apart[:-1]):  # below the last line of a box there is an empty one
            inside = told[-1] - told[0] + 1 if told else 0
            if len(told) >= _FEW and len(told) >= max(_AIRY_ABOVE * inside, _AIRY_LEAST * len(prose)):
                return True
        return False

    def _end_kin(self) -> None:
        """HTML in a script that ends no sentence with a sign: paragraphs set as the long ones are end as they do."""
        known = {
            (part.path[:-1], part.looks[-1].split()[0])
            for part in self.parts
            if part.path and part.prose and part.unended
        }
        for part in self.parts if known else ():
            alike = part.looks and part.shape == "line" and (part.path[:-1], part.looks[-1].split()[0]) in known
            if alike and part.unended and part.size >= _LEAST_UNENDED and part.linked < 0.3:
                part.ends = part.stops = True
                part.weigh()

    def _is_label(self, part: Part) -> bool:
        """Sites have it at their top everywhere."""
        return any(self.of(name).whole(part.text) for name in _LABELS)

    def named(self, text: str) -> bool:
        """It has what may be the newsroom's name, and is not the line at the top that says so."""
        lines = text.split("\n")
        sure = (n for n in self.names if self.parts[n].label not in _NO_NAMES and self.parts[n].text not in lines)
        return any(self.names[n].search(text) for n in sure)

    def open(self) -> Iterator[tuple[int, Part]]:
        return ((n, part) for n, part in enumerate(self.parts) if not part.label)

    def body_prose(self) -> list[int]:
        """Where running text stands that nobody has judged yet, boxes and captions apart."""
        return [n for n, part in self._prose if not part.label and part.boxes.isdisjoint(_NO_BODY)]

    def strong(self) -> list[int]:
        """Running text that is set as paragraphs are; all running text, where none is."""
        prose = self.body_prose()
        return [n for n in prose if self.parts[n].apart] or prose

    def run_start(self) -> int:
        """The first paragraph that others follow soon: a sentence alone above them is a tagline or a standfirst."""
        strong = self.strong()
        for one, next_one in itertools.pairwise(strong):
            if next_one - one <= _SOON:
                return one
        return strong[0] if strong else len(self.parts)

    def head_end(self) -> int:
        """The first paragraph of the text: what stands above it is the head, a standfirst among it. All, if none."""
        top = self.place("title")
        strong = [n for n in self.strong() if n > top]
        for at, n in enumerate(strong[:2]):
            if len(strong) < at + 3 or not self._head_goes_on(n, strong[at + 1]):
                return n
        return strong[2] if len(strong) > 2 else len(self.parts)

    def _head_goes_on(self, n: int, next_one: int) -> bool:
        """Between these two stand lines such as author, date, share buttons, a picture's description and caption."""
        between = [p for p in self.parts[n + 1 : next_one] if p.text and p.shape != "picture"]
        if not between or len(between) > _LONGEST_HEAD or self.parts[n].text.endswith((":", "：")):
            return False
        if any(p.label in ("byline", "date", "share") or (p.size <= 8 and like_a_date(p.text)) for p in between):
            return True
        lines = [p for p in between if p.shape == "line" and p.size <= 45]
        told = self.html and any(p.prose and not p.label for p in lines)  # a box of the author's among the paragraphs
        few = len(lines) >= 2 and len(lines) == len(between) and not told
        return few and self.airy and not any(p.apart for p in lines[:1])

    def tail_start(self) -> int:
        """What follows the last part of running text."""
        prose = self.body_prose()
        return prose[-1] + 1 if prose else len(self.parts)

    def place(self, label: str) -> int:
        """Where the first part with this label stands; -1 if none."""
        return next((n for n, part in enumerate(self.parts) if part.label == label), -1)
