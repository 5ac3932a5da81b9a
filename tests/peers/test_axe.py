"""axe-core and a real browser on every mail and every public page: light and dark, on phones and on a screen.

Mails are looked at without their pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from .conftest import MODULES
from .leaving import PUBLIC, Mail
from .served import LETTER, Served
from .test_letters import SHAPES

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.timeout(900)]  # the first looks at all of them

AXE = "axe.run(document, {rules: {region: {enabled: %s}}, resultTypes: ['violations']})"
COLOURS = "axe.run({runOnly: ['color-contrast', 'link-in-text-block'], resultTypes: ['violations']})"  # the dark's own
WIDTHS = (390, 1280)
NARROWEST = 360
BRIGHT = ("latin", "tamil", "arabic", "chinese", "confirmation")  # colours are the same in the others
BAD = '<html lang="en"><title>x</title><p style="color:#ddd;background:#fff;width:700px">Pale</p><img src="a">'


@dataclass
class Seen:
    """What was wrong with a document, and what it asked for beside its style sheets."""

    faults: list[tuple[int, str, str, str]] = field(default_factory=list)  # width, scheme, rule, element
    too_wide: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def mails_seen(mails: dict[str, Mail], bright_mails: dict[str, Mail]) -> dict[str, Seen]:
    """By name, and by name with "bright" before it; the faulty one is "bad"."""
    documents = {name: mail.html for name, mail in mails.items()} | {"bad": BAD}
    documents |= {f"bright {name}": bright_mails[name].html for name in BRIGHT}
    return _looked({name: Served(html, {}) for name, html in documents.items()}, region=False)


@pytest.fixture(scope="module")
def pages_seen(pages: dict[str, Served]) -> dict[str, Seen]:
    return _looked({name: page for name, page in pages.items() if name != LETTER}, region=True)


def _looked(documents: Mapping[str, Served], *, region: bool) -> dict[str, Seen]:
    # In a thread of its own: Playwright's event loop in this one would keep Django from its database.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_look, documents, AXE % str(region).lower()).result()


def _look(documents: Mapping[str, Served], axe: str) -> dict[str, Seen]:
    script = (MODULES / "axe-core" / "axe.min.js").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        found = {}
        for name, document in documents.items():
            page = browser.new_page()
            found[name] = _examine(page, document, script, axe)
            page.unroute_all(behavior="wait")  # or an answer were under way when its page is closed
            page.close()
        browser.close()
    return found


def _examine(page: Page, document: Served, script: str, axe: str) -> Seen:
    seen, here = Seen(), f"{PUBLIC}/here"
    styles = {PUBLIC + path: style for path, style in document.styles.items()}

    def answer(route: Route) -> None:
        url = route.request.url
        if url == here:
            route.fulfill(body=document.html, content_type="text/html; charset=utf-8")
        elif url in styles:
            route.fulfill(body=styles[url], content_type="text/css; charset=utf-8")
        else:
            seen.asked.append(url)
            route.abort()

    page.route("**/*", answer)
    page.goto(here)
    page.evaluate(script)
    for width in (NARROWEST, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            seen.too_wide.append(width)
        if width == NARROWEST:
            continue
        for scheme, asked in (("light", axe), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            told: Any = page.evaluate(asked)["violations"]
            seen.faults += [(width, scheme, rule["id"], rule["nodes"][0]["html"]) for rule in told]
    return seen


@pytest.mark.parametrize("name", [*SHAPES, *(f"bright {name}" for name in BRIGHT)])
def test_everyone_can_read_a_mail_and_it_asks_for_our_own_pictures_only(mails_seen: dict[str, Seen], name: str) -> None:
    seen = mails_seen[name]
    assert (seen.faults, seen.too_wide) == ([], [])
    assert all(url.startswith(f"{PUBLIC}/pictures/") and "?" not in url for url in seen.asked)


def test_everyone_can_read_every_public_page_and_it_asks_nobody_else(pages_seen: dict[str, Seen]) -> None:
    faults = {name: seen.faults for name, seen in pages_seen.items() if seen.faults}
    too_wide = {name: seen.too_wide for name, seen in pages_seen.items() if seen.too_wide}
    assert (faults, too_wide) == ({}, {})
    assert all(url.startswith(f"{PUBLIC}/static/") for seen in pages_seen.values() for url in seen.asked)


def test_this_judge_can_condemn(mails_seen: dict[str, Seen]) -> None:
    found = {(scheme, rule) for _, scheme, rule, _ in mails_seen["bad"].faults}
    assert found >= {("light", "color-contrast"), ("dark", "color-contrast"), ("light", "image-alt")}
    assert mails_seen["bad"].too_wide == [360, 390]
