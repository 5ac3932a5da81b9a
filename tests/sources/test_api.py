"""The same article, whichever way it comes, is the same story."""

from __future__ import annotations

import json
import resource
import time
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from publisher.cli import publisher
from publisher.sources import api, feed, page
from publisher.sources.strict_json import NotJson, Wrong, parse
from publisher.story import Story

SAMPLES = sorted((Path(__file__).parents[1] / "sources" / "articles").glob("*.html"))
TEXTS = sorted((Path(__file__).parents[1] / "sources" / "articles").glob("*.txt"))


def through_json(story: Story, **changed: object) -> Story:
    return api.read_bytes(json.dumps(story.to_json() | changed).encode()).story


@pytest.mark.parametrize("sample", SAMPLES + TEXTS, ids=lambda sample: sample.stem)
def test_what_publisher_read_prints_comes_back_as_the_same_story(sample: Path) -> None:
    story = page.read_file(sample)
    given = replace(story, title=story.title or "Without a title")
    assert through_json(given) == given


def test_a_content_warning_comes_along_without_a_sign_of_its_own() -> None:
    story = page.read_file(SAMPLES[0])
    assert through_json(story, content_warning="⚠️  Violence").content_warning == "Violence"


def test_what_must_stay_visible_of_a_picture_comes_along() -> None:
    pictures = [{"url": "https://a.example/a.jpg", "focus": "bottom right"}, {"url": "https://a.example/b.jpg"}]
    sent = api.read({"title": "T", "blocks": [{"kind": "rule"}], "pictures": pictures})
    assert [picture.focus for picture in sent.story.pictures] == ["bottom right", ""]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_a_page_handed_in_is_the_story_of_the_page_as_a_file(sample: Path) -> None:
    html = sample.read_text()
    assert api.read({"html": html}).story == page.read_file(sample)


@pytest.mark.parametrize("sample", TEXTS, ids=lambda sample: sample.stem)
def test_a_text_handed_in_is_the_story_of_the_text_as_a_file(sample: Path) -> None:
    story = page.read_file(sample)
    text = sample.read_text()
    assert api.read({"text": text}).story == story


BODY = (
    "<p>The morning ferry left the harbour at six with forty people on board, the first since the storm.</p>"
    "<h2>On the quay</h2><p>Fishermen on the north quay stopped to watch it go, and some of them cheered.</p>"
    "<blockquote><p>“I had forgotten what the river looks like,” said one of them.</p></blockquote>"
    "<p>The company says that it will run twice a day until spring, and then every two hours.</p>"
)
LINK = "https://gazette.example/ferry"


def test_a_title_apart_and_a_title_in_the_html_are_the_same_story() -> None:
    apart = api.read({"title": "Ferry returns", "html": BODY, "url": LINK}).story
    within = api.read({"html": f"<h1>Ferry returns</h1>{BODY}", "url": LINK}).story
    both = api.read({"title": "Ferry returns", "html": f"<h1>Ferry <i>returns</i></h1>{BODY}", "url": LINK}).story
    whole = f'<html><head><link rel="canonical" href="{LINK}"></head><body><h1>Ferry returns</h1>{BODY}</body></html>'
    assert apart == within == both == page.read_page(whole)
    assert apart.dropped == ()
    assert [block.kind for block in apart.blocks] == ["paragraph", "heading", "paragraph", "quotation", "paragraph"]


def test_an_entry_of_a_feed_and_the_same_handed_in_are_the_same_story() -> None:
    document = f"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item>
        <title>Ferry returns</title><link>{LINK}</link><content:encoded><![CDATA[{BODY}]]></content:encoded>
        </item></channel></rss>"""
    [entry] = feed.read_feed(document.encode(), url="https://gazette.example/feed").entries
    assert api.read({"title": "Ferry returns", "html": BODY, "url": LINK}).story == feed.story(entry)


def test_a_title_apart_and_a_title_in_the_text_are_the_same_story() -> None:
    text = "The morning ferry left at six with forty people on board.\n\nSome of those who watched it go cheered."
    apart = api.read({"title": "Ferry returns", "text": text}).story
    assert apart == api.read({"text": f"Ferry returns\n\n{text}"}).story
    assert apart == api.read({"title": "Ferry returns", "text": f"# Ferry returns\n\n{text}"}).story
    assert len(apart.blocks) == 2


def test_the_publisher_command_reads_a_body_of_the_api(tmp_path: Path) -> None:
    file = tmp_path / "body.json"
    file.write_text(json.dumps({"title": "Ferry returns", "html": BODY, "url": LINK}))
    said = CliRunner().invoke(publisher, ["read", str(file), "--json"])
    assert said.exit_code == 0
    page_file = tmp_path / "page.html"
    page_file.write_text(f"<h1>Ferry returns</h1>{BODY}")
    same = CliRunner().invoke(publisher, ["read", str(page_file), "--url", LINK, "--json"])
    assert json.loads(said.stdout) == json.loads(same.stdout)
    file.write_text('{"title": "T", "blocks": [{}]}')
    refused = CliRunner().invoke(publisher, ["read", str(file)])
    assert (refused.exit_code, "/blocks/0/kind" in refused.stderr) == (1, True)


def test_html_that_nests_without_an_end_is_refused_where_it_stands_before_it_is_cleaned() -> None:
    deep = "<ul><li>" * 4000
    with pytest.raises(Wrong) as refused:
        api.read(
            {
                "title": "The well",
                "blocks": [{"kind": "list", "html": deep}, {"kind": "paragraph", "text": "Nobody knows."}],
                "dropped": [{"text": "x", "html": deep}],
            }
        )
    said = {problem.field: problem.message for problem in refused.value.problems}
    assert "nest more than 200 deep" in said["/blocks/0/html"]
    assert "nest more than 200 deep" in said["/dropped/0/html"]


def test_what_was_left_out_counts_among_the_html_of_an_article() -> None:
    left_out = [{"text": "x", "html": "<b>x</b>" * 4000} for _ in range(50)]
    with pytest.raises(Wrong, match="are one article"):
        api.read({"title": "The well", "blocks": [{"kind": "paragraph", "text": "Nobody."}], "dropped": left_out})


# -- bodies that mean harm: they are read in the process that answers ----------------------------------------------


def _many(unit: str, before: str = "[", after: str = "0]") -> bytes:
    return (before + unit * (5_000_000 // len(unit)) + after).encode()


@pytest.mark.parametrize(
    "body",
    [
        *(_many("[],"), _many("{},"), _many('{"a":0},'), _many("0,"), _many('"é",'), b"[" * 5_000_000),
        *(_many('{"a":', ""), _many('"', ""), _many('\\"', '["', ""), _many("\\", '["', ""), b"9" * 5_000_000),
        ("{" + ",".join(f'"{n:x}":0' for n in range(500_000)) + "}").encode(),
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_body_of_more_values_than_any_article_has_is_refused_before_it_takes_memory(body: bytes) -> None:
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(NotJson):
        parse(body)
    assert time.process_time() - began < 5
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 100


def test_the_largest_story_has_fewer_values() -> None:
    picture = {"url": "https://a.example/a.jpg", "alt": "a", "credit": "b", "caption": "c"}
    block = {"kind": "picture", "text": "a", "html": "", "why": "b"}
    left = {"text": "a", "why": "b", "after": 0, "label": "c", "kind": "picture", "html": "", "picture": picture}
    body = {"title": "t", "blocks": [block] * 5000, "pictures": [picture] * 500, "dropped": [left] * 5000}
    assert parse(json.dumps(body).encode()) == body


@pytest.mark.parametrize("field", ["title", "standfirst", "text", "byline", "language", "url"])
def test_a_field_that_is_too_long_is_not_read(field: str) -> None:
    piled = "a" + "\u0301\u0316" * 1_000_000  # to sort it takes a quarter of an hour
    began = time.process_time()
    with pytest.raises(Wrong) as why:
        api.read({"text": "The ferry is back."} | {field: [piled] if field == "byline" else piled})
    assert why.value.problems[0].field.startswith(f"/{field}")
    assert time.process_time() - began < 5


@pytest.mark.parametrize("pile", ["\u0301\u0316", "\u0301\u200b\u0316"])
def test_of_marks_piled_on_one_letter_thirty_stay(pile: str) -> None:
    began = time.process_time()
    words = "a" + pile * 24_000
    story = api.read({"title": "Piled", "blocks": [{"kind": "paragraph", "html": f"<p>{words}</p>"}]}).story
    assert len(story.blocks[0].text) <= 31
    assert time.process_time() - began < 5


def test_spaces_at_the_end_of_a_paragraph_take_no_longer_than_others() -> None:
    began = time.process_time()
    blocks = [{"kind": "paragraph", "html": f"<p>a{'&nbsp;' * 16_000}b</p>"}] * 6
    assert len(api.read({"title": "Spaces", "blocks": blocks}).story.blocks) == 6
    assert time.process_time() - began < 5
