"""What a page without a request has that looks like one: a fund that is reported, a shop, a party, a notice, a menu."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from publisher.sources import paste

from .pastes.pasted import pastes

OTHERS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("appeals_of_others.toml").read_text("utf-8"))
OF_THE_TEXT = ("report_of_a_fund", "report_of_a_crowdfunding")


@cache
def article(language: str) -> list[str]:
    """A title and six paragraphs of an article in this language."""
    for one in pastes():
        told = one.expected()
        body = [text for kind, text in told.body if kind == "paragraph"]
        if told.language.split("-")[0] == language and len(body) >= 4:
            return [told.title, *body[:6]]
    raise LookupError(f"No paste is in {language}.")


@pytest.mark.parametrize("kind", next(iter(OTHERS.values())))
@pytest.mark.parametrize("language", OTHERS)
def test_who_asks_for_something_else_is_not_the_newsroom(language: str, kind: str) -> None:
    said, text = OTHERS[language][kind], article(language)
    places = {"top": [said, *text], "middle": [*text[:4], said, *text[4:]], "end": [*text, said]}
    if kind in OF_THE_TEXT:
        del places["top"]
    for place, lines in places.items():
        read = paste.read("\n\n".join(lines))
        assert read.appeal is None, f"{place}: {read.appeal}"
        if kind in OF_THE_TEXT:
            assert said in [block.text for block in read.blocks], f"{place}: what the author wrote is lost"


@pytest.mark.parametrize("kind", ["subscription_sold", "party"])
def test_a_box_of_somebody_else_s_is_left_out_and_says_why(kind: str) -> None:
    text = article("fr")
    read = paste.read("\n\n".join([*text[:4], OTHERS["fr"][kind], *text[4:]]))
    assert {block.text for block in read.blocks}.isdisjoint(OTHERS["fr"][kind].split("\n"))
    assert any("no support" in one.why or "somebody else" in one.why for one in read.dropped)
