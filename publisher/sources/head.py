"""Passes that find what stands above an article: its title, who wrote it, when it was published, its standfirst."""

from __future__ import annotations

import regex

from .dates import dates
from .part import Part, size
from .sheet import Sheet
from .words import bare, fold

_TIME = regex.compile(
    r"\b\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr|h)?(?:\s*\(?(?:gmt|utc|est|edt|bst|cet|cest|ist|et|pt)[+\-\d:]*\)?)?",
    regex.IGNORECASE,
)
_SEPARATOR = regex.compile(r"\s*(?:[|•·●]|\s[–—\-/]\s|\n)\s*")
_PARTICLES = {
    *(
        "de",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "di",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "bin",
    ),
    *("ibn", "al", "el", "bint", "y", "e", "zu", "af", "av", "du", "des", "st", "mc", "ben", "abu"),
}
_CASED = regex.compile(r"\p{Lu}|\p{Ll}")
_AUTHOR_LINK = regex.compile(r"/(?:authors?|profile|by|people|staff|contributors?|autor(?:es|a)?|auteurs?|reporter)/")


def title(sheet: Sheet) -> None:
    """The title: what the page calls its first heading, or the first line above the text that can be one."""
    head = sheet.head_end()
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
    if not candidates:
        return
    wanted = bare(sheet.title)
    weighed = [(_title_weight(sheet, part, wanted) + _standing(sheet, n), -n) for n, part in candidates]
    weight, n = max(weighed)
    if weight <= 0:
        return
    part = sheet.parts[n := -n]
    part.be("title", _title_reason(part, wanted))
    said = bare(part.text)
    for m, other in sheet.open():
        if m != n and bare(other.text) == said and (m < head + 2 or other.short):
            other.be("furniture", "It is the title once more.")


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
    if 3 <= part.size <= 30:
        weight += 2
    elif part.size < 2:
        weight -= 0.5
    if part.stops and part.shape != "heading":
        weight -= 2.5
    if part.text.endswith((":", ",", ";")) or (part.linked > 0.9 and part.level != 1):
        weight -= 1.5
    if (
        _is_date_line(sheet, part)
        or _byline_start(sheet, part)
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
    below = sheet.parts[n + 1 : n + 4]
    if any(_byline_start(sheet, p) or _is_date_line(sheet, p) for p in below if p.open):
        weight += 1
    if below and below[0].label == "furniture" and n == 0:
        weight -= 1
    if part.size <= 4 and any(part.text in p.text for p in sheet.parts if p is not part and p.size > part.size + 4):
        weight -= 1.5
    return weight


def _title_reason(part: Part, wanted: str) -> str:
    if part.shape == "heading":
        return "It is the main heading."
    if wanted and bare(part.text) == wanted:
        return "The page names it as its title."
    return "It is the first line, stands alone above the text and does not read on."


def byline(sheet: Sheet) -> None:
    """Who wrote it: a line near the title that says by whom, or a name between title and date."""
    top = sheet.place("title")
    head = sheet.head_end()
    for n, part in sheet.open():
        near = n < head + 2 or n <= top + 4
        if part.shape not in ("line", "heading") or part.size > 30:
            continue
        starts = near and _byline_start(sheet, part)
        boxed = part.in_box("byline") and part.size <= 14 and not part.stops
        author = part.links and part.linked > 0.5 and _AUTHOR_LINK.search(part.links[0].url) and part.size <= 8 and near
        if not (starts or boxed or author):
            continue
        names = _names(sheet, part.text)
        if names:
            sheet.byline += [name for name in names if name not in sheet.byline]
            _note_date(sheet, part)
            part.be("byline", f"It names who wrote the article ({', '.join(names)}).")
    if not sheet.byline and top >= 0:
        _lone_name(sheet, top, head)
    if not sheet.byline and sheet.body_prose():
        _signature(sheet)


def _lone_name(sheet: Sheet, top: int, head: int) -> None:
    """A name without a word before it: two to four capitalised words between the title and a date."""
    for n in range(top + 1, min(head, len(sheet.parts) - 1)):
        part, below = sheet.parts[n], sheet.parts[n + 1]
        words = part.text.split()
        named = 2 <= len(words) <= 4 and all(w[:1].isupper() or w.lower() in _PARTICLES for w in words)
        if part.open and part.shape == "line" and named and not part.ends and _is_date_line(sheet, below):
            sheet.byline.append(part.text)
            part.be("byline", "It is a name between the title and the date.")
            return


def _signature(sheet: Sheet) -> None:
    """A name alone right below the last paragraph."""
    for n in range(sheet.tail_start(), min(sheet.tail_start() + 4, len(sheet.parts))):
        part, above = sheet.parts[n], sheet.parts[n - 1]
        if not (part.open and part.shape == "line" and part.size <= 8 and not part.ends and above.open and above.stops):
            continue
        words = part.text.lstrip("—–- ").split()
        named = 2 <= len(words) <= 3 and all(w[:1].isupper() and w[1:].islower() for w in words)
        if named or _byline_start(sheet, part):
            sheet.byline += _names(sheet, part.text.lstrip("—–- "))
            part.be("byline", "It is a name alone below the text.")
            return


def _byline_start(sheet: Sheet, part: Part) -> str:
    """The words with which the line says by whom; empty if it does not."""
    if part.size > 22 or (part.stops and part.size > 8):
        return ""
    start = sheet.of("byline").start(part.text)
    rest = part.text[len(start) :]
    if not start and regex.match(r"\p{Han}", part.text):
        start = next((w for w in ("记者", "記者", "作者", "撰文", "文/", "文／") if part.text.startswith(w)), "")
        rest = part.text[len(start) :]
        return start if start and size(rest) <= 4 and rest.strip() else ""
    named = rest.lstrip(" \t:：/|-–—")
    if not start or not named:
        return ""
    if _CASED.search(named) and not named[0].isupper() and not _is_role(sheet, named):
        return ""
    colon = rest.lstrip()[:1] in (":", "：", "/")
    plain = [w for w in regex.split(r"[,|•·–—]", named)[0].split() if w[:1].islower() and w.lower() not in _PARTICLES]
    if not colon and len(plain) > 3:
        return ""
    return start if colon or (size(named) <= 14 and not part.text.endswith("?")) else ""


def _names(sheet: Sheet, text: str) -> list[str]:
    """The names in a byline, without words before them, roles, places, dates."""
    for _, start, end in reversed(dates(text, sheet.words)):
        text = f"{text[:start]} | {text[end:]}"
    text = _TIME.sub(" | ", text)
    names: list[str] = []
    for piece in _SEPARATOR.split(text)[:6]:
        said = sheet.of("byline").start(piece)
        piece = piece[len(said) :] if said else piece
        if not said and names:
            break
        joins = "|".join(regex.escape(join) for join in sheet.of("joins").phrases)
        for name in regex.split(rf"\s*[,،、;&]\s*|\s+(?:{joins})\s+|\s+و(?=\p{{L}})", piece):
            name = _without_role(sheet, name.strip(" \t:：/|-–—.,()@"))
            name = _trimmed(name)
            if name and size(name) <= 6 and not regex.search(r"\d", name) and not _is_role(sheet, name):
                names.append(name)
    return names


def _trimmed(name: str) -> str:
    """The name up to the first word that cannot be of one ("Anna Perera in Colombo")."""
    words = name.split()
    if not words or not words[0][:1].isupper():
        return name
    for n, word in enumerate(words):
        if word[:1].islower() and word.lower() not in _PARTICLES:
            return " ".join(words[:n])
    return name


def _without_role(sheet: Sheet, name: str) -> str:
    """The name in "unserer Redakteurin Lena Hofer": what follows the role, where a role comes first."""
    words = name.split()
    roles = [n for n, word in enumerate(words) if word.lower() in sheet.of("roles").phrases]
    return " ".join(words[roles[-1] + 1 :]) if roles and roles[-1] + 1 < len(words) and words[0][:1].islower() else name


def _is_role(sheet: Sheet, name: str) -> bool:
    said = fold(name)
    return any(role in said for role in sheet.of("roles").phrases) or sheet.of("published").whole(name)


def date_lines(sheet: Sheet) -> None:
    """When it was published: a short line near the title that holds little but a date. Dates in sentences are none."""
    head = sheet.head_end()
    top = sheet.place("title")
    updated: list[str] = []
    for n, part in sheet.open():
        named = part.in_box("date") or sheet.of("published").start(part.text)
        if not (n < head + 2 or n <= top + 3 or named) or not _is_date_line(sheet, part):
            continue
        newer = sheet.of("updated").start(part.text)
        if newer and not sheet.published_on:
            updated += [iso for iso, _, _ in dates(part.text, sheet.words)][:1]
        elif not newer:
            _note_date(sheet, part)
        part.be("date", "It is a line of its own near the title and holds a date.")
    if not sheet.published_on and updated:
        sheet.published_on = updated[0]


def _note_date(sheet: Sheet, part: Part) -> None:
    if sheet.published_on:
        return
    found = dates(part.text, sheet.words)
    if part.moment and regex.fullmatch(r"\d{4}-\d{2}-\d{2}", part.moment):
        sheet.published_on = part.moment
    elif found:
        sheet.published_on = found[0][0]


def _is_date_line(sheet: Sheet, part: Part) -> bool:
    if part.shape not in ("line", "heading") or part.size > 22:
        return False
    found = dates(part.text, sheet.words)
    if not found:
        return bool(part.moment) and part.size <= 10
    rest = part.text
    for _, start, end in reversed(found):
        rest = rest[:start] + " " + rest[end:]
    rest = _TIME.sub(" ", rest)
    for name in ("published", "updated", "counted"):
        pattern = sheet.of(name).anywhere
        rest = pattern.sub(" ", fold(rest)) if pattern else rest
    return size(rest) <= 4 and "[" not in part.text


def standfirst(sheet: Sheet) -> str:
    """The article's own standfirst: named so by HTML, or a line between title and byline, or below the title."""
    top = sheet.place("title")
    if top < 0:
        return ""
    prose = sheet.body_prose()
    lines = [(n, p) for n, p in sheet.open() if p.shape in ("line", "heading") and p.size <= 80]
    named = [(n, p) for n, p in lines if p.in_box("standfirst") and p.size >= 4]
    if named and len(prose) > 1:
        return _take(named[0][1], "The page marks it as the standfirst.")
    first_of_head = max(sheet.place("byline"), sheet.place("date"))
    below = [
        (n, p) for n, p in lines if n > top and p.size >= 5 and not p.in_box("aside", "caption", "related", "appeal")
    ]
    if not below or below[0][0] > top + 4 or len(prose) < 2:
        return ""
    n, part = below[0]
    later = [m for m in prose if m > n]
    if first_of_head > n and later and first_of_head < later[0]:
        return _take(part, "It stands between the title and the line of author and date.")
    alone = not any(p.open and p.shape == "line" for p in sheet.parts[top + 1 : n])
    if n < prose[0] and alone and (part.shape == "heading" or not part.ends):
        return _take(part, "It stands alone between the title and the text.")
    return ""


def _take(part: Part, why: str) -> str:
    part.be("standfirst", why)
    return part.text
