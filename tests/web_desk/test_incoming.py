"""A link alone: a worker reads it while a page waits and leads on; no request fetches anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from publisher.models import Article, Incoming, Member
from publisher.web.desk.incoming import LONG
from tests.web_desk.conftest import field, said

LINK = "https://harbour.example/ferry"


def send(desk: Client, **fields: str) -> str:
    """Give the link alone; where the desk leads then."""
    once = field(desk.get("/articles/new/"), "once")
    return desk.post("/articles/new/", {"text": "", "link": LINK, "once": once, **fields}).headers["Location"]


def end(given: Incoming, state: str, **fields: object) -> str:
    """What a worker wrote; the page's address."""
    Incoming.objects.filter(id=given.id).update(state=state, **fields)
    return f"/articles/reading/{given.id}/"


def test_a_link_alone_is_left_to_a_worker(desk: Client, admin: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.sources.page.fetch", lambda *_, **__: pytest.fail("fetched in a request"))
    where = send(desk)
    given = Incoming.objects.get()
    assert where == f"/articles/reading/{given.id}/"
    assert (given.link, given.member, given.again, given.state) == (LINK, admin, False, "reading")
    waits = desk.get(where)
    assert "Reading harbour.example …" in said(waits)
    assert f'hx-get="{where}" hx-trigger="every 1s"' in waits.content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in waits.content.decode()


def test_a_link_beside_a_text_is_the_texts_own(desk: Client) -> None:
    words = "Ferry returns\n\n" + "The morning ferry left the harbour at six with forty people on board. " * 3
    assert send(desk, text=words) == f"/articles/{Article.objects.get(canonical_url=LINK).id}/"
    assert not Incoming.objects.exists()


def test_a_second_click_gives_it_once(desk: Client) -> None:
    once = field(desk.get("/articles/new/"), "once")
    assert send(desk, once=once) == send(desk, once=once)
    assert Incoming.objects.count() == 1


def test_what_is_no_link_is_said_at_once_and_uses_up_no_form(desk: Client) -> None:
    once = field(desk.get("/articles/new/"), "once")
    answer = desk.post("/articles/new/", {"text": "", "link": "harbour", "once": once})
    assert answer.status_code == 422
    assert "Only addresses that begin with http:// or https://" in said(answer)
    assert send(desk, once=once) == f"/articles/reading/{Incoming.objects.get().id}/"


def test_where_it_is_read_the_page_goes_on_to_the_article(desk: Client, given: Incoming, article: Article) -> None:
    where = end(given, "done", article=article)
    assert desk.get(where).headers["Location"] == f"/articles/{article.id}/"
    assert desk.get(where, headers={"HX-Request": "true"}).headers["HX-Redirect"] == where


def test_where_it_cannot_be_read_the_form_says_why_and_keeps_the_link(desk: Client, given: Incoming) -> None:
    page = desk.get(end(given, "failed", why="The server answered 404 instead of the page."))
    assert "The server answered 404 instead of the page." in said(page)
    assert "or paste the article’s text" in said(page)
    assert field(page, "link") == LINK
    assert '<form method="post" action="/articles/new/"' in page.content.decode()


def test_where_it_is_here_already_it_can_be_kept_again(desk: Client, given: Incoming, article: Article) -> None:
    page = desk.get(end(given, "known", article=article))
    assert "This article is here already: Ferry returns after three years" in said(page)
    assert 'name="again" value="yes"' in page.content.decode()
    where = desk.post("/articles/new/", {"link": field(page, "link"), "once": field(page, "once"), "again": "yes"})
    newest = Incoming.objects.latest("id")
    assert where.headers["Location"] == f"/articles/reading/{newest.id}/"
    assert newest.again


def test_an_article_that_was_discarded_meanwhile_leaves_the_form(desk: Client, given: Incoming) -> None:
    assert field(desk.get(end(given, "done")), "link") == LINK


def test_nobody_sees_what_others_gave(author: Client, given: Incoming) -> None:
    assert author.get(f"/articles/reading/{given.id}/").status_code == 404


def test_a_reading_that_takes_long_says_so(desk: Client, given: Incoming) -> None:
    where = f"/articles/reading/{given.id}/"
    assert "unusually long" not in said(desk.get(where))
    Incoming.objects.update(created_at=timezone.now() - LONG - timedelta(seconds=1))
    assert "unusually long" in said(desk.get(where))
