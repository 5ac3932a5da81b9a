"""Every page of the desk, judged by axe in both schemes and at two widths."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from .conftest import AXE, PATIENCE, Desk, Open
from .test_desk import paste

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PAGES = [
    "/", "/articles/new/", "/articles/1/", "/articles/1/posts/", "/articles/1/progress/",
    "/articles/1/out/", "/articles/1/out/correct/", "/articles/1/out/take-down/", "/articles/1/out/note/",
    "/channels/", "/channels/1/",
    "/channels/2/", "/channels/2/delete/", "/channels/connect/mail/", "/channels/connect/x/", "/channels/sign-in-at/x/",
    "/channels/sign-in-at/mastodon/", "/channels/sign-in-at/linkedin/",
    "/channels/connect/mastodon/", "/channels/connect/bluesky/", "/channels/connect/telegram/",
    "/channels/connect/facebook/", "/channels/connect/threads/", "/channels/connect/linkedin/",
    "/channels/connect/discord/",
    "/feeds/", "/appeals/", "/appeals/new/", "/appeals/1/", "/appeals/1/wordings/1/",
    "/readers/", "/people/", "/tokens/", "/newsroom/", "/stop/", "/practice/", "/practice/mails/1/",
    "/posts/1/mails/failed/",
]  # fmt: skip
ONLY_FAULTS = "resultTypes: ['violations']"
SCHEMES = {"light": ONLY_FAULTS, "dark": f"{ONLY_FAULTS}, runOnly: ['color-contrast', 'link-in-text-block']"}
ASKS_AGAIN = re.compile(r"/articles/reading/\d+/$")


def violations(page: Page) -> list[Any]:
    """What axe finds in the light, and in the dark, which differs by its colours alone."""
    page.wait_for_load_state("load")  # or a page could be judged before its styles have come
    page.evaluate(AXE.read_text("utf-8"))
    found: list[Any] = []
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        # The letters in frames are judged with the letters.
        told: Any = page.evaluate(f"axe.run({{exclude: ['iframe']}}, {{iframes: false, {rules}}})")
        found += [(scheme, rule["id"], [node["target"] for node in rule["nodes"]]) for rule in told["violations"]]
    return found


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_any_page_and_nothing_scrolls_sideways(opened: Open, width: int) -> None:
    page = opened(width=width, bypass_csp=True)
    page.goto("/articles/1/progress/")
    expect(page.locator(".state.sent")).to_have_count(5, timeout=4 * PATIENCE)  # the sample, whose pages are looked at
    paste(page, f"Judged at {width} pixels")
    number = page.url.rstrip("/").split("/")[-2]
    post = page.locator("#when input[name=post]").first.get_attribute("value")
    made = [f"/articles/{number}/posts/", f"/articles/{number}/when/?when=slot&post={post}"]
    wrong: dict[str, Any] = {}
    for address in PAGES + made:
        answer = page.goto(address)
        assert answer, address
        assert answer.ok, address
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if found := violations(page) + ([("sideways", sideways)] if sideways > 0 else []):
            wrong[address] = found
    assert wrong == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_would_find_what_cannot_be_read_and_what_has_no_words(opened: Open, scheme: str) -> None:
    page = opened(bypass_csp=True)
    page.goto("/people/")
    pale = "main * { color: color-mix(in srgb, var(--paper) 80%, var(--ink)) !important }"
    page.add_style_tag(content=f"@media (prefers-color-scheme: {scheme}) {{ {pale} }}")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    found = {(where, rule) for where, rule, _ in violations(page)}
    assert found == {(scheme, "color-contrast"), ("light", "button-name")}


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_page_that_waits_for_a_link(desk: Desk, opened: Open, width: int) -> None:
    page = opened(width=width, bypass_csp=True)
    page.route(ASKS_AGAIN, lambda route: route.fulfill(status=204) if _is_asked(route.request) else route.continue_())
    page.goto(f"/articles/reading/{link_in_hand(desk)}/")
    expect(page.get_by_role("heading", name="Reading news.example.org")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.unroute_all(behavior="wait")  # or an answer were under way when its page is closed


def _is_asked(request: Request) -> bool:
    """The page itself asks, every second; it is left without an answer, so that it stays as it is."""
    return "hx-request" in request.headers


def link_in_hand(desk: Desk) -> int:
    """A link that a worker seems to have, so that its page waits however fast the workers are."""
    with database_of(desk) as database:
        given = database.execute(
            """INSERT INTO publisher_incoming (link, member_id, again, state, why, attempts, created_at, claimed_at)
            SELECT 'https://news.example.org/in-hand', id, 0, 'reading', '', 1, datetime('now'), datetime('now')
            FROM publisher_member ORDER BY id LIMIT 1"""
        )
        return given.lastrowid or 0


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_page_of_a_fault_of_ours(desk: Desk, chromium: Any, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, base_url=desk.url)
    page = context.new_page()
    with broken_database(desk):
        answer = page.goto("/sign-in/old-link/")
        assert answer
        assert answer.status == 500
        expect(page.get_by_role("heading", name="Something broke on our side.")).to_be_visible()
        found = violations(page)
        sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert (found, sideways <= 0) == ([], True)


def database_of(desk: Desk) -> AbstractContextManager[sqlite3.Connection]:
    return closing(sqlite3.connect(desk.folder / "publisher.sqlite3", timeout=30, isolation_level=None))


@contextmanager
def broken_database(desk: Desk) -> Iterator[None]:
    """A table that the page needs is called otherwise for a moment."""
    with database_of(desk) as database:
        database.execute("ALTER TABLE publisher_signinlink RENAME TO elsewhere")
        try:
            yield
        finally:
            database.execute("ALTER TABLE elsewhere RENAME TO publisher_signinlink")


def test_axe_finds_nothing_on_the_pages_of_strangers_and_of_errors(desk: Desk, opened: Open, chromium: Any) -> None:
    context = chromium.new_context(bypass_csp=True, base_url=desk.url)
    page = context.new_page()
    wrong = {}
    for address in ("/sign-in/", "/sign-in/old-link/", "/nothing/", "/sign-out/"):
        page.goto(address)
        if found := violations(page):
            wrong[address] = found
    context.close()
    assert wrong == {}
