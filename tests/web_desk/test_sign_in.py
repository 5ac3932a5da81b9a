from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from publisher.models import Member, Newsroom, SignInLink
from tests.web_desk.conftest import said

PASSWORD = "a quiet harbour at six"


@pytest.fixture
def member(newsroom: Newsroom) -> Member:
    return Member.objects.create_user("amara@gazette.example", PASSWORD, name="Amara", role="editor")


def a_link(member: Member, lasts: timedelta = timedelta(minutes=10)) -> str:
    SignInLink.objects.create(
        token_hash=hashlib.sha256(b"secret").hexdigest(), member=member, expires_at=timezone.now() + lasts
    )
    return "/sign-in/secret/"


def test_a_password_signs_in_and_leads_back(member: Member, client: Client) -> None:
    sent = {"email": " Amara@Gazette.example ", "password": PASSWORD, "next": "/channels/"}
    response = client.post("/sign-in/", sent)
    assert response.headers["Location"] == "/channels/"
    assert client.get("/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(member: Member, client: Client) -> None:
    wrong = client.post("/sign-in/", {"email": member.email, "password": "x"})
    unknown = client.post("/sign-in/", {"email": "nobody@gazette.example", "password": "x"})
    assert wrong.status_code == unknown.status_code == 422
    assert "do not belong together" in said(wrong)
    assert "do not belong together" in said(unknown)


def test_a_member_who_was_deactivated_stays_out(member: Member, client: Client) -> None:
    Member.objects.update(is_active=False)
    assert client.post("/sign-in/", {"email": member.email, "password": PASSWORD}).status_code == 422


def test_too_many_tries_are_stopped(member: Member, client: Client, counted: None) -> None:
    sent = {"email": "nobody@gazette.example", "password": "x"}
    answers = [client.post("/sign-in/", sent).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_never_leads_to_another_host(member: Member, client: Client, target: str) -> None:
    response = client.post("/sign-in/", {"email": member.email, "password": PASSWORD, "next": target})
    assert response.headers["Location"] == "/"


def test_opening_a_link_shows_a_button_and_signs_nobody_in(member: Member, client: Client) -> None:
    response = client.get(a_link(member))
    assert "Welcome, Amara" in said(response)
    assert client.get("/").status_code == 302
    assert SignInLink.objects.get().used_at is None


def test_a_link_signs_in_once(member: Member, client: Client) -> None:
    link = a_link(member)
    assert client.post(link).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    again = Client().post(link)
    assert again.status_code == 410
    assert "used or is too old" in said(again)


def test_a_link_that_is_too_old_says_so(member: Member, client: Client) -> None:
    assert client.get(a_link(member, timedelta(seconds=-1))).status_code == 410


def test_signing_out_takes_a_form(desk: Client) -> None:
    assert desk.get("/sign-out/").status_code == 405
    assert desk.get("/").status_code == 200
    desk.post("/sign-out/")
    assert desk.get("/").status_code == 302


def test_a_form_without_its_token_is_refused_with_advice(member: Member) -> None:
    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"email": member.email, "password": PASSWORD})
    assert response.status_code == 403
    assert "This form has lapsed." in said(response)
