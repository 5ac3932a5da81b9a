from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from publisher.sources import paste
from publisher.sources.clean import clean_text
from publisher.sources.part import words_of
from publisher.story import Story

from . import reading


@pytest.mark.parametrize("path", reading.CASES, ids=lambda path: path.stem)
def test_an_article_comes_out_as_a_careful_colleague_would_have_typed_it(path: Path) -> None:
    assert reading.parts(reading.read(path)) == reading.expected(path)


@pytest.mark.parametrize("path", reading.CASES, ids=lambda path: path.stem)
def test_every_word_of_the_paste_is_somewhere_in_the_story(path: Path) -> None:
    story = reading.read(path)
    pasted = path.read_text("utf-8")
    if path.suffix == ".html":
        pasted = re.sub(
            r"(?s)<head.*?</head>|<!--.*?-->|<!\[.*?\]>|<span style='mso-list:Ignore'>.*?</span>", " ", pasted
        )
        pasted = html.unescape(re.sub(r"<(/?)(b|i|em|span|strong)\b[^>]*>|<[^>]*>", r" ", pasted))
    pasted = re.sub(r"\]\(\S+\)|https?://\S+|---|(?m:^- |^\d\. )", " ", pasted)
    dates = set(words_of(" ".join(related.date for related in story.related).replace("-", " ")))
    missing = set(words_of(clean_text(pasted))) - set(words_of(everything(story)))
    missing -= {str(int(day)) for day in dates} | dates
    months = {"ஜனவரி"}  # of a related article's date, kept as a date
    assert not missing - months


def everything(story: Story) -> str:
    """All words that the story holds anywhere."""
    appeal = story.appeal
    said = [story.title, story.standfirst, *story.byline, *story.share]
    said += [block.text for block in story.blocks] + [dropped.text for dropped in story.dropped]
    said += [f"{p.alt} {p.caption} {p.credit}" for p in story.pictures] + [related.title for related in story.related]
    said += [appeal.headline, *appeal.paragraphs, appeal.call_to_action] if appeal else []
    return "\n".join(said)


@pytest.mark.parametrize("path", reading.CASES, ids=lambda path: path.stem)
def test_every_label_and_everything_left_out_has_its_reason(path: Path) -> None:
    story = reading.read(path)
    assert all(part.why.endswith(".") and len(part.why) > 10 for part in (*story.blocks, *story.dropped))


@pytest.mark.parametrize("path", reading.CASES, ids=lambda path: path.stem)
def test_a_story_survives_its_json(path: Path) -> None:
    story = reading.read(path)
    assert Story.from_json(story.to_json()) == story


@pytest.mark.parametrize("path", reading.CASES, ids=lambda path: path.stem)
def test_each_picture_block_has_its_picture(path: Path) -> None:
    story = reading.read(path)
    assert sum(block.kind == "picture" for block in story.blocks) == len(story.pictures)


PLAIN = [path for path in reading.CASES if path.suffix == ".txt" and path.stem not in ("question", "agency", "memo")]


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
@pytest.mark.parametrize("form", ["p", "div", "br", "windows"])
def test_the_same_article_comes_out_however_its_lines_were_copied(path: Path, form: str) -> None:
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    if form == "windows":
        pasted = "\r\n".join(lines)
    elif form == "br":
        pasted = "<div>" + "<br>".join(map(html.escape, lines)) + "</div>"
    else:
        pasted = "".join(f"<{form}>{html.escape(line)}</{form}>" for line in lines)
    assert reading.parts(paste.read(pasted)) == reading.parts(reading.read(path))
