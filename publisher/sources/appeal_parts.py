"""A request that was found, taken apart: headline, paragraphs, the call to action and where it leads."""

from __future__ import annotations

import regex

from ..story import PastedAppeal
from .appeal_form import BID, is_sums, on_button
from .appeal_shape import is_headline, names_account, repeats
from .asking import MAY_HAVE_URL, URL, Evidence, is_call, is_choice, is_note, sums
from .boxes import leads_to_giving
from .clean import clean_url
from .part import Part, sentences, size
from .sheet import Sheet

_TRAILING_URL = regex.compile(r"\s*[:：፦–—>→(]+\s*(?:https?://|www\.)\S+$")


_FIELD = 2  # words of what stands beside a field, a bar or a sum
_TILE = 6  # words that name a sum
_SHORT = 12  # words of what is no paragraph of it


def put_together(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> PastedAppeal:
    run = [n for n in run if sheet.parts[n].open]
    parts = [sheet.parts[n] for n in run]
    headline, paragraphs = "", list[str]()
    heads = _headlines(parts)
    for part in heads[:-1]:
        part.be("furniture", "It is the label of the box that the appeal stands in.")
    if heads:
        headline = heads[-1].text
        heads[-1].be("appeal", "It is the headline of the appeal.")
    call = _button(sheet, seen, run)
    form = _form(sheet, run, call)
    told = [n for n in run if sheet.parts[n].open and n != call and n in seen]  # a caption in the box is not of it
    for n in told:
        part = sheet.parts[n]
        tile = n in form or (call is not None and n < call and part.size <= 6 and not part.stops and "money" in seen[n])
        field = (
            not sheet.html and part.size <= _FIELD and not part.ends and not seen[n].any("ask", "call", "ours", "link")
        )
        choice = is_choice(sheet, part) and not names_account(part)
        if tile or choice or (field and n != run[0]):
            part.be("furniture", "It is a sum, a rhythm or a way to pay of the appeal's form.")
        elif call is not None and n > call and (is_note(sheet, part) or part.size <= 12):
            part.be("furniture", "It is a note or a second button below the appeal.")
        elif is_note(sheet, part) and n == told[-1] and not (seen[n].any("you", "we", "ours") or names_account(part)):
            part.be("furniture", "It is a note about paying, below the appeal.")
        else:
            paragraphs += part.text.split("\n")
            part.be("appeal", seen[n].why())
    if call is not None:
        action = sheet.parts[call].text if sheet.html else on_button(sheet, sheet.parts[call].text)
        sheet.parts[call].be("appeal", "It is the call to action of the appeal.")
    else:
        action = _last_call(sheet, paragraphs)
    return PastedAppeal(headline, tuple(paragraphs), _TRAILING_URL.sub("", action) or action, _where_to(parts))


def _headlines(parts: list[Part]) -> list[Part]:
    """The line that it starts with, and a label of the box above it."""
    if len(parts) < 2 or not is_headline(parts[0]) or URL.search(parts[0].text):
        return []
    if len(parts) > 2 and parts[1].shape == "heading" and is_headline(parts[1]) and parts[0].size <= 6:
        return parts[:2]
    return parts[:1]


def _button(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> int | None:
    """The short request that it ends with: the first of the buttons below its last paragraph."""
    found = None
    for n in reversed(run):
        part, e = sheet.parts[n], seen.get(n)
        if not part.open or e is None or (n == run[0] and len(run) > 1):
            break
        if found is not None and sheet.parts[found].in_box(BID) and is_sums(sheet, n):
            break  # what its place below the sums tells needs no other
        if (is_choice(sheet, part) or is_note(sheet, part)) and not e.any("ask", "link"):
            continue
        if found is not None and part.size <= _TILE and ("money" in e or _is_tile(part)):
            continue  # a sum to choose from, above the button
        asks = e.any("ask", "call", "link") or part.in_box("button") or (e.any("giving") and not part.stops)
        asks = asks or part.in_box(BID) or (n == run[-1] and repeats(sheet, n, run))
        last = found is None and part.size <= 12
        if asks and (last or (part.size <= 8 and not part.stops)) and len(sentences(part.text)) == 1:
            found = n
        elif part.size > 8 or part.stops:
            break
    return found


def _form(sheet: Sheet, run: list[int], call: int | None) -> range:
    """Between its last paragraph and its button, from the first of two lines with a number on: a form for giving.

    What else stands there belongs to the form, too: "Other", which cards are taken.
    """
    if call is None:
        return range(0)
    first = max((n + 1 for n in run if n < call and sheet.parts[n].size > _SHORT), default=run[0] + 1)
    tiles = [
        n for n in run if first <= n < call and (_is_tile(sheet.parts[n]) or (not sheet.html and is_sums(sheet, n)))
    ]
    several = len(tiles) > 1 or any(
        "\n" in sheet.parts[n].text or (not sheet.html and len(sums(sheet.parts[n].text)) > 1) for n in tiles
    )
    if not several:
        return range(0)
    top = tiles[0]  # above the sums may stand how often, and an account
    while not sheet.html and top - 1 > run[0] and _is_of_form(sheet.parts[top - 1]):
        top -= 1
    return range(top, call)


def _is_of_form(part: Part) -> bool:
    return not part.ends and (part.size <= _TILE or names_account(part))


def _is_tile(part: Part) -> bool:
    """A few words with a number; or such lines, but for a last one: "Other"."""
    lines = part.text.split("\n")
    sums = [line for line in lines if any(sign.isdigit() for sign in line)]
    return not part.stops and len(sums) >= max(1, len(lines) - 1) and all(size(line) <= _TILE for line in lines)


def _where_to(parts: list[Part]) -> str:
    """The link to give by: one that leads to a donation page, else the last one there is; empty if none."""
    links = [link.url for part in parts for link in part.links if link.url]
    written = [bare for part in parts if MAY_HAVE_URL.search(part.text) for bare in URL.findall(part.text)]
    links += [url for bare in written if (url := clean_url(bare.rstrip(".,;:!?)")))]
    return next(filter(leads_to_giving, links), links[-1] if links else "")


def _last_call(sheet: Sheet, paragraphs: list[str]) -> str:
    """The last sentence, if it is a short request: taken out of its paragraph."""
    if not paragraphs:
        return ""
    said = sentences(paragraphs[-1])
    last = said[-1]
    asks = sheet.of("ask").found(last) or URL.search(last) or is_call(sheet, Part(last, ""))
    if len(last.split()) > 12 or not asks or len(last) > 120:
        return ""
    if len(said) == 1 and len(paragraphs) == 1:
        paragraphs.clear()
        return last
    paragraphs[-1] = paragraphs[-1].removesuffix(last).rstrip()
    if not paragraphs[-1]:
        paragraphs.pop()
    return last
