from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from publisher.models import Lesson, Member
from publisher.web.desk import lessons
from tests.making import NOW, a_member
from tests.web_desk.conftest import said


@pytest.fixture
def lesson(admin: Member) -> Lesson:
    return Lesson.objects.create(key="box", label="furniture", sample="Box", taught_by=admin, taught_at=NOW)


def test_lessons_are_listed_the_newest_first(desk: Client, lesson: Lesson) -> None:
    Lesson.objects.create(key="b", label="heading", sample="What we know", taught_at=NOW + timedelta(days=1))
    page = said(desk.get("/newsroom/taught/"))
    assert page.index("What we know") < page.index("Box")
    assert "Left out" in page
    assert "not yet" in page


def test_a_lesson_is_forgotten(desk: Client, lesson: Lesson) -> None:
    desk.post(f"/newsroom/taught/{lesson.id}/forget/")
    assert not Lesson.objects.exists()
    assert "Forgotten: “Box”." in said(desk.get("/newsroom/taught/"))
    assert desk.post(f"/newsroom/taught/{lesson.id}/forget/").status_code == 302


def test_an_author_looks_and_an_editor_forgets(author: Client, lesson: Lesson, signed_in: Any) -> None:
    assert "Forget" not in author.get("/newsroom/taught/").content.decode()
    assert author.post(f"/newsroom/taught/{lesson.id}/forget/").status_code == 403
    assert Lesson.objects.exists()
    signed_in(a_member(Member.EDITOR, "Ed")).post(f"/newsroom/taught/{lesson.id}/forget/")
    assert not Lesson.objects.exists()


def test_the_page_is_bounded_and_the_rest_is_found_by_words(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "SHOWN", 2)
    for n in range(5):
        Lesson.objects.create(key=f"k{n}", label="list", sample=f"Box <{n}>", taught_at=NOW + timedelta(n))
    page = said(desk.get("/newsroom/taught/"))
    assert "newest 2 of 5" in page
    assert "Box <0>" not in page
    assert "Box <0>" in said(desk.get("/newsroom/taught/?find=<0>"))
    assert "No line with these words" in said(desk.get("/newsroom/taught/?find=nothing"))
