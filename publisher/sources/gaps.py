"""The pass for what stands between two paragraphs of a plain text, told by how it is set, in whatever language.

Browsers copy a paragraph with an empty line below it, and the site's boxes without: lines that no empty line parts are
one block. A subhead leads straight to its text; what else is short, unended and in a block with labels is the site's.
"""

from __future__ import annotations

import itertools
from collections import Counter

import regex

from ..story import Related
from .kinship import beginnings
from .part import Part, begins_small, reads_as_subhead, words_of
from .sheet import Sheet
from .words import bare

_ANNOUNCING = (":", "：", "፡")
_GOES_ON = (";", "؛", "；")
_BARRED = regex.compile(r"[\p{Lu}][\p{Lu} ]{2,20}\s?\|\s?\S")  # "WATCH | How a road is built"
_CLOCK = regex.compile(r"^[\p{Nd}]{1,2}:[\p{Nd}]{2}(?:\s?/\s?[\p{Nd}]{1,2}:[\p{Nd}]{2})?$")
_FIGURE = regex.compile(r"\p{L}.*(?::\s|\s[-–—]\s).*\p{Nd}")  # "Workers: 40,000", "Books - 12 lakh"
_FEW = 2  # lines with a figure that make no list
_SITE = regex.compile(r"^[\w-]+(?:\.[\w-]+)+$|\p{Ll}{3}\p{Lu}\p{L}")  # "letters.example", "MarginTeo Rangel"
_MOST_CLOCKS = 2  # more of them are a ticker's
_LABEL = 4  # words that a label has at most
_TITLE = range(4, 21)
_CAPTION = 45
_TOLD = 15  # words of a sentence below a picture's description, if they share but one
_STEM = 4  # letters by which two forms of a word are known
_ANSWER = 2  # words of an answer to choose
_SUBHEAD = 7
_RUNNING = 15  # words of a sentence that is rather the text's than a box's
_BLURB = 25  # words of what a box of the site's says at most


def gaps(sheet: Sheet) -> None:
    """Leave out the site's short lines between paragraphs that are set apart."""
    if sheet.html or not sheet.airy:
        return
    strong = sheet.strong()
    if len(strong) < 2:
        return
    _twice(sheet, strong)
    _who_said(sheet)
    clocks = sum(bool(_CLOCK.match(part.text)) for _, part in sheet.open())
    for part in sheet.parts[strong[0] : strong[-1]]:
        if part.open and part.shape == "line" and part.size <= 20 and not part.stops and _BARRED.match(part.text):
            part.be("furniture", "It is a label in capitals and what it points to, parted by a bar.")
    for above, below in itertools.pairwise(strong):
        if sheet.parts[above].text.endswith(_ANNOUNCING):
            continue
        for block in blocks(sheet, above + 1, below):
            if is_list(sheet, block):
                continue
            leads = block[-1] == below - 1 and not (sheet.parts[block[-1]].apart and not _subhead(sheet, block))
            if clocks <= _MOST_CLOCKS:
                _player(sheet, block)
            _below_space(sheet, block, leads=leads)
            _card(sheet, block, leads=leads)
            _beside_labels(sheet, block, leads=leads)
            _described(sheet, block)
            _poll(sheet, block)
            if not leads:
                _pointer(sheet, block)


def blocks(sheet: Sheet, first: int, end: int) -> list[list[int]]:
    """The lines between two paragraphs, those together that no empty line parts."""
    found: list[list[int]] = [[]]
    for n in range(first, end):
        found[-1].append(n)
        if sheet.parts[n].apart:
            found.append([])
    return [block for block in found if block]


def is_list(sheet: Sheet, block: list[int]) -> bool:
    """The author's: a line that ends with a colon stands above it, two lines or more end with a semicolon, or there are
    a name and a figure in each of three lines.
    """
    if sum(sheet.parts[n].text.endswith(_GOES_ON) for n in block) > 1:
        return True
    over = sheet.parts[block[0] - 1]
    lines = [part for part in map(sheet.parts.__getitem__, block) if _short(part, _BLURB)]
    announced = over.label != "furniture" and _announces(over) and len(lines) == len(block)
    return len(lines) > 1 and (announced or sum(_FIGURE.search(part.text) is not None for part in lines) > _FEW)


def _subhead(sheet: Sheet, block: list[int]) -> bool:
    """Right below a newsletter's box, an empty line between it and the text: browsers copy headings so, too."""
    part, above = sheet.parts[block[-1]], sheet.parts[block[-1] - 1]
    return len(block) > 1 and _short(part, _SUBHEAD) and part.size >= 2 and "newsletter" in above.why


def _short(part: Part, most: int = 12) -> bool:
    return part.open and part.shape == "line" and part.size <= most and not part.ends and part.linked < 0.5


def _announces(part: Part) -> bool:
    return part.text.endswith(_ANNOUNCING)


def _twice(sheet: Sheet, strong: list[int]) -> None:
    """A short line that stands there twice is no subhead; of those of a table of contents the second one is."""
    inside = [n for n in range(strong[0], strong[-1]) if _short(sheet.parts[n], 6)]
    told = Counter(bare(sheet.parts[n].text) for n in inside)
    twice = [n for n in inside if told[bare(sheet.parts[n].text)] > 1]
    first = {bare(sheet.parts[n].text): n for n in reversed(twice)}
    contents = {n for n in first.values() if n - 1 in first.values() or n + 1 in first.values()}
    for n in twice:
        listed = first[bare(sheet.parts[n].text)]
        if n == listed or listed not in contents or not sheet.parts[n + 1].prose:
            sheet.parts[n].be("furniture", "It stands there twice, as a site's labels do.")


def _who_said(sheet: Sheet) -> None:
    """The name below a pull quote."""
    for n, (quote, name) in enumerate(itertools.pairwise(sheet.parts), 2):
        heads = n < len(sheet.parts) and sheet.parts[n].prose and reads_as_subhead(name)
        if quote.label == "pull_quote" and not quote.apart and _short(name, 5) and not heads:
            name.be("furniture", "It says whose words the pull quote repeats.")


def _player(sheet: Sheet, block: list[int]) -> None:
    """What to hear, and how long it takes."""
    for n, m in itertools.pairwise(block):
        label, clock = sheet.parts[n], sheet.parts[m]
        timed = clock.open or "player" in clock.why
        if timed and _CLOCK.match(clock.text) and (_short(label, 8) or label.label == "furniture"):
            label.be("furniture", "It belongs to a player.")
            clock.be("furniture", "It belongs to a player: a time or a speed.")


def _beside_labels(sheet: Sheet, block: list[int], *, leads: bool) -> None:
    """The head of a box: right above two labels of the site's, and not at the end of a list."""
    for at, n in enumerate(block):
        part, below = sheet.parts[n], [sheet.parts[m] for m in block[at + 1 : at + 3]]
        over = sheet.parts[block[at - 1]] if at else None
        first = over is None or over.stops or over.label == "furniture"
        labels = sum(p.label in ("furniture", "share") for p in below)
        offered = bool(below) and ("newsletter" in below[0].why or "paywall" in below[0].why)
        if _short(part) and first and (labels == 2 or offered):
            part.be("furniture", "It stands above labels of the site, in one box with them.")
    inside = block[:-1] if leads else block
    labels = sum(sheet.parts[n].label in ("furniture", "share") for n in inside)
    if labels >= 2 and labels * 2 >= len(inside):
        for n in inside:
            part = sheet.parts[n]
            runs = (part.prose and part.stops and part.size > _RUNNING) or (part.apart and _announces(part))
            if part.open and part.shape == "line" and part.size <= _BLURB and not runs:
                part.be("furniture", "It stands among labels of the site, in one box with them.")
    last = block[-1]
    labels = sum(sheet.parts[n].label in ("furniture", "share") for n in block)
    if not leads and len(block) > 1 and _short(sheet.parts[last]) and labels == len(block) - 1 >= 2:
        sheet.parts[last].be("furniture", "It stands below labels of the site, in one box with them.")


def _below_space(sheet: Sheet, block: list[int], *, leads: bool) -> None:
    """Browsers copy a picture that has no description as one more empty line: below it stands its caption."""
    part = sheet.parts[block[0]]
    if leads and len(block) == 1 and not part.stops and part.size <= _SUBHEAD:
        return
    if part.in_box("space") and part.open and part.shape == "line" and not part.apart and 3 <= part.size <= _CAPTION:
        part.be("furniture", "It is the caption of a picture that is not there.")


def _card(sheet: Sheet, block: list[int], *, leads: bool) -> None:
    """A link drawn as a card: a title, a line about it, and at last the site's name or address."""
    parts = [sheet.parts[n] for n in block]
    lines = all(part.open and part.shape == "line" and not part.stops and part.size <= _BLURB for part in parts)
    if leads or not 2 <= len(parts) <= 4 or not lines or round(parts[0].size) not in _TITLE:
        return
    if _SITE.search(parts[-1].text) and parts[-1].size <= _LABEL:
        _point(sheet, parts[0])
        for part in parts[1:]:
            part.be("furniture", "It belongs to a card that leads to another page.")


def _point(sheet: Sheet, title: Part) -> None:
    title.be("related", "It stands alone between two paragraphs, and leads elsewhere.")
    if title.text not in {one.title for one in sheet.related}:
        sheet.related.append(Related(title.text, "", ""))


def _described(sheet: Sheet, block: list[int]) -> None:
    """A picture's description and its caption: they name the same things."""
    for n, m in itertools.pairwise(block):
        one, other = sheet.parts[n], sheet.parts[m]
        captioned = other.label in ("furniture", "caption") and "caption" in other.why
        if captioned and not one.apart and _short(one, 20) and one.size >= 3:
            one.be("furniture", "It describes a picture that is not there.")
        if not (_short(one, 20) and other.open and other.shape == "line" and 4 <= other.size <= _CAPTION):
            continue
        both = {w for w in words_of(one.text) if len(w) > 3} & set(words_of(other.text))
        again = bare(other.text).startswith(bare(one.text))
        figures = all(regex.search(r":.*\p{Nd}", p.text) for p in (one, other))  # "Workers: 40,000": a list's
        told = not one.apart and other.stops and other.size <= _TOLD
        told = told and not beginnings(one.text, _STEM).isdisjoint(beginnings(other.text, _STEM))
        if one.size >= 3 and (len(both) >= 2 or again or told) and not (other.prose or figures):
            for part in (one, other):
                part.be("furniture", "It describes a picture that is not there.")


def _poll(sheet: Sheet, block: list[int]) -> None:
    """A question that is set as no paragraph is, and below it what to answer, a word or two each, and a button."""
    for at, n in enumerate(block[:-1]):
        part, answers = sheet.parts[n], [sheet.parts[m] for m in block[at + 1 :]]
        named = at == 1 and _short(sheet.parts[block[0]], _LABEL)
        first = at == 0 or named or sheet.parts[block[at - 1]].label in ("furniture", "share")
        asks = part.open and part.shape == "line" and part.size <= _BLURB and part.text.endswith(("?", "؟", "？"))
        if first and asks and all(a.size <= _ANSWER and not a.ends and a.shape == "line" for a in answers):
            for one in (sheet.parts[block[0]] if named else part, part, *answers):
                one.be("furniture", "It asks readers for their vote: a question, and what to choose from.")


def _pointer(sheet: Sheet, block: list[int]) -> None:
    """A label and another article's title, alone between two paragraphs."""
    block = [n for n in block if sheet.parts[n].open or n == block[0]]  # below it may stand labels of the site
    if len(block) != 2:
        return
    label, title = (sheet.parts[n] for n in block)
    said = label.text.endswith(_ANNOUNCING) and (label.label == "furniture" or _labels(label, title))
    fits = (said or _short(label, _LABEL)) and title.open and title.shape == "line" and round(title.size) in _TITLE
    if (
        not fits
        or title.stops
        or (":" in label.text and not said)
        or title.text.endswith(_ANNOUNCING)
        or title.size <= label.size + 1
    ):
        return
    if begins_small(title.text) or regex.match(r"\p{Nd}", title.text):
        return
    label.be("furniture", "It is the label of another article's title.")
    _point(sheet, title)


def _labels(label: Part, title: Part) -> bool:
    """A word or two and a colon, set right above a title as no author's list is: it has one entry, of several words."""
    return label.open and label.shape == "line" and label.size <= 3 and not label.apart and title.size >= 5
