"""The built cases, and what is expected of a case in one of its three forms."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
SETS = ("open", "set_aside", "fresh", "later", "wide", "makes", "houses", "ordinary", "various", "daily", "newsrooms")
Form = Literal["text", "html", "page"]
FORMS: tuple[Form, ...] = ("text", "html", "page")
FILES = {"text": "paste.txt", "html": "paste.html", "page": "page.html"}


@dataclass(frozen=True)
class Expected:
    """What a careful colleague would have typed; see truth.py. `unasked` names the parts that this form cannot tell."""

    title: str = ""
    standfirst: str = ""
    byline: tuple[str, ...] = ()
    date: str = ""
    language: str = "und"
    direction: str = "ltr"
    body: tuple[tuple[str, str], ...] = ()
    pull_quotes: tuple[str, ...] = ()
    embeds: tuple[str, ...] = ()
    pictures: int = 0
    captions: tuple[tuple[str, str], ...] = ()
    related: tuple[str, ...] = ()
    appeal: tuple[str, ...] = ()
    other_appeals: tuple[tuple[str, ...], ...] = ()
    junk: tuple[str, ...] = ()
    unasked: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Case:
    """One built case: its folder's name, and the set it belongs to."""

    set: str
    name: str

    @property
    def folder(self) -> Path:
        return HERE / self.set / self.name

    def given(self, form: Form) -> str:
        """The bytes of this form, as text. Line ends as they are."""
        return (self.folder / FILES[form]).read_bytes().decode("utf-8")

    def told(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.folder / "expected.json").read_text("utf-8"))
        return told

    def expected(self, form: Form) -> Expected:
        told = self.told()
        if form != "page":
            told |= told["pasted"]
        return Expected(
            title=told["title"],
            standfirst=told["standfirst"],
            byline=tuple(told["byline"]),
            date=told["date"],
            language=told["language"],
            direction=told["direction"],
            body=tuple((block["kind"], block["text"]) for block in told["body"]),
            pull_quotes=tuple(told["pull_quotes"]),
            embeds=tuple(told["embeds"]),
            pictures=told["pictures"],
            captions=tuple((one["caption"], one["credit"]) for one in told["captions"]),
            related=tuple(told["related"]),
            appeal=_appeal(told["appeal"]),
            other_appeals=tuple(map(_appeal, told["other_appeals"])),
            junk=tuple(told["junk"]),
            unasked=frozenset(told["unasked"].get(form, ())),
        )


def cases(only: str = "") -> list[Case]:
    """All built cases, or those of one set, by name."""
    sets = [only] if only else SETS
    return [Case(one, told.parent.name) for one in sets for told in sorted((HERE / one).glob("*/expected.json"))]


def _appeal(told: dict[str, Any] | None) -> tuple[str, ...]:
    """Headline, paragraphs and call to action in one row; empty if there is no appeal."""
    if not told:
        return ()
    return tuple(filter(None, [told["headline"], *told["paragraphs"], told["call_to_action"]]))
