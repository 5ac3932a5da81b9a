"""The pass for what the site says of itself among or below a text: told by its own address, channels and name.

An author names the newsroom seldom, and writes it neither an address nor a channel. HTML only: its links tell which
site it is.
"""

from __future__ import annotations

from .afterwords import is_thanks
from .beside import usual_look, with_box
from .home import gives_own_mail, leads_to_own_channel, names_site, opens_with_site
from .part import LABELLED, Part
from .sheet import Sheet

_MOST = 45  # words that give an address or lead to a channel
_NAMING = 30  # words of a box that names the site
_CLOSED = ("caption", "credit", "byline", "pullquote", "footnote")


def own_site(sheet: Sheet) -> None:
    """Leave out what gives the site's own address or leads to its own channel; and what names it in a box."""
    head, usual = sheet.head_end(), usual_look(sheet)
    for n, part in sheet.open() if sheet.home else ():
        if n < head or part.shape not in ("line", "heading") or part.size > _MOST or part.in_box(*_CLOSED):
            continue
        if n == head and not _introduces(part, sheet.home, usual):
            continue
        own = part.looks == usual and any(name in part.text for name in sheet.byline)  # "Write to Ada Obi at …"
        if gives_own_mail(part, sheet.home) and not own:
            why = "It gives an address at which the site itself is written to."
        elif leads_to_own_channel(part, sheet.home):
            why = "It leads to a channel or a page that is called as the site is."
        elif part.looks != usual and part.size <= _NAMING and _names(sheet, part):
            why = "It names the site itself, and is not set as the text's paragraphs are."
        else:
            continue
        part.be("furniture", why)
        with_box(sheet, n, usual, why)


def _introduces(part: Part, home: str, usual: tuple[str, ...]) -> bool:
    """Above the first paragraph, and set otherwise than all: "The Cedar Desk is a newsroom that …"."""
    return part.looks != usual and opens_with_site(part, home)


def _names(sheet: Sheet, part: Part) -> bool:
    """What somebody says to the newsroom or it asks in an interview, a remark, a subhead, who paid name it, too."""
    named = part.shape == "line" and names_site(part, sheet.home) and not LABELLED.match(part.text)
    return named and not sheet.of("says").found(part.text) and not is_thanks(sheet, part)
