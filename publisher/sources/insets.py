"""The pass for what a site sets into a plain text's paragraphs, told by the lines beside it and in whatever language.

A box ends in a button; a picture leaves its description and its caption; a card its title above "Read more"; a pull
quote the name of who said it; and of two short lines that no empty line parts only the second can head the text.
"""

from __future__ import annotations

from itertools import pairwise

import regex

from .dates import dates
from .kinship import stems
from .part import Part, reads_as_subhead, sentences, size, words_of
from .related import note
from .sheet import Sheet
from .words import bare

_BOX = 4  # lines of a box above its button
_BLURB = 25  # words of one of them
_DESCRIBED, _CAPTION = 20, 45  # words of a picture's description and of its caption
_BRIEF = 7  # of a description above a caption that is known already; a longer line may be the author's
_STEM = 5  # letters by which a word is known in another form
_SUBHEAD = 12
_THANKS = 5  # words below a field for an address: "Thank you for subscribing!"
_SHORT = 15  # words of a caption that is set as paragraphs are
_NAME = 6
_TITLE = range(3, 21)
_NUMBERED = regex.compile(r"(?!.*[.!?]\s.*[.!?])[^.!?]{2,40}\.\s\p{Nd}{1,4}")  # "Order no. 7"
_FILE = regex.compile(r"(?:[\w.-]+\s?){1,4}\.(?:jpe?g|png|webp|gif|heic)", regex.IGNORECASE)
_OPENS = "“„«「『\"‘‚‹'—–-"  # somebody speaks
_GONE = "picture that is not there"


def insets(sheet: Sheet) -> None:
    """Leave out what a site sets between the paragraphs, and a box with a button below them."""
    if sheet.html or not sheet.airy or len(sheet.strong()) < 2:
        return
    _boxes(sheet)
    _above_fields(sheet)
    _authors(sheet)
    _first_picture(sheet)
    for above, below in pairwise(sheet.strong()):
        for n in range(above + 1, below):
            _picture(sheet, n, below)
            _speaker(sheet, n)
            _card(sheet, n, below)
            _dated(sheet, n)
    for above, below in pairwise(sheet.strong()):
        _stacked(sheet, above, below)


def _line(part: Part, most: float) -> bool:
    return part.open and part.shape == "line" and part.size <= most


def _label(part: Part, most: float) -> bool:
    """A line that is set as no paragraph is and ends as no sentence does."""
    return _line(part, most) and not part.apart and not part.ends


# -- boxes with a button -----------------------------------------------------------------------------------------------


def _boxes(sheet: Sheet) -> None:
    """The name of a box and what it says, right above its button."""
    start = sheet.strong()[0]
    for n in range(start + 2, len(sheet.parts)):
        part = sheet.parts[n]
        button = part.shape == "line" and part.size <= _NAME and part.label in ("", "furniture", "share")
        if button and sheet.of("buttons").whole(part.text) and (box := _box(sheet, start, n)):
            for m in (*box, n):
                sheet.parts[m].be("furniture", "It stands in a box that ends in a button.")


def _box(sheet: Sheet, start: int, n: int) -> list[int]:
    """The lines of the box above the button at `n`: down from its name, or what speaks of the button itself."""
    lines: list[int] = []
    for m in range(n - 1, max(start, n - 1 - _BOX), -1):
        part = sheet.parts[m]
        calls = _line(part, _BLURB) and _speaks_of(sheet, part, sheet.parts[n])
        if not _line(part, _BLURB) or (part.prose and part.apart and not calls):
            break
        lines.append(m)
    if not lines:
        return []
    if names := [m for m in lines if _label(sheet.parts[m], _SUBHEAD)]:
        return lines[: lines.index(names[-1]) + 1]
    offered = sheet.parts[lines[-1] - 1].why
    if "paywall" in offered or "newsletter" in offered:
        return lines
    return [m for m in lines[:1] if _speaks_of(sheet, sheet.parts[m], sheet.parts[n])]


def _above_fields(sheet: Sheet) -> None:
    """What speaks of news by mail, right above the field for the address; and the thanks below its button."""
    start = sheet.strong()[0]
    for n in range(start + 1, len(sheet.parts) - 1):
        part, field = sheet.parts[n : n + 2]
        asks = sheet.of("newsletter").found(part.text) and (not part.prose or sheet.of("you").found(part.text))
        in_box = "newsletter" in field.why or ("button" in field.why and field.size <= 3)
        if in_box and field.label == "furniture" and _line(part, _BLURB) and asks:
            part.be("furniture", "It speaks of news by mail, right above the field for the address.")
        above = part.label == "furniture" and any(word in part.why for word in ("newsletter", "button", "among labels"))
        thanks = (_line(field, _THANKS) and field.text.endswith(("!", "！"))) or (_line(field, 1) and field.ends)
        if above and thanks and not field.apart:
            field.be("furniture", "It stands below a box that asks for an address.")


def _speaks_of(sheet: Sheet, part: Part, button: Part) -> bool:
    """It asks the reader for what the button does: "Please consider subscribing", "Subscribe"."""
    asks = any(sheet.of(name).found(part.text) for name in ("you", "newsletter", "follows", "calls", "ask"))
    return asks and bool(_stems(button.text) & _stems(part.text))


def _stems(text: str) -> set[str]:
    """The longer words by their first letters; where words are not spaced, every two signs."""
    words = words_of(text)
    pairs = {one + other for one, other in pairwise(words) if len(one) == len(other) == 1 and not one.isascii()}
    return pairs | {word[:_STEM] for word in words if len(word) >= _STEM}


def _authors(sheet: Sheet) -> None:
    """Below the text: a name alone, and a paragraph that begins with it."""
    strong = sheet.strong()
    for n in range(strong[len(strong) // 2] + 1, len(sheet.parts) - 1):
        name, told = sheet.parts[n : n + 2]
        names = (
            name.shape == "line" and 2 <= name.size <= _NAME and not name.ends and name.label not in ("title", "appeal")
        )
        begins = told.open and told.size > name.size + 2 and told.text.startswith(f"{name.text} ")
        if names and begins and strong[-1] <= n + 1:
            for one in (name, told):
                one.be("furniture", "It tells who the author is, below the name.")


# -- pictures that are not there ---------------------------------------------------------------------------------------


def _picture(sheet: Sheet, n: int, below: int) -> None:
    """A description, then a sentence that is set as no paragraph is; or the name of a picture's file."""
    part, told, after = sheet.parts[n], sheet.parts[n + 1], sheet.parts[min(n + 2, below)]
    if _line(part, _DESCRIBED) and _FILE.fullmatch(part.text):
        part.be("furniture", f"It is the name of the file of a {_GONE}.")
        if n + 1 < below and _line(told, _CAPTION) and told.ends and not told.prose:
            told.be("furniture", f"It is the caption of a {_GONE}.")
        return
    again = _stems(part.text) & _stems(told.text) or told.text.startswith(part.text)
    if "caption of a picture" in told.why and _label(part, _BRIEF) and again:
        part.be("furniture", f"It describes a {_GONE}.")
        return
    over = sheet.parts[n - 1]
    listed = (over.open and not over.apart) or (
        after.open and after.shape == "line" and not after.apart and after.stops
    )
    sentence = n + 1 < below and _line(told, _CAPTION) and told.stops and told.text[:1] not in _OPENS
    described = (_line(part, _DESCRIBED) and not part.ends) or _NUMBERED.fullmatch(part.text)
    if not described or not sentence or over.text.endswith((":", "：")):
        return
    twice = _label(over, _DESCRIBED) and _all_said(over, told)
    bare_told = not told.apart and told.size >= 3 and not listed and (not part.apart or n + 2 == below)
    if bare_told or (twice and not told.prose):
        for one in (over, part, told) if twice else (part, told):
            one.be("furniture", f"It describes a {_GONE}.")


def _first_picture(sheet: Sheet) -> None:
    """Below author and day: a description, and its caption set as a paragraph, which says some of it again; one that
    says all of it may be longer."""
    start = sheet.head_end()
    if not 2 < start < len(sheet.parts) - 1:
        return
    over, part, told = sheet.parts[start - 2 : start + 1]
    named = part.shape == "line" and not part.apart and not part.ends and 2 <= part.size <= _DESCRIBED
    headed = over.label in ("byline", "date", "share") and named and (part.open or "between the title" in part.why)
    some = part.size >= 3 and told.size <= _SHORT and _stems(part.text) & _stems(told.text)
    again = some or (stems(part.text) and stems(part.text) <= stems(told.text))
    if headed and again and told.size <= _CAPTION and len(sentences(told.text)) == 1:
        told.be("furniture", f"It is the caption of a {_GONE}.")


def _all_said(part: Part, told: Part) -> bool:
    return set(words_of(part.text)) <= set(words_of(told.text))


# -- names and titles between paragraphs -------------------------------------------------------------------------------


def _speaker(sheet: Sheet, n: int) -> None:
    """The name below a pull quote: one paragraph has all its words."""
    quote, part = sheet.parts[n - 1 : n + 1]
    named = _label(part, _NAME) and part.size >= 2 and part.text[:1] not in _OPENS
    named = named and not (reads_as_subhead(part) and sheet.parts[n + 1].prose)
    if quote.label == "pull_quote" and named and any(p.prose and _all_said(part, p) for p in sheet.parts):
        part.be("furniture", "It says whose words the pull quote repeats.")


def _card(sheet: Sheet, n: int, below: int) -> None:
    """Another article's title, above "Read more" and an empty place: below it the text goes on."""
    over, part, label = sheet.parts[n - 1 : n + 2]
    heads = "heading of a list of other articles" in label.why and n + 2 == below
    if heads and over.apart and _label(part, _TITLE[-1]) and part.size in _TITLE:
        note(sheet, part, part.text, "It is the title above a link to another article.")


def _dated(sheet: Sheet, n: int) -> None:
    """Another article's title and its day, joined by the copy."""
    part = sheet.parts[n]
    days = dates(part.text, sheet.words) if _label(part, _TITLE[-1] + 4) and part.size >= 5 else []
    title = part.text[: days[-1][1]] if days and days[-1][2] >= len(part.text) - 1 else ""
    if title[-1:].isalpha() and size(title) >= _TITLE[0]:
        note(sheet, part, part.text, "It is a title with a date, not a sentence.")


def _stacked(sheet: Sheet, above: int, below: int) -> None:
    """Of two short lines right above a paragraph the first belongs to what was set above them."""
    if below - above < 3:
        return
    over, first, second = sheet.parts[below - 3 : below]
    alone = over.apart and over.shape == "line" and not over.text.endswith((":", "："))
    both = _label(first, _SUBHEAD) and _label(second, _SUBHEAD) and second.size >= 2
    if alone and both and bare(first.text) != bare(second.text):
        first.be("furniture", "It stands above a subhead, with no empty line between them.")
