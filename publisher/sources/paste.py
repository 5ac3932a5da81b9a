"""A paste, text or HTML → Story: read into parts, judged, put together. Nothing is invented, nothing is lost."""

from __future__ import annotations

import re
from dataclasses import replace

from ..story import Block, Dropped, Kind, Story, StoryPicture
from .clean import clean_url, one_line
from .dates import forget as forget_dates
from .judge import judge
from .language import believed, direction, heard, language, scripts
from .language import forget as forget_signs
from .lines import read_lines
from .markup import read_html
from .part import MOST_PARTS, Part, TooLong, sentences
from .several import no_article
from .sheet import Sheet
from .taught import Taught
from .vocabulary import vocabulary
from .words import forget

LONGEST_PASTE = 6_000_000  # characters as pasted, with markup and the pictures that clipboards put inside
LONGEST_TEXT = 300_000  # characters of words: some 50,000 words, more than any article
LONGEST_STANDFIRST = 300
MOST_RESTORED = 300  # things left out of which the links are kept, too

_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|p|div|br|h[1-6]|ul|ol|li|table|article|section|span|a\s|img\s|b|i|em|strong|"
    r"blockquote|figure|meta|script|style|svg|iframe)\b[^>]*>",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"</(?:p|div|h[1-6]|ul|ol|li|table|article|section|span|a|b|i|em|strong|blockquote|body|script)\s*>", re.I
)
_FILES = {"%PDF-": "a PDF", "PK\x03\x04": "a ZIP archive or an Office document", "\x89PNG": "a picture"}
_FILES |= {"\xff\xd8\xff": "a picture", "GIF8": "a picture", "{\\rtf": "an RTF document", "\x7fELF": "a program"}
# What stands above the HTML on Windows' clipboard, and in what programs save of it.
_WINDOWS = re.compile(r"\AVersion:\d[\d.]*\s+StartHTML:-?\d+\s+(?:\w{3,20}:\S{0,2000}\s+){0,9}")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")


class NotAnArticle(ValueError):
    """There is no article in it. Says why in one sentence for the editor."""


def read(text: str, *, html: bool | None = None, url: str = "", taught: Taught | None = None) -> Story:
    """The article in what was pasted. `html` None: seen from the text itself. `url` is the article's own link.
    `taught` is what the newsroom mended before (see taught.py).

    Raises NotAnArticle where there is none: nothing pasted, a file's bytes, far too much, only a headline.
    """
    return read_parts(text, html=html, url=url, taught=taught)


def read_parts(
    text: str,
    *,
    html: bool | None = None,
    url: str = "",
    title: str = "",
    declared: str = "",
    taught: Taught | None = None,
    page: bool = False,
) -> Story:
    """As `read`, with what a page says of itself: its title and language, evidence that its text may contradict.

    `page`: it is a whole page, in which a main text can be told from what stands around it.
    """
    try:
        return _read_parts(text, html, url, title, declared, taught or {}, page)
    finally:
        forget()
        forget_signs()
        forget_dates()


def _read_parts(text: str, html: bool | None, url: str, title: str, declared: str, taught: Taught, page: bool) -> Story:
    _refuse(text)
    text = _WINDOWS.sub("", text, count=1)
    is_html = looks_like_html(text) if html is None else html
    try:
        parts = read_html(text, base=url, longest=LONGEST_TEXT) if is_html else read_lines(text, longest=LONGEST_TEXT)
    except TooLong:
        raise NotAnArticle(
            f"This is far too much for one article: up to {LONGEST_TEXT:,} characters can be read, "
            f"in up to {MOST_PARTS:,} paragraphs and lines."
        ) from None
    if not any(part.text or part.picture for part in parts):
        raise NotAnArticle("There are no words in this; paste the article's text.")
    whole = "\n".join(part.text for part in parts)
    known = heard(whole)
    words = vocabulary(scripts(whole), known or believed(declared, whole))
    page_html = text if page else ""
    sheet = Sheet(parts, words, known, html=is_html, page=page_html, title=one_line(title), taught=taught)
    if instead := no_article(sheet):
        raise NotAnArticle(instead)
    return _story(sheet, judge(sheet), url=clean_url(url), declared=declared)


def looks_like_html(text: str) -> bool:
    """It holds HTML's own elements, opened and closed, not just signs that look like them."""
    start = text[:200_000]
    return bool(_TAG.search(start)) and (bool(_CLOSING.search(start)) or len(_TAG.findall(start)) > 1)


def _refuse(text: str) -> None:
    """Raise NotAnArticle for what needs no judging."""
    if not text.strip():
        raise NotAnArticle("Nothing was pasted; paste the article's text here.")
    if len(text) > LONGEST_PASTE:
        raise NotAnArticle(f"This paste is too big: up to {LONGEST_PASTE:,} characters can be read.")
    for start, what in _FILES.items():
        if text.startswith(start):
            raise NotAnArticle(f"This is {what}, not text; open it and copy the words.")
    sample = text[:20_000]
    plain = sample.replace("\n", "").isprintable() and "\ufffd" not in sample  # of most texts this is told quicker
    if not plain and len(_CONTROLS.findall(sample)) * 20 > len(sample):
        raise NotAnArticle("This is a file's bytes, not text; open the file and copy the words.")


def _story(sheet: Sheet, standfirst: str, *, url: str, declared: str) -> Story:
    blocks: list[Block] = []
    pictures: list[StoryPicture] = []
    dropped: list[Dropped] = []
    title, asked = "", -1
    for part in sheet.parts:
        if part.label == "appeal" and asked < 0:
            asked = len(blocks)
        if part.label == "title":
            title = one_line(part.text)
            if part.cut:
                dropped.append(Dropped(part.cut, "It stands above the title, joined to it in the copy."))
        elif part.label == "picture" and part.picture:
            if part.picture.url:
                pictures.append(part.picture)
                blocks.append(_block(part, "picture"))
            else:
                told = (part.picture.caption, part.picture.credit, part.picture.alt)
                said = " – ".join(dict.fromkeys(filter(None, told))) or "a picture"
                why = "It is a picture without an address on the web; add it by hand."
                dropped.append(Dropped(said, why, len(blocks), "picture"))
        elif part.cut:
            dropped.append(Dropped(part.cut, "It only announces another article.", len(blocks), "related"))
        elif part.label in ("furniture", "share", "byline", "date"):
            _drop(dropped, part, len(blocks))
        elif part.label == "rule" and (not blocks or blocks[-1].kind == "rule"):
            continue  # it parts two things: none at the edges, never two in a row
        elif part.label in ("paragraph", "heading", "quotation", "pull_quote", "list", "table", "embed", "rule"):
            blocks.append(_block(part, part.label))  # type: ignore[arg-type]  # the tuple above holds kinds only
    while blocks and blocks[-1].kind == "rule":
        blocks.pop()
    said = f"{title}\n" + "\n".join(block.text for block in blocks if block.kind != "embed")
    if not blocks:
        raise NotAnArticle(_what_instead(sheet, title))
    opening = "" if standfirst else proposed(blocks)
    return Story(
        title=title,
        standfirst=standfirst or opening,
        standfirst_proposed=bool(opening),
        byline=tuple(sheet.byline),
        published_on=sheet.published_on,
        language=_language(sheet, said, declared),
        direction=direction(said),
        canonical_url=url if url.startswith("http") else "",
        blocks=tuple(blocks),
        pictures=tuple(pictures),
        related=tuple(sheet.related),
        share=tuple(sheet.share),
        appeal=sheet.appeal and replace(sheet.appeal, after=min(asked, len(blocks))),
        dropped=tuple(one if one.after <= len(blocks) else replace(one, after=len(blocks)) for one in dropped),
    )


def _language(sheet: Sheet, said: str, declared: str) -> str:
    """The article's, which is all of the paste's where the article is most of it and the paste told one clearly."""
    most = 2 * len(said) > sum(len(part.text) for part in sheet.parts)
    return sheet.spoken if sheet.spoken and most else language(said, declared=declared)


def _block(part: Part, kind: Kind) -> Block:
    if kind == "picture" and part.picture:
        return Block(kind, part.picture.caption or part.picture.alt, "", part.why)
    return Block(kind, part.text, _html(part, kind), part.why)


def _html(part: Part, kind: Kind) -> str:
    if kind == "paragraph":
        return f"<p>{part.html}</p>"
    if kind == "heading":
        level = min(max(part.level, 2), 4)
        return f"<h{level}>{part.html}</h{level}>"
    return f"<blockquote><p>{part.html}</p></blockquote>" if kind in ("quotation", "pull_quote") else part.html


def _drop(dropped: list[Dropped], part: Part, after: int) -> None:
    """List it as left out, with all that is needed to take it back."""
    if part.shape == "rule":
        return
    text = part.text or (part.picture.url if part.picture else "") or "a picture"
    picture = part.picture if part.picture and part.picture.url else None
    kind: Kind = "paragraph" if part.shape == "line" or (part.shape == "picture" and not picture) else part.shape
    html = "" if part.shape == "picture" or len(dropped) >= MOST_RESTORED else _html(part, kind)
    dropped.append(Dropped(text, part.why, after, part.label, kind, html, picture))


def proposed(blocks: list[Block]) -> str:
    """The first paragraph, or as many whole sentences of it as make a standfirst; always at least one."""
    first = next((block.text for block in blocks if block.kind == "paragraph"), "")
    first = one_line(first)
    if len(first) <= LONGEST_STANDFIRST:
        return first
    taken = ""
    for sentence in sentences(first[: 40 * LONGEST_STANDFIRST]):
        if taken and len(taken) + len(sentence) + 1 > LONGEST_STANDFIRST:
            break
        taken = f"{taken} {sentence}".strip()
    return taken


def _what_instead(sheet: Sheet, title: str) -> str:
    if sheet.appeal:
        return "There is only a request for donations in this, no article."
    if title:
        return "There is only a headline in this; paste the article with it."
    return "There is no article in this, only labels, buttons and links of a site."
