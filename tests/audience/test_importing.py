from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.audience.importing import Report, import_file
from publisher.audience.subscribe import MayNot
from publisher.audience.tables import BadFile
from publisher.models import Act, MailingList, Subscriber, Subscription, Suppression, address_hash

from .conftest import NOW

Reader = Callable[..., Subscriber]
Import = Callable[..., Report]


@pytest.fixture
def imported(weekly: MailingList, tmp_path: Path) -> Import:
    def run(content: str | bytes, consent: str = "They signed up on paper, May 2026") -> Report:
        path = tmp_path / "readers.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return import_file(path, weekly, consent=consent, now=NOW)

    return run


def on_the_list() -> set[str]:
    return set(Subscription.objects.filter(state=Subscription.ACTIVE).values_list("subscriber__address", flat=True))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("email,name\na@example.org,José\n", "José"),
        ("\ufeffEmail Address;First Name;Last Name\r\na@example.org;José;Díaz\r\n", "José Díaz"),
        ("E-Mail\tNAME\na@example.org\tJosé\n".encode("utf-16"), "José"),
        ("E-Mail\tNAME\na@example.org\tJosé\n".encode("utf-16-le"), "José"),
        ("email,name\na@example.org,José\n".encode("cp1252"), "José"),
        ('sep=;\nE-Mail-Adresse;Vorname;Nachname\na@example.org;"José";\n', "José"),
        ('"Name","e-mail"\n"Díaz, José","a@example.org"\n', "Díaz, José"),
        ("a@example.org\n", ""),
        ('email,name\n="a@example.org",=HYPERLINK("http://x")\n', ""),
        ("email|name\nmailto:a@example.org|\r\n", ""),
        ("correo electrónico,nombre\na@example.org,José\n", "José"),
    ],
)
def test_files_of_many_makers_are_read(imported: Import, content: str | bytes, name: str) -> None:
    report = imported(content)
    assert (dict(report.counts), report.lines) == ({"added": 1}, [])
    reader = Subscriber.objects.get()
    assert (reader.address, reader.name) == ("a@example.org", name)


def test_without_a_consent_statement_nobody_is_imported(imported: Import) -> None:
    with pytest.raises(MayNot, match="without consent nobody"):
        imported("email\na@example.org\n", consent="  ")
    assert not Subscriber.objects.exists()


def test_the_statement_is_kept_with_each_reader_and_the_act_is_recorded(imported: Import) -> None:
    imported("email\na@example.org\n")
    kept = Subscription.objects.get()
    assert (kept.consent, kept.source) == ("They signed up on paper, May 2026", "import, 2026-11-24")
    assert Act.objects.get().what == "1 to Weekly"


def test_an_import_never_brings_back_who_left_or_is_suppressed(imported: Import, a_reader: Reader) -> None:
    a_reader("left@example.org", Subscription.LEFT)
    Suppression.objects.create(address_hash=address_hash("dead@example.org"), reason="bounced")
    report = imported("email\nLEFT@example.org\ndead@example.org\nnew@example.org\n")
    assert on_the_list() == {"new@example.org"}
    assert [(line.line, line.outcome) for line in report.lines] == [(2, "left before"), (3, "suppressed")]


def test_those_who_left_go_first_wherever_they_stand_in_the_file(imported: Import) -> None:
    report = imported("email,status\na@example.org,subscribed\nA@EXAMPLE.org,unsubscribed\n")
    assert on_the_list() == set()
    assert dict(report.counts) == {"unsubscribed there": 1, "repeated": 1}


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("status", "Unsubscribed"),
        ("UNSUB_TIME", "2024-01-01 10:00:00"),
        ("unsubscribed", "TRUE"),
        ("subscribed_to_emails", "false"),
        ("type", "unsubscribed"),
        ("Status", "inactive"),
    ],
)
def test_unsubscribed_is_understood_in_many_spellings(
    imported: Import, a_reader: Reader, header: str, row: str
) -> None:
    a_reader("a@example.org")
    imported(f"email,{header}\na@example.org,{row}\n")
    assert Subscription.objects.get().state == Subscription.LEFT


@pytest.mark.parametrize(("header", "row"), [("status", "cleaned"), ("CLEAN_TIME", "2024-01-01"), ("status", "Spam")])
def test_what_bounced_elsewhere_is_never_written_to(imported: Import, header: str, row: str) -> None:
    imported(f"email,{header}\na@example.org,{row}\n")
    assert not Subscriber.objects.exists()
    assert Suppression.objects.get().address_hash == address_hash("a@example.org")


def test_whom_buttondown_doubts_is_neither_added_nor_shut_out(imported: Import) -> None:
    report = imported("email_address,type\nann@example.org,regular\nbot@example.org,spammy\n")
    assert report.counts == {"not confirmed": 1, "added": 1}
    assert not Suppression.objects.exists()


def test_every_row_is_accounted_for_and_named_by_its_line(imported: Import, a_reader: Reader) -> None:
    a_reader("there@example.org")
    report = imported(
        "email,name,status\n"
        "there@example.org,,\n"
        '"new@example.org","two\nlines",\n'
        "no address,,\n"
        "\n"
        "new@example.org,,\n"
        "p@example.org,,pending\n"
        "q@example.org,,vip\n"
    )
    assert dict(report.counts) == {
        "already there": 1, "added": 1, "not an address": 1, "repeated": 1, "not confirmed": 1, "unknown status": 1,
    }  # fmt: skip
    assert [line.line for line in report.lines] == [5, 7, 8, 9]
    assert report.lines[0].why == "An email address has an @ in it, like name@example.org."
    assert report.to_json()["rows"] == 6


def test_a_second_run_changes_nothing(imported: Import) -> None:
    content = "email,status,name\na@example.org,,A\nb@example.org,unsubscribed,B\nc@example.org,cleaned,C\n"
    imported(content)
    before = [list(m.objects.order_by("id").values()) for m in (Subscriber, Subscription, Suppression)]
    report = imported(content)
    assert before == [list(m.objects.order_by("id").values()) for m in (Subscriber, Subscription, Suppression)]
    assert dict(report.counts) == {"already there": 1, "unsubscribed there": 1, "bounced there": 1}


def test_who_asked_by_form_is_on_the_list_once_the_newsroom_shows_consent(imported: Import, a_reader: Reader) -> None:
    a_reader("a@example.org", Subscription.UNCONFIRMED)
    assert dict(imported("email\na@example.org\n").counts) == {"added": 1}
    assert on_the_list() == {"a@example.org"}


def test_a_known_readers_name_is_not_overwritten(imported: Import, a_reader: Reader) -> None:
    reader = a_reader("a@example.org")
    imported("email,name\na@example.org,Somebody Else\n")
    reader.refresh_from_db()
    assert reader.name == ""


def test_more_rows_than_a_chunk_are_all_imported(imported: Import) -> None:
    report = imported("email\n" + "".join(f"r{n}@example.org\n" for n in range(1234)))
    assert report.counts["added"] == len(on_the_list()) == 1234


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("Name,Town\nAna,Jaffna\n", "No column is called “email”. The first line has: Name, Town."),
        (b"PK\x03\x04 xlsx", "Save it as CSV"),
        (b"\x7fELF\x02\x01\x01\x00\x03 a program", "Save it as CSV"),
        ('email,name\na@example.org,"open\n' + "b@example.org,\n" * 30, "Line 2 opens a quotation mark"),
        ('email,name\na@example.org,"' + "x" * 200_000, "quotation mark left open"),
    ],
)
def test_what_is_no_table_is_refused_before_anybody_is_added(imported: Import, content: str | bytes, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        imported(content)
    assert not Subscriber.objects.exists()
