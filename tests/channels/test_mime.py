"""The bytes of a mail: right, safe, the same every time, and what the stdlib reads is what was written."""

from __future__ import annotations

import quopri
import re
import time
import unicodedata
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.channels.mail.headers import BREAKING, Unmailable, address, plain
from publisher.channels.mail.mime import Newsletter, notice
from publisher.channels.mail.parts import NOT_TEXT, Quoted
from publisher.practice.mailbox import malformed

WHEN = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
LETTER = {
    "sender_name": "The Newsroom", "sender_address": "news@news.example", "reply_to": "editors@news.example",
    "date": WHEN, "list_id": "weekly.news.example", "list_name": "The Weekly: nurses & more",
    "feedback_id": "7:weekly:newsletter:news.example",
}  # fmt: skip
READER = {
    "to_name": "Jörg, the “Reader”", "to_address": "r@example.org", "message_id": "abc@news.example",
    "unsubscribe_url": "https://news.example/u/" + "t" * 60, "return_path": "",
}  # fmt: skip
BULK = {"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID", "Precedence", "X-Auto-Response-Suppress"}


def written(subject="Nurses walk out", html="<p>Hello</p>", text="Hello", **other):
    """One mail of a letter without slots."""
    letter, reader = ({name: other.get(name, kept) for name, kept in these.items()} for these in (LETTER, READER))
    made = Newsletter(subject, html=[(html, "")], text=[(text, "")], **letter)
    return made.to(reader.pop("to_address"), name=reader.pop("to_name"), html={}, text={}, **reader)


def read(raw: bytes) -> EmailMessage:
    parsed = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


def bodies(raw: bytes) -> tuple[str, str]:
    parts = [read(raw).get_body(preferencelist=(kind,)) for kind in ("plain", "html")]
    return tuple(part.get_content() for part in parts)  # type: ignore[return-value, union-attr]  # both are there


def name_in(mail: EmailMessage, header: str) -> str:
    """The display name, by the older parser: the newer puts a space between the encoded-words of a long name."""
    raw = next(value for name, value in mail.raw_items() if name == header)
    name = parseaddr(raw.replace("\r\n", ""))[0]
    return str(make_header(decode_header(name))) if "=?" in name else name


def test_a_newsletter_has_every_header_once():
    names = read(written().message).keys()
    common = {"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}
    assert set(names) == common | BULK
    assert len(names) == len(set(names))


def test_the_headers_say_what_they_must():
    mail = read(written().message)
    assert mail["From"] == "The Newsroom <news@news.example>"
    assert mail["To"].addresses[0].display_name == "Jörg, the “Reader”"
    assert mail["Date"].datetime == WHEN
    assert mail["Message-ID"] == "<abc@news.example>"
    assert mail["List-Id"] == '"The Weekly: nurses & more" <weekly.news.example>'
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Feedback-ID"] == "7:weekly:newsletter:news.example"


def test_a_list_whose_short_name_has_an_underscore_has_a_list_id():
    assert read(written(list_id="weekly_letter.news.example").message)["List-Id"].endswith(
        " <weekly_letter.news.example>"
    )


def test_the_unsubscribe_link_stands_literally_in_the_raw_bytes():
    line = b"\r\nList-Unsubscribe: <https://news.example/u/" + b"t" * 60 + b">\r\n"
    assert line in written().message


def test_the_text_comes_first_and_the_html_last():
    mail = read(written().message)
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_the_same_mail_is_the_same_bytes():
    assert written() == written()


def test_a_mail_is_seven_bits_wide_with_short_lines_and_no_bare_line_end():
    raw = written("தேர்தல் முடிவுகள் " * 20, "<p>" + "தமிழ் " * 500, "Ünïcode " * 500).message
    assert raw.isascii()
    assert malformed(raw, eight_bit=False, utf8=False) == ""
    assert max(map(len, raw.split(b"\r\n"))) <= 103  # the unsubscribe link; every other line is shorter
    assert sum(len(line) > 78 for line in raw.split(b"\r\n")) == 1


@pytest.mark.parametrize(
    ("text", "way"),
    [("Plain words. " * 50, b"quoted-printable"), ("Die Straße ist gesperrt. " * 50, b"quoted-printable"),
     ("தமிழ் செய்தி " * 50, b"base64"), ("أخبار اليوم " * 50, b"base64"), ("新闻 " * 50, b"base64")],
)  # fmt: skip
def test_each_part_is_encoded_the_shorter_way(text, way):
    assert b'text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: ' + way in written(text=text).message


def test_a_notice_says_that_a_machine_wrote_it_and_is_no_bulk_mail():
    common = {n: v for n, v in (LETTER | READER).items() if not n.startswith(("list", "unsub", "feed", "return"))}
    mail = read(notice("Confirm", text="Please confirm.", html="<p>Please confirm.</p>", **common).message)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert not BULK - {"X-Auto-Response-Suppress"} & set(mail.keys())
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_no_host_name_is_in_a_mail():
    import socket

    assert socket.gethostname().encode() not in written().message


# -- addresses -------------------------------------------------------------------------------------------------


def test_a_foreign_domain_becomes_an_a_label():
    envelope = written(to_address="a@தமிழ்.com")
    assert (envelope.recipient, envelope.smtputf8) == ("a@xn--rlcus7b3d.com", False)
    assert b"<a@xn--rlcus7b3d.com>" in envelope.message


@pytest.mark.parametrize(
    ("written", "wire"),
    [("Ann@NEWS.Example", "Ann@news.example"), ("a.b+c@sub.news.example", "a.b+c@sub.news.example")],
)
def test_an_address_keeps_its_local_part_and_its_domain_is_small(written, wire):
    assert address(written) == (wire, False)


@pytest.mark.alone
@pytest.mark.parametrize("last", ["=", "  b", "\N{LATIN SMALL LETTER E WITH ACUTE}", " "])
def test_a_long_word_before_what_wants_quoting_takes_no_time(last):
    begun = time.process_time()
    filled = Quoted("plain", [(b"Hello ", "name"), (b"!", "")]).filled({"name": "a" * 70 + last})
    assert quopri.decodestring(b"".join(filled)) == f"Hello {'a' * 70}{last}!".encode()
    assert time.process_time() - begun < 1


def test_a_foreign_local_part_needs_smtputf8_and_is_never_an_encoded_word():
    envelope = written(to_address="தமிழ்@example.org")
    assert envelope.smtputf8
    assert "<தமிழ்@example.org>".encode() in envelope.message
    assert malformed(envelope.message, eight_bit=True, utf8=True) == ""


@pytest.mark.parametrize(
    "address",
    ["", "a", "@b.org", "a@", "a b@c.org", "a@b c.org", "a@b.org\r\nBcc: c@d.org", "a\x00@b.org", "<a@b.org>",
     "a@b@c.org", 'x"y@b.org', "a..b@c.org", ".a@c.org", "a\u2028b@c.org", "\ud800@c.org", "a@\u202eb.org", "a@-b.org",
     "x" * 65 + "@b.org"],
)  # fmt: skip
def test_what_is_no_address_fails_this_one_mail_with_a_sentence(address):
    for field in ("to_address", "sender_address"):
        with pytest.raises(Unmailable, match=r"\.$"):
            written(**{field: address})


@pytest.mark.parametrize(
    "other",
    [{"list_id": "weekly"}, {"list_id": "a>\r\nb.c"}, {"list_id": "a..b"}, {"list_id": "à.b"},
     {"unsubscribe_url": "https://a.example/u/x>\r\nBcc: b@c.org"}, {"unsubscribe_url": "javascript:alert(1)"},
     {"unsubscribe_url": "https://a.example/ü"}, {"message_id": "a b@c"}, {"message_id": "a\r\nX: y@c"},
     {"list_id": "a b"}, {"feedback_id": "a b"}, {"feedback_id": "a\r\nb"},
     {"unsubscribe_url": "https://a.example/" + "u" * 1000}],
)  # fmt: skip
def test_what_is_ours_is_refused_when_it_is_not_clean(other):
    with pytest.raises(Unmailable):
        written(**other)


# -- nothing breaks out --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "evil", ["\r\nBcc: c@d.org", "x\nX-Evil: 1", "a\rb", "a\x00b", "a\u2028Bcc: c@d.org", "a\u0085b", "\ud800",
             "a\u202eb",
             "=?utf-8?q?=0D=0ABcc:_c@d.org?=", '"; <c@d.org>', "\\", '"', "x" * 10_000, "தமிழ்" * 3000],
)  # fmt: skip
def test_a_name_or_subject_cannot_become_a_header(evil):
    mail = read(written(subject=evil, to_name=evil, sender_name=evil, list_name=evil).message)
    assert "Bcc" not in mail
    assert "X-Evil" not in mail
    assert [address.addr_spec for address in mail["To"].addresses] == ["r@example.org"]
    assert [address.addr_spec for address in mail["From"].addresses] == ["news@news.example"]
    assert mail["Subject"] == plain(evil)


def test_what_is_no_text_in_a_body_is_replaced_not_lost():
    text, html = bodies(written(text="a\x00b\ud800c\rd", html="<p>\x0b</p>").message)
    assert (text, html) == ("a\ufffdb\ufffdc\nd\n".replace("\n", "\r\n"), "<p>\ufffd</p>\r\n") or (text, html) == (
        "a\ufffdb\ufffdc\nd\n", "<p>\ufffd</p>\n")  # fmt: skip


ANY = st.text(st.characters(), max_size=200)
LINES = st.text(st.sampled_from(list("a .=?\t\n\r-_é்ழ日😷\u200d")), max_size=200)


def as_read(text: str) -> str:
    clean = NOT_TEXT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return clean if clean.endswith("\n") else clean + "\n"


@given(subject=ANY, name=ANY, text=ANY | LINES, html=ANY | LINES)
@settings(max_examples=100, deadline=None)
def test_whatever_is_written_is_read_back(subject, name, text, html):
    envelope = written(subject, html or "<p>", text, to_name=name, sender_name=name, list_name=name)
    assert malformed(envelope.message, eight_bit=False, utf8=False) == ""
    mail = read(envelope.message)
    assert mail["Subject"] == plain(subject)
    assert name_in(mail, "To") == plain(name)
    assert name_in(mail, "From") == plain(name)
    got = tuple(body.replace("\r\n", "\n") for body in bodies(envelope.message))
    assert got == (as_read(text), as_read(html or "<p>"))


SAFE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=60)


@given(subject=SAFE, name=SAFE, text=SAFE, html=SAFE)
@settings(max_examples=80, deadline=None)
def test_it_reads_like_one_that_was_built_slowly(subject, name, text, html):
    subject, name = (unicodedata.normalize("NFC", BREAKING.sub("", part)) or "x" for part in (subject, name))
    slow = EmailMessage(policy=policy.SMTP.clone(max_line_length=998))
    slow["Subject"] = subject
    slow["Date"] = WHEN
    slow.set_content(text + "\n", cte="base64")
    slow.add_alternative(html + "\n", subtype="html", cte="base64")
    ours, theirs = read(written(subject, html, text, to_name=name).message), read(slow.as_bytes())
    assert name_in(ours, "To") == name
    assert ours["Date"].datetime == theirs["Date"].datetime
    assert ours["Subject"] == theirs["Subject"]
    parts = [tuple(part.get_content().replace("\r\n", "\n") for part in mail.iter_parts()) for mail in (ours, theirs)]
    assert parts[0] == parts[1]


@given(ANY)
@settings(max_examples=200, deadline=None)
def test_an_encoded_word_is_short_and_whole(subject):
    raw = written(subject).message
    head = raw.partition(b"\r\n\r\n")[0]
    for word in re.findall(rb"=\?utf-8\?b\?[^?]*\?=", head):
        assert len(word) <= 64
    assert all(len(line) <= 78 for line in head.split(b"\r\n") if b"List-Unsubscribe:" not in line)
