"""The pass for what stands below the last paragraph of the running text, on a page that was copied whole.

Short paragraphs, notes, the author's lists and last words stay; what is no sentence there is the site's.
"""

from __future__ import annotations

from itertools import takewhile

import regex

from .afterwords import is_on_article
from .goes_on import last_sentence
from .kinship import Kinship
from .outside import is_remark, of_gallery
from .part import Part
from .sharing import names_network
from .sheet import Sheet

_ANNOUNCING = (":", "：", "፡")  # what ends so says what stands below it
_SPEAKS = tuple("“„«»「『\"‘‚‹'—–-")  # somebody speaks
_GOES_ON = (",", "،", "，", "、", ";", "؛")
_SIGNED_OFF = regex.compile(r"[.!?…][”’»\"']?\s[(\[](?P<names>\p{Lu}[\p{L}\p{M} .'’/,&-]{2,60})[)\]]$")
_SENTENCES = 12  # words
_NOTE = regex.compile(r"\[\d{1,3}\]\s|[*＊※†‡¹²³][\p{Z}]?\p{L}|\(\d{1,3}\)\s")
_ROW = regex.compile(r"@|\p{Ll}{3}\p{Lu}\p{Ll}{2}|\s\|\s.*\s\|\s")  # an address, labels in a row
_BRACKETED = regex.compile(r"\(.{12,}\)$")
_DASHED = regex.compile(r"\P{L}*[-–—•]")
_LONGEST_LIST = 12  # items that may follow a colon in a text
_KIN = 0.13  # of the rarer words of what stands below a request stand above it, if it is the article's
_LABEL = 6  # words of a site's label
_REMARK = 6  # words of a remark on the article that sticks to what stands below it
_BID = 12  # words of a line that a sentence of the text may be without a full stop, from so many on
_FACTS, _FACT = 3, 3  # lines of a box of facts below its heading, and words of each
_APART = 4  # parts that were judged before may stand between the text and its last words; thrice if set alike in HTML


def below_last(sheet: Sheet) -> None:
    """Below the last paragraph only what belongs to it stays: short paragraphs, its list, its pictures."""
    strong = sheet.strong()
    if not strong:
        return
    kept = last_sentence(sheet, strong[-1])
    for n, part in sheet.open():
        if n == kept + 1 and (facts := _facts(sheet, strong, n)):
            kept = facts[-1]
        if n <= kept or of_gallery(part):
            continue
        reach = _APART if not (part.stops and _set_alike(sheet.parts[strong[-1]], part)) else 3 * _APART
        if n - kept <= reach and (_belongs(sheet, sheet.parts[kept], n) or _is_late_remark(sheet, kept, n)):
            kept = n
        else:
            kept = min(kept, n - 2 * _APART)  # the rest stands below something else
            part.be("furniture", "It stands below the last paragraph and is no sentence of the article.")


def _facts(sheet: Sheet, strong: list[int], n: int) -> list[int]:
    """Text: a heading and three sentences or more right below the last paragraph, in one block, that say nothing of the
    site or to readers and some of the text again: "Facts: the bathing place"."""
    below = takewhile(lambda m: sheet.parts[m].open and not sheet.parts[m - 1].apart, range(n + 1, len(sheet.parts)))
    block = [n, *below]
    parts = [sheet.parts[m] for m in block]
    lines = all(part.shape == "line" and not part.links for part in parts)
    told = lines and not parts[0].ends and all(part.stops and part.size >= _FACT for part in parts[1:])
    if sheet.html or not sheet.airy or not told or len(block) <= _FACTS:
        return []
    speaks = any(
        sheet.of(name).found(part.text) for part in parts for name in ("you", "we", "ours", "ask", "newsletter")
    )
    kin = Kinship([sheet.parts[m] for m in strong])
    return [] if speaks or not any(kin.shared(part)[0] for part in parts) else block


def below_appeal(sheet: Sheet) -> None:
    """HTML: what stands below the last request and is set as no paragraph above it is: notices, more of the site's."""
    asked = max((n for n, part in enumerate(sheet.parts) if part.label == "appeal"), default=-1)
    text = [part for part in sheet.parts[: max(asked, 0)] if part.prose and part.open]
    below = [part for part in sheet.parts[asked + 1 :] if part.open]
    looks = {part.looks for part in text}
    if not sheet.html or not text or not below or any(part.looks in looks for part in below) or _goes_on(text, below):
        return
    for part in below:
        if not (_is_note(part) or is_remark(part) or of_gallery(part) or part.in_box("footnote")):
            part.be("furniture", "It stands below the request, and is not set as the text's paragraphs are.")


def _goes_on(text: list[Part], below: list[Part]) -> bool:
    """What stands below has rarer words of the text above: it is of the article, whatever element it stands in."""
    prose = [part for part in below if part.prose]
    if not prose:
        return False
    kin = Kinship(text)
    shared = [kin.shared(part) for part in prose]
    return sum(one for one, _ in shared) > _KIN * sum(of for _, of in shared)


def _is_signed_off(sheet: Sheet, part: Part) -> bool:
    """A paragraph of sentences with names in brackets behind it: "… the harbour.” (Ada Obi / Harbour News)"."""
    found = _SIGNED_OFF.search(part.text) if part.apart and part.shape == "line" and part.size >= _SENTENCES else None
    return found is not None and not sheet.of("credit").start(found["names"])


def _belongs(sheet: Sheet, above: Part, n: int) -> bool:
    """It goes on where the text ended, though it is no running text."""
    part = sheet.parts[n]
    if part.shape in ("picture", "embed", "rule"):
        return sheet.parts[n - 1] is above
    if part.linked > 0.5:
        return False
    starred = not sheet.html and sheet.parts[n - 1] is above and part.size > 1 and _NOTE.match(part.text) is not None
    if _is_note(part) or is_remark(part) or starred:
        return True
    if part.shape in ("quotation", "table") or (part.shape == "list" and (part.size > 10 or above.shape == "heading")):
        return True
    if above.text.endswith(_ANNOUNCING):
        return part.shape in ("list", "line")
    if _is_item(sheet, n) or _BRACKETED.match(part.text):
        return True
    below = next((p for p in sheet.parts[n + 1 :] if (p.open or p.label == "paragraph") and p.shape != "heading"), None)
    told = below is not None and below.linked < 0.3
    if part.shape == "heading":
        if below is None or not told:
            return False
        alike = below.stops and below is sheet.parts[n + 1] and _set_alike(above, below)
        facts = below is sheet.parts[n + 1] and _heads_facts(sheet, n)
        return alike or facts or below.label == "paragraph" or below.shape in ("list", "quotation", "table")
    if part.text.endswith(_ANNOUNCING):
        if below is None or below is not sheet.parts[n + 1] or _heads_labels(sheet, n):
            return False
        return told and below.shape in ("list", "line")
    if _is_run(sheet, n) or (sheet.parts[n - 1] is above and _is_signed_off(sheet, part)):
        return True
    if _is_said_last(sheet, above, part):
        return True
    if part.stops:
        signed = sheet.of("byline").start(part.text) and any(name in part.text for name in sheet.byline)
        near = not sheet.html and sheet.parts[n - 1] is above
        if part.prose and near and not (signed or names_network(part.text)):
            return True  # below the last of all paragraphs there may be no empty line
        return part.shape == "line" and part.apart and (part.size >= 2 or near) and not signed
    if part.unended and part.size >= 6:
        return True
    heads = part.size <= 8 and told and below is not None and below.apart and below.stops and below.size >= 6
    if _set_alike(above, part) or (sheet.airy and not part.path and sheet.parts[n - 1] is above):
        label = part.in_box("bold") and part.size <= 12 and not part.ends
        label = label or (_bids(sheet, part) and not part.path and not heads)
        return part.apart and part.size >= 4 and part.linked < 0.3 and not (label or _signs_off(sheet, part))
    return heads


def _heads_facts(sheet: Sheet, n: int) -> bool:
    """HTML: the heading of an aside of the author's: paragraphs, and nothing in it leads elsewhere or is pressed."""
    heading = sheet.parts[n]
    inside = []
    for part in sheet.parts[n + 1 :]:
        if not heading.in_box("aside") or heading.path[-2:-1] != part.path[-2:-1]:
            break
        inside.append(part)
    told = all(part.open and part.shape == "line" and part.stops and not part.links for part in inside)
    return told and len(inside) > 1 and any(part.prose for part in inside)


def _heads_labels(sheet: Sheet, n: int) -> bool:
    """Text: a few words and a colon above lines that are no verse and no list of sentences: tags, what to read."""
    part = sheet.parts[n]
    if sheet.html or part.apart or part.size > _LABEL:
        return False
    listed = list(takewhile(lambda one: not one.apart, sheet.parts[n + 1 :]))
    block = sheet.parts[n + 1 : n + 2 + len(listed)]  # with the first that an empty line stands below
    return not (block[0].stops or block[-1].stops or block[0].text.endswith(_GOES_ON))


def _is_remark(sheet: Sheet, part: Part) -> bool:
    """Text: the newsroom's on its article, though no empty line may stand below it."""
    own = sheet.airy and not sheet.html and part.shape == "line" and part.size >= _REMARK
    return own and is_on_article(sheet, part) and not names_network(part.text)


def _is_late_remark(sheet: Sheet, kept: int, n: int) -> bool:
    """Text: such a remark may stand below what the newsroom says of itself."""
    between = sheet.parts[kept + 1 : n]
    return _is_remark(sheet, sheet.parts[n]) and all(part.prose and not part.open for part in between)


def _is_item(sheet: Sheet, n: int) -> bool:
    """Text: a line of a list that a line with a colon announces; all of them end alike."""
    first = n
    while first and not sheet.parts[first - 1].apart and sheet.parts[first - 1].open and n - first < _LONGEST_LIST:
        first -= 1
    if not sheet.airy or not 0 < first < n or sheet.parts[n].path:
        return False
    announced = first if sheet.parts[first].text.endswith(_ANNOUNCING) else first - 1
    items = sheet.parts[announced + 1 : n + 1]
    return sheet.parts[announced].text.endswith(_ANNOUNCING) and all(p.ends == items[0].ends for p in items)


def _is_run(sheet: Sheet, n: int) -> bool:
    """Text: one of several short sentences, a line each, that a paragraph follows: the author's list."""
    lines = sheet.parts

    def listed(m: int) -> bool:
        part = lines[m]
        return part.open and part.shape == "line" and part.stops and part.size >= 3

    first = last = n
    while first and listed(first - 1) and not lines[first - 1].apart and n - first < _LONGEST_LIST:
        first -= 1
    while last + 1 < len(lines) and listed(last) and not lines[last].apart and last - n < _LONGEST_LIST:
        last += 1
    return sheet.airy and not lines[n].path and last > n and last - first >= 2 and listed(last) and lines[last].apart


def _bids(sheet: Sheet, part: Part) -> bool:
    """A few words that end as no sentence does, and name nobody who helped with the report."""
    return part.size < _BID and not part.ends and not sheet.of("byline").found(part.text)


def _signs_off(sheet: Sheet, part: Part) -> bool:
    """The author once more, an address, a row of labels."""
    return _names(sheet, part) or bool(_ROW.search(part.text) or _DASHED.match(part.text))


def _names(sheet: Sheet, part: Part) -> bool:
    return bool(sheet.of("byline").start(part.text)) or any(name in part.text for name in sheet.byline)


def _set_alike(above: Part, part: Part) -> bool:
    """HTML: they are paragraphs of the same element."""
    return bool(part.path) and above.apart and (part.path[:-1], part.looks[-1:]) == (above.path[:-1], above.looks[-1:])


def _is_said_last(sheet: Sheet, above: Part, part: Part) -> bool:
    """HTML: set in every way as the paragraph above it, however short it is: "Silence.", “And whose is it now?”

    A question to the reader is the site's, and so is what has a link or is bold.
    """
    alike = _set_alike(above, part) and part.ends and not part.links
    told = alike and "bold" not in part.boxes and not _names(sheet, part) and not _ROW.search(part.text)
    return told and (part.stops or part.text[:1] in _SPEAKS or not sheet.of("you").found(part.text))


def _is_note(part: Part) -> bool:
    """A footnote or a correction: it begins with the sign that the text points to; or who helped: "*With Ada Obi"."""
    starred = bool(part.path) and part.text[:1] in "*＊" and part.size > 1 and not part.in_box("form", "button")
    return part.shape == "line" and part.apart and (part.ends or starred) and _NOTE.match(part.text) is not None
