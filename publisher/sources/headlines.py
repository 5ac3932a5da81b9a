"""The pass for boxes between the paragraphs of a plain text that list other articles below a label, in any language.

"Przeczytaj też", and below it a headline or a few: lines that end as no sentence does, with no empty line between them.
An author's list says again what the text is about, and so does a subhead; of such a box neither the label nor a
headline does.
"""

from __future__ import annotations

from itertools import groupby, pairwise

import regex

from .day import is_date_line
from .kinship import Kinship
from .part import Part, begins_small, sentences, unquoted
from .related import note
from .sheet import Sheet

_LABEL, _SAID = 3, 6  # words of a label, and of one that ends in a colon or stands in brackets
_TITLE, _LONGEST = 3, 18  # words of a headline
_SURE = 4  # words of one that stands where a subhead could
_NEAR = 5  # lines below the last long paragraph, where a short one may follow
_SHARED = 1  # of its rarer words may stand in the text
_ANNOUNCING = (":", "：", "፡")
_BRACKETS = regex.compile(r"[【［\[][^】］\]]+[】］\]]")
_JOINED = regex.compile(r"\p{Ll}\p{Lu}")
_FIGURE = regex.compile(r"\p{Nd}")
_COUNTS = regex.compile(r"^\p{Nd}|[:：].*\p{Nd}")  # "Workers: 40,000"
_OPENS = "“„«»「『\"‘‚‹›'—–-"  # somebody speaks
_NAMED = regex.compile(
    r"[“„«»\"][\p{L}\p{M}\p{Nd}’-]+(?: [\p{L}\p{M}\p{Nd}’-]+)?[”“»«\"](?=[\p{L}\s])"
)  # “Old Mill” will be sold
_WHY = "It is the label of other articles' titles."


def headlines(sheet: Sheet) -> None:
    """Leave out the label; the headlines are noted."""
    if sheet.html or not sheet.airy or len(strong := sheet.strong()) < 3:
        return
    kin = Kinship(sheet.parts[n] for n in strong)
    soon = [n for n, part in enumerate(sheet.parts[: strong[-1] + _NEAR]) if n > strong[-1] and _short(part)]
    for above, below in pairwise([*strong, *soon[:1]]):
        if below - above < 3 or sheet.parts[above].text.endswith(_ANNOUNCING):
            continue
        for said, run in groupby(range(above + 1, below), key=lambda n: _line(sheet.parts[n])):
            lines = list(run) if said else []
            leads = bool(lines) and lines[-1] == below - 1 and not sheet.parts[lines[-1]].apart
            if len(lines) > 1 and not (leads and len(lines) == 2 and _offers(sheet, lines[0] - 1)):
                _box(sheet, lines, kin, least=_SURE if leads else _TITLE)


def _short(part: Part) -> bool:
    """A paragraph of a few words."""
    return part.open and part.shape == "line" and part.apart and part.stops and part.size > _SURE


def _line(part: Part) -> bool:
    """It is set as a label or a headline is."""
    told = part.open or "above a subhead" in part.why
    return told and part.shape == "line" and not part.stops and part.size <= _LONGEST and part.linked < 0.5


def _box(sheet: Sheet, lines: list[int], kin: Kinship, *, least: int) -> None:
    """A label and titles; where the label is known already, as it stands right above these lines, titles alone."""
    over, label = sheet.parts[lines[0] - 1], sheet.parts[lines[0]]
    known = "label of the site" in over.why and not over.apart and over.size <= _LABEL
    below = [sheet.parts[n] for n in (lines if known else lines[1:])]
    titles = [part for part in below if not is_date_line(sheet, part)]
    fits = bool(titles) and not any(part.apart for part in below[:-1])
    fits = fits and all(_names(title, over if known else label, kin, least) for title in titles)
    if not fits or not (known or (_labels(label, kin) and (label.size <= _LABEL or len(titles) == 1))):
        return
    for part in (label, *below):
        if part in titles:
            note(sheet, part, part.text, "It stands below a label in a box of other articles.")
        else:
            part.be("furniture", _WHY if part is label else "It is the day of another article.")


def _labels(label: Part, kin: Kinship) -> bool:
    """A few words that the text has none of, set right above a headline."""
    said = _is_said(label)
    if label.size > (_SAID if said else _LABEL) or (label.apart and not said) or label.text[:1] in _OPENS:
        return False
    return not (kin.shared(label)[0] or _JOINED.search(label.text) or _FIGURE.search(label.text))


def _is_said(label: Part) -> bool:
    return label.text.endswith(_ANNOUNCING) or _BRACKETS.fullmatch(label.text) is not None


def _names(title: Part, label: Part, kin: Kinship, least: int) -> bool:
    """It is longer than the label, and of the text as little as another article's title is."""
    if (title.ends and title.text[-1:] not in "?？؟") or len(sentences(title.text)) > 1 or title.text[-1:] in ",،;؛":
        return False
    least = _SURE if _is_said(label) else max(least, int(label.size))
    if title.size < least or _is_said_by_somebody(title.text) or begins_small(title.text):
        return False
    return kin.shared(title)[0] <= _SHARED and not _COUNTS.search(title.text)


def _is_said_by_somebody(text: str) -> bool:
    """It begins with a sign that opens speech, and does not go on behind a word or two in quotation marks."""
    return text[:1] in _OPENS and not _NAMED.match(text)


def _offers(sheet: Sheet, n: int) -> bool:
    """It speaks to the reader: what stands below it may be a button, and then a subhead."""
    part = sheet.parts[n]
    return any(sheet.of(name).found(unquoted(part.text)) for name in ("you", "newsletter", "offers", "money", "ask"))
