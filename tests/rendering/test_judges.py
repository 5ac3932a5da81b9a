"""Letters before judges that are not ours: SpamAssassin, html-validate, and axe in light, dark and without pictures.

The last two are npm packages: `npm ci --prefix tests/browser` once.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, sync_playwright

from publisher.channels.mail import mime
from publisher.rendering import personal
from publisher.rendering.email import render_email

from .stories import ASKS, IMAGES, READER, REFERENCE, STORIES, VIEW_URL, sender

MODULES = Path(__file__).parent.parent / "browser" / "node_modules"
RULES = Path(__file__).parent / "letter.htmlvalidate.json"


def letter(script: str, colour: str = "#8a1c1c") -> tuple[str, str, str]:
    made = render_email(
        STORIES[script],
        sender=sender(colour=colour),
        ask=ASKS[script],
        reference=REFERENCE,
        view_url=VIEW_URL,
        picture_urls=IMAGES,
    )
    html = personal.fill(made.html, READER, nonce=made.nonce, html=True)
    return made.subject, html, personal.fill(made.text, READER, nonce=made.nonce, html=False)


@pytest.mark.debian
@pytest.mark.parametrize("script", STORIES)
def test_spamassassin_finds_nothing(script: str) -> None:
    envelope = mime.message(
        *letter(script),
        to_name=READER["name"],
        to_address=READER["address"],
        sender_name="Harbour Ledger",
        sender_address="letters@harbour.example.org",
        message_id="5d41402abc4b2a76b9719d911017c592@harbour.example.org",
        date=datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
        list_id="weekly.harbour.example.org",
        list_name="The Weekly Letter",
        unsubscribe_url=READER["unsubscribe_url"],
        feedback_id="12:weekly:letter:harbour",
        reply_to="desk@harbour.example.org",
    )
    judged = subprocess.run(
        ["spamassassin", "-L", "-t"], input=envelope.message, capture_output=True, check=True, timeout=120
    ).stdout.decode("utf-8", "replace")
    report = judged[judged.index("Content analysis details:") :]
    assert float(report.split("(")[1].split()[0]) <= 1.0, report
    assert not any(rule in report for rule in ("MISSING_", "MIME_HTML_ONLY", "MPART_ALT_DIFF")), report


@pytest.mark.browser
def test_the_html_is_valid(tmp_path: Path) -> None:
    for script in STORIES:
        (tmp_path / f"{script}.html").write_text(letter(script)[1], "utf-8")
    judged = subprocess.run(
        [MODULES / ".bin" / "html-validate", "--config", RULES, *sorted(tmp_path.glob("*.html"))],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("script", STORIES)
def test_axe_finds_no_violation_and_nothing_scrolls_sideways(
    browser: Browser, tmp_path: Path, script: str, width: int, scheme: Any
) -> None:
    file = tmp_path / "letter.html"
    file.write_text(letter(script, colour="#ffd400")[1], "utf-8")  # the hardest colour to read
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []

    def without_pictures(route: Route) -> None:
        if not route.request.url.startswith("file:"):
            asked.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/*", without_pictures)
    page.goto(file.as_uri())
    page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run(document, {rules: {region: {enabled: false}}})")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert set(asked) <= {image.url for image in IMAGES.values()}
    page.close()
