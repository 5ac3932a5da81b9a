"""The description is valid, and what is really said is what it describes."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from publisher.models import Post
from publisher.models.token import READ, WRITE
from publisher.sources import api
from publisher.story import Block, Dropped, PastedAppeal, Related, Story, StoryPicture
from publisher.urls import machines
from publisher.web.api import entrance
from publisher.web.api.openapi import description
from tests.making import a_channel, a_story
from tests.web_api.conftest import HTML, Send, a_body, a_token

DESCRIPTION = description()
SCHEMAS = DESCRIPTION["components"]["schemas"]


def fits(data: Any, schema: dict[str, Any]) -> list[str]:
    """What of the data the schema does not allow."""
    whole = {"$defs": {}, "components": DESCRIPTION["components"], **schema}
    return [one.message for one in Draft202012Validator(whole, format_checker=FormatChecker()).iter_errors(data)]


def described(response: HttpResponse, path: str, method: str) -> dict[str, Any]:
    """The schema of such an answer; it must be described with its status and its type."""
    answers = DESCRIPTION["paths"][path][method]["responses"]
    assert str(response.status_code) in answers
    content = answers[str(response.status_code)]["content"]
    return dict(content[response.headers["Content-Type"]]["schema"])


def is_described(response: HttpResponse, path: str = "/api/articles", method: str = "post") -> bool:
    return fits(json.loads(response.content), described(response, path, method)) == []


def test_the_description_is_openapi_3_1(db: None) -> None:
    OpenAPIV31SpecValidator(DESCRIPTION).validate()


def test_it_is_served_without_a_token(db: None) -> None:
    response = Client().get("/api/openapi.json")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert json.loads(response.content) == DESCRIPTION


def test_every_address_of_the_api_is_described() -> None:
    def named(pattern: URLPattern) -> str:
        return "/" + str(pattern.pattern).replace("<int:article_id>", "{id}")

    served = {named(pattern) for pattern in machines if str(pattern.pattern).startswith("api/")}
    assert served - {"/api/openapi.json"} == set(DESCRIPTION["paths"])


@pytest.mark.parametrize(
    ("kind", "at"),
    [
        (Block, ["blocks", "items"]), (StoryPicture, ["pictures", "items"]), (Related, ["related", "items"]),
        (Dropped, ["dropped", "items"]), (PastedAppeal, ["appeal", "oneOf", 1]),
    ],
)  # fmt: skip
def test_the_parts_of_a_story_have_the_fields_of_the_code(kind: Any, at: list[Any]) -> None:
    schema: Any = SCHEMAS["StorySent"]["properties"]
    for step in at:
        schema = schema[step]
    assert set(schema["properties"]) == {field.name for field in dataclasses.fields(kind)}


def test_a_story_has_the_fields_of_the_code() -> None:
    fields = {field.name for field in dataclasses.fields(Story)}
    assert set(SCHEMAS["StorySent"]["properties"]) == fields | {"again"}


BODIES: list[Any] = [
    a_body(), {"html": HTML}, {"text": "Ferry returns\n\n" + a_story().blocks[0].text, "again": True},
    {"title": "T", "blocks": [{"kind": "rule"}, {"kind": "paragraph", "html": "<p>x</p>"}], "appeal": None},
    a_body(related=[{"title": "R", "date": "2026-12-01", "url": ""}], dropped=[{"text": "x"}], share=["email"]),
    a_body(pictures=[{"url": "https://a.example/x.jpg", "alt": "x", "credit": "y", "caption": "z"}], direction="ltr"),
    a_body(appeal={"headline": "H", "paragraphs": ["P"], "call_to_action": "C", "url": "https://a.example/"}),
    {}, [], {"title": "T"}, a_body(titel="T"), a_body(title=""), a_body(title=7), a_body(title="x" * 1001),
    a_body(blocks=[]), a_body(blocks=[{"kind": "verse"}]), a_body(blocks=[{"text": "x"}]), a_body(byline=["x", 1]),
    a_body(pictures=[{"alt": "x"}]), a_body(again="yes"), a_body(direction="up"), a_body(html="<p>x</p>"),
    *(a_body(pictures=[{"url": "https://a.example/x.jpg", "focus": where}]) for where in ("top left", "", "up", 7)),
    a_body(content_warning="Violence"), a_body(content_warning="https://a.example/"), a_body(content_warning="x" * 101),
    a_body(appeal={"words": "x"}), a_body(related=[{"title": ""}]), a_body(published_on="soon"), a_body(dropped=[{}]),
    {"html": HTML, "text": "x"}, {"html": 7}, {"html": HTML, "link": "x"}, {"text": "x", "byline": "A"},
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: str(BODIES.index(body)))
def test_the_schema_takes_the_bodies_that_the_code_takes_and_no_others(body: Any) -> None:
    content = DESCRIPTION["paths"]["/api/articles"]["post"]["requestBody"]["content"]["application/json"]
    try:
        api.read(body)
        taken = True
    except api.Wrong:
        taken = False
    assert (fits(body, content["schema"]) == []) is taken


def test_every_real_answer_is_as_described(
    counted: None, send: Send, look: Send, author: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = send({"html": HTML + "<p>Share on Facebook</p>", "title": "T"}, key="post-7")
    number = json.loads(kept.content)["id"]
    Post.objects.create(article_id=number, channel=a_channel("mail"))
    Post.objects.create(article_id=number, channel=a_channel("x"), state="refused", why="Too long.")
    read_only = a_token(author, scopes=(READ,))  # type: ignore[arg-type]
    answers = {
        201: kept, 409: send({"html": HTML, "title": "T"}), 422: send({"html": HTML}, key="post-7"), 400: send(b"{"),
        401: send({}, bearer=""), 403: send({}, bearer=read_only), 413: send(b" " * 6_000_000),
        415: send({}, **{"Content-Type": "text/plain"}),
    }  # fmt: skip
    monkeypatch.setitem(entrance.A_MINUTE, WRITE, 0)
    answers[429] = send({})
    assert {status: answer.status_code for status, answer in answers.items()} == {status: status for status in answers}
    assert {str(status) for status in answers} == set(DESCRIPTION["paths"]["/api/articles"]["post"]["responses"])
    assert [status for status, answer in answers.items() if not is_described(answer)] == []
    article = look(number)
    assert is_described(article, "/api/articles/{id}", "get")
    assert fits(json.loads(article.content)["story"], SCHEMAS["StorySent"]) == []
    assert is_described(look(10**6), "/api/articles/{id}", "get")
