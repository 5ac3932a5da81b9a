"""What stands in an element of its own in or below an article: told by its build, not by its words."""

from __future__ import annotations

import pytest

from publisher.sources import paste
from publisher.story import Story

TITLE = "Tuurin sulta ei katoa"
FIRST = "Vanha silta suljettiin tiistaina, kun lapsi pudotti kuulan ja se vieri väärään suuntaan kadun yli."
SECOND = "Insinöörit löysivät halkeaman maaliskuussa ja laskivat korjauksen hinnaksi kaksi miljoonaa euroa."
THIRD = "Kesästä asti täällä ei ole kulkenut yhtään bussia, ja koulusta on lähtenyt yksitoista oppilasta pois."
LAST = "Leipuri kantaa nyt leivät joen yli laiturilta laiturille joka aamu, eikä hän ole vielä kastunut."


def article(between: str = "", *, after: str = "", body: str = "div") -> Story:
    """An article with something between its second and third paragraph, or below its element."""
    text = f"<p>{FIRST}</p><p>{SECOND}</p>{between}<p>{THIRD}</p><p>{LAST}</p>"
    return paste.read(f'<h1>{TITLE}</h1><{body} class="teksti">{text}</{body}>{after}', html=True)


def said(story: Story) -> list[str]:
    return [block.text for block in story.blocks if block.text not in (FIRST, SECOND, THIRD, LAST)]


def test_the_text_alone_is_the_text() -> None:
    assert [block.text for block in article().blocks] == [FIRST, SECOND, THIRD, LAST]


OFFER = "<h3>Joen kirje</h3><p>Parhaat jutut joka perjantai.</p>"
SITES = {
    "a form": f"<div class=a>{OFFER}<form><input type=email><button>Tilaa</button></form></div>",
    "a field": f"<div class=a>{OFFER}<div><input type=email></div><p>Jo 1 312 lukijaa</p></div>",
    "a button": f"<div class=a>{OFFER}<a href=https://x.example/k class=btn>Tilaa</a></div>",
    "an element of its own name": f"<joki-kirje>{OFFER}<input type=email></joki-kirje>",
}
FACTS = "<p>Silta on 212 metriä pitkä ja se rakennettiin vuonna 1931 kivestä.</p>"
AUTHORS = {
    "a list": "<div class=a><h3>Silta lyhyesti</h3><ul><li>Rakennettu 1931</li><li>Pituus 212 metriä</li></ul></div>",
    "an aside": f"<aside class=a><h3>Silta lyhyesti</h3>{FACTS}</aside>",
    "lines": "<div class=a><p>Silta lyhyesti</p><p>Rakennettu: 1931</p><p>Pituus: 212 metriä</p></div>",
    "a link in a sentence": "<div class=a><p>Silta on <a href=https://y.example>212 metriä</a>.</p><p>Vai?</p></div>",
}


@pytest.mark.parametrize("box", SITES)
def test_a_box_with_a_form_or_a_button_is_the_site_s_and_listed(box: str) -> None:
    story = article(SITES[box])
    assert said(story) == []
    assert {"Joen kirje", "Parhaat jutut joka perjantai."} <= {one.text for one in story.dropped}


@pytest.mark.parametrize("box", AUTHORS)
def test_a_box_without_either_is_the_author_s(box: str) -> None:
    assert "212 metriä" in "\n".join(said(article(AUTHORS[box])))


THUMB = '<img src="https://x.example/t.jpg" width=400 height=300>'
LINK = '<a href="https://x.example/2">'
CARDS = {
    "all in one link": f"<div>{LINK}{THUMB}<div>Muu juttu</div><h4>Lautturi palasi joelle</h4>Pois.</a></div>",
    "two lines": f"<p>{LINK}<span>MUU JUTTU</span><br><span>Lautturi palasi joelle</span></a></p>",
    "a figure": f"<figure>{LINK}<div>Lautturi palasi joelle</div><div>Hän oli pois.</div>{THUMB}</a></figure>",
    "a colon": f"<p>Muu juttu: {LINK}Lautturi palasi joelle</a></p>",
    "brackets": f"<p>【Muu juttu】{LINK}Lautturi palasi joelle</a></p>",
}


@pytest.mark.parametrize("card", CARDS)
def test_a_card_or_a_labelled_link_names_another_article(card: str) -> None:
    story = article(CARDS[card])
    assert [one.title for one in story.related] == ["Lautturi palasi joelle"]
    assert said(story) == []
    assert not story.pictures


def test_a_labelled_link_to_another_site_is_the_author_s_source() -> None:
    links = "".join(f'<a href="https://x.example/{n}">Osasto {n}</a> ' for n in range(4))
    story = paste.read(
        f"<nav>{links}</nav><h1>{TITLE}</h1><p>{FIRST}</p><p>{SECOND}</p>"
        '<p>Lähde: <a href="https://archive.example/1">Kaupungin arkisto ja sen kartat</a></p>'
        f"<p>{THIRD}</p><p>{LAST}</p>"
    )
    assert said(story) == ["Lähde: Kaupungin arkisto ja sen kartat"]


def test_a_picture_takes_the_words_of_its_own_element() -> None:
    story = article(
        '<div class=k><div><img src="https://x.example/s.jpg" width=800 height=500></div>'
        "<div class=x>Silta tiistaina ennen sulkemista.</div><div class=y>Aino Salo</div></div><div>1/2</div>"
    )
    assert [(one.caption, one.credit) for one in story.pictures] == [("Silta tiistaina ennen sulkemista.", "Aino Salo")]
    assert said(story) == ["Silta tiistaina ennen sulkemista."]


def test_comments_in_the_article_s_element_are_below_it_and_a_note_is_of_it() -> None:
    comments = (
        "<div class=k><div>Kommentit</div><div>Ville</div><div>2.3.2026</div>"
        "<div>Isoisäni rakensi tuon sillan eikä kukaan ole kiittänyt häntä siitä koskaan, ei edes kaupunki.</div></div>"
    )
    told = "Toimittaja kävi sillalla kolme kertaa ja soitti kaupungille kahdesti, mutta sieltä ei vastattu."
    note = f"<div class=m><h3>Näin juttu tehtiin</h3><p>{told}</p></div>"
    body = f"<div class=t><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>{LAST}</p></div>"
    story = paste.read(f"<h1>{TITLE}</h1><article>{body}{comments}</article>", html=True)
    assert said(story) == []
    story = paste.read(f"<h1>{TITLE}</h1><article>{body}{note}</article>", html=True)
    assert (
        said(story)[-1]
        == "Toimittaja kävi sillalla kolme kertaa ja soitti kaupungille kahdesti, mutta sieltä ei vastattu."
    )


def test_a_remark_of_the_newsroom_below_the_article_s_element_stays() -> None:
    story = article(after="<div class=z>Korjaus: Silta on rakennettu vuonna 1931, ei 1913.</div><div>Tilaa lehti</div>")
    assert said(story) == ["Korjaus: Silta on rakennettu vuonna 1931, ei 1913."]


def test_the_lines_of_a_title_are_parted_and_the_line_above_it_is_not_of_it() -> None:
    lines = "<h1><span>Vanha silta</span><span>ja uusi joki</span></h1>"
    assert paste.read(f"{lines}<p>{FIRST}</p><p>{SECOND}</p>").title == "Vanha silta ja uusi joki"
    named = (
        '<h1><span class="art__topline">Kaupunki</span><span class="art__headline">Vanha silta suljettiin</span></h1>'
    )
    assert paste.read(f"{named}<p>{FIRST}</p><p>{SECOND}</p>").title == "Vanha silta suljettiin"


def test_what_only_its_role_calls_a_heading_is_one() -> None:
    story = article('<div role="heading" aria-level="2">Kuula vieri itään</div>')
    assert [(block.kind, block.text) for block in story.blocks if block.kind == "heading"] == [
        ("heading", "Kuula vieri itään")
    ]


def test_numbers_of_footnotes_stand_in_them() -> None:
    notes = "".join(
        f'<div class="footnote"><a href="#a{n}">{n}</a><div><p>Kuulan koko mitattiin {n} kertaa.</p></div></div>'
        for n in (1, 2)
    )
    assert said(article(notes)) == ["1 Kuulan koko mitattiin 1 kertaa.", "2 Kuulan koko mitattiin 2 kertaa."]


def test_a_table_s_caption_is_of_the_table() -> None:
    rows = "<tr><th>Vuosi</th><th>Busseja</th></tr><tr><td>2024</td><td>41</td></tr>"
    story = article(f"<table><caption>Bussit päivässä</caption>{rows}</table>")
    assert said(story) == ["Bussit päivässä\nVuosi | Busseja\n2024 | 41"]


@pytest.mark.parametrize("last", ["Hiljaisuus.", "– Ja kenen se on?", "“Onko se syvä?”", "Ja kenen se on?"])
def test_a_last_paragraph_is_kept_however_short_if_it_is_set_as_the_others_are(last: str) -> None:
    text = "".join(f"<p class=teksti>{one}</p>" for one in (FIRST, SECOND, THIRD, LAST, last))
    story = paste.read(f"<h1>{TITLE}</h1><div>{text}</div>", html=True)
    assert story.blocks[-1].text == last


@pytest.mark.parametrize("last", ["<p class=pieni>Kenen se on?</p>", "<p class=teksti><b>Kenen se on?</b></p>"])
def test_a_few_last_words_that_are_set_otherwise_are_the_site_s(last: str) -> None:
    text = "".join(f"<p class=teksti>{one}</p>" for one in (FIRST, SECOND, THIRD, LAST))
    assert paste.read(f"<h1>{TITLE}</h1><div>{text}{last}</div>", html=True).blocks[-1].text == LAST


def test_a_subhead_that_somebody_says_below_it_is_a_subhead_as_the_others_are() -> None:
    quoted = "joesta on lähtenyt yksitoista oppilasta"
    story = article(
        f"<h2>Kuka maksaa</h2><p>{SECOND[:-1]} vasta.</p><h2>{quoted}</h2><p>Siis {quoted} pois, hän sanoi.</p>"
    )
    assert [block.text for block in story.blocks if block.kind == "heading"] == ["Kuka maksaa", quoted]


FILM = "<div class={}><div>Viimeinen päivä sillalla</div><div>02:14</div></div>"


def test_a_film_is_told_by_its_running_time_but_a_timeline_is_the_author_s() -> None:
    assert said(article(FILM.format("f"))) == []
    assert len(said(article(FILM.format("f") + FILM.format("f")))) > 1
    assert len(said(article(FILM.format("f").replace("sillalla", "sillalla on ohi.")))) > 1


def test_words_between_two_arrows_point_down_the_page() -> None:
    assert said(article("<div class=v>▼ Juttu jatkuu tästä ▼</div>")) == []
    assert said(article("<div class=v>▼ Juttu jatkuu tästä</div>")) == ["▼ Juttu jatkuu tästä"]


HEADED = f"<h3>{LINK}Silta, jota kukaan ei halunnut</a></h3>"


def test_the_one_heading_that_leads_to_a_page_of_the_site_names_another_article() -> None:
    story = article(HEADED)
    assert (said(story), [one.title for one in story.related]) == ([], ["Silta, jota kukaan ei halunnut"])
    other = HEADED.replace("Silta, jota", "Joki, jota")
    assert len(said(article(f"{HEADED}<p>{FACTS}</p>{other}"))) > 2
    away = f"<p>{SECOND[:-1]}, {LINK}vasta</a> ja {LINK}vielä</a>.</p>{HEADED.replace('x.example', 'y.example')}"
    assert "Silta, jota kukaan ei halunnut" in said(article(away))


SAID = "Äitini kantoi kuusikymmentäluvulla vettä sen yli joka ainoa aamu, eikä häneltä kysytty sitten kertaakaan."


def test_comments_below_the_paragraphs_in_their_own_element_are_below_the_text() -> None:
    comment = f"<div class=k><b>Ukko</b><p>{SAID}</p>{{}}</div>"
    text = "".join(f"<p>{one}</p>" for one in (FIRST, SECOND, THIRD, LAST))
    html = f"<h1>{TITLE}</h1><div>{text}<div class=ks>{comment}</div></div>"
    assert paste.read(html.format("<button>Vastaa</button>"), html=True).blocks[-1].text == LAST
    assert paste.read(html.format(""), html=True).blocks[-1].text == SAID


def test_an_aside_with_facts_below_the_text_is_the_author_s_if_nothing_in_it_leads_elsewhere() -> None:
    text = "".join(f"<p>{one}</p>" for one in (FIRST, SECOND, THIRD, LAST))
    html = f"<h1>{TITLE}</h1><div>{text}<aside><h4>Silta</h4><p>Se on vanha.</p><p>{SAID}{{}}</p></aside></div>"
    assert [block.text for block in paste.read(html.format(""), html=True).blocks[-3:]] == [
        "Silta",
        "Se on vanha.",
        SAID,
    ]
    assert paste.read(html.format(f" {LINK}Lue</a>."), html=True).blocks[-1].text == LAST
