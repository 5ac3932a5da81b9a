"""Passes that label what is left: captions, author boxes, what only stands around, and the body itself."""

from __future__ import annotations

import re
from dataclasses import replace

import regex

from .cards import goes_on
from .early import begins
from .part import Part
from .sheet import Sheet
from .words import bare, fold

_AGENCY = re.compile(
    r"AFP|AP|AP Photo|Reuters|REUTERS|Getty(?: Images)?|EPA|EPA-EFE|dpa|EFE|Xinhua|Shutterstock|Wikimedia(?: Commons)?|"
    r"Creative Commons|Flickr|Unsplash|iStock|Anadolu|ANSA|PTI|TASS|Keystone|Bloomberg|Pexels|CC BY[\w \-.]*"
)
_AGENCIES = regex.compile(rf"(?:[/(|,©]|\bvia\b|\bby\b|\bcourtesy\b|^)\s*(?:{_AGENCY.pattern})\b[\w/ ]*[)\]]?\.?$")


# "1/5", "[1/3]" before a caption; "（蕭雨晴攝）" at its end; "… last Thursday. Anna Perera/ANP".
_COUNT = regex.compile(r"^\s*[\[(]?(\d{1,3})\s*(?:/|of|von|de|sur|из)\s*(\d{1,3})[\])]?\s*[.:–-]?\s*(?=\D)")
_EAST_ASIAN = re.compile(r"[（(＝=]([^（()）＝=]{1,20}(?:攝|摄|摄影|攝影|撮影|提供|供图|供圖))[)）]?$")
_ORGANISATION = r"(?:\s*[/|]\s*[\p{L}][\p{L}. ]{1,30})?"
_NAME = r"(?:\p{Lu}[\p{L}'’.-]+ ){1,3}\p{Lu}[\p{L}'’-]+"
# In whatever language: "… at the gate. Label: Anna Perera", "… at the gate (Label: Anna Perera)". In "(Anna Perera /
# Harbour News)" there is no label.
_LABEL_AND_NAME = regex.compile(
    r"(?:(?<=[.!?…։。।۔]['\"”»)]?)\s+|\s*(?P<open>[(（]))"
    r"\p{L}[\p{L}\p{M}]*(?: (?!\p{Lu}\p{L}*\s?/)[\p{L}\p{M}]+)?\s?[:：՝/]\s?"
    r"[\p{Lu}\p{Lo}][\p{L}\p{M}.’'-]+(?:[\s/,]+[\p{Lu}\p{Lo}][\p{L}\p{M}.’'-]*){1,5}(?(open)[)）]|(?<!\.))$"
)
# "… in the valley [Salma Idris/The Network]", "… - Téo Brandão/Diário", "… at the gate. MARC LUZY POUR « LE JOUR »"
_BESIDE_SLASH = regex.compile(
    rf"\s\[{_NAME}\s?/[^\[\]/]{{2,40}}\]$|\s[-–—]\s{_NAME}/\p{{Lu}}[^.!?/]{{1,30}}$"
    r"|(?<=[.!?…][\"”»]?)\s+\p{Lu}{2,}(?:[ -]\p{Lu}{2,}){1,4}(?:\s[«“\"][^«“\"»”]{2,40}[»”\"])?$"
)
NAME_LAST = regex.compile(rf"(?<=[.!?…][\"”»]?)\s*({_NAME}{_ORGANISATION}|\p{{Lu}}{{2,12}}/[\p{{L}} ]{{3,40}})$")


def captions(sheet: Sheet) -> None:
    """Captions and credits: kept with the picture beside them; left out where the picture was not pasted."""
    _own_credits(sheet)
    for n, part in sheet.open():
        if part.shape != "line" or part.size > 70:
            continue
        if not sheet.html and _credit_in_capitals(sheet, n):
            continue
        beside = _picture_beside(sheet, n)
        text, credit = credit_in(sheet, part.text)
        if not credit and not sheet.html and sheet.airy and not part.apart and (named := NAME_LAST.search(part.text)):
            text, credit = part.text[: named.start()], named[1]
        signed = not (credit or sheet.html or part.apart) and 0 <= sheet.place("byline") < n < len(sheet.parts) - 1
        if signed:  # what stands below the author's line
            credit = "".join(_BY_AND_FOR.findall(sheet.parts[n + 1].text))
        boxed = part.in_box("caption", "credit")
        if not credit and not boxed:
            continue
        if part.in_box("credit") and not credit:
            text, credit = "", part.text
        if beside is not None:
            picture = beside.picture
            if picture and not (picture.caption and text and text != picture.caption):
                beside.picture = replace(picture, caption=picture.caption or text, credit=picture.credit or credit)
                part.be("caption", "It is the caption of the picture beside it.")
        if part.open:
            part.be("furniture", "It is the caption of a picture that is not there.")
    _own_credits(sheet)


def _credit_in_capitals(sheet: Sheet, n: int) -> bool:
    """Text: a line that names who took a picture, and for whom, as another line does too: no subhead in capitals.

    What could be the first paragraph above it is its caption, if what the picture shows sticks to that from above.
    """
    found = _IN_CAPITALS.match(sheet.parts[n].text)
    if not found or not any(fold(found[1]) in fold(p.text) for m, p in enumerate(sheet.parts) if m != n and p.short):
        return False
    shown, above = sheet.parts[n - 2 : n] if n > 1 else (None, None)
    described = shown is not None and shown.open and not (shown.apart or shown.ends)
    if above and described and above.open and n - 1 in sheet.strong()[:1] and above.size <= _CAPTION:
        above.be("furniture", "It is the caption of a picture that is not there.")
    sheet.parts[n].be("furniture", "It names who took a picture that is not there.")
    return True


def _own_credits(sheet: Sheet) -> None:
    """Captions without labels and numbers, and without who took the picture, who is the picture's credit."""
    for _, part in sheet.open():
        if part.picture is None or not (part.picture.caption or part.picture.credit):
            continue
        text, credit = _unlabelled(sheet, part.picture.caption), _unlabelled(sheet, part.picture.credit)
        if text and not credit:
            text, credit = credit_in(sheet, text)
            if not credit and (found := NAME_LAST.search(text)):
                text, credit = _unsaid(sheet, text[: found.start()]), found[1]
        part.picture = replace(part.picture, caption=text, credit=credit)


def _unsaid(sheet: Sheet, caption: str) -> str:
    """A caption without the label of the credit that followed it: "Only walls were left fot."."""
    above, _, last = caption.rpartition(" ")
    return above if above and sheet.of("credit").whole(last) else caption


def _unlabelled(sheet: Sheet, text: str) -> str:
    """A caption without what labels it for screen readers ("Image caption,") and without its number in a gallery."""
    label = next((start for start in text.split(",", 1)[:1] if sheet.of("furniture").whole(start)), "")
    rest = text[len(label) + 1 :].strip() if label and "," in text else text
    if (count := _COUNT.match(rest)) and int(count[1]) <= int(count[2]):  # "24/7" counts nothing
        rest = rest[count.end() :]
    return rest.strip()


def _picture_beside(sheet: Sheet, n: int) -> Part | None:
    for m in (n - 1, n + 1, n - 2):
        if 0 <= m < len(sheet.parts) and sheet.parts[m].picture and sheet.parts[m].label != "furniture":
            return sheet.parts[m]
    return None


_LABELLED = regex.compile(r"\s*[:：/／|©]|\.\s+\p{Lu}|\s+(?:by|de|von|par)\s")  # "Photo: …", "Fot. Anna Kowalska"


_NAMING = re.compile(r"[:：/／=＝|｜]|\b(?:by|courtesy)\b", re.IGNORECASE)  # stands between a label and a name
_BEFORE_CREDIT = "(（[|–—.-"
# A full stop in a name is an initial's ("M. Cvetković") or an address's ("Slid.Info").
_WHO = regex.compile(
    r"(?:\s*[:：/／=＝|｜]\s*|(?<=\b(?:by|courtesy))\s+)(?:[^.!?:]|(?<=\b\p{L})\.|\.(?=[\p{L}\d])){2,60}[)）\]]?\.?$"
)
_IN_BRACKETS = regex.compile(
    r"\s*[(（\[]([^()（）\[\]]{2,60})[)）\]]\.?$"
)  # "… after the collapse (photo fire brigade)"
_SLASHED = regex.compile(r"\s[/|]\s(\p{L}+)\s+\p{Lu}[^.!?]{2,50}$")  # "The tree at noon / photo UNIAN"
_CAPTION = 45  # words
# "ADA OBI, HARBOUR NEWS", "ADA OBI / HARBOUR NEWS"
_IN_CAPITALS = regex.compile(
    r"\p{Lu}[\p{Lu}.'’-]*(?: \p{Lu}[\p{Lu}.'’-]+){1,2}(?:, | ?[/|] ?)(\p{Lu}[\p{Lu} .&'’-]{3,40})$"
)
_BY_AND_FOR = regex.compile(r"^\p{Lu}\S+(?: \p{Lu}\S+){1,2}/\p{Lu}[\p{L} .'’-]{1,40}$")  # "Ada Obi/Harbour News"
_COPYRIGHT = re.compile(r"[(\[]?[©ⓒ]\s*[^.!?]{2,60}$")


def credit_in(sheet: Sheet, text: str) -> tuple[str, str]:
    """A caption's own words and its credit; no credit if none is named."""
    words = sheet.of("credit")
    start = words.start(text)
    if start and _LABELLED.match(text[len(start) :]) and len(text) < 90:
        return "", text.strip("()[] ")
    folded = fold(text)
    at = _named_last(folded, words.phrases) if words.may_stand_in(folded) and _NAMING.search(text) else -1
    if at >= 0:
        return _parted(text, at, len(text))
    ends = text[-2:]
    bracket = _IN_BRACKETS.search(text) if ")" in ends or "]" in ends or "）" in ends else None
    if bracket and words.start(bracket[1]):
        return text[: bracket.start()], bracket[1]
    found = _AGENCIES.search(text) if _AGENCY.search(text) else None
    found = found or (None if text.isascii() else _EAST_ASIAN.search(text))
    slashed = None if found or sheet.html else _SLASHED.search(text)
    if slashed and words.whole(slashed[1]):
        found = slashed
    found = found or (None if sheet.html else _LABEL_AND_NAME.search(text) or _BESIDE_SLASH.search(text))
    found = found or (_COPYRIGHT.search(text) if "©" in text or "ⓒ" in text else None)
    return _parted(text, *found.span()) if found else (text, "")


def _parted(text: str, start: int, end: int) -> tuple[str, str]:
    return text[:start].rstrip(" (（|/–—-=＝"), text[start:end].strip(" ()（）[]|/,–—-=＝")


def _named_last(text: str, phrases: frozenset[str]) -> int:
    """Where such as " Photo: Anna Perera" begins at the end of a folded caption; -1 if nowhere."""
    starts = []
    for phrase in phrases:
        at = text.find(phrase, 1)
        while at > 0:
            if (text[at - 1].isspace() or text[at - 1] in _BEFORE_CREDIT) and _WHO.match(text, at + len(phrase)):
                starts.append(at - 1)
            at = text.find(phrase, at + 1)
    return min(starts, default=-1)


def author_boxes(sheet: Sheet) -> None:
    """Who the author is, below the article: named by HTML, or a short part that tells it of the author named above."""
    tells, heads = sheet.of("author"), sheet.of("author_heads")
    for _, part in sheet.open():
        if part.in_box("authorbox"):
            part.be("furniture", "It is a box about the author.")
    prose = sheet.body_prose()
    if len(prose) < 2:
        return
    late = [(n, p) for n, p in sheet.open() if n >= prose[max(-3, -len(prose) + 1)]]
    headed = False
    for n, part in late:
        if part.shape not in ("line", "heading", "list"):
            continue
        named = not sheet.html and _tells_who_answers(sheet, n)
        if part.size <= 6 and bare(part.text) in heads.phrases and not named and not (part.path and goes_on(sheet, n)):
            part.be("furniture", "It is the heading of a box about the author.")
            headed = True
        elif part.size <= 90 and (headed or _tells_author(sheet, n, part, bool(tells.found(part.text[:160])))):
            part.be("furniture", "It tells who the author is.")
        else:
            headed = False


def _tells_who_answers(sheet: Sheet, n: int) -> bool:
    """Below it stands whom the article speaks of, by a name that the text above has: it is the author's own box."""
    told = sheet.parts[n + 1 : n + 2]
    words = told[0].text.split()[:2] if told and told[0].prose else []
    last = words[-1].strip(",.:;") if len(words) > 1 and all(word[:1].isupper() for word in words) else ""
    if len(last) < 3 or any(last in name for name in sheet.byline):
        return False
    return any(last in p.text for p in sheet.parts[sheet.place("title") + 1 : n] if p.label in ("", "standfirst"))


def _tells_author(sheet: Sheet, n: int, part: Part, tells: bool) -> bool:
    """It starts with the author's name; or, where none is named, with a name that the article nowhere else has."""
    start = part.text[:90]
    if any(name in start for name in sheet.byline):
        return tells or (part.size <= 40 and part.text.startswith(tuple(sheet.byline)))
    words = part.text.split()
    if sheet.byline or not tells or len(words) < 4:
        return False
    cased = words[0][:1].isupper() and words[1][:1].isupper()
    return cased and part.size <= 60 and not any(words[1] in p.text for m, p in sheet.open() if m != n)


def around(sheet: Sheet) -> None:
    """Short lines above the title, between title and text, and below the text that are no part of the article."""
    top = sheet.place("title")
    head = begins(sheet, top, sheet.head_end())
    prose = sheet.body_prose()
    for n, part in sheet.open():
        if part.shape != "line" or not prose:
            continue
        if n < top and part.size <= 12 and not part.ends:
            part.be("furniture", "It stands above the title.")
        elif top < n < head and part.size <= 4 and not part.ends:
            part.be("furniture", "It is a short line between the title and the text.")
    tail = [n for n, part in sheet.open() if prose and n > prose[-1] and part.shape == "line"]
    short = [n for n in tail if sheet.parts[n].size <= 6 and not sheet.parts[n].ends]
    if len(short) >= 3 and len(short) == len(tail):
        for n in short:
            sheet.parts[n].be("furniture", "It is one of several short lines below the text.")


def body(sheet: Sheet) -> None:
    """Everything still open is the article's: headings, quotations, lists, pictures, tables, paragraphs."""
    last = max((n for n, p in sheet.open() if p.shape not in ("picture", "rule")), default=-1)
    for n, part in sheet.open():
        if part.shape == "heading":
            part.be("heading", "It is a heading on the page.")
        elif part.shape == "quotation":
            part.be("quotation", "It is set as a quotation.")
        elif part.shape == "picture":
            part.be("picture", "It is a picture among the text.")
        elif part.shape in ("list", "table", "embed", "rule"):
            part.be(part.shape, f"It is set as {'an' if part.shape == 'embed' else 'a'} {part.shape}.")
        elif _is_subhead(sheet, n, part, last):
            part.be("heading", "It is a short line without a full stop, with text below it.")
        else:
            part.be("paragraph", "It is running text.")


def _is_subhead(sheet: Sheet, n: int, part: Part, last: int) -> bool:
    if n >= last or part.size > 12 or part.linked > 0.5 or "\n" in part.text:
        return False
    if part.ends and not ("bold" in part.boxes and not part.text.endswith(":")) and not part.text.endswith("?"):
        return False
    if part.text.endswith("?") and not part.in_box("bold"):
        return False
    below = next((p for p in sheet.parts[n + 1 :] if p.open or p.label in ("paragraph", "picture")), None)
    if below is None or below.prose or below.shape in ("list", "picture", "table", "quotation"):
        return below is not None
    above = next((p for p in reversed(sheet.parts[:n]) if p.label in ("paragraph", "quotation", "list")), None)
    return below.size > 12 or bool(above and above.ends and below.stops and below.size >= 5 and part.size <= 8)
