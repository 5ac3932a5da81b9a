"""Passes that find who wrote an article and when it was published."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import regex

from .dates import dates, like_a_date
from .part import Part, size
from .sheet import Sheet
from .words import bare, fold

_TIME = regex.compile(
    r"\d{1,2}月\d{1,2}日|\d{1,2}[時时点點]\d{1,2}分|\b\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr|h)?(?:\s*\(?(?:gmt|utc|est|edt|bst|cet|cest|ist|et|pt)[+\-\d:]*\)?)?",
    regex.IGNORECASE,
)
_SEPARATOR = regex.compile(r"\s*(?:[|｜•·●]|\s[–—\-/]\s|\n)\s*")
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
_HAN = regex.compile(r"\p{Han}")
_FIRST = regex.compile(r"[,|•·–—]|\s-\s")
# "Published19 October", "20264:04 PM", "பாண்டியன்Jan 27", "۲۰۲۶0"
_GLUED = regex.compile(
    r"(?<=\p{Ll}{3})(?=\d)|(?<=\d)(?=\p{Lu}\p{Ll})|(?<=(?:19|20)\d\d)(?=\d{1,2}:\d\d)|(?<=[\p{Lo}\p{M}])(?=\p{Lu}\p{Ll})"
    r"|(?<=[^\P{Nd}0-9])(?=[0-9])"
)
_JOINED = regex.compile(r"(?<=[\p{Ll}\p{Lo}\p{M}])(?=\p{Lu}\p{Ll})")  # "Фото авторкиТекст: …", "…Written By …"
_LABEL = regex.compile(r"\s[^\s:：]{1,14}[:：].*$")  # a second label in the same line: "责编：周远"
_PLACE_FIRST = regex.compile(r"^(?:Aus|From|Из|Depuis|Desde|Da)\s+\p{Lu}\S+\s+(?=\p{Lu}\S+\s+\p{Lu})")
_NOT_FIRST = {"aus", "from", "in", "de", "depuis", "desde", "dal", "z", "w", "von", "the", "all", "last", "más", "read"}
_PREPOSITIONS = {"for", "from", "in", "at"}  # "Cal Brunner For the Herald"
_BEATS = {"correspondent", "editor", "reporter"}  # "Nesta Pryce Wales correspondent"
# Why furniture.py left a line out that stands on the page three times, and one such as "Written by,Anna Perera".
_REPEATED, _LABELLED = "It stands there ", "It is a label and what it labels"
_NEAR = 3  # lines between a name and a date that belong together
_MOST = 20  # lines in boxes of authors that are looked up in the text
_BEHIND = regex.compile(r"\s*[(（].*$|(?<=\p{Han})\s+[图圖摄攝]$")  # "(with Hugo Lens)", the photographer's label
_PREFIXED = regex.compile(r"\p{Ethiopic}")  # its "by" is a letter that names begin with, too
_BY = regex.compile(r"^โดย\s+")  # of scripts without a word file
_SMALL_WORD = regex.compile(r"^\p{Ll}{1,6}:?\s+(?=\p{Lu}\S+\s+\p{Lu})")
_TWICE = regex.compile(r"(\p{L}[\p{L}\p{M}'’-]+ \p{L}[\p{L}\p{M}'’-]+).*?\1$")  # "Photo of Anna Pereraby Anna Perera"
_BRACKETED = regex.compile(r"[(（][^()（）]*[)）]")
_BESIDE = regex.compile(r"\s*[|｜•·●]\s*|\s[–—\-/]\s|\p{Nd}[\p{Nd}.,٬]*")
_EAST_ASIAN_NAME = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]{2,6}|\p{Hangul}{3}")
_WEEKDAY = regex.compile(r"^(?:星期|週|周|禮拜|礼拜)[一二三四五六日天]$|[曜요]日?일?$")
_LETTER = regex.compile(r"\p{L}")
_DIGIT = regex.compile(r"\p{Nd}")
_CASED = regex.compile(r"\p{Lu}|\p{Ll}")
_AUTHOR_LINK = regex.compile(r"/(?:authors?|profile|by|people|staff|contributors?|autor(?:es|a)?|auteurs?|reporter)/")


def byline(sheet: Sheet) -> None:
    """Who wrote it: a line near the title that says by whom, or a name between title and date."""
    top = sheet.place("title")
    head = sheet.head_end()
    further = 0
    for part in sheet.parts[max(top, 0) : head]:
        if part.label == "furniture" and part.why.startswith(_LABELLED) and byline_start(sheet, part):
            part.label = ""
    for n, part in sheet.open():
        near = n < head + 2 or n <= top + 4
        if part.shape not in ("line", "heading") or part.size > 30:
            continue
        starts = near and byline_start(sheet, part)
        boxed = part.in_box("byline") and part.size <= 14 and not part.stops
        author = part.links and part.linked > 0.5 and _AUTHOR_LINK.search(part.links[0].url) and part.size <= 8 and near
        dated = near and is_date_line(sheet, part) and _is_name(_before_date(sheet, part))
        within = near and top < n and not starts and (_by_within(sheet, part) or _beside_date(sheet, part))
        if not (starts or boxed or author or dated or within):
            continue
        names = _names(sheet, within or part.text)
        if boxed and not (starts or author or dated) and any(map(_is_name, sheet.byline[:_MOST])):
            further += 1
            if further > _MOST:
                continue
            names = [name for name in names if _is_name(name) and not _said_before(sheet, name)]
        if names:
            sheet.byline += [name for name in names if name not in sheet.byline]
            _note_date(sheet, part)
            part.be("byline", f"It names who wrote the article ({', '.join(names)}).")
    if top >= 0:
        _after_by(sheet, top, head)
    if not sheet.byline and top >= 0:
        _lone_name(sheet, top, head)
    if not sheet.byline and sheet.body_prose():
        _signature(sheet)


def _before_date(sheet: Sheet, part: Part) -> str:
    """What a line of author and date begins with: "Kacper Dziubiński11 marca 2026", "Anna Perera | 3 May 2026"."""
    text = _GLUED.sub(" ", part.text)
    found = dates(text, sheet.words)
    return str(_SEPARATOR.split(text[: found[0][1]] if found else text)[0]).strip(" ,،、")


def _by_within(sheet: Sheet, part: Part) -> str:
    """What follows the words By in the middle of a line, joined to a date or to a label: "Jan 29, by Anna Perera"."""
    text = _GLUED.sub(" ", _JOINED.sub(" | ", part.text))
    for _, start, end in reversed(dates(text, sheet.words)):
        text = f"{text[:start]} | {text[end:]}"
    pieces = [piece.strip(" ,،、") for piece in _SEPARATOR.split(_TIME.sub(" | ", text))]
    for piece in pieces[1:]:
        said = sheet.of("byline").start(piece)
        rest = piece[len(said) :].strip(" \t:：/|-–—,،")
        if said and rest and size(rest) <= 8 and (_is_name(rest) or not _CASED.search(rest[:1])):
            return f"{said} {rest}"
    return ""


def _beside_date(sheet: Sheet, part: Part) -> str:
    """A name in a line of the date, parted from it by a sign or by the date itself; or one that is said twice."""
    if part.size <= 10 and (found := _TWICE.search(part.text)):
        return str(found[1])
    if sheet.html or part.size > 22 or not dates(part.text, sheet.words):
        return ""
    text = _GLUED.sub(" ", _BRACKETED.sub(" | ", part.text))
    for _, start, end in reversed(dates(text, sheet.words)):
        text = f"{text[:start]} | {text[end:]}"
    for piece in _BESIDE.split(_TIME.sub(" | ", text)):
        name = str(piece).strip(" ,،、-–—")
        known = any(sheet.of(words).whole(name) for words in ("share", "furniture"))
        known = known or any(sheet.of(words).found(name) for words in ("published", "updated", "counted"))
        if known or _is_role(sheet, name) or _WEEKDAY.search(name):
            continue
        if _is_name(name) or (_EAST_ASIAN_NAME.fullmatch(name) and not _CASED.search(part.text)):
            return name
        if regex.search(r"[|｜•·●]", part.text) and not _CASED.search(name) and 2 <= len(name.split()) <= 3:
            return name
    return ""


def _said_before(sheet: Sheet, name: str) -> bool:
    """It holds a name that is known ("Follow Anna Perera"), or what the text speaks of, too: a firm, a place."""
    return any(one in name for one in sheet.byline) or any(name in part.text for part in sheet.parts if part.prose)


def _after_by(sheet: Sheet, top: int, head: int) -> None:
    """A line that only says By, and the name below it; a line that goes on with "and" below a byline."""
    lines = [(n, p) for n, p in enumerate(sheet.parts) if top < n < head + 2 and p.text]
    commas = {n + 1 for n, p in lines if p.text.endswith((",", "،", "、"))}
    lines = [(n, p) for n, p in lines if p.label == "byline" or _LETTER.search(p.text)]
    lines = [(n, p) for n, p in lines if p.size > 4 or p.label == "byline" or not _is_role(sheet, p.text)]
    for (_, above), (n, part) in pairwise(lines):
        said = bare(above.text)
        by = said in sheet.of("byline").phrases or said in sheet.of("author_heads").phrases
        comma = above.label == "byline" and n in commas and _is_name(part.text)
        joined = above.label == "byline" and part.text.split()[0].lower() in sheet.of("joins").phrases
        if not _free(part) or part.size > 8 or part.stops or not (by or joined or comma) or is_date_line(sheet, part):
            continue
        if joined:
            names = _names(sheet, part.text.split(maxsplit=1)[-1])
        else:
            names = _names(sheet, part.text)
            above.be("furniture", "It says that the author's name follows.")
        if names:
            sheet.byline += [name for name in names if name not in sheet.byline]
            part.label = ""
            part.be("byline", f"It names who wrote the article ({', '.join(names)}).")


def _free(part: Part) -> bool:
    """Nobody has judged it, or only because the page says it again: authors' names stand below the text once more."""
    comma = part.why.startswith(_LABELLED) and part.text.endswith((",", "،")) and _is_name(part.text.rstrip(",،"))
    return part.open or (part.label == "furniture" and (part.why.startswith(_REPEATED) or comma))


def _lone_name(sheet: Sheet, top: int, head: int) -> None:
    """A name without a word before it, between title and text: a date follows, or it stands there again."""
    lines = [(n, p) for n, p in enumerate(sheet.parts) if top < n < head and p.text and p.shape in ("line", "heading")]
    over = [p for p in sheet.parts[max(top - 2, 0) : top] if p.text]

    def near_dates(at: int) -> list[Part]:
        """The lines around that may hold the day; it may stand above the title, too."""
        return [p for _, p in lines[max(at - _NEAR, 0) : at + _NEAR + 1]] + (over if at <= 1 else [])

    told = Counter(bare(part.text) for part in sheet.parts)
    for at, (_n, part) in enumerate(lines):
        if not _free(part) or part.ends or part.size > 9 or is_date_line(sheet, part) or part.prose:
            continue
        if part.size > 5 and not (are_names(sheet, part.text) or _titled(sheet, part.text)):
            continue
        if sheet.of("credit").start(part.text) or _PREFIXED.match(part.text):
            continue
        below = [p for _, p in lines[at + 1 : at + 3] if bare(p.text) != bare(part.text)]
        dated = bool(below) and (is_date_line(sheet, below[0]) or (below[0].size <= 8 and like_a_date(below[0].text)))
        one_or_more = _is_name(_said_by(part.text)) or are_names(sheet, part.text)
        dated = dated or (one_or_more and any(is_date_line(sheet, p) for p in near_dates(at)))
        dated = dated or _titled(sheet, part.text)
        cased = _CASED.search(part.text) is not None
        again = told[bare(part.text)] > 1
        east = again and _EAST_ASIAN_NAME.fullmatch(part.text) and any(is_date_line(sheet, p) for p in near_dates(at))
        several = bool(east) or are_names(sheet, part.text) or _titled(sheet, part.text)
        few = 2 <= len(part.text.split()) <= (4 if dated else 3)
        if not cased and few:
            dated = dated or any(is_date_line(sheet, p) for p in ([*near_dates(0)] if at == 0 else near_dates(at)[:1]))
        if east:
            named = True
        elif _is_name(_said_by(part.text)) or several if cased else few:
            named = dated or (again and (cased or at > 0))
        else:
            named = dated and at == 0 and 2 <= len(part.text.split()) <= 3
        names = _names(sheet, _said_by(part.text)) if named else []
        if names:
            sheet.byline += names
            for _, other in lines:
                if _free(other) and bare(other.text) == bare(part.text):
                    other.label = ""
                    other.be("byline", "It is a name between the title and the date.")
            return


def _said_by(text: str) -> str:
    """The name behind a "by" of a language that is not known: a short small word before two capitals or more."""
    return str(_PLACE_FIRST.sub("", _SMALL_WORD.sub("", text)))


def _is_name(text: str) -> bool:
    """Two to four words, each with a capital but for particles, and none of these at the end ("Publié le")."""
    words = text.split()
    if not 2 <= len(words) <= 4 or not words[-1][:1].isupper() or ":" in text:
        return False
    if words[0].lower() in _NOT_FIRST:
        return False
    return all(w[:1].isupper() or w.lower() in _PARTICLES for w in words)


def are_names(sheet: Sheet, text: str) -> bool:
    """Two names or more, joined: "Samuel Okoro and Wanjiru Mwangi", "Ada Obi, Musa Bello"."""
    joins = "|".join(regex.escape(join) for join in sheet.of("joins").phrases)
    pieces = regex.split(rf"\s*[,،、;&]\s*|\s+(?:{joins})\s+", text)
    return len(pieces) > 1 and all(_is_name(_before_role(sheet, piece)) for piece in pieces)


def _titled(sheet: Sheet, text: str) -> bool:
    """A name and what they are: "Grace Nalubega | Health reporter"."""
    name, *rest = _SEPARATOR.split(text, maxsplit=1)
    return bool(rest) and _is_name(name) and size(rest[0]) <= 4 and _is_role(sheet, rest[0])


def _signature(sheet: Sheet) -> None:
    """A name alone right below the last paragraph."""
    for n in range(sheet.tail_start(), min(sheet.tail_start() + 4, len(sheet.parts))):
        part, above = sheet.parts[n], sheet.parts[n - 1]
        if not (part.open and part.shape == "line" and part.size <= 8 and not part.ends and above.open and above.stops):
            continue
        role = n + 1 < len(sheet.parts) and _is_role(sheet, sheet.parts[n + 1].text)
        if (":" in part.text or not (part.apart or role)) and not byline_start(sheet, part):
            continue
        words = regex.split(r"[,،]", part.text.lstrip("—–- "))[0].split()
        named = 2 <= len(words) <= 3 and all(w[:1].isupper() and w[1:].islower() for w in words)
        if named or byline_start(sheet, part):
            sheet.byline += _names(sheet, part.text.lstrip("—–- ") if not named else " ".join(words))
            part.be("byline", "It is a name alone below the text.")
            return


def byline_start(sheet: Sheet, part: Part) -> str:
    """The words with which the line says by whom; empty if it does not."""
    if part.size > 22 or (part.stops and part.size > 8):
        return ""
    key = ("byline_start", part.text)
    if key not in sheet.seen:
        sheet.seen[key] = _byline_start(sheet, part)
    return sheet.seen[key]


def _byline_start(sheet: Sheet, part: Part) -> str:
    start = sheet.of("byline").start(part.text)
    rest = part.text[len(start) :]
    if not start and _HAN.match(part.text):
        start = next((w for w in ("记者", "記者", "作者", "撰文", "文/", "文／") if part.text.startswith(w)), "")
        rest = part.text[len(start) :]
        return start if start and size(rest) <= 4 and rest.strip() else ""
    named = rest.lstrip(" \t:：/|-–—,،")
    if not start or not named:
        return ""
    if _CASED.search(named) and not named[0].isupper() and not _is_role(sheet, named):
        return ""
    colon = rest.lstrip()[:1] in (":", "：", "/", ",", "،")
    plain = [w for w in _FIRST.split(named)[0].split() if w[:1].islower() and w.lower() not in _PARTICLES]
    if not colon and len(plain) > 3:
        return ""
    return start if colon or (size(named) <= 14 and not part.text.endswith("?")) else ""


def _names(sheet: Sheet, text: str) -> list[str]:
    """The names in a byline, without words before them, roles, places, dates."""
    for _, start, end in reversed(dates(text, sheet.words)):
        text = f"{text[:start]} | {text[end:]}"
    text = _PLACE_FIRST.sub("", _TIME.sub(" | ", text).replace("\u3000", " | "))
    names: list[str] = []
    for piece in _SEPARATOR.split(text)[:6]:
        said = sheet.of("byline").start(piece)
        piece = piece[len(said) :] if said else piece
        if not said and names:
            break
        piece = _LABEL.sub("", piece) if said else piece
        joins = "|".join(regex.escape(join) for join in sheet.of("joins").phrases)
        for name in regex.split(rf"\s*[,،、;&]\s*|\s+(?:{joins})\s+|\s+و(?=\p{{L}})", piece):
            name = _BEHIND.sub("", _BY.sub("", name))
            name = _without_role(sheet, name.strip(" \t:：/／|-–—.,()@"))
            name = _trimmed(_before_role(sheet, name))
            if len(name.split()) == 1 and name[:1].isupper() and any(len(n.split()) > 1 for n in names):
                continue  # a place, behind the name of who wrote from there
            if name and size(name) <= 6 and not regex.search(r"\d", name) and not _is_role(sheet, name):
                names.append(name)
    return names


def _trimmed(name: str) -> str:
    """The name up to the first word that cannot be of one ("Anna Perera in Colombo")."""
    words = name.split()
    if not words or not words[0][:1].isupper():
        return name
    for n, word in enumerate(words):
        if n > 1 and word.lower() in _PREPOSITIONS:
            return " ".join(words[:n])
        if word[:1].islower() and word.lower() not in _PARTICLES:
            return " ".join(words[:n])
    return name


def _without_role(sheet: Sheet, name: str) -> str:
    """The name in "unserer Redakteurin Lena Hofer": what follows the role, where a role comes first."""
    words = name.split()
    roles = [n for n, word in enumerate(words) if word.lower() in sheet.of("roles").phrases]
    return " ".join(words[roles[-1] + 1 :]) if roles and roles[-1] + 1 < len(words) and words[0][:1].islower() else name


def _before_role(sheet: Sheet, name: str) -> str:
    """The name in "Denise Lund Staff Writer": what stands before the role, where it comes last."""
    said = fold(name)
    at = min((m for role in sheet.of("roles").phrases if (m := said.find(" " + role)) > 0), default=-1)
    words = name[:at].split()
    if at <= 0 or (len(words) < 2 and _CASED.search(name)):
        return name
    beat = len(words) > 2 and said[at:].strip() in _BEATS
    return " ".join(words[:-1] if beat else words).strip(" ,、-–—:：")


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
        if not (n < head + 2 or n <= top + 3 or named) or not is_date_line(sheet, part):
            continue
        newer = sheet.of("updated").start(part.text) and len(dates(part.text, sheet.words)) < 2
        if newer and not sheet.published_on:
            updated += [iso for iso, _, _ in dates(part.text, sheet.words)][:1]
        elif not newer:
            _note_date(sheet, part)
        part.be("date", "It is a line of its own near the title and holds a date.")
    for n, part in sheet.open():
        if top < n < head and part.shape == "line" and part.size <= 8 and like_a_date(part.text):
            part.be("furniture", "It looks like a date, in words or a calendar that are not known here.")
    if not sheet.published_on and updated:
        sheet.published_on = updated[0]


def _note_date(sheet: Sheet, part: Part) -> None:
    if sheet.published_on:
        return
    found = dates(text := _GLUED.sub(" ", part.text), sheet.words)
    if part.moment and regex.fullmatch(r"\d{4}-\d{2}-\d{2}", part.moment):
        sheet.published_on = part.moment
    elif found:
        sheet.published_on = _first_published(sheet, text, found)


def _first_published(sheet: Sheet, text: str, found: list[tuple[str, int, int]]) -> str:
    """Of several dates the one that is said to be of publication, else the first that is not of an update."""
    before = [text[end:start] for (_, _, end), (_, start, _) in zip([("", 0, 0), *found], found, strict=False)]
    for said, (iso, _, _) in zip(before, found, strict=True):
        if sheet.of("published").found(said) and not sheet.of("updated").found(said):
            return iso
    fresh = [f[0] for said, f in zip(before, found, strict=True) if not sheet.of("updated").found(said)]
    return fresh[0] if fresh else found[0][0]


def is_date_line(sheet: Sheet, part: Part) -> bool:
    most = 30 if sheet.of("published").start(part.text) else 22
    if part.shape not in ("line", "heading") or part.size > most:
        return False
    text = _GLUED.sub(" ", part.text) if _DIGIT.search(part.text) else ""
    found = dates(text, sheet.words)
    if not found:
        return bool(part.moment) and part.size <= 10
    if sheet.of("published").start(text):
        return True
    rest = text
    for _, start, end in reversed(found):
        rest = rest[:start] + " " + rest[end:]
    rest = _TIME.sub(" ", rest)
    for name in ("published", "updated", "counted", "share"):
        rest = sheet.of(name).without(fold(rest))
    told = [word for word in rest.split() if _LETTER.search(word)]  # numbers left over are counts and times
    return size(" ".join(told)) <= 4 and "[" not in part.text
