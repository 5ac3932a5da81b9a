"""What ordinary pages have around their articles when they are copied as plain text: heads, lists, credits, ends."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.story import Story

TITLE = "Ferry returns to the bay after three winters"
TEXT = [
    "The first boat left the pier at six in the morning with forty people and a goat on board of it.",
    "Nobody had believed in it until the ropes were thrown, the harbour master said on the quay later.",
    "By the evening the ferry had crossed the bay eleven times, and every seat had been taken, the crew counted.",
    "The town pays for it until winter, and what comes after that will be talked about in the council in May.",
]


def read(*blocks: str) -> Story:
    return paste.read("\n\n".join(blocks))


def told(story: Story) -> list[str]:
    return [block.text for block in story.blocks]


@pytest.mark.parametrize(
    "head",
    [
        f"News\n{TITLE}\nANA ROY aroy@harbour.example\nJul 13, 2025",
        f"Harbour News\nIndependent watchdog reporting for the bay\nNews\nSport\nViews\nDonate\n{TITLE}\nBy Ana R.",
        f"{TITLE}\nAna Roy | 4 March 2026\nPeople beside the pier\nPeople beside the old pier, on Saturday in March",
        f"{TITLE}\nForty people and a goat were on board of it\nThe town pays for it until winter comes\nBy Ana Roy",
        f"Dollar 44.12 Euro 51.03 Gold 6,812\n{TITLE}\n4 March 2026",
    ],
    ids=["address", "under the site's name", "described", "three lines", "ticker"],
)
def test_the_title_is_told_from_what_stands_around_it(head: str) -> None:
    assert read(head, *TEXT).title == TITLE


def test_who_wrote_it_is_told_before_an_address() -> None:
    assert read(f"News\n{TITLE}\nAna Roy aroy@harbour.example\nJul 13, 2025", *TEXT).byline == ("Ana Roy",)


def test_a_list_that_is_announced_is_the_authors() -> None:
    events = (
        "Saturday 20 June: football, £3 on the gate\nFriday 26 June: quiz night, £5 a head\nSunday 12 July: a raffle"
    )
    story = read(TITLE, *TEXT[:2], f"How to help\nSeveral events are planned:\n\n{events}\n{TEXT[2]}", TEXT[3])
    assert set(events.split("\n")) <= set(told(story))


def test_names_and_figures_below_a_heading_are_the_authors() -> None:
    figures = "Built: 1 May 1964\nLength: 50 metres\nSeats: 11,260\nCost 2025: 74,000 euros"
    story = read(TITLE, *TEXT[:2], f"The ferry in figures\n{figures}\n{TEXT[2]}", TEXT[3])
    assert {"The ferry in figures", *figures.split("\n")} <= set(told(story))


def test_a_box_of_facts_below_the_text_is_the_authors_and_a_box_of_the_site_is_not() -> None:
    facts = "Facts: the ferry\nIt was built in 1934.\nIt is twelve metres long.\nIts crew counts four."
    site = "Harbour: the app\nIt has what you need.\nIt tells you when boats leave.\nIt is on your telephone."
    assert set(facts.split("\n")) <= set(told(read(TITLE, *TEXT, facts, "Tags\nHarbour")))
    assert "Harbour: the app" not in told(read(TITLE, *TEXT, site, "Tags\nHarbour"))


def test_who_helped_is_told_right_below_the_text() -> None:
    assert told(read(TITLE, *TEXT, "*With Renan Tedesco", "Tags\nHarbour"))[-1] == "*With Renan Tedesco"


def test_a_credit_in_capitals_goes_with_its_caption() -> None:
    caption = "The Ana, built in 1931, has been closed to people since a report in April."
    head = f"{TITLE}\nBy Ana Roy\nJul 13, 2025\nThe Ana\n{caption}"
    story = read(head, f"TOM REINHARDT, HARBOUR PRESS\n{TEXT[0]}", *TEXT[1:], "© Harbour Press")
    assert told(story) == TEXT


def test_a_subhead_in_capitals_is_no_credit_and_the_paragraph_above_it_no_caption() -> None:
    story = read(f"{TITLE}\nBy Ana Roy\nJul 13, 2025\n{TEXT[0]}", f"THE FERRY, YEAR TWO\n{TEXT[1]}", *TEXT[2:])
    assert told(story) == [TEXT[0], "THE FERRY, YEAR TWO", *TEXT[1:]]


def test_an_author_in_capitals_is_known_below_the_text() -> None:
    head = f"{TITLE}\nANA ROY aroy@harbour.example\nJul 13, 2025"
    story = read(
        head, *TEXT, "Ana Roy has written for the Press since 1988. Her column appears on Sundays.", "Tags\nBay"
    )
    assert told(story)[-1] == TEXT[-1]


def test_the_name_of_a_box_goes_with_its_notice_of_a_paywall() -> None:
    box = "Local news, delivered\nGet unlimited access to harbour.example for just $1.\n\nSubscribe now"
    assert told(read(TITLE, *TEXT[:2], f"{box}\n{TEXT[2]}", TEXT[3])) == TEXT


def test_a_label_of_other_articles_in_wide_brackets_ends_no_article() -> None:
    first = "島の港から朝六時に最初の船が出た。四十人と一頭の山羊が乗っていた。港の人たちは手を振って見送った。"
    second = "誰も船が戻るとは信じていなかった。綱が投げられるまでは、と港長は埠頭で話した。三年ぶりの船だった。"
    third = "夕方までに船は湾を十一回渡り、席はすべて埋まった。乗組員が数えたところ、客は四百人を超えていた。"
    fourth = "町は冬までの費用を払う。その後のことは五月の議会で話し合われる予定だ。船長は来年も続けたいと言う。"
    story = read(
        "船が湾に戻る", "2026年5月25日", first, second, "【関連記事】\n港の空き家、成約最多の31件", third, fourth
    )
    assert told(story)[-2:] == [third, fourth]
