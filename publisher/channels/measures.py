"""What followers did with a post, out of what a network tells."""

from __future__ import annotations

from collections.abc import Mapping

from ..ports import Measures


def read(told: object, **names: str) -> Measures:
    """Measures by the network's names for them. What is missing or no number is None."""
    if not isinstance(told, Mapping):
        return Measures()
    numbers = {ours: told.get(theirs) for ours, theirs in names.items()}
    good = {ours: value for ours, value in numbers.items() if type(value) is int and 0 <= value < 1 << 31}
    return Measures(**good)
