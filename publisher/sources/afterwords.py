"""The pass for well-formed paragraphs below a plain text that are not the article's, told in whatever language.

Who the author is, what the newsroom is, how to write to it, who may reprint, what other articles tell, what readers
say: each is set and ends as a paragraph does. What tells them: the author is spoken of by name; the newsroom is named
as its address is; or they stick to one another, where an empty line parts all paragraphs above, and have little to do
with these.
"""

from __future__ import annotations

import regex

from .dates import dates
from .kinship import Kinship
from .part import Part, size, unquoted
from .sheet import Sheet
from .site_name import begins, has_address, named_in, owners, says
from .words import bare

_LABEL_ENDS = (": ", "：")
_MOST_BELOW = 0.4  # of the text above may stand below it
_MOST_BY_LABELS = 0.8  # and if labels stand among that,
_MOST_BELOW_NAME = 0.2  # of it may stand below the author's name
_LABELLED = 2  # words before that name
_LABELS = 0.3  # so many of the lines
MANY = 4  # paragraphs that make a text
_SET_ALIKE = 0.85  # of the paragraphs must have empty lines around them, for lines without to tell anything
_NEAR = 4  # lines between the newsroom's name and its address
_SENTENCE = 5  # words
_BIO = 45  # words that tell of an author among the text
_PAIR = 2  # sentences that may be the article's last two
_MOST_TRIED = 8  # lines that may be the first of those
_MOST_STUCK = 12  # sentences that are looked at together
_KIN = 0.13  # of the rarer words of some lines stand above, if they are the article's
_AKIN = 3  # rarer words that a paragraph has in common with the text above
_TELLING = 5  # rarer words that a line must have, for it to be odd that none stands above
_ANNOUNCING = (":", "：", "፡")
_SPEAKS = "“„«»「『\"‘‚‹'—–-"  # somebody speaks
_REMARK = regex.compile(r"(?:[^\s:：]+\s){0,3}[^\s:：]+\s?[:：]\s|[*＊※†‡\[(（¹²³]")


def afterwords(sheet: Sheet) -> None:
    """Leave out what stands below the article's last words, from the first line on that can only be another's."""
    if sheet.html or len(strong := sheet.strong()) < MANY:
        return
    _author_among(sheet, strong)
    signs = (_author_told(sheet, strong), _author_named(sheet), _newsroom_told(sheet, strong), _stuck(sheet, strong))
    first = min((n for n in signs if n is not None), default=len(sheet.parts))
    for n, part in enumerate(sheet.parts[first:], first):
        if not (n > first and is_on_article(sheet, part)):
            part.be("furniture", "It stands below the article's last words: it tells of the author or of the site.")
    _newsroom_named(sheet, strong)


def is_on_article(sheet: Sheet, part: Part) -> bool:
    """It is on the article itself: a label and a colon, a note's sign, the day on which it was mended."""
    signed = any(name in part.text for name in sheet.byline)
    said = part.open and part.stops and not signed and not has_address(part)
    mended = any(day >= sheet.published_on for day, _, _ in dates(part.text, sheet.words))
    return said and bool(mended or _REMARK.match(part.text) or is_thanks(sheet, part))


def is_thanks(sheet: Sheet, part: Part) -> bool:
    """It tells who paid for the article: "This story was made with support from the Fund for …"."""
    asks = any(sheet.of(kind).found(part.text) for kind in ("ask", "you", "we"))
    return bool(sheet.of("ours").start(part.text) and sheet.of("giving").found(part.text)) and not asks


def late_lines(sheet: Sheet, strong: list[int], most: float = _MOST_BELOW) -> list[int]:
    """Lines that may be below the text: little running text stands from them on, and more above."""
    whole = sum(sheet.parts[n].size for n in strong)
    running, below = set(strong), 0.0
    late = len(sheet.parts)
    for n in range(late - 1, strong[len(strong) // 2], -1):
        below += sheet.parts[n].size if n in running else 0
        if below > most * (whole - below):
            break
        late = n
    return list(range(late, len(sheet.parts)))


def speaks(part: Part) -> bool:
    """Somebody speaks in it, or it is a remark on the article."""
    return part.text[:1] in _SPEAKS or _REMARK.match(part.text) is not None


def is_sentence(part: Part) -> bool:
    return part.open and part.shape == "line" and (part.stops or part.prose) and part.size >= _SENTENCE


def _authors(sheet: Sheet) -> list[str]:
    """The names of the byline; of one in capitals, too, as a sentence has it."""
    return [*sheet.byline, *(name.title() for name in sheet.byline if name.isupper())]


# -- who the author is -------------------------------------------------------------------------------------------------


def _author_among(sheet: Sheet, strong: list[int]) -> None:
    """Among the text: a line that begins with the author's name and is set as no paragraph is."""
    running = "\n".join(sheet.parts[n].text for n in strong)
    names = tuple(name for name in _authors(sheet) if _is_whole(name) and name not in running)
    for part in sheet.parts[strong[0] + 1 : strong[-1]] if names else ():
        if not part.apart and part.size <= _BIO and part.text.startswith(names) and _tells(part, names):
            part.be("furniture", "It tells who the author is.")


def _author_told(sheet: Sheet, strong: list[int]) -> int | None:
    """The first of the last lines that speak of an author by the whole name, as no paragraph above does."""
    above = "\n".join(sheet.parts[n].text for n in strong[: len(strong) // 2])
    names = tuple(name for name in _authors(sheet) if _is_whole(name) and name not in above)
    likely = late_lines(sheet, strong, _MOST_BY_LABELS)
    told = [n for n in likely if _tells(sheet.parts[n], names) or "who the author is" in sheet.parts[n].why]
    sure = min(late_lines(sheet, strong), default=len(sheet.parts))
    told = [n for n in told if (n >= sure or _is_end(sheet, strong, n)) and not _goes_on(sheet, strong, n)]
    first = len(told) - 1
    while first > 0 and not any(told[first - 1] < n < told[first] for n in strong):
        first -= 1  # what several authors wrote may stand between what tells of each
    return told[first] if told else None


def _author_named(sheet: Sheet) -> int | None:
    """Below most of the text: the only line that ends with the author's name and is no sentence: "Written by …"."""
    strong = sheet.strong()
    lines = late_lines(sheet, strong, _MOST_BELOW_NAME)
    names = tuple(name for name in _authors(sheet) if _is_whole(name))
    told = [n for n in lines if names and _names_author(sheet.parts[n], names)]
    return told[0] if len(told) == 1 else None


def _names_author(part: Part, names: tuple[str, ...]) -> bool:
    line = part.open and part.shape in ("line", "heading") and not part.prose and part.text[:1] not in _SPEAKS
    return line and any(part.text.endswith(f" {name}") and part.size <= size(name) + _LABELLED for name in names)


def _is_whole(name: str) -> bool:
    return len(name.split()) > 1 or (not name.isascii() and size(name) >= 1 and len(name) >= 3)


def _goes_on(sheet: Sheet, strong: list[int], n: int) -> bool:
    """It is set as no paragraph is, and right below it stands a paragraph that is about what the text is about."""
    if not sheet.airy or sheet.parts[n].apart or n + 1 not in strong:
        return False
    return _akin(Kinship(sheet.parts[m] for m in strong if m < n), sheet.parts[n + 1])


def _is_end(sheet: Sheet, strong: list[int], n: int) -> bool:
    """Of what stands below it a good part is no running text, and what is has little to do with the text above."""
    below = [part for part in sheet.parts[n + 1 :] if part.text]
    labels = sum(not part.prose for part in below)
    if labels < 2 or labels < _LABELS * len(below):
        return False
    kin = Kinship(sheet.parts[m] for m in strong if m < n)
    return not any(_akin(kin, sheet.parts[m]) for m in strong if m > n)


def _tells(part: Part, names: tuple[str, ...]) -> bool:
    if not is_sentence(part) or speaks(part):
        return False
    labelled = any(f"{sign}{name}" in part.text[1:] for sign in _LABEL_ENDS for name in names)  # a picture's credit
    return any(name in part.text for name in names) and not labelled and not has_address(part)


# -- what the newsroom is ----------------------------------------------------------------------------------------------


def _newsroom_told(sheet: Sheet, strong: list[int]) -> int | None:
    """A sentence with the newsroom's name, as an address near it or a copyright line has it and no paragraph."""
    late = late_lines(sheet, strong)
    running = bare("\n".join(sheet.parts[n].text for n in strong if n < late[0])) if late else ""
    names = [name for name in owners(sheet.parts) if name not in running]
    for n in late if late else ():
        part = sheet.parts[n]
        if is_sentence(part) and begins(part, names):
            return n
        if not is_sentence(part) or part.text[:1] in _SPEAKS or has_address(part):
            continue
        for other in sheet.parts[max(late[0], n - _NEAR) : n + _NEAR + 1]:
            name = named_in(other, part) if has_address(other) else ""
            if name and not says(" ".join(sheet.parts[m].text for m in strong if m < n), name):
                return n
    return None


def _newsroom_named(sheet: Sheet, strong: list[int]) -> None:
    """Paragraphs with its name, as it stands at the top of the page and in none above; and with little of the story."""
    names = [name for m, name in sheet.names.items() if sheet.parts[m].label not in ("title", "byline")]
    first = [next((n for n in strong if name.search(sheet.parts[n].text)), len(sheet.parts)) for name in names]
    late = [n for n in late_lines(sheet, strong) if names and is_sentence(sheet.parts[n])]
    told = [
        n
        for n in late
        if any(n <= at and name.search(sheet.parts[n].text) for name, at in zip(names, first, strict=True))
    ]
    for n in told[:_MOST_TRIED]:
        part = sheet.parts[n]
        said = has_address(part) or unquoted(part.text) != part.text
        if not said and not _akin(Kinship(sheet.parts[m] for m in strong if m < n), part):
            part.be("furniture", "It tells of the newsroom, whose name stands at the top, and little of the story.")


# -- lines that stick to one another -----------------------------------------------------------------------------------


def _stuck(sheet: Sheet, strong: list[int]) -> int | None:
    """The first of two sentences that no empty line parts, where one parts all paragraphs above them."""
    if not sheet.airy:
        return None
    for n in [n for n in late_lines(sheet, strong) if _run(sheet, n)][:_MOST_TRIED]:
        run, above = _run(sheet, n), [m for m in strong if m < n]
        alone = [m for m in above if _alone(sheet, m)]
        below = [m for m in strong if m > run[-1]]
        parted = len(alone) >= MANY and len(alone) >= _SET_ALIKE * len(above)
        if not parted or any(sheet.parts[m - 1].apart for m in below):
            continue
        kin = Kinship(sheet.parts[m] for m in alone)
        if any(_akin(kin, sheet.parts[m]) for m in below):
            continue  # the text goes on
        near = _near(sheet, above[-1], n)
        perhaps = len(run) == _PAIR and kin.shared(sheet.parts[n])[0] and not has_address(sheet.parts[n])
        if near and (perhaps or _akin(kin, sheet.parts[n])):
            run = run[1:]  # the article's last words may stick to what stands below them
        last = near and not below and len(run) > _PAIR
        if len(run) > 1 and (last or _others(sheet, kin, run)):
            return run[0]
    return None


def _akin(kin: Kinship, part: Part) -> bool:
    shared, of = kin.shared(part)
    return shared >= _AKIN and shared >= 2 * _KIN * of and not has_address(part)


def _near(sheet: Sheet, last: int, n: int) -> bool:
    """Right below this paragraph."""
    return all(not part.text or part.shape == "rule" for part in sheet.parts[last + 1 : n])


def _alone(sheet: Sheet, n: int) -> bool:
    """An empty line stands below it and above it; or above it a subhead."""
    over = sheet.parts[n - 1] if n else None
    return sheet.parts[n].apart and (over is None or over.apart or not (over.stops or over.prose))


def _run(sheet: Sheet, n: int) -> list[int]:
    """Sentences from this line on that no empty line parts; none where they are a list."""
    over = sheet.parts[n - 1]
    if over.text.endswith(_ANNOUNCING) or not is_sentence(sheet.parts[n]):
        return []
    run = [n]
    for part in sheet.parts[n + 1 : n + _MOST_STUCK]:
        if sheet.parts[run[-1]].apart or not is_sentence(part):
            break
        run.append(run[-1] + 1)
    return run if len(run) > 1 else []


def _others(sheet: Sheet, kin: Kinship, run: list[int]) -> bool:
    """They have an address among them, or have nothing to do with the text."""
    shared = [kin.shared(sheet.parts[n]) for n in run]
    told, of = sum(one for one, _ in shared), sum(rare for _, rare in shared)
    return any(has_address(sheet.parts[n]) for n in run) or (of >= 2 * _TELLING and told < _KIN * of)
