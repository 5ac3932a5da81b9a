"""Amazon SNS with a key made for the test: signs as its page says."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

HOME = "https://sns.eu-west-1.amazonaws.com/"
CERTIFICATE = f"{HOME}SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@cache
def certificate() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = x509.CertificateBuilder(name, name, key().public_key(), 7, NOW, NOW + timedelta(days=365))
    return made.sign(key(), hashes.SHA256()).public_bytes(Encoding.PEM)


def signed(message: dict[str, Any], version: str = "2") -> dict[str, Any]:
    """With all that Amazon says beside, and its signature."""
    whole = {"Timestamp": "2026-12-01T00:00:00.000Z", "TopicArn": "arn:aws:sns:eu-west-1:1:mails"} | message
    # Of an event Message, MessageId, Subject, Timestamp, TopicArn, Type; of a question SubscribeURL and Token, too.
    said = "".join(f"{name}\n{whole[name]}\n" for name in sorted(whole))
    by = hashes.SHA1() if version == "1" else hashes.SHA256()  # noqa: S303 (as Amazon's first version does)
    seal = b64encode(key().sign(said.encode(), padding.PKCS1v15(), by)).decode()
    return whole | {"SignatureVersion": version, "Signature": seal, "SigningCertURL": CERTIFICATE}
