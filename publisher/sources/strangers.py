"""The pass that finds, below a plain text, paragraphs that have nothing of its story: strangers, until more is known.

A last paragraph may well turn to something new. So nothing is left out for that alone: it speaks for a request to
readers (asking.py), and, where such a paragraph turns to them or tells of the newsroom, for its being the site's.
"""

from __future__ import annotations

from .afterwords import MANY, is_sentence, late_lines, speaks
from .asking import evidence
from .kinship import Kinship
from .part import Part, unquoted
from .sharing import names_network
from .sheet import Sheet
from .site_name import has_address

BOX = "strange"  # as a part's box is named
_TELLING = 8  # rarer words that a paragraph must have, for it to be odd that none stands above
_FEW = 5  # and so many, if really none does
_SHARED = 0.15  # of them may stand there; one always may
_ENOUGH = 3  # points for its being the site's,
_ENOUGH_LAST = 2  # and where no running text stands below it
_HEADLINE, _BUTTON = 10, 4  # words of them at most
_TOLD = 2  # points that an address is worth, the newsroom's name, or two words of newsletters
_SPOKEN = ("ask", "link", "giving", "ours", "money", "period", "you", "we", "call")


def mark(sheet: Sheet) -> None:
    """Mark the strangers among the last paragraphs, each compared with the story above it."""
    if sheet.html or len(strong := sheet.strong()) < MANY:
        return
    late, running = late_lines(sheet, strong), set(strong)
    kin = Kinship(sheet.parts[n] for n in strong if late and n < late[0])
    for n in late:
        part = sheet.parts[n]
        if part.prose and _is_strange(kin, part):
            part.boxes |= {BOX}
        elif n in running:
            kin.learn(part)


def _is_strange(kin: Kinship, part: Part) -> bool:
    shared, of = kin.shared(part)
    strange = (of >= _TELLING and shared <= max(1, _SHARED * of)) or (of >= _FEW and not shared)
    return strange and unquoted(part.text) == part.text and not speaks(part)


def strangers(sheet: Sheet) -> None:
    """Leave out those that turn to readers, tell of the newsroom, or name an address or a network."""
    last = max(sheet.strong(), default=0)
    for n, part in sheet.open():
        if part.in_box(BOX) and is_sentence(part) and _is_sites(sheet, n, _ENOUGH_LAST if n == last else _ENOUGH):
            part.be("furniture", "It turns to readers or tells of the newsroom, and has nothing of the story.")


def _is_sites(sheet: Sheet, n: int, enough: int) -> bool:
    """Enough speaks for it, and nothing for its being a report on what somebody else says or collects."""
    part, e = sheet.parts[n], evidence(sheet, sheet.parts[n])
    named, boxed = sheet.named(part.text), _is_boxed(sheet, n)
    if sheet.of("says").found(part.text) or (sheet.of("others").found(part.text) and not named):
        return False
    told = named or (has_address(part) and not e.any("ask", "giving", "money"))
    points = boxed + sum(e.points(kind) for kind in _SPOKEN) + names_network(part.text) + _TOLD * told
    points += min(len(sheet.of("newsletter").found(part.text)), _TOLD)
    return points >= enough and (told or boxed or e.any("you", "we"))


def _is_boxed(sheet: Sheet, n: int) -> bool:
    """A headline stands right above it, and right below it a few words that no empty line parts from what follows."""
    over, below = sheet.parts[n - 1], sheet.parts[n + 1 : n + 2]
    headed = over.open and over.shape in ("line", "heading") and 2 <= over.size <= _HEADLINE and not over.stops
    return headed and any(one.shape == "line" and one.size <= _BUTTON and not (one.ends or one.apart) for one in below)
