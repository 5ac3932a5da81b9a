"""A whole `publisher up` in practice mode, and headless Chromium before it.

Needs Debian's chromium, and axe-core: `npm ci --prefix tests/browser` once.
"""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect, sync_playwright

from publisher.practice.control import Control

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
GRACE = 15
PATIENCE = 60_000  # milliseconds: a busy machine is slow, and what is waited for comes
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Desk:
    """A running desk: where it answers, and the link that signs in once."""

    url: str
    link: str
    folder: Path

    def arrived(self, title: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The mails and the posts of this article; the sample's own go out beside them, a minute after the start."""
        with Control(json.loads((self.folder / "practice.json").read_text())["control"]) as world:
            mails = [mail for mail in world.inbox() if mail["subject"] == title]
            return mails, [post for post in world.sent() if link_of(title) in json.dumps(post)]


def link_of(title: str) -> str:
    return f"https://news.example.org/{title.lower().replace(' ', '-')}"


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL", "SITE_URL")}
    env |= {"DATA_DIR": str(folder), "GRACE_SECONDS": str(GRACE), "PYTHONUNBUFFERED": "1"}
    up = [sys.executable, "-m", "publisher", "up", "--port", "0"]
    with subprocess.Popen(up, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        lines: queue.Queue[str] = queue.Queue()
        reader = threading.Thread(target=_read, args=(process, folder / "up.log", lines), daemon=True)
        reader.start()
        link = _ready(lines)
        yield Desk(link.partition("/sign-in/")[0], link, folder)
        process.send_signal(signal.SIGINT)
        process.wait(60)
        reader.join(60)  # it reads to the end: what is closed under it would fail in its hands


def _read(process: subprocess.Popen[str], log: Path, lines: queue.Queue[str]) -> None:
    """What it says goes to the log, from the first line to the last, so that it never blocks."""
    with log.open("w", buffering=1) as kept:
        for line in process.stdout or ():
            kept.write(line)
            lines.put(line)


def _ready(lines: queue.Queue[str]) -> str:
    """The sign-in link that it prints."""
    said = ""
    while not (found := re.search(r"Desk ready: (http\S+)", said)):
        said += lines.get(timeout=120)
    return found[1]


@pytest.fixture(scope="package")  # its event loop must be gone before Django's tests of other folders
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def session(desk: Desk, chromium: Browser) -> Any:
    """Cookies of a member who came by the one-time link."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(desk.link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(desk.url + "/")
    state = context.storage_state()
    context.close()
    return state


@dataclass
class Watch:
    """What a page did that it must not do: asked another host, wrote to the console, came without a policy."""

    home: str
    wrong: list[str] = field(default_factory=list)

    def over(self, page: Page) -> Page:
        page.on("request", lambda request: self._note(request.url))
        page.on("console", lambda line: self.wrong.append(f"console: {line.text}"))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("response", self._policy)
        return page

    def _note(self, url: str) -> None:
        if not url.startswith(self.home + "/"):
            self.wrong.append(f"asked for {url}")

    def _policy(self, response: Response) -> None:
        if "html" in response.headers.get("content-type", ""):
            policy = response.headers.get("content-security-policy", "")
            if "default-src 'none'" not in policy or "unsafe-eval" in policy:
                self.wrong.append(f"{response.url} has the policy “{policy}”")


Open = Callable[..., Page]


def where_to_paste(page: Page) -> Locator:
    """The field for a whole article, once the browser has put the cursor into it: what is typed elsewhere before that
    makes it complain in the console."""
    field_of_text = page.get_by_label("Paste the whole article")
    expect(field_of_text).to_be_focused()
    return field_of_text


@pytest.fixture
def opened(desk: Desk, chromium: Browser, session: Any) -> Iterator[Open]:
    """A signed-in page that is watched; at the end of the test it must have done nothing wrong."""
    contexts: list[BrowserContext] = []
    watch = Watch(desk.url)

    def new(width: int = 1280, **options: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, storage_state=session, base_url=desk.url, **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return watch.over(context.new_page())

    yield new
    for context in contexts:
        context.close()
    assert watch.wrong == []
