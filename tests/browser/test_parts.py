"""An article's parts by mouse, finger and key, in a real browser; focus stays on the part that moved."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Dialog, Page, expect

from .conftest import Open, link_of, where_to_paste
from .test_desk import ARTICLE
from .test_every_page import violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def article(page: Page, title: str, more: str = "") -> None:
    page.goto("/articles/new/")
    where_to_paste(page).fill(ARTICLE.format(title=title) + more)
    page.get_by_label("Its link").fill(link_of(title))
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".block")).not_to_have_count(0)
    page.wait_for_load_state()  # all of them, and the scripts


def order(page: Page) -> list[str]:
    return [text.split()[1] for text in page.locator(".block .prose").all_inner_texts()]


def told(page: Page, sentence: str) -> None:
    expect(page.locator(".told")).to_contain_text(sentence)


def stop_the_clock(page: Page) -> None:
    """From here on nothing on the page happens by itself: its timers wait until the test lets time pass."""
    page.clock.install()
    page.clock.pause_at(time.time() + 3600)  # it goes on until then, and cannot go back


def drag(page: Page, start: int, end: int) -> None:
    """From the grip of one part to just below the middle of another."""
    page.locator(f"#part-{start}").evaluate("(part) => part.scrollIntoView({block: 'center'})")
    page.locator(f"#part-{start}").hover()
    grip, goal = page.locator(f"#part-{start} .grip").bounding_box(), page.locator(f"#part-{end}").bounding_box()
    assert grip
    assert goal
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(goal["x"] + 20, goal["y"] + goal["height"] / 2 + 6, steps=6)
    expect(page.locator(".drop-before, .drop-after")).to_have_count(1)
    page.mouse.up()


def test_a_part_is_drawn_by_mouse(opened: Open) -> None:
    page = opened()
    article(page, "Drawn by mouse")
    was = order(page)
    drag(page, 1, 2)
    told(page, "Part 1 is part 2 now.")
    assert order(page) == [was[1], was[0], *was[2:]]
    expect(page.locator("#part-2")).to_be_focused()
    page.reload()
    assert order(page)[1] == was[0]


def test_a_part_is_drawn_by_finger(opened: Open) -> None:
    page = opened(width=390, has_touch=True, is_mobile=True)
    article(page, "Drawn by finger")
    was = order(page)
    session = page.context.new_cdp_session(page)
    page.locator("#part-1").scroll_into_view_if_needed()
    grip, goal = page.locator("#part-1 .grip").bounding_box(), page.locator("#part-2").bounding_box()
    assert grip
    assert goal
    x, y, down = grip["x"] + 8, grip["y"] + 8, goal["y"] + goal["height"] / 2 + 6

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]})

    touch("touchStart", (x, y))
    for step in range(1, 7):
        touch("touchMove", (x, y + (down - y) * step / 6))
    touch("touchEnd")
    told(page, "Part 1 is part 2 now.")
    assert order(page)[:2] == [was[1], was[0]]


def test_escape_lets_go_and_nothing_moves(opened: Open) -> None:
    page = opened()
    article(page, "Let go again")
    was = order(page)
    page.locator("#part-1").hover()
    grip = page.locator("#part-1 .grip").bounding_box()
    assert grip
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, grip["y"] + 200, steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".drawn, .drop-before, .drop-after")).to_have_count(0)
    assert order(page) == was


def test_keys_move_label_join_and_leave_out_and_the_focus_follows(opened: Open) -> None:
    page = opened()
    article(page, "All by keys")
    was = order(page)
    page.locator("#part-1").focus()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")  # faster than the desk answers
    told(page, "Part 2 is part 3 now.")
    expect(page.locator("#part-3")).to_be_focused()
    assert order(page) == [was[1], was[2], was[0], *was[3:]]
    page.keyboard.press("Alt+4")
    told(page, "Part 3 is a pull quote now.")
    expect(page.locator("#part-3.pull_quote")).to_be_focused()
    page.locator("#part-2").focus()
    page.keyboard.press("Alt+j")
    told(page, "Parts 1 and 2 are one.")
    expect(page.locator(".block")).to_have_count(len(was) - 1)
    page.keyboard.press("Alt+0")
    told(page, "Part 1 is left out.")
    page.get_by_role("button", name="Take back").last.click()
    told(page, "it is part 1.")
    expect(page.locator("#part-1")).to_be_focused()


def test_what_must_stay_visible_of_a_picture_is_no_label_of_its_part(opened: Open) -> None:
    page = opened()
    article(page, "Left in the picture", "\n\n![The pier](https://news.example.org/pier.jpg)\n")
    page.keyboard.press("Shift")  # by keys, a label is noted at once and counts when the box is left
    chosen = page.get_by_label("What must stay visible")
    chosen.select_option("left")
    assert chosen.get_attribute("data-changed") is None


def test_a_part_is_split_where_the_cursor_stands(opened: Open) -> None:
    page = opened()
    article(page, "Split in two")
    count = page.locator(".block").count()
    page.locator("#part-2").hover()
    page.locator("#part-2 summary").click()
    box = page.locator("#part-2 textarea")
    box.evaluate("(box) => { box.focus(); const at = box.value.indexOf('Eleven'); box.setSelectionRange(at, at); }")
    page.keyboard.press("Alt+Enter")
    told(page, "Part 2 is 2 parts now.")
    expect(page.locator(".block")).to_have_count(count + 1)
    expect(page.locator("#part-3 .prose")).to_contain_text("Eleven people waited")


def test_a_label_that_is_chosen_counts_at_once(opened: Open) -> None:
    page = opened()
    article(page, "Chosen at once")
    page.locator("#part-1").hover()
    page.locator("#kind-0").dispatch_event("pointerdown")
    page.locator("#kind-0").select_option("heading")
    told(page, "Part 1 is a heading now.")
    expect(page.locator("#kind-0")).to_have_value("heading")


def test_words_that_are_not_saved_are_not_left_without_a_question(opened: Open) -> None:
    page = opened()
    article(page, "Left half way")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    stop_the_clock(page)  # or the words were kept, a moment after they are typed
    page.get_by_label("Standfirst").fill("Words that nobody has saved yet.")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Queue", exact=True).click()
    page.clock.resume()
    expect(page.get_by_label("Standfirst")).to_have_value("Words that nobody has saved yet.")
    page.get_by_role("button", name="Move part 2 up").dispatch_event("click")  # every act saves all of it
    told(page, "Part 2 is part 1 now.")
    page.locator("#title").fill("Left whole")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", name="Left whole")).to_be_visible()
    page.get_by_role("link", name="Queue", exact=True).click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    assert asked == ["beforeunload"]


def test_without_scripts_every_act_is_a_button(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    article(page, "Parts without scripts")
    parts, was = page.locator(".block .prose"), order(page)
    page.locator("#part-2").hover()
    page.get_by_role("button", name="Move part 2 up").click()
    expect(parts.first).to_contain_text(was[1])
    assert order(page) == [was[1], was[0], *was[2:]]
    page.locator("#part-2").hover()
    page.get_by_role("button", name="Join part 2 with the one above").click()
    expect(parts).to_have_count(len(was) - 1)
    page.locator("#kind-0").select_option("out")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(parts).to_have_count(len(was) - 2)
    page.get_by_role("button", name="Take back").last.click()
    expect(parts).to_have_count(len(was) - 1)


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_sixty_parts_nor_on_what_was_taught(opened: Open, width: int) -> None:
    page = opened(width=width, bypass_csp=True)
    line = "The {}th crossing was as calm as the one before, and nobody on board was late."
    more = "\n\n".join(line.format(n) for n in range(60))
    article(page, f"Sixty at {width} pixels", more)
    for address in (page.url, "/newsroom/taught/"):
        page.goto(address)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
