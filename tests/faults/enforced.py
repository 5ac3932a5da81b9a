"""A relay that enforces 14 mails a second and 300 a day, and two workers: nobody fails, what it allows is used.

    python -m tests.faults.enforced --how any --readers 400

Prints one JSON object; exits with 1 if a promise did not hold.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from tests.faults.newsletter import CONNECTIONS, Watched, under_way
from tests.faults.stack import Stack, until
from tests.faults.strict import DAY, HOW, StrictServer

A_SECOND, A_DAY = 14, 300
# "Any second" leaves no room for a mail that comes a millisecond early, which on a busy machine some do: on a quiet one
# 0.97 was measured, beside much other work 0.91.
SHARE = {"bucket": 0.95, "clock": 0.95, "any": 0.85}


def run(how: str, readers: int) -> dict[str, Any]:
    """Once at the pace that is allowed, once without any; each over two days."""
    result: dict[str, Any] = {"how": how}
    with Stack("sqlite", MAIL_CONNECTIONS=str(CONNECTIONS)) as stack:
        from publisher.models import Channel
        from tests.faults.kill_posts import make_newsroom

        make_newsroom()
        stack.start("mail@b")
        mail = Channel.objects.filter(kind="mail")
        try:
            for name, pace in (("at its pace", A_SECOND * 60), ("without a pace", None)):
                server = StrictServer(A_SECOND, A_DAY, how)
                world = stack.folder / "practice.json"
                world.write_text(json.dumps(json.loads(world.read_text()) | {"smtp": server.url}))
                mail.update(mails_per_minute=pace, rests_until=None)
                result[name] = two_days(under_way(readers), server, mail, readers)
                server.close()
        except TimeoutError:
            sys.stderr.write(stack.log.read_text()[-4000:])
            raise
    wrong = [f"{name}: {row['broken']}" for name, row in result.items() if isinstance(row, dict) and row["broken"]]
    used = result["at its pace"]["used"]
    return result | {"broken": wrong + ([f"only {used:.2f} of the pace was used"] if used < SHARE[how] else [])}


def two_days(letter: Watched, server: StrictServer, mail: Any, readers: int) -> dict[str, Any]:
    """The day is used up, the channel rests; then it is tomorrow."""
    until(lambda: letter.look() and mail.get().rests_until, 120, "the day to be used up")
    until(lambda: letter.look() and len(server.took) == A_DAY, 5, "a whole day’s mails")
    used, rests = server.used(A_SECOND), mail.get().rests_until
    time.sleep(2)
    knocks = len([why for _, why in server.refused if why == DAY])
    server.tomorrow()
    mail.update(rests_until=None)
    letter.until_sent(60)
    came = [who for _, who, _ in server.took]
    sums = letter.look()
    row = {
        "accepted": sums["accepted"],
        "failed": sums["failed"],
        "used": round(used, 3),
        "slower": len(server.refused) - knocks,
        "knocks_at_the_end_of_the_day": knocks,
        "rests_until": rests.isoformat(),
        "book_out": letter.out,
    }
    wrong = ["failed"] * bool(sums["failed"]) + ["not all"] * (sums["accepted"] != readers)
    wrong += ["twice"] * (len(set(came)) != len(came)) + ["book"] * bool(letter.out)
    wrong += ["paused"] * (mail.get().paused_at is not None) + ["knocks"] * (knocks > 4 * CONNECTIONS)
    return row | {"broken": wrong}


def main() -> int:
    wish = argparse.ArgumentParser()
    wish.add_argument("--how", choices=HOW, default="bucket")
    wish.add_argument("--readers", type=int, default=400)
    asked = wish.parse_args()
    result = run(asked.how, asked.readers)
    print(json.dumps(result, indent=1))
    return bool(result["broken"])


if __name__ == "__main__":
    sys.exit(main())
