"""The site's boxes below a plain text, and marks and notes at its end. Nonsense words and a few that are known."""

from __future__ import annotations

import pytest

from publisher.sources.paste import read

from .nonsense import HEAD, LAST, ONE, THREE, TWO

TEXT = f"{HEAD}{ONE}\n\n{TWO}\n\nMelik kelda\n{THREE}\n\n{LAST}\n\n"
OURS = "We are a small team, and our journalism is independent: bask korim salit hima kosk umber jolit quask."


@pytest.mark.parametrize(
    "below",
    [
        "(Drupa)\n\nDrusk pelon hima kosk, umber jolit quask plask himla, sorba timbo renda hoska.\n\nHimla\n",
        "Join our WhatsApp channel\nYou get drusk pelon hima kosk, umber jolit quask plask himla each day.\n\nHimla\n",
        "Drusk pelon himla waits for you.\n\nSubscribe\nHimla\n",
        f"Why drusk pelon\n{OURS}\n\nHimla\n",
        f"Drusk pelon hima?\n{OURS}\n\nDrusk umber jolit quask plask, sorba timbo renda hoska kosk pelon drupa.\n\nX\n",
    ],
    ids=[
        "a mark that ends it",
        "an invitation",
        "a sentence above a button",
        "the newsroom of itself",
        "and what follows in its box",
    ],
)
def test_what_is_the_sites_below_the_last_words_is_left_out(below: str) -> None:
    assert read(TEXT + below, html=False).blocks[-1].text == LAST


@pytest.mark.parametrize(
    "below",
    [
        "(Drupa)\n\nVondar salit bask reno korim teveka, fremi zerin ostu drusk pelon hima kosk umber.\n\n",
        "Melik nesti\nVondar melik na sorrun brom, mun galor talik ostu nesti, da fremi nolta zerin drusk.\n\n",
        "Drusk pelon\nDrusk umber jolit quask plask himla, we sorba timbo renda hoska korim pelon salit bask.\n\n",
    ],
    ids=["what goes on below such a mark", "a subhead and its text", "a subhead and what nobody says of himself"],
)
def test_what_goes_on_stays(below: str) -> None:
    assert read(f"{TEXT}{below}Himla\nDrupa\n", html=False).blocks[-1].text == below.strip().splitlines()[-1]


@pytest.mark.parametrize("said", ["Melik sorrun waits for you.", "Drusk pelon himla waits for him."])
def test_a_last_sentence_above_a_button_stays(said: str) -> None:
    assert read(f"{TEXT}{said}\n\nSubscribe\n\nHimla\n", html=False).blocks[-1].text == said


FAR = "Drusk pelon hima kosk, umber jolit quask plask himla, sorba timbo renda hoska."


@pytest.mark.parametrize(
    "below",
    [f"[1]\n\n{FAR}\n\n", f"(Drupa)\n\n{FAR}\n\n(Quask)\n\n{FAR}\n\n", f"(Drupa)\n\n[1] {FAR}\n\n"],
    ids=["the number of a note", "what is heard in a speech", "a note"],
)
def test_what_only_looks_like_the_end_ends_nothing(below: str) -> None:
    assert FAR in read(f"{TEXT}{below}Himla\nDrupa\n", html=False).blocks[-1].text


def test_what_a_newsroom_says_of_itself_far_below_the_title_is_no_standfirst() -> None:
    head = (
        "Vondar melik na sorrun teveka\nTeveka brom\n\nIndependent journalism for our readers, melik sorrun vorun\n\n"
    )
    head += "Bresta Kolin\n3 May 2026\n\n"
    assert read(head + TEXT.removeprefix(HEAD), html=False).standfirst_proposed


def page(*, above: str = "<h1>Vondar melik na sorrun</h1>", between: str = "", below: str = "") -> str:
    text = f"<p>{ONE}</p><p>{TWO}</p>{between}<p>{THREE}</p><p>{LAST}</p>"
    return f"<article>{above}<section>{text}</section>{below}</article>"


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("Kelda sorrun vesti na brom, mun talik reno da galor", "pull_quote"),
        ("Drusk pelon hima kosk, umber jolit quask plask himla", "quotation"),
    ],
)
def test_a_pull_quote_that_no_paragraph_says_is_the_authors_quotation(quote: str, kind: str) -> None:
    html = page(between=f'<blockquote class="pull-quote"><p>{quote}</p></blockquote>')
    assert [block.kind for block in read(html, html=True).blocks if block.text == quote] == [kind]


def test_a_title_stays_one_where_its_element_is_named_after_the_standfirst_too() -> None:
    told = "Mun galor talik ostu nesti, da fremi nolta zerin bask vorun kal."
    above = f'<header class="article-header standfirst"><h1>Vondar melik na sorrun</h1><p>{told}</p></header>'
    story = read(page(above=above), html=True)
    assert (story.title, story.standfirst) == ("Vondar melik na sorrun", told)


@pytest.mark.parametrize("note", ["（{}。）", "({}.)"])
def test_a_note_in_brackets_below_the_texts_element_stays(note: str) -> None:
    told = note.format("Drusk pelon hima kosk umber jolit")
    box = '<div><h3>Himla</h3><a href="https://a.example/b">Drupa himla kosk</a></div>'
    assert read(page(below=f"<div><p>{told}</p></div>{box}"), html=True).blocks[-1].text == told
