"""Passes that find what stands above an article: its title and its standfirst; byline.py finds the rest."""

from __future__ import annotations

import regex

from .body import NAME_LAST
from .dates import dates, like_a_date
from .day import is_date_line
from .names import SMALL_WORD, are_names, byline_start, is_name
from .part import Part, size
from .sheet import Sheet
from .words import bare

_LONGEST_LINE = 8  # words of a line that a title was broken into
MOST_CANDIDATES = 200  # lines above a text that may be its title


def title(sheet: Sheet) -> None:
    """The title: what the page calls its first heading, or the first line above the text that can be one."""
    if not sheet.html:
        _unwrap(sheet, sheet.run_start())
    head = sheet.run_start()
    candidates = [
        (n, p)
        for n, p in sheet.open()
        if p.shape in ("line", "heading")
        and (n < head or p.level == 1)
        and not p.in_box(
            "caption", "credit", "byline", "date", "kicker", "related", "standfirst", "appeal", "newsletter"
        )
        and not (p.in_box("aside") and p.level != 1)
    ]
    if any(p.in_box("title") and not p.in_box("header") for _, p in candidates):
        candidates = [(n, p) for n, p in candidates if not _names_site(p)]
    if not candidates:
        return
    wanted = bare(sheet.title)
    candidates = candidates[:MOST_CANDIDATES] + [(n, p) for n, p in candidates[MOST_CANDIDATES:] if p.level == 1][:10]
    weighed = [(_title_weight(sheet, part, wanted) + _standing(sheet, n), -n) for n, part in candidates]
    weight, n = max(weighed)
    if weight <= 0:
        return
    part = sheet.parts[n := -n]
    part.be("title", _title_reason(part, wanted))
    _without_kicker(sheet, part)
    said = bare(part.text)
    for m, other in sheet.open():
        if m != n and bare(other.text) == said and (m < head + 2 or other.short):
            other.be("furniture", "It is the title once more.")


def _names_site(part: Part) -> bool:
    """It leads to another page, from the page's header."""
    return part.linked > 0.9 and part.in_box("header") and not part.in_box("article")


def _unwrap(sheet: Sheet, head: int) -> None:
    """Text: a title of two lines is one; the second goes on with a small letter, and names no author."""
    for n in range(min(head, MOST_CANDIDATES) - 1, 0, -1):
        one, other = sheet.parts[n - 1 : n + 1]
        lines = all(p.open and p.shape == "line" and p.size <= _LONGEST_LINE and not p.ends for p in (one, other))
        goes_on = one.text[:1].isupper() and not one.text.isupper() and not one.apart and other.text[:1].islower()
        if lines and goes_on and not (byline_start(sheet, other) or SMALL_WORD.match(other.text)):
            one.text, one.apart = f"{one.text} {other.text}", other.apart
            one.size = size(one.text)
            del sheet.parts[n]


_JOINED = regex.compile(r"^(?P<kicker>[^:?!]{4,70})[:?!](?=[\p{Lu}\p{Lo}„“«\"'‘])(?P<title>.{12,})$")


def _without_kicker(sheet: Sheet, part: Part) -> None:
    """Style sheets part a kicker from its title; a copy joins them without a space: "Floods on the Oder:No siren"."""
    found = _JOINED.match(part.text)
    if found and size(found["kicker"]) >= 2 and size(found["title"]) >= 3 and not regex.search(r"\p{Han}", part.text):
        part.cut, part.text = found["kicker"], found["title"]
    elif not sheet.html and (at := _seam(sheet, part)):
        part.cut, part.text = part.text[:at], part.text[at:]


_LONGEST_TITLE = 200  # characters of a line in which a seam is looked for
_SEAM = regex.compile(r"(?P<last>\p{Lu}?\p{Ll}+)(?P<first>\p{Lu}\p{Ll}*)(?!\p{L})")


def _seam(sheet: Sheet, part: Part) -> int:
    """Where a kicker ends and a title begins, joined without a sign: the text has both words, but not as one."""
    found = _SEAM.search(part.text) if len(part.text) <= _LONGEST_TITLE else None
    if not found or size(part.text[: found.end("last")]) < 2 or size(part.text[found.start("first") :]) < 3:
        return 0
    told = {word for p in sheet.parts if p.prose for word in regex.findall(r"\p{L}+", p.text.lower())}
    last, first = found["last"].lower(), found["first"].lower()
    known = (last in told and first in told) or first in sheet.words.commonest
    return found.start("first") if known and last + first not in told else 0


def _title_weight(sheet: Sheet, part: Part, wanted: str) -> float:
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
    elif part.size <= 3 and regex.search(r"\p{Nd}$", part.text) and not sheet.html:
        weight -= 2  # "4 votes", "Page 2"
    else:
        weight += 1.5 if part.size >= 4 else 1
    if part.stops and part.shape != "heading":
        weight -= 2.5
    if "。" in part.text[:-1] or _SERIES.search(part.text):
        weight -= 2
    if part.text.endswith((":", ",", ";")) or (part.linked > 0.9 and part.level != 1):
        weight -= 1.5
    if (
        is_date_line(sheet, part)
        or (part.size <= 8 and like_a_date(part.text))
        or byline_start(sheet, part)
        or (sheet.of("credit").start(part.text) and ":" in part.text)
    ):
        weight -= 6
    if sheet.of("ask").found(part.text) and part.level != 1:
        weight -= 2
    if sheet.of("related").start(part.text) and (":" in part.text or part.size < 4):
        weight -= 4
    return weight


def _standing(sheet: Sheet, n: int) -> float:
    """What the place of a line says: a title is followed by author and date, a site's name by labels, and it recurs."""
    part, weight = sheet.parts[n], 0.0
    above, below = sheet.parts[max(n - MOST_CANDIDATES, 0) : n], sheet.parts[n + 1 : n + 5]
    heads = [_is_byline(sheet, p) or is_date_line(sheet, p) or (p.size <= 8 and like_a_date(p.text)) for p in below]
    known = 1.0 if part.size > 3 else 0.5
    weight += known * any(heads[:3])
    weight += known * (any(heads[:1]) or (any(heads[1:2]) and below[0].size >= 5 and part.size >= 4))
    if any(heads[:1]) and part.size <= 4 and above and above[-1].open and above[-1].size >= part.size:
        weight -= 2  # rather the author's name
    if any(heads) and are_names(sheet, part.text):
        weight -= 4
    if below and below[0].size >= 8 and below[0].ends:
        weight += 1  # a standfirst, or the text
    if above and above[-1].text and is_date_line(sheet, above[-1]):
        weight += 1  # the day, as web logs have it
    elif above and above[-1].text and above[-1].size <= 3:
        weight += 0.5  # a kicker
    taller = above and above[-1].open and 5 <= above[-1].size < part.size and not above[-1].stops
    if taller and not _like_a_row(sheet, above[-1]):
        weight -= 1.5  # the longer of two is the standfirst
    label = above[-2] if len(above) > 1 and above[-2].open and above[-2].text else None
    labelled = label is not None and (label.size <= 2 or _SERIES.search(label.text))
    if labelled and above[-1].open and 3 <= above[-1].size <= 4 and part.size >= 10 and not above[-1].stops:
        weight -= 2  # a label, a short title, and this is its standfirst
    if sheet.airy and part.apart and part.shape == "line":
        named = (p.open and not p.apart and p.size >= 5 and not p.ends and "row" not in p.boxes for p in above[-4:])
        weight -= 2 if any(named) else 0.5  # a paragraph, below what could be its title
    signed = not sheet.html and any(NAME_LAST.search(p.text) for p in (part, *below[:1]))
    if signed or _credited(sheet, part) or (below and (below[0].in_box("caption") or _credited(sheet, below[0]))):
        weight -= 2  # it describes a picture
    if part.size <= 10 and (_SAID_TWICE.search(part.text) or sheet.of("roles").found(part.text)):
        weight -= 3  # "Photo of Anna Perera by Anna Perera", or what she is
    if part.text.isupper() or part.text.startswith(('"', "“", "«", "„", "「", "'")):
        weight += 0.5
    if part.text.endswith(("—", "–", "-")):
        weight -= 3  # a place, before what is reported from there
    if any(p.label == "share" or byline_start(sheet, p) for p in above):
        weight -= 3
    weight -= any(p.prose for p in above)
    if (
        sum(p.size <= 3 and not head for p, head in zip(below[:4], heads, strict=False)) >= 3
        and below[0].size <= 3
        and not any(heads[:3])
    ):
        weight -= 2  # the first of a menu
    if below and below[0].label == "furniture" and n == 0:
        weight -= 1
    if part.size <= 4 and any(part.text in p.text for p in sheet.parts if p is not part and p.size > part.size + 4):
        weight -= 1.5
    if above and above[-1].text.endswith((",", "،", "，")) and above[-1].size <= 3:
        weight -= 4  # "Image caption,"
    if below and below[0].text and below[0].text in part.text and below[0].size >= 2:
        weight -= 4  # "Photo of Anna Perera", her name below
    if above and 2 <= above[-1].size <= 4 and part.text.startswith(above[-1].text + " ") and part.size <= 8:
        weight -= 4  # "Anna Perera in Colombo", her name above
    if not sheet.html and _LABELLED.match(part.text):
        weight -= 3  # "Image caption,A green waggon"
    weight -= 3 * _late(sheet, n) + 2.5 * _below_head(sheet, n)
    if part.shape == "line" and _begun_elsewhere(sheet, n):
        weight += 3
    return weight - _like_a_row(sheet, part)


def _below_head(sheet: Sheet, n: int) -> bool:
    """Right below a title, a short line and the day: it describes a picture; or below a title and a name: a site's."""
    if sheet.html or n < 3:
        return False
    first, name, day = sheet.parts[n - 3 : n]
    if _like_a_title(sheet, first) and name.size <= 4 and not is_date_line(sheet, name) and is_date_line(sheet, day):
        return True
    return _like_a_title(sheet, name) and is_name(day.text) and sheet.parts[n].size <= 5


def _like_a_title(sheet: Sheet, part: Part) -> bool:
    return part.open and 5 <= part.size <= 30 and not part.stops and not _like_a_row(sheet, part)


def _late(sheet: Sheet, n: int) -> bool:
    """Above it a day, and above that what could be the title: it is the author's, or a label below the head."""
    if sheet.html or sheet.parts[n].size > 4:
        return False
    above = sheet.parts[max(n - 5, 0) : n]
    day = next((at for at, part in enumerate(above) if is_date_line(sheet, part)), 0)
    return any(
        part.open and 5 <= part.size <= 30 and not _like_a_row(sheet, part) for part in above[max(day - 2, 0) : day]
    )


_SAID_TWICE = regex.compile(r"(\S+ \S+).*\1")
_LABELLED = regex.compile(r"^[^,،]{3,30}[,،](?=\p{L})")
_SERIES = regex.compile(r"[①-⑳㊤㊥㊦]$")  # a part of a series: the line is its name
_CRUMBS = regex.compile(r"\S\s*[›»→▸]\s*\S|\S\s?[/>]\s+\S.*?\S\s?[/>]\s+\S")
_GLUED = regex.compile(r"\p{Ll}{3}\p{Lu}\p{Ll}{2}")


def _like_a_row(sheet: Sheet, part: Part) -> float:
    """How much it looks like a row of labels that a copy has put into one line."""
    if part.shape == "heading":
        return 0
    path = part.text.replace("»", "") if "«" in part.text else part.text  # quotation marks part nothing
    crumbs = _CRUMBS.search(path) or sum(map(part.text.count, "|·・•")) >= 2
    networks = len(sheet.of("share").found(part.text)) >= 2 and bool(_GLUED.search(part.text))
    dated = part.size <= 14 and bool(dates(part.text, sheet.words))
    row = "row" in part.boxes or bool(crumbs)
    return 4 * row + 4 * networks + 2 * bool(_GLUED.search(part.text)) + 2 * dated


def _credited(sheet: Sheet, part: Part) -> bool:
    """It ends with who took the picture."""
    last = regex.split(r"(?<=[.!?।。])\s+|\s[-–—|]\s|[(（]", part.text)[-1]
    return part.shape == "line" and 4 <= part.size <= 45 and bool(sheet.of("credit").start(last)) and ":" in last


def _is_byline(sheet: Sheet, part: Part) -> bool:
    return bool(byline_start(sheet, part)) or bare(part.text) in sheet.of("byline").phrases


def _begun_elsewhere(sheet: Sheet, n: int) -> bool:
    """Breadcrumbs, archives and comment forms say the title again, often cut short."""
    said = bare(sheet.parts[n].text)
    start = said[: max(20, len(said) // 2)]
    others = (p for m, p in enumerate(sheet.parts) if m != n and not p.prose and p.size < sheet.parts[n].size + 12)
    return len(said) > 20 and any(start in bare(p.text) for p in others)


def _title_reason(part: Part, wanted: str) -> str:
    if part.shape == "heading":
        return "It is the main heading."
    if wanted and bare(part.text) == wanted:
        return "The page names it as its title."
    return "It is the first line, stands alone above the text and does not read on."


def standfirst(sheet: Sheet) -> str:
    """The article's own standfirst: named so by HTML, or a line between title and byline, or below the title."""
    top, head = sheet.place("title"), sheet.head_end()
    told = sum(part.ends for n, part in sheet.open() if n >= head)
    if top < 0 or (len(sheet.body_prose()) < 2 and told < 3):
        return ""
    lines = [(n, p) for n, p in sheet.open() if p.shape in ("line", "heading") and 4 <= p.size <= 80]
    lines = [(n, p) for n, p in lines if sheet.html or not _LABELLED.match(p.text)]
    named = [p for n, p in lines if p.in_box("standfirst") and (n <= head or len(lines) < 4)]
    if named:
        return _take(named[0], "The page marks it as the standfirst.")
    below = [
        (n, p)
        for n, p in lines
        if top < n < head and p.size >= 5 and not p.in_box("aside", "caption", "related", "appeal")
    ]
    for n, part in below[:3]:
        before = any(p.label in ("byline", "date", "share") for p in sheet.parts[n:head])
        after = any(p.label in ("byline", "date", "share") for p in sheet.parts[top + 1 : n])
        right_below = not sheet.html and sheet.airy and n == top + 1
        if part.prose and (part.apart or before or after or right_below) and not _is_byline(sheet, part):
            return _take(part, "It is a sentence or two between the title and the text.")
        if n <= top + 4 and before and not after and part is below[0][1] and part.linked < 0.5:
            return _take(part, "It stands between the title and the line of author and date.")
    alone = len(below) == 1 and not any(p.open and p.shape == "line" for p in sheet.parts[top + 1 : below[0][0]])
    dated = not sheet.html and alone and any(p.label in ("byline", "date") for p in sheet.parts[top + 1 : below[0][0]])
    if alone and not dated and below[0][0] <= top + 4 and (below[0][1].shape == "heading" or not below[0][1].ends):
        return _take(below[0][1], "It stands alone between the title and the text.")
    return ""


def _take(part: Part, why: str) -> str:
    part.be("standfirst", why)
    return part.text
