"""Passes that find where the article begins and ends on a page that was copied whole, and what stands between.

Above the title and below the last paragraph the doubt counts against a line, inside of the text it counts for it.
"""

from __future__ import annotations

import itertools

import regex

from .below import below_appeal, below_last
from .day import is_date_line
from .early import begins
from .gaps import blocks, is_list
from .outside import sums_up
from .part import Part
from .sheet import Sheet
from .words import bare

_MOST_BELOW = 0.35  # of the text above a sign of the end may stand below it: comments, notices
_ANNOUNCING = (":", "：", "፡")  # what ends so says what stands below it
_NOTE = 4  # words of a note above the text
_CAPTION = 20  # words of it, in a script that ends no sentence
_SPEAKER = regex.compile(r"[^:：?？]{2,40}[:：]\s")
_ASKING = tuple("?？؟")


def above_title(sheet: Sheet) -> None:
    """What stands above the title is the site's, but for the day right above it and the article's first picture."""
    top = sheet.place("title")
    if not sheet.strong():
        return
    for n, part in sheet.open():
        if top - 3 <= n < top and is_date_line(sheet, part):
            continue
        if n < top and part.shape != "picture":
            bids = not sheet.html and any(
                sheet.of(name).found(part.text) for name in ("buttons", "newsletter", "follows")
            )
            noted = n == top - 1 and part.stops and part.size >= 10 and part.linked < 0.3  # by the editor
            if bids or not noted:
                part.be("furniture", "It stands above the title.")
        elif n < top and not (_leads(part) or _is_above(sheet, n, top)):
            part.be("furniture", "It is a picture above the title.")


def _leads(part: Part) -> bool:
    """The article's first picture: it stands in the article's element, or has words of its own."""
    return part.picture is not None and not part.links and bool(part.picture.caption or part.in_box("article"))


def _is_above(sheet: Sheet, n: int, top: int) -> bool:
    """HTML: right above the title, and in the innermost element but one around it."""
    part, title = sheet.parts[n], sheet.parts[top]
    near = (
        part.picture is not None and n == top - 1 and not part.links and not part.in_box("icon", "card", "ad", "header")
    )
    return near and part.in_box("main") and title.path[-2:-1] != () and title.path[-2] in part.path


def opening(sheet: Sheet) -> None:
    """What is left between the title and the text: labels, descriptions of pictures, boxes."""
    top, start = sheet.place("title"), sheet.head_end()
    if top < 0 or start >= len(sheet.parts):
        return
    summary = {*_summary(sheet, start), *_short_opening(sheet, start)}
    end = begins(sheet, top, start)
    for n, part in sheet.open():
        if not top < n < end or n in summary or part.shape in ("picture", "embed"):
            continue
        strong = part.prose and part.apart
        if part.shape == "list" and sums_up(part):
            continue
        if part.shape == "heading" and (n == start - 1 or _heads_summary(sheet, n)):
            continue  # a subhead may open the text
        if n == start - 1 and _asks_first(sheet, n):
            continue
        if _notes_first(sheet, n):
            continue
        if not strong:
            part.be("furniture", "It stands between the title and the text and is no part of either.")


def _asks_first(sheet: Sheet, n: int) -> bool:
    """The first question of an interview. HTML: set as another one below is, and the answer as that one's; text: the
    name of who asks stands before another one, too.
    """
    part, answer = sheet.parts[n], sheet.parts[n + 1]
    who = _SPEAKER.match(part.text)
    if who and not part.path and part.apart and part.text[-1:] in _ASKING:
        return any(p.open and p.text.startswith(who[0]) for p in sheet.parts[n + 2 :])
    if not part.path or part.text[-1:] not in _ASKING or part.looks != answer.looks:
        return False
    below = itertools.pairwise(sheet.parts[n + 2 :])
    alike = ((one, two) for one, two in below if one.open and one.looks == part.looks == two.looks and two.prose)
    return any(one.text[-1:] in _ASKING and one.boxes == part.boxes for one, _ in alike)


def _notes_first(sheet: Sheet, n: int) -> bool:
    """HTML: a sentence in a paragraph of its own, right below the standfirst and above a subhead or the text."""
    over, part, below = sheet.parts[n - 1 : n + 2]
    own = over.label == "standfirst" and bool(part.path) and part.looks[-1][:2] == "p " and not part.links
    plain = own and not part.in_box("caption", "credit", "date", "byline", "share", "button", "aside", "newsletter")
    return plain and part.stops and part.size >= _NOTE and below.open and (below.shape == "heading" or below.prose)


def _heads_summary(sheet: Sheet, n: int) -> bool:
    """Right above a list of what the article tells; in HTML, both in the article's own element."""
    below = sheet.parts[n + 1]
    own = not sheet.html or sheet.parts[n].in_box("article", "main")
    return own and below.open and below.shape == "list" and sums_up(below)


def _short_opening(sheet: Sheet, start: int) -> range:
    """Text: paragraphs too short to be sure of, right above the first sure one and set as it is."""
    first = start
    while sheet.airy and not sheet.html and first and _may_open(sheet, first - 1):
        first -= 1
    return range(first, start)


def _may_open(sheet: Sheet, n: int) -> bool:
    """A paragraph of the text: no picture's caption, over which a description stands."""
    over, part = sheet.parts[n - 1] if n else None, sheet.parts[n]
    described = over is not None and over.open and not over.apart
    if part.unended and part.size > _CAPTION:
        described = False
    told = part.open and part.shape == "line" and part.apart and part.size >= 4
    return told and (part.stops or part.unended) and not described


def _summary(sheet: Sheet, start: int) -> range:
    """Text: such a list is three sentences or more, each a line, between the title and the text."""
    top, end = sheet.place("title"), start
    while end > top + 3:
        first = end
        while (
            first > top + 1
            and (part := sheet.parts[first - 1]).open
            and part.stops
            and not part.apart
            and part.size >= 4
        ):
            first -= 1
        if end - first >= 3:
            return range(first, end)
        end = min(first, end - 1)
    return range(0)


def ending(sheet: Sheet) -> None:
    """Where the text is over: at a sign such as Tags, or with its last paragraph."""
    strong = sheet.strong()
    if len(strong) < 2:
        return
    sign = _sign(sheet, strong)
    for n, part in sheet.open():
        if sign is not None and n > sign:
            part.be("furniture", f"It stands below “{sheet.parts[sign].text[:40]}”, where the article is over.")
    below_appeal(sheet)
    below_last(sheet)


def _sign(sheet: Sheet, strong: list[int]) -> int | None:
    """The first line that only stands where an article is over, with little running text below it."""
    whole = sum(sheet.parts[n].size for n in strong)
    for n in range(strong[len(strong) // 2] + 1 if strong else 0, len(sheet.parts)):
        part = sheet.parts[n]
        judged = part.label in ("related", "appeal", "heading") or part.in_box("card")
        if part.size <= 12 and not judged and _says_end(sheet, part):
            below = sum(sheet.parts[m].size for m in strong if m > n)
            if below <= _MOST_BELOW * (whole - below):
                return n
    return None


def _says_end(sheet: Sheet, part: Part) -> bool:
    """Tags, the most read, previous and next, the author's name once more."""
    said = bare(part.text)
    if said in sheet.of("ends").phrases or sheet.of("ends").start(part.text):
        return not part.prose
    if sheet.of("author_heads").whole(part.text) or sheet.of("comments").whole(part.text):
        return True
    if sheet.of("lists").whole(part.text) and not sheet.of("related").whole(part.text):
        return True
    return part.label != "byline" and any(said == bare(name) for name in sheet.byline)


def inserts(sheet: Sheet) -> None:
    """Among paragraphs set apart, lines that are not: a picture's description and caption, where it was not pasted."""
    if not sheet.airy:
        return
    strong = sheet.strong()
    for above, below in itertools.pairwise(strong):
        between = [n for n in range(above + 1, below) if sheet.parts[n].open]
        listed = {n for block in blocks(sheet, above + 1, below) if is_list(sheet, block) for n in block}
        lines = [n for n in between if sheet.parts[n].shape == "line" and n not in listed]
        announced = next((n for n in lines if sheet.parts[n].text.endswith(_ANNOUNCING)), below)
        lines = [n for n in lines if n < announced]
        if sheet.parts[above].text.rstrip().endswith(_ANNOUNCING) or len(lines) < 2:
            continue
        for n, m in itertools.pairwise(lines):
            described, told = sheet.parts[n], sheet.parts[m]
            loose = not (described.apart or told.apart) or (not described.apart and m == lines[-1] and told.size <= 45)
            after = sheet.parts[m + 1]
            if m + 1 < below and not told.apart and not after.apart and after.stops:
                continue  # items of a list, below its heading
            fits = m == n + 1 and loose and described.open and 3 <= described.size <= 20 and not described.stops
            if fits and 4 <= told.size <= 45 and (told.stops or is_date_line(sheet, told)):
                why = "It describes a picture that is not there."
                described.be("furniture", why)
                told.be("furniture", why)
