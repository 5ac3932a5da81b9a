"""A story as a newsletter: subject, text and HTML, its CSS inlined once; the reader's parts stay inert tokens."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from html.parser import HTMLParser

from markupsafe import Markup, escape
from premailer import Premailer

from ..story import Story
from . import body, personal, plain
from .characters import clean_fields, clean_story
from .checks import letter_checks as checks
from .colour import palette
from .environment import render
from .fit import shorten, shorten_at_word, shown_width
from .letter import Ask, Image, Letter, Sender
from .links import article_link, ascii_url, donate_link, share_links
from .words import Face, direction, face, listed, long_date, words

__all__ = ["LostWords", "checks", "render_email"]

COLUMN = 504  # pixels that a picture may be wide: 600 less the padding
LONGEST_SUBJECT = 200
PREHEADER_LEAST, PREHEADER_MOST = 40, 90


WITHIN_WORDS = (body.INLINE - {"br"}) | {"span"}  # tags that do not part the words around them


class LostWords(ValueError):
    """Inlining the CSS changed what readers see. Never sent; says what was lost."""


def render_email(
    story: Story,
    *,
    sender: Sender,
    ask: Ask | None,
    reference: str,
    view_url: str,
    picture_urls: Mapping[str, Image],
) -> Letter:
    """The letter, frozen but for the reader's parts. The same input gives the same bytes.

    A picture without an entry in `picture_urls` is left out and named in `without_copy`.
    Raises LostWords if the CSS inliner lost or changed a visible word.
    """
    story, sender, ask = clean_story(story), clean_fields(sender), ask and clean_fields(ask)
    given = (story.to_json(), asdict(sender), asdict(ask) if ask else None, reference, view_url)
    pictures = [[url, asdict(image)] for url, image in sorted(picture_urls.items())]
    nonce = personal.nonce(json.dumps([given, pictures], ensure_ascii=False, sort_keys=True))
    values = _values(story, sender, ask, picture_urls, nonce=nonce, reference=reference, view_url=view_url)
    return Letter(
        subject=" ".join(render("email/article.subject.txt", **values).split()),
        preheader=str(values["preheader"]),
        html=inline(render("email/article.html", **values)),
        text=_trim(render("email/article.txt", **values)),
        nonce=nonce,
        without_copy=tuple(picture.url for picture in story.pictures if picture.url not in picture_urls),
    )


def _values(
    story: Story,
    sender: Sender,
    ask: Ask | None,
    images: Mapping[str, Image],
    *,
    nonce: str,
    reference: str,
    view_url: str,
) -> dict[str, object]:
    """Every name that the templates use."""
    language = story.language if story.language not in ("", "und") else sender.language
    rtl = story.direction == "rtl"
    words_lang, fixed = words(language)
    ask_lang = ask.language if ask else language
    type_, ask_type = face(story.title + _text(story)), face(" ".join(ask.paragraphs) + ask.headline if ask else "")
    origin = {"reference": reference, "source": "mail", "medium": "email", "campaign": sender.list_slug or "letter"}
    subject = shorten(story.title, room=LONGEST_SUBJECT, count=shown_width)
    related = [
        replace(one, date=long_date(one.date, language), url=ascii_url(one.url)) for one in story.related if one.title
    ]
    return {
        "lang": language,
        "dir": story.direction,
        "words": fixed,
        "words_lang": words_lang,
        "words_dir": direction(words_lang),
        "subject": subject,
        "title": story.title,
        "preheader": _preheader(story),
        "warning": story.content_warning,
        "standfirst": "" if story.standfirst_proposed else story.standfirst,
        "byline": fixed["by"].format(names=listed(story.byline, language)) if story.byline else "",
        "date": long_date(story.published_on, language) if story.published_on else "",
        "pieces": body.pieces(story, images, width=COLUMN),
        "related": related,
        "shares": share_links(story, email_word=fixed["email"]),
        "article_url": article_link(story, **origin),
        "view_url": ascii_url(view_url),
        "newsroom": sender.newsroom or sender.name,
        "list_name": sender.list_name,
        "website": ascii_url(sender.website),
        "sender": sender,
        "ask": ask,
        "ask_dir": direction(ask_lang),
        "ask_words": words(ask_lang)[1],
        "donate_url": donate_link(ask, **origin) if ask else "",
        "palette": palette(sender.colour),
        **_type("", type_, rtl),
        **_type("ask_", ask_type, direction(ask_lang) == "rtl"),
        "tight": "1.2" if type_.leading == "1.65" else "1.4",
        "middling": "1.4" if type_.leading == "1.65" else "1.6",
        "table_start": Markup('<table class="data">'),
        "isolated": body.isolate_plain if rtl else str,
        "mixed": body.isolate if rtl else escape,
        "words_mixed": body.isolate if direction(words_lang) == "rtl" else escape,
        "ask_mixed": body.isolate if direction(ask_lang) == "rtl" else escape,
        "token": lambda slot: personal.token(slot, nonce),
        "open": Markup(personal.mark(personal.OPEN, nonce)),  # noqa: S704 - our own comment
        "close": Markup(personal.mark(personal.CLOSE, nonce)),  # noqa: S704 - our own comment
        **{lay_out.__name__: _isolating(lay_out) if rtl else lay_out for lay_out in LAY_OUTS},
    }


LAY_OUTS: tuple[Callable[..., str], ...] = (plain.wrap, plain.wrap_items, plain.heading)


def _isolating(lay_out: Callable[..., str]) -> Callable[..., str]:
    """The same, with the Latin runs of each finished line isolated."""
    return lambda text, **how: body.isolate_plain(lay_out(text, **how))


def _type(prefix: str, chosen: Face, rtl: bool) -> dict[str, object]:
    return {
        f"{prefix}serif": chosen.serif,
        f"{prefix}sans": chosen.sans,
        f"{prefix}size": chosen.size,
        f"{prefix}leading": chosen.leading,
        f"{prefix}scaled": chosen.scaled,
        f"{prefix}start": "right" if rtl else "left",
        f"{prefix}end": "left" if rtl else "right",
    }


def _preheader(story: Story) -> str:
    """40 to 90 characters of the standfirst's real words; of the first paragraph's, too, if it is shorter."""
    first = next((block.text for block in story.blocks if block.kind == "paragraph"), "")
    text = " ".join(story.standfirst.split())
    if shown_width(text) < PREHEADER_LEAST and first not in text:
        text = f"{text} {first}".strip()
    cut = shorten(text, room=PREHEADER_MOST, count=shown_width)
    return cut if shown_width(cut) >= PREHEADER_LEAST else shorten_at_word(text, room=PREHEADER_MOST, count=shown_width)


def _text(story: Story) -> str:
    return " ".join(block.text for block in story.blocks)


def _trim(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


# -- inlining ------------------------------------------------------------------------------------------------


def inline(html: str) -> str:
    """The document with its first style block also written into its elements, by premailer.

    Nothing is fetched. Raises LostWords if the visible words are not the same afterwards: premailer's parser drops
    what stands after a lone surrogate or 256 levels deep.
    """
    inlined = Premailer(
        html,
        allow_network=False,
        strip_important=False,
        keep_style_tags=True,
        cssutils_logging_level=logging.CRITICAL,
        disable_basic_attributes=["align", "valign", "bgcolor", "width", "height"],
    ).transform(pretty_print=False)
    before, after = visible(html), visible(inlined)
    if before != after:
        at = next(
            (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
        )
        raise LostWords(f"Inlining the letter’s styles changed its words at “{before[at : at + 40]}”.")
    return str(inlined)


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden = tag in ("style", "script")
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        self.hidden = False
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.shown.append(data)

    def _part(self, tag: str) -> None:
        if tag not in WITHIN_WORDS:
            self.shown.append(" ")


def visible(html: str) -> str:
    """What a document shows, white space collapsed. Python's own parser: it shares no limit with premailer's."""
    parser = _Visible()
    parser.feed(html)
    parser.close()
    return " ".join("".join(parser.shown).split())
