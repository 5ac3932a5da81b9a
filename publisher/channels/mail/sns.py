"""Amazon SNS, which carries SES's events, signs what it tells. Anymail compares headers with the body and no more.

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html. Anybody may have Amazon sign a message
of a topic of their own: a signature says that nobody else wrote it, and our secret that it was meant for us.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate

HOME: Final = r"https://sns\.[a-z]{2}(?:-[a-z]+)+-[0-9]{1,2}\.amazonaws\.com/"
AMAZONS, CERTIFICATE = re.compile(HOME + "[!-~]*"), re.compile(HOME + r"SimpleNotificationService-[0-9A-Za-z]+\.pem")
EVENT: Final = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
QUESTION: Final = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
SIGNED: Final = {"Notification": EVENT, "SubscriptionConfirmation": QUESTION, "UnsubscribeConfirmation": QUESTION}
HASHES: Final[dict[str, hashes.HashAlgorithm]] = {"1": hashes.SHA1(), "2": hashes.SHA256()}  # noqa: S303 (Amazon's choice)


class Forged(ValueError):
    """This is not from Amazon; a sentence."""


def amazons(url: str) -> None:
    """Raises Forged if this address is not one of SNS's own."""
    if not AMAZONS.fullmatch(url):
        raise Forged("This address is not Amazon SNS’s.")


def certificate_of(message: Mapping[str, Any]) -> str:
    """Where the certificate is with which it is signed. Raises Forged."""
    url = message.get("SigningCertURL")
    if not isinstance(url, str) or not CERTIFICATE.fullmatch(url):
        raise Forged("The certificate is not Amazon SNS’s.")
    return url


def verify(message: Mapping[str, Any], certificate: bytes) -> None:
    """Raises Forged, or another ValueError, if the owner of this certificate has not signed just that."""
    names, algorithm = SIGNED.get(str(message.get("Type"))), HASHES.get(str(message.get("SignatureVersion")))
    seal, key = message.get("Signature"), load_pem_x509_certificate(certificate).public_key()
    if names is None or algorithm is None or not isinstance(seal, str) or not isinstance(key, RSAPublicKey):
        raise Forged("It is not signed as Amazon SNS signs.")
    said = "".join(f"{name}\n{message[name]}\n" for name in names if message.get(name) is not None)
    try:
        key.verify(b64decode(seal, validate=True), said.encode(), PKCS1v15(), algorithm)
    except InvalidSignature:
        raise Forged("The signature is not of this message.") from None
