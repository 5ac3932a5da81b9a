"""Lines that stand as no paragraph does, where all paragraphs have an empty line below them. Nonsense words."""

from __future__ import annotations

import pytest

from publisher.sources.paste import read

from .nonsense import HEAD, LAST, ONE, THREE, TWO


def told(between: str) -> list[str]:
    return [block.text for block in read(f"{HEAD}{ONE}\n\n{TWO}\n\n{between}{THREE}\n\n{LAST}\n", html=False).blocks]


@pytest.mark.parametrize(
    "between",
    [
        "Drusk pelon hima\nPlask umber jolit quask sorba, timbo renda (Foka)\nHimla drupa\nMelik na kelda\n",
        "Plask umber jolit hoska renda\nDrusk pelon hima quask timbo\n\nMelik na kelda\n",
        "Drusk umber jolit?\n\nJoin our WhatsApp channel and get the best of jolit plask umber.\n\nMelik kelda\n",
    ],
    ids=["a caption with brackets", "two lines alone", "a question above a box"],
)
def test_what_leads_to_no_paragraph_is_left_out(between: str) -> None:
    kept = told(between)
    assert [text for text in kept if "drusk" in text.lower()] == []
    assert [text for text in kept if text in (ONE, TWO, THREE, LAST)] == [ONE, TWO, THREE, LAST]


@pytest.mark.parametrize(
    ("between", "kept"),
    [
        ("Melik na kelda\n", "Melik na kelda"),
        ("Galor nesti:\ndrusk pelon hima,\nplask umber jolit,\nquask himla.\n", "drusk pelon hima,"),
        ("Kelda vesti nolta\nVondar zerin brom\n\n", "Kelda vesti nolta"),
        ("“Drusk pelon hima kosk”\n\n", "“Drusk pelon hima kosk”"),
        ("Drusk pelon hima kosk?\n\n", "Drusk pelon hima kosk?"),
    ],
    ids=["a subhead", "a list", "two lines of the text's words", "who speaks", "a question to somebody in the story"],
)
def test_what_an_author_sets_so_stays(between: str, kept: str) -> None:
    assert any(kept in text for text in told(between))


REQUEST = (
    "Support our independent newsroom\nWe have no owner and no party. Our readers pay for our work: "
    "please donate five euros a month and become a member today.\n\n"
)


@pytest.mark.parametrize(
    ("after", "asked"),
    [
        ("Drusk pelon hima kosk da.\n\nHimla jolit quask\nUmber drupa\n\n", ("Drusk pelon hima kosk da.",)),
        ("Drusk pelon fremi kosk da.\n\nHimla jolit quask\nUmber drupa\n\n", ()),
        ("Drusk pelon hima kosk da.\n\n", ()),
    ],
    ids=["with its button", "a word of the text", "no button"],
)
def test_a_request_goes_on_to_its_button_unless_it_has_a_word_of_the_text(after: str, asked: tuple[str, ...]) -> None:
    story = read(f"{HEAD}{ONE}\n\n{TWO}\n\n{REQUEST}{after}Melik na kelda\n{THREE}\n\n{LAST}\n", html=False)
    assert story.appeal
    assert story.appeal.paragraphs[1:] == asked
    assert story.appeal.call_to_action == ("Himla jolit quask" if asked else "")


def test_what_stands_between_the_name_of_a_box_and_its_button_goes_with_it() -> None:
    box = "Log in to read on\nDrusk pelon hima kosk da.\n\nHimla jolit quask\nUmber plask\nSubscribe\n"
    text = f"{HEAD}{ONE}\n\n{TWO}\n\nMelik kelda\n{THREE}\n\n{LAST}\n\n"
    assert read(text + box, html=False).blocks[-1].text == LAST
    alone = read(text + "Drusk pelon hima kosk da.\n\n" + box, html=False)
    assert alone.blocks[-1].text == "Drusk pelon hima kosk da."


def test_a_question_above_a_box_goes_with_it_in_html_too() -> None:
    box = "<p>Drusk umber jolit?</p><p>Join our WhatsApp channel and get the best of jolit plask umber each week.</p>"
    html = f"<h1>Vondar melik</h1><p>{ONE}</p><p>{TWO}</p>{box}<p>{THREE}</p><p>{LAST}</p>"
    assert [block.text for block in read(html, html=True).blocks] == [ONE, TWO, THREE, LAST]
