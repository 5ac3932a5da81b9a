"""A Markdown file → Story: CommonMark with tables, and the facts that its front matter gives."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..story import Dropped, Story, StoryPicture
from .clean import clean_url, one_line
from .dates import dates
from .language import scripts
from .paste import LONGEST_TEXT, NotAnArticle, read_parts
from .taught import Taught
from .vocabulary import vocabulary
from .words import bare

LONGEST_FRONT = 20_000
_FRONT = re.compile(r"\A\ufeff?\s*(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LINE = re.compile(r"^([A-Za-z_][\w .-]{0,60}?)\s*:(?:\s+(.*))?$")
_ITEM = re.compile(r"^\s*-\s+(.*)$")
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_NAMES = {
    "title": ("title", "headline"),
    "standfirst": ("standfirst", "subtitle", "subhead", "dek", "deck", "lead", "lede"),
    "byline": ("byline", "author", "authors", "by"),
    "published_on": ("date", "published", "published_on", "publishdate", "pubdate", "date_published"),
    "language": ("lang", "language", "locale"),
    "url": ("canonical", "canonical_url", "canonicalurl", "permalink", "url", "link"),
    "picture": ("image", "cover", "featured_image", "thumbnail", "picture"),
}


@dataclass(slots=True)
class Front:
    """What a front matter says: names in lower case, each with its values; `rest` is what is no fact of ours."""

    values: dict[str, list[str]] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)

    def of(self, fact: str) -> list[str]:
        return next((found for name in _NAMES[fact] if (found := self.values.get(name))), [])

    def one(self, fact: str) -> str:
        return next(iter(self.of(fact)), "")


def read_markdown(text: str, *, url: str = "", taught: Taught | None = None) -> Story:
    """The article in a Markdown file. Its front matter's title, date and authors are the article's own facts.

    HTML in it is cleaned as all foreign HTML is. Raises NotAnArticle.
    """
    front, body = front_matter(text)
    if len(body) > LONGEST_TEXT * 2:
        raise NotAnArticle(f"This is far too much for one article: up to {LONGEST_TEXT:,} characters can be read.")
    html, title = to_html(body), front.one("title")
    if title and not any(bare(one_line(re.sub("<[^>]*>", "", h))) == bare(title) for h in _HEADING.findall(html)):
        html = f"<h1>{escape(title)}</h1>\n{html}"
    url = url or clean_url(front.one("url"))
    tag = front.one("language")
    story = read_parts(f"<article>{html}</article>", html=True, url=url, title=title, declared=tag, taught=taught)
    return _with(story, front)


def front_matter(text: str) -> tuple[Front, str]:
    """What stands between two lines of --- (YAML's plain lines and lists) or +++ (TOML) at the top, and the rest."""
    found = _FRONT.match(text[: LONGEST_FRONT + 100])
    if not found:
        return Front(), text
    front = _toml(found[2]) if found[1] == "+++" else _yaml(found[2])
    return (front, text[found.end() :]) if front else (Front(), text)


def to_html(text: str) -> str:
    """CommonMark as HTML, with tables and strikethrough; a picture that stands alone is a figure."""
    reader = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable(["table", "strikethrough"])
    tokens = reader.parse(text)
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type == "paragraph_open" and _is_picture(inline):
            _figure(opening, inline, closing)
    return str(reader.renderer.render(tokens, reader.options, {}))


def _is_picture(inline: Token) -> bool:
    return inline.type == "inline" and [token.type for token in inline.children or ()] == ["image"]


def _figure(opening: Token, inline: Token, closing: Token) -> None:
    """The title of a picture is its caption."""
    opening.tag = closing.tag = "figure"
    image = (inline.children or [])[0]
    caption = image.attrs.pop("title", "")
    if caption:
        said = Token("html_inline", "", 0, content=f"<figcaption>{escape(str(caption))}</figcaption>")
        inline.children = [image, said]


def _with(story: Story, front: Front) -> Story:
    """The story with the facts of its front matter; what is no fact of an article is listed as left out."""
    day = _day(front.one("published_on"))
    names = tuple(name for value in front.of("byline") for name in _names(value))
    standfirst = front.one("standfirst")
    first = next((block.text for block in story.blocks if block.kind == "paragraph"), "")
    why = "It is a line of the file's front matter that is no part of an article."
    story = replace(
        story,
        title=front.one("title") or story.title,
        standfirst=standfirst or story.standfirst,
        standfirst_proposed=bare(standfirst) == bare(first) if standfirst else story.standfirst_proposed,
        byline=names or story.byline,
        published_on=day or story.published_on,
        dropped=(*story.dropped, *(Dropped(line, why) for line in front.rest)),
    )
    picture = clean_url(front.one("picture"))
    if picture.startswith("http") and not story.pictures:
        story = story.led_by(StoryPicture(picture), "The file's front matter names it as its picture.")
    return story


def _names(value: str) -> Iterable[str]:
    parts = re.split(r"\s*(?:,|;|&|\band\b)\s*", value)
    return (name for part in parts if (name := one_line(part)) and "@" not in name and "://" not in name)


def _day(value: str) -> str:
    if iso := re.match(r"\d{4}-\d{2}-\d{2}(?!\d)", value):
        try:
            return date.fromisoformat(iso[0]).isoformat()
        except ValueError:
            return ""
    found = dates(value, vocabulary(scripts(value), "en"))
    return found[0][0] if found else ""


# -- its two ways to be written --------------------------------------------------------------------------------


def _yaml(text: str) -> Front | None:
    """`name: value` lines, quoted or not, [a, b] and dashed lists. None where it is no such thing but a rule."""
    front = Front()
    name = ""
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if found := _LINE.match(line):
            name = found[1].strip().lower()
            value = (found[2] or "").strip()
            inner = value[1:-1].split(",") if value.startswith("[") and value.endswith("]") else [value]
            _put(front, name, [said for each in inner if (said := _unquoted(each))])
        elif name and (found := _ITEM.match(line)):
            _put(front, name, [_unquoted(found[1].removeprefix("name:"))])
        elif name and line[0] in " \t":
            _put(front, name, [_unquoted(line)], more=True)
        else:
            return None
    return _told(front)


def _toml(text: str) -> Front | None:
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    front = Front()
    for name, value in data.items():
        values: list[Any] = value if isinstance(value, list) else [value]
        _put(front, name.lower(), [str(each) for each in values if not isinstance(each, dict | list)])
    return _told(front)


def _put(front: Front, name: str, values: list[str], *, more: bool = False) -> None:
    """Note the values; `more`: the line goes on with the last one."""
    kept = front.values.setdefault(name, [])
    if more and kept and kept[-1] not in (">", ">-", "|", "|-"):
        kept[-1] = f"{kept[-1]} {values[0]}"
    elif more:
        kept[-1:] = values
    else:
        kept += values


def _told(front: Front) -> Front | None:
    ours = {name for names in _NAMES.values() for name in names}
    front.rest = [f"{name}: {', '.join(said)}" for name, said in front.values.items() if name not in ours and said]
    return front if front.values else None


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"').replace("''", "'")
    return re.sub(r"\s+#\s.*$", "", value)
