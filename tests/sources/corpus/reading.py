"""What a reader of pastes and pages understood, in the shape that measures.py compares with the expectation."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.sources import page, paste
from publisher.story import Block, Story

from .cases import Case, Form

TEXT_KINDS = ("paragraph", "heading", "quotation", "list", "table")


@dataclass(frozen=True)
class Reading:
    """A story's parts as plain text. `body` has the text blocks but for pull quotes; `left_out` what was dropped."""

    title: str = ""
    standfirst: str = ""
    byline: tuple[str, ...] = ()
    date: str = ""
    language: str = "und"
    direction: str = "ltr"
    body: tuple[tuple[str, str], ...] = ()
    pull_quotes: tuple[str, ...] = ()
    pictures: int = 0
    captions: tuple[tuple[str, str], ...] = ()
    related: tuple[str, ...] = ()
    appeal: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    refused: str = ""


def reading(case: Case, form: Form) -> Reading:
    """What the desk understands of it: nothing where it finds no article."""
    given = case.given(form)
    try:
        if form == "page":
            return of_story(page.read_page(given, url=case.told()["address"]))
        return of_story(paste.read(given, html=form == "html"))
    except paste.NotAnArticle as why:
        return Reading(refused=str(why))


def _cells(block: Block) -> str:
    """A table's cells are parted by tabs where a browser shows them, by bars in our text."""
    return block.text.replace(" | ", "\t") if block.kind == "table" else block.text


def of_story(story: Story) -> Reading:
    asked = story.appeal
    return Reading(
        title=story.title,
        standfirst="" if story.standfirst_proposed else story.standfirst,
        byline=story.byline,
        date=story.published_on,
        language=story.language,
        direction=story.direction,
        body=tuple((block.kind, _cells(block)) for block in story.blocks if block.kind in TEXT_KINDS),
        pull_quotes=tuple(block.text for block in story.blocks if block.kind == "pull_quote"),
        pictures=len(story.pictures),
        captions=tuple((one.caption, one.credit) for one in story.pictures if one.caption or one.credit),
        related=tuple(one.title for one in story.related),
        appeal=tuple(filter(None, (asked.headline, *asked.paragraphs, asked.call_to_action))) if asked else (),
        left_out=tuple(one.text for one in story.dropped),
    )
