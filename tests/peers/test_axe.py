"""axe-core and a real browser on every mail: light and dark, on phones and on a screen, without its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from .conftest import MODULES
from .leaving import PUBLIC, Mail
from .test_letters import SHAPES

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

AXE = "axe.run(document, {rules: {region: {enabled: false}}, resultTypes: ['violations']})"
WIDTHS = (390, 1280)
NARROWEST = 360
BRIGHT = ("latin", "tamil", "arabic", "chinese", "confirmation")  # colours are the same in the others
BAD = '<html lang="en"><title>x</title><p style="color:#ddd;background:#fff;width:700px">Pale</p><img src="a">'


@dataclass
class Seen:
    """What was wrong with one mail, and what it asked for."""

    faults: list[tuple[int, str, str, str]] = field(default_factory=list)  # width, scheme, rule, element
    too_wide: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(
    mails: dict[str, Mail], bright_mails: dict[str, Mail], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Seen]:
    """By name, and by name with "bright" before it; the faulty one is "bad"."""
    documents = {name: mail.html for name, mail in mails.items()} | {"bad": BAD}
    documents |= {f"bright {name}": bright_mails[name].html for name in BRIGHT}
    # In a thread of its own: Playwright's event loop in this one would keep Django from its database.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_look, documents, tmp_path_factory.mktemp("mails") / "mail.html").result()


def _look(documents: Mapping[str, str], file: Path) -> dict[str, Seen]:
    script = (MODULES / "axe-core" / "axe.min.js").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        found = {}
        for name, html in documents.items():
            file.write_text(html, "utf-8")
            page = browser.new_page()
            found[name] = _examine(page, file.as_uri(), script)
            page.close()
        browser.close()
    return found


def _examine(page: Page, url: str, script: str) -> Seen:
    seen = Seen()

    def without_pictures(route: Route) -> None:
        if route.request.url == url:
            route.continue_()
        else:
            seen.asked.append(route.request.url)
            route.abort()

    page.route("**/*", without_pictures)
    page.goto(url)
    page.evaluate(script)
    for width in (NARROWEST, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            seen.too_wide.append(width)
        if width == NARROWEST:
            continue
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            told: Any = page.evaluate(AXE)["violations"]
            seen.faults += [(width, scheme, rule["id"], rule["nodes"][0]["html"]) for rule in told]
    return seen


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", [*SHAPES, *(f"bright {name}" for name in BRIGHT)])
def test_everyone_can_read_it_and_it_asks_for_our_own_pictures_only(seen: dict[str, Seen], name: str) -> None:
    assert seen[name].faults == []
    assert seen[name].too_wide == []
    assert all(url.startswith(f"{PUBLIC}/pictures/") and "?" not in url for url in seen[name].asked)


def test_this_judge_can_condemn(seen: dict[str, Seen]) -> None:
    assert {rule for _, _, rule, _ in seen["bad"].faults} >= {"color-contrast", "image-alt"}
    assert seen["bad"].too_wide == [360, 390]
