"""`read` and `render`: what they say, and that they need no database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import LINK, Run


@pytest.mark.parametrize("verb", [["read"], ["render", "--to", "mastodon"], ["render", "--to", "mail"]])
def test_it_never_loads_django(verb: list[str], article: str) -> None:
    code = (
        "import sys\nfrom publisher.cli import main\n"
        f"sys.argv = ['publisher', *{verb!r}, {article!r}, '--url', {LINK!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_read_says_what_the_article_says(run: Run, article: str) -> None:
    story = run("read", article, "--json").json
    assert story["title"] == "Ferry returns after three years"
    assert [block["kind"] for block in story["blocks"]] == ["paragraph"] * 3
    assert story["standfirst_proposed"] is True
    assert story["appeal"] is None


def test_read_takes_standard_input(run: Run, article: str) -> None:
    story = run("read", "-", "--json", given=Path(article).read_text()).json
    assert story["title"] == "Ferry returns after three years"


def test_without_json_each_part_has_a_line(run: Run, article: str) -> None:
    assert run("read", article).out.splitlines()[0] == "title: Ferry returns after three years"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "nothing"), (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "")],
    ids=["empty", "binary"],
)
def test_what_is_no_article_is_refused_in_one_sentence(run: Run, tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "thing"
    file.write_bytes(content)
    answer = run("read", str(file))
    assert answer.code == 1
    assert answer.out == ""
    assert len(answer.err.strip().splitlines()) == 1
    assert words in answer.err.lower()


def test_a_file_that_is_not_there_is_named(run: Run) -> None:
    answer = run("read", "/no/such/file")
    assert (answer.code, "/no/such/file" in answer.err) == (1, True)


def test_a_link_that_is_none_is_refused(run: Run, article: str) -> None:
    answer = run("read", article, "--url", "javascript:alert(1)")
    assert (answer.code, "is not a link" in answer.err) == (1, True)


def test_a_letter_is_shown_without_anybodys_links(run: Run, article: str) -> None:
    letter = run("render", article, "--to", "mail", "--url", LINK, "--json").json
    assert set(letter) == {"subject", "preheader", "html", "text", "bytes", "checks"}
    assert letter["subject"] == "Ferry returns after three years"
    assert letter["bytes"] == len(letter["html"].encode())


def test_a_post_keeps_to_the_limit_that_is_given(run: Run, article: str) -> None:
    shown = run("render", article, "--to", "mastodon", "--url", LINK, "--limit", "90", "--json").json
    (part,) = shown["parts"]
    assert part["length"] <= part["limit"] == 90
    assert LINK in part["text"]


def test_an_appeal_from_a_file_rides_in_the_post(run: Run, article: str, tmp_path: Path) -> None:
    file = tmp_path / "appeal.json"
    file.write_text(
        json.dumps(
            {
                "headline": "We need you",
                "paragraphs": ["We are few."],
                "call_to_action": "Give today",
                "url": "https://give.example.org/",
            }
        )
    )
    shown = run("render", article, "--to", "mastodon", "--url", LINK, "--appeal", str(file), "--json").json
    assert "Give today" in shown["parts"][0]["text"]
    assert "https://give.example.org/" in shown["parts"][0]["text"]


def test_a_file_that_is_no_appeal_is_refused(run: Run, article: str, tmp_path: Path) -> None:
    file = tmp_path / "appeal.json"
    file.write_text('["?"]')
    answer = run("render", article, "--to", "mail", "--appeal", str(file))
    assert (answer.code, "is not an appeal" in answer.err) == (1, True)


def test_a_post_without_a_link_is_shown_and_refused(run: Run, article: str) -> None:
    answer = run("render", article, "--to", "x", "--json")
    assert answer.code == 1
    assert "blocked" in [check["level"] for check in answer.json["checks"]]
