"""The pass that leaves out what stands outside of the article: of the element that holds it, and of a page's main text.

Two witnesses: where the paragraphs stand in the HTML, and for a whole page what trafilatura takes for its text. Both
tell only what is above and below; what the author wrote in between stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container

from .afterwords import is_thanks
from .main_text import mark_held
from .part import LABELLED, Part, size
from .sheet import Sheet

NOTE_MARKS = "[(［（【*＊※†¹1"
_CONTAINER = 0.92  # of the running text an element must hold to be the article's own
_MOST_OF_IT = 0.6  # of that, one in it must hold, if what it does not hold stands below it and looks otherwise
_FEW = 3  # paragraphs that make a text
_MOST_BOXES = 20  # of the site's in the element of the article, below its paragraphs
_BELOW = "It stands below the element of the page that holds the article."


def outside(sheet: Sheet) -> None:
    """Leave out what follows the element that holds the article; pictures and notes at its edge stay."""
    strong = sheet.strong()
    if len(strong) > 1:
        _by_element(sheet, strong)


def second_witness(sheet: Sheet) -> None:
    """A whole page: leave out what stands before or after its main text, where all the other passes left a doubt."""
    if sheet.page and _is_doubtful(sheet) and mark_held(sheet.parts, sheet.page):
        _by_main_text(sheet)


def is_note(part: Part) -> bool:
    return part.text[:1] in NOTE_MARKS


def is_remark(part: Part) -> bool:
    """HTML: a sentence of the newsroom's on its article: "Correction: …", "From the editors: …"."""
    told = bool(part.path) and part.shape == "line" and part.stops and part.size >= 6 and not part.links
    return told and LABELLED.match(part.text) is not None


def _is_told_of_it(sheet: Sheet, part: Part) -> bool:
    """A remark on the article, or who paid for it."""
    return is_remark(part) or (part.shape == "line" and part.stops and is_thanks(sheet, part))


def of_gallery(part: Part) -> bool:
    """A picture with words of its own that leads nowhere: galleries often stand below the text."""
    return part.picture is not None and size(part.picture.caption) >= 5 and not part.links


def sums_up(part: Part) -> bool:
    """A list of what the article tells: sentences, or nearly, that lead nowhere."""
    items = part.text.split("\n")
    return len(items) > 1 and part.linked < 0.1 and all(4 <= size(item) <= 40 for item in items)


# -- the element that holds the article --------------------------------------------------------------------------------


def _by_element(sheet: Sheet, strong: list[int]) -> None:
    """HTML: what follows the element that holds the running text is not of it."""
    parts = sheet.parts
    holder = _holder(parts, strong)
    if not holder:
        return
    last = _end_of(parts, strong, holder)
    for n, part in sheet.open():
        if n <= last or of_gallery(part) or (is_note(part) and part.apart and part.ends):
            continue
        if _is_fact(part):
            continue
        if not (n == last + 1 and _is_told_of_it(sheet, part)):
            part.be("furniture", _BELOW)


def _holder(parts: list[Part], strong: list[int]) -> int:
    """The number of the innermost element that holds the article; 0 if none does."""
    inside: Counter[int] = Counter()
    several: Counter[int] = Counter()
    for n in strong:
        for number in parts[n].path:
            inside[number] += int(parts[n].size)
            several[number] += 1
    whole = sum(int(parts[n].size) for n in strong)
    # The innermost has the highest number.
    holder = max((k for k, held in inside.items() if held >= _CONTAINER * whole and several[k] >= _FEW), default=0)
    while inner := _within(parts, [n for n in strong if not holder or holder in parts[n].path], holder):
        holder = inner
    return holder


def _end_of(parts: list[Part], strong: list[int], holder: int) -> int:
    """The last part in the holder; or, where the paragraphs stand right in it, the last above boxes of the site's."""
    last = max(n for n, part in enumerate(parts) if holder in part.path)
    own = [n for n in strong if parts[n].path[-2:-1] == (holder,)]
    whole = sum(parts[n].size for n in strong)
    if len(own) < _FEW or sum(parts[n].size for n in own) < _MOST_OF_IT * whole:
        return last
    boxes = {_branch(parts[n], holder)[0] for n in strong if own[-1] < n <= last}
    if not 0 < len(boxes) <= _MOST_BOXES or not all(
        box and _is_pressed([part for part in parts if box in part.path]) for box in boxes
    ):
        return last
    return min(n for n, part in enumerate(parts) if boxes & set(part.path)) - 1


def _within(parts: list[Part], strong: list[int], holder: int) -> int:
    """An element in the holder that has most of the text, all but what stands below it and looks otherwise; 0 if none.

    So comments, notices and the beginnings of other articles are told, that some sites keep in the article's element.
    """
    branches: dict[tuple[int, str], list[int]] = {}
    for n in strong:
        branches.setdefault(_branch(parts[n], holder), []).append(n)
    if len(branches) < 2:
        return 0
    (number, look), own = max(branches.items(), key=lambda one: sum(parts[n].size for n in one[1]))
    others = [n for n in strong if n not in own]
    most = sum(parts[n].size for n in own) >= _MOST_OF_IT * sum(parts[n].size for n in strong)
    if not number or not most or len(own) < _FEW or min(others) < own[-1]:
        return 0
    below = {_branch(parts[n], holder) for n in others}
    return number if all(seen not in (look, "") and _is_sites(parts, at) for at, seen in below) else 0


def _is_sites(parts: list[Part], element: int) -> bool:
    """There is something to press in it, or lines such as names and days; a note has a heading and paragraphs."""
    there = [part for part in parts if element in part.path]
    lines = [part for part in there if part.shape == "line" and part.size <= 12 and not part.ends]
    return len(lines) > 1 or _is_pressed(there)


def _is_pressed(parts: list[Part]) -> bool:
    return any(part.linked > 0.9 or part.in_box("button", "asking") for part in parts)


def _branch(part: Part, holder: int) -> tuple[int, str]:
    """The element right inside of the holder that a part stands in, and how it looks; (0, "") for the part's own."""
    at = part.path.index(holder) + 1 if holder in part.path else 0
    return (part.path[at], part.looks[at]) if at < len(part.path) - 1 else (0, "")


# -- a page's main text ------------------------------------------------------------------------------------------------


def _is_doubtful(sheet: Sheet) -> bool:
    """The text ends in a box of its own, or above or below it stands what is neither judged yet nor set as its
    paragraphs are, nor right among them: only then a second witness is heard, for it takes half as long as all the
    other passes together.
    """
    prose = [n for n, part in sheet.open() if part.prose]
    if len(prose) < _FEW:
        return True
    first, last = prose[0], prose[-1]
    boxes = [sheet.parts[n].boxes - {"bold"} for n in prose]
    usual = Counter(boxes).most_common(1)[0][0]
    text = [sheet.parts[n] for n in prose]
    set_so = {(part.path[:-1], part.looks) for part in text}
    own = {(part.path[:-1], part.boxes - {"bold"}) for part in text}
    around = [(n, part) for n, part in sheet.open() if not first <= n <= last and part.shape != "rule"]
    around = [(n, part) for n, part in around if part.shape != "line" or (part.path[:-1], part.looks) not in set_so]
    odd = any(not (_stands_among(part, own) or _stays(sheet, n, first, last)) for n, part in around)
    return odd or boxes[-1] != usual


def _stands_among(part: Part, own: Container[tuple[tuple[int, ...], frozenset[str]]]) -> bool:
    """Right in the element of a paragraph, in no other box, without a link: the witness goes by these, and holds it."""
    element = part.path if part.shape == "list" else part.path[:-1]
    words = part.shape in ("line", "heading", "list") and not part.links
    return words and (element, part.boxes - {"bold"}) in own


def _is_label(part: Part) -> bool:
    return part.shape == "line" and not (part.prose or part.ends)


def _stays(sheet: Sheet, n: int, first: int, last: int) -> bool:
    """Above the running text its picture and a list of what it tells, below it facts, a gallery or a remark on it."""
    part = sheet.parts[n]
    if n < first:
        return _leads(sheet.parts, n) or (part.shape == "list" and sums_up(part))
    told = of_gallery(part) or _is_fact(part)
    return told or (n == last + 1 and _is_told_of_it(sheet, part)) or _heads_more(sheet.parts, n, last)


def _is_fact(part: Part) -> bool:
    """The page calls its box one of facts, and it leads nowhere."""
    return part.in_box("facts") and not (part.links or part.in_box("button", "form"))


def _heads_more(parts: list[Part], n: int, last: int) -> bool:
    """A subhead, and right below it a short paragraph that is set as the last long one is."""
    if parts[n].shape != "heading" or n + 1 >= len(parts):
        return False
    below, text = parts[n + 1], parts[last]
    return below.open and below.stops and (below.path[:-1], below.looks) == (text.path[:-1], text.looks)


def _by_main_text(sheet: Sheet) -> None:
    """Running text in its middle stays, and so do boxes; labels right among its paragraphs do not."""
    parts = sheet.parts
    held = [n for n, part in sheet.open() if part.held and part.prose]
    if not held:
        return
    first, last = held[0], _with_ending(parts, held[-1])
    places = Counter(parts[n].path[:-1] for n in held)
    among = {place for place, count in places.items() if count > 1 or len(held) == 1}  # a box may head its paragraph
    for n, part in sheet.open():
        if part.held or part.shape == "rule":
            continue
        if not first <= n <= last:
            if not _stays(sheet, n, first, last):
                part.be("furniture", f"It stands {'before' if n < first else 'after'} the page's main text.")
        elif _is_label(part) and part.path[:-1] in among and not _in_box(parts, n):
            part.be("furniture", "It stands in the page's main text, but is not of it.")


def _in_box(parts: list[Part], n: int) -> bool:
    """Others share its innermost element: bare words in an element of their own."""
    return any(parts[m].path[: len(parts[n].path)] == parts[n].path for m in (n - 1, n + 1) if m < len(parts))


def _leads(parts: list[Part], n: int) -> bool:
    """It is a picture above the text: near the title, or one with words of its own in the article's element."""
    title = next((m for m, part in enumerate(parts) if part.label == "title"), 0)
    picture = parts[n].picture
    told = picture is not None and picture.caption and parts[n].in_box("article")
    return parts[n].shape == "picture" and (n >= title - 2 or bool(told))


def _with_ending(parts: list[Part], last: int) -> int:
    """Where the article ends when later running text in the same place is its own, and so are its footnotes."""
    place = parts[last].boxes - {"bold"}
    own = [n for n in range(last + 1, len(parts)) if parts[n].open and parts[n].prose]
    return max([last, *(n for n in own if is_note(parts[n]) or parts[n].boxes - {"bold"} == place)])
