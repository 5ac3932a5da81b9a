"""Below a plain text: paragraphs that end as the article's do, and are the site's; and last words that are not."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.sources.kinship import Kinship
from publisher.sources.part import Part
from publisher.sources.site_name import has_address, named_in

ARTICLE = """The Harrow Post
The mill that grinds by moonlight

Ina Brewer
4 March 2026

The mill at Sallow Ford turns only when the moon is full, because the miller sold the lamp oil in the hard winter.

Farmers bring their barley in the afternoon and sleep in the loft until the stones begin to move below them.

The county wrote in June that night work needs a permit, and that permits are given out between nine and noon.

The miller, Thomas Garth, hung the letter beside the sluice, where the moon reaches it at about half past two.

Last week the barley was so dry that the stones threw sparks, and nobody in the loft needed any other light."""
LAST = "Last week the barley was so dry that the stones threw sparks, and nobody in the loft needed any other light."

BELOW = {
    "the author, in words that no list has": "Ina Brewer leads the desk that looks after rivers, and keeps bees.",
    "the author, not at the beginning": "A former baker, Ina Brewer has walked to every ford in the county since 2011.",
    "a label and the author": "Skrevet av Ina Brewer\n\nOn spoons and soup.",
    "what the newsroom is, and its address": """The Harrow Post belongs to nine hundred families who wanted it so.

Our door is open on Fridays, or there is letters@harrowpost.example for whoever lives too far.""",
    "sentences that stick to one another": """Copies may be made by anybody who leaves the names and commas as they are.
Every Saturday a single tale goes out by post, without pictures and without hurry.""",
    "two, and an address": """Write to barley@loft.example about the mill.
The county reads letters in the afternoon, below the stones.""",
    "three of them, whatever words they have": """Barley is what our paper is made of, and it is read by the county.
Farmers print it in the loft, at night, below a mill that the miller lent.
Copies of the letter can be had, and so can stones.""",
    "a law's day is no day on which it was mended": """Ina Brewer leads the desk that looks after rivers.

To print this elsewhere is forbidden by the law of 4 February 1994.""",
}
STAYS = {
    "a paragraph that sticks to the one above": """Garth has asked for a permit for the moon.
Barley that is ground on Saturday can be fetched by writing to Garth at mill@sallowford.example before Friday.""",
    "a correction below the author": """Ina Brewer leads the desk that looks after rivers.

Correction: an earlier version of this article had the sluice on the wrong side of the mill.""",
    "a day on which it was mended": """Ina Brewer leads the desk that looks after rivers.

This article was amended on 5 March 2026, for the mill has two stones and not three.""",
    "something new": """Across the ridge there is a village called Oon, where people whistle at dusk.

Nobody has found out why, and those who asked were given soup.""",
    "what another is": "Tom Brewer leads the desk that looks after rivers, and keeps bees in town.",
}


def read(text: str) -> list[str]:
    return [block.text for block in paste.read(text, html=False).blocks]


@pytest.mark.parametrize("below", BELOW.values(), ids=BELOW.keys())
def test_what_is_not_the_articles_is_left_out(below: str) -> None:
    assert read(f"{ARTICLE}\n\n{below}\n\nShare\nPrint")[-1] == LAST


@pytest.mark.parametrize("below", STAYS.values(), ids=STAYS.keys())
def test_last_words_stay(below: str) -> None:
    assert read(f"{ARTICLE}\n\n{below}\n\nShare\nPrint")[-1] == below.split("\n")[-1]


def test_a_line_on_the_author_among_the_text_goes_and_the_text_goes_on() -> None:
    told = "Ina Brewer walks to every ford in the county and writes down who lives there."
    above, _, last = ARTICLE.rpartition("\n\n")
    body = read(f"{above}\n\n{told}\n{last}\n\nShare\nPrint")
    assert told not in body
    assert body[-1] == last


def test_such_a_line_goes_wherever_it_stands() -> None:
    told = "Ina Brewer walks to every ford in the county and writes down who lives there."
    text = ARTICLE.replace("Farmers bring", f"{told}\nFarmers bring")
    body = read(f"{text}\n\nShare\nPrint")
    assert told not in body
    assert len(body) == 5


def test_a_long_box_below_does_not_hide_that_paragraphs_are_set_apart() -> None:
    more = "The stones are from Oon, where people whistle at dusk and nobody who asked about it was given an answer."
    box = "\n".join(
        f"Copies of tale {n} go out by post to whoever leaves every name and comma as they are." for n in range(9)
    )
    assert read(f"{ARTICLE}\n\n{more}\n\n{box}\n\nShare\nPrint")[-1] == more


def test_what_begins_with_the_name_behind_the_copyright_sign_is_on_the_newsroom() -> None:
    told = "The Harrow Post belongs to nine hundred families who wanted it so."
    text = ARTICLE.removeprefix("The Harrow Post\n")  # else that tells it, too
    assert read(f"{text}\n\n{told}\n\n© 2026 The Harrow Post. All rights reserved.")[-1] == LAST
    assert read(f"{text}\n\n{told}\n\n© 2026 The Sallow Times. All rights reserved.")[-1] == told


def test_a_newsroom_that_the_article_names_is_of_its_story() -> None:
    told = "The Harrow Post belongs to nine hundred families who wanted it so."
    text = ARTICLE.replace("The county wrote", "The county told The Harrow Post")
    assert read(f"{text}\n\n{told}\n\n© 2026 The Harrow Post. All rights reserved.")[-1] == told
    assert read(f"{text}\n\n{told}\n\nShare\nletters@harrowpost.example")[-1] == told


def test_a_remark_on_the_article_stays_though_a_label_sticks_to_it() -> None:
    remark = "Editor: the mill's name was changed."
    assert read(f"{ARTICLE}\n\n{remark}\nShare\nPrint")[-1] == remark
    signed = "Words: Ina Brewer in the loft."
    assert read(f"{ARTICLE}\n\n{signed}\nShare\nPrint")[-1] == LAST


def test_what_each_of_several_authors_wrote_stays() -> None:
    text = ARTICLE.replace("Ina Brewer", "By Ina Brewer and Tom Hale").replace("The county", "Ask the county. It")
    second = "The moon is older than the permit, and it has never been late, which is more than the county can say."
    body = read(f"{text}\n\nIna Brewer grinds barley.\n\n{second}\n\n{second[:40]}.\n\nTom Hale keeps the sluice dry.")
    assert second in body


def test_an_address_tells_the_newsrooms_name() -> None:
    assert named_in(Part("Write to chyby@vyhybka.example", ""), Part("Deník Výhybka vychází denně.", "")) == "vyhybka"
    assert named_in(Part("tips@cedardesk.example", ""), Part("The Cedar Desk is a newsroom.", "")) == "cedardesk"
    assert not named_in(Part("tips@cedardesk.example", ""), Part("The desk was made of pine.", ""))


@pytest.mark.parametrize(
    "text", ["ask @harrow_bot now", "see www.harrow.example/tips", "https://harrow.example", "a@b.ch"]
)
def test_an_address_is_seen(text: str) -> None:
    assert has_address(Part(text, ""))


@pytest.mark.parametrize(
    "text", ["He left at 7.30 a.m. on foot.", "It cost 4.200 euros.", "The end.Then silence @ noon"]
)
def test_what_only_looks_like_an_address_is_none(text: str) -> None:
    assert not has_address(Part(text, ""))


@pytest.mark.parametrize(
    ("text", "akin", "strange"),
    [
        ("Der Müller mahlt im Mondlicht.", "Die Müllerin sah das Mondlicht.", "Ein Bus fährt nach Trier."),
        ("老曹在泥灘上養蚵。", "泥灘漲潮了。", "圖書館夜裡開門。"),
        ("แม่ค้าขายข้าวเหนียว", "ข้าวเหนียวหมดแล้ว", "รถไฟมาสาย"),
    ],
)
def test_lines_are_akin_that_share_words_in_any_script(text: str, akin: str, strange: str) -> None:
    kin = Kinship([Part(text, "")])
    assert kin.shared(Part(akin, ""))[0] > 0
    assert kin.shared(Part(strange, ""))[0] == 0
