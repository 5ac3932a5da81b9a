"""Passes that know what is no article: labels, counts, breadcrumbs, notices, comments."""

from __future__ import annotations

import re

import regex

from .dates import dates
from .live import hours
from .part import Part, begins_small, sentences, size, unquoted
from .sheet import Sheet
from .words import Words, bare, fold

_COUNT = re.compile(r"[\d.,+]+\s*[km]?(?!\w)", re.IGNORECASE)
_CLOCK = re.compile(r"^(?:\d{1,2}:\d{2}(?::\d{2})?|\d(?:[.,]\d{1,2})?\s?[x×])$", re.IGNORECASE)
_CRUMBS = re.compile(r"\s[>›»/→|]\s|\s[>›»→]|[>›»→]\s")
_STEP = re.compile(r"\s*[>›»＞❯→/]\s*")
_LONGEST_PATH = 200  # characters, with the title at its end
_LABELS = re.compile(r"\n|\s[·|•]\s")
_LICENCE = re.compile(r"\bCC[ -](?:BY|0)\b|\bCreative Commons\b")
_COPYRIGHT = re.compile(r"^\s*(?:©|\(c\)\s|copyright\b)", re.IGNORECASE)
_YEAR_OR_SIGN = regex.compile(r"\p{Nd}{4}|(?i:\(c\)|reserved)")
_BETWEEN_COUNTS = re.compile(r"[\s,·•|()]+")
_SAID = re.compile(r"(?<![.…])[.。۔।]$")  # "More." is what somebody says, "More" and "More..." are buttons
_SENTENCE = 4  # words of a label that is a sentence
_LONE_URL = re.compile(r"^(?:https?://|www\.)\S+$")


def labels(sheet: Sheet) -> None:
    """Whole lines that newsrooms write on buttons and between the parts of a page; counts; breadcrumbs."""
    whole, starts, counted = sheet.of("furniture"), sheet.of("starts"), sheet.of("counted")
    head, tail = sheet.head_end(), sheet.tail_start()
    timed = hours(sheet)
    heads = [sheet.of(name).phrases for name in ("related", "lists", "comments")]
    for n, part in sheet.open():
        if part.shape not in ("line", "heading", "list") or part.size > 40 or part.level == 1:
            continue
        outside = n < head or n >= tail
        said = bare(_COUNT.sub(" ", part.text)) if n >= head and not part.prose else ""
        if any(said in phrases for phrases in heads):
            continue  # what stands below them is judged with them
        lines = _LABELS.split(part.text)
        if _is_clock(sheet, n):
            part.be("furniture", "It belongs to a player: a time or a speed.")
            continue
        if all(whole.whole(line) for line in lines) and (
            outside or part.size >= _SENTENCE or not _SAID.search(part.text)
        ):
            part.be("furniture", f"“{part.text[:40]}” is a label of the site, not a sentence of the article.")
            _tags(sheet, n)
        elif _asks_in(sheet, part):
            part.be("furniture", "It asks who has an account already to log in.")
        elif why := _site_speaks(sheet, part, last=n + 1 >= tail):
            part.be("furniture", why)
        elif part.size <= 25 and _is_start(part.text, starts):
            part.be("furniture", "It starts as a label of the site does.")
            _tags(sheet, n)
        elif _COPYRIGHT.match(part.text) and part.size < 30 and not _says_copyright(part):
            part.be("furniture", "It is a copyright line.")
        elif n >= tail and _LICENCE.search(part.text):
            part.be("furniture", "It says under which licence the article may be used.")
        elif (
            n not in timed
            and all(_is_count(line, counted, outside) for line in lines)
            and not dates(part.text, sheet.words)
        ):
            part.be("furniture", "It only counts something or tells how long reading takes.")
        elif n < head and (_is_path(sheet, part) or _is_from_home(sheet, n)):
            part.be("furniture", "It is the path to the page (breadcrumbs).")
        elif outside and _LONE_URL.match(part.text):
            part.be("furniture", "It is an address alone; if it is the article's own, give it as its link.")
    _repeated(sheet)


_NAME = 31  # letters of a label, and its comma
_NAMED_VALUE = regex.compile(r"^([\p{L}\p{M} ]{3,30}),(?=\S|$)")  # "Image source,Getty Images"
_CAPTIONED = regex.compile(r"^([\p{L}\p{M}\u200c]+ [\p{L}\p{M}\u200c ]{2,30})[,،]\s")  # "Image caption, A green waggon"
_HASHTAGS = regex.compile(r"^(?:\s*#[\p{L}\p{M}\p{N}_]+[\s,]*)+$")
_SET_OFF = regex.compile(r"^\s*[-–—*\[(]\s*([\p{L}\p{M} ]{2,30}?)\s*[-–—*\])]")  # "- Advertisement -Cars"


def _site_speaks(sheet: Sheet, part: Part, *, last: bool) -> str:
    """Why the line is the site's own, by how it is built or by whom it invites; empty if it need not be."""
    own = unquoted(part.text)
    label = _NAMED_VALUE.match(part.text) if "," in part.text[:_NAME] else None
    set_in = sheet.airy and (not part.apart or part.text.endswith(","))
    named = label and len(label[1].split()) <= 3 and not begins_small(part.text)  # an entry of a list is small
    if named and set_in and part.size <= 16 and not part.stops:
        return "It is a label and what it labels, joined by a comma without a space."
    captioned = None if sheet.html else _CAPTIONED.match(part.text)
    if captioned and part.size <= 30 and sheet.of("furniture").whole(captioned[1]):
        return "It is the caption of a picture that is not there."
    if (found := _SET_OFF.match(part.text)) and sheet.of("furniture").whole(found[1]):
        return "It is an advertisement or stands in its place."
    if part.text[:1] == "#" and _HASHTAGS.match(part.text):
        return "They are the article's tags."
    invites, bars = sheet.of("invites").found(own), sheet.of("paywall").found(own)
    if not (invites or bars):
        return ""
    speaks = last or set_in or len(invites) > 1 or sheet.of("you").found(own) or sheet.of("we").found(own)
    if part.prose and not speaks:
        return ""  # a sentence that speaks to nobody is the author's
    if part.size <= 40 and bars and (len(bars) > 1 or not sheet.of("ask").found(own)):
        return "It is a notice of a paywall."
    if part.size <= 45 and invites:
        return "It invites readers to the site's channels or asks them to write in."
    return ""


def _says_copyright(part: Part) -> bool:
    """A sentence that begins with the word: "Copyright is the river's, she says." A notice has a sign or a year."""
    return part.stops and "©" not in part.text and not _YEAR_OR_SIGN.search(part.text)


def _asks_in(sheet: Sheet, part: Part) -> bool:
    """A question to subscribers and a label behind it: "Already a subscriber? Log in"."""
    if "?" not in part.text:
        return False
    said = sentences(part.text)
    known = sheet.of("payment"), sheet.of("furniture")
    return len(said) == 2 and said[0].endswith("?") and all(w.whole(one) for w, one in zip(known, said, strict=True))


def _is_clock(sheet: Sheet, n: int) -> bool:
    """A player's time or speed beside another: alone, a time may be the author's."""
    if not _CLOCK.match(sheet.parts[n].text):
        return False
    near = [m for m in (n - 1, n + 1) if 0 <= m < len(sheet.parts)]
    return any(_CLOCK.match(sheet.parts[m].text) for m in near)


def _is_path(sheet: Sheet, part: Part) -> bool:
    """Names of pages parted by signs, without an author or a date among them."""
    parted = part.size <= 12 and not part.ends and len(_CRUMBS.findall(part.text)) >= 2
    return parted and not sheet.of("byline").start(part.text) and not dates(part.text, sheet.words)


def _is_from_home(sheet: Sheet, n: int) -> bool:
    """Text: a path that begins with a label such as Home, whatever parts its steps, and leads to where we are."""
    text = "" if sheet.html else sheet.parts[n].text
    first, *steps = _STEP.split(text) if len(text) <= _LONGEST_PATH else [""]
    if not steps or not all(steps) or size(first) > 2 or not sheet.of("furniture").whole(first):
        return False
    here = bare(steps[-1].rstrip("…. "))
    return len(steps) > 1 or any(bare(p.text).startswith(here) for m, p in enumerate(sheet.parts[: n + 6]) if m != n)


def _tags(sheet: Sheet, n: int) -> None:
    """What stands below a label such as Topics is the topics."""
    below = sheet.parts[n + 1] if n + 1 < len(sheet.parts) else None
    if below is None or bare(sheet.parts[n].text) not in sheet.of("starts").phrases or n < sheet.head_end():
        return
    if below.open and below.size <= 15 and not below.ends and below.shape in ("line", "list"):
        below.be("furniture", "They are the article's tags.")


def _is_start(text: str, starts: Words) -> bool:
    start = starts.start(text)
    rest = text[len(start) :].strip()
    return bool(start) and (not rest or rest[0] in ":|-–—,/#" or len(start.split()) > 1 or not start.isascii())


def _is_count(text: str, counted: Words, outside: bool) -> bool:
    if len(text) > 60 or not _COUNT.search(text):
        return False
    rest = bare(_COUNT.sub(" ", fold(text)))
    rest = " ".join(rest.split())
    if not rest:
        return outside
    return rest in counted.phrases or all(word in counted.phrases for word in _BETWEEN_COUNTS.split(rest) if word)


def _repeated(sheet: Sheet) -> None:
    """A line of a few words that stands there three times is a label in any language."""
    lines: dict[str, list[Part]] = {}
    for _, part in sheet.open():
        if part.shape == "line" and part.size <= 5 and not part.ends:
            lines.setdefault(bare(part.text), []).append(part)
    for same in lines.values():
        if len(same) >= 3:
            for part in same:
                part.be("furniture", f"It stands there {len(same)} times, as labels of a site do.")


def comments(sheet: Sheet) -> None:
    """Everything from a heading such as Comments on, where the article is over; and the rules for comments."""
    heads, policy = sheet.of("comments"), sheet.of("policy")
    prose = sheet.body_prose()
    for n, part in sheet.open():
        if part.short and _comments_head(part.text, heads):
            before, after = sum(p < n for p in prose), sum(p > n for p in prose)
            if before and (before >= after or part.in_box("comments")):
                part.be("furniture", "It is the heading of the comments.")
                for _, later in ((m, p) for m, p in sheet.open() if m > n):
                    later.be("furniture", "It stands below the heading of the comments.")
                _no_request(sheet, n)
                break
    prose = sheet.body_prose()
    latest = prose[-3:] if len(prose) > 3 else prose[-1:]
    for n, part in sheet.open():
        near_end = not prose or n >= latest[0]
        if near_end and part.shape != "picture" and part.size <= 90 and policy.found(part.text):
            part.be("furniture", "It is about how to comment.")


def _no_request(sheet: Sheet, head: int) -> None:
    """A reader who asks for money among the comments is not the newsroom."""
    asked = [n for n, part in enumerate(sheet.parts) if part.label == "appeal"]
    if sheet.html or len(asked) != 1 or not head + 2 < asked[0] < len(sheet.parts) - 1:
        return
    if all("the heading of the comments" in sheet.parts[n].why for n in (asked[0] - 2, asked[0] - 1, asked[0] + 1)):
        part = sheet.parts[asked[0]]
        part.label, part.why, sheet.appeal = "furniture", "It is what a reader wrote below the article.", None


def _comments_head(text: str, heads: Words) -> bool:
    return bare(_COUNT.sub(" ", text)) in heads.phrases
