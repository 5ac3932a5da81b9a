"""python -m tests.sources.pastes.score: how well plain-text pastes are understood, per paste and in all.

--set NAME             one set only
--paste NAME --show    expected and got side by side
--keep                 raise the bounds in bounds.json to what is reached now; refused if anything is worse
"""

from __future__ import annotations

import argparse
import json
import sys

from ..corpus.measures import measure, total
from ..corpus.reading import reading
from ..corpus.score import better, shown, table
from .pasted import HERE, SETS, Paste, pastes

BOUNDS = HERE / "bounds.json"


def main() -> int:
    wish = argparse.ArgumentParser(prog="python -m tests.sources.pastes.score", description=__doc__.partition("\n")[0])
    wish.add_argument("--set", choices=SETS)
    wish.add_argument("--paste", metavar="NAME")
    wish.add_argument("--show", action="store_true", help="expected and got side by side")
    wish.add_argument("--keep", action="store_true", help="raise the bounds to what is reached now")
    wishes = wish.parse_args()
    for one in [wishes.set] if wishes.set else SETS:
        chosen = [paste for paste in pastes(one) if wishes.paste in (None, paste.name)]
        lines = (
            [line for paste in chosen for line in shown(paste, "text")] if wishes.show else table(one, "text", chosen)
        )
        print("\n".join(lines))
    if wishes.keep:
        keep()
    return 0


def totals(chosen: list[Paste]) -> dict[str, float]:
    """Each measure over these pastes as a share between 0 and 1."""
    scores = total(measure(paste.expected(), reading(paste, "text"), "text") for paste in chosen)
    return {name: round(right / of, 4) for name, (right, of) in scores.items()}


def fallen(one_set: str) -> list[str]:
    """A sentence for each measure that is worse than its bound."""
    kept, reached = json.loads(BOUNDS.read_text("utf-8")).get(one_set, {}), totals(pastes(one_set))
    return [
        f"{one_set}: {name} was {bound} and is {reached.get(name)}."
        for name, bound in kept.items()
        if better(name, bound, reached.get(name, bound)) == bound != reached.get(name, bound)
    ]


def keep() -> None:
    """Write what is reached now to bounds.json. Raises SystemExit where something is worse than before."""
    if BOUNDS.exists() and (worse := [line for one in SETS for line in fallen(one)]):
        raise SystemExit("\n".join(["Nothing is kept, for something is worse than before:", *worse]))
    reached = {one: totals(pastes(one)) for one in SETS if pastes(one)}
    BOUNDS.write_text(json.dumps(reached, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
