"""The corpus: nothing that was understood once is lost again, and what is derived follows from the annotated pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from .corpus import build
from .corpus.cases import FORMS, SETS, Case, Form, cases
from .corpus.score import bounds, fallen
from .corpus.truth import truth
from .corpus.wording import words


@pytest.mark.parametrize("one_set", SETS)
@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_understood_worse_than_before(one_set: str, form: Form) -> None:
    assert fallen(one_set, form) == []


def test_every_annotated_page_is_built() -> None:
    built = {case.folder.with_suffix(".html") for case in cases()}
    assert [page.stem for page in build.sources([]) if page not in built] == [], "python -m tests.sources.corpus.build"


def test_every_built_case_has_a_bound() -> None:
    kept = bounds()
    for one_set in SETS:
        assert [case.name for case in cases(one_set)] == kept[one_set]["cases"], (
            "python -m tests.sources.corpus.score --keep"
        )


@pytest.mark.parametrize("form", ["text", "html", "page"])
def test_all_that_is_expected_stands_in_what_is_given(form: Form) -> None:
    """A case that asks for words which its paste does not hold would ask for the impossible."""
    for case in cases():
        expected = case.expected(form)
        given = case.given(form)
        if form != "text":
            given = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>|<!--.*?-->", "", given, flags=re.DOTALL)
            given = build.unescape(given)
        there = "".join(words(given))
        asked = [expected.title, *(text for _, text in expected.body), *expected.related, *expected.appeal]
        for text in filter(None, asked):
            for line in text.replace("\t", "\n").split("\n"):
                assert "".join(words(line)) in there, (case.name, form, line)


def test_a_page_is_what_its_author_wrote_but_for_the_annotations() -> None:
    for case in cases():
        source = case.folder.with_suffix(".html").read_bytes().decode()
        assert case.given("page") == build.without_annotations(source), case.name
        assert "data-part" not in case.given("page")
        assert "data-part" not in case.given("html")


def test_scripts_comments_and_other_attributes_stay_as_they_were() -> None:
    page = (
        '<!doctype html>\n<!-- A case. -->\n<html lang="en" data-copied="firefox" data-select="a > b">\r\n'
        '<p class="x" data-part="title" data-partner="y" title=\'a data-part="b" > c\'>One</p><!-- data-part="x" -->'
        '<script>"<p data-part=\'x\'>"</script><br data-day="2026-01-02"/>'
    )
    assert build.without_annotations(page) == (
        '<!doctype html>\n<html lang="en">\r\n'
        '<p class="x" data-partner="y" title=\'a data-part="b" > c\'>One</p><!-- data-part="x" -->'
        "<script>\"<p data-part='x'>\"</script><br/>"
    )


def seen(*parts: tuple[str, str], **about: str) -> dict[str, object]:
    """What the browser tells of a page with these parts."""
    whole = [("title", "T"), ("paragraph", "P"), *parts]
    of_each = {"day": "", "stamped": False, "shown": True, "pasted": True} | about
    return {
        "language": "en",
        "junk": [],
        "pasted_junk": [],
        "parts": [{"part": name, "text": text} | of_each for name, text in whole],
    }


@pytest.mark.parametrize(
    ("parts", "about", "says"),
    [
        ([("title", "U")], {}, "2 titles"),
        ([("headline", "U")], {}, "no part called headline"),
        ([("caption", "")], {}, "One caption has no words"),
        ([("date", "5 May")], {"day": ""}, "names no day"),
        ([], {"shown": False}, "not visible"),
    ],
)
def test_impossible_annotations_are_told_to_their_author(
    parts: list[tuple[str, str]], about: dict[str, str], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        truth(seen(*parts, **about), page="", address="")


def test_the_fullest_of_several_appeals_is_expected() -> None:
    told = truth(
        seen(
            ("appeal", "Give."),
            ("paragraph", "Q"),
            ("appeal-headline", "Why we ask"),
            ("appeal", "We are three."),
            ("appeal-action", "Give now"),
        ),
        page="",
        address="",
    )
    assert told["appeal"] == {
        "headline": "Why we ask",
        "paragraphs": ["We are three."],
        "call_to_action": "Give now",
    }
    assert [one["paragraphs"] for one in told["other_appeals"]] == [["Give."]]


def test_a_caption_and_a_credit_belong_to_the_picture_before_them() -> None:
    told = truth(
        seen(("picture", ""), ("caption", "A"), ("credit", "B"), ("picture", ""), ("credit", "C")), page="", address=""
    )
    assert told["captions"] == [{"caption": "A", "credit": "B"}, {"caption": "", "credit": "C"}]


def test_a_day_without_its_year_is_not_asked_of_a_text() -> None:
    told = truth(seen(("date", "5 May"), day="2026-05-05", stamped=True), page="", address="")
    assert told["unasked"] == {"text": ["date"], "page": ["byline"]}
    told = truth(seen(("date", "5 May 2026"), day="2026-05-05"), page="", address="")
    assert told["unasked"] == {"page": ["byline"]}


@pytest.fixture(scope="module")  # its event loop must be gone before Django's tests of other files
def chromium() -> Iterator[build.Chromium]:
    with build.chromium() as browser:
        yield browser


@pytest.mark.browser
@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.set}-{case.name}")
def test_building_again_gives_the_same(case: Case, chromium: build.Chromium) -> None:
    """Style sheets aside: which declarations Chromium writes into the HTML it copies is its version's own choice."""
    style = re.compile(r' style="[^"]*"')
    for name, text in build.derive(case.folder.with_suffix(".html"), chromium).files().items():
        kept = (case.folder / name).read_bytes().decode()
        assert style.sub("", text) == style.sub("", kept), name
