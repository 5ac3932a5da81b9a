"""`reader`, `member`, `newsroom`: people and words, by command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.utils import timezone

from publisher.cli.sample import make_sample
from publisher.models import Member, Newsroom, Notice, Post, SignInLink, Subscription

from .conftest import Run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sample() -> None:
    make_sample(timezone.now())


def test_a_reader_is_added_with_the_consent_that_was_stated(run: Run) -> None:
    assert run("reader", "add", "mira@readers.press", "--name", "Mira", "--consent", "By letter, 3 May").code == 0
    kept = Subscription.objects.get(subscriber__address="mira@readers.press")
    assert (kept.state, kept.consent) == ("active", "By letter, 3 May")


def test_who_asks_is_shown_taken_off_and_forgotten(run: Run) -> None:
    run("reader", "add", "mira@readers.press", "--consent", "By letter, 3 May")
    shown = json.loads(run("reader", "show", "MIRA@readers.press", "--json").out)
    assert [(one["state"], one["consent"]) for one in shown["subscriptions"]] == [("active", "By letter, 3 May")]
    assert run("reader", "remove", "mira@readers.press").code == 0
    assert run("reader", "remove", "mira@readers.press").code == 1
    assert run("reader", "remove", "mira@readers.press", "--forget").code == 0
    gone = run("reader", "show", "mira@readers.press", "--json")
    assert (gone.code, json.loads(gone.out)["suppressed"]) == (1, "wish to be forgotten")


@pytest.mark.parametrize("address", ["no address", "a@b@c.press", "x\r\nBcc: y@z.press"])
def test_what_is_no_address_is_refused_in_one_sentence(run: Run, address: str) -> None:
    answer = run("reader", "add", address, "--consent", "Yes")
    assert (answer.code, len(answer.err.strip().splitlines())) == (1, 1)


def test_without_consent_nobody_is_added(run: Run) -> None:
    assert run("reader", "add", "mira@readers.press").code == 2
    assert run("reader", "add", "mira@readers.press", "--consent", " ").code == 1


def test_a_file_is_imported_and_every_row_accounted_for(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "readers.csv"
    file.write_text("email,name\nmira@readers.press,Mira\nnobody\nmira@readers.press,Mira again\n")
    report = run("reader", "import", str(file), "--consent", "Open day", "--json").json
    assert report["rows"] == sum(report["counts"].values()) == 3
    assert report["counts"]["added"] == 1
    assert run("reader", "import", str(file), "--consent", "Open day", "--json").json["counts"].get("added", 0) == 0


def test_a_large_import_names_its_first_lines_and_its_totals_stay_in_sight(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "readers.csv"
    file.write_text("email\nmira@readers.press\n" + "nobody\n" * 150)
    lines = run("reader", "import", str(file), "--consent", "Open day").out.splitlines()
    assert len([line for line in lines if line.startswith("line ")]) == 100
    assert lines[-2] == "… and 50 more lines; --json names them all."
    assert lines[-1] == "150 not an address, 1 added"


def test_a_file_that_is_no_table_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "readers.csv"
    file.write_text("colour,size\nred,big\n")
    answer = run("reader", "import", str(file), "--consent", "Open day")
    assert (answer.code, "email" in answer.err) == (1, True)


def test_a_member_is_invited_and_shown_a_link_in_practice(run: Run) -> None:
    answer = run("member", "add", "noor@gazette.press", "--name", "Noor", "--role", "editor")
    assert answer.code == 0, answer.err
    member = Member.objects.get(email="noor@gazette.press")
    assert (member.role, member.has_usable_password()) == ("editor", False)
    assert Notice.objects.get(member=member).kind == "invitation"
    assert SignInLink.objects.filter(member=member).count() == 1
    assert "/sign-in/" in answer.out
    assert run("member", "add", "noor@gazette.press").code == 1


def test_a_link_is_not_shown_to_a_script_once_live(run: Run) -> None:
    Newsroom.objects.update(practice=False)
    answer = run("member", "token", "editor@news.example.org")
    assert (answer.code, "terminal" in answer.err) == (1, True)


@pytest.mark.parametrize(("password", "code"), [("short", 1), ("password1234", 1), ("wet tide gauge 12", 0)])
def test_a_password_must_be_a_good_one(run: Run, password: str, code: int) -> None:
    answer = run("member", "password", "editor@news.example.org", given=f"{password}\n{password}\n")
    assert answer.code == code
    assert Member.objects.get().check_password(password) is (code == 0)


def test_setting_the_sender_takes_approval_back_where_it_shows(run: Run) -> None:
    answer = run("newsroom", "--sender-address", "letter@gazette.press", "--json")
    assert (answer.json["sender_address"], answer.json["practice"]) == ("letter@gazette.press", True)
    assert set(Post.objects.values_list("content_hash", flat=True)) == {""}


@pytest.mark.parametrize("words", [["--zone", "Mars/Base"], ["--website", "javascript:x"], ["--name", ""]])
def test_what_cannot_be_is_refused(run: Run, words: list[str]) -> None:
    assert run("newsroom", *words).code == 1
    assert Newsroom.objects.get().name == "The Estuary Post"


def test_the_newsroom_is_shown(run: Run) -> None:
    assert "name: The Estuary Post" in run("newsroom").out
