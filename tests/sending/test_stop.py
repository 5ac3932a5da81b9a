"""The red button, while half of the system is down."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.db.models import QuerySet

from publisher.models import Act, Newsroom
from publisher.sending.stop import stop
from tests.making import NOW, a_newsroom

pytestmark = pytest.mark.django_db


def test_on_a_full_disk_it_is_pressed_until_it_holds(monkeypatch):
    a_newsroom()
    update, full = QuerySet.update, iter([True, True, True])

    def on_a_full_disk(self: QuerySet[Newsroom], **fields: object) -> int:
        if "stopped_at" in fields and next(full, False):
            raise OperationalError("database or disk is full")
        return update(self, **fields)

    monkeypatch.setattr(QuerySet, "update", on_a_full_disk)
    assert stop(None, NOW) == 0
    assert Newsroom.objects.get().stopped_at == NOW


def test_it_counts_even_if_nobody_can_write_down_who_pressed_it(monkeypatch):
    def full(**fields: object) -> Act:
        raise OperationalError("database or disk is full")

    a_newsroom()
    monkeypatch.setattr(Act.objects, "create", full)
    assert stop(None, NOW) == 0
    assert Newsroom.objects.get().stopped_at == NOW
