"""Text: what stands below the paragraphs of a request: its form with the sums to choose from, and its button.

A browser copies a box without empty lines. So they are told by how they stand there, in whatever language.
"""

from __future__ import annotations

from itertools import takewhile

import regex

from .appeal_shape import is_button, is_headline, is_other, names_account, repeats, text_after
from .asking import Evidence, is_choice, sums
from .part import Part, size
from .sheet import Sheet

BID = "bid"  # as the box of a button is named that only its place tells
_FAR = 12  # parts from the last paragraph to the button
_TILE = 6  # words that name a sum, or what stands beside it
_JOINED = 14  # words of several sums in a line
_BUTTON = 5
_ALONE = 4  # words of a button without a form above it
_SENTENCE = 25
_DIGITS = regex.compile(r"\p{Nd}+(?:[.,'’\s]\p{Nd}+)*")
_SEAM = regex.compile(r"(?<=\p{Ll}{3})(?=\p{Lu}\p{Ll}+ \p{L}|\p{Nd}+\s?\p{Sc})")
_LABELS = ("kickers", "share", "lists", "comments", "related", "ends", "author_heads")


def with_form(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> list[int]:
    """The request with its form and its button, where they stand below it in one block."""
    if sheet.html or len(run) > _FAR or not any(sheet.parts[n].prose for n in run):
        return run
    tail = [n for n in takewhile(lambda n: not sheet.parts[n].prose, reversed(run)) if n != run[0]]
    if any(is_button(sheet, seen, n) and not is_sums(sheet, n) for n in tail):
        return run
    below = _below(sheet, seen, run)
    last = max((at for at, n in enumerate(below) if is_sums(sheet, n)), default=-1)
    if last < 0 and any(is_sums(sheet, n) for n in tail):
        last, below = 0, [run[-1], *below]
    if below and is_button(sheet, seen, below[0]) and not (is_sums(sheet, below[0]) or _heads(sheet, below[0])):
        button: int | None = below[0]
    elif last >= 0:
        button = _button_of_form(sheet, seen, run, below[last + 1 :])
    else:
        button = _button(sheet, seen, run, below)
    if button is None:
        return run
    sheet.parts[button].boxes |= {BID}
    return sorted({*run, *(n for n in below if n <= button)})


def _heads(sheet: Sheet, n: int) -> bool:
    """Running text stands right below: it may be a subhead, or the headline of a box."""
    return any(part.prose for part in sheet.parts[n + 1 : n + 2])


def on_button(sheet: Sheet, text: str) -> str:
    """What the button says, where the copy joined other labels to it: "ContinueRemind me in June"."""
    pieces = [piece for piece in _SEAM.split(text) if piece]
    told = [piece for piece in pieces if not is_choice(sheet, Part(piece, ""))]
    return told[0].strip() if len(pieces) > 1 and told else text


def is_sums(sheet: Sheet, n: int) -> bool:
    """A line names a sum to choose, or several that the copy joined; of alike lines with numbers each does."""
    part = sheet.parts[n]
    if part.stops or part.size > _JOINED or part.shape != "line" or names_account(part):
        return False
    if len(sums(part.text)) > 1:
        return True
    if part.size > _TILE or not _DIGITS.search(part.text):
        return False
    return is_choice(sheet, part) or any(_alike(part, other) for other in sheet.parts[max(n - 1, 0) : n + 2])


def _alike(part: Part, other: Part) -> bool:
    """Two lines that only numbers part: "5 zł", "10 zł"."""
    rest = _DIGITS.sub("0", part.text)
    return other is not part and len(rest) > 1 and rest == _DIGITS.sub("0", other.text) and other.text != part.text


def _below(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> list[int]:
    """What stands below it up to where something else begins: a sentence or two, lines of a form, short lines."""
    below: list[int] = []
    said = 0
    for n in range(run[-1] + 1, min(run[-1] + _FAR, len(sheet.parts))):
        part = sheet.parts[n]
        if not part.open and part.size <= _TILE and part.label != "appeal":
            continue
        if n not in seen or seen[n].against or part.shape != "line" or _is_others(sheet, n):
            break
        short = part.size <= _TILE and not part.ends
        if part.ends:
            said += 1
            if said > 2 or part.size > _SENTENCE or is_other(sheet, n):
                break
        elif not (short or is_sums(sheet, n) or names_account(part)):
            break
        below.append(n)
    return below


def _is_others(sheet: Sheet, n: int) -> bool:
    text = sheet.parts[n].text
    return any(sheet.of(name).whole(text) for name in _LABELS) or text.startswith("#")


def _is_label(text: str) -> bool:
    """Such a line says what stands behind its colon, or is several in a row."""
    return any(sign in text for sign in ":：|·")


def _button_of_form(sheet: Sheet, seen: dict[int, Evidence], run: list[int], lines: list[int]) -> int | None:
    """Below the sums: what asks, or the last line above an empty one."""
    short = [n for n in lines if _may_be_button(sheet, n)]
    for n in short:
        if seen[n].any("ask", "call", "link", "giving") or repeats(sheet, n, run):
            return n
    first = list(takewhile(short.__contains__, lines[:3]))
    if sheet.airy:
        first = [n for n in first if sheet.parts[n].apart][:1] or first
    return first[0] if first else None


def _may_be_button(sheet: Sheet, n: int) -> bool:
    part = sheet.parts[n]
    few = size(on_button(sheet, part.text)) <= _BUTTON and not (part.ends or is_other(sheet, n))
    return few and not (_DIGITS.search(part.text) or _is_label(part.text))


def _button(sheet: Sheet, seen: dict[int, Evidence], run: list[int], lines: list[int]) -> int | None:
    """Without a form: the few words right below the paragraphs of a request that has a headline."""
    headed = is_headline(sheet.parts[run[0]]) and not any(is_sums(sheet, n) for n in run)
    if not (sheet.airy and headed and _is_text(sheet.parts[run[-1]])):
        return None
    said = [n for n in lines[:1] if _is_text(sheet.parts[n]) and not text_after(sheet, run[0], before=True)]
    for n in lines[len(said) : len(said) + 1]:
        part = sheet.parts[n]
        fits = part.size <= _ALONE and _may_be_button(sheet, n)
        subhead = _heads(sheet, n)
        asks = seen[n].any("ask", "call", "link", "giving", "you", "we")
        label = sheet.of("furniture").whole(part.text) and not asks
        if fits and not label and (asks or not subhead):
            return n
    return None


def _is_text(part: Part) -> bool:
    return part.ends and part.size >= _ALONE
