"""A file of readers, imported by a worker: killed at any moment, nothing is imported or reported twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings

from publisher.audience import importing, reader_files
from publisher.audience.subscribe import MayNot
from publisher.audience.tables import BadFile
from publisher.models import Act, MailingList, Member, ReaderFile, Subscriber, Subscription, Suppression, address_hash
from publisher.sending import plan
from tests.making import a_member

from .conftest import NOW

Given = Callable[[str], ReaderFile]


class Killed(BaseException):
    """What no rule catches, as a kill."""


@pytest.fixture
def given(weekly: MailingList) -> Given:
    member = a_member()

    def give(content: str) -> ReaderFile:
        return reader_files.add(
            [content.encode()], weekly, name="readers.csv", consent="On paper, May 2026", member=member, now=NOW
        )

    return give


def rows(count: int) -> str:
    """Every tenth left there, every thirteenth bounced, every seventh is nonsense, the first comes again at the end."""
    lines = [
        f"{'nonsense' if n % 7 == 0 else f'r{n}@example.org'},"
        f"{'unsubscribed' if n % 10 == 0 else 'cleaned' if n % 13 == 0 else 'subscribed'}"
        for n in range(1, count + 1)
    ]
    return "\n".join(["email,status", *lines, "r1@example.org,subscribed"]) + "\n"


def ended(file: ReaderFile) -> ReaderFile:
    file.refresh_from_db()
    return file


def test_a_worker_imports_it_and_the_report_adds_up(given: Given) -> None:
    file = given(rows(1200))
    reader_files.run(file.id, lambda: NOW)
    assert (ended(file).state, file.rows, file.done) == ("done", 1201, 1201)
    assert file.counts["added"] == Subscription.objects.filter(state=Subscription.ACTIVE).count()
    assert file.lines.filter(outcome="repeated").get().line == 1202
    assert not (reader_files.folder() / file.file).exists()
    assert Act.objects.get().what == f"{file.counts['added']} to Weekly"


@pytest.mark.parametrize("seed", range(6))
def test_killed_again_and_again_it_imports_and_reports_each_row_once(
    given: Given, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 50)
    monkeypatch.setattr(reader_files, "TRIES", 1000)
    chance, now, kills = random.Random(seed), NOW, 0
    file = given(rows(900))

    def clock() -> object:
        if chance.random() < 0.05:
            raise Killed
        return now

    while ended(file).state == "importing":
        now += settings.LEASE_SECONDS + timedelta(seconds=1)
        try:
            reader_files.run(file.id, clock)
        except Killed:
            kills += 1
    straight = {"added": 0} | file.counts
    assert kills
    assert file.done == file.rows == 901
    assert straight["added"] == Subscription.objects.filter(state=Subscription.ACTIVE).count()
    assert "already there" not in straight
    assert sum(count for outcome, count in straight.items() if outcome != "added") == file.lines.count()
    assert Subscriber.objects.count() == Subscription.objects.count()
    assert Act.objects.count() == 1


def test_who_lost_the_lease_writes_nothing_more(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 10)
    file = given("email\n" + "".join(f"r{n}@example.org\n" for n in range(40)))
    moments = iter([NOW] * 3)

    def clock() -> object:
        if (now := next(moments, None)) is None:  # frozen here; meanwhile another worker took it over and ended it
            reader_files.run(file.id, lambda: NOW + timedelta(hours=1))
            return NOW
        return now

    reader_files.run(file.id, clock)
    assert ended(file).counts == {"added": 40}
    assert Act.objects.count() == 1


def test_two_rings_at_once_are_one_import(given: Given) -> None:
    file = given("email\na@example.org\n")
    assert ReaderFile.objects.claim(file.id, NOW)
    reader_files.run(file.id, lambda: NOW)
    assert ended(file).state == "importing"
    assert not Subscriber.objects.exists()


def test_after_its_time_or_when_the_worker_goes_the_rest_waits_for_the_next_ring(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 10)
    file = given("email\n" + "".join(f"r{n}@example.org\n" for n in range(35)))
    reader_files.run(file.id, lambda: NOW, lambda: True)
    assert ended(file).done == 10
    assert plan.Ring("import", file.id, "1") in list(plan.arriving(NOW))
    for _ in range(3):
        reader_files.run(file.id, lambda: NOW, lambda: True)
    assert ended(file).done == 35
    assert file.counts == {"added": 35}


def test_consent_and_suppression_are_kept_across_a_stop(
    given: Given, a_reader: Callable[..., Subscriber], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 1)
    a_reader("left@example.org", Subscription.LEFT)
    file = given("email\nnew@example.org\nleft@example.org\ndead@example.org\n")
    reader_files.run(file.id, lambda: NOW, lambda: True)
    Suppression.objects.create(address_hash=address_hash("dead@example.org"), reason="bounced")  # between the two
    for _ in range(3):
        reader_files.run(file.id, lambda: NOW + timedelta(days=1), lambda: False)
    assert ended(file).counts == {"added": 1, "left before": 1, "suppressed": 1}
    kept = Subscription.objects.get(subscriber__address="new@example.org")
    assert (kept.consent, kept.source, kept.consented_at) == ("On paper, May 2026", "import, 2026-11-24", NOW)


def test_what_kills_three_workers_at_one_place_is_given_up_in_words(given: Given) -> None:
    file = given("email\na@example.org\n")
    now = NOW
    for _ in range(reader_files.TRIES + 1):
        ReaderFile.objects.claim(file.id, now)
        now += settings.LEASE_SECONDS
    reader_files.run(file.id, lambda: now)
    assert (ended(file).state, file.why[:15]) == ("failed", "It stopped 3 ti")


def test_without_consent_or_a_table_nothing_is_kept(given: Given, weekly: MailingList) -> None:
    with pytest.raises(MayNot):
        reader_files.add(
            [b"email\na@example.org\n"], weekly, name="x", consent=" ", member=Member.objects.get(), now=NOW
        )
    with pytest.raises(BadFile, match="No column"):
        given("Name,Town\nAna,Jaffna\n")
    assert not ReaderFile.objects.exists()


def test_reports_go_after_a_month_and_stray_files_after_a_day(given: Given) -> None:
    file = given("email\nnonsense\n")
    reader_files.run(file.id, lambda: NOW)
    waiting, stray = given("email\na@example.org\n"), reader_files.folder() / "stray.csv"
    stray.write_text("email\n")
    written = NOW.fromtimestamp(stray.stat().st_mtime, NOW.tzinfo)
    reader_files.forget(written + timedelta(days=2))
    assert not stray.exists()
    assert (reader_files.folder() / waiting.file).exists()
    reader_files.forget(NOW + timedelta(days=31))
    assert not ReaderFile.objects.filter(id=file.id).exists()
    assert ReaderFile.objects.filter(id=waiting.id).exists()
