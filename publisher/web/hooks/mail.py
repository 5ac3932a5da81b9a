"""Where a provider tells what became of our mails. Its word is checked before it is read; told twice, heard once."""

from __future__ import annotations

import base64
import binascii
import hmac
import importlib
import time
import warnings
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from publisher.audience.links import read_return_path
from publisher.channels.mail import events, providers
from publisher.sending import heard, pace
from publisher.sources.fetch import Unreachable

from . import sns

MINUTE = timedelta(minutes=1)
WRONG_A_MINUTE = 30  # tries of one address without our secret
AT_ONCE = 5000  # events in one request; the largest that a provider sends are of a thousand
# What Anymail's readers raise about a body that is not as they expect it, besides their own errors.
BROKEN = (
    SuspiciousOperation, ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError, OSError,
)  # fmt: skip
FRESH = 300  # seconds for which a signature that carries its time counts
VIEWS = {
    "amazon-ses": "AmazonSES", "mailgun": "Mailgun", "postmark": "Postmark", "sendgrid": "SendGrid", "brevo": "Brevo",
    "resend": "Resend",
}  # fmt: skip
# Beside or instead of the secret in the hook's address: what MAIL_HOOK_KEY is to Anymail.
SIGNED = {"mailgun": "webhook_signing_key", "sendgrid": "tracking_webhook_verification_key"}


@csrf_exempt  # no cookie is looked at; a secret or a signature says who it is
def mail(request: HttpRequest, provider: str) -> HttpResponse:
    """Events about mails, from the provider that SMTP_URL names. 200: heard; anything else: tell it again."""
    if provider != urlsplit(settings.SMTP_URL).scheme or provider not in VIEWS or not _guarded(provider):
        raise Http404
    if request.method != "POST":
        return HttpResponse(status=200 if request.method == "HEAD" else 405, headers={"Allow": "HEAD, POST"})
    if settings.MAIL_HOOK_SECRET and not request.headers.get("Authorization") and provider != "mailgun":
        # Amazon's SNS says who it is only when it is asked to.
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="mail events"'})
    network = str(request.META.get("REMOTE_ADDR", ""))
    view = _view(provider)
    try:
        _check(view, request, provider)
        if provider == "amazon-ses" and sns.confirmed(request.body):
            return HttpResponse()
    except Unreachable:  # SNS does not tell again what is refused, but what we could not do
        return _say(503, "Amazon could not be asked whether this is its message; tell it again.")
    except (*BROKEN, _anymail_error()):
        if not pace.allow("hook-mail", network, limit=WRONG_A_MINUTE, per=MINUTE, open_if_down=True):
            return _say(429, "Too many tries without our secret.")
        return _say(403, "This does not come from our provider.")
    try:
        found = view.parse_events(request)
    except (*BROKEN, _anymail_error()):
        return _say(400, "These are no events as this provider sends them.")
    if len(found) > AT_ONCE:
        return _say(413, f"At most {AT_ONCE} events at a time.")
    for event in found:
        _hear(event)
    return HttpResponse()


def _hear(event: Any) -> None:
    token, what = events.mail(event), events.read(event)
    about = read_return_path(f"b+{token}@events.invalid") if token else None
    if about and what:
        heard.hear(*about, what, timezone.now())


def _guarded(provider: str) -> bool:
    """Whether there is anything by which this provider can be known; without, the hook is closed."""
    if provider == "mailgun":
        return bool(settings.MAIL_HOOK_KEY)  # Anymail would take the key of its interface, which others may know
    return bool(settings.MAIL_HOOK_SECRET or (settings.MAIL_HOOK_KEY and provider in (*SIGNED, "resend")))


def _view(provider: str) -> Any:
    module = importlib.import_module(f"anymail.webhooks.{provider.replace('-', '_')}")
    options: dict[str, Any] = {"webhook_secret": settings.MAIL_HOOK_SECRET or []}
    if settings.MAIL_HOOK_KEY and provider in SIGNED:
        options[SIGNED[provider]] = settings.MAIL_HOOK_KEY
    if provider == "amazon-ses":
        parts = urlsplit(settings.SMTP_URL)
        options["client_params"] = providers.PROVIDERS[provider].options(parts)["client_params"] | {
            "endpoint_url": None
        }
    with warnings.catch_warnings():  # it says that nobody tests SendGrid any more, and that a secret is missing
        warnings.simplefilter("ignore")
        return getattr(module, f"{VIEWS[provider]}TrackingWebhookView")(**options)


def _check(view: Any, request: HttpRequest, provider: str) -> None:
    """Raises what Anymail raises if this is not from our provider."""
    view.run_validators(request)
    if provider == "resend" and settings.MAIL_HOOK_KEY:
        _svix(request.body, request.headers)
    if provider == "amazon-ses":
        sns.check(request.body)


def _svix(body: bytes, headers: Mapping[str, str]) -> None:
    """Resend's signature (https://docs.svix.com/receiving/verifying-payloads/how-manual). Raises ValueError."""
    name, moment = headers.get("svix-id", ""), headers.get("svix-timestamp", "")
    if not moment.isdecimal() or abs(time.time() - int(moment)) > FRESH:
        raise ValueError("Too old.")
    try:
        key = base64.b64decode(settings.MAIL_HOOK_KEY.removeprefix("whsec_"))
    except binascii.Error:
        raise ValueError("MAIL_HOOK_KEY is not what Resend calls a signing secret.") from None
    seal = base64.b64encode(hmac.digest(key, f"{name}.{moment}.".encode() + body, "sha256")).decode()
    given = headers.get("svix-signature", "").split(" ")[:20]
    if not any(hmac.compare_digest(f"v1,{seal}".encode(), one.encode()) for one in given):
        raise ValueError("Not signed with our secret.")


def _anymail_error() -> type[Exception]:
    error: type[Exception] = importlib.import_module("anymail.exceptions").AnymailError
    return error


def _say(status: int, words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
