"""Kill real processes at the practice world's five moments, and at random, and count what arrived.

    python -m tests.faults.kills --database postgresql --kills 20 --random 100

Prints one JSON object; exits with 1 if anybody was lost, anything doubled that was not named, or the book was out.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from typing import Any

from tests.faults.kill_mails import mail_kills
from tests.faults.kill_posts import KINDS, make_newsroom, network_kills
from tests.faults.kill_random import random_kills
from tests.faults.stack import Stack


def faults(result: dict[str, Any]) -> list[str]:
    """Every promise that did not hold, by where it broke."""
    wrong = []
    for kind in KINDS:
        rows = dict(result.get(kind, {}))
        if "random" in result:
            rows["random"] = result["random"]["networks"][kind]
        for moment, row in rows.items():
            wrong += [f"{kind} {moment}: {row}"] if row["lost"] or row["doubled"] else []
    mails = dict(result.get("mail", {}))
    if "random" in result:
        mails["random"] = result["random"]["mail"]
    for moment, row in mails.items():
        bad = row["lost"] or row["doubled_not_named"] or row["other_message_id"] or row["book_out"]
        # mail is drained by two processes; one body uncommitted on each connection
        at_most = 2 * row["kills"] * (10 if moment == "random" else 1)
        bad = bad or row["blamed"] > row["kills"] / 3
        wrong += [f"mail {moment}: {row}"] if bad or row["doubled"] > at_most else []
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--kills", type=int, default=20, help="in flight, per moment and outlet")
    parser.add_argument("--random", type=int, default=100, help="in flight, per network, at kills of anything")
    parser.add_argument("--only", default=",".join((*KINDS, "mail", "random")))
    asked = parser.parse_args()
    random.seed()
    with Stack(asked.database) as stack:
        make_newsroom()
        # X takes 100 posts in 15 minutes; that more of them wait for it is no part of this.
        stack.control.allow("x", 10**6, limit=10**6, seconds=24 * 3600)
        result: dict[str, Any] = {"database": asked.database}
        try:
            for part in asked.only.split(","):
                if part == "mail":
                    result[part] = mail_kills(stack, asked.kills)
                elif part == "random":
                    result[part] = random_kills(stack, asked.random)
                else:
                    result[part] = network_kills(stack, part, asked.kills, stack.control)
        except TimeoutError:
            sys.stderr.write(stack.log.read_text()[-4000:])
            raise
    wrong = faults(result)
    print(json.dumps(result | {"broken": wrong}, indent=1))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
