"""What a name is, what says that one follows, and how names are taken out of the line that they stand in."""

from __future__ import annotations

import re
from functools import cache

import regex

from .dates import dates, unglued
from .part import Part, size
from .sheet import Sheet
from .words import fold

TIME = re.compile(
    r"\d{1,2}月\d{1,2}日|\d{1,2}[時时点點]\d{1,2}分|\b\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|uhr|h)?(?:\s*\(?(?:gmt|utc|est|edt|bst|cet|cest|ist|et|pt)[+\-\d:]*\)?)?",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"\s*(?:[|｜•·●]|\s[–—\-/]\s|\n)\s*")
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
_LONGEST_LABEL = 60  # characters of what describes an author's picture
_DIGIT, _SPACED_DIGIT = regex.compile(r"\d"), regex.compile(r"\s\p{Nd}")
_HAN = regex.compile(r"\p{Han}")
_FIRST = regex.compile(r"[,|•·–—]|\s-\s")
_LABEL = regex.compile(r"\s[^\s:：]{1,14}[:：].*$")  # a second label in the same line: "责编：周远"
_PLACE_FIRST = regex.compile(r"^(?:Aus|From|Из|Depuis|Desde|Da)\s+\p{Lu}\S+\s+(?=\p{Lu}\S+\s+\p{Lu})")
_NOT_FIRST = {
    *("aus", "from", "in", "de", "depuis", "desde", "dal", "z", "w", "von"),
    *("the", "all", "last", "más", "read", "avatar"),
}
_PREPOSITIONS = {"for", "from", "in", "at"}  # "Cal Brunner For the Herald"
_BEATS = {"correspondent", "editor", "reporter"}  # "Nesta Pryce Wales correspondent"
_BEHIND = regex.compile(
    r"\s*[(（].*$|[／/]\p{Han}{2,3}[報报][導导道]$|(?<=\p{Han})\s+[图圖摄攝]$"
)  # "(with Hugo Lens)", the photographer's label
_HAN_BY = ("记者", "記者", "作者", "撰文", "文/", "文／")
_HANDLE = regex.compile(r"(?<=\s)@[\w.]{3,30}(?!\S)")  # "Lucía Ferreyra @luferreyra"
_COUNTED = regex.compile(r"\s\p{Lu}\S*\s\(\p{Nd}+\)")  # "Marta Olejniczak Komentarze (4)"
_BY = regex.compile(r"^โดย\s+")  # of scripts without a word file
_MORE = regex.compile(r"(?<=\p{Lu}\p{Ll}+\s)\p{Lu}\S+\s+\p{Ll}\S*\s+\p{Nd}")  # "Par Anna Perera Publié le 18 janvier"
SMALL_WORD = regex.compile(r"^\p{Ll}{1,6}:?\s+(?=\p{Lu}\S+\s+\p{Lu})")
_UNPARTED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")
CASED = regex.compile(r"(?=\P{Georgian})[\p{Lu}\p{Ll}]")  # Georgian letters are small ones, without capitals


def said_by(text: str) -> str:
    """The name behind a "by" of a language that is not known: a short small word before two capitals or more."""
    name = str(_PLACE_FIRST.sub("", SMALL_WORD.sub("", text)))
    first, *rest = SEPARATOR.split(name, maxsplit=1)
    return str(first) if rest and size(rest[0]) <= 3 and is_name(first) else name


def is_name(text: str) -> bool:
    """Two to four words, each with a capital but for particles, and none of these at the end ("Publié le")."""
    words = text.split()
    if not 2 <= len(words) <= 4 or not words[-1][:1].isupper() or ":" in text:
        return False
    if words[0].lower() in _NOT_FIRST or "PDF" in words:
        return False
    return all(w[:1].isupper() or w.lower() in _PARTICLES for w in words)


def are_names(sheet: Sheet, text: str) -> bool:
    """Two names or more, joined: "Samuel Okoro and Wanjiru Mwangi", "Ada Obi, Musa Bello"."""
    pieces = _joining(sheet.of("joins").phrases)[0].split(text)
    return len(pieces) > 1 and all(is_name(_before_role(sheet, piece)) for piece in pieces)


@cache
def _joining(joins: frozenset[str]) -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """What stands between two names; the second with the Arabic “and”, which is written joined to what follows."""
    between = rf"\s*[,،、;&]\s*|\s+(?:{'|'.join(map(regex.escape, sorted(joins)))})\s+"
    return regex.compile(between), regex.compile(rf"{between}|\s+و(?=\p{{L}})")


def titled(sheet: Sheet, text: str) -> bool:
    """A name and what they are: "Grace Nalubega | Health reporter"."""
    name, *rest = SEPARATOR.split(text, maxsplit=1)
    return bool(rest) and is_name(name) and size(rest[0]) <= 4 and is_role(sheet, rest[0])


def byline_start(sheet: Sheet, part: Part) -> str:
    """The words with which the line says by whom; empty if it does not."""
    if part.size > 22 or (part.stops and part.size > 8):
        return ""
    key = ("byline_start", part.text)
    if key not in sheet.seen:
        sheet.seen[key] = _byline_start(sheet, part)
    return sheet.seen[key]


def _byline_start(sheet: Sheet, part: Part) -> str:
    text = _without_label(sheet, part.text)
    start = sheet.of("byline").start(text)
    rest = text[len(start) :]
    if start and not sheet.html and (cut := _MORE.search(rest)):
        rest = rest[: cut.start()]
    if not start and _HAN.match(part.text):
        start = next((w for w in _HAN_BY if part.text.startswith(w)), "")
        rest = part.text[len(start) :]
        return start if start and size(rest) <= 4 and rest.strip() else ""
    named = rest.lstrip(" \t:：՝/|-–—,،")
    if not start or not named:
        return ""
    capital = named[0].isupper() or (named[0].isalpha() and not CASED.match(named))  # or a script that has none
    if CASED.search(named) and not capital and not is_role(sheet, named):
        return ""
    colon = rest.lstrip()[:1] in (":", "：", "՝", "/", ",", "،")
    plain = [w for w in _FIRST.split(named)[0].split() if w[:1].islower() and w.lower() not in _PARTICLES]
    if not colon and len(plain) > 3:
        return ""
    return start if colon or (size(named) <= 14 and not part.text.endswith("?")) else ""


def _without_label(sheet: Sheet, text: str) -> str:
    """The byline without what describes a picture, joined to it in the copy: "Avatar photoby Anna Perera"."""
    label = sheet.of("furniture").joined_start(fold(text[:_LONGEST_LABEL]))
    if not label:
        return text
    rest = text[len(label) :]
    rest = rest if sheet.of("credit").start(text) else rest.lstrip(" ")
    return rest if rest[:1].isalpha() and sheet.of("byline").start(rest) else text


def names_in(sheet: Sheet, text: str) -> list[str]:
    """The names in a byline, without words before them, roles, places, dates."""
    text = unglued(_without_label(sheet, text))
    for _, start, end in reversed(dates(text, sheet.words)):
        text = f"{text[:start]} | {text[end:]}"
    text = _PLACE_FIRST.sub("", TIME.sub(" | ", text).replace("\u3000", " | "))
    text = _COUNTED.sub(" | ", _HANDLE.sub(" | ", text))
    names: list[str] = []
    for piece in SEPARATOR.split(text)[:6]:
        if piece in _HAN_BY:
            continue
        said = sheet.of("byline").start(piece)
        piece = piece[len(said) :] if said else piece
        if not said and names:
            break
        piece = _LABEL.sub("", piece) if said else piece
        for name in _joining(sheet.of("joins").phrases)[1].split(piece):
            name = _BEHIND.sub("", _BY.sub("", name))
            name = _SPACED_DIGIT.split(name.strip())[0]
            name = _without_role(sheet, name.strip(" \t:：/／|-–—.,()@"))
            name = _trimmed(_before_role(sheet, _before_said(sheet, name)))
            place = name[:1].isupper() or not (CASED.search(name) or _UNPARTED.search(name))
            if len(name.split()) == 1 and place and any(len(n.split()) > 1 for n in names):
                continue  # a place, behind the name of who wrote from there
            if names and CASED.match(name) and name[0].islower():
                continue  # "Par Anna Perera, le 4 mai", "Por Tainá Rodrigues, de São Paulo"
            if names and sheet.named(name):
                continue  # the newsroom
            if name and size(name) <= 6 and not _DIGIT.search(name) and not is_role(sheet, name):
                names.append(name)
    return names


def _before_said(sheet: Sheet, name: str) -> str:
    """The name in "Anna Perera Published on", of which the day was taken away."""
    said, published = fold(name), sheet.of("published")
    if not published.may_stand_in(said):
        return name
    ends = [len(phrase) for phrase in published.phrases if said.endswith(f" {phrase}")]
    return name[: -max(ends)].strip() if ends else name


def _trimmed(name: str) -> str:
    """The name up to the first word that cannot be of one ("Anna Perera in Colombo")."""
    words = name.split()
    if not words or not words[0][:1].isupper():
        return name
    for n, word in enumerate(words):
        if n > 1 and word.lower() in _PREPOSITIONS:
            return " ".join(words[:n])
        if word[:1].islower() and word.lower() not in _PARTICLES:
            words = words[:n]
            break
    while len(words) > 2 and words[-1].islower():
        words.pop()  # "Yusuf Lamongi di"
    return " ".join(words)


def _without_role(sheet: Sheet, name: str) -> str:
    """The name in "unserer Redakteurin Lena Hofer": what follows the role, where a role comes first."""
    words = name.split()
    roles = [n for n, word in enumerate(words) if fold(word) in sheet.of("roles").phrases]
    return " ".join(words[roles[-1] + 1 :]) if roles and roles[-1] + 1 < len(words) and words[0][:1].islower() else name


def _before_role(sheet: Sheet, name: str) -> str:
    """The name in "Denise Lund Staff Writer": what stands before the role, where it comes last."""
    said = fold(name)
    at = min((m for role in sheet.of("roles").phrases if (m := said.find(" " + role)) > 0), default=-1)
    words = name[:at].split()
    if at <= 0 or (len(words) < 2 and CASED.search(name)):
        return name
    beat = len(words) > 2 and said[at:].strip() in _BEATS
    return " ".join(words[:-1] if beat else words).strip(" ,、-–—:：")


def is_role(sheet: Sheet, name: str) -> bool:
    said = fold(name)
    return any(role in said for role in sheet.of("roles").phrases) or sheet.of("published").whole(name)
