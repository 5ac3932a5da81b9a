"""What an editor mends is remembered for this newsroom, and what is not worth it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from publisher.editing import intake, lessons
from publisher.editing.lessons import Mend
from publisher.models import Article, Lesson, Member
from publisher.sources import paste
from publisher.sources.taught import key
from publisher.story import Dropped
from tests.making import NOW, a_member, a_newsroom, a_story

pytestmark = pytest.mark.django_db

BOX = "Harbour Radio, live from the quay"
PROSE = "Engineers found the crack in March, when a child dropped a marble that rolled in the wrong direction."


@pytest.fixture
def member() -> Member:
    a_newsroom()
    return a_member()


@pytest.fixture
def article(member: Member) -> Article:
    return intake.keep(a_story(), member=member)


def teach(article: Article, *mends: Mend, member: Member | None = None, later: int = 0) -> list[Lesson]:
    return lessons.teach(mends, article, member=member, now=NOW + timedelta(minutes=later))


def test_a_mended_line_becomes_plain_data_for_the_judge(article: Article, member: Member) -> None:
    teach(article, Mend(BOX, "furniture"), member=member)
    assert lessons.taught() == {key(BOX): "furniture"}
    lesson = Lesson.objects.get()
    assert (lesson.sample, lesson.taught_by, lesson.taught_at) == (BOX, member, NOW)


def test_mended_twice_the_newest_wins(article: Article) -> None:
    teach(article, Mend(BOX, "furniture"))
    teach(article, Mend(BOX.upper(), "heading"), later=1)
    assert lessons.taught() == {key(BOX): "heading"}


def test_a_slip_that_is_undone_is_forgotten(article: Article) -> None:
    teach(article, Mend(BOX, "furniture"))
    teach(article, Mend(BOX, lessons.FORGET))
    assert lessons.taught() == {}


def test_the_articles_own_title_is_never_remembered(article: Article) -> None:
    assert teach(article, Mend(article.title, "furniture"), Mend(article.title.upper() + ":", "heading")) == []


@pytest.mark.parametrize("label", ["furniture", "paragraph", "pull_quote", "quotation", "title", "standfirst"])
def test_running_text_is_not_remembered(article: Article, label: str) -> None:
    assert teach(article, Mend(PROSE, label)) == []


def test_a_paragraph_that_another_article_came_with_is_a_box(article: Article, member: Member) -> None:
    other = a_story("Another", canonical_url="https://gazette.example/b", dropped=(Dropped(PROSE, "Left out by you."),))
    intake.keep(other, member=member)
    assert [lesson.label for lesson in teach(article, Mend(PROSE, "furniture"))] == ["furniture"]


def test_the_same_article_twice_makes_no_box(article: Article, member: Member) -> None:
    intake.keep(a_story(), member=member, again=True)
    assert teach(article, Mend(article.read().blocks[0].text, "furniture")) == []


def test_a_sample_is_short_whatever_was_taught(article: Article) -> None:
    [lesson] = teach(article, Mend("the quay and the lamp " * 29, "appeal"))
    assert len(lesson.sample) <= 200
    assert lesson.key == key("the quay and the lamp " * 29)


def test_lessons_are_bounded_and_the_oldest_go_first(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "MOST", 3)
    for number, word in enumerate(["one", "two", "three", "four", "five"]):
        teach(article, Mend(f"Box {word}", "furniture"), later=number)
    assert list(lessons.taught()) == ["box five", "box four", "box three"]
    assert Lesson.objects.count() == 3


def test_an_article_that_was_read_with_a_lesson_counts_it(article: Article, member: Member) -> None:
    teach(article, Mend(BOX, "furniture"), Mend("Never again", "furniture"))
    text = f"The bridge that leans\n\n{PROSE}\n\n{BOX}\n\n{PROSE.replace('March', 'May')}"
    intake.keep(paste.read(text, taught=lessons.taught()), member=member)
    used = {lesson.sample: (lesson.used, lesson.last_used_on is not None) for lesson in Lesson.objects.all()}
    assert used == {BOX: (1, True), "Never again": (0, False)}


def test_an_edit_teaches_in_the_same_step_and_a_stale_one_does_not(article: Article, member: Member) -> None:
    story = replace(article.read(), title="Mended")
    intake.edit(article.id, version=1, story=story, member=member, mends=[Mend(BOX, "furniture")])
    assert lessons.taught() == {key(BOX): "furniture"}
    with pytest.raises(intake.Stale):
        intake.edit(article.id, version=1, story=story, member=member, mends=[Mend("Other box", "furniture")])
    assert len(lessons.taught()) == 1
