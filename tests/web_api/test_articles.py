"""What is handed in, what is answered, and what is on the desk after it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings

from publisher.models import Appeal, Article, Member, Post, Wording
from publisher.sources import page
from publisher.story import KINDS
from tests.making import a_channel, a_story
from tests.web_api.conftest import HTML, LINK, Send, a_body, errors


def test_a_story_is_kept_as_it_is_and_answered_with_its_place_on_the_desk(send: Send, author: Member) -> None:
    response = send(a_body())
    article = Article.objects.get()
    assert response.status_code == 201
    said = json.loads(response.content)
    assert said == {
        "id": article.id, "url": f"{settings.SITE_URL}/articles/{article.id}/", "title": article.title,
        "dropped": [], "warnings": [],
    }  # fmt: skip
    assert response.headers["Location"] == f"{settings.SITE_URL}/api/articles/{article.id}"
    why = {block["why"] for block in article.story["blocks"]}
    assert why == {"It was sent as this."}
    assert [block.text for block in article.read().blocks] == [block.text for block in a_story().blocks]
    assert (article.created_by, article.canonical_url) == (author, a_story().canonical_url)


def test_handing_in_makes_no_posts(send: Send) -> None:
    a_channel("mail")
    send(a_body())
    assert not Post.objects.exists()


@pytest.mark.parametrize("words", ["html", "text"])
def test_words_go_through_the_judge_and_what_was_left_out_is_told(words: str, send: Send) -> None:
    junk = "<p>Share on Facebook</p>" if words == "html" else "\n\nShare on Facebook"
    body = (
        HTML if words == "html" else "Ferry returns\n\n" + a_story().blocks[0].text + "\n\n" + a_story().blocks[1].text
    )
    response = send({words: body + junk, "url": LINK})
    assert response.status_code == 201
    story = Article.objects.get().read()
    assert story.title.startswith("Ferry returns")
    assert story.canonical_url == LINK
    said = json.loads(response.content)
    assert [one["text"] for one in said["dropped"]] == [one.text for one in story.dropped] == ["Share on Facebook"]


def test_what_is_given_beside_the_words_wins(send: Send) -> None:
    send({
        "html": HTML.replace("Ferry returns after three years", "Old words"), "title": "New words", "byline": ["Amara"],
        "published_on": "2026-12-01", "language": "en-GB", "standfirst": "In short.", "url": LINK,
    })  # fmt: skip
    story = Article.objects.get().read()
    assert (story.title, story.byline, story.published_on) == ("New words", ("Amara",), "2026-12-01")
    assert (story.language, story.standfirst, story.standfirst_proposed) == ("en-GB", "In short.", False)


def test_links_and_pictures_of_the_html_are_made_whole_by_the_articles_own_link(send: Send) -> None:
    send({"html": HTML + '<img src="/quay.jpg" alt="The quay">', "url": LINK})
    story = Article.objects.get().read()
    assert 'href="https://gazette.example/cheers"' in story.blocks[1].html
    assert story.pictures[0].url == "https://gazette.example/quay.jpg"


def test_a_whole_page_is_read_as_a_page(send: Send) -> None:
    whole = f'<!doctype html><html><head><link rel="canonical" href="{LINK}"></head><body>{HTML}</body></html>'
    send({"html": whole})
    assert Article.objects.get().read() == page.read_page(whole)


def test_the_same_article_again_is_refused_with_its_place_unless_again_is_said(send: Send) -> None:
    send(a_body())
    response = send(a_body())
    article = Article.objects.get()
    assert response.status_code == 409
    said = json.loads(response.content)
    assert said["article"] == {"id": article.id, "url": f"{settings.SITE_URL}/articles/{article.id}/"}
    assert send(a_body(again=True)).status_code == 201
    assert Article.objects.count() == 2


def test_an_appeal_that_is_known_rides_on(send: Send) -> None:
    appeal = Appeal.objects.create(name="Winter", link="https://gazette.example/give")
    Wording.objects.create(
        appeal=appeal, label="A", headline="Stay with us", body="We need you.", call_to_action="Give"
    )
    send(a_body(appeal={"headline": "Stay with us", "paragraphs": ["We need you."]}))
    assert Article.objects.get().appeal == appeal


def test_the_text_is_made_of_the_html_and_the_html_of_the_text(send: Send) -> None:
    blocks = [
        {"kind": "paragraph", "html": "One <b>two</b>"},
        {"kind": "heading", "text": "A & B"},
        {"kind": "list", "text": "First\nSecond"},
        {"kind": "quotation", "html": "<p>“Yes.”</p>"},
        {"kind": "rule"},
    ]
    response = send({"title": "T", "blocks": blocks, "canonical_url": LINK})
    assert response.status_code == 201
    kept = [(block.text, block.html) for block in Article.objects.get().read().blocks]
    assert kept == [
        ("One two", "<p>One <b>two</b></p>"),
        ("A & B", "<h2>A &amp; B</h2>"),
        ("First\nSecond", "<ul><li>First</li><li>Second</li></ul>"),
        ("“Yes.”", "<p>“Yes.”</p>"),
        ("", "<hr>"),
    ]


def test_nothing_foreign_is_kept_and_what_was_taken_out_is_told(send: Send) -> None:
    html = '<p onclick="x()">Hello <script>alert(1)</script><a href="javascript:x()">there</a></p>'
    response = send({"title": "T <script>", "blocks": [{"kind": "paragraph", "html": html}]})
    said = json.loads(response.content)
    block = Article.objects.get().read().blocks[0]
    assert block.html == "<p>Hello <a>there</a></p>"
    assert {"field": "/blocks/0/html", "message": "What may not stand in an article was taken out: script."} in said[
        "warnings"
    ]


def test_a_text_that_contradicts_its_html_is_told_and_the_html_kept(send: Send) -> None:
    response = send({"title": "T", "blocks": [{"kind": "paragraph", "html": "<p>This</p>", "text": "That"}]})
    assert [w["field"] for w in json.loads(response.content)["warnings"]] == ["/blocks/0/text", "/canonical_url"]
    assert Article.objects.get().read().blocks[0].text == "This"


def test_the_letters_tell_which_way_an_article_runs(send: Send) -> None:
    blocks = [{"kind": "paragraph", "text": "عادت العبّارة إلى الميناء بعد ثلاث سنوات من العاصفة التي دمرت الرصيف."}]
    response = send({"title": "عودة العبّارة", "blocks": blocks, "direction": "ltr", "canonical_url": LINK})
    assert Article.objects.get().read().direction == "rtl"
    assert [w["field"] for w in json.loads(response.content)["warnings"]] == ["/direction"]


def test_a_link_that_is_too_long_for_us_brings_nothing_down(send: Send) -> None:
    long = "https://gazette.example/" + "x" * 3000
    head = f'<html><head><link rel="canonical" href="{long}"></head>'
    assert send({"html": f'{head}<body>{HTML}<img src="{long}.jpg" alt="A"></body></html>'}).status_code == 201
    assert Article.objects.get().canonical_url == ""


def test_pictures_without_blocks_lead_the_article(send: Send) -> None:
    send(a_body(pictures=[{"url": "https://gazette.example/quay.jpg", "alt": "The quay"}]))
    article = Article.objects.get()
    assert article.read().blocks[0].kind == "picture"
    assert [file.source_url for file in article.files.all()] == ["https://gazette.example/quay.jpg"]


# -- every wrong field is named --------------------------------------------------------------------------------

PARAGRAPH = {"kind": "paragraph", "text": "Words."}


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"titel": "T"}, "/titel", "Did you mean “title”?"),
        ({"title": ""}, "/title", "needed"),
        ({"title": 7}, "/title", "must be text, not a number"),
        ({"title": None}, "/title", "not null"),
        ({"title": "x" * 1001}, "/title", "1,001 characters"),
        ({"byline": "Amara"}, "/byline", "must be a list"),
        ({"byline": ["Amara", 1]}, "/byline/1", "must be text"),
        ({"published_on": "1 December"}, "/published_on", "2026-12-01"),
        ({"language": "English!"}, "/language", "BCP 47"),
        ({"direction": "up"}, "/direction", "ltr, rtl"),
        ({"canonical_url": "gazette.example"}, "/canonical_url", "https://"),
        ({"canonical_url": "https://me:secret@gazette.example/"}, "/canonical_url", "password"),
        ({"standfirst_proposed": "yes"}, "/standfirst_proposed", "true or false"),
        ({"again": 1}, "/again", "true or false"),
        ({"blocks": []}, "/blocks", "nothing in it"),
        ({"blocks": ["Words."]}, "/blocks/0", "must be an object"),
        ({"blocks": [PARAGRAPH, {"kind": "verse", "text": "x"}]}, "/blocks/1/kind", "verse"),
        ({"blocks": [{"text": "x"}]}, "/blocks/0/kind", "needed"),
        ({"blocks": [{"kind": "paragraph"}]}, "/blocks/0/text", "says nothing"),
        ({"blocks": [{"kind": "table", "text": "1 2"}]}, "/blocks/0/html", "rows and columns"),
        ({"blocks": [{"kind": "list", "html": "<p>x</p>"}]}, "/blocks/0/html", "<li>"),
        ({"blocks": [{**PARAGRAPH, "class": "x"}]}, "/blocks/0/class", "no field"),
        ({"blocks": [{**PARAGRAPH, "html": ["x"]}]}, "/blocks/0/html", "must be text"),
        ({"blocks": [{"kind": "paragraph", "html": "<b>" * 10_001}]}, "/blocks/0/html", "10,000 tags"),
        ({"blocks": [{"kind": "paragraph", "html": "x" * 100_001}]}, "/blocks/0/html", "100,001 characters"),
        ({"blocks": [{"kind": "paragraph", "html": "x" * 90_000}] * 7}, "/blocks", "600,000 characters"),
        ({"blocks": [{"kind": "paragraph", "html": "<i>" * 9_000}] * 6}, "/blocks", "50,000 tags"),
        ({"blocks": [{"kind": "paragraph", "text": "x" * 90_000}] * 4}, "/blocks", "300,000 characters"),
        ({"blocks": [{"kind": "paragraph", "html": "x" * 90_000}] * 4}, "/blocks", "300,000 characters"),
        ({"blocks": [PARAGRAPH] * 5001}, "/blocks", "5,000"),
        ({"canonical_url": "https://a.example/" + "\"" * 1500}, "/canonical_url", "not a link"),
        ({"pictures": [{"alt": "x"}]}, "/pictures/0/url", "needed"),
        ({"pictures": [{"url": "data:image/png;base64,AA"}]}, "/pictures/0/url", "https://"),
        ({"blocks": [PARAGRAPH, {"kind": "picture"}]}, "/pictures", "0 pictures and 1 block"),
        ({"related": [{"url": "https://a.example/"}]}, "/related/0/title", "needed"),
        ({"appeal": {}}, "/appeal/paragraphs", "needs words"),
        ({"appeal": {"headline": "H", "paragraphs": [1]}}, "/appeal/paragraphs", "must be text"),
        ({"dropped": [{}]}, "/dropped/0/text", "needed"),
        ({"a/b~c": 1}, "/a~1b~0c", "no field"),
        ({"html": "<p>x</p>"}, "/html", "“blocks”"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_kept(changed: Any, field: str, words: str, send: Send) -> None:
    response = send(a_body(**changed))
    assert response.status_code == 422
    found = errors(response)
    assert list(found) == [field]
    assert words in found[field]
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({}, "", "None of them"),
        ([], "", "must be an object, not a list"),
        ("words", "", "must be an object"),
        ({"title": "T"}, "", "None of them"),
        ({"html": 7}, "/html", "must be text"),
        ({"html": "<p>a</p>", "text": "a"}, "/text", "html and text"),
        ({"text": ""}, "/text", "Nothing was pasted"),
        ({"text": "Words.", "link": "x"}, "/link", "no field"),
        ({"text": "Ferry returns"}, "/text", "only a headline"),
        ({"html": "<nav><a href=/a>A</a></nav>", "url": "x"}, "/url", "https://"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_refused_in_words(body: Any, field: str, words: str, send: Send) -> None:
    response = send(body)
    assert response.status_code == 422
    found = errors(response)
    assert list(found) == [field]
    assert words in found[field]


def test_all_that_is_wrong_is_named_at_once(send: Send) -> None:
    response = send(a_body(title="", language="?", blocks=[{"kind": "x", "text": "x"}]))
    assert set(errors(response)) == {"/title", "/language", "/blocks/0/kind"}


def test_far_too_much_is_refused_before_it_is_read(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.sources.api_block.clean_html", lambda html: 1 / 0)
    assert send(a_body(blocks=[{"kind": "list", "html": "<ul><li>" * 30_000}] * 10)).status_code == 422


def test_what_was_meant_is_looked_for_a_few_times_only(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    monkeypatch.setattr("difflib.get_close_matches", lambda name, *rest: looked.append(name) or [])
    assert len(errors(send(a_body(**{f"field{n}": 1 for n in range(1000)})))) == 50
    assert len(looked) == 50


def test_a_thousand_wrong_fields_are_answered_with_the_first_fifty(send: Send) -> None:
    assert len(errors(send(a_body(blocks=[{"kind": "x"}] * 1000)))) == 50


@pytest.mark.parametrize("kind", KINDS)
def test_control_characters_and_lone_surrogates_do_no_harm(kind: str, send: Send) -> None:
    html = "<ul><li>a\x00b\ud800</li></ul>" if kind == "list" else "<table><tr><td>a\x00\ud800</td></tr></table>"
    block = {"kind": kind, "html": html if kind in ("list", "table") else "", "text": "a\x00b\ud800\u202e"}
    pictures = [{"url": "https://a.example/x\x00.jpg", "alt": "\x00\ud800"}] if kind == "picture" else []
    response = send({"title": "T\x00\ud800", "blocks": [block], "pictures": pictures, "b\ud800": 1})
    assert list(errors(response)) == ["/b"]
    assert send({"title": "T\x00\ud800", "blocks": [block], "pictures": pictures}).status_code == 201


# -- looking at it ---------------------------------------------------------------------------------------------


def test_a_program_sees_what_became_of_its_article(send: Send, look: Send) -> None:
    number = json.loads(send(a_body()).content)["id"]
    article = Article.objects.get()
    Post.objects.create(article=article, channel=a_channel("x", account="@gazette"), state="refused", why="Too long.")
    response = look(number)
    assert response.status_code == 200
    said = json.loads(response.content)
    assert said["story"] == article.story
    assert [(post["kind"], post["state"], post["why"]) for post in said["posts"]] == [("x", "refused", "Too long.")]
    assert (said["version"], said["url"]) == (1, f"{settings.SITE_URL}/articles/{number}/")


@pytest.mark.parametrize("number", [7, 10**40])
def test_an_article_that_is_not_there_is_a_problem(number: int, look: Send) -> None:
    response = look(number)
    assert (response.status_code, errors(response)) == (404, {})
