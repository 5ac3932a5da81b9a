"""The reader's parts: escaped, inert, filled once."""

from __future__ import annotations

import pytest

from publisher.rendering import Letter, personal
from publisher.rendering.email import render_email

from .stories import ASKS, IMAGES, LATIN, READER, REFERENCE, VIEW_URL, paragraph, sender

NONCE = "0123456789abcdef"


def letter(*more: str) -> Letter:
    story = type(LATIN)(
        title=LATIN.title, language="en", canonical_url=LATIN.canonical_url, blocks=tuple(map(paragraph, more))
    )
    return render_email(
        story, sender=sender(), ask=ASKS["latin"], reference=REFERENCE, view_url=VIEW_URL, picture_urls=IMAGES
    )


def filled(letter: Letter, **values: str) -> tuple[str, str]:
    return (
        personal.fill(letter.html, READER | values, nonce=letter.nonce, html=True),
        personal.fill(letter.text, READER | values, nonce=letter.nonce, html=False),
    )


def test_a_name_that_looks_like_code_stays_what_it_is() -> None:
    html, text = filled(letter(), name="{{ 7*7 }}<b>")
    assert "{{ 7*7 }}&lt;b&gt;" in html
    assert "{{ 7*7 }}<b>" in text
    assert "49" not in text


def test_a_name_that_holds_a_token_is_not_filled_again() -> None:
    made = letter()
    name = personal.token("address", made.nonce)
    html, text = filled(made, name=name)
    assert html.count(READER["address"]) == 1
    assert name in html
    assert name in text


def test_a_name_cannot_begin_a_line_or_a_header() -> None:
    _, text = filled(letter(), name="\r\nBcc: all@example.org\u2028\x00\ud800")
    assert "Sent to: Bcc: all@example.org <maria@example.net>" in text


def test_a_reader_without_a_name_leaves_no_gap() -> None:
    _, text = filled(letter(), name="")
    assert "Sent to: <maria@example.net>" in text


def test_a_token_of_another_letter_in_an_article_is_text() -> None:
    foreign = personal.token("unsubscribe_url", letter("Other").nonce)
    html, text = filled(letter(f"Somebody wrote {foreign} here."))
    assert foreign in html
    assert foreign in text


def test_the_nonce_stands_in_nothing_that_it_is_made_from() -> None:
    made = personal.nonce("a", "b")
    assert made == personal.nonce("a", "b")
    assert made != personal.nonce("a", "b", made)


def test_every_slot_arrives_in_both_parts() -> None:
    made = letter()
    assert all(personal.token(slot, made.nonce) in made.html for slot in personal.SLOTS)
    assert all(personal.token(slot, made.nonce) in made.text for slot in personal.SLOTS)
    html, text = filled(made)
    assert made.nonce not in html + text
    assert f'href="{READER["unsubscribe_url"]}"' in html
    assert f"\n{READER['unsubscribe_url']}\n" in text


def test_a_quote_in_an_address_cannot_leave_its_attribute() -> None:
    html, _ = filled(letter(), unsubscribe_url='https://example.org/u/"onclick="x')
    assert '/u/&quot;onclick=&quot;x"' in html


def test_segments_joined_are_the_filled_letter() -> None:
    made = letter()
    joined = "".join(
        literal + (personal.value(slot, READER[slot], html=True) if slot else "")
        for literal, slot in personal.segments(made.html, nonce=made.nonce)
    )
    assert joined == filled(made)[0]


def test_the_web_copy_holds_nothing_of_a_reader() -> None:
    made = letter("A paragraph.")
    web = personal.without_reader(made.html, nonce=made.nonce)
    assert made.nonce not in web
    assert "Unsubscribe" not in web
    assert VIEW_URL not in web
    assert "A paragraph." in web
    assert web.endswith("</html>")
    text = personal.without_reader(made.text, nonce=made.nonce)
    assert made.nonce not in text
    assert "reader-" not in text
    assert "Unsubscribe" not in text
    assert "PO Box 1204" in text


def test_a_slot_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        personal.fill(personal.token("name", NONCE), {}, nonce=NONCE, html=True)
    with pytest.raises(KeyError):
        personal.token("nmae", NONCE)
