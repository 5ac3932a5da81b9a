"""What a whole page's main text leaves out, and what stays at its edges though the extractor does not hold it."""

from __future__ import annotations

import pytest

from publisher.sources import outside, page
from publisher.sources.part import Part
from publisher.story import Story

TEXT = (
    "The pump house on the canal stood open all night, and nobody in the village could say who had unlocked it.",
    "By morning the water was a hand lower than the mark, the warden said, and three fields were dry at the edge.",
    "The council promised a new lock and a list of keys; the farmers want to read the meter themselves from now on.",
    "Until then two of them sleep in the house in turns, on a bench that the school has lent for as long as it takes.",
)
ABOVE = "<ul><li>The warden wants a second meter at the bridge</li><li>Farmers guard the house at night</li></ul>"
BELOW = "<p>From the editors: the warden wants no name here.</p>"

LABEL = "<h4>In short</h4>"  # a head of that list that no other pass judges: it makes the page doubtful


def read(above: str = "", below: str = "", last: str = "") -> Story:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT) + last
    text = f"<h1>Who drained the canal?</h1>{above}<div>{text}</div>{below}"
    return page.read_page(f"<!doctype html><html><body><main><article>{text}</article></main></body></html>")


@pytest.fixture
def paragraphs_held(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The extractor holds the paragraphs alone; how often it was asked."""
    heard: list[int] = []

    def mark(parts: list[Part], html: str) -> bool:
        heard.append(len(parts))
        for part in parts:
            part.held = part.text in TEXT
        return True

    monkeypatch.setattr(outside, "mark_held", mark)
    return heard


def test_a_list_of_what_the_article_tells_stays_above_it(paragraphs_held: list[int]) -> None:
    story = read(above=LABEL + ABOVE)
    assert [block.kind for block in story.blocks][:2] == ["list", "paragraph"]
    assert [dropped.text for dropped in story.dropped] == ["In short"]
    assert len(paragraphs_held) == 1


def test_a_remark_of_the_editors_stays_below_it(paragraphs_held: list[int]) -> None:
    story = read(above=LABEL + ABOVE, below=BELOW)
    assert story.blocks[-1].text.startswith("From the editors:")
    assert len(paragraphs_held) == 1


def test_a_box_of_facts_stays_below_it_unless_it_leads_elsewhere(paragraphs_held: list[int]) -> None:
    told = "<h3>Fakta: the canal</h3><ul><li>Dug in 1846.</li><li>Two metres deep.</li></ul>"
    facts = f'<aside class="faktaruta">{told}</aside>'
    assert "Dug in 1846." in read(above=LABEL + ABOVE, below=facts).blocks[-1].text
    leading = facts.replace("Dug in 1846.", '<a href="/a">Why the bins moved</a>')
    assert read(above=LABEL + ABOVE, below=leading).blocks[-1].text == TEXT[-1]
    assert len(paragraphs_held) == 2


def test_where_nothing_is_in_doubt_the_second_witness_is_not_heard(paragraphs_held: list[int]) -> None:
    read()
    assert paragraphs_held == []


def test_nor_is_it_for_a_line_right_among_the_paragraphs_that_leads_nowhere(paragraphs_held: list[int]) -> None:
    story = read(last='<p class="note">The warden has another name.</p>')
    assert story.blocks[-1].text == "The warden has another name."
    assert paragraphs_held == []


@pytest.mark.parametrize(
    "line",
    [
        '<p class="note">The warden <a href="https://canal.example/w">has another</a> name.</p>',
        '<div><p class="note">The warden has another name.</p></div>',
    ],
)
def test_but_where_it_leads_elsewhere_or_stands_in_a_box_it_is(paragraphs_held: list[int], line: str) -> None:
    read(last=line)
    assert len(paragraphs_held) == 1
