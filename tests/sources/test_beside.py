"""What a page sets beside its text, told by how it is set: offers, calls, notices, faces, names below pull quotes."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.story import Story

FIRST = "The ferry had carried children to school for forty years before anybody asked who was paying for it."
SECOND = "Somebody buys the diesel, the captain says, and somebody paints the hull every second May in the same green."
THIRD = "The county sold the boat for a dollar to a scrapyard that never came, and no budget has named her since."
LAST = "If you find out who it is, a pupil said, then please do not write it, for then they would have to stop."


def read(among: str, *, head: str = "", of: str = "p class=text") -> Story:
    """An article with something among its paragraphs, and something between its title and them."""
    tag = of.split()[0]
    text = [f"<{of}>{said}</{tag}>" for said in (FIRST, SECOND, THIRD, LAST)]
    text.insert(2, among)
    return paste.read(f"<main><h1>The ferry</h1>{head}<div class=body>{''.join(text)}</div></main>", html=True)


def said(story: Story) -> list[str]:
    return [block.text for block in story.blocks if block.kind != "picture"]


LINK = '<a href="https://a.example/all">'
TEXT = [FIRST, SECOND, THIRD, LAST]
LETTERS = "Letters may hold advertisements."
OFFER = "Our morning email tells what is happening and why it matters to everyone who lives on an island."


@pytest.mark.parametrize(
    "among",
    [
        f"<figure><aside><p>Sign up to our newsletter</p><p>{OFFER}</p><span>{LETTERS}</span></aside></figure>",
        f"<div class=tip><p class=small>Are you a source? {LINK}Send us a tip.</a></p></div>",
        f"<p class=text><b>All our stories about boats, every morning, in one place: {LINK}look here</a></b></p>",
        "<div class=icon>🗝️</div>",
    ],
)
def test_what_the_site_sets_among_paragraphs_is_left_out(among: str) -> None:
    story = read(among)
    assert said(story) == TEXT
    assert story.dropped


@pytest.mark.parametrize(
    "among",
    [
        f"<p class=text>The whole inventory of the county’s boats is on its {LINK}website.</a></p>",
        f"<div class=note><p class=text>The ledger of the fuel dealer can be read {LINK}here.</a></p></div>",
        "<p class=text>★★★★☆</p>",
    ],
)
def test_what_is_set_as_the_paragraphs_are_stays(among: str) -> None:
    assert len(said(read(among))) == 5


def test_a_newsletters_box_that_a_paragraph_stands_in_is_left_out_but_for_the_paragraph() -> None:
    told = f"<div class=part><h3>Sign up to our newsletter</h3><p class=text>{OFFER}</p></div>"
    html = "".join(f"<div class=part><p class=text>{one}</p></div>" for one in TEXT)
    story = paste.read(f"<main><h1>The ferry</h1><div class=body>{html}{told}{html}</div></main>", html=True)
    assert OFFER in said(story)


def test_whose_words_a_pull_quote_is_goes_with_it() -> None:
    story = read(
        "<div class=quote><blockquote class=qt><p>somebody paints the hull every second May</p>"
        "<span>Ann Abbott, captain</span></blockquote></div>"
    )
    assert [block.text for block in story.blocks if block.kind == "pull_quote"] == [
        "somebody paints the hull every second May"
    ]
    assert "Ann Abbott, captain" in [one.text for one in story.dropped]


def test_a_notice_in_capitals_is_no_standfirst() -> None:
    notice = "THIS MATERIAL WAS SPREAD BY THE EDITORS WITHOUT ANY HELP OF THE COUNTY"
    story = read("", head=f"<div>{notice}</div>")
    assert not story.standfirst or story.standfirst_proposed
    assert said(story) == TEXT


def test_an_authors_face_is_no_picture_of_the_article() -> None:
    face = f'<div class=post-author><img src="https://a.example/f.jpg" alt="Ann Abbott">{LINK}Ann Abbott</a></div>'
    assert read("", head=face).pictures == ()


def test_short_paragraphs_of_a_script_without_full_stops_are_paragraphs() -> None:
    long = "ป้านวลขายกุญแจ ลุงชดขายร่มที่ลืมบนรถเมล์ เด็กสองคนขายลูกบอลที่ลอยมาตามน้ำ กติกามีข้อเดียว ถ้าเจ้าของมาเจอ"
    long = f"{long} ต้องคืนโดยไม่คิดเงิน"
    short = "ทุกเช้าวันอาทิตย์ ใต้สะพานข้ามคลองบางหลวง มีตลาดที่ไม่มีของใหม่สักชิ้น"
    html = f"<main><h1>ตลาดของหาย</h1><div><p>{short}</p><p>{long}</p><p>{long} ครับ</p><p>{short} ค่ะ</p></div></main>"
    assert said(paste.read(html, html=True)) == [short, long, f"{long} ครับ", f"{short} ค่ะ"]


def test_the_arrow_back_from_a_footnote_goes_where_its_address_is_whole() -> None:
    note = '<div><p>The dealer keeps the receipts in a tin. <a href="https://a.example/ferry#ref1">↩︎</a></p></div>'
    assert "↩" not in "".join(said(read(note)))


def test_a_line_of_another_make_below_the_last_paragraph_is_not_of_the_text() -> None:
    html = "".join(f"<p>{one}</p>" for one in TEXT)
    story = paste.read(f"<main><h1>The ferry</h1><div>{html}<p class=eng>Summary: a ferry sails on</p></div></main>")
    assert said(story) == TEXT


def test_a_sentence_set_otherwise_between_title_and_text_is_the_standfirst() -> None:
    story = read("", head="<div class=meta>By Ann Abbott</div><p class=like>Nobody will say who pays.</p>")
    assert story.standfirst == "Nobody will say who pays."
    assert read("", head="<p class=text>Nobody will say who pays.</p>").standfirst != "Nobody will say who pays."


def test_a_link_in_brackets_beside_a_heading_is_for_those_who_write_the_page() -> None:
    story = read(f"<div><h2>Witnesses</h2><span>[{LINK}edit</a>]</span></div>")
    assert [block.text for block in story.blocks if block.kind == "heading"] == ["Witnesses"]


def test_a_heading_that_nothing_stands_below_is_left_out() -> None:
    html = "".join(f"<p>{one}</p>" for one in TEXT)
    story = paste.read(f"<main><h1>The ferry</h1><div>{html}<h2>Sources</h2><p>{LINK}Tin</a></p></div></main>")
    assert said(story) == TEXT


def test_what_the_page_does_not_print_is_not_of_the_article_but_the_date_is_read() -> None:
    head = "<div class=noprint><p>Published on 3 May 2026</p><p>A free source of news, said</p></div>"
    story = read("", head=head)
    assert (said(story), story.published_on) == (TEXT, "2026-05-03")
    assert not story.standfirst or story.standfirst_proposed


def test_a_label_and_a_link_set_as_a_quotation_point_to_another_article() -> None:
    link = '<a href="https://a.example/ferries/an-earlier-ferry">A ferry without a pier</a>'
    story = read(f"<blockquote><span>SEE THIS</span>{link}</blockquote><p class=text>{LINK}All of it</a> is known.</p>")
    assert [one.title for one in story.related] == ["A ferry without a pier"]


def test_the_element_around_the_title_names_nothing_else() -> None:
    html = "".join(f"<p>{one}</p>" for one in TEXT)
    story = paste.read(
        f"<main><div class=lede>{LINK}Reports</a><h1 class=headline>The ferry</h1></div>"
        f"{LINK}Read it in Finnish</a><div>{html}</div></main>",
        html=True,
    )
    assert story.title == "The ferry"


def test_a_picture_right_above_the_title_leads_the_article() -> None:
    html = "".join(f"<p>{one}</p>" for one in TEXT)
    picture = '<figure><img src="https://a.example/f.jpg" width=1200 height=800 alt="A ferry"></figure>'
    story = paste.read(f"<main><div>{picture}<h1>The ferry</h1></div><div>{html}</div></main>", html=True)
    assert [one.alt for one in story.pictures] == ["A ferry"]
