"""Strips among a plain text in which the site bids its readers something."""

from __future__ import annotations

import pytest

from publisher.sources.paste import read

_TEXT = """The bridge that nobody crosses

By Anna Perera
May 4, 2026

The bridge at Kelly's Ferry was opened in 1931 and has been closed since the spring, because a beam fell into the river.

The county says that it will be mended. It has said so in each of the last nine years, most recently in April.

{strip}

Nobody crosses it now but goats, and the goats, says their owner, were never told that it was closed to traffic.

He has put up a gate on his side. On the other side there is a sign, and below the sign there are more goats.
"""


@pytest.mark.parametrize(
    "strip",
    [
        "Get real-time news from the Tribune on WhatsApp. Join our channel now.",
        "📲 Siga o canal do Vale Norte no WhatsApp",
        "Підписуйтесь на наш канал у Viber, щоб не пропустити головне",
        "Haberleri Google News üzerinden takip edin",
        "Are you a confidential source? Send us a tip.",
        "Need a break? Check out the new hub with puzzles and games!",
    ],
)
def test_a_strip_that_bids_readers_is_left_out(strip: str) -> None:
    story = read(_TEXT.format(strip=strip), html=False)
    assert strip not in [block.text for block in story.blocks]
    assert strip in [dropped.text for dropped in story.dropped]


@pytest.mark.parametrize(
    "said",
    [
        "“Follow me on Instagram and you will see the goats,” said the owner, who has two followers there.",
        "The owner of the goats told his daughter to follow them on Instagram, and she has done so ever since.",
        "Who owns the goats? Anna Perera has asked in every village along the river, and nobody knows.",
    ],
)
def test_what_the_author_tells_of_networks_and_asks_stays(said: str) -> None:
    assert said in [block.text for block in read(_TEXT.format(strip=said), html=False).blocks]


def test_a_label_with_a_colon_right_above_a_title_is_a_pointer_in_any_language() -> None:
    story = read(_TEXT.format(strip="Lexo edhe:\nUra që lidh dy komuna dhe asnjë rrugë"), html=False)
    assert [one.title for one in story.related] == ["Ura që lidh dy komuna dhe asnjë rrugë"]


def test_the_paragraph_above_the_head_of_a_newsletters_box_stays() -> None:
    box = "A day without water\n\n“At first people came all the same,” says Eladio, who lives opposite.\n\nNewsletter\n"
    box += "The Climate Letter\nThe news about the planet, each Friday in your inbox\nSubscribe"
    texts = [block.text for block in read(_TEXT.format(strip=box), html=False).blocks]
    assert "“At first people came all the same,” says Eladio, who lives opposite." in texts
    assert not any("inbox" in text for text in texts)


def test_a_field_for_an_address_is_known_by_its_button_and_takes_its_promises_with_it() -> None:
    box = "Each Monday by post\nOne story about a place.\n\nDeine E-Mail\nAbonnieren\nKein Spam. Abmelden jederzeit."
    texts = [block.text for block in read(_TEXT.format(strip=box), html=False).blocks]
    assert len(texts) == 4


def test_a_subhead_below_a_newsletters_box_stays() -> None:
    box = "The Goat Letter\nEach Friday in your inbox.\n\nYour email\nSubscribe\nOne bridge less"
    assert "One bridge less" in [block.text for block in read(_TEXT.format(strip=box), html=False).blocks]


@pytest.mark.parametrize(
    "box",
    [
        "اقرأ/ي أيضًا:\nOne bridge and three counties that own it\nFollow us on WhatsApp",
        "Advertisement\nWATCH | How a bridge is built in winter",
        "Live\n0:00\n24:13",
    ],
)
def test_pointers_and_players_are_known_with_labels_of_the_site_below_them(box: str) -> None:
    assert len(read(_TEXT.format(strip=box), html=False).blocks) == 4


def test_a_line_among_paragraphs_that_leads_to_a_page_that_asks_is_no_appeal() -> None:
    story = read(_TEXT.format(strip="Support quality journalism - Subscribe to The Ferry digital"), html=False)
    assert story.appeal is None
    assert len(story.blocks) == 4
