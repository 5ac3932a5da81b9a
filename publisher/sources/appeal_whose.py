"""Who asks in what is built as a request: the newsroom for its work, a shop, a party, a notice that bars the text."""

from __future__ import annotations

from .appeal_shape import is_headline
from .asking import Evidence, evidence, is_choice, is_note
from .sheet import Sheet

_SOLD = 2  # things that only a subscription has, for it to be sold and not asked for


def is_anothers(sheet: Sheet, seen: dict[int, Evidence], run: list[int]) -> str:
    """Why this asks for no support of the newsroom; empty where it may do so."""
    told = [n for n in run if n in seen and not is_choice(sheet, sheet.parts[n])]
    text = "\n".join(sheet.parts[n].text for n in told)
    e = evidence(sheet, *(sheet.parts[n] for n in told))
    if e.any("box", "taught", "link"):
        return ""
    ours = len(e.found.get("ours", ()))
    if any(seen[n].against == "paywall" for n in told if not is_note(sheet, sheet.parts[n])):
        return "It bars the text to all but subscribers, and asks for no support."
    if len(sheet.of("offers").found(text)) >= max(_SOLD, ours):
        return "It offers a subscription, and asks for no support."
    others = sheet.of("others")
    headed = is_headline(sheet.parts[run[0]]) and others.found(sheet.parts[run[0]].text)
    if ours < _SOLD and "name" not in e and (headed or (others.found(text) and not (ours and e.any("we")))):
        return "It asks for members of somebody else's, not for the newsroom."
    return ""
