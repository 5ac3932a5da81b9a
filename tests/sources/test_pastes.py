"""Plain-text pastes of many makes and languages: what was understood once is not lost again."""

from __future__ import annotations

import pytest

from .pastes.pasted import SETS, pastes
from .pastes.score import fallen


@pytest.mark.parametrize("one_set", SETS)
def test_no_paste_is_understood_worse_than_before(one_set: str) -> None:
    assert fallen(one_set) == []


def test_names_are_there_once_and_every_paste_says_what_it_expects() -> None:
    names = [paste.name for paste in pastes()]
    assert len(names) == len(set(names))
    for paste in pastes():
        expected = paste.expected()
        assert all((expected.title, expected.body, expected.language)), paste.name
        assert all(name in paste.given() for name in expected.byline), paste.name
