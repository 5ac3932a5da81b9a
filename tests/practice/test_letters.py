"""How received mail is shown."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

from publisher.channels.mail.mime import notice
from publisher.practice.letters import as_json


def shown(mail: bytes, **more) -> dict:
    return as_json((1, "now", "a@b.org", "c@d.org", "b.org", 0, mail), **more)


def test_a_long_name_in_any_script_is_shown_as_it_is():
    name = "யாழ்ப்பாணத்தைச் சேர்ந்த நீண்ட பெயருடைய வாசகர்"
    mail = notice(
        "முக்கியச் செய்தி: " + name, html="<p>தமிழ்</p>", text="தமிழ்\n", to_name=name, to_address="தமிழ்@example.org",
        sender_name="News", sender_address="n@news.example", message_id="1@news.example", date=datetime.now(UTC),
    )  # fmt: skip
    said = shown(mail.message)
    assert said["headers"]["To"] == f"{name} <தமிழ்@example.org>"
    assert said["subject"] == "முக்கியச் செய்தி: " + name
    assert (said["text"], said["html"]) == ("தமிழ்\n", "<p>தமிழ்</p>\n")


def test_mail_of_others_is_shown_too():
    other = EmailMessage()
    other["Subject"] = "Grüße"
    other["Received"] = "one"
    other["Received"] = "two"
    other.set_content("Straße", charset="latin-1")
    said = shown(other.as_bytes(), raw=True)
    assert (said["subject"], said["text"], said["html"]) == ("Grüße", "Straße\n", "")
    assert said["headers"]["Received"] == "one\ntwo"
    assert said["raw"].encode("latin-1") == other.as_bytes()


def test_a_mail_that_makes_no_sense_is_shown_as_far_as_it_goes():
    said = shown(b"Subject: =?x-nonsense?b?QUJD?=\r\nContent-Type: text/plain; charset=x-nonsense\r\n\r\n\xff\xfe")
    assert said["subject"] == "=?x-nonsense?b?QUJD?="
    assert said["text"]
