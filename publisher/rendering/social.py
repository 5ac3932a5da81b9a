"""A story as posts: its own words, its link, and the appeal, within what the network counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

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
SIGN = "⚠"  # before a content warning that stands in a text
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
    undescribed: bool = True,
) -> tuple[Part, ...]:
    """The story's post on a network, and under the rule "follows" the appeal as a second one.

    The article's text gives way, never link or appeal; an override is the editor's own and is not cut, so its part
    may be longer than its limit. A content warning stands in the network's field for it, or as the first line.
    Without a canonical link there is none in the text, and `checks` blocks it.
    A picture without alt text goes along if `undescribed` ones may.
    On a network that allows one linked post per article, an appeal that follows has no link; where no post can follow
    another, it is in the same.
    Raises TooLong if not even a word of the article fits.
    """
    story, ask = clean_story(story), ask and clean_fields(ask)
    rule = rule if limits.threads or rule != "follows" else "same"
    origin = {"reference": reference, "source": kind, "medium": "social", "campaign": "posts"}
    link = article_link(story, **origin)
    frame = _warning(_Frame(kind, limits, link=link), story.content_warning)
    if ask and rule == "same":
        frame = replace(frame, appeal=ask.line, donate=donate_link(ask, **origin))
    text = _without_link(clean(override), story) or _own_words(story, frame)
    card = _card(story, link)
    pictures, left_out = ((), ()) if _carded(story, limits, card) else _pictures(story, limits, undescribed)
    parts = [replace(frame.part(text, pictures=pictures, card=card), left_out=left_out)]
    if ask and rule == "follows":
        linked = limits.linked_posts is None or limits.linked_posts > 1
        parts.append(_appeal(_Frame(kind, limits), story, ask, donate_link(ask, **origin) if linked else ""))
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands around a post's text and is never shortened."""

    kind: str
    limits: Limits
    warning: str = ""
    head: str = ""
    link: str = ""
    appeal: str = ""
    donate: str = ""

    def around(self, text: str) -> str:
        text = f"{self.head}\n\n{text}".strip()
        values = {"text": text, "link": self.link, "appeal": self.appeal, "donate": self.donate}
        return render(f"social/{self.kind}.txt", **values).strip()

    def length(self, text: str) -> int:
        """What the text takes of the limit, with all that stands around it and the warning in its own field."""
        apart = self.limits.count_warning
        return self.limits.count(self.around(text)) + (apart(self.warning) if apart and self.warning else 0)

    def fitting(self, text: str) -> str:
        """As much of the text as fits into this frame; empty if nothing does."""
        return shorten(text, room=self.limits.characters, count=self.length)

    def part(self, text: str, *, pictures: tuple[str, ...] = (), card: dict[str, str] | None = None) -> Part:
        final = self.around(text)
        return Part(
            text=final,
            shown=self.limits.shown(final),
            length=self.length(text),
            limit=self.limits.characters,
            links=tuple(LINK.findall(final)),
            pictures=pictures,
            card=card,
            warning=self.warning,
            head=self.head if self.warning else "",
        )


def _warning(frame: _Frame, warning: str) -> _Frame:
    """With the warning in the network's field for it; else with its line at the head of the text."""
    if not warning:
        return frame
    return replace(frame, warning=warning, head="" if frame.limits.count_warning else f"{SIGN} {warning}")


def _own_words(story: Story, frame: _Frame) -> str:
    """The best candidate, shortened. Raises TooLong."""
    text = next(iter(candidates(story)), "")
    short = frame.fitting(text)
    if text and not short:
        taken = frame.length("")
        mend = " Shorten the appeal’s line, or let the appeal follow in a post of its own." if frame.appeal else ""
        what = "Link, appeal and warning" if frame.warning else "Link and appeal"
        raise TooLong(f"{what} alone take {taken} of {frame.limits.characters}.{mend}")
    return short


def _appeal(frame: _Frame, story: Story, ask: Ask, donate: str) -> Part:
    """The appeal as a post of its own: its reason, its line, and its link if it may have one.

    Without a link it begins with the article's title: networks refuse the same words twice, and we could not tell
    this post from the last article's when we look whether it is there.
    """
    words = [ask.line, ask.headline, *ask.paragraphs]
    if not donate:  # no “give here:” without a here
        words = [line for line in (ask.call_to_action, *words) if not LINKISH.search(line)]
        title = "" if LINKISH.search(story.title) else story.title
        frame = replace(frame, head=shorten(title, room=frame.limits.characters // 3, count=frame.limits.count))
    line = next(filter(None, words), "")
    reason = " ".join(paragraph for paragraph in ask.paragraphs if paragraph in words and paragraph != line)
    frame = replace(frame, appeal=line, donate=donate)
    return frame.part(frame.fitting(reason))


def _without_link(text: str, story: Story) -> str:
    """The editor's text without the bare canonical link, which is added with its reference anyway."""
    for url in filter(None, (story.canonical_url, ascii_url(story.canonical_url))):
        text = re.sub(rf"\s*{re.escape(url)}(?=\s|$)", "", text)
    return text.strip()


def _carded(story: Story, limits: Limits, card: dict[str, str] | None) -> bool:
    """Whether the picture stands on the card; such a network shows a card or pictures, not both."""
    return (limits.sends_card or limits.draws_card) and card is not None and not _only_pictures(story)


def _only_pictures(story: Story) -> bool:
    return all(block.kind in ("picture", "rule") for block in story.blocks)


def _pictures(story: Story, limits: Limits, undescribed: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lead picture; of an article of pictures only, as many as the network takes. And those left out of them."""
    most = limits.pictures if _only_pictures(story) else min(1, limits.pictures)
    first = dict.fromkeys(picture.url for picture in story.pictures)
    bare = () if undescribed else {picture.url for picture in story.pictures if not picture.alt.strip()}
    lead = tuple(first)[:most]
    return tuple(url for url in lead if url not in bare), tuple(url for url in lead if url in bare)


def _card(story: Story, link: str) -> dict[str, str] | None:
    if not link:
        return None
    picture = story.pictures[0].url if story.pictures else ""
    return {"url": link, "title": story.title, "description": story.standfirst, "picture": picture}
