"""What a machine sends (`POST /api/articles`) → Story: a story in the shape of `publisher read --json`, or its words.

Words go through the judge that reads pages and pastes. A story says itself what is what; it is only made clean.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any

from ..story import FOCUSES, KINDS, LONGEST_WARNING, Block, Dropped, Kind, PastedAppeal, Related, Story, StoryPicture
from .apart import read_apart
from .api_block import bounded, read_block
from .clean import clean_html, clean_text, one_line, warning_of
from .language import direction, language
from .nesting import in_order
from .page import SMALL_PASTE, read_page
from .paste import LONGEST_TEXT, NotAnArticle, proposed, read_parts
from .strict_json import Fields, Problem, Wrong, parse
from .taught import Taught

MOST_BYTES = 5 * 1024 * 1024
LONGEST_TITLE, LONGEST_LINE, LONGEST_PARAGRAPH, LONGEST_WORDS = 1000, 1000, 20_000, 6_000_000
LONGEST_HTML, MOST_TAGS = 600_000, 50_000  # of all blocks together
MOST_BLOCKS, MOST_PICTURES, MOST_NAMES, MOST_DROPPED = 5000, 500, 50, 5000

_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_MAIN_HEADING = re.compile(r"<h1\b[^>]{0,1000}>(.{0,1000}?)</h1", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sent:
    """A story as it came. `again`: keep it though it is here already. `warnings`: what was mended, or wants a look."""

    story: Story
    again: bool = False
    warnings: tuple[Problem, ...] = ()


def read_bytes(data: bytes, *, taught: Taught | None = None) -> Sent:
    """As `read`, from a body's bytes. Raises NotJson, Wrong and NotAnArticle."""
    if len(data) > MOST_BYTES:
        raise Wrong(Problem("", f"A body may have up to {MOST_BYTES // 2**20} MB; pictures go by their links."))
    return read(parse(data), taught=taught)


def read(data: Any, *, taught: Taught | None = None) -> Sent:
    """The story that a body means. Raises Wrong, which names every field that is, and NotAnArticle for words."""
    problems: list[Problem] = []
    warnings: list[Problem] = []
    body = Fields(data, "", problems)
    if not body.is_object:
        raise Wrong(*problems)
    again = body.flag("again")
    ways = [name for name in ("blocks", "html", "text") if body.has(name)]
    if len(ways) != 1:
        here = f"Here are {' and '.join(ways)}." if ways else "None of them is here."
        field = f"/{ways[1]}" if ways else ""
        raise Wrong(*problems, Problem(field, f"An article comes as “blocks”, as “html” or as “text”. {here}"))
    story = _story(body, problems, warnings) if ways == ["blocks"] else _words(body, problems, taught)
    if not story.title:
        warnings.append(Problem("/title", "No title was found; give one, or an editor must."))
    if not story.canonical_url:
        name = "/canonical_url" if ways == ["blocks"] else "/url"
        warnings.append(Problem(name, "Without the article’s own link there can be no posts for networks."))
    for n, picture in enumerate(story.pictures):
        if not picture.alt:
            warnings.append(Problem(f"/pictures/{n}/alt", "Readers who cannot see this picture are told nothing."))
    return Sent(story, again, tuple(warnings))


# -- words, for the judge --------------------------------------------------------------------------------------


def _words(body: Fields, problems: list[Problem], taught: Taught | None) -> Story:
    """The article in `html` or `text`. What is given beside it wins over what its words say."""
    name = "html" if body.has("html") else "text"
    words = body.data.get(name)
    body.known.append(name)
    if not isinstance(words, str):
        body.wrong(name, "This must be text.")
    elif len(words) > LONGEST_WORDS:
        body.wrong(name, f"This is {len(words):,} characters long; up to {LONGEST_WORDS:,} are allowed.")
    url, title = body.link("url"), body.text("title", longest=LONGEST_TITLE)
    tag, day = body.language("language"), body.day("published_on")
    byline = body.texts("byline", longest=200, most=MOST_NAMES)
    standfirst = body.text("standfirst", longest=LONGEST_PARAGRAPH, lines=True)
    body.done()
    if problems or not isinstance(words, str):
        raise Wrong(*problems)
    try:
        found = _judged(words, name == "html", url, title, tag, taught)
    except NotAnArticle as why:
        raise Wrong(Problem(f"/{name}", str(why))) from why
    first = next((block.text for block in found.blocks if block.kind == "paragraph"), "")
    return replace(
        found,
        title=title or found.title,
        standfirst=standfirst or found.standfirst,
        standfirst_proposed=_same(standfirst, first) if standfirst else found.standfirst_proposed,
        byline=byline or found.byline,
        published_on=day or found.published_on,
        language=tag or found.language,
        canonical_url=url or found.canonical_url,
    )


def _judged(words: str, html: bool, url: str, title: str, tag: str, taught: Taught | None) -> Story:
    page = html and _WHOLE_PAGE.search(words[:5000]) is not None
    if page:
        title = tag = ""
    elif title and not _opens_with(words, html, title):
        top = f"<h1>{escape(title, quote=False)}</h1>" if html else title
        words = f"<article>{top}\n{words}</article>" if html else f"{top}\n\n{words}"
    if len(words) > SMALL_PASTE or (html and not in_order(words)):
        data = words.encode("utf-8", "replace")
        return read_apart(
            data, html=html, url=url, charset="utf-8", pasted=not page, title=title, declared=tag, taught=taught
        )
    if page:
        return read_page(words, url=url, taught=taught)
    return read_parts(words, html=html, url=url, title=title, declared=tag, taught=taught)


def _opens_with(words: str, html: bool, title: str) -> bool:
    """Whether the words hold their title, so that it need not be set above them."""
    if not html:
        return one_line(words.lstrip("\ufeff\n\r\t #").partition("\n")[0]).casefold() == title.casefold()
    heads = _MAIN_HEADING.findall(words[:50_000])
    return any(_same(unescape(re.sub(r"<[^>]*>", " ", head)), title) for head in heads)


def _same(one: str, other: str) -> bool:
    return one_line(one).casefold() == one_line(other).casefold()


# -- a story ---------------------------------------------------------------------------------------------------


def _story(body: Fields, problems: list[Problem], warnings: list[Problem]) -> Story:
    """The story that the body spells out. Raises Wrong."""
    _bounded(body)
    pictures = [_picture(one) for one in body.objects("pictures", most=MOST_PICTURES)]
    blocks = [read_block(one, warnings) for one in body.objects("blocks", most=MOST_BLOCKS)]
    blocks = _with_pictures(body, blocks, pictures)
    title = body.text("title", longest=LONGEST_TITLE, required=True)
    said = "\n".join(block.text for block in blocks if block.kind != "embed")
    if not problems and not blocks:
        body.wrong("blocks", "There is nothing in it.")
    if len(said) > LONGEST_TEXT:
        body.wrong("blocks", f"Up to {LONGEST_TEXT:,} characters of text are one article.")
    standfirst = body.text("standfirst", longest=LONGEST_PARAGRAPH, lines=True)
    is_proposed = body.flag("standfirst_proposed")
    runs, meant = direction(f"{title}\n{said}"), body.choice("direction", ("ltr", "rtl"))
    if meant and meant != runs:
        warnings.append(Problem("/direction", f"The letters run the other way: “{runs}” was kept."))
    tag = body.language("language")
    story = Story(
        title=title,
        standfirst=standfirst or proposed(blocks),
        standfirst_proposed=is_proposed if standfirst else bool(proposed(blocks)),
        byline=body.texts("byline", longest=200, most=MOST_NAMES),
        published_on=body.day("published_on"),
        language=tag if tag not in ("", "und") else language(f"{title}\n{said}"),
        direction=runs,
        canonical_url=body.link("canonical_url"),
        content_warning=_warning(body),
        blocks=tuple(blocks),
        pictures=tuple(pictures),
        related=tuple(_related(one) for one in body.objects("related", most=200)),
        share=body.texts("share", longest=40, most=MOST_NAMES),
        appeal=_appeal(body.child("appeal")),
        dropped=tuple(_dropped(one) for one in body.objects("dropped", most=MOST_DROPPED)),
        notes=body.texts("notes", longest=LONGEST_PARAGRAPH, most=MOST_NAMES),
    )
    body.done()
    if problems:
        raise Wrong(*problems)
    return story


def _warning(body: Fields) -> str:
    words = warning_of(body.text("content_warning", longest=LONGEST_WARNING))
    if "://" in words:
        body.wrong("content_warning", "A content warning holds no link.")
    return words


def _bounded(body: Fields) -> None:
    """Raises Wrong for more than an article has, before any of it is read: cleaning takes time."""
    blocks, dropped = (
        [one for one in given if isinstance(one, dict)] if isinstance(given := body.data.get(name), list) else []
        for name in ("blocks", "dropped")
    )
    html = [one["html"] for one in blocks + dropped if isinstance(one.get("html"), str)]
    if sum(map(len, html)) > LONGEST_HTML or sum(one.count("<") for one in html) > MOST_TAGS:
        why = f"Up to {LONGEST_HTML:,} characters of HTML with {MOST_TAGS:,} tags are one article."
        raise Wrong(Problem("/blocks", why))
    if sum(len(one["text"]) for one in blocks if isinstance(one.get("text"), str)) > LONGEST_TEXT:
        raise Wrong(Problem("/blocks", f"Up to {LONGEST_TEXT:,} characters of text are one article."))


def _with_pictures(body: Fields, blocks: list[Block], pictures: list[StoryPicture]) -> list[Block]:
    """A picture and a block of that kind belong together: the n-th to the n-th. Without any block, they lead."""
    placed = Counter(block.kind for block in blocks)["picture"]
    if placed and placed != len(pictures):
        body.wrong("pictures", f"There are {len(pictures)} pictures and {placed} blocks of the kind “picture”.")
    if not placed:
        leads = [Block("picture", one.caption or one.alt, "", "It was sent along.") for one in pictures]
        return leads + blocks
    waiting = iter(pictures)
    return [_named(block, next(waiting, None)) if block.kind == "picture" else block for block in blocks]


def _named(block: Block, picture: StoryPicture | None) -> Block:
    return replace(block, text=block.text or (picture.caption or picture.alt if picture else ""))


def _picture(one: Fields) -> StoryPicture:
    focus = one.choice("focus", FOCUSES[1:])
    found = StoryPicture(
        url=one.link("url", required=True),
        alt=one.text("alt", longest=LONGEST_PARAGRAPH),
        credit=one.text("credit", longest=LONGEST_LINE),
        caption=one.text("caption", longest=LONGEST_PARAGRAPH),
        focus=next((known for known in FOCUSES if known == focus), ""),
    )
    one.done()
    return found


def _related(one: Fields) -> Related:
    title = one.text("title", longest=LONGEST_TITLE, required=True)
    found = Related(title, one.day("date"), one.link("url", mail=True))
    one.done()
    return found


def _dropped(one: Fields) -> Dropped:
    text = one.text("text", longest=LONGEST_TEXT, required=True, lines=True)
    why = one.text("why", longest=LONGEST_LINE) or "It was sent as left out."
    after, said = one.whole("after", -1, least=-1), one.choice("kind", KINDS)
    label = one.text("label", longest=40) or "furniture"
    html = clean_html(bounded(one, one.text("html", longest=LONGEST_TEXT, lines=True)))
    picture = _picture(shown) if (shown := one.child("picture")) else None
    kind: Kind = next((known for known in KINDS if known == said and (known != "picture" or picture)), "paragraph")
    found = Dropped(text, why, after, label, kind, html, picture)
    one.done()
    return found


def _appeal(one: Fields | None) -> PastedAppeal | None:
    if one is None:
        return None
    found = PastedAppeal(
        headline=one.text("headline", longest=LONGEST_LINE),
        paragraphs=_paragraphs(one),
        call_to_action=one.text("call_to_action", longest=LONGEST_LINE),
        url=one.link("url", mail=True),
        after=one.whole("after", -1, least=-1),
    )
    if not (found.headline or found.paragraphs or found.call_to_action):
        one.wrong("paragraphs", "An appeal needs words.")
    one.done()
    return found


def _paragraphs(one: Fields) -> tuple[str, ...]:
    given = one.items("paragraphs", most=100)
    for n, text in enumerate(given):
        if not isinstance(text, str) or len(text) > LONGEST_PARAGRAPH:
            one.wrong("paragraphs", f"Number {n} must be text of up to {LONGEST_PARAGRAPH:,} characters.")
            return ()
    return tuple(filter(None, (clean_text(text).strip() for text in given)))
