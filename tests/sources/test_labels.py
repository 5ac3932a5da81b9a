"""What a site writes on its buttons and below its articles, in many languages; and what only an author says so."""

from __future__ import annotations

import pytest

from publisher.sources import paste

from .test_appeals_of_others import article

BELOW = {
    "de": "Haben Sie einen Fehler gefunden? Schreiben Sie uns, wir freuen uns über jeden Hinweis.",
    "fr": "Vous avez repéré une erreur dans cet article ? Écrivez-nous, nous corrigerons dès que possible.",
    "ru": "Если вы заметили ошибку, выделите её мышью и нажмите Ctrl+Enter, чтобы редакция исправила.",
    "tr": "Bu yazıda bir yazım hatası mı gördünüz? Bize yazın, en kısa sürede düzeltip haber verelim.",
    "ja": "最後までお読みいただきありがとうございました。この記事の無断転載を禁じます。",
    "es": "Gracias por leernos. Si detectas un error en este artículo, escríbenos y lo corregiremos cuanto antes.",
}
BETWEEN = {
    "de": "Anzeige",
    "fr": "Écouter l’article",
    "ru": "Фотогалерея",
    "he": "לכל התמונות",
    "ko": "기사 듣기",
    "zh": "查看更多",
}


@pytest.mark.parametrize("language", BELOW)
def test_what_a_site_tells_its_readers_below_the_text_is_left_out(language: str) -> None:
    read = paste.read("\n\n".join([*article(language), BELOW[language]]))
    assert BELOW[language] not in [block.text for block in read.blocks]
    assert read.blocks[-1].text == article(language)[-1]


@pytest.mark.parametrize("language", BETWEEN)
def test_a_button_among_the_paragraphs_is_left_out(language: str) -> None:
    text = article(language)
    read = paste.read("\n\n".join([*text[:4], BETWEEN[language], *text[4:]]))
    assert BETWEEN[language] not in [block.text for block in read.blocks]


def test_a_word_that_somebody_says_is_no_button() -> None:
    text = article("en")
    read = paste.read("\n\n".join([*text[:4], "More.", *text[4:]]))
    assert "More." in [block.text for block in read.blocks]


def airy(*between: str) -> list[str]:
    """What is read of a text whose paragraphs are set apart, and these lines in its middle."""
    text = article("en")
    head = f"{text[0]}\nShare\n"
    read = paste.read("\n\n".join([head + text[1], *text[2:4], "\n".join([*between, text[4]]), *text[5:]]))
    return [f"{block.kind}: {block.text}" for block in read.blocks]


def test_a_vote_that_readers_are_asked_for_is_left_out() -> None:
    asked = ["Should the bell ring at noon?", "Yes", "No"]
    assert airy(*asked) == airy()
    assert len(airy("The bell that nobody rang")) == len(airy()) + 1  # a subhead stays


def test_a_picture_s_description_and_its_caption_share_a_word() -> None:
    subhead = "The night without a clock"
    assert airy("Candles on a step", "With these candles they counted.\n", subhead) == airy(subhead)


def test_few_words_in_quotation_marks_are_a_pull_quote_where_the_text_above_says_them() -> None:
    text = article("en")
    words = text[3].split()[2:6]
    quote = f"“{' '.join(words).strip('.,“”')}”"
    read = paste.read("\n\n".join([f"{text[0]}\nShare\n{text[1]}", *text[2:4], quote, *text[4:]]))
    assert [block.kind for block in read.blocks if block.text == quote] == ["pull_quote"]


def test_signs_may_stand_before_what_points_to_another_article() -> None:
    text = article("vi")
    read = paste.read("\n\n".join([*text[:4], ">> Xem thêm: Cây cầu đi mượn", *text[4:]]))
    assert "Cây cầu đi mượn" in [one.title for one in read.related]
