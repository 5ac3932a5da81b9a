"""Readers are spoken to in their own language, whichever way it runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from publisher.audience.links import reader_token
from publisher.audience.speech import Speech, files
from publisher.models import MailingList, Newsroom, Notice, Subscriber


def said(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.fixture
def preferences(reader: Subscriber, weekly: MailingList) -> str:
    return f"/p/{reader_token(reader.id, weekly.id, purpose='p')}/"


@pytest.mark.parametrize("language", files())
def test_the_form_speaks_the_newsrooms_language(
    browser: Client, weekly: MailingList, opened: Callable[[float], str], language: str
) -> None:
    Newsroom.objects.update(language=language)
    say = Speech(language)
    page = said(browser.get("/subscribe/"))
    assert (
        f'<html lang="{say.language}" dir="{"rtl" if language in ("ar", "ckb", "fa", "he", "ps", "ur") else "ltr"}">'
        in page
    )
    assert say("agree") in page
    said_then = said(browser.post("/subscribe/", {"address": "new@example.org", "opened": opened(30)}))
    assert say("check") in said_then
    assert Notice.objects.get().words.endswith(f"[Weekly letter; form 2026-11, {say.language}]")


def test_a_reader_who_chose_a_language_has_it_on_their_pages(
    browser: Client, reader: Subscriber, preferences: str
) -> None:
    page = said(browser.post(preferences, {"lists": ["1"], "name": "Ana", "language": "en"}))
    assert '<html lang="en" dir="ltr">' in page
    Subscriber.objects.update(language="ar")
    page = said(browser.get(preferences))
    assert '<html lang="ar" dir="rtl">' in page
    assert files()["ar"]["what_comes"] in page


def test_an_address_that_is_none_is_refused_in_the_forms_language(
    browser: Client, weekly: MailingList, opened: Callable[[float], str]
) -> None:
    Newsroom.objects.update(language="ru")
    page = said(browser.post("/subscribe/", {"address": "no address", "opened": opened(30)}))
    assert files()["ru"]["unreadable"] in page


def test_a_hostile_name_of_a_list_is_text(browser: Client, weekly: MailingList) -> None:
    MailingList.objects.update(name="<script>{address}</script>")
    assert "<bdi>&lt;script&gt;{address}&lt;/script&gt;</bdi>" in said(browser.get("/subscribe/"))
