"""python -m bench.killed: a worker is killed in mid-send: who is lost, who gets two, who was on the wire?

The service on PostgreSQL sends a newsletter to a server that writes down who gets what; a few times its worker is
killed (`kill -9`) and another started. `--window` is how many bodies of a connection may be uncommitted. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from tests.faults.kill_posts import make_newsroom
from tests.faults.newsletter import Taker, under_way
from tests.faults.stack import Stack

DRAINS = 2  # of one worker; each has so many connections
THINKS = 0.01  # seconds that the server takes for a mail


def main() -> int:
    wish = argparse.ArgumentParser(prog="python -m bench.killed")
    wish.add_argument("--messages", type=int, default=6000)
    wish.add_argument("--kills", type=int, default=3)
    wish.add_argument("--window", type=int, default=1)
    wish.add_argument("--connections", type=int, default=10)
    wishes = wish.parse_args()
    settings = {"MAIL_CONNECTIONS": str(wishes.connections), "MAIL_WINDOW": str(wishes.window)}
    with Stack("postgresql", **settings) as stack:
        make_newsroom()
        taker = Taker(stack, stack.folder / "taken", THINKS)
        try:
            result = measure(stack, taker, wishes)
        finally:
            taker.kill()
    print(json.dumps(result, indent=2))
    return 0 if result["reached"] else 1


def measure(stack: Stack, taker: Taker, wishes: argparse.Namespace) -> dict[str, Any]:
    from publisher.models import Outcome
    from publisher.sending.killed import WORDS

    at_most = wishes.window * wishes.connections * DRAINS
    letter = under_way(wishes.messages)
    for kill in range(1, wishes.kills + 1):
        letter.until(wishes.messages * kill // (wishes.kills + 1))
        stack.restart("mail")
    letter.until_sent(120 + wishes.messages / 20)
    told = letter.result(taker, wishes.kills, wishes.kills * at_most)
    on_the_wire = Outcome.objects.filter(post=letter.post_id, reply=WORDS).count()
    return {
        "measure": "a worker killed in mid-send",
        "messages": wishes.messages,
        "connections": wishes.connections,
        "window": wishes.window,
        "kills": wishes.kills,
        "lost": told["lost"],
        "duplicates": told["doubled"],
        "on_the_wire": on_the_wire,
        "not_named": told["doubled_not_named"],
        "other_message_id": told["other_message_id"],
        "book_out": told["book_out"],
        "reach": f"lost 0; duplicates <= {at_most} a kill, each named and with the same Message-ID",
        "reached": not told["broken"],
    }


if __name__ == "__main__":
    sys.exit(main())
