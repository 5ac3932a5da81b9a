"""Plain text → parts: lines joined where they were only wrapped, lists and light Markdown seen. Judges nothing."""

from __future__ import annotations

import re
from html import escape

import regex

from ..story import StoryPicture
from .clean import clean_html, clean_text, clean_url
from .part import MOST_PARTS, Link, Part, Shape, TooLong

MOST_LINES = 20_000
_GOING_ON = 0.3  # of a paragraph's lines begin with a small letter, however many names it has
LONGEST_CELL = 80  # characters of a table's cell
LONGEST_MARKED = 20_000  # characters of a line in which Markdown's marks are looked for

_ITEM = regex.compile(r"^(?:[•●◦▪‣·*+\-]|(\d{1,2})[.)])[ \t]+(?=\S)")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
RULE = re.compile(r"^(?:[*\-_=~•·⁂]\s*){3,}$")
_PICTURE = re.compile(r"^!\[([^\]]*)\]\(\s*<?([^)\s>]+)>?(?:\s+\"([^\"]*)\")?\s*\)$")
_MARK = regex.compile(
    r"\[(?P<words>[^\]\n]{1,300})\]\(\s*(?P<to>[^)\s]{4,999})\s*\)|(?P<bare>https?://[^\s<>\"”»]{3,2000})"
    r"|\*\*(?P<strong>[^*\n]{1,500})\*\*|(?<![\w*])\*(?P<em>[^*\s][^*\n]{0,500}?)\*(?![\w*])"
    r"|(?<!\w)_(?P<under>[^_\s][^_\n]{0,500}?)_(?!\w)"
)
_BACK = re.compile("\\s*[\u21a9\u2191][\ufe0e\ufe0f]?$")  # the link from a note back to its place in the text
_FIGURE = regex.compile(r"\t[^\t]*\p{Nd}")
_END = regex.compile(r"""[.!?…。！？؟۔।॥።։။។:;]["'”’»)\]]*$""")


def read_lines(text: str, *, longest: int) -> list[Part]:
    """The parts of the text in order: a paragraph, heading, list … each. Raises TooLong."""
    parts: list[Part] = []
    text = clean_text(text).strip("\n")
    if len(text) > longest or text.count("\n") > MOST_LINES:
        raise TooLong
    pieces = re.split(r"(\n[ \t]*(?:\n[ \t]*)+)", text)
    for block, space in zip(pieces[::2], ["", *pieces[1::2]], strict=True):
        first = len(parts)
        lines = [line.strip(" \t") for line in block.split("\n") if line.strip()]
        items: list[str] = []
        rows: list[str] = []
        for line in [*_unwrapped(lines), ""]:
            if rows and line.count("\t") != rows[0].count("\t"):
                parts += _table(rows)
                rows = []
            if "\t" in line:
                parts += _list(items)
                items = []
                rows.append(line)
                continue
            if _ITEM.match(line) and not RULE.match(line):
                items.append(line)
                continue
            parts += _list(items)
            items = []
            if line:
                parts.append(_line(line))
            if len(parts) > MOST_PARTS:
                raise TooLong
        if parts:
            parts[-1].apart = True
            parts[-1].boxes |= {"spaced"}
        if space.count("\n") > 2 and first < len(parts):
            parts[first].boxes |= {"space"}
    return _joined_lists(parts)


def _unwrapped(lines: list[str]) -> list[str]:
    """The lines of a block, those joined that one paragraph was wrapped into by a mail program or an editor.

    Wrapped lines are about equally long and mostly end in the middle of a sentence.
    """
    if len(lines) < 2 or any(_ITEM.match(line) or _HEADING.match(line) for line in lines):
        return lines
    full = lines[:-1]
    widest = max(map(len, lines))
    broken = sum(not _END.search(line) for line in full)
    even = sum(len(line) > widest * 0.7 for line in full)
    if not 40 <= widest <= 110 or broken < 0.6 * len(full) or even < 0.7 * len(full):
        return lines
    unended = any(line[:1].isupper() for line in lines) and (not _END.search(lines[-1]) or lines[-1].endswith(":"))
    if unended and sum(line[:1].islower() for line in lines[1:]) < _GOING_ON * len(full):
        return lines  # headlines and names, one a line
    if len(lines) == 2 and (not lines[1][:1].islower() or len(lines[0]) < 60):
        return lines
    paragraphs, open_lines = [], list[str]()
    for line in lines:
        open_lines.append(line)
        if _END.search(line) and len(line) < widest * 0.75:
            paragraphs.append(" ".join(open_lines))
            open_lines = []
    return [*paragraphs, *([" ".join(open_lines)] if open_lines else [])]


def _line(line: str) -> Part:
    shape: Shape = "line"
    level = 0
    line = _BACK.sub("", line)
    if RULE.match(line):
        return Part("", "<hr>", "rule")
    if found := _PICTURE.match(line):
        picture = StoryPicture(url=clean_url(found[2]), alt=found[1].strip(), caption=(found[3] or "").strip())
        return Part(picture.caption or picture.alt, "", "picture", picture=picture)
    if found := _HEADING.match(line):
        shape, level, line = "heading", len(found[1]), found[2]
    elif line.startswith("> ") and len(line) > 3:
        shape, line = "quotation", line.lstrip("> ")
    row = line.count("\t") > 0  # cells of a table: browsers part them so
    line = re.sub(r"[ \t]+", " ", line)
    text, html, links = marked(line)
    linked = min(1.0, sum(len(link.text) for link in links) / max(len(text), 1))
    boxes = frozenset({"bold"}) if re.fullmatch(r"\*\*[^*]+\*\*", line) else frozenset()
    boxes |= {"row"} if row else frozenset()
    return Part(text, html, shape, level, links=links, linked=linked, boxes=boxes)


def marked(line: str) -> tuple[str, str, tuple[Link, ...]]:
    """A line's words, its HTML and its links: Markdown's links and emphasis, and addresses that stand bare."""
    if len(line) > LONGEST_MARKED:
        return line, escape(line, quote=False), ()
    text, html, links, at = "", "", list[Link](), 0
    for found in _MARK.finditer(line):
        before = line[at : found.start()]
        words, inner = found.group(), ""
        if found["bare"]:
            words = found["bare"].rstrip(".,;:!?)]’'")
            url = clean_url(words)
        elif found["words"]:
            words, url = found["words"], clean_url(found["to"])
            if not url:
                continue
        else:
            tag = "strong" if found["strong"] else "em"
            words, url = found["strong"] or found["em"] or found["under"], ""
            inner = f"<{tag}>{escape(words, quote=False)}</{tag}>"
        if url:
            links.append(Link(words, url))
            inner = f'<a href="{escape(url)}">{escape(words, quote=False)}</a>'
        text += before + words
        html += escape(before, quote=False) + (inner or escape(words, quote=False))
        at = found.start() + len(words) if found["bare"] else found.end()
    text += line[at:]
    return text, clean_html(html + escape(line[at:], quote=False)), tuple(links)


def _list(items: list[str]) -> list[Part]:
    """One list of these items; where they are too few or too long for one, lines as they were typed."""
    if not items:
        return []
    noted = items[0].startswith("* ") and _END.search(items[0])  # a sentence below the text is a note on it
    if len(items) < 2 and (noted or not items[0].startswith(("•", "●", "▪", "‣", "◦", "* "))):
        return [_line(item) for item in items]
    if sum(map(len, items)) > 500 * len(items):
        return [_line(item) for item in items]
    numbers = [found[1] if (found := _ITEM.match(item)) else None for item in items]
    tag = "ol" if all(numbers) else "ul"
    said = [marked(_ITEM.sub("", item)) for item in items]
    start = f' start="{numbers[0]}"' if tag == "ol" and numbers[0] != "1" else ""
    html = f"<{tag}{start}>" + "".join(f"<li>{inner}</li>" for _, inner, _ in said) + f"</{tag}>"
    links = tuple(link for _, _, those in said for link in those)
    text = "\n".join(words for words, _, _ in said)
    linked = min(1.0, sum(len(link.text) for link in links) / max(len(text), 1))
    return [Part(text, html, "list", links=links, linked=linked)]


def _table(rows: list[str]) -> list[Part]:
    """Rows of as many cells each, with figures in them, are a table; else they are lines, such as a menu's."""
    cells = [[cell.strip() for cell in row.split("\t")] for row in rows]
    figures = sum(bool(_FIGURE.search(row)) for row in rows)
    longest = max(len(cell) for row in cells for cell in row)
    if len(rows) < 2 or figures * 2 < len(rows) or longest > LONGEST_CELL or not all(all(row) for row in cells):
        apart = len(rows) == 1 and len(cells[0]) == 2 and all(cells[0])  # a menu, and beside it a title
        return [_line(line) for line in (cells[0] if apart else rows)]
    html = "".join(f"<tr>{''.join(f'<td>{escape(c, quote=False)}</td>' for c in row)}</tr>" for row in cells)
    return [Part("\n".join("\t".join(row) for row in cells), f"<table>{html}</table>", "table")]


def _joined_lists(parts: list[Part]) -> list[Part]:
    """Items that blank lines stood between are one list."""
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        same = last is not None and last.shape == part.shape == "list" and last.html[:3] == part.html[:3]
        if last is not None and same and not part.html.startswith("<ol>"):
            tag = part.html[1:3]
            inner = part.html[part.html.index(">") + 1 :]
            joined[-1] = Part(
                f"{last.text}\n{part.text}",
                last.html.removesuffix(f"</{tag}>") + inner,
                "list",
                links=last.links + part.links,
            )
        else:
            joined.append(part)
    return joined
