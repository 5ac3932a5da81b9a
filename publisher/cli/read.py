"""`publisher read`: what the desk understands of an article. No database; no network but for a URL."""

from __future__ import annotations

import click

from publisher.story import Story

from .answers import as_json, say_json
from .sources import read_source, source, url


@click.command()
@source
@url
@as_json
def read(source: str, url: str, as_json: bool) -> None:
    """Show what the desk understands of an article, and what it left out.

    SOURCE is a file (Word .docx, Markdown, text, HTML, a saved page), an address, or - for standard input.

    \b
    Example:  publisher read article.txt --json
    """
    story = read_source(source, url=url)
    if as_json:
        say_json(story.to_json())
        return
    for line in _lines(story):
        click.echo(line)


def _lines(story: Story) -> list[str]:
    said = [
        ("title", story.title),
        ("standfirst" + (", proposed" if story.standfirst_proposed else ""), story.standfirst),
        ("content warning", story.content_warning),
        ("byline", ", ".join(story.byline)),
        ("published", story.published_on),
        ("language", f"{story.language}, {story.direction}"),
        ("link", story.canonical_url),
        *((block.kind.replace("_", " "), block.text) for block in story.blocks),
        *(("picture", f"{picture.url} {picture.alt or '(no alt text)'}") for picture in story.pictures),
        *(("stays visible", f"{picture.focus} of {picture.url}") for picture in story.pictures if picture.focus),
        *(("related", f"{related.title} {related.date} {related.url}") for related in story.related),
        ("share", ", ".join(story.share)),
    ]
    if story.appeal:
        said += [("appeal", story.appeal.headline), *(("appeal", words) for words in story.appeal.paragraphs)]
        said += [("appeal", story.appeal.call_to_action)]
    said += [("note", note) for note in story.notes]
    said += [("left out", f"{dropped.text} — {dropped.why}") for dropped in story.dropped]
    return [f"{label}: {words.strip()}" for label, words in said if words.strip()]
