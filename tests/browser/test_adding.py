"""A picture is added in a real browser: in place with scripts, by the plain form without them; a worker draws it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from .conftest import Open
from .test_every_page import violations
from .test_parts import article, told

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def a_file(size: tuple[int, int] = (640, 400)) -> dict[str, Any]:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return {"name": "IMG_2041.png", "mimeType": "image/png", "buffer": out.getvalue()}


def fill(page: Page, where: str) -> None:
    page.locator("summary", has_text="Add a picture").click()
    page.get_by_label("A file").set_input_files(a_file())
    page.locator("#picture-alt").fill("A ferry at the pier")
    page.get_by_label("Where it stands").select_option(where)


def test_it_is_added_in_place_and_appears_when_it_is_drawn(opened: Open) -> None:
    page = opened()
    article(page, "Added in place")
    fill(page, "1")
    page.get_by_role("button", name="Add the picture").click()
    told(page, "The picture is part 2.")
    expect(page.locator("#part-2")).to_be_focused()
    expect(page.locator("#part-2 img.thumb")).to_have_attribute("alt", "A ferry at the pier")
    expect(page.locator("#part-2").get_by_label("What the picture shows")).to_have_value("A ferry at the pier")


def test_it_is_added_without_scripts(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    article(page, "Added without scripts")
    fill(page, "")
    page.get_by_role("button", name="Add the picture").click()
    expect(page.get_by_text("The picture is part 1.")).to_be_visible()
    expect(page.locator("#part-1 #alt-0")).to_have_value("A ferry at the pier")


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_where_it_is_added(opened: Open, width: int) -> None:
    page = opened(width=width, bypass_csp=True)
    article(page, f"Added at {width} pixels")
    page.locator("summary", has_text="Add a picture").click()
    expect(page.get_by_role("button", name="Add the picture")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert violations(page) == []
