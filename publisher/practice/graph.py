"""How Meta's Graph API says no: a number in the body, whatever the status. For Facebook and Threads."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final

from .http import Reply

# A fault's status, in the numbers that Meta would say.
NUMBERS: Final = {400: 100, 401: 190, 403: 200, 429: 4, 500: 2}
OUTAGE: Final = "<!DOCTYPE html><html><body><h1>Sorry, something went wrong.</h1></body></html>"


class BadRequest(ValueError):
    """Why a request is refused, as Meta says it."""

    def __init__(self, why: str, code: int = 100, subcode: int = 0) -> None:
        super().__init__(why)
        self.code, self.subcode = code, subcode


def problem(status: int, code: int, message: str, subcode: int = 0, headers: dict[str, str] | None = None) -> Reply:
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "practice"}
    return Reply(status, {"error": error | ({"error_subcode": subcode} if subcode else {})}, headers or {})


def refuse(status: int, words: str = "", seconds: float = 0) -> Reply:
    """A status as Meta words it; a 429 tells the minutes until it is over. Words "190/463: message" name the numbers.

    A status that stands for no number is an outage's page, as postiz-app#2045 shows one.
    """
    if named := re.match(r"(\d+)(?:/(\d+))?: ?", words):
        return problem(status, int(named[1]), words[named.end() :], int(named[2] or 0))
    if status not in NUMBERS:
        return Reply(status, OUTAGE)
    minutes = {"call_count": 100, "estimated_time_to_regain_access": round((seconds or 300) / 60)}
    usage = {"X-Business-Use-Case-Usage": json.dumps({"4001": [minutes | {"type": "pages"}]})}
    return problem(status, NUMBERS[status], words or f"Error {status}", headers=usage if status == 429 else None)


def answered(route: Callable[[], Reply]) -> Reply:
    """The route's answer, or why the request is refused."""
    try:
        return route()
    except BadRequest as wrong:
        return problem(400, wrong.code, str(wrong), wrong.subcode)
    except (ValueError, KeyError, TypeError) as wrong:
        return problem(400, 100, f"(#100) Invalid parameter: {wrong}")
