"""Providers' events: real payloads by their shape, none without our secret, none twice, whatever they hold."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from publisher.audience.links import return_path
from publisher.models import Event, Outcome, Post, Subscriber, Suppression
from publisher.models.ledger import SETTLED
from publisher.sending import leases, ledger, mailing
from tests.making import NOW, a_mail_post, a_newsroom

from . import amazon

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]
SECRET = "events:a-long-password"
BASIC = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(SECRET.encode()).decode()}
URLS = {
    "amazon-ses": "amazon-ses://key:secret@eu-west-1", "mailgun": "mailgun://key@gazette.example",
    "postmark": "postmark://key@broadcast", "sendgrid": "sendgrid://key@", "brevo": "brevo://key@",
    "resend": "resend://key@",
}  # fmt: skip
every = pytest.mark.parametrize("kind", list(URLS))


@pytest.fixture
def post() -> Post:
    """Four mails: three accepted, the last in doubt and held."""
    a_newsroom()
    made = a_mail_post(4)
    mailing.start(made.id, lambda: NOW)
    own = ledger.lease(made.id, NOW)
    assert own is not None
    kinds = ["accepted", "accepted", "accepted", "uncertain"]
    news = [leases.News(place, kind, "202") for place, kind in zip(own.to_send, kinds, strict=True)]
    ledger.record_all(own, news, NOW)
    ledger.give_back(own)
    return made


@pytest.fixture
def listening(settings: Any) -> Any:
    """Let this provider's events in."""

    def let(kind: str, *, key: str = "") -> None:
        settings.SMTP_URL, settings.MAIL_HOOK_SECRET, settings.MAIL_HOOK_KEY = URLS[kind], SECRET, key
        if kind == "mailgun":
            settings.MAIL_HOOK_KEY = "signing"

    return let


def token(post: Post, sequence: int) -> str:
    return return_path(post.id, sequence, "b@x.example").partition("@")[0].partition("+")[2]


def payload(
    kind: str, what: str, mail: str, words: str = "smtp; 550 5.1.1 <a@b.example> unknown"
) -> tuple[Any, dict[str, str]]:
    """What a provider posts, and the headers beside; the pages are named in channels/mail/events.py."""
    if kind == "postmark":
        types = {"delivered": "Delivery", "bounced": "Bounce", "complained": "SpamComplaint"}
        about = {"ID": 4, "Type": {"bounced": "HardBounce", "complained": "SpamComplaint"}.get(what), "Details": words}
        return {"RecordType": types[what], "MessageID": "pm-1", "Email": "a@b.example", "Metadata": {"mail": mail}} | (
            about if what != "delivered" else {}
        ), {}
    if kind == "mailgun":
        event = {"delivered": "delivered", "bounced": "failed", "complained": "complained"}[what]
        moment, nonce = str(int(time.time())), "n" * 50
        seal = hmac.new(b"signing", f"{moment}{nonce}".encode(), hashlib.sha256).hexdigest()
        data = {
            "event": event, "severity": "permanent", "timestamp": 1.0, "recipient": "a@b.example",
            "user-variables": {"mail": mail}, "message": {"headers": {"message-id": "m"}},
            "delivery-status": {"code": 550, "enhanced-code": "5.1.1", "message": words},
        }  # fmt: skip
        return {"signature": {"timestamp": moment, "token": nonce, "signature": seal}, "event-data": data}, {}
    if kind == "sendgrid":
        event = {"delivered": "delivered", "bounced": "bounce", "complained": "spamreport"}[what]
        one = {"event": event, "email": "a@b.example", "timestamp": 1, "sg_event_id": "e", "mail": mail}
        return [one | ({"status": "5.1.1", "reason": words} if what == "bounced" else {})], {}
    if kind == "brevo":
        event = {"delivered": "delivered", "bounced": "hard_bounce", "complained": "spam"}[what]
        custom = json.dumps({"mail": mail})
        return {
            "event": event,
            "email": "a@b.example",
            "ts_epoch": 1000,
            "X-Mailin-custom": custom,
            "reason": words,
        }, {}
    if kind == "resend":
        headers = [{"name": "X-Metadata", "value": json.dumps({"mail": mail})}]
        data: dict[str, Any] = {"email_id": "re-1", "to": ["a@b.example"], "headers": headers}
        if what == "bounced":
            data["bounce"] = {"message": "sent a hard bounce message", "type": "Permanent", "subType": "General"}
        return {"type": f"email.{what}", "created_at": "2026-12-01T00:00:00Z", "data": data}, {}
    types = {"delivered": "Delivery", "bounced": "Bounce", "complained": "Complaint"}
    about = {
        "delivered": {"recipients": ["a@b.example"]},
        "bounced": {
            "bounceType": "Permanent", "bounceSubType": "General",
            "bouncedRecipients": [{"emailAddress": "a@b.example", "diagnosticCode": words}],
        },
        "complained": {"complainedRecipients": [{"emailAddress": "a@b.example"}]},
    }[what]  # fmt: skip
    mailed = {
        "messageId": "m", "timestamp": "2026-12-01T00:00:00.000Z", "destination": ["a@b.example"],
        "headers": [{"name": "X-Metadata", "value": json.dumps({"mail": mail})}],
    }  # fmt: skip
    event = {"eventType": types[what], "mail": mailed, types[what].lower(): about}
    sns = amazon.signed({"Type": "Notification", "MessageId": "s-1", "Message": json.dumps(event)})
    return sns, {"HTTP_X_AMZ_SNS_MESSAGE_TYPE": "Notification", "HTTP_X_AMZ_SNS_MESSAGE_ID": "s-1"}


def tell(kind: str, what: Any, beside: dict[str, str] | None = None, **headers: str) -> int:
    raw = what if isinstance(what, (bytes, str)) else json.dumps(what)
    answer = Client().post(
        f"/hooks/mail/{kind}/", raw, content_type="application/json", **(beside or {}), **(headers or BASIC)
    )
    return answer.status_code


def suppressed() -> int:
    return Suppression.objects.count()


@every
def test_a_dead_address_a_complaint_and_a_doubt_are_heard(post: Post, listening: Any, kind: str) -> None:
    listening(kind)
    assert tell(kind, *payload(kind, "bounced", token(post, 1))) == 200
    assert tell(kind, *payload(kind, "complained", token(post, 2))) == 200
    assert tell(kind, *payload(kind, "delivered", token(post, 4))) == 200
    assert set(Suppression.objects.values_list("reason", flat=True)) <= {"bounce 5.1.1", "bounce", "complaint"}
    assert suppressed() == 2
    assert Outcome.objects.get(post=post, reply=SETTLED).sequence == 4
    assert not any("@" in words for words in Event.objects.values_list("words", flat=True))


@every
def test_told_ten_times_is_heard_once(post: Post, listening: Any, kind: str) -> None:
    listening(kind)
    for _ in range(10):
        assert tell(kind, *payload(kind, "bounced", token(post, 1))) == 200
    assert Event.objects.count() == suppressed() == 1


@every
def test_without_our_secret_nothing_is_heard(post: Post, listening: Any, kind: str) -> None:
    listening(kind)
    what, beside = payload(kind, "bounced", token(post, 1))
    wrong = "Basic " + base64.b64encode(b"events:guessed").decode()
    assert tell(kind, what, beside, HTTP_AUTHORIZATION=wrong) == 403
    if kind == "mailgun":
        what["signature"]["signature"] = "0" * 64
        assert tell(kind, what, beside) == 403
    else:
        assert tell(kind, what, beside, HTTP_X="1") == 401
    assert not Event.objects.exists()


@every
def test_a_token_that_we_did_not_make_is_about_nobody(post: Post, listening: Any, kind: str) -> None:
    listening(kind)
    forged = token(post, 1)[:-1] + ("a" if token(post, 1)[-1] != "a" else "b")
    for mail in (forged, "", "x" * 32, "'; --"):
        assert tell(kind, *payload(kind, "bounced", mail)) == 200
    assert not Event.objects.exists()


@every
def test_the_hook_of_another_provider_or_without_a_secret_does_not_exist(
    post: Post, listening: Any, settings: Any, kind: str
) -> None:
    what, beside = payload(kind, "bounced", token(post, 1))
    settings.MAIL_HOOK_SECRET = SECRET
    assert tell(kind, what, beside) == 404
    listening(kind)
    settings.MAIL_HOOK_SECRET = settings.MAIL_HOOK_KEY = ""
    assert tell(kind, what, beside) == 404
    assert tell("nobody", what, beside) == 404


@every
@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b"7", b'"x"', b'{"a": 1}', b"[[1], 2]", b"\xff\xfe", b"[" * 5000]
)
def test_what_is_no_event_is_refused_and_breaks_nothing(post: Post, listening: Any, kind: str, raw: bytes) -> None:
    listening(kind)
    if kind == "amazon-ses":  # behind SNS' own envelope, too
        sns = amazon.signed({"Type": "Notification", "MessageId": "s", "Message": raw.decode(errors="replace")})
        beside = {"HTTP_X_AMZ_SNS_MESSAGE_TYPE": "Notification", "HTTP_X_AMZ_SNS_MESSAGE_ID": "s"}
        assert tell(kind, sns, beside) in (200, 400, 403)
    assert tell(kind, raw) in (200, 400, 403)
    assert not Event.objects.exists()


@every
def test_any_value_in_any_place_breaks_nothing(post: Post, listening: Any, kind: str) -> None:
    listening(kind)

    @hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def mangled(data: st.DataObject) -> None:
        what, beside = payload(kind, data.draw(st.sampled_from(["bounced", "delivered"])), token(post, 1))
        here = what
        for _ in range(data.draw(st.integers(0, 3))):
            if isinstance(here, dict) and here:
                name = data.draw(st.sampled_from(sorted(here)))
                if data.draw(st.booleans()) or not isinstance(here[name], (dict, list)):
                    here[name] = data.draw(
                        st.none() | st.integers() | st.text() | st.lists(st.integers()) | st.just({})
                    )
                    break
                here = here[name]
        assert tell(kind, what, beside) in (200, 400, 403)

    mangled()


def test_guessing_ends_after_a_while(post: Post, listening: Any, counted: None) -> None:
    listening("postmark")
    what, beside = payload("postmark", "bounced", token(post, 1))
    wrong = "Basic " + base64.b64encode(b"events:guessed").decode()
    said = [tell("postmark", what, beside, HTTP_AUTHORIZATION=wrong) for _ in range(32)]
    assert said[0] == 403
    assert said[-1] == 429
    assert tell("postmark", what, beside) == 200


def test_a_provider_may_ask_whether_it_is_there(post: Post, listening: Any) -> None:
    listening("mailgun")
    assert Client().head("/hooks/mail/mailgun/").status_code == 200
    assert Client().get("/hooks/mail/mailgun/").status_code == 405


def test_resends_signature_is_checked(post: Post, listening: Any, settings: Any) -> None:
    listening("resend", key="whsec_" + base64.b64encode(b"k" * 24).decode())
    settings.MAIL_HOOK_SECRET = ""
    what, _ = payload("resend", "bounced", token(post, 1))
    raw = json.dumps(what)

    def signed(moment: int, key: bytes = b"k" * 24) -> dict[str, str]:
        seal = base64.b64encode(hmac.digest(key, f"m.{moment}.{raw}".encode(), "sha256")).decode()
        return {"HTTP_SVIX_ID": "m", "HTTP_SVIX_TIMESTAMP": str(moment), "HTTP_SVIX_SIGNATURE": f"v1,old v1,{seal}"}

    now = int(time.time())
    assert tell("resend", raw, signed(now - 4000), HTTP_X="1") == 403
    assert tell("resend", raw, signed(now, b"j" * 24), HTTP_X="1") == 403
    assert tell("resend", raw.replace("re-1", "re-2"), signed(now), HTTP_X="1") == 403
    assert tell("resend", raw, HTTP_X="1") == 403
    assert not Event.objects.exists()
    assert tell("resend", raw, signed(now), HTTP_X="1") == 200
    assert Event.objects.count() == 1


def test_sendgrids_signature_is_checked(post: Post, listening: Any, settings: Any) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = private.public_key().public_bytes(serialization.Encoding.DER, form)
    listening("sendgrid", key=base64.b64encode(public).decode())
    settings.MAIL_HOOK_SECRET = ""
    what, _ = payload("sendgrid", "bounced", token(post, 1))
    raw = json.dumps(what)
    seal = base64.b64encode(private.sign(f"17{raw}".encode(), ec.ECDSA(hashes.SHA256()))).decode()
    name = "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK"
    assert tell("sendgrid", raw, HTTP_X="1") == 403
    beside = {f"{name}_SIGNATURE": seal, f"{name}_TIMESTAMP": "17"}
    assert tell("sendgrid", raw + " ", beside, HTTP_X="1") == 403
    assert tell("sendgrid", raw, beside, HTTP_X="1") == 200
    assert Event.objects.count() == 1


def test_a_full_mailbox_is_no_reason_to_leave_a_reader_out(post: Post, listening: Any) -> None:
    listening("brevo")
    assert tell("brevo", *payload("brevo", "bounced", token(post, 1), "550 5.7.1 blocked")) == 200
    assert tell("brevo", *payload("brevo", "bounced", token(post, 2), "552 5.2.2 mailbox full")) == 200
    assert set(Event.objects.values_list("kind", flat=True)) == {"ours", "soft"}
    assert suppressed() == 0
    assert Subscriber.objects.count() == 4
