"""python -m bench.mime: what do one reader's bytes cost, built whole by the stdlib, and filled into what is built once?

A letter in Latin script (quoted-printable) and one in Tamil (base64), written by the desk's own path for readers with
names of many scripts; no database, no network. Prints JSON. CPU time of this process; rows of one run are compared,
never runs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

WHEN = datetime(2026, 11, 24, 12, tzinfo=UTC)
NAMES = ("Amina", "María José O’Neill", "கவிதா செல்வன்", "سلمى حدّاد", "林若曦", "")
DOMAIN = "harbour.example.org"
REACH_BUILT, REACH_SIGNED = 10.0, 1.5


def main() -> int:
    wish = argparse.ArgumentParser(prog="python -m bench.mime")
    wish.add_argument("--messages", type=int, default=2000)
    wishes = wish.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "publisher.settings"}
        import django

        django.setup()
        rows = {script: measure(script, Path(folder), wishes.messages) for script in ("latin", "tamil")}
    reached = all(
        row["stdlib"] / row["filled"] >= REACH_BUILT and row["signing"] <= REACH_SIGNED * row["rsa_alone"]
        for row in rows.values()
    )
    result = {
        "measure": "CPU microseconds per mail",
        "messages": wishes.messages,
        **rows,
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "reach": f"stdlib / filled >= {REACH_BUILT}, signing <= {REACH_SIGNED} x rsa_alone",
        "reached": reached,
    }
    print(json.dumps(result, indent=2))
    return 0 if reached else 1


def measure(script: str, folder: Path, number: int) -> dict[str, Any]:
    import dkim
    from django.conf import settings

    from publisher.sending import signing

    post, readers = a_post(script), some_readers(number)
    settings.DKIM_KEYS = []
    row: dict[str, Any] = {"bytes": 0}
    row["stdlib"] = each(readers[: number // 10], slowly(post))
    filled = writer(post)
    row["bytes"] = len(filled(readers[0]))
    row["filled"] = each(readers, filled)
    for kinds in (["rsa"], ["rsa", "ed25519"]):
        settings.DKIM_KEYS = [a_key(kind, folder) for kind in kinds]
        row[f"filled, signed by {' and '.join(kinds)}"] = each(readers, writer(post))
    row["signing"] = round(row["filled, signed by rsa"] - row["filled"], 1)
    [key, _] = signing.keys(DOMAIN)
    row["rsa_alone"] = each(readers, lambda reader: key.sign(b"d" * 32))
    mail, pem = filled(readers[0]), (folder / "rsa").read_bytes()
    names = [name.encode() for name in ("From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe")]
    row["signed by dkimpy"] = each(
        readers[: number // 40], lambda reader: dkim.sign(mail, b"rsa", DOMAIN.encode(), pem, include_headers=names)
    )
    row["stdlib : filled"] = round(row["stdlib"] / row["filled"], 1)
    row["dkimpy : signing"] = round(row["signed by dkimpy"] / row["signing"], 1)
    return row


def each(readers: list[Any], make: Callable[[Any], Any]) -> float:
    """Microseconds for one; the first is not counted, as it builds what is kept."""
    make(readers[0])
    begun = time.process_time()
    for reader in readers:
        make(reader)
    return round((time.process_time() - begun) / len(readers) * 1e6, 1)


def a_post(script: str) -> Any:
    """A letter as it is frozen; nothing is saved."""
    from publisher.models import Post
    from publisher.rendering.email import render_email
    from tests.rendering.stories import ASKS, IMAGES, STORIES, sender

    letter = render_email(
        STORIES[script], sender=sender(), ask=ASKS[script], reference="r" * 12,
        view_url="https://letters.harbour.example.org/v/1/", picture_urls=IMAGES,
    )  # fmt: skip
    content = {"letters": [letter.to_json() | {"language": script[:2]}], "sender": asdict(sender())}
    return Post(id=7, key="k" * 24, content=content, mailing_list_id=1, claimed_at=WHEN, created_at=WHEN)


def some_readers(number: int) -> list[Any]:
    from publisher.models import Subscriber

    return [
        Subscriber(id=n, name=NAMES[n % len(NAMES)], address=f"reader{n}@readers.example") for n in range(1, number + 1)
    ]


def writer(post: Any) -> Callable[[Any], bytes]:
    """The desk's own path."""
    from publisher.models import Message
    from publisher.sending.writing import Writer

    its, message = Writer(post), Message(post=post, sequence=7, subscriber=7)
    return lambda reader: its.write(message, reader, WHEN.date()).message


def slowly(post: Any) -> Callable[[Any], bytes]:
    """The same mail, filled as text and built whole by the stdlib."""
    from publisher.rendering import personal
    from publisher.sending.writing import message_id, reader_values, said_date

    letter, sender = post.content["letters"][0], post.content["sender"]

    def make(reader: Any) -> bytes:
        values = reader_values(reader, 1, said_date(WHEN, sender["zone"], letter["language"]))
        mail = EmailMessage(policy=policy.SMTP.clone(max_line_length=998))
        mail["From"], mail["Subject"] = f"{sender['name']} <{sender['address']}>", letter["subject"]
        mail["To"] = reader.address
        mail["Date"], mail["Message-ID"] = WHEN, message_id(post, reader.id, sender["domain"])
        mail["List-Unsubscribe"] = f"<{values['unsubscribe_url']}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(personal.fill(letter["text"], values, nonce=letter["nonce"], html=False))
        mail.add_alternative(personal.fill(letter["html"], values, nonce=letter["nonce"], html=True), subtype="html")
        return mail.as_bytes()

    return make


def a_key(kind: str, folder: Path, domain: str = DOMAIN) -> str:
    """An entry of DKIM_KEYS, and its file."""
    from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    private = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ed25519.Ed25519PrivateKey.generate()
    file = folder / kind
    file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return f"{kind}._domainkey.{domain}:{file}"


if __name__ == "__main__":
    sys.exit(main())
