"""The pass that finds the article's own standfirst."""

from __future__ import annotations

import regex

from .datelines import stands_above_place
from .kinship import stems
from .part import Part
from .sheet import Sheet
from .title_echo import echoes
from .title_line import is_byline
from .title_place import LABELLED
from .title_short import dated_row

_MOTTO = 7  # words that a site's motto has less than
_POINTS = 8  # words of what heads a list of the main points
_POINT = 20  # words of one of them
_BELOW_TITLE, _ABOVE_TEXT = 14, 30  # words of a line that is set as no paragraph is, right below or above these
_KOREAN = regex.compile(r"\p{Hangul}")
_LINE = 6  # words of each of two lines
_LONGEST = 60  # words above the place that is reported from
# "lead", "article__lead", "Article_lead__x7Yq2", "cikk-lead" and what others call it
_LEAD = regex.compile(
    r"^(?:p|div|h2|h3) (?:\S+ )*(?:\S+[-_])?(?:lead|lede|leed|spot|uvod|anons|abstract)(?:__?|__\w{2,8})?(?: |$)",
    regex.I,
)
_COMMAS = (",", "،")
_DESCRIBED = range(2, 21)  # words of a picture's description
_ROW = 14  # words of a row that names author, place and day

# A text begins with the place that is reported from, whatever its element is called: "Madrid.- …", "COLOMBO (AP) – …".
_PLACED = regex.compile(r"\p{Lu}[^.!?:\n]{1,40}(?:\.\s?[-–—]|\([^)\n]{2,25}\)\s?[-–—])")


def standfirst(sheet: Sheet) -> str:
    """The article's own standfirst: named so by HTML, or a line between title and byline, or below the title."""
    top, head = sheet.place("title"), sheet.head_end()
    told = sum(part.ends for n, part in sheet.open() if n >= head)
    if top < 0 or (len(sheet.body_prose()) < 2 and told < 3):
        return ""
    lines = [(n, p) for n, p in sheet.open() if p.shape in ("line", "heading") and 4 <= p.size <= 80]
    lines = [(n, p) for n, p in lines if (sheet.html or not LABELLED.match(p.text)) and not dated_row(sheet, p, _ROW)]
    points = _points(sheet, top, head)
    lines = [(n, p) for n, p in lines if n not in points and not _heads_list(sheet, n)]
    lines = lines if sheet.html else [(n, p) for n, p in lines if not _is_twice(sheet, n)]
    named = [p for n, p in lines if p.in_box("standfirst") and (n <= head or len(lines) < 4)]
    named += [p for n, p in lines if top < n <= head and _is_called_lead(sheet, p)]
    named = [p for p in named if not _PLACED.match(p.text)]
    if named:
        return _take(named[0], "The page marks it as the standfirst.")
    below = [
        (n, p)
        for n, p in lines
        if top < n < head and p.size >= 5 and not p.in_box("aside", "caption", "related", "appeal")
        if not (_is_labelled(sheet, n) or _captions(sheet, n) or _describes(sheet, n))
    ]
    for n, part in below[:3]:
        before = any(p.label in ("byline", "date", "share") for p in sheet.parts[n:head])
        after = any(p.label in ("byline", "date", "share") for p in sheet.parts[top + 1 : n])
        right_below = not sheet.html and sheet.airy and n == top + 1
        if part.prose and (part.apart or before or after or right_below) and not is_byline(sheet, part):
            return _take(part, "It is a sentence or two between the title and the text.")
        first = n <= top + 4 and before and not after and part is below[0][1] and part.linked < 0.5
        if first and not _is_motto(sheet, n, head):
            return _take_lines(sheet, n, "It stands between the title and the line of author and date.")
    return _told_by_place(sheet, below, top, head)


def _told_by_place(sheet: Sheet, below: list[tuple[int, Part]], top: int, head: int) -> str:
    """What nothing around it tells: set otherwise than the text, alone there, or above where the text begins."""
    for n, part in below if sheet.airy and not sheet.html else ():
        if (n == top + 1 and part.size >= _BELOW_TITLE) or (n == head - 1 and part.prose and part.size >= _ABOVE_TEXT):
            return _take(part, "It is too long for a label or a caption, and stands between the title and the text.")
    if len(below) == 1 and _is_set_apart(sheet, below[0][1]):
        return _take(below[0][1], "It is a sentence between the title and the text, set otherwise than the text.")
    text = sheet.parts[head] if head < len(sheet.parts) else None
    if text and text.open and text.size <= _LONGEST and stands_above_place(sheet, head):
        return _take(text, "The text begins below it, with the place that is reported from.")
    alone = len(below) == 1 and not any(p.open and p.shape == "line" for p in sheet.parts[top + 1 : below[0][0]])
    dated = not sheet.html and alone and any(p.label in ("byline", "date") for p in sheet.parts[top + 1 : below[0][0]])
    if alone and not dated and below[0][0] <= top + 4 and (below[0][1].shape == "heading" or not below[0][1].ends):
        return _take(below[0][1], "It stands alone between the title and the text.")
    return ""


def _is_called_lead(sheet: Sheet, part: Part) -> bool:
    """HTML: a paragraph's own class calls it the lead, and no other has the class."""
    look = part.looks[-1] if part.looks else ""
    called = _LEAD.search(look) is not None and not part.in_box("caption", "aside", "related", "appeal", "byline")
    return called and not any(p.looks[-1:] == (look,) for p in sheet.parts if p is not part)


def _is_twice(sheet: Sheet, n: int) -> bool:
    """The same line stands right above or below: a picture's description and its caption."""
    return any(other.text == sheet.parts[n].text for other in (sheet.parts[n - 1], *sheet.parts[n + 1 : n + 2]))


def _is_motto(sheet: Sheet, n: int, head: int) -> bool:
    """Text: a few words that are no sentence, and of which the text says nothing again: the site's own."""
    part = sheet.parts[n]
    if not (part.ends or sheet.html) and n > sheet.place("title") + 1 and sheet.of("ours").found(part.text):
        return True
    few = part.size < _MOTTO and not (part.unspaced or part.ends or sheet.html)
    return few and not echoes(sheet, [(n, part)], head)[n]


def _heads_list(sheet: Sheet, n: int) -> bool:
    """HTML: a heading right above a list in its own element: "The main points"."""
    part, below = sheet.parts[n], sheet.parts[n + 1 : n + 2]
    heads = bool(part.path) and part.shape == "heading" and part.size <= _POINTS
    return heads and any(p.shape == "list" and p.path[: len(part.path) - 1] == part.path[:-1] for p in below)


def _points(sheet: Sheet, top: int, head: int) -> range:
    """Text: three sentences or more, each a line, are all that stands between the title and who wrote it, and when."""
    end = next((n for n in range(top + 1, head) if sheet.parts[n].label in ("byline", "date")), top)
    points = sheet.parts[top + 1 : end]
    told = all(p.open and p.stops and not p.apart and 4 <= p.size <= _POINT for p in points)
    return range(top + 1, end) if len(points) >= 3 and told and not sheet.html else range(0)


def _is_labelled(sheet: Sheet, n: int) -> bool:
    """HTML: a label of the site heads its box, such as what was written by a machine; none of the text stands there."""
    part, label = sheet.parts[n], sheet.parts[n - 1]
    box = set(part.path[:-1]) & set(label.path[-2:])
    box -= {number for m in sheet.strong() for number in sheet.parts[m].path}
    return label.label == "furniture" and label.size <= 6 and not label.in_box("button") and bool(box)


def _captions(sheet: Sheet, n: int) -> bool:
    """Text: a sentence that says again all of the picture's description above it; or, where it is set as no paragraph
    is, some of it."""
    over, part = sheet.parts[n - 1 : n + 1]
    described = over.open and over.shape == "line" and not (over.apart or over.ends) and over.size in _DESCRIBED
    goes_on = part.text.startswith(f"{over.text} ")
    if sheet.html or not sheet.airy or not described or not (part.stops or goes_on):
        return False
    said, told = stems(over.text), stems(part.text)
    return bool(said) and (said <= told or not (part.apart or said.isdisjoint(told)))


def _describes(sheet: Sheet, n: int) -> bool:
    """Text: it is set as no paragraph is, its picture's caption stands below it, and then one that may be taken; or
    beside it stands a label for those who hear the page, which begins with the comma that parts it from what it labels.
    """
    if sheet.html or not sheet.airy or n + 3 >= len(sheet.parts):
        return False
    over, part, caption, told, after = sheet.parts[n - 1 : n + 4]
    if over.text.startswith(_COMMAS) or (not part.apart and caption.text.startswith(_COMMAS)):
        return True
    taken = told.open and told.apart and told.prose and after.label in ("byline", "date", "share")
    return taken and not part.apart and "caption of a picture" in caption.why


def _is_set_apart(sheet: Sheet, part: Part) -> bool:
    """HTML: a sentence in a paragraph of another make, outside of the element that the text's paragraphs share."""
    strong = [sheet.parts[n] for n in sheet.strong()]
    if not part.path or not part.stops or part.links or part.in_box("byline", "date", "caption", "button"):
        return False
    own = part.looks[-1][:2] in ("p ", "h2", "h3") and all(part.looks[-1:] != one.looks[-1:] for one in strong)
    return own and all(part.path[:-1] != one.path[:-1] for one in strong)


def _take_lines(sheet: Sheet, n: int, why: str) -> str:
    """Korean text: with a second line like it, right below the title and above who wrote it, as papers have it."""
    part, *others = sheet.parts[n : n + 3]
    if sheet.html or n != sheet.place("title") + 1 or len(others) < 2:
        return _take(part, why)
    more, below = others
    alike = more.open and more.shape == "line" and min(part.size, more.size) >= _LINE and more.size <= 2 * part.size
    named = more.text.endswith((")", "）", "]"))  # who took a picture
    if (
        not alike
        or named
        or not _KOREAN.search(more.text)
        or part.ends
        or more.ends
        or below.label not in ("byline", "date")
    ):
        return _take(part, why)
    return f"{_take(part, why)}\n{_take(more, why)}"


def _take(part: Part, why: str) -> str:
    part.be("standfirst", why)
    return part.text
