"""The scorer itself, on made-up stories: each fault costs where it must, and only there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .corpus.cases import Expected
from .corpus.measures import measure, strays, total
from .corpus.reading import Reading
from .corpus.wording import in_common, plain, words

FIRST = "The ferry came back on Monday, seven years after the last one, with eleven passengers."
SECOND = "Nobody knows how long it will stay, the council said in a letter."
LAST = "“I had forgotten what the river looks like,” said one passenger."
BODY = (("paragraph", FIRST), ("heading", "A new roof"), ("list", "One boat\nTwo captains"))
BODY += (("paragraph", SECOND), ("paragraph", LAST))
TRUTH = Expected(
    title="The ferry returns",
    standfirst="After seven years the boat runs again.",
    byline=("Ines Prado",),
    date="2026-01-05",
    language="en-GB",
    body=BODY,
    pull_quotes=("It will stay",),
    pictures=1,
    captions=(("The ferry on Monday.", "Photo: Lea Moll"),),
    related=("Why the pier burned", "Who owns the boat"),
    appeal=("Support us", "We are three and depend on our readers. Please donate today.", "Donate now"),
    junk=("Home", "Share this story with your friends"),
)
PERFECT = Reading(
    title="The ferry returns",
    standfirst="After seven years the boat runs again.",
    byline=("Ines Prado",),
    date="2026-01-05",
    language="en",
    body=BODY,
    pull_quotes=("It will stay",),
    pictures=1,
    captions=(("The ferry on Monday.", "Lea Moll"),),
    related=("Why the pier burned", "Who owns the boat"),
    appeal=TRUTH.appeal,
)


def faults(got: Reading, expected: Expected = TRUTH) -> dict[str, tuple[float, float]]:
    """What is not wholly right in the reading of HTML."""
    scores = measure(expected, got, "html")
    return {name: one for name, one in scores.items() if one[0] != (0 if name == "false_appeal" else one[1])}


def with_body(*body: tuple[str, str]) -> Reading:
    return replace(PERFECT, body=body)


def test_a_perfect_reading_has_no_fault() -> None:
    assert faults(PERFECT) == {}
    assert set(measure(TRUTH, PERFECT, "html")) >= {"title", "recall", "captions", "credits", "related", "bounds"}


def test_a_lost_paragraph_costs_recall_alone() -> None:
    found = faults(with_body(*BODY[:3], BODY[4]))
    assert set(found) == {"recall"}
    assert found["recall"][0] == pytest.approx(1 - len(words(SECOND)) / sum(len(words(text)) for _, text in BODY))


def test_the_first_and_the_last_paragraph_are_asked_apart() -> None:
    assert set(faults(with_body(*BODY[1:]))) == {"first", "recall"}
    assert set(faults(with_body(*BODY[:-1]))) == {"last", "recall"}


def test_a_share_line_costs_junk_and_precision() -> None:
    for line in ("Share", "Facebook Twitter", "Share this story with your friends"):
        body = (*BODY[:4], ("paragraph", line), BODY[4])
        assert set(faults(with_body(*body))) == {"clean", "precision"}
        assert strays(TRUTH, with_body(*body)) == [line]


def test_a_label_glued_to_a_paragraph_is_junk() -> None:
    assert "clean" in faults(with_body(*BODY[:3], ("paragraph", f"{SECOND} Share"), BODY[4]))


def test_a_label_whose_words_the_text_uses_is_junk_too() -> None:
    assert "clean" in faults(with_body(*BODY[:4], ("paragraph", "the ferry"), BODY[4]))
    said = replace(
        TRUTH, junk=("eleven passengers said",), body=(*BODY, ("paragraph", "So eleven passengers said it."))
    )
    got = with_body(*BODY, ("paragraph", "eleven passengers said"), ("paragraph", "So eleven passengers said it."))
    assert set(faults(got, said)) == {"clean", "precision"}


def test_captions_related_titles_and_appeals_are_junk_in_the_text() -> None:
    for line in (TRUTH.captions[0][0], TRUTH.related[0], TRUTH.appeal[1], "Ines Prado"):
        assert "clean" in faults(with_body(*BODY[:4], ("paragraph", line), BODY[4]))


def test_a_paragraph_cut_in_two_is_no_junk_but_not_the_first() -> None:
    cut = FIRST.index(" seven")
    got = with_body(("paragraph", FIRST[:cut]), ("paragraph", FIRST[cut:]), *BODY[1:])
    assert set(faults(got)) == {"first"}


def test_text_out_of_its_order_costs_recall_and_precision() -> None:
    assert set(faults(with_body(*BODY[:3], BODY[4], BODY[3]))) == {"last", "recall", "precision"}


def test_spaces_case_quotes_and_unseen_signs_cost_nothing() -> None:
    body = tuple(
        (kind, text.replace("“", '"').replace(" ", "\u00a0").replace("ferry", "fer\u00adry")) for kind, text in BODY
    )
    assert faults(with_body(*body)) == {}
    assert plain("e\u0301\u200b  A") == "é a"


def test_a_standfirst_left_in_the_text_costs_the_standfirst_alone() -> None:
    got = replace(PERFECT, standfirst="", body=(("paragraph", TRUTH.standfirst), *BODY))
    assert set(faults(got)) == {"standfirst"}


def test_a_first_paragraph_taken_for_the_standfirst_costs_both_and_recall() -> None:
    got = replace(PERFECT, standfirst=FIRST, body=BODY[1:])
    assert set(faults(got, replace(TRUTH, standfirst=""))) == {"standfirst", "first", "recall"}


def test_a_site_s_name_as_title_or_as_standfirst_is_wrong() -> None:
    assert set(faults(replace(PERFECT, title="The ferry returns – Gazette"))) == {"title"}
    assert set(faults(replace(PERFECT, standfirst="The Gazette"))) == {"standfirst", "clean"}


def test_a_pull_quote_swallowed_by_the_text_costs_its_own_measure_and_precision() -> None:
    got = replace(PERFECT, pull_quotes=(), body=(*BODY[:3], ("quotation", "It will stay"), *BODY[3:]))
    assert set(faults(got)) == {"pull_quotes", "precision"}
    assert faults(got)["pull_quotes"] == (0, 1)


def test_a_paragraph_taken_for_a_pull_quote_costs_recall_and_counts_against_pull_quotes() -> None:
    got = replace(PERFECT, pull_quotes=("It will stay", SECOND), body=(*BODY[:3], BODY[4]))
    assert faults(got)["pull_quotes"] == (1, 2)
    assert set(faults(got)) == {"pull_quotes", "recall"}


def test_related_counts_what_is_missing_and_what_is_invented() -> None:
    assert faults(replace(PERFECT, related=TRUTH.related[:1]))["related"] == (1, 2)
    assert faults(replace(PERFECT, related=(*TRUTH.related, "Most read")))["related"] == (2, 3)


def test_captions_and_credits_are_asked_apart() -> None:
    assert set(faults(replace(PERFECT, captions=(("", "Lea Moll"),)))) == {"captions"}
    assert set(faults(replace(PERFECT, captions=(("The ferry on Monday.", ""),)))) == {"credits"}
    assert set(faults(replace(PERFECT, captions=()))) == {"captions", "credits"}


def test_pictures_are_counted_where_there_can_be_any() -> None:
    assert set(faults(replace(PERFECT, pictures=2))) == {"pictures"}
    assert "pictures" not in measure(TRUTH, PERFECT, "text")
    assert "pictures" not in measure(replace(TRUTH, pictures=0), PERFECT, "page")


def test_in_a_text_a_caption_is_right_where_it_was_left_out_and_said_so() -> None:
    left = replace(PERFECT, captions=(), left_out=("The ferry on Monday. Photo: Lea Moll",))
    assert measure(TRUTH, left, "text")["captions"] == (1, 1)
    assert measure(TRUTH, replace(left, left_out=()), "text")["captions"] == (0, 1)
    assert "credits" not in measure(TRUTH, left, "text")


def test_an_appeal_is_found_by_half_and_bounded_by_all_of_it() -> None:
    assert set(faults(replace(PERFECT, appeal=()))) == {"appeal", "bounds"}
    assert set(faults(replace(PERFECT, appeal=TRUTH.appeal[1:2]))) == {"bounds"}
    assert set(faults(replace(PERFECT, appeal=(*TRUTH.appeal, "Home News Sport")))) == {"bounds"}
    assert set(faults(replace(PERFECT, appeal=("Who owns the boat and why it burned",)))) == {"appeal", "bounds"}


def test_a_false_appeal_is_asked_only_where_there_is_none() -> None:
    without = replace(TRUTH, appeal=())
    assert faults(PERFECT, without) == {"false_appeal": (1, 1)}
    assert measure(without, replace(PERFECT, appeal=()), "html")["false_appeal"] == (0, 1)
    assert "appeal" not in measure(without, PERFECT, "html")
    assert "false_appeal" not in measure(TRUTH, PERFECT, "html")


def test_byline_date_language_and_direction() -> None:
    assert set(faults(replace(PERFECT, byline=("Ines Prado", "Follow")))) == {"byline"}
    assert set(faults(replace(PERFECT, date=""))) == {"date"}
    assert set(faults(replace(PERFECT, date="2026-01-06"), replace(TRUTH, date=""))) == {"date"}
    assert set(faults(replace(PERFECT, language="de", direction="rtl"))) == {"language", "direction"}


def test_what_a_form_cannot_tell_is_not_asked() -> None:
    assert faults(replace(PERFECT, date=""), replace(TRUTH, unasked=frozenset({"date"}))) == {}


def test_nothing_read_is_wrong_in_everything_that_was_asked() -> None:
    scores = measure(TRUTH, Reading(direction="rtl"), "html")
    assert {name for name, score in scores.items() if score[0]} == set()


def test_scripts_without_spaces_are_compared_sign_by_sign() -> None:
    assert words("渡輪週一復航 – MV Lungara") == ["渡", "輪", "週", "一", "復", "航", "mv", "lungara"]
    chinese = replace(TRUTH, body=(("paragraph", "渡輪週一復航,島上居民在碼頭等候。"),), standfirst="", pull_quotes=())
    got = replace(
        PERFECT, body=(("paragraph", "渡輪週一復航,島上居民在碼頭等候。"), ("paragraph", "居民在")), pull_quotes=()
    )
    assert "clean" in faults(replace(got, standfirst=""), chinese)


def test_joiners_that_a_script_needs_are_part_of_its_words() -> None:
    assert words("می\u200cخواهم") != words("میخواهم")
    assert words("ශ්\u200dරී") == ["ශ්\u200dරී"]


def test_words_in_common_keep_their_order() -> None:
    assert in_common(list("abcbdab"), list("bdcaba")) == 4
    assert in_common([], list("ab")) == in_common(list("ab"), []) == 0
    assert in_common(list("abc") * 50, list("abc") * 50) == 150


def test_totals_add_up_what_was_asked() -> None:
    assert total([{"title": (1, 1), "related": (1, 4)}, {"title": (0, 1)}]) == {"title": (1, 2), "related": (1, 4)}


def test_a_subhead_of_words_that_the_standfirst_has_too_is_not_lost() -> None:
    truth = replace(TRUTH, standfirst="After seven years the boat has a new roof.")
    got = replace(PERFECT, standfirst=truth.standfirst)
    assert faults(got, truth) == {}
    assert "recall" in faults(replace(got, body=tuple(one for one in BODY if one[0] != "heading")), truth)
