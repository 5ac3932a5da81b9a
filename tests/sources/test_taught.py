from __future__ import annotations

import json

import pytest

from publisher.sources import feed, page, paste
from publisher.sources.feed import Entry
from publisher.sources.taught import AS_TAUGHT, key, recurs
from publisher.story import Story

BOX = "Harbour Radio, live from the quay"
PROSE = "Engineers found the crack in March, when a child dropped a marble that rolled in the wrong direction."
OFFER = "Sign up for our newsletter and find the week in your inbox every Sunday morning, free of charge."
ARTICLE = f"""The bridge that leans

The council met on Tuesday and decided, after a long debate, that the bridge would stay closed until the spring.

{BOX}

“We have waited nine years for this bridge,” said the baker, who lives on the far side and walks to work each day.

Engineers found the crack in March, when a child dropped a marble that rolled in the wrong direction.

The mayor wants to open it for bicycles first, and for everybody else when the ice on the river has gone.
"""


def html_of(text: str) -> str:
    title, *rest = text.strip().split("\n\n")
    return f"<article><h1>{title}</h1>" + "".join(f"<p>{part}</p>" for part in rest) + "</article>"


def why_of(story: Story, text: str) -> str:
    found = [one.why for one in (*story.blocks, *story.dropped) if one.text == text]
    assert found, f"“{text}” is lost"
    return found[0]


def test_a_line_that_was_left_out_once_is_left_out_and_says_so() -> None:
    assert BOX in [block.text for block in paste.read(ARTICLE).blocks]
    story = paste.read(ARTICLE, taught={key(BOX): "furniture"})
    assert BOX not in [block.text for block in story.blocks]
    assert why_of(story, BOX) == AS_TAUGHT == "As you taught it."
    assert len(story.blocks) == len(paste.read(ARTICLE).blocks) - 1


@pytest.mark.parametrize(
    "again",
    [
        "HARBOUR RADIO, live from  the quay:",
        "» Harbour Radio, live from the quay",
        "harbour radio, live from the quay …",
    ],
)
def test_it_is_known_again_however_it_is_set(again: str) -> None:
    story = paste.read(ARTICLE.replace(BOX, again), taught={key(BOX): "furniture"})
    assert AS_TAUGHT in [dropped.why for dropped in story.dropped]


def test_numbers_in_a_line_may_change() -> None:
    assert key("1,204 readers support us") == key("998 readers support us")
    assert key("12 சிறிய செய்திகள்") == key("7 சிறிய செய்திகள்")


@pytest.mark.parametrize("text", ["", "  ", "•", "2026", "12.05.", "– 7 –", "a"])
def test_a_line_of_nothing_but_numbers_and_signs_is_never_known(text: str) -> None:
    assert key(text) == ""
    assert not recurs(text, "furniture")


def test_a_long_text_has_a_short_key_of_its_own() -> None:
    long = "The quay and the ferry and the fish. " * 40
    assert len(key(long)) <= 200
    assert key(long) != key(long + "More")


def test_the_same_is_known_in_html_on_a_page_in_a_feed_and_in_a_file(tmp_path) -> None:
    taught = {key(BOX): "furniture"}
    html = html_of(ARTICLE)
    file = tmp_path / "bridge.txt"
    file.write_text(ARTICLE)
    stories = [
        paste.read(html, html=True, taught=taught),
        page.read_page(f"<html><body>{html}</body></html>", taught=taught),
        page.read_bytes(ARTICLE.encode(), taught=taught),
        page.read_file(file, taught=taught),
        feed.story(
            Entry(
                guid="1", url="https://a.example/1", title="The bridge that leans", html=html, summary="", whole=True
            ),
            taught=taught,
        ),
    ]
    assert [why_of(story, BOX) for story in stories] == [AS_TAUGHT] * 5


def test_a_line_that_was_taken_back_stays() -> None:
    label = "Read more"
    text = ARTICLE.replace(BOX, label)
    assert label in [one.text for one in paste.read(text).dropped]
    story = paste.read(text, taught={key(label): "paragraph"})
    assert label in [block.text for block in story.blocks]
    assert why_of(story, label) == AS_TAUGHT


def test_a_heading_that_comes_every_time_is_one() -> None:
    line = "What we know so far, and what we do not."
    story = paste.read(ARTICLE.replace(BOX, line), taught={key(line): "heading"})
    assert [(block.kind, block.why) for block in story.blocks if block.text == line] == [("heading", AS_TAUGHT)]


def test_the_newsrooms_own_appeal_is_known_by_its_words() -> None:
    lines = ["Keep the lamp burning", "The lamp on the quay has no owner but those who walk by it, and you are one."]
    text = ARTICLE + "\n" + "\n\n".join(lines)
    assert paste.read(text).appeal is None
    story = paste.read(text, taught={key(line): "appeal" for line in lines})
    assert story.appeal is not None
    assert [story.appeal.headline, *story.appeal.paragraphs] == lines
    assert all(line not in block.text for block in story.blocks for line in lines)
    assert story.appeal.after == len(story.blocks)


def test_a_line_that_points_elsewhere_is_known_as_related() -> None:
    story = paste.read(
        ARTICLE.replace(BOX, "Our dossier on bridges"), taught={key("Our dossier on bridges"): "related"}
    )
    assert [related.title for related in story.related] == ["Our dossier on bridges"]


def test_a_picture_of_the_site_is_known_by_its_address() -> None:
    html = html_of(ARTICLE).replace(
        f"<p>{BOX}</p>", '<figure><img src="https://a.example/tower.png" alt="A tower"></figure>'
    )
    assert len(paste.read(html, html=True).pictures) == 1
    story = paste.read(html, html=True, taught={key("https://a.example/tower.png"): "furniture"})
    assert story.pictures == ()
    [left] = [dropped for dropped in story.dropped if dropped.picture]
    assert (left.why, left.picture and left.picture.alt, left.kind) == (AS_TAUGHT, "A tower", "picture")


def test_a_main_heading_is_never_taken_away() -> None:
    story = paste.read(html_of(ARTICLE), html=True, taught={key("The bridge that leans"): "furniture"})
    assert story.title == "The bridge that leans"


def test_what_makes_no_sense_is_not_obeyed() -> None:
    assert paste.read(ARTICLE, taught={key(BOX): "nonsense", "": "furniture"}) == paste.read(ARTICLE)


def test_what_was_taught_travels_as_json() -> None:
    taught = {key(BOX): "furniture"}
    assert json.loads(json.dumps(taught)) == taught


@pytest.mark.parametrize(
    ("text", "label", "worth_it"),
    [
        (BOX, "furniture", True),
        ("Facebook Twitter Print", "furniture", True),
        (OFFER, "furniture", True),
        (PROSE, "furniture", False),
        (PROSE, "paragraph", False),
        (PROSE, "appeal", True),
        ("We have waited nine years", "pull_quote", False),
        ("The bridge that leans", "title", False),
    ],
)  # fmt: skip
def test_lines_and_boxes_come_again_and_running_text_does_not(text: str, label: str, worth_it: bool) -> None:
    assert recurs(text, label) is worth_it


# -- where things stood ----------------------------------------------------------------------------------------


def test_what_is_left_out_keeps_its_place_its_kind_and_its_links() -> None:
    html = html_of(ARTICLE).replace(f"<p>{BOX}</p>", '<h3>Share this <a href="https://a.example/x">now</a></h3>')
    story = paste.read(html, html=True, taught={key("Share this now"): "furniture"})
    [left] = [dropped for dropped in story.dropped if dropped.text == "Share this now"]
    assert (left.after, left.kind) == (1, "heading")
    assert 'href="https://a.example/x"' in left.html


def test_a_lead_picture_moves_the_places_below_it() -> None:
    head = '<meta property="og:image" content="https://a.example/lead.jpg">'
    text = f"<html><head>{head}</head><body>{html_of(ARTICLE)}</body></html>"
    story = page.read_page(text, taught={key(BOX): "furniture"})
    assert story.blocks[0].kind == "picture"
    assert [dropped.after for dropped in story.dropped if dropped.text == BOX] == [2]


def test_stories_kept_before_there_were_places_can_still_be_read() -> None:
    old = paste.read(ARTICLE, taught={key(BOX): "furniture"}).to_json()
    old["dropped"] = [{"text": one["text"], "why": one["why"]} for one in old["dropped"]]
    story = Story.from_json(json.loads(json.dumps(old)))
    assert [(one.after, one.kind) for one in story.dropped] == [(-1, "paragraph")]


def test_a_story_with_places_survives_the_database() -> None:
    html = html_of(ARTICLE).replace(
        f"<p>{BOX}</p>", '<figure><img src="https://a.example/tower.png" alt="A tower"></figure>'
    )
    story = paste.read(html, html=True, taught={key("https://a.example/tower.png"): "furniture"})
    again = Story.from_json(json.loads(json.dumps(story.to_json())))
    assert again == story
    assert [one.after for one in again.dropped] == [one.after for one in story.dropped]
