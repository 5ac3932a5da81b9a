"""What the author wrote beside a box or list of the site, in a plain text, and stays: subheads, entries, paragraphs."""

from __future__ import annotations

import pytest

from publisher.sources import paste

FIRST = "The ferry left at six with eleven cars, two dogs and a refrigerator that nobody on board had asked for."
SECOND = "Nobody was charged, and nobody knew whom to charge, the harbour master said on Tuesday morning."
THIRD = "By noon the boat was back at its berth, and the refrigerator stood alone on the quay in the rain."
LAST = "It was still there on Friday. Somebody had put a note on its door, and the note said that it works."
HEAD = "The ferry and the refrigerator\nBy Ada Obi\n3 May 2026\n\n"


def kept(text: str) -> list[str]:
    return [block.text for block in paste.read(text, html=False).blocks]


@pytest.mark.parametrize(
    ("related", "subhead"),
    [
        ("The parking lot that thinks it is a park", "Who owns the refrigerator on the quay?"),
        ("Only one company bids on the old boiler of the mill", "What happens now"),
        ("Only one company bids on the old boiler of the mill\nA list of two", "Cold cargo"),
        ("The parking lot\nAnother tale of the sea", "2. By noon"),
    ],
)
def test_a_subhead_that_sticks_to_a_list_of_other_articles_stays(related: str, subhead: str) -> None:
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\nRelated\n{related}\n{subhead}\n{THIRD}\n\n{LAST}\n"
    assert kept(text) == [FIRST, SECOND, subhead, THIRD, LAST]


@pytest.mark.parametrize("title", ["Why the bins of the town moved?", "The last postman of the islands"])
def test_the_title_of_another_article_right_above_a_paragraph_is_no_subhead(title: str) -> None:
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\nRelated\nThe parking lot of the park\n{title}\n\n{THIRD}\n\n{LAST}\n"
    assert kept(text) == [FIRST, SECOND, THIRD, LAST]


def test_numbered_subheads_stay_though_no_empty_lines_part_the_text() -> None:
    lines = [FIRST, SECOND, "Related", "The parking lot of the park", "1. By noon", THIRD, "2. On Friday", LAST]
    assert kept(HEAD.replace("\n\n", "\n") + "\n".join(lines))[2:] == ["1. By noon", THIRD, "2. On Friday", LAST]


def test_the_entries_of_a_live_blog_keep_their_times_and_subheads() -> None:
    entries = ["18:20", "The boat is back", THIRD, "Share", "11:40", "Nobody is charged", SECOND]
    text = HEAD + FIRST + "\n\n" + "\n".join(entries) + "\nShare\n\n" + LAST
    assert [line for line in kept(text) if line in entries] == [one for one in entries if one != "Share"]


def test_the_time_of_one_film_is_no_entry() -> None:
    text = f"{HEAD}{FIRST}\n\n01:20\nThe boat is back\n\n{SECOND}\n\n{THIRD}\n\n{LAST}\n"
    assert "01:20" not in kept(text)


def test_a_paragraph_between_two_boxes_that_offer_a_newsletter_stays() -> None:
    more = f"{THIRD} {SECOND}"
    box = "One street a week\nEvery Thursday we walk one.\n\nYour email\nSubscribe\nNo spam. Unsubscribe anytime.\n\n"
    below = "\n\nSign up for more like this.\nEnter your email\nSubscribe\n"
    assert more in kept(f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{box}{more}{below}")


ANSWERS = f"Ms Rommel, how does a harbour notice?\n\n{FIRST}\n\nAnd what was broken?\n\n{SECOND}\n\n"


@pytest.mark.parametrize("stays", [True, False])
def test_a_box_about_whom_the_interview_asks_is_the_authors(stays: bool) -> None:
    name = "Elsbeth Rommel" if stays else "Gesine Tappert"
    told = f"{name}, 67, is a reporter here since 1994 and has outlived two organs and three harbour masters."
    text = f"{HEAD}{ANSWERS}About the author\n\n{told}\n\nAnd now it stands there?\n\n{THIRD}\n"
    assert ({"About the author", told, THIRD} <= set(kept(text))) == stays


def test_a_last_sentence_signed_in_small_letters_stays() -> None:
    last = "“As long as it works,” she said. (rat/fik)"
    assert (
        kept(f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{LAST}\n\n{last}\n\nEditor: Ada Obi\n\nTags: sea, ice\n")[-1]
        == last
    )
