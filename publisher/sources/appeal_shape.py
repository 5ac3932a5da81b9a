"""How a request to readers is built: headline, text, button; and what of other business stands near."""

from __future__ import annotations

import regex

from .asking import Evidence, evidence, is_choice, sums
from .day import is_date_line
from .kinship import stems
from .names import is_name
from .part import Part
from .sheet import Sheet

TURNS = ("we", "you", "ours", "ask", "link")  # a newsroom turns to its readers, a report does not
_DIGIT = regex.compile(r"\p{Nd}")
_NAME = 4  # words
_BUTTON = 5  # words of a button that only its words and its place tell
_ACCOUNT = 10  # digits of an account's number at least


def is_button(sheet: Sheet, seen: dict[int, Evidence], n: int) -> bool:
    part, e = sheet.parts[n], seen.get(n)
    short = part.size <= 10 and not part.prose and (not part.stops or part.text.endswith("!"))
    linked = part.linked > 0.8 or part.in_box("button")
    if not short or e is None or (part.shape == "heading" and not linked):
        return False
    return (e.any("ask", "call", "link") or (linked and "giving" in e)) and not e.against


def is_bid(sheet: Sheet, seen: dict[int, Evidence], n: int) -> bool:
    """A button; or, where paragraphs are set apart, a few words right below one that is not: so a box ends."""
    if is_button(sheet, seen, n):
        return True
    part, e = sheet.parts[n], seen.get(n)
    few = part.shape == "line" and part.size <= _BUTTON and not part.ends and e is not None and not e.against
    boxed = n - 1 in seen and in_block(sheet, [n - 1, n])
    return few and boxed and e is not None and e.any("giving", "you", "we") and not is_other(sheet, n)


def in_block(sheet: Sheet, run: list[int]) -> bool:
    """Text: its paragraphs are not set apart, as those of the text are: a box is copied without empty lines."""
    said = [sheet.parts[n] for n in run if sheet.parts[n].prose]
    return sheet.airy and not sheet.html and bool(said) and not any(part.apart for part in said)


def repeats(sheet: Sheet, n: int, run: list[int]) -> bool:
    """Text: right below the request a few words that no empty line parts from what follows say some of it again.

    Parted from it and right above a paragraph they are a subhead.
    """
    part = sheet.parts[n]
    near = not sheet.html and n - 1 in run and sheet.airy and not (part.apart or part.unspaced)
    near = near and not (sheet.parts[n - 1].apart and any(below.prose for below in sheet.parts[n + 1 : n + 2]))
    short = part.shape == "line" and part.size <= _BUTTON and not (part.ends or is_other(sheet, n))
    return near and short and any(stems(part.text) & stems(sheet.parts[m].text) for m in run if m < n)


def is_built(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> bool:
    """From headline to button it is built as a request, and four kinds of evidence or more are in it."""
    said = [n for n in run if n in seen and not is_choice(sheet, sheet.parts[n])]
    if len(said) < 3 or not is_headline(sheet.parts[said[0]]) or not any(is_bid(sheet, seen, n) for n in said[2:]):
        return False
    turns = any(seen[n].any(*TURNS) or sheet.named(sheet.parts[n].text) for n in said[1:-1])
    turns = turns or ("ask" in seen[said[-1]] and seen[said[0]].any("we", "you", "ours"))
    if "ask" not in seen[said[0]] and not turns:
        return False  # only sums and members: a report
    e = evidence(sheet, *(sheet.parts[n] for n in said))
    if "ask" in seen[said[-1]] and in_block(sheet, said) and e.any("we", "you", "ours"):
        return True
    about = e.any("giving", "money", "link") and e.any("ask", "you", "ours") and e.any("we", "you", "ours", "money")
    return about and len(e.found) >= 4


def is_other(sheet: Sheet, n: int) -> bool:
    """A short line that has its own business: an author's, a credit, another article, what stands below a label."""
    text = sheet.parts[n].text
    names = sheet.of("author").found(text) or sheet.of("byline").start(text) or sheet.of("credit").start(text)
    label = n > 0 and sheet.of("furniture").whole(sheet.parts[n - 1].text)
    dated = is_date_line(sheet, sheet.parts[n]) or (not sheet.html and is_name(text.partition(": ")[2]))
    named = not sheet.html and any(p.text in text != p.text and is_name(p.text) for p in sheet.parts if p.size <= _NAME)
    signed = sheet.html and sheet.parts[n].shape == "line" and not sheet.parts[n].in_box("bold") and is_name(text)
    return bool(
        names or label or dated or named or signed or "[" in text or sheet.of("related").whole(text.partition(":")[0])
    )


def runs_on(part: Part) -> bool:
    """It is a sentence or more, however few words a language needs for that."""
    return part.size > 8 or (part.ends and part.size >= 4)


def is_headline(part: Part) -> bool:
    calls = part.text.rstrip().endswith(("!", "！")) and part.size <= 10
    return part.short and part.size <= 16 and (not part.stops or calls or part.shape == "heading")


def next_open(sheet: Sheet, at: int, step: int) -> int | None:
    """The next part that is still open; None at the edge or where what was kept, or much else, stands between."""
    for n in range(at + step, at + 3 * step, step):
        if not 0 <= n < len(sheet.parts) or sheet.parts[n].label in ("title", "byline", "date"):
            return None
        if sheet.parts[n].open:
            return n
    return None


def text_after(sheet: Sheet, n: int, *, before: bool = False) -> int:
    """How much running text stands below, or above."""
    return sum((m < n) if before else (m > n) for m in sheet.body_prose())


def names_account(part: Part) -> bool:
    """It says where the money goes to: an account's number is all that a reader needs. Several sums are none."""
    return len(_DIGIT.findall(part.text)) >= _ACCOUNT and len(sums(part.text)) < 2
