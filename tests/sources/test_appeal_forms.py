"""Requests in HTML with all that a form for giving has around them: sums, notes, second buttons, an account."""

from __future__ import annotations

from publisher.sources import paste
from publisher.story import PastedAppeal

TEXT = [
    "The council met on Tuesday and decided, after a long debate, that the bridge would stay closed until spring.",
    "Engineers found the crack in March, when a child dropped a marble that rolled in the wrong direction.",
    "Nobody on the far side has seen a bus since the summer, and the school has lost eleven of its pupils.",
]
ASKING = "Plainly is free because readers like you chip in. We want five new members before the vote: please join us."
GIVE = '<a class=btn href="https://plainly.example/donate">Donate now</a>'


def appeal(box: str) -> PastedAppeal:
    text = "".join(f"<p>{one}</p>" for one in TEXT)
    story = paste.read(f"<article><h1>The bridge that leans</h1><div>{text}{box}</div></article>", html=True)
    assert story.appeal
    assert [block.text for block in story.blocks] == TEXT
    return story.appeal


def test_what_stands_between_the_last_paragraph_and_the_button_is_a_form() -> None:
    form = "<div>3,112 / 5,000</div><ul><li>No 5</li><li>No 10</li><li>Other</li></ul><p>Cards and coins are taken.</p>"
    got = appeal(f"<section class=support><h3>Help us walk</h3><p>{ASKING}</p>{form}{GIVE}</section>")
    assert (got.headline, got.paragraphs, got.call_to_action) == ("Help us walk", (ASKING,), "Donate now")


def test_one_number_above_the_button_is_no_form() -> None:
    got = appeal(f"<section class=support><h3>Help us walk</h3><p>{ASKING}</p><p>We are 3,112</p>{GIVE}</section>")
    assert got.paragraphs == (ASKING, "We are 3,112")


def test_a_button_with_a_number_on_is_not_the_last_call() -> None:
    sums = "<button>Q/ 10</button><button>Q/ 30</button>"
    got = appeal(f"<section class=support><h3>Help us walk</h3><p>{ASKING}</p>{sums}{GIVE}</section>")
    assert (got.paragraphs, got.call_to_action) == ((ASKING,), "Donate now")


def test_an_account_is_no_sum_to_choose() -> None:
    account = "IBAN: TR00 0000 0000 0000 0000 0000 00"
    got = appeal(f"<p><b>Support Plainly</b></p><p>{ASKING}</p><p>{account}</p>")
    assert account in (*got.paragraphs, got.call_to_action)


def test_a_note_right_behind_a_button_is_not_on_it() -> None:
    note = "<span>One coin for a fortnight, then twelve a month</span>"
    got = appeal(f"<aside class=support><h3>Help us walk</h3><p>{ASKING}</p>{GIVE.replace('btn', 'cta')}{note}</aside>")
    assert got.call_to_action == "Donate now"


def test_who_signed_the_article_heads_no_request() -> None:
    got = appeal(f"<div align=right><i>Prokhor Sysoev</i></div><div><b>{ASKING}</b></div>")
    assert got.headline == ""


def test_a_notice_in_another_element_is_not_of_the_request() -> None:
    notice = (
        "<div><p>This article is free of charge for whoever wants to print it in a paper of their own town.</p></div>"
    )
    got = appeal(f"<div class=support><p>{ASKING}</p></div>{notice}")
    assert "free of charge" not in " ".join(got.paragraphs)


def test_a_remark_on_the_article_below_the_request_stays() -> None:
    remark = "Correction: The bridge was closed in the spring of last year, and not in the spring before that."
    text = "".join(f"<p>{one}</p>" for one in TEXT)
    html = f"<h1>The bridge</h1><div>{text}</div><div class=support><p>{ASKING}</p></div><p class=note>{remark}</p>"
    assert paste.read(f"<article>{html}</article>", html=True).blocks[-1].text == remark


def test_the_text_goes_on_below_a_request_in_another_element() -> None:
    text = "".join(f"<p>{one}</p>" for one in TEXT)
    last = "Since the bridge stays closed, pupils of the school walk to the far side over planks that the baker laid."
    html = f"<h1>The bridge</h1><div class=a>{text}</div><div class=support><p>{ASKING}</p></div>"
    html += f"<div class=b><p>{last}</p></div>"
    assert paste.read(f"<article>{html}</article>", html=True).blocks[-1].text == last
