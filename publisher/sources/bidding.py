"""The pass for a line of a plain text that bids readers elsewhere and has no word of the story, in whatever language.

A question, and an address to answer it: "Have you seen more? Write to …". A network that the text does not speak of:
"The Harbour Post is on WhatsApp, too!" What a newsroom asks about its story says what the story is about.
"""

from __future__ import annotations

import regex

from .kinship import Kinship, stems
from .part import Part, sentences
from .sharing import names_network
from .sheet import Sheet

_ASKED, _BID = 35, 14  # words of a question with an address; of a line that names a network
_LEAST = 3
_MOST = 20  # paragraphs of a text that are looked at so
_ADDRESS = regex.compile(r"[\w.+-]+@[\w-]+\.\w+")
_ASKING = ("?", "？", "؟", ";", "՞")  # Greek asks with a semicolon
_QUOTED = regex.compile(r"[“”„«»「」『』\"]|^[-–—]")
_TURNED = ("you", "we", "follows", "channels")


def bidding(sheet: Sheet) -> None:
    """Leave it out, among the paragraphs and below them."""
    if sheet.html or len(strong := sheet.strong()) < 3:
        return
    running, kin, tried = set(strong), None, 0
    for n, part in enumerate(sheet.parts[strong[0] + 1 :], strong[0] + 1):
        if not part.open or part.shape != "line" or not _LEAST <= part.size <= _ASKED:
            continue
        asks = _asks(sheet, part)
        if not asks and not _names(sheet, part):
            continue
        kin = kin or Kinship(sheet.parts[m] for m in strong)
        tried += n in running
        if tried > _MOST:
            return
        others = Kinship(sheet.parts[m] for m in strong if m != n) if n in running else kin
        if not is_of_story(sheet, others, part):
            does = "asks readers something, and gives an address" if asks else "names a network that the text does not"
            part.be("furniture", f"It {does}; it has no word of the story.")


def is_of_story(sheet: Sheet, kin: Kinship, part: Part) -> bool:
    """It has a rarer word of the text, or any of the title: in a short text the story's own words are the commonest."""
    title = sheet.place("title")
    return kin.shared(part)[0] > 0 or (title >= 0 and not stems(sheet.parts[title].text).isdisjoint(stems(part.text)))


def _asks(sheet: Sheet, part: Part) -> bool:
    """A question, and in a sentence behind it an address: the newsroom's, which speaks of itself."""
    if "@" not in part.text or not _ADDRESS.search(part.text) or not sheet.of("we").found(part.text):
        return False
    said = sentences(part.text)
    return any(one.endswith(_ASKING) and not _ADDRESS.search(one) for one in said[:-1])


def _names(sheet: Sheet, part: Part) -> bool:
    """One sentence at most, nobody's words; and it turns to readers, or is set as no sentence of the text."""
    if part.size > _BID or _QUOTED.search(part.text) or not names_network(part.text, mail=False):
        return False
    turned = not part.stops or part.text[-1:] in "!！" or any(sheet.of(name).found(part.text) for name in _TURNED)
    return turned and len(sentences(part.text)) == 1 and not sheet.of("says").found(part.text)
