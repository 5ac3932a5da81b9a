"""Mail by a provider's own interface instead of SMTP, through django-anymail: Amazon SES, Mailgun, Postmark, SendGrid,
Brevo, Resend. Needs the extra `esp`.

One request for each mail, although some providers take a thousand in one: of a request that is not answered nobody
knows what became of it, and one mail in doubt can be named, a thousand cannot. What leaves is the same letter, taken
apart again: providers write the MIME themselves, and sign it.
"""

from __future__ import annotations

import importlib
import re
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Final, NoReturn

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from anymail.message import AnymailMessage
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from ...ports import Disconnected, Envelope, Refused, Uncertain
from ...replies import NEVER
from . import calls, providers
from .answers import nobodys
from .providers import Provider

CONNECT, ANSWER = 5.0, 50.0  # seconds
# Headers of ours that go along; the rest, the provider writes.
CARRIED: Final = (
    "Message-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID", "Precedence",
    "Auto-Submitted", "X-Auto-Response-Suppress",
)  # fmt: skip
# What boto3 raises before anything has left; anything else of it may have happened.
BEFORE: Final = ("EndpointConnectionError", "ConnectTimeoutError", "ProxyConnectionError")
UNUSED: Final = ("NoCredentialsError", "PartialCredentialsError", "ParamValidationError", "InvalidRegionError")


class Esp:
    """A Mailer. `url` as providers.find reads it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._one: Caller | None = None

    def send(self, envelope: Envelope) -> str:
        self._one = self._one or Caller(self.url)
        return self._one(envelope)

    def lines(self) -> calls.Lines:
        return calls.Lines(lambda: Caller(self.url))

    def probe(self) -> Mapping[str, Any]:
        """Whether the provider answers at all: a key that may only send may not ask anything, so none is shown."""
        provider, url = providers.find(self.url)
        with requests.Session() as session:
            session.trust_env = False
            try:
                with session.get(providers.api(url), timeout=(CONNECT, ANSWER), stream=True) as reply:
                    status = reply.status_code
            except requests.RequestException as why:
                raise _unreachable(provider, type(why).__name__) from None
        if status >= 500:
            raise _unreachable(provider, str(status))
        return {"account": provider.name, "limits": {}}

    def close(self) -> None:
        if self._one is not None:
            self._one.close()
        self._one = None


class Caller:
    """One connection to a provider, for one thread. Raises Disconnected if the URL is wrong."""

    def __init__(self, url: str) -> None:
        self.provider, parts = providers.find(url)
        self.scheme, self.stream = parts.scheme, parts.hostname or ""
        backend = importlib.import_module(f"anymail.backends.{self.scheme.replace('-', '_')}").EmailBackend
        options = self.provider.options(parts)
        if self.scheme != "amazon-ses":
            options |= {"api_url": providers.api(parts), "timeout": (CONNECT, ANSWER)}
        self.backend = backend(**options)
        self.backend.open()
        if session := getattr(self.backend, "session", None):
            session.trust_env = False

    def __call__(self, envelope: Envelope) -> str:
        """Hand one mail over. Raises as ports.Mailer.send says."""
        letter = self._letter(envelope)
        if self.scheme == "resend":  # for a day it takes no second one (https://resend.com/docs/dashboard/emails)
            self.backend.session.headers["Idempotency-Key"] = letter.extra_headers["Message-ID"].strip("<>")
        try:
            self.backend.send_messages([letter])
        except AnymailRecipientsRefused:
            raise Refused(f"{NEVER.why} {self.provider.name} has it on its list.", code="422") from None
        except (AnymailUnsupportedFeature, AnymailInvalidAddress, AnymailSerializationError) as why:
            words = nobodys(str(why))[:200]
            raise Refused(f"{self.provider.name} cannot carry this mail: {words}", code="unfit") from None
        except AnymailAPIError as why:
            self._fail(why)
        status = letter.anymail_status
        if not status.status or not status.status <= {"sent", "queued"}:
            raise self._doubt("unknown", f"It calls the mail {', '.join(map(str, status.status or ['nothing']))}.")
        return f"202 {self.provider.name} took it as {status.message_id}"

    def close(self) -> None:
        self.backend.close()

    def _letter(self, envelope: Envelope) -> AnymailMessage:
        """The letter as Anymail takes it, from the bytes that the preview shows."""
        whole = message_from_bytes(envelope.message, policy=policy.default)
        letter = AnymailMessage(
            str(whole["Subject"]),
            _words(whole, "plain"),
            str(whole["From"]),
            [str(whole["To"])],
            reply_to=[str(whole["Reply-To"])] if whole["Reply-To"] else None,
            headers={name: _ascii(whole, name) for name in CARRIED if whole[name]},
        )
        letter.attach_alternative(_words(whole, "html"), "text/html")
        if "+" in envelope.sender:  # by this the provider's events name the mail
            letter.metadata = {"mail": envelope.sender.partition("@")[0].rpartition("+")[2]}
        if self.provider.untracked:
            letter.track_clicks = letter.track_opens = False
        if self.scheme == "postmark":
            letter.extra_headers["X-PM-KeepID"] = "true"  # or it writes a Message-ID of its own
            if self.stream and whole["List-Id"]:
                letter.esp_extra = {"MessageStream": self.stream}
        return letter

    def _fail(self, error: AnymailError) -> NoReturn:
        """Raise what a refusal, or no answer at all, means."""
        cause = error.__cause__
        body, status = _body(error)
        if status is None:
            name = type(cause).__name__
            if name in UNUSED:
                raise Disconnected(f"{providers.UNUSABLE.why} It says: {name}.", code=name) from None
            if name in BEFORE or _never_left(cause):
                raise _unreachable(self.provider, name) from None
            raise self._doubt("no answer", "The connection broke before it had answered.") from None
        name, words = _said(body)
        row = providers.outcome(self.provider, status, name, words)
        code = f"{status} {name}".strip() if re.fullmatch(r"[\w.]{0,60}", name) else str(status)
        if row is None:
            raise self._doubt(code, f"It said: {status} {nobodys(words)[:200]}".strip()) from None
        why = f"{row.why} {self.provider.name} said: {nobodys(words)[:200]}" if words else row.why
        if issubclass(row.verb, Disconnected):
            raise Disconnected(why, code=code, reason=row.reason) from None
        raise row.verb(why, code=code) from None

    def _doubt(self, code: str, words: str) -> Uncertain:
        why = f"{self.provider.name} may have taken the mail. {words}"
        return Uncertain(why, code=code, after=providers.EVENTS_WITHIN)


def _words(whole: EmailMessage, kind: str) -> str:
    part = whole.get_body((kind,))
    return str(part.get_content()) if part else ""


def _ascii(whole: EmailMessage, name: str) -> str:
    """A header's value. A name that is not ASCII is left out of List-Id: some providers send it as raw UTF-8."""
    value = str(whole[name])
    return value if value.isascii() else value[value.rfind("<") :]


def _unreachable(provider: Provider, code: str) -> Disconnected:
    return Disconnected(f"{provider.name} cannot be reached ({code}).", code=code, reason="unreachable")


def _never_left(cause: BaseException | None) -> bool:
    """Whether no connection was made, so that nothing can have happened."""
    reason = getattr(cause.args[0], "reason", None) if cause is not None and cause.args else None
    unverified = reason is not None and any(isinstance(arg, ssl.SSLCertVerificationError) for arg in reason.args)
    return unverified or isinstance(reason, (NewConnectionError, ConnectTimeoutError))


def _body(error: AnymailError) -> tuple[Any, int | None]:
    """What the provider answered, and its status; None if it did not, or its answer cannot be read to the end."""
    response = error.response
    if isinstance(response, dict):  # boto3
        return response.get("Error", {}), response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if response is None:
        return {}, None
    with suppress(ValueError):
        return response.json(), response.status_code
    return {}, response.status_code


def _said(body: Any) -> tuple[str, str]:
    """The name and the words of a refusal, wherever this provider writes them."""
    if not isinstance(body, dict):
        return "", ""
    if isinstance(body.get("errors"), list) and body["errors"] and isinstance(body["errors"][0], dict):
        body = body["errors"][0]
    found = [body.get(key) for key in ("ErrorCode", "name", "code", "field", "Code")]
    words = body.get("Message") or body.get("message") or ""
    return str(next((name for name in found if name), "")), str(words)
