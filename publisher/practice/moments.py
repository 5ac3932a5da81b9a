"""Faults, and the five moments of a request at which they strike. Kept in memory: a restart forgets them."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from .allowances import Allowances

PLACES: Final = ("x", "mastodon", "bluesky", "telegram", "facebook", "threads", "linkedin", "discord", "smtp")
MOMENTS: Final = ("connected", "request read", "stored", "reply half written", "replied")
COMMANDS: Final = ("ehlo", "auth", "mail", "rcpt", "data")  # smtp only: a status as the answer to this command
ACTIONS: Final = ("hold", "drop", "stall", "refuse", "status")
KEPT: Final = 2000  # moments remembered


class BadFault(ValueError):
    """What is wrong with a fault, in a sentence."""


@dataclass(slots=True)
class Fault:
    """Something that shall go wrong at a moment, `times` times (0: until cleared).

    hold: wait until released. stall: wait `seconds`, then go on. drop: reset the connection. status: answer
    `status` (with `words`, if given) instead. refuse: let nobody in, for `seconds` (0: until cleared).
    `match` narrows it: the beginning of "POST /2/tweets" or of its path, or of a recipient's address.
    """

    where: str
    action: str
    moment: str = "request read"
    status: int = 503
    times: int = 0
    seconds: float = 0
    match: str = ""
    words: str = ""
    id: int = 0
    struck: int = 0

    def __post_init__(self) -> None:
        known = MOMENTS + (COMMANDS if self.where == "smtp" else ())
        if self.where not in PLACES:
            raise BadFault(f"There is no place {self.where!r}; it is one of {', '.join(PLACES)}.")
        if self.action not in ACTIONS:
            raise BadFault(f"There is no action {self.action!r}; it is one of {', '.join(ACTIONS)}.")
        if self.moment not in known:
            raise BadFault(f"There is no moment {self.moment!r} here; it is one of {', '.join(known)}.")
        if self.action == "status" and self.moment not in (*COMMANDS, "connected", "request read", "stored"):
            raise BadFault("A status can only be answered before the reply is written.")
        if self.action == "status" and self.where != "smtp" and self.moment == "connected":
            raise BadFault("HTTP has no answer before the request is read.")
        if self.moment == "connected" and self.match:
            raise BadFault("At the moment of connecting there is nothing yet to match.")

    def concerns(self, moment: str, what: str) -> bool:
        if self.moment != moment or self.action == "refuse" or (self.times and self.struck >= self.times):
            return False
        return what.startswith(self.match) or what.partition(" ")[2].startswith(self.match)


@dataclass(slots=True)
class Reached:
    """A request that reached a moment at which a fault stood, and whether it is still held there."""

    id: int
    where: str
    moment: str
    what: str
    at: float
    gate: threading.Event = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {"id": self.id, "where": self.where, "moment": self.moment, "what": self.what}
        return data | {"at": self.at, "held": not self.gate.is_set()}


class Moments:
    """Which faults stand, and who is held. Safe for threads; costs nothing while there is no fault."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.allowances = Allowances()
        self.reached: list[Reached] = []
        self.doors: dict[str, Callable[[bool], None]] = {}  # per place: open (True) or shut (False) its listener
        self.changed = threading.Condition()
        self._ids = itertools.count(1)

    def add(self, wish: Mapping[str, Any]) -> Fault:
        """Set a fault. Raises BadFault."""
        try:
            fault = Fault(**wish)
        except TypeError as error:
            raise BadFault(f"A fault has no such field: {error}.") from error
        fault.id = next(self._ids)
        with self.changed:
            self.faults.append(fault)
        if fault.action == "refuse":
            self.doors[fault.where](False)
            if fault.seconds:
                timer = threading.Timer(fault.seconds, self.remove, [fault.id])
                timer.daemon = True
                timer.start()
        return fault

    def remove(self, fault_id: int) -> None:
        with self.changed:
            gone = [fault for fault in self.faults if fault.id == fault_id]
            self.faults = [fault for fault in self.faults if fault.id != fault_id]
            shut = {fault.where for fault in self.faults if fault.action == "refuse"}
        for fault in gone:
            if fault.action == "refuse" and fault.where not in shut:
                self.doors[fault.where](True)

    def clear(self) -> None:
        """Take every fault away and let everyone go who is held."""
        for fault in list(self.faults):
            self.remove(fault.id)
        self.release()
        self.allowances.by_place.clear()
        with self.changed:
            self.reached.clear()

    def release(self, reached_id: int = 0) -> int:
        """Let one go, or all (0); how many went."""
        with self.changed:
            going = [r for r in self.reached if not r.gate.is_set() and reached_id in (0, r.id)]
        for one in going:
            one.gate.set()
        return len(going)

    def meet(self, where: str, moment: str, what: str = "") -> tuple[Fault, threading.Event] | None:
        """The fault that strikes here and now, and the gate to wait at (open unless it is a hold)."""
        if not self.faults:
            return None
        with self.changed:
            fault = next((f for f in self.faults if f.where == where and f.concerns(moment, what)), None)
            if fault is None:
                return None
            fault.struck += 1
            gate = threading.Event()
            if fault.action != "hold":
                gate.set()
            self.reached.append(Reached(next(self._ids), where, moment, what, time.time(), gate))
            del self.reached[:-KEPT]
            self.changed.notify_all()
            return fault, gate

    def wait(self, where: str, moment: str, seconds: float) -> Reached | None:
        """Someone held at this moment, as soon as there is one; None after `seconds`. Empty words match all."""

        def held() -> Reached | None:
            for one in self.reached:
                if where in ("", one.where) and moment in ("", one.moment) and not one.gate.is_set():
                    return one
            return None

        with self.changed:
            return self.changed.wait_for(held, timeout=seconds)

    def to_json(self) -> dict[str, Any]:
        with self.changed:
            return {"faults": [asdict(f) for f in self.faults], "moments": [r.to_json() for r in self.reached]}
