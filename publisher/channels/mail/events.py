"""A provider's event, as Anymail has read it, in our words. What it says beside is neither needed nor kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ...ports import Heard
from ...replies import bounce
from .answers import nobodys

CODE: Final = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
SIMPLE: Final = {"delivered": "delivered", "complained": "complained", "unsubscribed": "left"}
# Where a provider's own classes say for good; its page beside it. Asked only where there is no code.
FOR_GOOD: Final = (
    ("Type", {"HardBounce", "BadEmailAddress"}),  # https://postmarkapp.com/developer/webhooks/bounce-webhook
    ("event", {"hard_bounce", "invalid_email"}),  # https://developers.brevo.com/docs/transactional-webhooks
    (
        "bounceType",
        {"Permanent"},
    ),  # https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
    ("type", {"Permanent"}),  # https://resend.com/docs/dashboard/emails/email-bounces
    ("severity", {"permanent"}),  # https://documentation.mailgun.com/docs/mailgun/user-manual/events/webhooks
)
PLACES: Final = (("bounce",), ("data", "bounce"), ("event-data",), ())


def mail(event: Any) -> str:
    """The token by which it names a mail of ours; empty if it names none."""
    token = event.metadata.get("mail", "") if isinstance(event.metadata, Mapping) else ""
    return token if isinstance(token, str) and re.fullmatch(r"[a-z2-7]{32}", token) else ""


def read(event: Any) -> Heard | None:
    """What happened to the mail; None for what says nothing new: queued, sent, put off, opened, clicked."""
    if kind := SIMPLE.get(str(event.event_type)):
        return Heard(kind)
    if event.event_type not in ("bounced", "rejected", "failed"):
        return None
    if event.reject_reason == "spam":
        return Heard("complained")
    if event.reject_reason == "unsubscribed":
        return Heard("left")
    told = " ".join(str(words) for words in (event.mta_response, event.description) if words)
    words = nobodys(told)[:500]
    codes = [_status(event), *CODE.findall(told[:5000])]
    code = next((one for one in codes if one and not one.endswith(".0.0")), "")
    weight = bounce(code, words) if code else None
    if weight is None:
        for_good = _for_good(event.esp_event) or event.reject_reason == "invalid"
        weight = "hard" if for_good else "soft" if event.event_type == "bounced" else "ours"
    return Heard(weight, code, words)


def _status(event: Any) -> str:
    """The enhanced code where a provider has a field for it."""
    raw = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    delivery = _at(raw, ("event-data", "delivery-status"))
    found = str(delivery.get("enhanced-code") or raw.get("status") or "")
    return found if CODE.fullmatch(found) else ""


def _for_good(raw: Any) -> bool:
    """Whether a provider's own word for a bounce means that the address is dead."""
    for place in PLACES:
        here = _at(raw, place)
        if any(here.get(name) in words for name, words in FOR_GOOD if isinstance(here.get(name), str)):
            return True
    return False


def _at(raw: Any, place: tuple[str, ...]) -> Mapping[str, Any]:
    for name in place:
        raw = raw.get(name) if isinstance(raw, Mapping) else None
    return raw if isinstance(raw, Mapping) else {}
