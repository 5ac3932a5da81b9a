"""python -m bench.mails: all that is asked of the speed of a newsletter, three runs each, medians.

Each run is a process of its own with a database of its own (bench/mail.py, bench/far.py, bench/killed.py); a row's runs
are not one after the other but in turns, so that what else the machine does is shared by all. Prints a table on stderr
and JSON on stdout.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from typing import Any

# What is measured, and by what. The first five are compared with each other.
ROWS = {
    "a newsletter": ["bench.mail"],
    "without the ledger": ["bench.mail", "--no-ledger"],
    "20 connections": ["bench.mail", "--connections", "20"],
    "signed, RSA-2048": ["bench.mail", "--sign", "rsa"],
    "to a sink of ours": ["bench.mail", "--sink", "ours"],
}
ONCE = {
    "20 ms away": ["bench.far"],
    "killed, window 1": ["bench.killed", "--window", "1"],
    "killed, window 8": ["bench.killed", "--window", "8"],
}
LONGER = 0.15  # a newsletter may take by its ledger
TOLD = ("rate", "ratio", "cpu_ratio", "peak_rss_mb", "lost", "duplicates")


def main() -> int:
    wish = argparse.ArgumentParser(prog="python -m bench.mails")
    wish.add_argument("--messages", type=int, default=50_000)
    wish.add_argument("--runs", type=int, default=3)
    wishes = wish.parse_args()
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in ROWS}
    for _ in range(wishes.runs):
        for name, command in ROWS.items():
            runs[name].append(run([*command, "--messages", str(wishes.messages)]))
    rows = {name: median(one) for name, one in runs.items()} | {name: run(command) for name, command in ONCE.items()}
    longer = [
        bare["ratio"] / whole["ratio"] - 1
        for bare, whole in zip(runs["without the ledger"], runs["a newsletter"], strict=True)
    ]
    rows["without the ledger"]["longer_with"] = round(statistics.median(longer), 2)
    for name, row in rows.items():
        print(f"{name:<20}", *(f"{key} {row[key]}" for key in TOLD if key in row), file=sys.stderr)
    reached = all(rows[name]["reached"] for name in ("a newsletter", "signed, RSA-2048", *ONCE))
    reached = reached and rows["without the ledger"]["longer_with"] <= LONGER
    print(json.dumps({"measure": "newsletters", "rows": rows, "runs": runs, "reached": reached}, indent=2))
    return 0 if reached else 1


def run(command: list[str]) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def median(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The run in the middle, by its ratio."""
    return sorted(runs, key=lambda one: float(one["ratio"]))[len(runs) // 2]


if __name__ == "__main__":
    sys.exit(main())
