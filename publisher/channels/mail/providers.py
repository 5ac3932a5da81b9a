"""Providers of mail: how SMTP_URL names each, and what its refusals mean, beside the page that says so.

A provider is named as `scheme://key@place`; `?api=` points it at another server: Mailgun's in Europe, or a test's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from ...ports import Disconnected, Refused
from ...replies import NEVER, UNFIT
from ..outcomes import Outcome, Table

EVENTS_WITHIN: Final = timedelta(minutes=15)  # of what a provider took in a doubt, its events tell by then
UNUSABLE: Final = Outcome(Disconnected, "The provider does not take our key.", "credentials")
NO_SUCH: Final = Outcome(Disconnected, "The provider knows no such domain, stream or address.", "credentials")
MONEY: Final = Outcome(Disconnected, "The provider sends no more for this account until it is paid for.", "money")
STANDS: Final = Outcome(
    Disconnected, "The provider refuses us, not the reader: look at its page of our account.", "reputation"
)
OURS: Final = Outcome(Disconnected, "The provider refuses our sender address: verify its domain there.", "reputation")
SLOWER: Final = Outcome(Disconnected, "The provider asks us to come slower.", "unreachable")
UNFIT_MAIL: Final = Outcome(Refused, UNFIT.why)
NO_READER: Final = Outcome(Refused, NEVER.why)

# What all of them mean by a status (RFC 9110 section 15.5, RFC 6585 section 4). What is not here is Uncertain, also a
# 500 or 503: whether it was taken before something broke, nobody knows.
COMMON: Final[Table] = {
    (400, None): UNFIT_MAIL,
    (401, None): UNUSABLE,
    (402, None): MONEY,
    (403, None): STANDS,
    (404, None): NO_SUCH,
    (413, None): UNFIT_MAIL,
    (422, None): UNFIT_MAIL,
    (429, None): SLOWER,
}


@dataclass(frozen=True, slots=True)
class Provider:
    """`options` makes what its Anymail backend is made with. `reader` finds in a refusal that it is about the address
    of the reader. `untracked`: it can be told with each mail to count neither opens nor clicks."""

    name: str
    api: Callable[[SplitResult], str]
    options: Callable[[SplitResult], dict[str, Any]]
    outcomes: Table
    reader: str = r"(?!)"
    untracked: bool = False


def _key(name: str) -> Callable[[SplitResult], dict[str, Any]]:
    return lambda url: {name: unquote(url.username or "")}


def _ses(url: SplitResult) -> dict[str, Any]:
    """boto3 would try again by itself, five times, whatever became of the first."""
    client = {
        "aws_access_key_id": unquote(url.username or ""),
        "aws_secret_access_key": unquote(url.password or ""),
        "region_name": url.hostname or "",
        "endpoint_url": api(url),
        "config": {"retries": {"total_max_attempts": 1}, "connect_timeout": 5, "read_timeout": 50},
    }
    return {"client_params": client, "configuration_set_name": url.path.strip("/") or None}


PROVIDERS: Final[Mapping[str, Provider]] = {
    "amazon-ses": Provider(
        "Amazon SES",
        lambda url: f"https://email.{url.hostname or ''}.amazonaws.com",
        _ses,
        # https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html (Errors), and the common ones
        {
            (400, "AccountSuspendedException"): STANDS,
            (400, "SendingPausedException"): STANDS,
            (400, "LimitExceededException"): MONEY,
            (400, "MailFromDomainNotVerifiedException"): OURS,
            (400, "MessageRejected"): OURS,  # "Email address is not verified": the sender's identity
            (400, "TooManyRequestsException"): SLOWER,
            (400, "ThrottlingException"): SLOWER,
            (404, "NotFoundException"): NO_SUCH,  # the configuration set
        },
        reader=r"Missing final '@domain'|(Local address|Domain) (contains|starts|ends)",
    ),
    "mailgun": Provider(
        "Mailgun",
        lambda url: "https://api.mailgun.net/v3",
        lambda url: {"api_key": unquote(url.username or ""), "sender_domain": url.hostname or ""},
        # https://documentation.mailgun.com/docs/mailgun/quickstart-guide/responses: 403 is a bad key as well
        {(403, None): UNUSABLE},
        reader=r"(?i)'?to'? parameter is not a valid address",
        untracked=True,
    ),
    "postmark": Provider(
        "Postmark",
        lambda url: "https://api.postmarkapp.com",
        _key("server_token"),
        # https://postmarkapp.com/developer/api/overview#error-codes
        {
            (422, "10"): UNUSABLE,
            (422, "400"): OURS,
            (422, "401"): OURS,
            (422, "405"): MONEY,  # out of credits
            (422, "412"): STANDS,  # the account waits for approval
            (422, "413"): STANDS,  # the account may not send
            (422, "1235"): NO_SUCH,  # the message stream
        },
        untracked=True,
    ),
    "sendgrid": Provider(
        "SendGrid",
        lambda url: "https://api.sendgrid.com/v3",
        _key("api_key"),
        # https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors: `field` names what is wrong
        {(400, "from"): OURS, (400, "from.email"): OURS, (403, "from"): OURS},
        reader=r"personalizations\.0\.to",
        untracked=True,
    ),
    "brevo": Provider(
        "Brevo",
        lambda url: "https://api.brevo.com/v3",
        _key("api_key"),
        # https://developers.brevo.com/docs/how-it-works#error-codes
        {(400, "not_enough_credits"): MONEY, (400, "unauthorized"): UNUSABLE, (400, "permission_denied"): STANDS},
        reader=r"\bnot valid in to\b",
    ),
    "resend": Provider(
        "Resend",
        lambda url: "https://api.resend.com",
        _key("api_key"),
        # https://resend.com/docs/api-reference/errors
        {
            (403, "invalid_api_key"): UNUSABLE,
            (422, "invalid_from_address"): OURS,
            (429, "daily_quota_exceeded"): MONEY,
            (429, "monthly_quota_exceeded"): MONEY,
        },
        reader=r"Invalid `to` field",
    ),
}


def named(url: str) -> bool:
    """Whether SMTP_URL names a provider, and no relay."""
    return urlsplit(url.strip()).scheme in PROVIDERS


def find(url: str) -> tuple[Provider, SplitResult]:
    """The provider that this URL names. Raises Disconnected, with a sentence about the setting."""
    parts = urlsplit(url.strip())
    provider = PROVIDERS.get(parts.scheme)
    if provider is None or not parts.username or " " in url.strip():
        raise Disconnected("SMTP_URL names one provider as provider://KEY@…, or relays as smtp://…", code="SMTP_URL")
    if parts.scheme in ("amazon-ses", "mailgun") and not parts.hostname:
        raise Disconnected(f"SMTP_URL lacks the region or domain for {provider.name}.", code="SMTP_URL")
    base = urlsplit(api(parts))
    if base.scheme != "https" and base.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Disconnected("SMTP_URL points a provider's key at a server without TLS.", code="SMTP_URL")
    return provider, parts


def api(url: SplitResult) -> str:
    """Where this provider is asked."""
    return (parse_qs(url.query).get("api") or [PROVIDERS[url.scheme].api(url)])[0].rstrip("/")


def outcome(provider: Provider, status: int, name: str, words: str) -> Outcome | None:
    """What a refusal means; None if no table knows."""
    if status in (400, 422) and re.search(provider.reader, f"{name} {words}"):
        return NO_READER
    for table in (provider.outcomes, COMMON):
        if row := table.get((status, name)) or table.get((status, None)):
            return row
    return None
