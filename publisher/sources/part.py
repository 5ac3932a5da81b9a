"""One part of what was pasted, and what can be seen of it before anybody judges: the evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import regex

from ..story import StoryPicture

Shape = Literal["line", "heading", "quotation", "list", "table", "picture", "embed", "rule"]

_SPACED = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’\-]*")
_ASCII_SPACED = re.compile(r"[A-Za-z0-9][A-Za-z0-9'\-]*")
# Latin, Greek, Cyrillic, Hebrew and Arabic letters without loose marks, and common signs: of these alone re, which is
# quicker, thinks as regex does, and no word of them is unspaced.
PLAIN = re.compile(
    "[\x00-\x5e\x60-\u00b1\u00b4-\u00b8\u00ba\u00bb\u00bf-\u02ff\u0370-\u0482\u048a-\u0530\u05d0-\u05ea\u0620-\u064a"
    "\u0660-\u0669\u06f0-\u06f9\u060c\u061b\u061f\u1e00-\u1fff\u2010-\u2027\u202f-\u203e\u20a0-\u20bf]*"
)
_PLAIN_SPACED = re.compile(r"[^\W_][\w'’\-]*")
_SIGNS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")  # not spaced, about two to a word
_LETTERS = regex.compile(r"[\p{Thai}\p{Khmer}\p{Myanmar}\p{Lao}]")  # not spaced, about four to a word
_UNSPACED = regex.compile(rf"{_SIGNS.pattern}|{_LETTERS.pattern}")
_FAR_EAST = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u2e80-\U0010ffff]"
)  # where these letters are
# Full stops: of Latin and its neighbours, Urdu ۔, Indic ।॥, Ethiopic ።, Armenian ։, Burmese ။, Khmer ។, Chinese 。
# Below the last of them an agency's people sign: "he said. (ES/BT)", "(rat/fik)"
_SIGNED = r"(?:\s[(\[](?:[\p{Lu}./-]{1,12}|\p{Ll}{2,4}/\p{Ll}{2,4})[)\]])?"
_ENDS = regex.compile(rf"""[.!?…。！？؟۔।॥።։။។፧:;：][\s"'”’‘»›«‹“「」』）)\]\[\d¹²³⁰⁴-⁹]*{_SIGNED}$""")
_STOPS = re.compile(r"""[.。۔।॥።։။។…!！][\s"'”’‘»›«‹“」』）)\]\[\d¹²³⁰⁴-⁹]*$""")
_SENTENCE = regex.compile(r"""(?=\s)(?<=[.!?…؟۔।॥።։။។፧]["'”’»«“)\]]*)\s+(?=\S)""")
_UNSPACED_SENTENCE = regex.compile(rf"{_SENTENCE.pattern}|(?<=[。！？][”」』）]*)")
_UNSPACED_STOP = re.compile("[。！？]")
_DAY_LAST = re.compile(r"\d\. ?\d{1,2}\. ?\d{4}$")  # "02.12.2025": no full stop, and the mark of a note behind it
# Thai and Lao end their sentences with a space: of them only the length tells running text.
_UNENDED = regex.compile(r"[\p{Thai}\p{Lao}]")
# After these a full stop ends nothing: initials and the titles before names.
_NO_END = regex.compile(
    r"(?:^|[\s(])(?:\p{Lu}|Mr|Mrs|Ms|Dr|Prof|St|Sr|Sra|Jr|Gen|Lt|Col|Capt|Maj|Sgt|Rev|Hon|Gov|Sen|Rep|No|Nr|Art|vs|etc|"
    r"e\.g|i\.e|z\.B|d\.h|u\.a|bzw|ca|Mme|Mlle|Me|U\.S|U\.N|approx|Inc|Ltd|Co|Corp|Av|Ud|Uds|\d{1,2})\.$"
)
# "Correction: …", "From the editors: …", "The Cedar Desk: And who pays?"
LABELLED = re.compile(r"(?:[^\s:：]+\s){0,4}[^\s:：]+\s?[:：]\s")
_OPENS = re.compile('[“«„「"]')
_QUOTED = re.compile(r"“[^”]{1,999}”|«[^»]{1,999}»|„[^“”]{1,999}[“”]|「[^」]{1,999}」|\"[^\"]{1,999}\"")


LONGEST_WORD = 100  # characters
MOST_PARTS = 3000  # of one article, with everything that a page has around it


class TooLong(ValueError):
    """There is more of it than anybody would call an article."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a part: the words it stands under, and where it leads."""

    text: str
    url: str


@dataclass(slots=True)
class Part:
    """A line, heading, list … in the order of the paste. The judge writes `label` and `why`, once.

    `boxes` names what stands around it, from HTML: "nav", "aside", "share", "related" … (see markup.py).
    `apart`: it is set as a paragraph, a <p> or a line with an empty one below it.
    `linked` is the share of its letters that are inside links. `moment` is an ISO date that a <time> gave. `held`: the
    page's main text has it (see main_text.py). `cut` is what the judge took off it ("Read also:"). `path` numbers the
    elements around it in HTML, the innermost last; `looks` has the tag and the classes of each. `points` is the size of
    its print, 0 where nothing says it.
    """

    text: str
    html: str
    shape: Shape = "line"
    level: int = 0
    boxes: frozenset[str] = frozenset()
    links: tuple[Link, ...] = ()
    linked: float = 0.0
    picture: StoryPicture | None = None
    moment: str = ""
    path: tuple[int, ...] = ()
    looks: tuple[str, ...] = ()
    label: str = ""
    why: str = ""
    cut: str = ""
    apart: bool = False
    size: float = 0.0
    points: float = 0.0
    held: bool = False
    ends: bool = False
    stops: bool = False
    prose: bool = False

    def __post_init__(self) -> None:
        self.size = size(self.text)
        last = self.text[-1:]
        if not (last.isalpha() or (last.isdigit() and _DAY_LAST.search(self.text[-12:]))):  # else it ends with a word
            end = self.text[-40:]
            self.stops = _STOPS.search(end) is not None
            self.ends = self.stops or _ENDS.search(end) is not None
        self.weigh()

    def weigh(self) -> None:
        """See whether it can only be running text: several sentences' worth of words that end as sentences do."""
        long = self.shape in ("line", "quotation") and self.size >= 12 and self.linked < 0.6
        self.prose = long and (self.ends or (self.size >= 25 and _UNENDED.search(self.text[-1:]) is not None))

    @property
    def open(self) -> bool:
        """Nobody has judged it yet."""
        return not self.label

    @property
    def unspaced(self) -> bool:
        """Its words are not parted by spaces."""
        return is_unspaced(self.text)

    @property
    def unended(self) -> bool:
        """It is in a script that ends no sentence with a sign."""
        return _UNENDED.search(self.text[-1:]) is not None

    @property
    def short(self) -> bool:
        """A line that could be a label, a headline or a subhead."""
        return self.shape in ("line", "heading") and self.size <= 25

    def be(self, label: str, why: str) -> None:
        """Judge it. The first judgement stands."""
        if not self.label:
            self.label, self.why = label, why

    def in_box(self, *names: str) -> bool:
        return not self.boxes.isdisjoint(names)


def size(text: str) -> float:
    """How much is said, in words. Where words are not spaced, so many signs count as one word as one has there.

    What has no end counts as many: a line of few words is never long, so that all that looks at it is quick.
    """
    if text.isascii():
        return max(float(len(_ASCII_SPACED.findall(text))), len(text) / LONGEST_WORD)
    if PLAIN.fullmatch(text):
        return max(float(len(_PLAIN_SPACED.findall(text))), len(text) / LONGEST_WORD)
    if not is_unspaced(text):
        return max(float(len(_SPACED.findall(text))), len(text) / LONGEST_WORD)
    unspaced = len(_SIGNS.findall(text)) / 2 + len(_LETTERS.findall(text)) / 4
    return max(len(_SPACED.findall(_UNSPACED.sub(" ", text))) + unspaced, len(text) / LONGEST_WORD)


def is_unspaced(text: str) -> bool:
    """It holds letters of a script that parts no words."""
    return _FAR_EAST.search(text) is not None and _UNSPACED.search(text) is not None


def words_of(text: str) -> list[str]:
    """The words for comparing, in lower case; single signs where words are not spaced."""
    text = text.lower().replace("’", "'")
    if PLAIN.fullmatch(text):
        return _PLAIN_SPACED.findall(text)
    if is_unspaced(text):
        text = _UNSPACED.sub(r" \g<0> ", text)
    words: list[str] = _SPACED.findall(text)
    return words


def sentences(text: str) -> list[str]:
    """The text cut after each sentence; initials and the titles before names end none."""
    whole: list[str] = []
    ends = _UNSPACED_SENTENCE if _UNSPACED_STOP.search(text) else _SENTENCE
    for piece in ends.split(text):
        if whole and _NO_END.search(whole[-1]):
            whole[-1] = f"{whole[-1]} {piece}"
        elif piece:
            whole.append(piece)
    return [sentence.strip() for sentence in whole]


def begins_small(text: str) -> bool:
    """It begins with a small letter, in a script in which titles begin with capitals: Georgian's have none."""
    return text[:1].islower() and not "ა" <= text[:1] <= "ჿ"


def reads_as_subhead(part: Part) -> bool:
    """Three words or more, of which only the first has a capital: in such scripts it names nobody."""
    words = part.text.split()
    return len(words) > 2 and words[0][:1].isupper() and all(word.islower() for word in words[1:])


def unquoted(text: str) -> str:
    """The text without what stands in quotation marks: what the newsroom says itself."""
    return str(_QUOTED.sub(" ", text)) if _OPENS.search(text) else text
