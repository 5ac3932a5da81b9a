"""How much speaks for a line as the title, by what it says and how it is built."""

from __future__ import annotations

import regex

from .dates import dates, like_a_date
from .day import is_date_line
from .names import byline_start
from .part import Part, size
from .sheet import Sheet
from .words import bare

# A part of a series: the line is its name.
SERIES = regex.compile(r"(?:[①-⑳㊤㊥㊦]|\s第[\d一二三四五六七八九十]{1,3}[回集话話期部章])$")
_LAST = regex.compile(r"(?<=[.!?।。])\s+|\s[-–—|]\s|[(（]")  # behind it may stand who took the picture
# "Home › Town", "Home / Town / Lanes", "You are here: Home > Town"
_CRUMBS = regex.compile(r"\S\s*[›»→▸]\s*\S|\S\s?[/>]\s+\S.*?\S\s?[/>]\s+\S|:\s\S.*\S\s>\s\S")
_LAST_DIGIT = regex.compile(r"\p{Nd}$")
_LONG_WORD = regex.compile(r"\p{L}[\p{L}'’]{4,}")  # prepositions may be small
_TITLE_WORDS = 4
_SPEAKER = regex.compile(r"\p{L}[^:：?？]{0,24}[:：]\s?(?=\S)")
_TURNS = 2  # of one who speaks
_ADDRESS = regex.compile(r"\S@[\p{L}\p{N}-]+\.\p{L}{2}")  # "Ada Obi ada@desk.example": an author's line
_TICKER = regex.compile(
    r"(?:\p{L}[\p{L} &/-]{1,20}\s[-+]?\p{Nd}[\p{Nd}.,%]*\s*){3,}$"
)  # "Dollar 44.12 Euro 51.03 Gold 6,812"
_GLUED = regex.compile(r"(?:\p{Ll}{3}|(?<!\p{L})\p{Ll}{2})\p{Lu}\p{Ll}{2}")  # "PastaAnna", "Posted inCity"


def speaks_for(sheet: Sheet, part: Part, wanted: str) -> float:
    """How much speaks for this line as the title; 0 or less: it is none."""
    weight = 1.0
    said = bare(part.text)
    if wanted and (said == wanted or (len(said) > 12 and (said in wanted or wanted in said))):
        weight += 8
    if part.shape == "heading":
        weight += {1: 6, 2: 2}.get(part.level, 1)
    if part.in_box("title"):
        weight += 3
    few = 7 if part.unspaced and not part.unended else 5
    if few <= part.size <= 30:
        weight += 2
    elif part.size < 2:
        weight -= 0.5
    elif part.size <= 3 and _LAST_DIGIT.search(part.text) and not sheet.html:
        weight -= 2  # "4 votes", "Page 2"
    else:
        weight += 1.5 if part.size >= 4 else 1
    if part.stops and part.shape != "heading" and not (part.size <= 30 and in_capitals(part.text)):
        weight -= 2.5
    if "。" in part.text[:-1] or SERIES.search(part.text):
        weight -= 2
    if part.text.endswith((":", ",", ";", "؛", "،")) or (part.linked > 0.9 and part.level != 1):
        weight -= 1.5
    if (
        is_date_line(sheet, part)
        or (part.size <= 8 and like_a_date(part.text))
        or byline_start(sheet, part)
        or (sheet.of("credit").start(part.text) and ":" in part.text)
    ):
        weight -= 6
    if part.shape == "line" and _ADDRESS.search(part.text):
        weight -= 6
    if sheet.of("ask").found(part.text) and part.level != 1:
        weight -= 2
    if not sheet.html and any(sheet.of(name).whole(part.text) for name in ("calls", "buttons")):
        weight -= 4  # in a menu
    if not sheet.html and sheet.of("ours").found(part.text):
        weight -= 1  # what the site says of itself, below its name
    if not sheet.html and sheet.of("kickers").whole(part.text):
        weight -= 4
    if not sheet.html and _speaks(sheet, part):
        weight -= 6
    if sheet.of("related").start(part.text) and (":" in part.text or part.size < 4):
        weight -= 4
    return weight


def _speaks(sheet: Sheet, part: Part) -> bool:
    """It says who asks or answers, as others do: "HN: And who pays?"."""
    who = _SPEAKER.match(part.text)
    return who is not None and sum(p.text.startswith(who[0]) for p in sheet.parts) > _TURNS


def is_byline(sheet: Sheet, part: Part) -> bool:
    return bool(byline_start(sheet, part)) or bare(part.text) in sheet.of("byline").phrases


def in_capitals(text: str) -> bool:
    """Each word begins with a capital, as English titles have it, even those of two sentences."""
    words = _LONG_WORD.findall(text)
    return len(words) >= _TITLE_WORDS and all(word[0].isupper() for word in words)


def like_a_row(sheet: Sheet, part: Part) -> float:
    """How much it looks like a row of labels that a copy has put into one line."""
    if part.shape == "heading":
        return 0
    path = part.text.replace("»", "") if "«" in part.text else part.text  # quotation marks part nothing
    crumbs = _CRUMBS.search(path) or sum(map(part.text.count, "|·・•")) >= 2
    networks = len(sheet.of("share").found(part.text)) >= 2 and bool(_GLUED.search(part.text))
    dated = (part.size <= 14 or part.text.count(": ") > 1) and bool(dates(part.text, sheet.words))
    ticker = "|" in path and not sheet.html and sheet.of("furniture").whole(path.split("|")[0])
    row = "row" in part.boxes or bool(crumbs) or ticker or _TICKER.match(part.text) is not None
    return 4 * row + 4 * networks + 2 * bool(_GLUED.search(part.text)) + 2 * dated


def credited(sheet: Sheet, part: Part) -> bool:
    """It ends with who took the picture, behind a colon or in a sentence of its own."""
    if part.shape != "line" or not 4 <= part.size <= 45:
        return False
    *before, last = _LAST.split(part.text)
    told = ":" in last or (before and before[-1].rstrip().endswith("."))
    return bool(told) and size(last) > 1 and bool(sheet.of("credit").start(last))
