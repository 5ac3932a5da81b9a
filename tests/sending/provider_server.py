"""The interfaces of six providers, as strict as their pages say, on a bad day if told so. Beside each rule its page.

A real one cannot run here; Amazon's, Postmark's and the others' pages were read on 29 November 2026.
"""

from __future__ import annotations

import base64
import json
import threading
from collections import deque
from collections.abc import Callable
from email import message_from_bytes, policy
from email.utils import parseaddr
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

KEY = "key-of-a-test"
DOMAIN = "gazette.example"
# A sender is verified for its domain; a reader at this domain is on the provider's list of dead addresses.
DEAD = "dead.example"
NOWHERE = "no.where"  # an address that no provider takes as one


class No(Exception):
    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.status, self.body = status, body


class ProviderServer:
    """`told` is what goes wrong at the next requests: a status; "stored 500"; "hang"; "half"; "no json"; "cut"."""

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []
        self.told: deque[str | int] = deque()
        self.bodies: dict[int, Any] = {}  # what a told status says
        self.asked = 0
        self.lock = threading.Lock()
        self.let_go = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, kind: str) -> str:
        """SMTP_URL for this provider."""
        at, path = {
            "amazon-ses": (f"{KEY}:secret@eu-west-1", ""),
            "mailgun": (f"{KEY}@{DOMAIN}", "/v3"),
            "postmark": (f"{KEY}@broadcast", ""),
        }.get(kind, (f"{KEY}@", "/v3" if kind in ("sendgrid", "brevo") else ""))
        return f"{kind}://{at}?api={self.base}/{kind}{path}"

    def close(self) -> None:
        self.let_go.set()
        self.server.shutdown()
        self.server.server_close()


def _handler(world: ProviderServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            self._say(404, {"message": "Not found"})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with world.lock:
                world.asked += 1
                what = world.told.popleft() if world.told else ""
            if isinstance(what, int):
                self._say(what, world.bodies.get(what, {"message": "as told"}))
                return
            kind, _, path = self.path.lstrip("/").partition("/")
            try:
                mail, status, answer = RULES[kind](f"/{path}", self.headers, body)
            except No as no:
                self._say(no.status, no.body)
                return
            if what != "cut":
                with world.lock:
                    world.kept.append(mail | {"id": str(len(world.kept) + 1)})
                    number = str(len(world.kept))
            else:
                number = "0"
            self._end(what, status, json.loads(json.dumps(answer).replace("NUMBER", number)))

        def _end(self, what: str, status: int, answer: Any) -> None:
            if what == "stored 500":
                self._say(500, {"message": "Something broke."})
            elif what == "hang":
                world.let_go.wait(20)
                self.close_connection = True
            elif what == "cut":
                self.close_connection = True
            elif what == "half":
                self.send_response(status)
                self.send_header("Content-Length", "500")
                self.end_headers()
                self.wfile.write(b'{"id": "')
                self.close_connection = True
            elif what == "no json":
                self._say(status, "<html>maintenance</html>")
            else:
                self._say(status, answer)

        def _say(self, status: int, answer: Any) -> None:
            raw = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode() if answer else b""
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    return Handler


# -- what each provider demands ------------------------------------------------------------------------------

Rule = Callable[[str, Any, bytes], tuple[dict[str, Any], int, Any]]


def _mail(to: str, subject: str, text: str, html: str, headers: dict[str, str], mail: str) -> dict[str, Any]:
    known = {name.lower(): value for name, value in headers.items()}
    return {
        "to": parseaddr(to)[1], "subject": subject, "text": text, "html": html, "headers": known, "mail": mail,
    }  # fmt: skip


def _address(given: str) -> str:
    """The address alone; empty if it is none that a provider would take."""
    found = parseaddr(given)[1]
    return found if "@" in found and not found.endswith(NOWHERE) else ""


def _postmark(path: str, headers: Any, body: bytes) -> tuple[dict[str, Any], int, Any]:
    """https://postmarkapp.com/developer/api/email-api and /developer/api/overview#error-codes."""

    def no(code: int, words: str) -> No:
        return No(401 if code == 10 else 422, {"ErrorCode": code, "Message": words})

    if headers["X-Postmark-Server-Token"] != KEY:
        raise no(10, "No Account or Server API tokens were supplied in the HTTP headers.")
    mail = json.loads(body)
    assert path == "/email"
    if unknown := set(mail) - {
        "From", "To", "Subject", "HtmlBody", "TextBody", "ReplyTo", "Headers", "TrackOpens", "TrackLinks", "Metadata",
        "MessageStream",
    }:  # fmt: skip
        raise no(403, f"Incompatible JSON: {unknown}")
    if not _address(mail["From"]).endswith(f"@{DOMAIN}"):
        raise no(400, "The 'From' address you supplied is not a Sender Signature on your account.")
    if not (to := _address(mail["To"])):
        raise no(300, f"Invalid 'To' address: '{mail['To']}'.")
    if to.endswith(DEAD):
        raise no(
            406, f"You tried to send to an inactive recipient. Found inactive addresses: {to}. Inactive recipients are…"
        )
    if mail.get("MessageStream", "outbound") not in ("outbound", "broadcast"):
        raise no(1235, "The 'MessageStream' provided does not exist on this server.")
    # https://postmarkapp.com/support/article/1125-custom-metadata-faq: ten keys of 20, values of 80 characters
    meta = mail.get("Metadata", {})
    assert len(meta) <= 10
    assert all(len(name) <= 20 and len(value) <= 80 for name, value in meta.items())
    assert (mail["TrackOpens"], mail["TrackLinks"]) == (False, "None")
    own = {one["Name"]: one["Value"] for one in mail["Headers"]}
    kept = _mail(mail["To"], mail["Subject"], mail["TextBody"], mail["HtmlBody"], own, meta.get("mail", ""))
    answer = {"To": to, "ErrorCode": 0, "Message": "OK", "MessageID": "pm-NUMBER"}
    return kept | {"stream": mail.get("MessageStream", "outbound")}, 200, answer


def _mailgun(path: str, headers: Any, body: bytes) -> tuple[dict[str, Any], int, Any]:
    """https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages/post-v3--domain-name--messages"""
    if headers["Authorization"] != "Basic " + base64.b64encode(f"api:{KEY}".encode()).decode():
        raise No(401, "Forbidden")
    if path != f"/v3/{DOMAIN}/messages":
        raise No(404, {"message": "Domain not found: " + path})
    form = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    if not (to := _address(form["to"])):
        raise No(400, {"message": "to parameter is not a valid address. please check documentation"})
    assert (form["o:tracking-opens"], form["o:tracking-clicks"]) == ("no", "no")
    own = {name[2:]: value for name, value in form.items() if name.startswith("h:")}
    kept = _mail(to, form["subject"], form["text"], form["html"], own, form.get("v:mail", ""))
    return kept, 200, {"id": "<mg-NUMBER@gazette.example>", "message": "Queued. Thank you."}


def _sendgrid(path: str, headers: Any, body: bytes) -> tuple[dict[str, Any], int, Any]:
    """https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send"""

    def no(status: int, field: str, words: str) -> No:
        return No(status, {"errors": [{"message": words, "field": field, "help": None}]})

    if headers["Authorization"] != f"Bearer {KEY}":
        raise no(401, "", "The provided authorization grant is invalid, expired, or revoked")
    assert path == "/v3/mail/send"
    mail = json.loads(body)
    [person] = mail["personalizations"]
    [to] = person["to"]
    if not mail["from"]["email"].endswith(f"@{DOMAIN}"):
        raise no(403, "from", "The from address does not match a verified Sender Identity.")
    if not _address(to["email"]):
        raise no(400, "personalizations.0.to.0.email", "Does not contain a valid address.")
    own = mail.get("headers", {}) | person.get("headers", {})
    reserved = {"x-sg-id", "received", "dkim-signature", "content-type", "to", "from", "subject", "reply-to"}
    assert not reserved & {name.lower() for name in own}
    assert [part["type"] for part in mail["content"]] == ["text/plain", "text/html"]
    assert not mail["tracking_settings"]["open_tracking"]["enable"]
    assert not mail["tracking_settings"]["click_tracking"]["enable"]
    args = mail.get("custom_args", {}) | person.get("custom_args", {})
    words = [part["value"] for part in mail["content"]]
    return _mail(to["email"], mail["subject"], *words, own, args.get("mail", "")), 202, None


def _brevo(path: str, headers: Any, body: bytes) -> tuple[dict[str, Any], int, Any]:
    """https://developers.brevo.com/reference/sendtransacemail"""
    if headers["api-key"] != KEY:
        raise No(401, {"code": "unauthorized", "message": "Key not found"})
    assert path == "/v3/smtp/email"
    mail = json.loads(body)
    [to] = mail["to"]
    if not mail["sender"]["email"].endswith(f"@{DOMAIN}"):
        raise No(400, {"code": "invalid_parameter", "message": "sender is not valid"})
    if not _address(to["email"]):
        raise No(400, {"code": "invalid_parameter", "message": "email is not valid in to"})
    own = mail["headers"]
    assert all(value.isascii() for value in own.values())
    meta = json.loads(own.pop("X-Mailin-custom", "{}"))
    kept = _mail(to["email"], mail["subject"], mail["textContent"], mail["htmlContent"], own, meta.get("mail", ""))
    return kept, 201, {"messageId": "<brevo-NUMBER@smtp-relay.mailin.fr>"}


def _resend(path: str, headers: Any, body: bytes) -> tuple[dict[str, Any], int, Any]:
    """https://resend.com/docs/api-reference/emails/send-email and /docs/api-reference/errors"""
    if headers["Authorization"] != f"Bearer {KEY}":
        raise No(401, {"statusCode": 401, "name": "validation_error", "message": "API key is invalid"})
    assert path == "/emails"
    assert 1 <= len(headers["Idempotency-Key"]) <= 256
    mail = json.loads(body)
    [to] = mail["to"]
    if not _address(mail["from"]).endswith(f"@{DOMAIN}"):
        raise No(403, {"statusCode": 403, "name": "validation_error", "message": "The domain is not verified."})
    if not _address(to):
        raise No(422, {"statusCode": 422, "name": "validation_error", "message": "Invalid `to` field. …"})
    own = dict(mail["headers"])
    meta = json.loads(own.pop("X-Metadata", "{}"))
    return _mail(to, mail["subject"], mail["text"], mail["html"], own, meta.get("mail", "")), 200, {"id": "re-NUMBER"}


def _ses(path: str, headers: Any, body: bytes) -> tuple[dict[str, Any], int, Any]:
    """https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html"""
    if f"Credential={KEY}/" not in headers["Authorization"]:
        words = "The security token included in the request is invalid."
        raise No(403, {"__type": "UnrecognizedClientException", "message": words})
    assert path == "/v2/email/outbound-emails"
    mail = json.loads(body)
    whole = message_from_bytes(base64.b64decode(mail["Content"]["Raw"]["Data"]), policy=policy.default)
    [to] = mail["Destination"]["ToAddresses"]
    if not _address(str(whole["From"])).endswith(f"@{DOMAIN}"):
        raise No(400, {"__type": "MessageRejected", "message": "Email address is not verified."})
    if not _address(to):
        raise No(400, {"__type": "BadRequestException", "message": "Missing final '@domain'"})
    words = [whole.get_body((kind,)).get_content() for kind in ("plain", "html")]  # type: ignore[union-attr]
    meta = json.loads(whole["X-Metadata"] or "{}")
    own = {name: str(value) for name, value in whole.items()}
    return _mail(to, str(whole["Subject"]), *words, own, meta.get("mail", "")), 200, {"MessageId": "ses-NUMBER"}


RULES: dict[str, Rule] = {
    "amazon-ses": _ses,
    "mailgun": _mailgun,
    "postmark": _postmark,
    "sendgrid": _sendgrid,
    "brevo": _brevo,
    "resend": _resend,
}
