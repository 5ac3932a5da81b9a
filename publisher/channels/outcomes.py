"""Tables that say what a network's answer means, and how to obey them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn

from ..ports import Disconnected, Failure, Reason, Refused, Retry, Uncertain


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one kind of answer means: a verb, a sentence for the editor, and why the channel pauses if it does."""

    verb: type[Failure]
    why: str
    reason: Reason = "credentials"


Table = Mapping[tuple[int, str | None], Outcome]  # (status, what the body says or None for anything)

NOT_IN_TABLE = Outcome(
    Uncertain, "The network gave an answer that we do not know; whether the post is there must be looked up."
)
UNREACHABLE = Outcome(Disconnected, "The network cannot be reached.", "unreachable")
NO_REPLY = Outcome(
    Uncertain, "The connection broke after the post was handed over; whether it is there must be looked up."
)


def look_up(table: Table, status: int, says: str = "") -> Outcome:
    """The row for this status and word, else the row for the status, else "we do not know"."""
    return table.get((status, says)) or table.get((status, None)) or NOT_IN_TABLE


def fail(outcome: Outcome, *, code: str = "", said: str = "", after: timedelta | None = None) -> NoReturn:
    """Raise the verb that the row names. `said` is the network's own sentence, which often tells what to mend."""
    words = " ".join(said.split())[:200]
    why = f"{outcome.why} It said: {words}" if words else outcome.why
    if issubclass(outcome.verb, Disconnected):
        raise Disconnected(why, code=code, reason=outcome.reason)
    if issubclass(outcome.verb, Retry):
        raise Retry(why, code=code, after=after)
    if issubclass(outcome.verb, Refused):
        raise Refused(why, code=code)
    raise Uncertain(why, code=code)
