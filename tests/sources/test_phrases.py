from __future__ import annotations

import time

import pytest
import regex

from publisher.sources.phrases import Phrases, plainly
from publisher.sources.vocabulary import files, vocabulary
from publisher.sources.words import fold


def found(text: str, spaced: str = "", joined: str = "") -> list[str]:
    listed = Phrases(filter(None, spaced.split(" | ")), filter(None, joined.split(" | ")))
    return [text[start:end] for start, end in listed.spans(text)]


@pytest.mark.parametrize(
    ("text", "listed", "said"),
    [
        ("we give what we can", "we | give", ["we", "give", "we"]),
        ("they forgive us", "give", []),
        ("support us, support our work", "support | support us", ["support us", "support"]),
        ("his donations, donated", "donat*", ["donations", "donated"]),
        ("join the 5,000 members", "join the * members", []),
        ("join the many members", "join the * members", ["join the many members"]),
        ("политику конфиденциальности", "политик* конфиденциальности", ["политику конфиденциальности"]),
        ("5 €/month, a €5", "/month | €", ["€", "/month"]),
        ("5/month", "/month", []),
        ("r$ 20", "r$", ["r$"]),
        ("", "we", []),
    ],
)
def test_a_phrase_is_found_as_words_of_its_own(text: str, listed: str, said: list[str]) -> None:
    assert found(text, listed) == said


@pytest.mark.parametrize(
    ("text", "listed", "said"),
    [
        ("请支持我们的报道", "支持 | 支持我们", ["支持我们"]),
        ("לתרומה ולתרומות", "תרומ*", ["תרומה", "תרומות"]),
        ("وتبرّعوا لنا", "تبرع*", ["تبرّعوا"]),
        ("وتبرعوا لنا", "تبرّع | لنا", ["تبرع", "لنا"]),
        ("年", "年", ["年"]),
    ],
)
def test_where_words_are_joined_a_phrase_may_stand_in_one(text: str, listed: str, said: list[str]) -> None:
    assert found(text, joined=listed) == said


def test_in_the_languages_files_a_star_is_for_an_ending_or_a_word() -> None:
    listed = [phrase for file in files().values() for lists in file.values() for phrase in lists]
    assert [phrase for phrase in listed if regex.search(r"\*\w", phrase)] == []


def test_a_line_without_end_is_looked_through_once() -> None:
    words = vocabulary(["latin", "han", "arabic"], "en")
    line = fold("support us 支持我们 تبرع " * 20_000)
    began = time.process_time()
    assert words["ask"].found(line) >= {"support us"}
    assert found("تبرع" * 60_000, joined="تبرع*") == ["تبرع" * 60_000]
    assert time.process_time() - began < 5


def test_of_lists_of_two_scripts_no_phrase_stands_in_another() -> None:
    both = Phrases.together([Phrases(["support us"], []), Phrases([], ["us支持"])])
    assert both.spans("support us支持") == [(8, 12)]
    assert both.spans("support us, us支持") == [(0, 10), (12, 16)]


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("hakkımızda", "HAKKIMIZDA"),
        ("διαβάστε επίσης", "ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ"),
        ("ещё по теме", "Еще по теме"),
        ("بیشتر بخوانید", "بيشتر بخوانيد"),
        ("اقرأ أيضا", "إقرا ايضا"),
        ("צה״ל", 'צה"ל'),
        ("फ़ोटो", "फोटो"),
        ("citiţi şi", "Citiți și"),
    ],
)
def test_letters_that_are_written_for_one_another_are_one(listed: str, written: str) -> None:
    assert plainly(fold(written))[0] == plainly(fold(listed))[0]


def test_a_few_arabic_letters_stand_for_a_word_and_not_inside_of_one() -> None:
    known = Phrases((), ["ما"])
    assert known.spans("ما هنا") == [(0, 2)]
    assert known.spans("شما") == []


@pytest.mark.parametrize("phrase", ["you give", "you", "you *", "iban"])
@pytest.mark.parametrize("common", [(), {"you"}, {"you", "give", "iban"}])
def test_a_phrase_is_found_whatever_words_are_common(phrase: str, common: set[str]) -> None:
    assert Phrases([phrase], [], common).spans(f"what {phrase.replace('*', 'did')} counts") != []
    assert Phrases([], [phrase], common).spans(f"что {phrase.replace('*', 'did')} 支持") != []


def test_a_latin_name_among_joined_phrases_is_a_word_of_its_own() -> None:
    known = Phrases([], ["paypal", "支持"])
    assert known.spans("用 paypal 支持") == [(2, 8), (9, 11)]
    assert known.spans("paypalme") == []
