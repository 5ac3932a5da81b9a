"""What people call a language becomes its tag; what is none is said so, before a network refuses it."""

from __future__ import annotations

import pytest

from publisher.editing.languages import NoLanguage, spoken, tag


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("ro", "ro"), ("RO", "ro"), ("pt-BR", "pt-BR"), ("pt_BR", "pt-BR"), ("ckb", "ckb"), ("und", "und"),
        ("Romanian", "ro"), ("romanian ", "ro"), ("română", "ro"), ("Tiếng Việt", "vi"),
        ("Brazilian  Portuguese", "pt-BR"), ("Traditional Chinese", "zh-Hant"), ("Central Kurdish", "ckb"),
    ],
)  # fmt: skip
def test_a_language_is_known_by_its_code_its_english_name_and_its_own(said: str, known: str) -> None:
    assert tag(said) == known


@pytest.mark.parametrize("said", ["sorani", "jp", "plain English", "<b>", "e", ""])
def test_what_is_no_language_is_named_in_one_sentence(said: str) -> None:
    with pytest.raises(NoLanguage, match=r"^“[^”]*” is not a language that is known here; write its code"):
        tag(said)


def test_the_languages_that_readers_are_spoken_to_in_are_offered_by_name() -> None:
    offered = dict(spoken())
    assert (offered["sw"], offered["zh-Hant"], len(offered)) == ("Swahili", "Traditional Chinese", len(spoken()))
    assert all(tag(name) == one for one, name in spoken())
