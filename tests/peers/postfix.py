"""A private Postfix of Debian's package: folders and ports of its own on loopback, all mail on to one mailbox."""

from __future__ import annotations

import datetime
import ipaddress
import os
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LARGEST = 200_000  # octets of a mail
READERS = """
nobody@readers.example    550 5.1.1 There is nobody of this name
full@readers.example      452 4.2.2 The mailbox is full
policy@readers.example    550 5.7.26 This mail has not been authenticated
"""
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = relay.harbour.example.org
mydestination =
local_transport = error:nobody lives here
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{mailbox}
smtp_host_lookup = native
disable_dns_lookups = yes
smtp_tls_security_level = none
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/readers, permit_mynetworks, reject
smtpd_tls_security_level = may
smtpd_tls_cert_file = {folder}/certificate.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{doorkeeper}
smtpd_error_sleep_time = 0
message_size_limit = {largest}
virtual_mailbox_domains = b.harbour.example.org
virtual_mailbox_base = {folder}
virtual_mailbox_maps = inline:{{ {{b@b.harbour.example.org = bounces/}} }}
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
recipient_delimiter = +
"""
MASTER = """
127.0.0.1:{plain}     inet n - n - - smtpd
127.0.0.1:{safe}      inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
127.0.0.1:{strict}    inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
127.0.0.1:{impatient} inet n - n - - smtpd -o smtpd_timeout=3s
127.0.0.1:{guarded}   inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=yes
    -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
    -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
virtual unix - n n - - virtual
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """Where it listens: `plain` offers STARTTLS, `safe` is TLS from the first byte, `strict` wants STARTTLS,
    `impatient` hangs up on who is silent for three seconds, `guarded` wants a password, over TLS. `certificate` is the
    file to trust."""

    folder: Path
    plain: int
    safe: int
    strict: int
    impatient: int
    guarded: int

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    @property
    def bounces(self) -> Path:
        """The Maildir of b@b.harbour.example.org and of what follows a +."""
        return self.folder / "bounces"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()


@contextmanager
def a_postfix(mailbox: int, doorkeeper: int) -> Iterator[Postfix]:
    """Run one that hands everything to the SMTP server on the port `mailbox` of loopback, and asks the `doorkeeper`
    about passwords. Needs root, as Postfix does."""
    # Not pytest's folder: Postfix's own user must be able to walk there.
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))
    folder.chmod(0o755)
    made = Postfix(folder, *_free_ports(5))
    for name in ("queue", "data"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    (folder / "bounces").mkdir()
    os.chown(folder / "bounces", 65534, 65534)
    (folder / "readers").write_text(READERS)
    (folder / "main.cf").write_text(MAIN.format(folder=folder, mailbox=mailbox, doorkeeper=doorkeeper, largest=LARGEST))
    (folder / "master.cf").write_text(MASTER.format(**vars(made)))
    _certify(folder)
    postfix = ["/usr/sbin/postfix", "-c", str(folder)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    running = subprocess.Popen([*postfix, "start-fg"], **quiet)  # it says only what is in its log, too
    try:
        _await(made, running)
        yield made
    finally:
        subprocess.run([*postfix, "abort"], check=False, **quiet)
        running.wait(60)
        shutil.rmtree(folder)


def _free_ports(number: int) -> list[int]:
    plugs = [socket.socket() for _ in range(number)]
    for plug in plugs:
        plug.bind(("127.0.0.1", 0))
    ports = [int(plug.getsockname()[1]) for plug in plugs]
    for plug in plugs:
        plug.close()
    return ports


def _await(postfix: Postfix, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError, smtplib.SMTPException), smtplib.SMTP("127.0.0.1", postfix.plain, timeout=5) as line:
            line.noop()
            return
        assert running.poll() is None, "Postfix did not start: see `postfix check`"
        time.sleep(0.1)
    raise AssertionError(f"Postfix does not answer: {postfix.log}")


def _certify(folder: Path) -> None:
    """A certificate that trusts itself, for loopback, for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay.harbour.example.org")])
    now = datetime.datetime.now(datetime.UTC)
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only"),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(digital_signature=True, key_cert_sign=True, decipher_only=False, **usage), critical=True
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(folder / "key.pem", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.write(secret)
