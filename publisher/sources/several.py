"""What is more than one article, or none: two articles in one paste, a whole front page, a thread of comments."""

from __future__ import annotations

import regex

from .day import is_date_line
from .home import host_of
from .names import byline_start
from .part import Part
from .sheet import Sheet
from .words import bare

_FEW = 5  # teasers make a front page, from so many
_CROWD = 3  # comments make a thread
_RUN = 2  # paragraphs below one another at most, on a front page
_HEAD = 4  # parts below a headline, among which author and date stand
_DIGIT = regex.compile(r"\d")


def second_article(sheet: Sheet) -> None:
    """Leave out what follows from the second headline on that has an author and a date of its own and text below."""
    prose = [n for n in sheet.body_prose() if n > sheet.place("title")]
    if len(prose) < 4:
        return
    for n in range(prose[1] + 1, prose[-2]):
        own = _headline(sheet.parts[n]) and _own_head(sheet, n)
        if own and not _set_in(sheet, n, prose) and not (sheet.airy and _is_card(sheet, n)):
            for part in sheet.parts[n:]:
                part.be("furniture", "It is another article: it has a headline, an author and a date of its own.")
            return


def _set_in(sheet: Sheet, n: int, prose: list[int]) -> bool:
    """HTML: it stands in an element of its own, and below it the text goes on in the element that it began in."""
    own = {sheet.parts[m].path[:-1] for m in prose if m < n} - {()}
    return sheet.parts[n].path[:-1] not in own and any(sheet.parts[m].path[:-1] in own for m in prose if m > n)


def _own_head(sheet: Sheet, n: int) -> bool:
    below = sheet.parts[n + 1 : n + 1 + _HEAD]
    lines = below[: next((m for m, part in enumerate(below) if part.prose), len(below))]
    return any(byline_start(sheet, p) for p in lines) and any(is_date_line(sheet, p) for p in lines)


def _is_card(sheet: Sheet, n: int) -> bool:
    """One of several headlines below one another with an author or a day each, or of a list with a label such as
    Related: the text goes on below them.
    """
    label, above = sheet.parts[n], sheet.parts[n - 1]
    if any(bare(part.text) in sheet.of(name).phrases for part in (label, above) for name in ("related", "lists")):
        return True
    if any(byline_start(sheet, part) or is_date_line(sheet, part) for part in (label, above)):
        return True
    ends = (m for m in range(n + 1, n + _HEAD) if is_date_line(sheet, sheet.parts[m]))
    another = next(ends, n) + 1
    return another > n + 1 and _headline(sheet.parts[another]) and _own_head(sheet, another)


def _headline(part: Part) -> bool:
    return part.open and part.short and part.size >= 3 and not part.stops and not part.in_box("related", "aside")


def no_article(sheet: Sheet) -> str:
    """Why there is no single article in it, in a sentence for the editor; empty if there may be one."""
    told = [part for part in sheet.parts if part.text]
    prose = [part for part in told if part.prose]
    read_on = _longest_run(told) > _RUN
    crowd = len(prose) >= _CROWD and all(part.in_box("comments") for part in prose)
    if crowd or (not read_on and _is_thread(sheet, told)):
        return "There are only readers' comments in this; paste the article that they are about."
    if not read_on and len(prose) >= _FEW and _is_front_page(sheet, told):
        return "This is a page of many headlines, no single article; open one of them and paste that."
    return ""


def _is_thread(sheet: Sheet, told: list[Part]) -> bool:
    """It opens as comments do, and goes on with ages of comments and answers to them."""
    if not any(part.size <= 4 and sheet.of("comments").found(part.text) for part in told[:2]):
        return False
    return sum(_aged(sheet, part) for part in told[1:]) >= _CROWD


def _is_front_page(sheet: Sheet, told: list[Part]) -> bool:
    """Headlines that lead to pages of the site or have an age each, and below none more than a sentence or two."""
    headlines = [part for part in told if part.short and part.size >= 3 and not part.stops and not _aged(sheet, part)]
    heads = [part for part in headlines if part.shape == "heading" and part.linked > 0.8]
    linked = sum(not part.links or host_of(part.links[0].url) == sheet.home for part in heads)
    ages = sum(_aged(sheet, part) for part in told)
    return len(headlines) >= _FEW and max(linked, ages) >= max(_FEW, 0.6 * len(headlines))


def _aged(sheet: Sheet, part: Part) -> bool:
    """It says no more than when: "3 hours ago", a date."""
    if part.size > 6 or part.shape != "line" or not _DIGIT.search(part.text):
        return False
    return bool(sheet.of("counted").found(part.text)) or is_date_line(sheet, part)


def _longest_run(told: list[Part]) -> int:
    """How many paragraphs stand below one another, with neither a headline nor a label between."""
    longest = run = 0
    for part in told:
        run = run + 1 if part.prose else 0
        longest = max(longest, run)
    return longest
