"""What a site says of itself among or below a text, told by its own address, channel, name and links."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.sources.home import home_of
from publisher.sources.part import Link, Part
from publisher.story import Story

TEXT = [
    "The ferry had carried children to school for forty years before anybody asked who was paying for it.",
    "Somebody buys the diesel, the captain says, and somebody paints the hull every second May in the same green.",
    "The county sold the boat for a dollar to a scrapyard that never came, and no budget has named her since.",
    "If you find out who it is, a pupil said, then please do not write it, for then they would have to stop.",
]
SITE = "https://thecedardesk.example"
ALL = f'<a href="{SITE}/boats">All parts</a>'
HEAD = f'<h1>The ferry</h1><a href="{SITE}/boats">Boats</a><p class=byline>By <a href="{SITE}/ada">Ada Obi</a></p>'


def read(among: str = "", below: str = "") -> Story:
    text = [f"<p class=text>{one}</p>" for one in TEXT]
    text.insert(2, among)
    return paste.read(f"<main>{HEAD}<div class=body>{''.join(text)}{below}</div></main>", html=True)


def said(story: Story) -> list[str]:
    return [block.text for block in story.blocks if block.text not in TEXT]


SITES = {
    "its mail": "<div class=tip><h4>Who pays?</h4><p>We read every word at desk@thecedardesk.example.</p></div>",
    "its mail, set as a paragraph": "<p class=text>Words on ferries reach us at desk@thecedardesk.example.</p>",
    "its channel": '<p class=text><i>All of it, sooner: <a href="https://t.me/thecedardesk">over there</a>.</i></p>',
    "its app": '<p>All of it, sooner, <a href="https://apps.example/id?of=com.thecedardesk.app">in your hand</a>.</p>',
    "its name": "<div class=app><p>The Cedar Desk in your hand: all of it, sooner, on every phone.</p></div>",
    "a link that is a sentence": f"<div class=s><h4>Boats</h4><p>A series on boats. {ALL}</p></div>",
    "such a link alone": f"<div class=s><p class=text>This is one of a series on boats. {ALL}</p></div>",
}
AUTHORS = {
    "another's mail": "<p class=text>Whoever knows may write to the county at boats@county.example until May.</p>",
    "another's channel": '<p class=text>He said so <a href="https://t.me/captain_green">on his channel</a> in May.</p>',
    "an archive": f'<p class=text>It said <a href="https://old.example/2020/{SITE}/1">so once</a> before.</p>',
    "words that are no name": "<div class=q><p>In the cedar desk of the captain lies a tin of green paint.</p></div>",
    "the name in a paragraph": "<p class=text>Ten years ago The Cedar Desk had asked the same, and heard nothing.</p>",
    "what was told to it": "<div class=q><p>“I paint her,” a man told The Cedar Desk, and hung up.</p></div>",
    "a question": "<p class=q><b>The Cedar Desk: And who pays for the diesel?</b></p>",
    "a subhead": "<h2>What The Cedar Desk found</h2>",
    "a remark": "<p class=note>Correction: The Cedar Desk first gave a wrong year for the sale of the boat.</p>",
    "who paid": "<div class=n><p>This story was made with the support of a fund for The Cedar Desk.</p></div>",
    "a source": '<div class=s><p class=text>A ledger has it. <a href="https://county.example/l">Read it</a></p></div>',
}


@pytest.mark.parametrize("one", SITES)
def test_what_the_site_says_of_itself_is_left_out(one: str) -> None:
    story = read(SITES[one])
    assert said(story) == []
    assert story.dropped[-1].why


@pytest.mark.parametrize("one", AUTHORS)
def test_what_only_looks_like_it_is_the_author_s(one: str) -> None:
    assert len(said(read(AUTHORS[one]))) == 1


def test_below_the_text_it_is_left_out_too_but_for_where_the_author_is_written_to() -> None:
    assert said(read(below="<p class=text>Words on ferries reach us at desk@thecedardesk.example.</p>")) == []
    own = "Reach Ada Obi at obi@thecedardesk.example."
    assert said(read(below=f"<p class=text>{own}</p>")) == [own]


def test_a_site_is_where_most_links_lead() -> None:
    links = [Link("one", f"{SITE}/1"), Link("two", "https://www.county.example/"), Link("three", f"{SITE}/2")]
    assert home_of([Part("one two three", "", links=tuple(links))]) == "thecedardesk.example"
    assert home_of([Part("none", "", links=(Link("none", "https://["),))]) == ""


def test_what_the_newsroom_is_stands_above_the_first_paragraph_and_is_left_out() -> None:
    note = "The Cedar Desk is a nonprofit newsroom that looks after boats. Sign up to receive the biggest of them."
    text = "".join(f"<p class=text>{one}</p>" for one in TEXT)
    story = paste.read(f"<main>{HEAD}<div class=body><div class=note><p>{note}</p></div>{text}</div></main>", html=True)
    assert said(story) == []
    assert [dropped.text for dropped in story.dropped if dropped.text == note] == [note]


def test_a_first_paragraph_that_begins_with_the_newsroom_s_name_is_the_author_s() -> None:
    first = "The Cedar Desk asked eleven captains who pays for their diesel, and nine of them hung up at once."
    text = "".join(f"<p class=text>{one}</p>" for one in [first, *TEXT])
    story = paste.read(f"<main>{HEAD}<div class=body>{text}</div></main>", html=True)
    assert said(story) == [first]
