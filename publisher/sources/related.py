"""The pass that finds other articles: lists below "Related", titles with a [date], lines that are only a link."""

from __future__ import annotations

import re
from itertools import takewhile

import regex

from ..story import Related
from .clean import one_line
from .dates import dates, like_a_date
from .entries import BRACKETS, CLOSING, entry
from .kinship import stems
from .part import Part, size, words_of
from .quotes import quotes_section
from .sheet import Sheet
from .words import Words, bare

_IN_BRACKETS = re.compile(r"[【\[［]([^】\]］]{2,20})[】\]］]\s*(\S.*)$")  # "【関連記事】 …"
_SIGNS = regex.compile(r"[>»›→▶►•+*–—\s-]+(?=\p{L})")
_OPENED = re.compile(r"[(\[（]")
_LAST_LABEL = ("furniture", "related")  # a list's last entry, and what the site says below it
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_NOTED = 1000  # entries and links of one list
_NUMBERED = regex.compile(r"[一二三四五六七八九十]{1,2}、|\p{Nd}{1,2}[.)]\s|[IVX]{1,4}\.\s")
_LONG_WORD = 5
_SEVERAL = 8  # titles of a list
_ASKING = ("?", "？", "؟")
_LEAST = 3  # words of a title that stands in a line with others
_OF_TITLE = "It stands with the title of another article and tells of it."
_SECTION, _NEAR = 2, 3  # words that name a section; lines from a title, in which something tells of it


def related(sheet: Sheet) -> None:
    """Label what points elsewhere and note its title, date and link."""
    heads, lists = sheet.of("related"), sheet.of("lists")
    collecting = ""
    text = {(p.path[:-1], p.looks) for p in map(sheet.parts.__getitem__, sheet.strong()) if p.path}
    last = max(sheet.body_prose(), default=0)
    for n, part in sheet.open():
        if sheet.parts[n - 1].label == "appeal" and not sheet.html:
            collecting = ""  # a list ends there
        if part.shape not in ("line", "heading", "list"):
            thumb = part.picture is not None and (part.in_box("related") or (n < last and not part.text))
            collecting = collecting if thumb else ""
            continue
        said = bare(part.text)
        if part.size <= 8 and (said in heads.phrases or said in lists.phrases):
            if said in heads.phrases and said not in lists.phrases:
                collecting = "related"
                part.be("furniture", "It is the heading of a list of other articles.")
            else:
                collecting = "list"
                part.be("furniture", "It is the heading of a list that the site shows everywhere.")
            continue
        if (found := _IN_BRACKETS.match(part.text)) and bare(found[1]) in heads.phrases and part.size <= 40:
            part.cut = part.text[: found.start(2)]
            note(sheet, part, found[2], "It points to another article, and says so.")
            continue
        start = _start(part.text, heads) or _glued(part.text, heads, cased_only=sheet.html or part.apart)
        start = start or _of_list(part, lists)
        if start and _announces(sheet, part, part.text[len(start) :]):
            part.cut = part.text[: len(start)]
            note(sheet, part, part.text[len(start) :], "It points to another article, and says so.")
            continue
        if (
            start
            and part.size <= 30
            and part.text[len(start) :].lstrip()[:1] in (":", "：", "՝", "|", "›", "»", "–", "—", "→", "-")
        ):
            part.cut = part.text[: len(start)]
            note(sheet, part, part.text[len(start) :], "It points to another article, and says so.")
            continue
        if part.in_box("related") and _tells_of_title(sheet, n):
            part.be("furniture", _OF_TITLE)
        elif part.in_box("related") and part.size <= 40:
            note(sheet, part, part.text, "It stands in a box of related articles.")
        elif collecting and (_begins_again(sheet, n, last) or _set_so(sheet, n, text)):
            collecting = ""
        elif collecting == "related" and _is_entry(part, after_head=True) and _tells_of_title(sheet, n):
            part.be("furniture", _OF_TITLE)
        elif collecting and _tells_age(sheet, part):
            part.be("furniture", "It tells how old another article is.")
        elif collecting and _is_entry(part, after_head=True) and not _leads_on(sheet, n, last):
            if collecting == "related":
                note(sheet, part, part.text, "It stands below a heading such as Related.")
            else:
                part.be("furniture", "It stands in a list that the site shows everywhere.")
        elif _is_dated_title(sheet, part):
            note(sheet, part, part.text, "It is a title with a date in brackets, not a sentence.")
        elif part.shape == "line" and part.linked > 0.9 and _is_entry(part) and _stands_alone(sheet, n):
            if _reads_as_title(part, least=4 if n < last else 6):
                note(sheet, part, part.text, "It is nothing but a link to another page.")
            else:
                part.be("furniture", "It is nothing but a link, and no title of an article.")
        else:
            collecting = ""


def _set_so(sheet: Sheet, n: int, text: set[tuple[tuple[int, ...], tuple[str, ...]]]) -> bool:
    """HTML: it is set as the text's paragraphs are, in their element, and what stands above it is not."""
    part, above = sheet.parts[n], sheet.parts[n - 1]
    return not part.links and (part.path[:-1], part.looks) in text and (above.path[:-1], above.looks) not in text


def _start(text: str, heads: Words) -> str:
    """The phrase of the list that the text starts with, with the signs before it: ">> Read also", "(Read also: …)"."""
    signs = _SIGNS.match(text) or (_OPENED.match(text) if text[-1:] in CLOSING else None)
    bare_text = text[signs.end() :] if signs else text
    said = heads.start(bare_text)
    return text[: len(text) - len(bare_text)] + said if said else ""


def _of_list(part: Part, lists: Words) -> str:
    """What heads a list that the site shows everywhere, and one title of it behind a colon: "Editor's picks: …"."""
    if ":" not in part.text and "：" not in part.text:
        return ""
    said = lists.start(part.text)
    colon = part.text[len(said) :].lstrip()[:1] in (":", "：")
    return said if colon and len(said.split()) > 1 and not part.stops else ""


def _glued(text: str, heads: Words, *, cased_only: bool) -> str:
    """The phrase that a copy has joined to the title behind it: "Read alsoThe ferry returns"."""
    said = heads.joined_start(text[:100].lower())
    first, last = text[len(said) : len(said) + 1], text[len(said) - 1 : len(said)]
    cased = len(said) > 6 and first.isupper() and last.islower()
    joined = not cased_only and len(said) >= 4 and first.isalpha() and first.lower() == first.upper()
    return said if cased or joined else ""


def _announces(sheet: Sheet, part: Part, rest: str) -> bool:
    """The words behind "Related" are a title, though no colon says so."""
    said = part.text[: -len(rest)] if rest else part.text
    if (
        (len(said.split()) > 1 or rest[:1].isalpha())
        and rest.strip()[:1].isalpha()
        and rest.strip()[:1].lower() == rest.strip()[:1].upper()
    ):
        ends = part.text.rstrip().endswith((".", "۔", "।", "!"))  # no capitals tell a title in this script
        return part.shape == "line" and not ends and 4 <= part.size <= 20 and sheet.airy and not part.apart
    if part.shape != "line" or part.stops or not 3 <= part.size <= 30 or not rest.strip()[:1].isupper():
        return False
    among = not sheet.html and len(said.split()) > 1 and size(rest) >= _LEAST and not rest.isupper()
    return rest[:1].isupper() or (sheet.airy and (among or not part.apart))  # "Lees ook De brug wacht"


def _is_entry(part: Part, *, after_head: bool = False) -> bool:
    """It could be another article's title: short, and no sentence of the text."""
    if part.linked > 0.8:
        return part.size <= 40
    if part.shape == "list":
        return after_head and part.size <= 25 * (part.text.count("\n") + 1)
    return part.size <= 25 and not part.stops and part.shape == "line" and "。" not in part.text[:-1]


def _tells_of_title(sheet: Sheet, n: int) -> bool:
    """HTML: no link, or one of a word or two, beside a title that is one: a section, an author, what it is about."""
    part = sheet.parts[n]
    if not part.path or part.shape != "line" or part.prose or (part.links and part.size > _SECTION):
        return False
    near = sheet.parts[max(0, n - _NEAR) : n] + sheet.parts[n + 1 : n + 1 + _NEAR]
    titles = [one for one in near if one.linked > 0.8 and one.size > _SECTION and one.label in ("", "related")]
    within = part.path[-2:-1] if part.in_box("related") else ()
    return any(one.path[:-2] == part.path[: len(one.path) - 2] or set(within) & set(one.path) for one in titles)


def _tells_age(sheet: Sheet, part: Part) -> bool:
    """HTML: a line below a title that says when: "2 Dec", "3 hours ago"."""
    short = bool(part.path) and part.shape == "line" and part.size <= 4
    return short and (like_a_date(part.text) or bool(sheet.of("counted").found(part.text)))


def _begins_again(sheet: Sheet, n: int, last: int) -> bool:
    """Text, inside of it: right below this line a paragraph begins, and the list above ended with an empty line, or
    its titles are longer: a subhead.
    """
    if sheet.html or not 0 < n < last:
        return False
    above, part, below = sheet.parts[n - 1 : n + 2]
    if not below.prose or part.size > 12 or part.stops or dates(part.text, sheet.words):
        return False
    if above.label == "related" and (_heads(sheet, part, below) or quotes_section(sheet, n)):
        return True
    shorter = not part.apart and part.size <= min(0.6 * _longest(sheet, n), 5)
    over = sheet.parts[n - 2] if n > 1 else above
    ended = (above.label == "related" and above.apart and below.apart) or (above.label, over.label) == _LAST_LABEL
    return sheet.airy and (ended or (above.label == "related" and shorter))


def _longest(sheet: Sheet, n: int) -> float:
    """Words of the longest title of the list right above."""
    sizes = (p.size if p.label == "related" else 0 for p in reversed(sheet.parts[max(n - _SEVERAL, 0) : n]))
    return max(takewhile(bool, sizes), default=0)


def _heads(sheet: Sheet, part: Part, below: Part) -> bool:
    """A subhead by what it says: it has a number as another line has, or the paragraph below takes it up."""
    if _NUMBERED.match(part.text):
        return sheet.airy or sum(_NUMBERED.match(p.text) is not None for p in sheet.parts if p.short) > 1
    if _echoed(part, below) and sheet.airy and below.apart:
        return True
    said = stems(part.text)
    taken = len(said & stems(below.text))
    return bool(taken) and (part.text.endswith(_ASKING) or (not sheet.airy and 2 * taken >= len(said)))


def _echoed(part: Part, below: Part) -> bool:
    """The paragraph below says every longer word of the line, of two or more; or the first, in whatever form."""
    words = [word for word in words_of(part.text) if len(word) >= _LONG_WORD]
    told = words_of(below.text)
    first = words[:1] == words_of(part.text)[:1] and any(word.startswith(words[0][:_LONG_WORD]) for word in told)
    return len(words) > 1 and (first or set(words) <= set(told))


def _leads_on(sheet: Sheet, n: int, last: int) -> bool:
    """Inside of the text: a line whose colon announces what follows, or the subhead above such a line."""
    if not 0 < n < last:
        return False
    over, part, below = sheet.parts[n - 1 : n + 2]
    heads = below.text.endswith((":", "：")) and (sheet.html or not sheet.airy or over.apart or below.prose)
    return part.text.endswith((":", "：")) or heads


def _reads_as_title(part: Part, *, least: int) -> bool:
    """As many words as a title has, and none of the site's own places around it."""
    return part.size >= least and not part.in_box("share", "tags", "nav", "byline", "date", "button", "footer")


def _is_dated_title(sheet: Sheet, part: Part) -> bool:
    if part.size > 35 or part.shape != "line" or part.stops or not (found := BRACKETS.search(part.text)):
        return False
    return bool(dates(found[1], sheet.words)) or (len(found[1]) < 20 and like_a_date(found[1]))


def _stands_alone(sheet: Sheet, n: int) -> bool:
    """Below the title, since links above it belong to the page."""
    return n > sheet.place("title") >= 0 and not sheet.parts[n].in_box("quotation")


def _linked(part: Part, text: str) -> list[str]:
    """The words of several links that a line is made of, and of nothing else; none if it is not."""
    titles = [link.text for link in part.links[:MOST_NOTED]]
    rest = text
    for title in titles:
        rest = rest.replace(title, " ", 1)
    named = len(titles) > 1 and all(size(title) >= _LEAST for title in titles)
    return titles if named and not any(sign.isalnum() for sign in rest) else []


def note(sheet: Sheet, part: Part, text: str, why: str) -> None:
    part.be("related", why)
    entries = text.split("\n") if part.shape == "list" else _linked(part, text) or [text.replace("\n", " ")]
    known = {other.title for other in sheet.related}
    links = [(one_line(link.text), link.url) for link in part.links[:MOST_NOTED] if link.url]
    for one in entries[:MOST_NOTED]:
        title, iso = entry(sheet, one, part.moment if _DAY.fullmatch(part.moment) else "")
        said = one_line(one)
        url = next((url for words, url in links if words in said), "")
        if not title or (dates(title, sheet.words) and len(title) < 30):
            continue
        if title not in known:
            known.add(title)
            sheet.related.append(Related(title, iso, url))
