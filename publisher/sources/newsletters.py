"""The pass that finds boxes which offer a newsletter: the line that asks for an address, and what stands around it."""

from __future__ import annotations

from itertools import pairwise

import regex

from .asking import sums
from .beside import usual_look
from .part import Part, unquoted
from .sharing import names_mail
from .sheet import Sheet

_FIELD = 4  # words on a field or a button at most
_NAME = 7  # words in a newsletter's name
_OFFER = 25  # words of what it offers
_PROMISE = 6  # words below its button: "No spam.", "Thank you!"
_NOTICE = 40  # words of what its rules say
_ADDRESS = regex.compile(r"[\w.+-]+@[\w-]+\.\w+")


def newsletters(sheet: Sheet) -> None:
    """Boxes that ask for an e-mail address: a line that says so, and the short lines around it."""
    words, asks = sheet.of("newsletter"), sheet.of("ask")
    seeds: list[int] = []
    for n, part in sheet.open():
        if part.shape not in ("line", "heading", "list") or part.size > 60 or part.level == 1:
            continue
        found = len(words.found(part.text))
        boxed = part.in_box("newsletter", "form", "button")
        offers = found >= 2 or (found and (part.size <= 9 or boxed))
        if offers and not (len(asks.found(part.text)) >= 2 or part.in_box("appeal")):
            seeds.append(n)
    seeds = sorted({*seeds, *(offered := _offers(sheet))})
    seeds = sorted({*seeds, *_box_heads(sheet, seeds, offered)})
    if not sheet.html:
        fields = _fields(sheet)
        seeds = sorted({*seeds, *fields})
        seeds = sorted({*seeds, *_around_fields(sheet, seeds, fields)})
    for n in seeds:
        sheet.parts[n].be("furniture", "It belongs to a box that offers a newsletter.")
        button = None if sheet.html else next(iter(sheet.parts[n + 1 : n + 2]), None)
        told = sheet.parts[n].size > _FIELD
        if told and button and button.shape == "line" and sheet.of("buttons").whole(button.text):
            button.be("furniture", "It is the button of a box that offers a newsletter.")
    usual = usual_look(sheet) if sheet.html else ()
    for first, last in pairwise(seeds):
        reach = range(first + 1, last) if 0 < last - first <= 4 else range(0)
        if usual and any(sheet.parts[n].prose and sheet.parts[n].looks == usual for n in reach):
            continue  # two boxes, and the text between them
        if sheet.airy and not sheet.html and sheet.parts[first].apart and _is_paragraph(sheet.parts[first + 1]):
            continue
        for n in reach:
            if sheet.parts[n].size <= 40:
                sheet.parts[n].be("furniture", "It stands inside a box that offers a newsletter.")


def _is_paragraph(part: Part) -> bool:
    """Text: it is set as paragraphs are, and says more than a box offers."""
    return part.prose and part.apart and part.size > _OFFER


def _offers(sheet: Sheet) -> list[int]:
    """Sentences that tell readers what comes to their address, right above a button to sign up."""
    found = []
    for n, part in sheet.open():
        button = sheet.parts[n + 1] if n + 1 < len(sheet.parts) else None
        if button is None or button.size > 3 or part.shape != "line" or part.size > 25:
            continue
        speaks = sheet.of("newsletter").found(part.text) and sheet.of("you").found(unquoted(part.text))
        if speaks and sheet.of("furniture").whole(button.text) and not sheet.of("says").found(part.text):
            found.append(n)
    return found


def _box_heads(sheet: Sheet, seeds: list[int], offers: list[int]) -> list[int]:
    """The newsletter's name: a few words between running text and the sentence that offers it."""
    found = []
    for n in seeds:
        name, above = (sheet.parts[n - 1], sheet.parts[n - 2]) if n > 2 else (None, None)
        if name is None or above is None or not (n in offers or n + 1 in seeds) or n - 1 in seeds:
            continue
        named = name.open and name.shape == "line" and name.size <= 6 and not name.stops
        asks = sums(name.text) or sheet.of("ask").found(name.text)
        if named and above.prose and above.stops and not asks:
            found.append(n - 1)
    return found


def _fields(sheet: Sheet) -> list[int]:
    """Text: the name of a field for an address, or an example in it, right above its button."""
    found, title = [], sheet.run_start()
    for n, (field, button) in enumerate(pairwise(sheet.parts)):
        lines = all(p.open and p.shape == "line" and p.size <= _FIELD and not p.stops for p in (field, button))
        if n > title and lines and not field.apart and (names_mail(field.text) or _ADDRESS.search(field.text)):
            found.append(n)
    return found


def _around_fields(sheet: Sheet, seeds: list[int], fields: list[int]) -> list[int]:
    """Text: what stands around a field for the address: its button, and above it the box's name and what it offers.

    The offer may be a sentence, set as the author's are: only below a name that is none does it count.
    """
    found: list[int] = []
    for n in seeds:
        if sheet.parts[n].size > _FIELD or sheet.parts[n].stops:
            continue
        if not {n + 1, n + 2, n + 3} & set(seeds):  # else it heads the box
            found += _above_field(sheet, n)
        button = sheet.parts[n + 1] if n + 1 < len(sheet.parts) else None
        below = sheet.parts[n + 2] if n + 2 < len(sheet.parts) else None
        if button is None or not button.open or button.shape != "line" or button.size > _FIELD or button.ends:
            continue
        subhead = below is not None and not button.apart and below.prose
        if sheet.of("buttons").whole(button.text) or not subhead:
            found.append(n + 1)
            if n in fields:
                found += _below_button(sheet, n + 2)
    return found


def _below_button(sheet: Sheet, first: int) -> list[int]:
    """What it promises, and its rules: a few words to the reader, or words that only such a box has."""
    found: list[int] = []
    for n in range(first, min(first + 3, len(sheet.parts))):
        part = sheet.parts[n]
        if not part.open or part.shape != "line" or not part.ends or not _promises(sheet, part):
            break
        found.append(n)
    return found


def _promises(sheet: Sheet, part: Part) -> bool:
    rules = sheet.of("newsletter").found(part.text) or sheet.of("policy").found(part.text)
    thanks = part.size <= 2 or (part.size <= _PROMISE and bool(sheet.of("you").found(part.text)))
    return thanks or bool(rules and part.size <= _NOTICE and sheet.of("you").found(part.text))


def _above_field(sheet: Sheet, n: int) -> list[int]:
    """The name and the offer above a field, or above its button alone."""
    if n < 3:
        return []
    over, name, offer = sheet.parts[n - 3 : n]
    named = name.open and name.shape == "line" and name.size <= _NAME and not name.ends
    bounded = over.apart or not over.open
    offers = offer.open and offer.shape == "line" and offer.size <= _OFFER and offer.ends
    if named and bounded and offers and n - 2 > sheet.place("title"):
        return [n - 2, n - 1]
    speaks = sheet.of("newsletter").found(offer.text) and (offer.size <= _OFFER)
    return [n - 1] if offer.open and offer.shape == "line" and speaks else []
