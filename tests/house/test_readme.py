"""What README and docs say is there: files, commands, verbs."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from publisher.cli import VERBS, publisher

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_in_backticks_is_there(page: Path) -> None:
    for path in re.findall(
        r"`((?:publisher|tasks|templates|tests|bench|docs|requirements)/[\w./-]*)`", page.read_text()
    ):
        assert (ROOT / path).exists() or "quokka" in path, path  # a network that there is not


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_exists_with_its_options(page: Path) -> None:
    text = page.read_text()
    for line in re.findall(r"(?:^|`|\$ |\.venv/bin/)publisher ([^`\n]+)", text, re.MULTILINE):
        words = line.split()
        if words[0] not in VERBS:
            assert words[0].startswith("-"), line
            continue
        command: click.Command | None = publisher.get_command(click.Context(publisher), words[0])
        rest = words[1:]
        if isinstance(command, click.Group) and rest:
            name = rest[0].rstrip(",.;:")
            assert name in command.commands, line
            command = command.commands[name]
        assert command is not None
        known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        for option in (word.rstrip(",.;:") for word in rest if word.startswith("--")):
            assert option in known | {"--help"}, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for target in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(), re.MULTILINE):
        assert target in targets, target


def test_every_dependency_is_explained() -> None:
    explained = (ROOT / "docs" / "dependencies.md").read_text()
    for line in (ROOT / "requirements" / "run.in").read_text().splitlines():
        if name := re.match(r"[a-z][a-z0-9-]*", line):
            assert f"**{name[0]}**" in explained, name[0]


def test_every_verb_is_in_the_operators_list() -> None:
    page = (ROOT / "docs" / "operators" / "commands.md").read_text()
    for verb in VERBS:
        assert f"`publisher {verb}" in page, verb
