"""Every verb: found, explained with an example, wrong usage is exit code 2."""

from __future__ import annotations

import click
import pytest

from publisher.cli import VERBS, publisher

from .conftest import Run


def commands() -> list[list[str]]:
    found = []
    for verb in VERBS:
        command = publisher.get_command(click.Context(publisher), verb)
        found.append([verb])
        if isinstance(command, click.Group):
            found += [[verb, name] for name in command.commands]
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_help_has_an_example(run: Run, words: list[str]) -> None:
    answer = run(*words, "--help")
    assert answer.code == 0
    assert "Example" in answer.out
    assert f"publisher {' '.join(words)}" in answer.out.partition("Example")[2]


def test_help_of_the_whole_names_every_verb(run: Run) -> None:
    shown = run("--help").out
    assert all(f"  {verb} " in shown for verb in VERBS)


@pytest.mark.parametrize(
    "words",
    [["nonsense"], ["publish"], ["publish", "-", "--to", "x"], ["worker", "fast"], ["render", "-", "--to", "fax"]],
)
def test_wrong_usage_is_exit_code_2(run: Run, words: list[str]) -> None:
    assert run(*words).code == 2
