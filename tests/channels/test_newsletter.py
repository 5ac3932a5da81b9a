"""A letter built once and filled for each reader is, for everyone, the mail that the stdlib builds slowly and whole."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publisher.channels.mail.mime import Newsletter
from publisher.channels.mail.parts import NOT_TEXT
from publisher.practice.mailbox import malformed
from publisher.rendering import personal

from .test_mime import LETTER, READER, WHEN, bodies, read

NONCE = "0123456789abcdef"
SLOTS = {slot: personal.token(slot, NONCE) for slot in personal.SLOTS}
LINK = READER["unsubscribe_url"]


def both(html: str, text: str, values: dict[str, str]) -> tuple[bytes, EmailMessage]:
    """The bytes of ours, and the same mail built by the stdlib from the filled text."""
    made = Newsletter(
        "Nurses walk out",
        html=personal.segments(html, nonce=NONCE),
        text=personal.segments(text, nonce=NONCE),
        **LETTER,
    )
    kinds = dict(zip(("html", "text"), personal.escaped(values), strict=True))
    envelope = made.to(
        READER["to_address"], name=values["name"], message_id="abc@news.example", unsubscribe_url=LINK, **kinds
    )
    slow = EmailMessage(policy=policy.SMTP.clone(max_line_length=998))
    slow["Subject"], slow["Date"], slow["Message-ID"] = "Nurses walk out", WHEN, "<abc@news.example>"
    slow.set_content(whole(text, values, html=False), cte="base64")
    slow.add_alternative(whole(html, values, html=True), subtype="html", cte="base64")
    return envelope.message, slow


def whole(template: str, values: dict[str, str], *, html: bool) -> str:
    filled = personal.fill(template, values, nonce=NONCE, html=html)
    clean = NOT_TEXT.sub("\ufffd", filled.replace("\r\n", "\n").replace("\r", "\n"))
    return clean if template.endswith(("\n", "\r")) else clean + "\n"


SCRIPTS = (
    "abc .=?\t\n-_é",
    "தமிழ் செய்தி .\n",
    "أخبار اليوم\u200f .\n",
    "新闻.\n",
    "😷👩‍👩‍👧 \n",
    "\x00\ud83d\ude00\r\n\ufeff\u2028.",
)
ANY = st.one_of(st.text(max_size=40), *(st.text(st.sampled_from(list(signs)), max_size=120) for signs in SCRIPTS))
LONG = st.sampled_from(
    ["", ".", "From ", "x" * 500, "=" * 80, "." * 160, "ழ" * 90, " " * 80, "a " * 70, "\n.\n", "--=_"]
)
PIECE = ANY | LONG
TEMPLATE = st.lists(PIECE | st.sampled_from(list(SLOTS.values())), max_size=8).map("".join)
VALUES = st.fixed_dictionaries(dict.fromkeys(SLOTS, PIECE))


@given(html=TEMPLATE, text=TEMPLATE, values=VALUES)
@example(html="." + SLOTS["name"], text=SLOTS["name"] + SLOTS["since"] + ".\n", values=dict.fromkeys(SLOTS, "."))
@example(html="x" * 75 + SLOTS["name"] + " ", text="x" * 74 + SLOTS["name"], values=dict.fromkeys(SLOTS, "é" * 60))
@example(
    html="ழ" * 40 + SLOTS["name"] + "a", text="ழ" * 40 + SLOTS["name"] + "ழ" * 40, values=dict.fromkeys(SLOTS, "a")
)
@settings(max_examples=150, deadline=None)
def test_it_is_the_mail_that_is_built_slowly(html, text, values):
    ours, slow = both(html, text, values)
    theirs = message_from_bytes(slow.as_bytes(), policy=policy.SMTP)
    mail = read(ours)
    assert [ours.count(b"\r\n%s:" % name) for name in (b"To", b"Message-ID", b"List-Unsubscribe")] == [1, 1, 1]
    assert {name: mail[name] for name in ("Subject", "Date", "Message-ID")} == {
        name: theirs[name] for name in ("Subject", "Date", "Message-ID")
    }
    assert [part.get_content_type() for part in mail.walk()] == [part.get_content_type() for part in theirs.walk()]
    assert mail["To"].addresses[0].addr_spec == "r@example.org"
    got = [body.replace("\r\n", "\n") for body in bodies(ours)]
    want = [part.get_content().replace("\r\n", "\n") for part in theirs.iter_parts()]
    assert got == want == [whole(text, values, html=False), whole(html, values, html=True)]


@given(html=TEMPLATE, text=TEMPLATE, values=VALUES)
@settings(max_examples=150, deadline=None)
def test_its_lines_are_short_seven_bits_wide_and_need_no_dots_doubled_and_no_blanks_folded(html, text, values):
    raw, _ = both(html, text, values)
    assert malformed(raw, eight_bit=False, utf8=False) == ""
    _, _, body = raw.partition(b"\r\n\r\n")
    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 76
    assert not any(line.startswith((b".", b"From ")) for line in raw.split(b"\r\n"))
    assert re.sub(rb"[ \t]+", b" ", body) == body
    assert not any(line.endswith(b" ") for line in lines)


def test_what_is_the_same_for_all_is_the_same_bytes_for_all():
    def mail(name: str) -> bytes:
        values = dict.fromkeys(SLOTS, "") | {"name": name}
        return both("<p>" + "A long story. " * 50 + SLOTS["name"] + " It ends.", "ழ" * 200 + SLOTS["name"] + "ழ" * 200,
                    values)[0]  # fmt: skip

    one, other = (set(mail(name).split(b"\r\n")) for name in ("Amina", "கவிதா செல்வன்"))
    assert len(one ^ other) <= 12  # of more than forty: the To, and where the name stands
    assert len(one & other) > 20


@pytest.mark.parametrize("slot", SLOTS)
def test_a_slot_without_a_value_is_never_sent_as_it_is(slot):
    values = dict.fromkeys(SLOTS, "x")
    made = Newsletter("S", html=[("<p>", "")], text=personal.segments(SLOTS[slot], nonce=NONCE), **LETTER)
    del values[slot]
    with pytest.raises(KeyError):
        made.to("r@example.org", name="", message_id="a@b.example", unsubscribe_url=LINK, html={}, text=values)


def test_a_return_path_is_the_envelopes_alone():
    made = Newsletter("S", html=[("<p>", "")], text=[("t", "")], **LETTER)
    envelope = made.to("r@example.org", name="", message_id="a@b.example", unsubscribe_url=LINK, html={}, text={},
                       return_path="b+abc@b.news.example")  # fmt: skip
    assert envelope.sender == "b+abc@b.news.example"
    assert b"b.news.example" not in envelope.message
