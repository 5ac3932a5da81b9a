from __future__ import annotations

from django.test import Client

from publisher.models import Subscriber, Subscription
from tests.making import a_list, a_reader
from tests.web_desk.conftest import said


def test_a_reader_is_found_taken_off_and_forgotten(desk: Client) -> None:
    a_reader(a_list(), "ann@example.org")
    page = said(desk.post("/readers/find/", {"address": "Ann@example.org"}))
    assert "Take off every list" in page
    assert Subscription.objects.get().consent in page
    desk.post("/readers/leave/", {"address": "ann@example.org"})
    assert Subscription.objects.get().state == Subscription.LEFT
    desk.post("/readers/forget/", {"address": "ann@example.org"})
    assert not Subscriber.objects.exists()
    page = said(desk.post("/readers/find/", {"address": "ann@example.org"}))
    assert "This address gets no mail: wish to be forgotten." in page
    assert "Nobody has this address." in page


def test_what_is_no_address_is_said_and_no_page_stands_at_the_address_of_a_form(desk: Client) -> None:
    assert "An email address has an @" in said(desk.post("/readers/find/", {"address": "ann"}, follow=True))
    assert desk.get("/readers/find/").status_code == 405
