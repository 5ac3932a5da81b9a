"""One article with all that an article may hold, in both directions, is one story wherever it comes from."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import pytest

from publisher.sources import api, feed, paste
from publisher.sources.document import read_here
from publisher.sources.files import read_file_here
from publisher.story import Story

from .test_four_ways import told

URL = "https://harbour.example/2026/bridge"
PICTURE = "https://harbour.example/pictures/bridge.jpg"


@dataclass(frozen=True)
class Written:
    """An article's words; `day` and `author` as they stand on the page."""

    tag: str
    title: str
    author: str
    day: str
    first: str
    caption: str
    credit: str
    second: str
    subhead: str
    said: str
    items: tuple[str, str]
    rows: tuple[tuple[str, str], ...]
    last: str


ENGLISH = Written(
    "en",
    "The bridge that waits for a river",
    "By Ilse Maron",
    "3 March 2026",
    "The bridge was finished in spring, and the river that it was built for has not come back since then.",
    "The bridge in the morning, with a goat on it.",
    "Photo: Tomas Reyl",
    "Those who live beside it, among them the smith <b>Eda Wren</b>, cross it all the same, for they were promised it.",
    "What the river said",
    "I was here before all of you, it is said to have said, and I shall be here when you are gone.",
    ("one bridge of larch, without a river", "a goat that nobody owns"),
    (("Year", "Rivers"), ("2024", "1"), ("2025", "0")),
    "The council meets again in May, and will then decide whether the bridge is moved or the river is asked.",
)
ARABIC = Written(
    "ar",
    "جسر ينتظر نهرًا لم يعد",
    "بقلم سلمى حداد",
    "3 مارس 2026",
    "اكتمل بناء الجسر في الربيع، أما النهر الذي بُني من أجله فلم يعد منذ ذلك الحين إلى مجراه القديم.",
    "الجسر في الصباح وعليه عنزة واحدة.",
    "تصوير: كريم منصور",
    "يعبره سكان القرية كل يوم، ومنهم الحداد <b>Eda Wren</b> الذي جاء من بعيد، لأنهم وُعدوا به منذ سنوات طويلة.",
    "ماذا قال النهر",
    "كنت هنا قبلكم جميعًا، يُروى أنه قال، وسأبقى هنا حين ترحلون كلكم عن هذه الضفاف.",
    ("جسر واحد من خشب بلا نهر", "عنزة لا يملكها أحد"),
    (("السنة", "الأنهار"), ("2024", "1"), ("2025", "0")),
    "يجتمع المجلس مرة أخرى في أيار، وسيقرر عندها هل يُنقل الجسر من مكانه أم يُسأل النهر عن رأيه.",
)


def body(one: Written) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in one.rows)
    return f"""<p>{one.author}</p>
<p>{one.day}</p>
<p>{one.first}</p>
<figure><img src="{PICTURE}" alt="{one.caption}" width="1200" height="800"><figcaption>{one.caption}
<span class="credit">{one.credit}</span></figcaption></figure>
<p>{one.second}</p>
<h2>{one.subhead}</h2>
<blockquote><p>{one.said}</p></blockquote>
<ul>{"".join(f"<li>{item}</li>" for item in one.items)}</ul>
<table>{rows}</table>
<p>{one.last}</p>"""


def page(one: Written) -> str:
    direction = ' dir="rtl"' if one.tag == "ar" else ""
    return f"""<!doctype html><html lang="{one.tag}"{direction}><head><meta charset="utf-8"><title>{one.title}</title>
<link rel="canonical" href="{URL}"></head><body><article><h1>{one.title}</h1>{body(one)}</article></body></html>"""


def from_page(one: Written) -> Story:
    return read_here(page(one).encode(), html=True, url=URL)


def from_feed(one: Written) -> Story:
    xml = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour</title><language>{one.tag}</language>
<item><guid>1</guid><title>{one.title}</title><link>{URL}</link><content:encoded>{escape(body(one))}</content:encoded>
</item></channel></rss>"""
    return feed.story(feed.read_feed(xml.encode(), url="https://harbour.example/feed").entries[0])


def from_file(one: Written) -> Story:
    return read_file_here(page(one).encode(), name="bridge.html")


def from_api(one: Written) -> Story:
    sent = {"html": body(one), "title": one.title, "url": URL, "language": one.tag}
    return api.read_bytes(json.dumps(sent).encode()).story


def from_clipboard(one: Written) -> Story:
    return paste.read(f"<h1>{one.title}</h1>{body(one)}", html=True, url=URL)


def from_markdown(one: Written) -> Story:
    rows = "\n".join(f"| {' | '.join(row)} |" for row in (one.rows[0], ("---", "---"), *one.rows[1:]))
    second = one.second.replace("<b>", "**").replace("</b>", "**")
    text = f"""---
title: {one.title}
canonical: {URL}
lang: {one.tag}
---

{one.author}

{one.day}

{one.first}

{second}

## {one.subhead}

> {one.said}

- {one.items[0]}
- {one.items[1]}

{rows}

{one.last}
"""
    return read_file_here(text.encode(), name="bridge.md")


@pytest.mark.parametrize("one", [ENGLISH, ARABIC], ids=["en", "ar"])
def test_a_page_with_all_that_an_article_holds_is_read_whole(one: Written) -> None:
    story = from_page(one)
    kinds = ["paragraph", "picture", "paragraph", "heading", "quotation", "list", "table", "paragraph"]
    assert [block.kind for block in story.blocks] == kinds
    assert (story.title, story.published_on, len(story.byline)) == (one.title, "2026-03-03", 1)
    assert (story.language, story.direction) == (one.tag, "rtl" if one.tag == "ar" else "ltr")
    assert [(p.url, p.caption, p.credit) for p in story.pictures] == [(PICTURE, one.caption, one.credit)]


@pytest.mark.parametrize("one", [ENGLISH, ARABIC], ids=["en", "ar"])
@pytest.mark.parametrize("read", [from_feed, from_file, from_api, from_clipboard])
def test_it_is_the_same_story_wherever_it_comes_from(read: Callable[[Written], Story], one: Written) -> None:
    assert told(read(one)) == told(from_page(one))


@pytest.mark.parametrize("one", [ENGLISH, ARABIC], ids=["en", "ar"])
def test_a_markdown_file_tells_the_same_but_for_the_picture(one: Written) -> None:
    told_by = {
        name: [(block.kind, block.text) for block in read(one).blocks if block.kind != "picture"]
        for name, read in (("file", from_markdown), ("page", from_page))
    }
    assert told_by["file"] == told_by["page"]
