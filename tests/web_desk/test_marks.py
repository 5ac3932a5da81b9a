from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.web.desk.marks import from_marks, to_marks

ROUND = [
    "<p>Plain words.</p>",
    '<p>With <a href="https://a.example/x?y=1&amp;z=2">a link</a> in it.</p>',
    "<p><em>Soft</em> and <strong>loud</strong>.</p>",
    "<p>One.</p><p>Two.</p>",
    "<p>First line<br>second line</p>",
    "<p>5 * 3 * 2 = 30 and a_b_c</p>",
    "<p>தமிழ் <em>உரை</em></p>",
]


@pytest.mark.parametrize("html", ROUND)
def test_words_that_are_not_touched_come_back_as_they_were(html: str) -> None:
    assert from_marks(to_marks(html), "paragraph").html == html


def test_a_list_is_one_line_for_each_item() -> None:
    marks = to_marks("<ul><li>One</li><li>Two <em>more</em></li></ul>")
    assert marks.split() == ["One", "Two", "*more*"]
    assert from_marks(marks, "list").html == "<ul><li>One</li><li>Two <em>more</em></li></ul>"


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '[x](https://a.example/"onmouseover="alert(1))',
        "<img src=x onerror=alert(1)>",
        "[<b>x</b>](https://a.example/)",
    ],
)
def test_what_is_typed_is_text_and_never_runs(typed: str) -> None:
    block = from_marks(typed, "paragraph")
    assert "<script" not in block.html
    assert "<img" not in block.html
    assert "javascript:" not in block.html.replace("(javascript:alert(1))", "")
    assert ' onmouseover="' not in block.html


@given(st.text(max_size=200), st.sampled_from(["paragraph", "heading", "quotation", "pull_quote", "list"]))
def test_any_text_becomes_a_block(text: str, kind: str) -> None:
    block = from_marks(text, kind)  # type: ignore[arg-type]
    assert block.kind == kind
    assert "\x00" not in block.html
