"""Dockerfile and docker-compose.yml, as far as they can be checked without an engine."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from publisher.cli import VERBS

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMMANDS = [json.loads(words) for words in re.findall(r"^ +command: (\[.*\])$", COMPOSE, re.MULTILINE)]


def test_every_process_of_the_service_has_a_container() -> None:
    started = {tuple(command[:3]) for command in COMMANDS if command[0] == "publisher"}
    for wanted in (("web",), ("clock",), ("worker", "now"), ("worker", "mail"), ("worker", "slow"), ("prepare",)):
        assert any(command[1 : 1 + len(wanted)] == wanted for command in started), wanted


def test_every_command_exists() -> None:
    for command in [*COMMANDS, *map(json.loads, re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE))]:
        if command[0] == "publisher":
            assert command[1] in VERBS, command


def test_every_service_that_is_leaned_on_exists() -> None:
    services = set(re.findall(r"^  ([a-z-]+):$", COMPOSE.partition("\nservices:")[2].partition("\nvolumes:")[0], re.M))
    assert {"web", "clock", "worker-now", "worker-mail", "worker-slow", "redis", "postgres", "relay"} <= services
    assert set(re.findall(r"^ +([a-z]+): \{condition:", COMPOSE, re.MULTILINE)) <= services


def test_every_build_target_is_a_stage_of_the_dockerfile() -> None:
    stages = set(re.findall(r"^FROM \S+ AS (\w+)$", DOCKERFILE, re.MULTILINE))
    assert set(re.findall(r"target: (\w+)", COMPOSE)) <= stages


@pytest.mark.parametrize("copied", re.findall(r"^COPY ([^\n]+) \S+$", DOCKERFILE, re.MULTILINE))
def test_everything_that_is_copied_is_there(copied: str) -> None:
    for path in copied.split():
        assert (ROOT / path).exists(), path


def test_every_variable_is_a_setting_or_of_another_container() -> None:
    listed = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert set(re.findall(r"\$\{([A-Z_]+)", COMPOSE)) - listed == {"POSTGRES_PASSWORD", "RELAY_NAME"}
