"""What a network says goes to the desk, into mails and into the database: never with a secret of ours in it.

A server that is wrong, or means harm, may say back what it was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import quote, quote_plus

from ..ports import Failure

# What everybody may know of a channel's credentials; all else in them is secret.
KNOWN: Final = frozenset({
    "server", "handle", "did", "user_id", "organization", "channel", "visibility", "client_id", "who",
    "redirect_uri", "scope", "challenges", "expires_at", "renew_at", "ends_at",
})  # fmt: skip
SHORTEST: Final = 6  # what is shorter is no secret, and would be found in every sentence
HIDDEN: Final = "•••"


@contextmanager
def hushed(credentials: Mapping[str, str]) -> Iterator[None]:
    """A failure in here tells none of these secrets."""
    try:
        yield
    except Failure as failure:
        failure.why, failure.code = hush(failure.why, credentials), hush(failure.code, credentials)
        failure.args = (failure.why,)
        raise


def hushed_account(found: Mapping[str, Any], credentials: Mapping[str, str]) -> dict[str, Any]:
    """What a probe found: the account's name stands on the desk, whatever a server calls it."""
    return {**found} | ({"account": hush(str(found["account"]), credentials)} if "account" in found else {})


def hush(said: str, credentials: Mapping[str, str]) -> str:
    """These words without a secret, as it is or as it stands in an address; nor with the beginning of one at their end,
    where they were cut off."""
    for secret in sorted(_secrets(credentials), key=len, reverse=True):
        said = said.replace(secret, HIDDEN)
        for length in range(len(secret) - 1, SHORTEST - 1, -1):
            if said.endswith(secret[:length]):
                said = said[:-length] + HIDDEN
                break
    return said


def _secrets(credentials: Mapping[str, str]) -> set[str]:
    """A webhook's address has its secret behind the last slash."""
    values = [value for name, value in credentials.items() if name not in KNOWN and isinstance(value, str)]
    values += [value.rstrip("/").rpartition("/")[2] for value in values]
    return {
        form for value in values for form in (value, quote(value, safe=""), quote_plus(value)) if len(form) >= SHORTEST
    }
