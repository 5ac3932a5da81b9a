"""Nothing typed is lost: a closed window, an ended session, a desk that is away, two editors; in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Desk, Open, where_to_paste
from .test_desk import paste
from .test_every_page import violations
from .test_parts import article, stop_the_clock, told

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WORDS = "Words that nobody has saved yet."


def kept(page: Page, within: str = "#parts") -> None:
    expect(page.locator(f"{within} [data-kept]")).to_contain_text("Saved ")


def test_what_was_typed_stands_there_again_after_the_window_is_gone(opened: Open) -> None:
    page = opened()
    article(page, "Gone window")
    where = page.url
    page.get_by_label("Standfirst").fill(WORDS)
    kept(page)
    page.close(run_before_unload=False)
    again = opened()
    again.goto(where)
    expect(again.get_by_label("Standfirst")).to_have_value(WORDS)
    expect(again.locator("main")).to_contain_text("and did not save it")
    again.get_by_role("button", name="Save", exact=True).last.click()
    expect(again.locator("main")).not_to_contain_text("did not save it")
    expect(again.get_by_label("Standfirst")).to_have_value(WORDS)


def test_while_one_types_without_a_pause_it_is_kept_within_three_seconds(opened: Open) -> None:
    page = opened()
    article(page, "Without a pause")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/unsaved/" in request.url else None)
    stop_the_clock(page)
    for _ in range(5):  # a key every half second
        page.get_by_label("Standfirst").press("a")
        page.clock.run_for(500)
    kept(page)
    assert len(sent) == 1


@pytest.fixture
def alone(desk: Desk, chromium: Browser, session: Any) -> Iterator[Page]:
    """A page that nobody watches: for an answer that is a failure the browser writes a line of its own."""
    context = chromium.new_context(storage_state=session, base_url=desk.url)
    yield context.new_page()
    context.close()


def test_an_ended_session_is_said_and_the_words_are_kept_once_signed_in_again(alone: Page) -> None:
    article(alone, "Ended session")
    cookies = alone.context.cookies()
    alone.context.clear_cookies()
    stop_the_clock(alone)
    alone.get_by_label("Standfirst").fill(WORDS)
    alone.clock.run_for(1000)
    status = alone.locator("#parts [data-kept]")
    expect(status).to_contain_text("You are signed out")
    expect(status.get_by_role("link")).to_have_attribute("target", "_blank")
    with alone.expect_response(lambda answer: answer.status == 401):  # nothing is sent into the sign-in page
        alone.get_by_role("button", name="Save", exact=True).last.click()
    expect(alone.get_by_label("Standfirst")).to_have_value(WORDS)
    alone.context.add_cookies([one for one in cookies if one["name"] == "sessionid"])  # and another token for forms
    alone.clock.run_for(6000)  # it is tried again every five seconds
    kept(alone)
    alone.clock.resume()
    alone.get_by_role("button", name="Save", exact=True).last.click()
    expect(alone.locator(".notice.good")).to_contain_text("Saved.")
    expect(alone.get_by_label("Standfirst")).to_have_value(WORDS)


def test_a_desk_that_is_away_is_said_and_tried_again(alone: Page) -> None:
    article(alone, "Desk away")
    alone.route("**/unsaved/**", lambda route: route.fulfill(status=502, body=""))
    alone.get_by_label("Standfirst").fill(WORDS)
    expect(alone.locator("#parts [data-kept]")).to_contain_text("on this page only")
    alone.unroute("**/unsaved/**")
    kept(alone)


def a_colleague(desk: Desk) -> str:
    """The sign-in link of another editor."""
    env = os.environ | {"DATA_DIR": str(desk.folder), "SITE_URL": desk.url}
    add = [
        sys.executable,
        "-m",
        "publisher",
        "member",
        "add",
        "omar@estuary.example",
        "--name",
        "Omar",
        "--role",
        "editor",
    ]
    said = subprocess.run(add, env=env, capture_output=True, text=True, check=True).stdout
    return "/sign-in/" + said.partition("/sign-in/")[2].split()[0]


def test_two_editors_in_one_article_are_told_and_neither_loses_a_word(
    desk: Desk, chromium: Browser, alone: Page
) -> None:
    one, other = alone, chromium.new_context(base_url=desk.url).new_page()
    article(one, "Two at once")
    other.goto(a_colleague(desk))
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="Queue")).to_be_visible()
    other.goto(one.url)
    one.get_by_label("Standfirst").fill("What the first one wrote.")
    kept(one)
    other.locator("#title").fill("Two at once, renamed")
    expect(other.locator("#parts [data-kept]")).to_contain_text("Sample Editor is editing this article, too")
    other.get_by_role("button", name="Save", exact=True).last.click()
    expect(other.get_by_role("heading", name="Two at once, renamed")).to_be_visible()
    one.get_by_label("Standfirst").fill("What the first one wrote, and more.")
    expect(one.locator("#parts [data-kept]")).to_contain_text("saved this article while you typed")
    one.get_by_role("button", name="Save", exact=True).last.click()
    expect(one.get_by_role("heading", name="What is different")).to_be_visible()
    expect(one.get_by_label("Standfirst")).to_have_value("What the first one wrote, and more.")
    one.get_by_role("button", name="Save", exact=True).last.click()  # both were seen: what is mine is meant
    expect(one.locator(".notice.good")).to_contain_text("Saved.")
    other.reload()
    expect(other.get_by_label("Standfirst")).to_have_value("What the first one wrote, and more.")
    other.context.close()


def test_a_posts_text_and_a_paste_are_kept_too(opened: Open) -> None:
    page = opened()
    paste(page, "Kept everywhere")
    where = page.url
    page.locator("textarea[name=text]").first.fill("The bus is back, at last.")
    expect(page.locator("form[data-unsaved] [data-kept]").first).to_contain_text("Saved ")
    page.close(run_before_unload=False)
    again = opened()
    again.goto(where)
    expect(again.locator("textarea[name=text]").first).to_have_value("The bus is back, at last.")
    again.get_by_role("button", name="Drop what I typed").click()
    expect(again.locator("textarea[name=text]").first).not_to_have_value("The bus is back, at last.")
    again.goto("/articles/new/")
    where_to_paste(again).fill("A beginning of something")
    kept(again, "form[data-unsaved]")
    again.goto("/")
    again.goto("/articles/new/")
    expect(again.get_by_label("Paste the whole article")).to_have_value("A beginning of something")
    again.get_by_role("button", name="Drop what I typed").click()
    expect(again.get_by_label("Paste the whole article")).to_have_value("")


def test_an_act_by_key_saves_what_was_typed_and_nothing_is_restored_after_it(opened: Open) -> None:
    page = opened()
    article(page, "Typed then moved")
    page.get_by_label("Standfirst").fill(WORDS)
    page.locator("#part-1").focus()
    page.keyboard.press("Alt+ArrowDown")
    told(page, "Part 1 is part 2 now.")
    page.wait_for_timeout(1500)
    page.reload()
    expect(page.get_by_label("Standfirst")).to_have_value(WORDS)
    expect(page.locator("main")).not_to_contain_text("did not save it")


def test_a_screen_reader_hears_of_it_once_a_minute_and_not_at_every_pause(opened: Open) -> None:
    page = opened()
    article(page, "Heard once")
    page.evaluate("""() => { window.heard = 0; new MutationObserver((all) => { window.heard += all.length; })
        .observe(document.querySelector('[data-kept]'), { childList: true, characterData: true, subtree: true }); }""")
    assert page.locator("[data-kept]").get_attribute("role") == "status"
    for words in ("One", "One two", "One two three"):
        with page.expect_response("**/unsaved/**"):
            page.get_by_label("Standfirst").fill(words)
    kept(page)
    assert page.evaluate("window.heard") <= 4  # one change is one text out and one in; a minute may have passed


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_what_was_restored(opened: Open, width: int) -> None:
    page = opened(width=width, bypass_csp=True)
    article(page, f"Restored at {width} pixels")
    page.get_by_label("Standfirst").fill(WORDS)
    kept(page)
    page.goto(page.url)
    expect(page.locator("main")).to_contain_text("did not save it")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
