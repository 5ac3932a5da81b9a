"""A story as posts: its own words, its link, and the appeal, within what the network counts."""

from __future__ import annotations

import re

from ..ports import Limits
from ..story import Story
from .characters import clean, clean_fields, clean_story
from .checks import post_checks as checks
from .environment import render
from .fit import shorten
from .letter import Ask, Part, Sender
from .links import article_link, ascii_url, donate_link

__all__ = ["TooLong", "candidates", "checks", "render_social"]

LINK = re.compile(r"https?://\S+")
LINKISH = re.compile(
    r"https?://|www\.|\w\.[a-z]{2,}(?:\W|$)", re.IGNORECASE
)  # networks make links of bare domains, too


class TooLong(ValueError):
    """Link and appeal leave no room for a word of the article; says so in a sentence for the editor."""


def candidates(story: Story) -> tuple[str, ...]:
    """Texts from the article's own words, best first: standfirst, first paragraph, title, pull quotes."""
    first = next((block.text for block in story.blocks if block.kind == "paragraph" and block.text.strip()), "")
    quotes = [block.text for block in story.blocks if block.kind == "pull_quote"]
    texts = (" ".join(text.split()) for text in (story.standfirst, first, story.title, *quotes))
    return tuple(dict.fromkeys(text for text in texts if text))


def render_social(
    story: Story,
    *,
    kind: str,
    limits: Limits,
    ask: Ask | None,
    reference: str,
    override: str = "",
    rule: str = "same",
    sender: Sender,
) -> tuple[Part, ...]:
    """The story's post on a network, and under the rule "follows" the appeal as a second one.

    The article's text gives way, never link or appeal; an override is the editor's own and is not cut, so its part
    may be longer than its limit. Without a canonical link there is none in the text, and `checks` blocks it.
    On a network that allows one linked post per article, an appeal that follows has no link.
    Raises TooLong if not even a word of the article fits.
    """
    story, ask = clean_story(story), ask and clean_fields(ask)
    origin = {"reference": reference, "source": kind, "medium": "social", "campaign": "posts"}
    link = article_link(story, **origin)
    riding = ask if rule == "same" else None
    parts = [
        _part(
            kind,
            limits,
            text=_without_link(clean(override), story) or next(iter(candidates(story)), ""),
            own_words=bool(override.strip()),
            link=link,
            appeal=riding.line if riding else "",
            donate=donate_link(riding, **origin) if riding else "",
            story=story,
        )
    ]
    if ask and rule == "follows":
        linked = limits.linked_posts is None or limits.linked_posts > 1
        parts.append(_appeal_part(kind, limits, ask, donate_link(ask, **origin) if linked else ""))
    return tuple(parts)


def _part(
    kind: str, limits: Limits, *, text: str, own_words: bool, link: str, appeal: str, donate: str, story: Story | None
) -> Part:
    def whole(text: str) -> str:
        return render(f"social/{kind}.txt", text=text, link=link, appeal=appeal, donate=donate).strip()

    def count(text: str) -> int:
        return limits.count(whole(text))

    if not own_words:
        short = shorten(text, room=limits.characters, count=count)
        if text and not short:
            raise TooLong(
                f"Link and appeal alone take {count('')} of {limits.characters}: shorten the appeal’s line, "
                "or let the appeal follow in a post of its own."
            )
        text = short
    final = whole(text)
    return Part(
        text=final,
        length=limits.count(final),
        limit=limits.characters,
        links=tuple(LINK.findall(final)),
        pictures=_pictures(story, limits) if story else (),
        card=_card(story, link) if story and link else None,
    )


def _appeal_part(kind: str, limits: Limits, ask: Ask, donate: str) -> Part:
    """The appeal as a post of its own: its reason, its line, and its link if it may have one."""
    words = [ask.line, ask.headline, *ask.paragraphs]
    if not donate:  # no “give here:” without a here
        words = [line for line in (ask.call_to_action, *words) if not LINKISH.search(line)]
    line = next(filter(None, words), "")
    reason = " ".join(paragraph for paragraph in ask.paragraphs if paragraph in words and paragraph != line)
    return _part(
        kind, limits, text=reason, own_words=not reason, link="", appeal=line, donate=donate, story=None
    )  # fmt: skip


def _without_link(text: str, story: Story) -> str:
    """The editor's text without the bare canonical link, which is added with its reference anyway."""
    for url in filter(None, (story.canonical_url, ascii_url(story.canonical_url))):
        text = re.sub(rf"\s*{re.escape(url)}(?=\s|$)", "", text)
    return text.strip()


def _pictures(story: Story, limits: Limits) -> tuple[str, ...]:
    """The lead picture; of an article of pictures only, as many as the network takes."""
    only_pictures = all(block.kind in ("picture", "rule") for block in story.blocks)
    most = limits.pictures if only_pictures else min(1, limits.pictures)
    return tuple(dict.fromkeys(picture.url for picture in story.pictures))[:most]


def _card(story: Story, link: str) -> dict[str, str]:
    picture = story.pictures[0].url if story.pictures else ""
    return {"url": link, "title": story.title, "description": story.standfirst, "picture": picture}
