"""A name alone: between title and text without a word before it, or right below the last paragraph."""

from __future__ import annotations

from collections import Counter

import regex

from .dates import like_a_date
from .day import is_date_line
from .names import CASED, are_names, byline_start, is_name, is_role, names_in, said_by, titled
from .part import Part
from .sharing import names_network
from .sheet import Sheet
from .words import bare

# Why furniture.py left a line out that stands on the page three times, and one such as "Written by,Anna Perera".
_REPEATED, LABELLED = "It stands there ", "It is a label and what it labels"
_NEAR = 3  # lines between a name and a date that belong together
_PREFIXED = regex.compile(r"\p{Ethiopic}")  # its "by" is a letter that names begin with, too
_IN_BRACKETS = regex.compile(r"[(（\[]([\p{L}\p{M}.\u200d’'-]+(?: [\p{L}\p{M}.\u200d’'-]+){1,2})[)）\]]")  # "(Ada Obi)"
_LEAST_EAST = 3  # signs; two are sections, places and minutes more often than names
_EAST_ASIAN_NAME = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}]{2,6}|\p{Han}{1,3}[ \u3000][\p{Han}\p{Hiragana}]{1,4}|\p{Hangul}{3}"
)


def free(part: Part) -> bool:
    """Nobody has judged it, or only because the page says it again: authors' names stand below the text once more."""
    comma = part.why.startswith(LABELLED) and part.text.endswith((",", "،")) and is_name(part.text.rstrip(",،"))
    return part.open or (part.label == "furniture" and (part.why.startswith(_REPEATED) or comma))


def east_asian(sheet: Sheet, name: str) -> bool:
    """Three signs or more, and no section's name: such stands at the page's top, too."""
    top = sheet.place("title")
    known = len(name) < _LEAST_EAST or any(name == part.text.strip() for part in sheet.parts[: max(top, 0)])
    return not known and _EAST_ASIAN_NAME.fullmatch(name) is not None


def lone_name(sheet: Sheet, top: int, head: int) -> None:
    """A name without a word before it, between title and text: a date follows, or it stands there again."""
    lines = [(n, p) for n, p in enumerate(sheet.parts) if top < n < head and p.text and p.shape in ("line", "heading")]
    if not sheet.html:  # the page's buttons part them
        lines = [(n, p) for n, p in lines if p.label != "share" and (p.label != "furniture" or free(p))]
    over = [p for p in sheet.parts[max(top - 2, 0) : top] if p.text]

    def near_dates(at: int) -> list[Part]:
        """The lines around that may hold the day; it may stand above the title, too."""
        return [p for _, p in lines[max(at - _NEAR, 0) : at + _NEAR + 1]] + (over if at <= 1 else [])

    told = Counter(bare(part.text) for part in sheet.parts)
    whole = "\n".join(part.text for part in sheet.parts)
    for at, (_n, part) in enumerate(lines):
        if not free(part) or part.ends or part.size > 9 or is_date_line(sheet, part) or part.prose:
            continue
        if part.size > 5 and not (are_names(sheet, part.text) or titled(sheet, part.text)):
            continue
        if sheet.of("credit").start(part.text) or _PREFIXED.match(part.text) or names_network(part.text):
            continue
        below = [p for _, p in lines[at + 1 : at + 3] if bare(p.text) != bare(part.text)]
        dated = bool(below) and (is_date_line(sheet, below[0]) or (below[0].size <= 8 and like_a_date(below[0].text)))
        one_or_more = is_name(said_by(part.text)) or are_names(sheet, part.text)
        dated = dated or (one_or_more and any(is_date_line(sheet, p) for p in near_dates(at)))
        dated = dated or titled(sheet, part.text)
        cased = CASED.search(part.text) is not None
        again = told[bare(part.text)] > 1
        east = (
            east_asian(sheet, part.text)
            and (again or whole.count(part.text) > 1 or all(is_date_line(sheet, p) for _, p in lines[:at]))
            and any(is_date_line(sheet, p) for p in near_dates(at))
        )
        several = bool(east) or are_names(sheet, part.text) or titled(sheet, part.text)
        few = 2 <= len(part.text.split()) <= (4 if dated else 3)
        if not cased and few:
            dated = dated or any(is_date_line(sheet, p) for p in ([*near_dates(0)] if at == 0 else near_dates(at)[:1]))
        if east:
            named = True
        elif is_name(said_by(part.text)) or several if cased else few:
            named = dated or (again and (cased or at > 0))
        else:
            named = dated and at == 0 and 2 <= len(part.text.split()) <= 3
        names = _side_by_side(names_in(sheet, said_by(part.text)), told) if named else []
        if names:
            sheet.byline += names
            for _, other in lines:
                if free(other) and bare(other.text) == bare(part.text):
                    other.label = ""
                    other.be("byline", "It is a name between the title and the date.")
            return


def _side_by_side(names: list[str], told: Counter[str]) -> list[str]:
    """The two in "Anna Perera Tom Revell" where each of them stands alone elsewhere, too."""
    words = names[0].split() if len(names) == 1 else []
    halves = [" ".join(words[:2]), " ".join(words[2:])]
    return halves if len(words) == 4 and all(told[bare(half)] for half in halves) else names


def signature(sheet: Sheet) -> None:
    """A name alone right below the last paragraph; in brackets, two or three words without capitals are one, too."""
    for n in range(sheet.tail_start(), min(sheet.tail_start() + 4, len(sheet.parts))):
        part, above = sheet.parts[n], sheet.parts[n - 1]
        if not (part.open and part.shape == "line" and part.size <= 8 and not part.ends and above.open and above.stops):
            continue
        role = n + 1 < len(sheet.parts) and is_role(sheet, sheet.parts[n + 1].text)
        said = any(p.size <= 4 and sheet.of("comments").found(p.text) for p in sheet.parts[max(n - 6, 0) : n])
        if (":" in part.text or (said and not (part.apart or role))) and not byline_start(sheet, part):
            continue
        words = regex.split(r"[,،]", part.text.lstrip("—–- "))[0].split()
        named = 2 <= len(words) <= 3 and all(w[:1].isupper() and w[1:].islower() for w in words)
        if inside := _IN_BRACKETS.fullmatch(part.text) if above.prose and not sheet.html else None:
            named, words = named or is_name(inside[1]) or not CASED.search(inside[1]), inside[1].split()
        if named or byline_start(sheet, part):
            sheet.byline += names_in(sheet, part.text.lstrip("—–- ") if not named else " ".join(words))
            part.be("byline", "It is a name alone below the text.")
            return
