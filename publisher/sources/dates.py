"""Dates in the words of many languages → ISO 8601. A date that could be two is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache

import regex
from babel import UnknownLocaleError
from babel.dates import get_month_names

from .vocabulary import OWNERS, Vocabulary, files
from .words import LONGEST_KEPT, small

# "Published19 October", "20264:04 PM", "பாண்டியன்Jan 27", "۲۰۲۶0", "NovakMay 6, 2026", "6 May 20263 comments"
# What follows is looked for first: that is quickly done.
_GLUED = regex.compile(
    r"(?=\d)(?<=\p{Ll}{3})|(?=[0-9])(?<=[^\P{Nd}0-9])|(?=\d{1,2}:\d\d)(?<=(?:19|20)\d\d)"
    r"|(?=\p{Lu}\p{Ll})(?<=[\d\p{Lo}\p{M}])|(?<=\p{Ll})(?=\p{Lu}\p{Ll}{2,9}\.? \d{1,2},? (?:19|20)\d\d(?!\d))"
    r"|(?<=[\p{L}\d][,.]? 20\d\d)(?=\d{1,3} \p{L})"
)
# Without one of these nothing is: a digit beside a letter or another script's, five in a row, a capital inside a word.
_CAPITALS = (
    "A-Z\u00c0-\u058f\u10a0-\u13ff\u1c80-\u1fff\u2100-\u218f\u2c00-\u2dff\ua640-\ua7ff\uff21-\uff3a"
    "\U00010400-\U0001e943"
)
_UNCASED = "\u00aa\u00ba\u01bb\u01c0-\u01c3\u0294\u0295\u0300-\u036f\u0483-\u0489\u0530-\U0010ffff"
_MAY_BE_GLUED = re.compile(
    r"\d(?:[^\W\d_]|\d{4})|[^\x00-\x7f][0-9]"
    rf"|[^\W\d_](?:\d|[{_CAPITALS}][^\W\d_]{{2,9}}\.? \d)|[{_UNCASED}][{_CAPITALS}]"
)
# Digits of other scripts, so that int() and the patterns below see one kind.
_NUMBER = r"(\d{1,2})(?:st|nd|rd|th|er|º|ª|ê|ی|\.)?"
_JOIN = r"[\s,،/.\-–]*(?:de |del |of |ga |d'|ב|พ\.ศ\. ?)?[\s,،၊]*"
_OF_YEAR = r"\.?[\s,၊]*(?:ခုနှစ်[\s၊]*|m\.\s*)?"  # between a year and its month: “2026. november”
_EAST_ASIA = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日號号일]")
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})(?:[-/]|\. ?)(\d{1,2})(?:[-/]|\. ?)(\d{4})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d\d)(?![\d.])")  # alone, or beside a time: 18.02.26
_AT = re.compile(r"[\s,|·•–-]{1,3}\d{1,2}:\d\d")  # a time, behind a day
_SHORT_LINE = 30  # characters of a line that may hold little but a day
_VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+|[\s,]+)(\d{4})(?!\d)")
_MINGUO = regex.compile(
    r"民[國国]\s*(\d{2,3})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
)  # years of the Republic, from 1912
_SOLAR_HIJRI = (  # as written in Iran and in Afghanistan
    ("فروردین", "حمل"),
    ("اردیبهشت", "ثور"),
    ("خرداد", "جوزا"),
    ("تیر", "سرطان"),
    ("مرداد", "اسد"),
    ("شهریور", "سنبله"),
    ("مهر", "میزان"),
    ("آبان", "عقرب"),
    ("آذر", "قوس"),
    ("دی", "جدی"),
    ("بهمن", "دلو"),
    ("اسفند", "حوت"),
)
_ETHIOPIAN = (  # with the spellings that newsrooms use; the thirteenth has five days, or six
    ("መስከረም",),
    ("ጥቅምት",),
    ("ኅዳር", "ህዳር"),
    ("ታኅሣሥ", "ታህሳስ", "ታኅሳስ"),
    ("ጥር",),
    ("የካቲት",),
    ("መጋቢት",),
    ("ሚያዝያ", "ሚያዚያ"),
    ("ግንቦት",),
    ("ሰኔ",),
    ("ሐምሌ", "ሀምሌ"),
    ("ነሐሴ", "ነሃሴ"),
    ("ጳጉሜን", "ጳጉሜ"),
)
_ETHIOPIAN_MONTHS = {name: n for n, names in enumerate(_ETHIOPIAN, 1) for name in names}
_AMHARIC = regex.compile(
    rf"(?<month>{'|'.join(_ETHIOPIAN_MONTHS)})\s+(?<day>\d{{1,2}})(?:\s+ቀን)?[\s፣,]+(?<year>[12]\d{{3}})(?!\d)"
)
_PERSIAN_MONTHS = {name: n for n, names in enumerate(_SOLAR_HIJRI) for name in names}
_PERSIAN = regex.compile(rf"(?<!\d)(\d{{1,2}})\s+({'|'.join(_PERSIAN_MONTHS)})(?:\s+ماه)?[\s،,]+(1[34]\d\d)(?!\d)")
_YEARS = regex.compile(
    r"(?<!\d)(?:1[3489]|2[0-6])\d\d(?!\d)"
)  # of our calendar, the Ethiopian, the Buddhist, the Persian and the Islamic
_NEIGHBOURS = ("bs", "ca")
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
_DIGIT = regex.compile(r"\p{Nd}")
_YEAR = re.compile(r"[\d民](?:\d{3}|\.\d{1,2}\.\d\d|(?<=民))")  # each date has a year of four digits, or …
_DAYS = re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?!\d)")


def unglued(text: str) -> str:
    """With a space wherever a copy has joined a day or a time to what stands beside it."""
    return _GLUED.sub(" ", text) if _MAY_BE_GLUED.search(text) else text


def like_a_date(text: str) -> bool:
    """The text holds a day and a year as numbers, though its month or calendar may be in words we do not know."""
    if not _DIGIT.search(text):
        return False
    folded = _ascii_digits(text)
    return bool(_YEARS.search(folded) and _DAYS.search(_YEARS.sub(" ", folded)))


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)


@cache
def _months(languages: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """The months of these languages as {name: number}, by the first letters of each that stand together.

    The number is 0 where two languages mean different months by the name: "listopada" is October, or November.
    """
    names: dict[str, int] = {}
    for tag in (tag for tag in languages if tag in files()):
        for name, number in _months_of(tag).items():
            names[name] = number if names.get(name, number) == number else 0
    for number, name in _of_no_file():
        names.setdefault(name, number)
    months: dict[str, dict[str, int]] = {}
    for name, number in names.items():
        months.setdefault(_LETTERS.findall(name)[0], {})[name] = number
    return months


@cache
def _months_of(tag: str) -> dict[str, int]:
    """The months of one language as {name: number}; none where it has no file."""
    months = enumerate(files()[tag]["months"] if tag in files() else (), 1)
    return {small(form.replace("٠", " ")): number for number, forms in months for form in forms.split()}


# A date with a month, for which its mark stands: the day first, the month first, the year first, the year and then the
# day. To compile them for each month would take longer than to read a page.
_MARK = "\x00"  # stands in no text that was cleaned
_NAMED = rf"(?<!\w)(?:ב)?{_MARK}\.?(?![\p{{L}}\p{{M}}])"
_DAY_FIRST = regex.compile(rf"(?<!\d){_NUMBER}{_JOIN}{_NAMED}(?:\s?/\s?[^\d\n]{{3,14}}?)?{_JOIN}(\d{{4}})(?!\d)")
_MONTH_FIRST = regex.compile(rf"{_NAMED}\s*{_NUMBER}(?!\d){_JOIN}(\d{{4}})(?!\d)")
_YEAR_FIRST = regex.compile(rf"(?<!\d)(\d{{4}}){_OF_YEAR}{_NAMED}\s*(\d{{1,2}})(?!\d)")
_YEAR_AND_DAY = regex.compile(
    rf"(?<!\d)(\d{{4}})\.?[\s\-]+(?:წლის|жылғы|жылдын|gada|yil)\s+(\d{{1,2}})\.?[\s\-]+{_NAMED}"
)


def _with_month(text: str, name: str, month: int) -> Iterator[tuple[str, int, int]]:
    """Each date in the folded text with this month."""
    marked, longer = text.replace(name, _MARK), len(name) - 1
    for pattern, day, year in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 1, 2), (_YEAR_FIRST, 2, 1), (_YEAR_AND_DAY, 2, 1)):
        for m in pattern.finditer(marked):
            start, end = (at + longer * marked.count(_MARK, 0, at) for at in m.span())
            yield _iso(m[year], month, m[day]), start, end


@cache
def _of_no_file() -> list[tuple[int, str]]:
    """The months of languages that have no file, by CLDR: those with a script for themselves, and two of Europe."""
    found = []
    for tag in sorted((set(OWNERS.values()) | set(_NEIGHBOURS)) - set(files())):
        try:
            widths = [get_month_names("wide", "format", tag), get_month_names("wide", "stand-alone", tag)]
            widths += [get_month_names("abbreviated", "format", tag)] if tag == "th" else []
        except UnknownLocaleError:
            continue
        found += [(number, small(str(name))) for names in widths for number, name in names.items()]
    told: dict[str, set[int]] = {}
    for number, name in found:
        told.setdefault(name, set()).add(number)
    return [(number, name) for number, name in found if len(told[name]) == 1]  # "listopad" is October, or November


def _of_persian(year: int, month: int, day: int) -> str:
    """A day of the solar Hijri calendar. Its leap years recur every 33 years, which holds from 1244 to 1472."""
    if not 1244 <= year <= 1472 or not 1 <= day <= (31 if month < 6 else 30):
        return ""
    leaps = sum((y % 33) in (1, 5, 9, 13, 17, 22, 26, 30) for y in range(1244, year))
    passed = 365 * (year - 1244) + leaps + 31 * min(month, 6) + 30 * max(month - 6, 0) + day - 1
    return (date(1865, 3, 21) + timedelta(passed)).isoformat()


def _of_ethiopian(year: int, month: int, day: int) -> str:
    """A day of the Ethiopian calendar, whose year 2000 began on 12 September 2007; every fourth, before a leap year
    of ours, has six days in its thirteenth month. "" where there is no such day."""
    long = 6 if year % 4 == 3 else 5
    if not 1900 <= year <= 2100 or not 1 <= day <= (30 if month < 13 else long):
        return ""
    passed = 365 * (year - 2000) + (year // 4 - 500) + 30 * (month - 1) + day - 1
    return (date(2007, 9, 12) + timedelta(passed)).isoformat()


def _iso(year: str, month: int, day: str) -> str:
    since = int(year) - 543 if int(year) > 2400 else int(year)  # Thailand counts from the Buddha's death
    try:
        return date(since, month, int(day)).isoformat()
    except ValueError:
        return ""


def _in_other_calendars(folded: str) -> Iterator[tuple[str, int, int]]:
    """Each date in words and signs that stand in one language or two only."""
    for m in _EAST_ASIA.finditer(folded):
        yield _iso(m[1], int(m[2]), m[3]), *m.span()
    for m in _MINGUO.finditer(folded):
        yield _iso(str(int(m[1]) + 1911), int(m[2]), m[3]), *m.span()
    for m in _PERSIAN.finditer(folded):
        yield _of_persian(int(m[3]), _PERSIAN_MONTHS[m[2]], int(m[1])), *m.span()
    for m in _VIETNAMESE.finditer(folded):
        yield _iso(m[3], int(m[2]), m[1]), *m.span()
    for m in _AMHARIC.finditer(folded):
        yield _of_ethiopian(int(m["year"]), _ETHIOPIAN_MONTHS[m["month"]], int(m["day"])), *m.span()


def may_hold_one(text: str) -> bool:
    """It holds what could be a year; without it no date is looked for."""
    return _YEAR.search(text) is not None


def dates(text: str, words: Vocabulary) -> list[tuple[str, int, int]]:
    """Each whole date in the text as (ISO date, start, end), in order of their places.

    3/4/2020 has two readings, and is left alone, in English and where the language is not known; elsewhere it begins
    with the day. 31/12/2020 has one.
    """
    if not may_hold_one(text):
        return []
    asked = text, words.languages, words.own[0] if words.own else ""
    return list(_dates(*asked) if len(text) <= LONGEST_KEPT else _dates.__wrapped__(*asked))


def forget() -> None:
    """Nothing of what was read stays in memory."""
    _dates.cache_clear()


@lru_cache(maxsize=5000)
def _dates(text: str, languages: tuple[str, ...], own: str) -> list[tuple[str, int, int]]:
    folded = _ascii_digits(small(text))
    found: list[tuple[str, int, int]] = []
    months = _months(languages)
    for letters in {said.removeprefix("ב") for said in _LETTERS.findall(folded)} & months.keys():
        for name, month in months[letters].items():
            if meant := month or _months_of(own).get(name, 0):
                found += _with_month(folded, name, meant)
    found += [(_iso(m[1], int(m[2]), m[3]), *m.span()) for m in _ISO.finditer(folded)]
    if not folded.isascii():
        found += _in_other_calendars(folded)
    day_first = own not in ("", "en")
    if day_first:
        short = [m for m in _SHORT_YEAR.finditer(folded) if int(m[2]) <= 12]
        short = [m for m in short if len(text) <= _SHORT_LINE or _AT.match(folded, m.end())]
        found += [(_iso(f"20{m[3]}", int(m[2]), m[1]), *m.span()) for m in short]
    for match in _NUMERIC.finditer(folded):
        one, two = int(match[1]), int(match[2])
        if one == two or (one > 12) != (two > 12) or (day_first and two <= 12):
            day, month = (match[1], two) if two <= 12 else (match[2], one)
            found.append((_iso(match[3], month, day), *match.span()))
    found = sorted((f for f in found if f[0]), key=lambda f: (f[1], -f[2]))
    return [f for n, f in enumerate(found) if not any(o[1] <= f[1] and f[2] <= o[2] for o in found[:n])]
