"""The pass that finds who wrote an article."""

from __future__ import annotations

from itertools import pairwise

import regex

from .dated_name import dated_name
from .dates import dates, unglued
from .day import LETTER, is_date_line, note_date
from .lone_name import LABELLED, east_asian, free, lone_name, signature
from .names import CASED, SEPARATOR, TIME, byline_start, is_name, is_role, names_in
from .part import Part, size
from .reporters import reporter
from .sheet import Sheet
from .words import bare, fold

_JOINED = regex.compile(r"(?=\p{Lu}\p{Ll})(?<=[\p{Ll}\p{Lo}\p{M}])")  # "Фото авторкиТекст: …", "…Written By …"
_BELOW, _FEW = 4, 8  # lines of a text's beginning, among which few words may say by whom it is
_LONGEST_NAME = 5  # words
_MOST = 20  # lines in boxes of authors that are looked up in the text
_TWICE = regex.compile(r"(\p{L}[\p{L}\p{M}'’-]+ \p{L}[\p{L}\p{M}'’-]+).*?\1$")  # "Photo of Anna Pereraby Anna Perera"
_DOUBLED = regex.compile(r"^(\p{L}[\p{L}\p{M}'’-]+ \p{L}[\p{L}\p{M}'’-]+)\s?\1")  # a face's description, and the name
_LABEL_FIRST = regex.compile(r"^\p{Ll}{2,12}:\s+(?=\p{Lu})")
_BRACKETED = regex.compile(r"[(（][^()（）]*[)）]")
_BESIDE = regex.compile(r"\s*[|｜•·●]\s*|\s[–—\-/]\s|\p{Nd}[\p{Nd}.,٬]*")
_WEEKDAY = regex.compile(r"^(?:星期|週|周|禮拜|礼拜)[一二三四五六日天]$|[曜요]日?일?$")
_ADDRESS = regex.compile(
    r"(?:(?<=\s)|(?<=\p{L}))[\w.+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+"
)  # of a line that names who wrote it
_AUTHOR_LINK = regex.compile(
    r"/(?:authors?|profiles?|by|bylines?|people|staff|contributors?|columnists?|journalists?|reporters?|writers?|users?|u|"
    r"autor(?:es|a|en|i|y)?|auteurs?|autrices?|autori?|avtory?|yazar(?:lar)?|redaktion|redactor(?:es)?)/|/@[\w.-]+$"
)


def byline(sheet: Sheet) -> None:
    """Who wrote it: a line near the title that says by whom, or a name between title and date."""
    top = sheet.place("title")
    head = sheet.head_end()
    further = 0
    text = range(head + 2, max(sheet.strong(), default=0))
    for part in sheet.parts[max(top, 0) : head]:
        if part.label == "furniture" and part.why.startswith(LABELLED) and byline_start(sheet, part):
            part.label = ""
    for n, part in sheet.open():
        near = n < head + 2 or n <= top + 4
        if part.shape not in ("line", "heading") or part.size > 30:
            continue
        below = not sheet.html and n < head + _BELOW and part.apart and part.size <= _FEW and not part.ends
        starts = (near or below) and byline_start(sheet, part)
        boxed = part.in_box("byline") and part.size <= 14 and not (part.stops or part.in_box("share", "tags", "button"))
        boxed = boxed and (near or not part.in_box("related"))
        boxed = boxed and not part.text.endswith((":", "：")) and not (n in text and sheet.html)  # of a related article
        author = part.links and part.linked > 0.5 and _AUTHOR_LINK.search(part.links[0].url) and part.size <= 8 and near
        linked = _linked_names(sheet, part) if near and n > top else []
        dated = near and is_date_line(sheet, part) and is_name(before_date(sheet, part)) and not _placed(sheet, n)
        within = near and top < n and (reporter(part.text) or (not starts and _beside(sheet, n)))
        within = within or (_before_address(sheet, n) if near else "")
        if not (starts or boxed or author or dated or within or linked):
            continue
        names = linked or names_in(sheet, within or part.text)
        if boxed and not (starts or author or dated) and any(map(is_name, sheet.byline[:_MOST])):
            further += 1
            if further > _MOST:
                continue
            names = [name for name in names if is_name(name) and not _said_before(sheet, name)]
        if names:
            sheet.byline += [name for name in names if name not in sheet.byline]
            # A whole page's metadata know the day of publication better than a line that says when it was updated.
            if not (linked and sheet.page and sheet.of("updated").found(part.text)):
                note_date(sheet, part)
            part.be("byline", f"It names who wrote the article ({', '.join(names)}).")
    if top >= 0:
        _after_by(sheet, top, head)
    if not sheet.byline and top >= 0:
        lone_name(sheet, top, head)
        _after_by(sheet, top, head)
    if not sheet.byline and sheet.body_prose():
        signature(sheet)


def _beside(sheet: Sheet, n: int) -> str:
    """Who the line says it is by, behind other words or beside the day."""
    part = sheet.parts[n]
    if said := _by_within(sheet, part):
        return said
    if _placed(sheet, n):
        return ""
    return beside_date(sheet, part) or dated_name(sheet, part)


def _placed(sheet: Sheet, n: int) -> bool:
    """It may be the place from which wrote who is named right above it: "Anna Perera", "Port Sable - May 6, 2026"."""
    above = sheet.parts[n - 1] if n else None
    return not sheet.html and above is not None and above.label != "title" and is_name(above.text)


def _linked_names(sheet: Sheet, part: Part) -> list[str]:
    """HTML: who a line of no more than a head's links to, by the pages of authors that its links lead to."""
    if part.prose or not part.links:
        return []
    told = [link.text for link in part.links if link.text and _AUTHOR_LINK.search(link.url)]
    told = [name for name in told if size(name) <= _LONGEST_NAME]
    if not told or (len(told) < 2 and bare(told[0]) == bare(part.text)):
        return []
    return list(dict.fromkeys(told))


def before_date(sheet: Sheet, part: Part) -> str:
    """What a line of author and date begins with: "Kacper Dziubiński11 marca 2026", "Anna Perera | 3 May 2026"."""
    text = unglued(part.text)
    found = dates(text, sheet.words)
    return str(SEPARATOR.split(text[: found[0][1]] if found else text)[0]).strip(" ,،、")


def _before_address(sheet: Sheet, n: int) -> str:
    """The name in "Ada Obi ada@desk.example", or in "Ada Obiada@desk.example" where it stands alone above."""
    text = sheet.parts[n].text
    if not (address := _ADDRESS.search(text)):
        return ""
    above = sheet.parts[n - 1].text if n else ""
    if is_name(above) and text.startswith(above):
        return above
    name = text[: address.start()].strip()
    return name if text[: address.start()].endswith(" ") and is_name(name) else ""


def _by_within(sheet: Sheet, part: Part) -> str:
    """What follows the words By in the middle of a line, joined to a date or to a label: "Jan 29, by Anna Perera"."""
    text = unglued(_JOINED.sub(" | ", part.text))
    if not sheet.of("byline").may_stand_in(fold(text)):
        return ""
    for _, start, end in reversed(dates(text, sheet.words)):
        text = f"{text[:start]} | {text[end:]}"
    pieces = [piece.strip(" ,،、") for piece in SEPARATOR.split(TIME.sub(" | ", text))]
    for piece in pieces[1:]:
        said = sheet.of("byline").start(piece)
        rest = piece[len(said) :].strip(" \t:：/|-–—,،")
        if said and rest and size(rest) <= 8 and (is_name(rest) or not CASED.search(rest[:1])):
            return f"{said} {rest}"
    return ""


def beside_date(sheet: Sheet, part: Part) -> str:
    """A name in a line of the date, parted from it by a sign or by the date itself; or one that is said twice."""
    twice = part.size <= 16 and part.text.count(part.text.rsplit(" ", 1)[-1]) > 1  # then only the pattern is asked
    if part.size <= 16 and (found := _DOUBLED.match(part.text) or (twice and _TWICE.search(part.text))):
        return str(found[1])
    if sheet.html or part.size > 22 or not dates(part.text, sheet.words):
        return ""
    text = unglued(_BRACKETED.sub(" | ", part.text))
    for _, start, end in reversed(dates(text, sheet.words)):
        text = f"{text[:start]} | {text[end:]}"
    credit = bool(sheet.of("credit").found(part.text))  # of a caption
    for piece in _BESIDE.split(TIME.sub(" | ", text)):
        name = str(_LABEL_FIRST.sub("", piece.strip(" ,،、-–—")))
        if said := sheet.of("byline").start(name):
            return f"{said} {name[len(said) :].strip()}"
        known = any(sheet.of(words).whole(name) for words in ("share", "furniture"))
        known = known or any(sheet.of(words).found(name) for words in ("published", "updated", "counted"))
        if known or is_role(sheet, name) or _WEEKDAY.search(name):
            continue
        if credit:
            continue
        if is_name(name) or (east_asian(sheet, name) and not CASED.search(part.text)):
            return name
        if regex.search(r"[|｜•·●]", part.text) and not CASED.search(name) and 2 <= len(name.split()) <= 3:
            return name
    return ""


def _said_before(sheet: Sheet, name: str) -> bool:
    """It holds a name that is known ("Follow Anna Perera"), or what the text speaks of, too: a firm, a place."""
    return any(one in name for one in sheet.byline) or any(name in part.text for part in sheet.parts if part.prose)


def _after_by(sheet: Sheet, top: int, head: int) -> None:
    """A line that only says By, and the name below it; a line that goes on with "and" below a byline."""
    lines = [(n, p) for n, p in enumerate(sheet.parts) if top < n < head + 2 and p.text]
    commas = {n + 1 for n, p in lines if p.text.endswith((",", "،", "、"))}
    lines = [(n, p) for n, p in lines if p.label == "byline" or LETTER.search(p.text)]
    lines = [(n, p) for n, p in lines if p.size > 4 or p.label == "byline" or not is_role(sheet, p.text)]
    for (_, above), (n, part) in pairwise(lines):
        said = bare(above.text)
        by = said in sheet.of("byline").phrases or said in sheet.of("author_heads").phrases
        comma = above.label == "byline" and n in commas and is_name(part.text)
        joined = above.label == "byline" and bare(part.text.split()[0]) in sheet.of("joins").phrases
        if not free(part) or part.size > 8 or part.stops or not (by or joined or comma) or is_date_line(sheet, part):
            continue
        if joined:
            names = names_in(sheet, part.text.split(maxsplit=1)[-1])
        else:
            names = names_in(sheet, part.text)
            above.be("furniture", "It says that the author's name follows.")
        if names:
            sheet.byline += [name for name in names if name not in sheet.byline]
            part.label = ""
            part.be("byline", f"It names who wrote the article ({', '.join(names)}).")
