"""Foreign JSON read strictly: whatever is wrong is named by its JSON pointer, all of it at once."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import regex

from .clean import LONGEST_URL, clean_text, clean_url, one_line

MOST_PROBLEMS = 50  # are named at once; the rest shows when these are mended
DEEPEST = 20  # a story is five deep
MOST_SIGNS = 400_000  # strings, brackets and commas; the largest story has half of them, and each takes memory
_TOO_DEEP = f"It is nested too deeply: up to {DEEPEST} levels can be read."
_SIGN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)
_TAG = regex.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_NAMES = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field. `field` is a JSON pointer (RFC 6901): "/blocks/3/kind"; empty for the whole."""

    field: str
    message: str


class Wrong(ValueError):
    """The body cannot be meant: `problems` says why, field by field."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(f"{one.field or 'The whole'}: {one.message}" for one in problems))
        self.problems = problems


class NotJson(ValueError):
    """These bytes are no JSON; `line` and `column` say where that shows, counted from 1, 0 if nowhere."""

    def __init__(self, why: str, line: int = 0, column: int = 0) -> None:
        super().__init__(why)
        self.line, self.column = line, column


def parse(data: bytes) -> Any:
    """What the JSON says. A name twice in one object is an error, and so are NaN and Infinity. Raises NotJson."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        line, column = _place(data[: why.start].decode("utf-8", "replace"))
        raise NotJson(f"It is not UTF-8: line {line}, column {column}.", line, column) from None
    _bounded(text)
    try:
        found = json.loads(text, object_pairs_hook=_named_once, parse_constant=_no_number)
    except json.JSONDecodeError as why:
        said = why.msg[:1].lower() + why.msg[1:]
        raise NotJson(
            f"It is not JSON: line {why.lineno}, column {why.colno}: {said}.", why.lineno, why.colno
        ) from None
    except RecursionError:
        raise NotJson(_TOO_DEEP) from None
    except NotJson:
        raise
    except ValueError:  # Python refuses to read numbers of thousands of digits
        raise NotJson("There is a number in it that is too long.") from None
    level = [found]
    for _ in range(DEEPEST):
        level = [inner for one in level if isinstance(one, dict | list) for inner in _inside(one)]
    if level:
        raise NotJson(_TOO_DEEP)
    return found


def _bounded(text: str) -> None:
    """Raises NotJson for what would fill the memory, before any of it is there."""
    depth = 0
    for n, sign in enumerate(_SIGN.finditer(text)):
        depth += (sign[0] in "[{") - (sign[0] in "]}")
        if depth > DEEPEST:
            raise NotJson(_TOO_DEEP)
        if n == MOST_SIGNS:
            raise NotJson("There are far more values in it than in any article.")


def _inside(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _place(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise NotJson(f"“{one_line(name[:200])[:60]}” stands twice in one object.")
        found[name] = value
    return found


def _no_number(name: str) -> Any:
    raise NotJson(f"{name} is not a number of JSON.")


class Fields:
    """One JSON object. Every field that is asked for is checked and made clean; `done` names those that nobody knows.

    Problems are gathered, not raised: who sends a story mends it once. A wrong field reads as its empty value.
    """

    def __init__(self, data: Any, at: str, problems: list[Problem]) -> None:
        self.at, self.problems, self.known = at, problems, list[str]()
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.is_object = isinstance(data, dict)
        if not self.is_object:
            problems.append(Problem(at, f"This must be an object, not {_called(data)}."))

    def wrong(self, name: str, message: str) -> None:
        if self.is_object:
            self.problems.append(Problem(self.pointer(name), message))

    def told(self, name: str) -> bool:
        """Whether this field is known to be wrong already."""
        return any(one.field == self.pointer(name) for one in self.problems)

    def pointer(self, name: str) -> str:
        return f"{self.at}/{one_line(name[:200])[:60].replace('~', '~0').replace('/', '~1')}"

    def has(self, name: str) -> bool:
        return name in self.data

    def text(self, name: str, *, longest: int, required: bool = False, lines: bool = False) -> str:
        """Clean text: one line, or `lines` as they are."""
        given = self._typed(name, str, "")
        if len(given) > longest:
            self.wrong(name, f"This is {len(given):,} characters long; up to {longest:,} are allowed.")
            return ""
        said = clean_text(given).strip(" \t\n") if lines else one_line(given)
        if required and not said and (name not in self.data or isinstance(self.data[name], str)):
            self.wrong(name, "This is needed." if name not in self.data else "This is empty; it is needed.")
        return said

    def flag(self, name: str) -> bool:
        return bool(self._typed(name, bool, False))

    def whole(self, name: str, otherwise: int, *, least: int) -> int:
        given = self._typed(name, int, otherwise)
        if isinstance(given, bool) or given < least:
            self.wrong(name, f"This must be a whole number, {least} or more.")
            return otherwise
        return int(given)

    def choice(self, name: str, choices: Sequence[str], *, required: bool = False) -> str:
        said = self.text(name, longest=200, required=required)
        if said and said not in choices:
            self.wrong(name, f"“{said[:40]}” is not one of {', '.join(choices)}.")
            return ""
        return said

    def link(self, name: str, *, required: bool = False, mail: bool = False) -> str:
        """A link of the web, as `clean_url` leaves it; with `mail` also mailto."""
        given = self.text(name, longest=LONGEST_URL, required=required)
        found = clean_url(given) if given else ""
        if given and not (found.startswith("http") or (mail and found)):
            self.wrong(
                name, f"“{given[:80]}” is not a link: it starts with https:// and names a host, without password."
            )
            return ""
        return found

    def day(self, name: str) -> str:
        said = self.text(name, longest=200)
        try:
            return said and date.fromisoformat(said).isoformat()
        except ValueError:
            self.wrong(name, f"“{said[:40]}” is not a date; write it as 2026-12-01.")
            return ""

    def language(self, name: str) -> str:
        said = self.text(name, longest=200)
        if said and not _TAG.fullmatch(said):
            self.wrong(name, f"“{said[:40]}” is not a language (BCP 47); write “en”, “ta”, “pt-BR” …")
            return ""
        return said

    def texts(self, name: str, *, longest: int, most: int) -> tuple[str, ...]:
        """A list of texts of one line each; the empty ones go."""
        numbered = {str(n): one for n, one in enumerate(self.items(name, most=most))}
        fields = Fields(numbered, self.pointer(name), self.problems)
        return tuple(filter(None, (fields.text(number, longest=longest) for number in numbered)))

    def items(self, name: str, *, most: int) -> list[Any]:
        given: list[Any] = self._typed(name, list, [])
        if len(given) > most:
            self.wrong(name, f"There are {len(given):,} in this list; up to {most:,} are allowed.")
            return []
        return given

    def objects(self, name: str, *, most: int) -> list[Fields]:
        at = self.pointer(name)
        return [Fields(one, f"{at}/{n}", self.problems) for n, one in enumerate(self.items(name, most=most))]

    def child(self, name: str) -> Fields | None:
        """The object under this name; None if there is none, or null."""
        self.known.append(name)
        given = self.data.get(name)
        return None if given is None else Fields(given, self.pointer(name), self.problems)

    def done(self) -> None:
        """Name every field that nobody asked for."""
        for name in self.data:
            if len(self.problems) >= MOST_PROBLEMS:  # looking for what was meant takes time
                return
            if name not in self.known:
                near = difflib.get_close_matches(name[:60], self.known, 1)
                meant = f"Did you mean “{near[0]}”?" if near else f"Known are {', '.join(sorted(self.known))}."
                self.wrong(name, f"There is no field of this name here. {meant}")

    def _typed(self, name: str, kind: type, otherwise: Any) -> Any:
        self.known.append(name)
        given = self.data.get(name, otherwise)
        if not isinstance(given, kind):
            self.wrong(name, f"This must be {_NAMES[kind]}, not {_called(given)}.")
            return otherwise
        return given


def _called(value: Any) -> str:
    return _NAMES.get(type(value), "a number")
