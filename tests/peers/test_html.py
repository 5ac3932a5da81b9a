"""html-validate on every mail, and on every public page."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from .conftest import MODULES
from .leaving import Mail
from .served import LETTER, Served

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

HERE = Path(__file__).parent


def faults(documents: Mapping[str, str], folder: Path, rules: str) -> str:
    for name, html in documents.items():
        (folder / f"{name}.html").write_text(html, "utf-8")
    judged = subprocess.run(
        [MODULES / ".bin" / "html-validate", "--config", HERE / rules, "--formatter", "text", *folder.glob("*.html")],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert judged.returncode in (0, 1), judged.stderr
    return judged.stdout


def test_every_mail_is_valid_html(mails: dict[str, Mail], tmp_path: Path) -> None:
    assert faults({name: mail.html for name, mail in mails.items()}, tmp_path, "mail.htmlvalidate.json") == ""


def test_this_judge_can_condemn(tmp_path: Path) -> None:
    bad = "<!DOCTYPE html><html><title>x</title><p><div>One</p><a id=a>Two</a><b id=a>Three</b></html>"
    assert "[no-dup-id]" in faults({"bad": bad}, tmp_path, "mail.htmlvalidate.json")


def test_every_public_page_is_valid_html(pages: dict[str, Served], tmp_path: Path) -> None:
    documents = {name: page.html for name, page in pages.items() if name != LETTER}
    assert faults(documents, tmp_path, "page.htmlvalidate.json") == ""


def test_the_web_copy_of_a_letter_is_valid_html(pages: dict[str, Served], tmp_path: Path) -> None:
    assert faults({LETTER: pages[LETTER].html}, tmp_path, "mail.htmlvalidate.json") == ""
