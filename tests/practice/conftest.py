from __future__ import annotations

from collections.abc import Iterator

import pytest

from .running import Running, running


@pytest.fixture(scope="session")
def one_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture
def world(one_world: Running) -> Running:
    one_world.control.clear()
    return one_world
