"""Links that look like buttons, where HTML sets them beside other words."""

from __future__ import annotations

from publisher.sources.markup import read_html


def _lines(html: str) -> list[str]:
    return [part.text for part in read_html(html, longest=10_000)]


def test_a_button_and_the_small_print_beside_it_are_two_lines() -> None:
    assert _lines('<div><a class="btn btn-red" href="/give">Give now</a> <small>Any sum helps.</small></div>') == [
        "Give now",
        "Any sum helps.",
    ]


def test_a_button_keeps_its_link() -> None:
    (part,) = read_html('<div><a class="button" href="https://a.example/give">Give</a></div>', longest=10_000)
    assert [link.url for link in part.links] == ["https://a.example/give"]


def test_a_link_inside_of_a_paragraph_stays_there_whatever_its_class() -> None:
    assert _lines('<p>Read <a class="button" href="/one">the report</a> first.</p>') == ["Read the report first."]
