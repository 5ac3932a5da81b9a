from __future__ import annotations

from tests.practice.conftest import one_world, world

__all__ = ["one_world", "world"]
