"""python -m tests.sources.corpus.score: how well pastes and pages are understood, per case and in all.

    --set open | fresh | later | wide | set_aside   one set only
    --form text | html | page
    --case NAME --show       expected and got side by side (open cases only: the others are set aside)
    --keep                   raise the bounds in bounds.json to what is reached now; refused if anything is worse

The measures are told in measures.py. What is set aside is never looked at while the rules are weighed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from textwrap import wrap
from typing import Any

from .cases import FORMS, SETS, Case, Expected, Form, cases
from .measures import NAMES, Score, measure, strays, total
from .reading import Reading, reading

BOUNDS = Path(__file__).parent / "bounds.json"
LESS_IS_BETTER = ("false_appeal",)
WIDTH = 58  # of a column of --show


def main() -> int:
    wish = argparse.ArgumentParser(prog="python -m tests.sources.corpus.score", description=__doc__.partition("\n")[0])
    wish.add_argument("--set", choices=SETS, default="")
    wish.add_argument("--form", choices=FORMS)
    wish.add_argument("--case", metavar="NAME")
    wish.add_argument("--show", action="store_true", help="expected and got side by side")
    wish.add_argument("--keep", action="store_true", help="raise the bounds to what is reached now")
    wishes = wish.parse_args()
    chosen = [case for case in cases(wishes.set) if wishes.case in (None, case.name)]
    forms: list[Form] = [wishes.form] if wishes.form else list(FORMS)
    if not chosen:
        wish.error("There is no such case; build it first.")
    if wishes.show:
        if any(case.set == "set_aside" for case in chosen):
            wish.error("What is set aside is not shown; add --set open.")
        for case in chosen:
            for form in forms:
                print("\n".join(shown(case, form)))
        return 0
    for one in SETS:
        for form in forms:
            for line in table(one, form, [case for case in chosen if case.set == one]):
                print(line)
    if wishes.keep:
        keep()
    return 0


def scored(case: Case, form: Form) -> dict[str, Score]:
    return measure(case.expected(form), reading(case, form), form)


def totals(chosen: list[Case], form: Form) -> dict[str, float]:
    """Each measure over these cases as a share between 0 and 1."""
    scores = total(scored(case, form) for case in chosen)
    return {name: round(right / of, 4) for name, (right, of) in scores.items()}


def table(one_set: str, form: Form, chosen: list[Case]) -> list[str]:
    """A line a case and one in all: what is not wholly right, and how much of it was."""
    if not chosen:
        return []
    lines = [f"\n== {one_set} · {form} · {len(chosen)} cases"]
    scores = [scored(case, form) for case in chosen]
    for case, score in zip(chosen, scores, strict=True):
        wrong = [_told(name, score[name]) for name in NAMES if name in score and not _whole(name, score[name])]
        lines.append(f"{case.name:34} {' · '.join(wrong) or 'all right'}")
    lines.append("in all:")
    lines += [f"  {name:14} {right / of:7.3f}   {right:8.2f} of {of:g}" for name, (right, of) in total(scores).items()]
    return lines


def _whole(name: str, score: Score) -> bool:
    return score[0] == (0 if name in LESS_IS_BETTER else score[1])


def _told(name: str, score: Score) -> str:
    right, of = score
    if name in ("recall", "precision"):
        return f"{name} {right:.3f}"
    if of > 1:
        return f"{name} {right:g}/{of:g}"
    return name if name in LESS_IS_BETTER else f"no {name}"


def bounds() -> dict[str, Any]:
    """What was reached before: per set the cases it was measured on, and per form each measure's share."""
    kept: dict[str, Any] = json.loads(BOUNDS.read_text("utf-8"))
    return kept


def fallen(one_set: str, form: Form) -> list[str]:
    """A sentence for each measure that is worse than its bound, on the cases that the bound was measured on."""
    kept = bounds().get(one_set, {"cases": []})
    reached = totals([case for case in cases(one_set) if case.name in kept["cases"]], form)
    return [
        f"{one_set}, {form}: {name} was {bound} and is {reached.get(name)}."
        for name, bound in kept.get(form, {}).items()
        if better(name, bound, reached.get(name, bound)) == bound != reached.get(name)
    ]


def keep() -> None:
    """Write what is reached now to bounds.json, for all cases there are. Bounds are only ever raised.

    Raises SystemExit where something is worse than before: mend it, or change the bound by hand and say why.
    """
    if worse := [line for one in SETS for form in FORMS for line in fallen(one, form)]:
        raise SystemExit("\n".join(["Nothing is kept, for something is worse than before:", *worse]))
    kept = {}
    for one in SETS:
        there = cases(one)
        kept[one] = {"cases": [case.name for case in there], **{form: totals(there, form) for form in FORMS}}
    BOUNDS.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


def better(name: str, one: float, other: float) -> float:
    return min(one, other) if name in LESS_IS_BETTER else max(one, other)


def shown(case: Case, form: Form) -> list[str]:
    """Expected on the left, got on the right, and below what strayed into the text and what was left out."""
    expected, got = case.expected(form), reading(case, form)
    lines = [f"\n######## {case.name} · {form}" + (f" · refused: {got.refused}" if got.refused else "")]
    for name in ("title", "standfirst", "date", "language", "direction", "pictures"):
        lines += _beside(name, [str(getattr(expected, name))], [str(getattr(got, name))])
    for name in ("byline", "pull_quotes", "related", "appeal"):
        lines += _beside(name, list(getattr(expected, name)), list(getattr(got, name)))
    lines += _beside("captions", *([" ⧸ ".join(one) for one in side.captions] for side in (expected, got)))
    lines += _beside("body", *map(_body, (expected, got)))
    lines += [f"stray:    {line}" for line in strays(expected, got)]
    lines += [f"left out: {text}" for text in got.left_out]
    return lines


def _body(side: Expected | Reading) -> list[str]:
    return [f"{kind}: {text}" for kind, text in side.body]


def _beside(name: str, left: list[str], right: list[str]) -> list[str]:
    """Two columns; equal neighbours stand in one line each, so that a difference is seen."""
    lines = [f"-- {name}" + ("" if left == right else "  ≠")]
    while left or right:
        a, b = (left[:1] or [""])[0], (right[:1] or [""])[0]
        if left and right and a != b and b not in left and a in right:
            a = ""
        elif left and right and a != b and b in left:
            b = ""
        left, right = left[bool(a) or not b :], right[bool(b) or not a :]
        one, other = (wrap(text, WIDTH, max_lines=4, placeholder=" …") for text in (a, b))
        height = max(len(one), len(other), 1)
        for x, y in zip(one + [""] * (height - len(one)), other + [""] * (height - len(other)), strict=True):
            lines.append(f"{'  ' if a == b else '≠ '}{x:{WIDTH}} | {y}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
