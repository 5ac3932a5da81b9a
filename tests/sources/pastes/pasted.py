"""The plain-text pastes, and what is expected of each; README.md tells how they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..corpus.cases import Expected
from ..corpus.truth import direction

HERE = Path(__file__).parent
SETS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "endings",
    "last_words",
    "below",
    "tails",
    "fourteenth",
)
BODY = {"p": "paragraph", "H": "heading", "Q": "quotation", "L": "list"}
SIGNS = {*BODY, *"TS»CRA-"}
_PIECE = re.compile("⟦(.*?)⟧")


@dataclass(frozen=True)
class Paste:
    """One annotated file. In a score it stands where a case of the corpus can stand."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    def given(self, form: str = "text") -> str:
        """What an editor pastes."""
        return "\n".join(_PIECE.sub(r"\1", line) for _, line in self._lines())

    def expected(self, form: str = "text") -> Expected:
        about = dict(line.split(": ", 1) for line in self._head() if ": " in line)
        lines = [(sign, (_PIECE.findall(line) or [line])[0].strip()) for sign, line in self._lines()]

        def texts(sign: str) -> tuple[str, ...]:
            return tuple(line for one, line in lines if one == sign)

        body = _joined([(BODY[sign], line) for sign, line in lines if sign in BODY])
        return Expected(
            title=" ".join(texts("T")),
            standfirst="\n".join(texts("S")),
            byline=tuple(filter(None, about.get("byline", "").split("; "))),
            date=about.get("date", ""),
            language=about["language"],
            direction=direction("\n".join(text for _, text in body)),
            body=body,
            pull_quotes=texts("»"),
            captions=tuple((line, "") for line in texts("C")),
            related=texts("R"),
            appeal=texts("A"),
            junk=texts("-"),
        )

    def _head(self) -> list[str]:
        return [line for line in self._whole()[0].splitlines() if not line.startswith("#")]

    def _lines(self) -> list[tuple[str, str]]:
        return [_signed(line) for line in self._whole()[1].splitlines()]

    def _whole(self) -> tuple[str, str]:
        head, parted, text = self.path.read_text("utf-8").partition("\n---\n")
        assert parted, f"{self.path}: a line of --- is missing."
        return head, text


def pastes(only: str = "") -> list[Paste]:
    """All pastes, or those of one set, by name."""
    return [Paste(path) for one in ([only] if only else SETS) for path in sorted((HERE / one).glob("*.txt"))]


def _signed(line: str) -> tuple[str, str]:
    if not line.strip():
        return "", ""
    sign, _, text = line.partition(" ")
    assert sign in SIGNS, f"There is no sign {sign}: {line}"
    return sign, text


def _joined(body: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Entries of a list below one another are one block."""
    joined: list[tuple[str, str]] = []
    for kind, text in body:
        if kind == "list" and joined and joined[-1][0] == "list":
            joined[-1] = (kind, f"{joined[-1][1]}\n{text}")
        else:
            joined.append((kind, text))
    return tuple(joined)
