"""The command, run in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from publisher.cli import publisher

ARTICLE = """\
Ferry returns after three years

The morning ferry left the harbour at six with forty people on board, the first since the storm took the pier.

Fishermen on the north quay stopped their work to watch it go, and some of them cheered.

The company says that it will run twice a day until spring, and then every two hours.
"""
LINK = "https://gazette.example.org/ferry"


@dataclass
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run() -> Run:
    def command(*words: str, given: str = "") -> Answer:
        result = CliRunner().invoke(publisher, list(words), input=given, prog_name="publisher")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    return command


@pytest.fixture
def article(tmp_path: Path) -> str:
    file = tmp_path / "article.txt"
    file.write_text(ARTICLE)
    return str(file)


@pytest.fixture(autouse=True)
def quick_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Styles are inlined in the tests of rendering; here they would take half of the time."""
    monkeypatch.setattr("publisher.rendering.email.inline", lambda html: html)
