"""A title of few words, and right below it a standfirst that says more: which of the two lines is the title."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from .dates import dates, like_a_date, unglued
from .day import is_date_line
from .part import Part, sentences
from .sheet import Sheet
from .title_line import in_capitals, is_byline, like_a_row
from .words import bare, fold

_NAME = 5  # words of a line of the author, with role and address
# Words of a standfirst below a title of a word or two that the text says again, or that it does not.
_SHORT, _LONG = 10, 14
_SURELY = 12  # words of one that is hardly the title below a kicker
# What somebody said, first or behind a colon, as titles have it below a kicker.
_QUOTES = regex.compile(r"""^[„“«"「『]|[:：]\s*[„“«"「『‘][^:：]+["”“»」』’]$""")
_TODAY = regex.compile(r"\p{Nd}{1,2}\.?\s\p{L}{3,12}\.?,?\s\p{Nd}{1,2}[:.]\p{Nd}{2}$")  # "2 April, 10:30", of this year


def short_over_long(sheet: Sheet, n: int, said: Mapping[int, int]) -> bool:
    """A title of few words, and right below it one that says more, before author or day: its standfirst."""
    if sheet.html or n + 2 >= len(sheet.parts):
        return False
    part, long, *below = sheet.parts[n : n + 5]
    least = 1 if long.size >= _LONG or (said.get(n) and long.size > _SHORT) else 3
    few = part.open and part.shape == "line" and least <= part.size < 5 and not (part.ends or like_a_row(sheet, part))
    few = few and (part.size > 2 or not _recurs(sheet, n)) and not _again(sheet, n)
    few = few and not (sheet.of("kickers").whole(part.text) or is_byline(sheet, part))
    few = few and (bool(said.get(n)) or not said.get(n + 1) or (part.size >= 2 and _tells(long)))
    few = few and not (part.unspaced and len(sheet.of("furniture").joined_start(fold(part.text))) > 1)  # "TopTownNorth"
    few = few and not any(sheet.of(name).start(part.text) for name in ("updated", "published", "furniture"))
    heads = [is_byline(sheet, p) or is_date_line(sheet, p) or dated_row(sheet, p) or said_day(p) for p in below]
    set_apart = sheet.airy and long.apart and not part.apart and any(heads[:2])
    few_words = below[0].size <= _NAME and any(heads)  # else this is a kicker, and that the title
    headed = heads[0] or set_apart or few_words
    quotes = not long.stops and _QUOTES.search(long.text) is not None  # as titles do, below a kicker
    return few and headed and not quotes and long.open and 7 <= long.size <= 30 and not like_a_row(sheet, long)


def _tells(long: Part) -> bool:
    """It says too much for a title: many words, or more than a sentence."""
    return long.size >= _SURELY or (len(sentences(long.text)) > 1 and not in_capitals(long.text))


def said_day(part: Part) -> bool:
    return part.size <= 8 and (like_a_date(part.text) or _TODAY.match(part.text) is not None)


def dated_row(sheet: Sheet, part: Part, most: int = 10) -> bool:
    """Author, day and how long reading takes, joined by the copy."""
    return part.size <= most and not part.stops and bool(dates(unglued(part.text), sheet.words))


def _recurs(sheet: Sheet, n: int) -> bool:
    """The same words stand alone elsewhere on the page, or within a row: a section's name."""
    said = bare(sheet.parts[n].text)
    return any(m != n and not p.prose and said in bare(p.text) for m, p in enumerate(sheet.parts))


def _again(sheet: Sheet, n: int) -> bool:
    """The same few words are another line, too: a section's name, in the menu and above its article."""
    said = bare(sheet.parts[n].text)
    return sheet.parts[n].size <= 4 and any(m != n and bare(p.text) == said for m, p in enumerate(sheet.parts))
