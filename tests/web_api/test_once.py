"""The same request again, and two at once: one article, and the same answer."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone

from publisher.editing import handed_in
from publisher.models import ApiAnswer, Article, Member
from tests.making import a_story
from tests.web_api.conftest import Send, a_body, a_token, errors

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(send: Send, requests: list[dict[str, Any]]) -> list[HttpResponse]:
    start, answers = threading.Barrier(len(requests)), list[HttpResponse]()

    def run(request: dict[str, Any]) -> None:
        start.wait()
        try:
            answers.append(send(**request))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_request_again_is_answered_as_before_and_does_nothing(send: Send) -> None:
    first = send(a_body(), key="post-7")
    again = send(json.dumps(a_body(), indent=2, sort_keys=True).encode(), key="post-7")
    assert (first.status_code, again.status_code) == (201, 201)
    assert json.loads(first.content) == json.loads(again.content)
    assert first.headers["Location"] == again.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Article.objects.count() == 1


def test_the_answer_stays_though_the_article_was_edited_or_discarded(send: Send) -> None:
    first = send(a_body(), key="post-7")
    Article.objects.all().delete()
    assert send(a_body(), key="post-7").content == first.content
    assert not Article.objects.exists()


def test_the_same_key_with_another_body_is_refused(send: Send) -> None:
    send(a_body(), key="post-7")
    response = send(a_body(title="Another"), key="post-7")
    assert (response.status_code, list(errors(response))) == (422, ["Idempotency-Key"])
    assert Article.objects.count() == 1


def test_a_key_belongs_to_its_token(send: Send, author: Member) -> None:
    send(a_body(), key="post-7")
    response = send(a_body(**a_story("Another", canonical_url="").to_json()), key="post-7", bearer=a_token(author))
    assert response.status_code == 201
    assert Article.objects.count() == 2


def test_a_request_that_was_refused_may_come_again_mended_under_its_key(send: Send) -> None:
    assert send(a_body(titel="x"), key="post-7").status_code == 422
    assert send(a_body(), key="post-7").status_code == 201


def test_after_two_days_a_key_is_forgotten(send: Send) -> None:
    send(a_body(), key="post-7")
    ApiAnswer.objects.update(made_at=timezone.now() - handed_in.REMEMBERED + timedelta(minutes=1))
    assert send(a_body(), key="post-7").status_code == 201
    ApiAnswer.objects.update(made_at=timezone.now() - handed_in.REMEMBERED)
    assert send(a_body(), key="post-7").status_code == 409
    assert send(a_body(again=True), key="post-7").status_code == 201
    assert ApiAnswer.objects.count() == 1


def test_a_crash_between_the_article_and_its_answer_leaves_neither(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(ApiAnswer.objects, "create", lambda **fields: 1 / 0)
        assert send(a_body(), key="post-7").status_code == 500
    assert not Article.objects.exists()
    assert send(a_body(), key="post-7").status_code == 201
    assert Article.objects.count() == 1


def test_six_requests_at_once_under_one_key_are_one_article_and_one_answer(send: Send) -> None:
    answers = at_once(send, [{"body": a_body(again=True), "key": "post-7"}] * 6)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 5
    assert Article.objects.count() == 1


def test_six_requests_at_once_with_the_same_article_and_no_key_are_one_article(send: Send) -> None:
    answers = at_once(send, [{"body": a_body()}] * 6)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert Article.objects.count() == 1


def test_two_bodies_at_once_under_one_key_are_one_article_and_one_refusal(send: Send) -> None:
    bodies = [a_body(), a_body(title="Another", canonical_url="")]
    answers = at_once(send, [{"body": body, "key": "post-7"} for body in bodies])
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert Article.objects.count() == 1
