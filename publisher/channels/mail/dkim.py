"""A signature by which receivers know the sending domain (DKIM: RFC 6376, 8301 and 8463), relaxed/relaxed.

What all mails of a letter share is canonicalized and hashed once. Bodies are not canonicalized at all: parts.py writes
them so that it would change nothing.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

# Signed once more than they stand there, so that nobody can add a second one that mail programs show instead.
GUARDED: Final = (
    "From", "To", "Cc", "Subject", "Date", "Reply-To", "Message-ID", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
)  # fmt: skip
RECORD: Final = "._domainkey."
SHORTEST, LONGEST = 2048, 4096  # bits of an RSA key; verifiers need not know longer ones (RFC 8301 section 3.2)
PADDING, DIGEST = PKCS1v15(), Prehashed(hashes.SHA256())


class BadKey(ValueError):
    """Why a key cannot sign, in a sentence."""


@dataclass(frozen=True, slots=True)
class Key:
    """A private key, and the name of the DNS record that publishes its other half: n1._domainkey.news.example."""

    name: str
    private: RSAPrivateKey | Ed25519PrivateKey = field(repr=False)

    @property
    def selector(self) -> str:
        return self.name.partition(RECORD)[0]

    @property
    def domain(self) -> str:
        return self.name.partition(RECORD)[2]

    @property
    def algorithm(self) -> str:
        return "rsa" if isinstance(self.private, RSAPrivateKey) else "ed25519"

    @property
    def record(self) -> str:
        """What the DNS record must say."""
        return f"v=DKIM1; k={self.algorithm}; p={self.public}"

    @property
    def public(self) -> str:
        if isinstance(self.private, RSAPrivateKey):
            made = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            made = self.private.public_key().public_bytes_raw()
        return b64encode(made).decode()

    def sign(self, digest: bytes) -> bytes:
        """Over a SHA-256. Ed25519 takes it as any other text (RFC 8463 section 3)."""
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(digest, PADDING, DIGEST)
        return self.private.sign(digest)


@lru_cache(maxsize=16)  # checking an RSA key takes 50 ms
def read_key(name: str, pem: bytes) -> Key:
    """A key from its file. Raises BadKey, which says nothing of what the file holds."""
    selector, found, domain = name.partition(RECORD)
    if not (selector and found and domain and name.isascii()):
        raise BadKey(f"A DKIM key is named like its DNS record, n1{RECORD}your.domain; “{name}” is not.")
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKey(f"The DKIM key {name} is not a private key in PEM without a password.") from None
    if isinstance(private, RSAPrivateKey) and not SHORTEST <= private.key_size <= LONGEST:
        raise BadKey(f"The DKIM key {name} has {private.key_size} bits; receivers want {SHORTEST} to {LONGEST}.")
    if not isinstance(private, RSAPrivateKey | Ed25519PrivateKey):
        raise BadKey(f"The DKIM key {name} is neither RSA nor Ed25519.")
    return Key(name.lower(), private)


class Signer:
    """Signs mails that share the headers `fixed`, and each have those named in `own` beside."""

    def __init__(self, keys: Sequence[Key], fixed: Sequence[bytes], own: Sequence[str], at: datetime) -> None:
        names = [*(line.partition(b":")[0].decode() for line in fixed), *own, *GUARDED]
        self._begun = hashlib.sha256(b"".join(map(relaxed, fixed)))
        self._seals = []
        for key in keys:
            start = (
                f"DKIM-Signature: v=1; a={key.algorithm}-sha256; c=relaxed/relaxed; d={key.domain};\r\n"
                f" s={key.selector}; t={int(at.timestamp())};\r\n h={_folded(names, ':')};\r\n bh="
            ).encode()
            self._seals.append((key, start, relaxed(start).rstrip(b"\r\n")))

    def signatures(self, own: Sequence[bytes], body: Iterable[bytes]) -> bytes:
        """A DKIM-Signature by each key, to stand above everything else of the mail."""
        whole = hashlib.sha256()
        for piece in body:
            whole.update(piece)
        of_body = b64encode(whole.digest())
        headers = self._begun.copy()
        headers.update(b"".join(map(relaxed, own)))
        made = []
        for key, start, canonical in self._seals:
            digest = headers.copy()
            digest.update(b"%s%s; b=" % (canonical, of_body))
            sealed = b64encode(key.sign(digest.digest())).decode()
            rows = "\r\n ".join(sealed[at : at + 72] for at in range(0, len(sealed), 72))
            made.append(b"%s%s;\r\n b=%s\r\n" % (start, of_body, rows.encode()))
        return b"".join(made)


def relaxed(line: bytes) -> bytes:
    """A header, unfolded and with single blanks (RFC 6376 section 3.4.2)."""
    name, _, value = line.partition(b":")
    return b"%s:%s\r\n" % (name.lower(), b" ".join(value.split()))


def _folded(names: Iterable[str], between: str) -> str:
    lines = [""]
    for name in names:
        if len(lines[-1]) + len(name) > 70:
            lines.append("")
        lines[-1] += name + between
    return "\r\n ".join(lines).removesuffix(between)
