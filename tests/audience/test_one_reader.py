from __future__ import annotations

import pytest

from publisher.audience.importing import import_file
from publisher.audience.one_reader import find, forget, take_off
from publisher.models import Act, Member, Subscriber, Subscription, Suppression
from tests.making import a_member

from .conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Member:
    return a_member()


def test_whoever_asks_is_found_with_the_proof_of_consent(a_reader) -> None:
    a_reader("ann@example.org")
    found = find(" Ann@EXAMPLE.org ")
    assert found.number
    assert [one.state for one in found.subscriptions] == ["active"]
    assert found.subscriptions[0].consent
    assert find("nobody@example.org").number == 0


def test_who_asks_by_letter_is_off_every_list_and_the_act_names_no_address(a_reader, member: Member) -> None:
    a_reader("ann@example.org")
    assert take_off("ann@example.org", member=member, now=NOW) == 1
    assert take_off("ann@example.org", member=member, now=NOW) == 0
    assert Subscription.objects.get().state == Subscription.LEFT
    assert "@" not in Act.objects.get().what


def test_of_who_is_forgotten_a_hash_stays_and_no_import_brings_them_back(a_reader, member, weekly, tmp_path) -> None:
    a_reader("ann@example.org")
    assert forget("ann@example.org", member=member)
    assert not Subscriber.objects.exists()
    assert not forget("ann@example.org", member=member)
    file = tmp_path / "readers.csv"
    file.write_text("email\nANN@example.org\n")
    import_file(file, weekly, consent="By letter", now=NOW)
    assert not Subscriber.objects.exists()
    assert Suppression.objects.get().reason == "wish to be forgotten"
