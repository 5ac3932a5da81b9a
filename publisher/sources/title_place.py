"""How much speaks for a line as the title, by what stands above and below it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping

import regex

from .body import NAME_LAST, credit_in
from .byline import before_date, beside_date
from .day import is_date_line
from .foreign import is_foreign
from .names import are_names, byline_start, is_name
from .part import Part
from .sheet import Sheet
from .title_line import SERIES, credited, in_capitals, is_byline, like_a_row
from .title_short import said_day, short_over_long
from .unspaced import names_alone, names_below
from .words import bare

LINES_AROUND = 200  # lines above a text that may be its title
_STANDFIRST = 3.0  # what it is worth to stand above one
_BELOW = 4  # lines below a title that may name the author and the day
_ABOVE_DAY = 4  # lines between a title and its day
_FEW = 5  # words of a title that is no name
_SHARES = 12  # lines below share buttons or an author that are still of the head
_MENU, _SECTIONS, _SECTION = 6, 4, 2  # lines below it, of which so many have no more words
_LONG = 8  # words
_SAID_TWICE = re.compile(r"(?<!\S)(\S{2,} \S{2,}).*(?<!\S)\1")
_LABEL = regex.compile(r"[^,،:：]{3,30}[,،:：]\s")
_AGENCY = regex.compile(r"\s\([\p{L}\p{M}./ -]{3,25}\)$")
_LABELLED_VALUE = regex.compile(r"\p{L}[^:\d]{2,24}:\s\S.{0,40}$")  # "Category: Trade", as content systems have it
LABELLED = regex.compile(r"^[^,،]{3,30}[,،](?=\p{L})")


def of_head(sheet: Sheet, candidates: Iterable[tuple[int, Part]]) -> set[int]:
    """Which of the four parts below each candidate name an author or the day."""
    below = {m for n, _ in candidates for m in range(n + 1, n + 1 + _BELOW)}
    parts = ((m, sheet.parts[m]) for m in sorted(below) if m < len(sheet.parts))
    return {m for m, p in parts if is_byline(sheet, p) or is_date_line(sheet, p) or said_day(p)}


def place_speaks_for(sheet: Sheet, n: int, said: Mapping[int, int], told: Container[int]) -> float:
    """What the place of a line says: a title is followed by author and date, a site's name by labels, and it recurs.

    `said`: which lines of a plain text the text below says again, and how much (see title_echo.py). `told`: which
    name an author or the day.
    """
    part, weight = sheet.parts[n], 0.0
    above, below = sheet.parts[max(n - LINES_AROUND, 0) : n], sheet.parts[n + 1 : n + 1 + _BELOW]
    heads = [m in told for m in range(n + 1, n + 1 + len(below))]
    if not sheet.html and (_said_twice(below) or sum(_LABELLED_VALUE.match(p.text) is not None for p in below) > 1):
        heads[1] = True
    known = 1.0 if part.size > 3 else 0.5
    weight += known * any(heads[:3])
    weight += known * (any(heads[:1]) or (any(heads[1:2]) and below[0].size >= 5 and part.size >= 4))
    few = part.size <= 4 and said.get(n, 0) < 2
    taken = bool(above) and above[-1].open and (sheet.html or not is_foreign(sheet, above[-1]))
    if any(heads[:1]) and few and taken and above[-1].size >= part.size:
        weight -= 2  # rather the author's name
    if any(heads) and are_names(sheet, part.text):
        weight -= 4
    weight += 3 * names_below(sheet, n) - 4 * names_alone(sheet, n)
    if below and below[0].size >= 8 and below[0].ends:
        weight += 1  # a standfirst, or the text
    if above and above[-1].text and is_date_line(sheet, above[-1]) and (sheet.html or not part.stops):
        weight += 1  # the day, as web logs have it
    elif len(above) > 1 and above[-1].label == "furniture" and is_date_line(sheet, above[-2]) and not sheet.html:
        weight += 1.5  # the day and how long reading takes
    elif above and above[-1].text and above[-1].size <= 3:
        weight += 0.5  # a kicker
    taller = above and above[-1].open and 5 <= above[-1].size < part.size and (part.stops or not above[-1].stops)
    taller = taller and not in_capitals(part.text)
    if taller and not like_a_row(sheet, above[-1]):
        weight -= 1.5  # the longer of two is the standfirst
    weight += _STANDFIRST * (short_over_long(sheet, n, said) - (n > 0 and short_over_long(sheet, n - 1, said)))
    label = above[-2] if len(above) > 1 and above[-2].open and above[-2].text else None
    labelled = label is not None and (label.size <= 2 or SERIES.search(label.text))
    labelled = labelled and (sheet.html or any(heads[:1]))
    if labelled and above[-1].open and 3 <= above[-1].size <= 4 and part.size >= 10 and not above[-1].stops:
        weight -= 2  # a label, a short title, and this is its standfirst
    if sheet.airy and part.apart and part.shape == "line":
        over = [sheet.parts[m] for m in range(max(n - 4, 0), n) if sheet.html or m == n - 1 or said.get(m, 0) > 1]
        named = (p.open and not p.apart and p.size >= 5 and not p.ends and "row" not in p.boxes for p in over)
        weight -= 2 if any(named) else 0.5  # a paragraph, below what could be its title
    signed = not sheet.html and any(NAME_LAST.search(p.text) for p in (part, *below[:1]))
    if signed or credited(sheet, part) or (below and (below[0].in_box("caption") or credited(sheet, below[0]))):
        weight -= 2  # it describes a picture
    elif not sheet.html and sheet.airy and below and not part.apart and _AGENCY.search(below[0].text):
        weight -= 2
    if not sheet.html and above and sheet.of("credit").start(above[-1].text) and ":" in above[-1].text:
        weight -= 2  # a caption, below who took the picture
    if part.size <= 10 and (_SAID_TWICE.search(part.text) or sheet.of("roles").found(part.text)):
        weight -= 3  # "Photo of Anna Perera by Anna Perera", or what she is
    if part.text.isupper() or part.text.startswith(('"', "“", "«", "„", "「", "'")):
        weight += 0.5
    if part.text.endswith(("—", "–", "-")):
        weight -= 3  # a place, before what is reported from there
    if _below_shares(sheet, n):
        weight -= 3
    weight -= any(p.prose for p in above)
    if (
        sum(p.size <= 3 and not head for p, head in zip(below[:4], heads, strict=False)) >= 3
        and below[0].size <= 3
        and not any(heads[:3])
        and said.get(n, 0) < 2
    ):
        weight -= 2  # the first of a menu
    if not sheet.html and _over_menu(sheet, n):
        weight -= 2
    if not sheet.html and _third(sheet, n, said):
        weight -= 2
    labelled = bool(below) and below[0].label == "furniture" and said.get(n, 0) < 2
    if labelled and (n == 0 or not (sheet.html or any(heads))):
        weight -= 1
    if part.size <= 4 and any(part.text in p.text for p in sheet.parts if p is not part and p.size > part.size + 4):
        weight -= 1.5
    if above and above[-1].text.endswith((",", "،", "，")) and above[-1].size <= 3:
        weight -= 4  # "Image caption,"
    if below and below[0].text and below[0].text in part.text and below[0].size >= 2:
        weight -= 4  # "Photo of Anna Perera", her name below
    if above and 2 <= above[-1].size <= 4 and part.text.startswith(above[-1].text + " ") and part.size <= 8:
        weight -= 4  # "Anna Perera in Colombo", her name above
    if not sheet.html and (LABELLED.match(part.text) or _names_picture(sheet, part)):
        weight -= 3  # "Image caption,A green waggon"
    if not sheet.html and _described_twice(sheet, n, said):
        weight -= 5
    said_on = part.size >= _FEW or (part.size >= 3 and any(p.text.startswith(f"{part.text} ") for p in below[:1]))
    if not sheet.html and said_on and _said_on(part, above[-1:], below[:1]):
        weight -= 6  # a picture's description, and its caption with who took it
    weight -= 3 * (not sheet.html and is_foreign(sheet, part)) + 3 * _late(sheet, n, said)
    weight -= 2.5 * _below_head(sheet, n)
    if part.shape == "line" and _begun_elsewhere(sheet, n):
        weight += 3
    return weight - like_a_row(sheet, part)


def _names_picture(sheet: Sheet, part: Part) -> bool:
    """It begins with what a site writes before captions, or ends with an agency in brackets."""
    label = _LABEL.match(part.text)
    if label is not None:
        name, sign = label[0].rstrip()[:-1].strip(), label[0].rstrip()[-1]
        if sheet.of("credit").whole(name) or (sign in ",،" and sheet.of("furniture").whole(name)):
            return True
    agency = part.size >= 8 and part.text.endswith(")") and _AGENCY.search(part.text) is not None
    return agency or bool(part.size >= 5 and credit_in(sheet, part.text)[1])


def _said_on(part: Part, above: list[Part], below: list[Part]) -> bool:
    """The line below says all of it and more, or it says all of the line above."""
    longer = any(p.text != part.text and _stands_in(part.text, p.text) for p in below)
    return longer or any(p.stops and part.text.startswith(p.text) and p.text != part.text for p in above)


def _stands_in(text: str, longer: str) -> bool:
    """Its words are there in their order, perhaps with others among them."""
    words = iter(longer.split())
    return all(word in words for word in text.split())


def _over_menu(sheet: Sheet, n: int) -> bool:
    """Below it a row of sections and no head of an article: what the site says of itself, under its name."""
    below = sheet.parts[n + 1 : n + 1 + _MENU]
    headed = any(is_byline(sheet, p) or is_date_line(sheet, p) for p in below)
    return not headed and sum(p.open and p.size <= _SECTION and not p.ends for p in below) >= _SECTIONS


def _third(sheet: Sheet, n: int, said: Mapping[int, int]) -> bool:
    """The third of three long lines, of the first of which the text says something again: one more standfirst."""
    above = sheet.parts[n - 2 : n] if n > 1 else []
    long = all(p.open and p.size >= _LONG and not p.apart and not p.stops for p in above)
    return len(above) > 1 and long and bool(said.get(n - 2)) and not like_a_row(sheet, above[0])


def _described_twice(sheet: Sheet, n: int, said: Mapping[int, int]) -> bool:
    """The same line twice below what can be the title: a picture's description is its caption, too."""
    text = sheet.parts[n].text
    first = n - 1 if n and sheet.parts[n - 1].text == text else n
    twice = first + 1 < len(sheet.parts) and sheet.parts[first + 1].text == text
    return twice and first > 0 and said.get(first - 1, 0) > 0 and _like_a_title(sheet, sheet.parts[first - 1])


def _said_twice(below: list[Part]) -> bool:
    """A name two lines below, and once more below that, with a button behind it: the author's picture and name."""
    return len(below) > 2 and is_name(below[1].text) and below[2].text.startswith(below[1].text)


def _below_shares(sheet: Sheet, n: int) -> bool:
    """The share buttons or the author's line stand above it; in text a site's own networks may, far above the title.

    There a line between two of author or day is the title, below a kicker that begins as the author's line does
    ("Report from the coast").
    """
    first = max(n - LINES_AROUND if sheet.html else n - _SHARES, 0)
    if sheet.html:
        return any(p.label == "share" or byline_start(sheet, p) for p in sheet.parts[first:n])
    heads = (p for p in sheet.parts[n + 1 : n + 2] if is_byline(sheet, p) or is_date_line(sheet, p))
    last = n - 1 if any(heads) and sheet.parts[n].size >= _FEW else n
    at = next((m for m in range(first, last) if _ends_head(sheet, sheet.parts[m])), first)
    return any(_can_be_one(sheet, part) for part in sheet.parts[first:at])


def _ends_head(sheet: Sheet, part: Part) -> bool:
    return part.label == "share" or bool(byline_start(sheet, part))


def _below_head(sheet: Sheet, n: int) -> bool:
    """Right below a title, a short line and the day: it describes a picture; or below a title and a name: a site's."""
    if sheet.html or n < 3:
        return False
    above = [p for p in sheet.parts[max(n - 6, 0) : n] if p.open][-3:]
    if len(above) < 3:
        return False
    first, name, day = above
    if _like_a_title(sheet, first) and name.size <= 4 and not is_date_line(sheet, name) and is_date_line(sheet, day):
        return True
    return _like_a_title(sheet, name) and is_name(day.text) and sheet.parts[n].size <= 5


def _like_a_title(sheet: Sheet, part: Part) -> bool:
    return part.open and 5 <= part.size <= 30 and not part.stops and not like_a_row(sheet, part)


def _late(sheet: Sheet, n: int, said: Mapping[int, int]) -> bool:
    """Above it a day, and above that what could be the title: it is the author's, or a label below the head."""
    if sheet.html:
        return False
    if _below_named_day(sheet, n):
        return True
    first = max(n - 5, 0)
    day = next((m for m in range(first, n) if is_date_line(sheet, sheet.parts[m])), 0)
    for m in range(max(day - _ABOVE_DAY, 0), day):
        part = sheet.parts[m]
        titled = part.open and 5 <= part.size <= 30 and not like_a_row(sheet, part)
        if titled and (sheet.parts[n].size <= 4 or (said.get(m) and m >= max(first, day - 2))):
            return True
    return False


def _below_named_day(sheet: Sheet, n: int) -> bool:
    """Above it stand a day said to be of publication, or a day and a name, and over that what can be the title."""
    for at in range(max(n - 6, 1), n):
        day = sheet.parts[at]
        if not is_date_line(sheet, day):
            continue
        named = is_name(before_date(sheet, day)) or beside_date(sheet, day)
        over = sheet.parts[max(at - 5, 0) : at]
        if (named or sheet.of("published").start(day.text)) and any(_can_be_one(sheet, p) for p in over):
            return True
    return False


def _can_be_one(sheet: Sheet, part: Part) -> bool:
    return part.open and part.shape == "line" and 3 <= part.size <= 30 and not like_a_row(sheet, part)


def _begun_elsewhere(sheet: Sheet, n: int) -> bool:
    """Breadcrumbs, archives and comment forms say the title again, often cut short; what has a © the site's name."""
    said = bare(sheet.parts[n].text)
    start = said[: max(20, len(said) // 2)]
    most = sheet.parts[n].size + 12
    others = (p for m, p in enumerate(sheet.parts) if m != n and not p.prose and p.size < most and "©" not in p.text)
    return len(said) > 20 and any(start in bare(p.text) for p in others)
