"""`.env.example` lists every setting, with the default that holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = (ROOT / "publisher" / "settings.py").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
LISTED = dict(re.findall(r"^#([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))


def read_by_settings() -> set[str]:
    return set(re.findall(r'\b(?:env|seconds|whole)\("([A-Z_]+)"', SETTINGS))


def test_every_setting_is_listed_and_nothing_else() -> None:
    assert set(LISTED) == read_by_settings()


def test_nothing_but_the_settings_reads_the_environment() -> None:
    allowed = {"settings.py", "up.py", "answers.py", "__init__.py"}  # the command, before Django is there
    readers = {
        path
        for path in [*ROOT.glob("publisher/**/*.py"), *ROOT.glob("tasks/*.py")]
        if re.search(r"os\.environ\b(?!\.setdefault)|os\.getenv", path.read_text())
    }
    assert {path.name for path in readers} <= allowed


def test_every_setting_is_described_by_a_sentence_above_it() -> None:
    lines = EXAMPLE.splitlines()
    for name in LISTED:
        above = lines[lines.index(next(line for line in lines if line.startswith(f"#{name}="))) - 1]
        assert above.startswith("#"), name


@pytest.mark.parametrize("name", [name for name, default in LISTED.items() if default])
def test_the_default_is_the_one_that_holds(name: str) -> None:
    shown = LISTED[name]
    if name == "DATA_DIR":
        assert f'BASE_DIR / "{shown}"' in SETTINGS
    elif shown.isdigit():
        told = re.search(rf'(?:seconds|whole)\("{name}", ([\d* ]+)\)', SETTINGS)
        assert told is not None
        product = 1
        for factor in told[1].split("*"):
            product *= int(factor)
        assert product == int(shown)
    else:
        assert f'"{shown}"' in SETTINGS
