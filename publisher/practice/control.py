"""A client of the control port, for the command line, the desk and tests."""

from __future__ import annotations

from typing import Any

import httpx2


class NotThere(Exception):
    """The practice world does not answer, or refuses; a sentence."""


class Control:
    """Talks to a running practice world. `url` is "control" of practice.json. Every call raises NotThere."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx2.Client(timeout=70, trust_env=False)

    def __enter__(self) -> Control:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.http.close()

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        try:
            reply = self.http.request(method, self.url + path, **more)
        except httpx2.HTTPError as error:
            raise NotThere("The practice world does not answer; `publisher up` starts it.") from error
        if reply.status_code >= 400:
            raise NotThere(str(reply.json().get("error", reply.status_code)))
        return reply.json()

    def inbox(self, *, to: str = "", after: int = 0, limit: int = -1, raw: bool = False) -> list[dict[str, Any]]:
        """Mails, oldest first: {id, at, sender, to, helo, smtputf8, subject, headers, text, html} and raw if wanted."""
        params = {"to": to, "after": str(after), "limit": str(limit)} | ({"raw": "1"} if raw else {})
        return list(self._ask("GET", "/inbox", params=params))

    def raw(self, mail_id: int) -> bytes:
        """A mail as it came, byte for byte."""
        try:
            reply = self.http.get(f"{self.url}/inbox/{mail_id}/raw")
        except httpx2.HTTPError as error:
            raise NotThere("The practice world does not answer; `publisher up` starts it.") from error
        if reply.status_code != 200:
            raise NotThere("There is no such mail.")
        return bytes(reply.content)

    def sent(self, network: str = "", *, deleted: bool = False) -> list[dict[str, Any]]:
        """Posts, oldest first: {network, text, url, id, at, key, answers, links, card, media, language, warning,
        covered, visibility, deleted}. `links` are those that the text shows shortened, `card` is what the post sent of
        the page, each of `media` {url, media_type, alt, bytes, focus}; `focus` is {x, y}, or None for the middle."""
        return list(self._ask("GET", "/sent", params={"network": network} | ({"deleted": "1"} if deleted else {})))

    def counts(self) -> dict[str, int]:
        """How many arrived: {"mail": 200, "x": 1, "mastodon": 1}; a network with none is left out."""
        return dict(self._ask("GET", "/counts"))

    def fault(self, where: str, action: str, **more: Any) -> int:
        """Set a fault (see moments.Fault: moment, status, times, seconds, match, words); its id."""
        return int(self._ask("POST", "/faults", json={"where": where, "action": action, **more})["id"])

    def allow(self, where: str, left: int, *, limit: int, seconds: float, match: str = "") -> None:
        """Have a network take so many of `limit` requests until `seconds` from now, and say so in its heads.

        `match` narrows it to those that begin so, as "POST /2/tweets".
        """
        wish = {"where": where, "left": left, "limit": limit, "seconds": seconds, "match": match}
        self._ask("POST", "/allowances", json=wish)

    def faults(self) -> list[dict[str, Any]]:
        return list(self._ask("GET", "/faults"))

    def mend(self, fault_id: int = 0) -> None:
        """Take one fault away, or all (0). Who is held stays held."""
        self._ask("DELETE", f"/faults/{fault_id}" if fault_id else "/faults")

    def moments(self) -> list[dict[str, Any]]:
        """Who met a fault: {id, where, moment, what, at, held}."""
        return list(self._ask("GET", "/moments"))

    def wait(self, moment: str, where: str = "", seconds: float = 10) -> dict[str, Any]:
        """Wait until a request is held at this moment; it. NotThere if none came within `seconds` (at most 60)."""
        return dict(self._ask("GET", "/wait", params={"moment": moment, "where": where, "seconds": seconds}))

    def release(self, held_id: int = 0) -> int:
        """Let one go, or all (0); how many went."""
        return int(self._ask("POST", "/release", json={"id": held_id})["released"])

    def clear(self) -> None:
        """Forget what arrived, take all faults away, let everyone go."""
        self._ask("POST", "/clear", json={})
