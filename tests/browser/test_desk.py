"""The desk in a real browser, with real workers behind it, from paste to what became of it."""

from __future__ import annotations

import gzip
import re

import httpx2
import pytest
from playwright.sync_api import Page, Response, expect

from .conftest import GRACE, Desk, Open, link_of, where_to_paste

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ARTICLE = """{title}

The night bus stopped in 2019, and for seven years nobody in Alder Row could get home after ten without a lift.

On Monday it came back. Eleven people waited at the first stop, and the driver, Noor Haddad, knew nine of them by name.

The council says that the line costs less than the car park it replaces, and that it will run until a review in June.

“I had forgotten what the river looks like in the dark,” said one passenger, who asked that we leave her name out.
"""


def paste(page: Page, title: str) -> None:
    """From the queue to the posts of a pasted article."""
    page.goto("/")
    page.get_by_role("link", name="New article").first.click()
    where_to_paste(page).fill(ARTICLE.format(title=title))
    page.get_by_label("Its link").fill(link_of(title))
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="Save, and see the posts").click()
    page.wait_for_url("**/posts/")  # and its scripts


def test_an_article_becomes_a_newsletter_and_posts_and_each_arrives_once(desk: Desk, opened: Open) -> None:
    page = opened()
    paste(page, "The night bus returns")
    letter = page.frame_locator("iframe.letter").first
    expect(letter.get_by_role("heading", name="The night bus returns")).to_be_visible()
    page.get_by_label("Now").check()
    page.get_by_role("button", name="Next: confirm").click()
    expect(page.locator("main")).to_contain_text("Send “The night bus returns” from")
    expect(page.locator("main")).to_contain_text("200 readers of Weekly letter now")
    page.get_by_role("button", name="Send to 200 readers and publish 4 posts").click()
    expect(page.locator(".state.sent")).to_have_count(5, timeout=(GRACE + 120) * 1000)
    expect(page.locator("main")).to_contain_text("200 accepted by the mail server")
    expect(page.locator("#progress")).not_to_have_attribute("hx-trigger", "every 2s")
    mails, posts = desk.arrived("The night bus returns")
    assert (len(mails), len({mail["to"] for mail in mails})) == (200, 200)
    assert sorted(post["network"] for post in posts) == ["bluesky", "mastodon", "telegram", "x"]
    page.goto("/practice/")
    page.get_by_label("Only to this address").fill(mails[0]["to"])
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="The night bus returns").click()
    expect(page.frame_locator("iframe.letter").locator("body")).to_contain_text("Alder Row")
    page.goto("/")
    expect(page.locator("#gone")).to_contain_text("The night bus returns")


def test_five_clicks_and_no_date_from_the_queue_to_a_scheduled_newsletter_and_two_posts(opened: Open) -> None:
    page = opened()
    page.goto("/")
    page.evaluate("sessionStorage.clear()")
    page.add_init_script(
        "addEventListener('click', (e) => e.isTrusted && sessionStorage.setItem('clicks',"
        " 1 + Number(sessionStorage.getItem('clicks'))), true)"
    )
    paste(page, "Ferry fares frozen")
    page.get_by_role("button", name="Next: confirm").click()
    expect(page.locator("main")).to_contain_text("UTC")
    page.get_by_role("button", name="Queue for 200 readers and 4 posts").click()
    expect(page.locator(".state.queued")).to_have_count(5)
    assert int(page.evaluate("sessionStorage.getItem('clicks')")) <= 5


def test_undo_before_the_grace_is_over_sends_nothing(desk: Desk, opened: Open) -> None:
    page = opened()
    paste(page, "A market moves")
    page.get_by_label("Now").check()
    page.get_by_role("button", name="Next: confirm").click()
    page.get_by_role("button", name="Send to 200 readers and publish 4 posts").click()
    expect(page.locator("[data-until]").first).to_contain_text("in ")
    page.get_by_role("button", name="Undo all").click()
    expect(page.get_by_text("Undone. Nothing was sent.")).to_be_visible()
    page.wait_for_timeout((GRACE + 2) * 1000)
    page.reload()
    expect(page.locator(".state.draft")).to_have_count(5)
    assert desk.arrived("A market moves") == ([], [])


def test_one_counter_counts_as_one_types_and_over_the_limit_cannot_be_queued(opened: Open) -> None:
    page = opened()
    paste(page, "School meals by boat")
    section = page.locator("section.post", has=page.get_by_role("heading", name="X", exact=True))
    box = section.get_by_label("Text, from the article")
    box.fill("Short.")
    expect(section.locator("[id^=count-]")).to_contain_text("✓")
    box.fill("க்ஷௌ👩‍👩‍👧 " * 80)
    expect(section.locator("[id^=count-]")).to_contain_text("over")
    told = section.locator("[id^=count-]").inner_text()
    section.get_by_role("button", name="Use this text", exact=True).click()
    expect(section.get_by_text("differs")).to_be_visible()
    shown = section.locator(".count.over").first.inner_text()
    assert re.findall(r"\d+/\d+", told) == re.findall(r"\d+/\d+", shown)
    expect(page.get_by_role("button", name="Next: confirm")).to_be_disabled()
    section.get_by_role("button", name="Shorten it for me").click()
    expect(page.get_by_role("button", name="Next: confirm")).to_be_enabled()
    section.get_by_role("button", name="Back to the common text").click()
    expect(section.get_by_text("differs")).to_have_count(0)


def test_formatting_comes_along_with_a_paste(opened: Open) -> None:
    page = opened()
    page.goto("/articles/new/")
    page.evaluate(
        """(text) => {
            const clip = new DataTransfer();
            const parts = text.trim().split("\\n\\n");
            clip.setData("text/plain", text);
            clip.setData("text/html", `<h1>${parts[0]}</h1>` + parts.slice(1).map((part) =>
                `<p>${part.replace("On Monday", '<a href="https://news.example.org/old">$&</a>')}</p>`).join(""));
            document.getElementById("text").dispatchEvent(
                new ClipboardEvent("paste", {clipboardData: clip, bubbles: true, cancelable: true}));
        }""",
        ARTICLE.format(title="Formatted news"),
    )
    expect(page.locator("#paste-note")).to_contain_text("Pasted with its headings")
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".blocks a")).to_have_attribute("href", "https://news.example.org/old")


def test_every_step_works_as_a_plain_form_without_scripts(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    paste(page, "Plain forms")
    page.get_by_role("button", name="Next: confirm").click()
    queue, again = page.get_by_role("button", name="Queue for 200 readers"), page.get_by_role("link", name="Look again")
    expect(queue).to_be_visible()
    for _ in range(100):
        if queue.is_enabled():
            break
        page.wait_for_timeout(500)
        with page.expect_navigation():
            again.click()
    page.get_by_role("button", name="Queue for 200 readers and 4 posts").click()
    expect(page.locator(".state.queued")).to_have_count(5)
    page.get_by_role("link", name="Stop everything").click()
    expect(page.get_by_role("heading", name="Stop everything?")).to_be_visible()


def test_the_red_button_stops_and_resumes_from_any_page(opened: Open) -> None:
    page = opened()
    page.goto("/appeals/")
    page.get_by_role("link", name="Stop everything").click()
    page.get_by_role("button", name="Stop everything now").click()
    expect(page.get_by_text("Everything is stopped")).to_be_visible()
    page.get_by_role("button", name="Resume sending").click()
    expect(page.get_by_text("Everything is stopped")).to_have_count(0)


def test_a_test_post_is_deleted_again_and_a_test_mail_arrives(opened: Open) -> None:
    page = opened()
    for name in ("X", "Mastodon"):
        page.goto("/channels/")
        page.locator("table").get_by_role("link", name=name, exact=True).click()
        page.get_by_role("button", name="Send a test and delete it").click()
        expect(page.get_by_text("posted and deleted again")).to_be_visible()
    page.goto("/channels/")
    page.locator("table").get_by_role("link", name="Newsletter", exact=True).click()
    page.get_by_role("button", name="Send a test to editor@news.example.org").click()
    expect(page.get_by_text("accepted a test mail")).to_be_visible()
    page.goto("/practice/?to=editor@news.example.org")
    expect(page.locator(".queue")).to_contain_text("[TEST]")


def test_a_token_is_shown_once_and_hands_an_article_in(desk: Desk, opened: Open) -> None:
    page = opened()
    page.goto("/people/")
    page.get_by_role("link", name="tokens").click()
    page.get_by_label("What it is for").fill("WordPress")
    page.get_by_role("button", name="Make the token").click()
    token = page.get_by_label("The token", exact=True).input_value()
    body = {"text": ARTICLE.format(title="Handed in"), "url": "https://news.example.org/handed-in"}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    answer = httpx2.post(f"{desk.url}/api/articles", json=body, headers=headers)
    assert answer.status_code == 201
    page.goto(f"/articles/{answer.json()['id']}/")
    expect(page.locator("#title")).to_have_value("Handed in")
    page.goto("/tokens/")
    assert token not in page.content()
    page.get_by_role("button", name="Revoke the token WordPress").click()
    expect(page.get_by_text("The token “WordPress” was revoked.")).to_be_visible()
    assert httpx2.post(f"{desk.url}/api/articles", json=body, headers=headers).status_code == 401


def test_a_page_of_the_desk_weighs_little(opened: Open) -> None:
    page = opened()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    weights = {answer.url: len(gzip.compress(answer.body())) for answer in answers}
    assert sum(weights.values()) <= 60_000, weights
