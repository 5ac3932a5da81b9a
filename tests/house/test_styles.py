"""Light and dark differ in their colours alone: so axe need not judge the dark by anything else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [
    path.relative_to(ROOT)
    for folder in ("templates", "publisher/web/static")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".html", ".css", ".js") and "prefers-color-scheme" in path.read_text("utf-8")
]
_DARK = re.compile(r"@media \(prefers-color-scheme:dark\)\{((?:[^{}]*\{[^{}]*\})*)\s*\}")
_RULE = re.compile(r"\{([^{}]*)\}")
_COLOUR = re.compile(r"(?:background-|border-(?:top-|bottom-|left-|right-)?)?color")


@pytest.mark.parametrize("path", FILES, ids=str)
def test_what_is_said_for_the_dark_is_colours(path: Path) -> None:
    styles = re.sub(r"\{\{.*?\}\}", "0", (ROOT / path).read_text("utf-8"))
    dark = _DARK.findall(styles)
    assert len(dark) == styles.count("prefers-color-scheme"), "said elsewhere than in a block of its own"
    said = [one.partition(":")[0].strip() for block in dark for rule in _RULE.findall(block) for one in rule.split(";")]
    assert [name for name in said if name and not _COLOUR.fullmatch(name)] == []


def test_it_is_said_for_letters_and_for_notices() -> None:
    assert {path.name for path in FILES} == {"kept.css", "notice.html"}
