"""Encryption on the way to the relay, with a certificate of our own making."""

from __future__ import annotations

import contextlib
import hashlib
import re
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from publisher.channels.mail import sign_in
from publisher.channels.mail.smtp import Relay
from publisher.ports import Disconnected, Event, Lost, Told, Uncertain

from .test_lines import carried, opened
from .test_relay import a_mail


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for localhost that nobody trusts yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


class Server:
    """A mail server that takes one mail, over TLS from the first byte or after STARTTLS."""

    def __init__(self, certificate: Path, *, at_once: bool) -> None:
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate)
        self.at_once = at_once
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.heard: list[tuple[bool, bytes]] = []  # whether encrypted, and the command
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with self.door:
            guest, _ = self.door.accept()
        try:
            if self.at_once:
                guest = self.context.wrap_socket(guest, server_side=True)
            guest.sendall(b"220 hi\r\n")
            while line := self._line(guest):
                self.heard.append((isinstance(guest, ssl.SSLSocket), line))
                verb = line[:4].upper()
                if verb == b"EHLO":
                    offer = b"" if isinstance(guest, ssl.SSLSocket) else b"250-STARTTLS\r\n"
                    guest.sendall(b"250-hi\r\n" + offer + b"250 AUTH PLAIN\r\n")
                elif verb == b"STAR":
                    guest.sendall(b"220 go\r\n")
                    guest = self.context.wrap_socket(guest, server_side=True)
                elif verb == b"AUTH":
                    guest.sendall(b"235 ok\r\n")
                elif verb == b"DATA":
                    guest.sendall(b"354 go\r\n")
                    while self._line(guest) != b".\r\n":
                        pass
                    guest.sendall(b"250 taken\r\n")
                else:
                    guest.sendall(b"250 ok\r\n")
        except OSError:
            pass
        finally:
            guest.close()

    def _line(self, guest: socket.socket) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            more = guest.recv(1)
            if not more:
                return b""
            line += more
        return line


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def sent_over(url: str) -> str:
    relay = Relay(url, "news.example")
    try:
        return relay.send(a_mail())
    finally:
        relay.close()


@pytest.mark.usefixtures("trusted")
def test_smtps_carries_mail_when_the_certificate_is_good(certificate):
    server = Server(certificate, at_once=True)
    assert sent_over(f"smtps://me:secret@localhost:{server.port}") == "250 taken"
    assert all(encrypted for encrypted, _ in server.heard)


@pytest.mark.usefixtures("trusted")
def test_starttls_that_is_demanded_comes_before_anything_that_matters(certificate):
    server = Server(certificate, at_once=False)
    assert sent_over(f"smtp://me:secret@localhost:{server.port}?tls=demand") == "250 taken"
    clear = [line[:8] for encrypted, line in server.heard if not encrypted]
    assert clear == [b"ehlo new", b"STARTTLS"]


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_a_certificate_that_nobody_vouches_for_ends_it_before_the_password(certificate, scheme):
    server = Server(certificate, at_once=scheme == "smtps")
    with pytest.raises(Disconnected) as caught:
        sent_over(f"{scheme}://me:secret@localhost:{server.port}?tls=demand")
    assert caught.value.reason == "unreachable"
    assert not [line for _, line in server.heard if line[:4].upper() == b"AUTH"]


def test_where_nothing_secret_is_sent_offered_encryption_is_used_whatever_the_certificate(certificate, monkeypatch):
    server = Server(certificate, at_once=False)
    monkeypatch.setattr(sign_in, "LOOPBACK", ())  # as if the relay were another machine
    assert sent_over(f"smtp://localhost:{server.port}") == "250 taken"
    assert (True, b"DATA\r\n") in [(encrypted, line.upper()) for encrypted, line in server.heard]


class Busy:
    """A relay for many connections over STARTTLS, that answers whole groups in one record, or byte by byte."""

    def __init__(self, certificate: Path, offers: bytes, *, drips: bool = False, dies: bool = False) -> None:
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate)
        self.offers, self.drips = offers, drips
        self.dies = dies  # when it has taken a mail, without a word
        self.door = socket.create_server(("127.0.0.1", 0))
        self.door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # a body is written in many pieces
        self.port = self.door.getsockname()[1]
        self.took: list[tuple[str, str]] = []  # recipient, hash of the body
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                guest, _ = self.door.accept()
                threading.Thread(target=self._talk, args=(guest,), daemon=True).start()

    def _talk(self, guest: socket.socket) -> None:
        with contextlib.suppress(OSError), guest:
            guest.sendall(b"220 hi\r\n")
            guest.recv(1000)
            guest.sendall(b"250-hi\r\n250 STARTTLS\r\n")
            guest.recv(1000)
            guest.sendall(b"220 go\r\n")
            with self.context.wrap_socket(guest, server_side=True) as safe, safe.makefile("rb") as lines:
                self._converse(safe, lines)

    def _converse(self, safe: ssl.SSLSocket, lines: BinaryIO) -> None:
        recipient, answers = "", b""
        while line := lines.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                answers += b"250-hi\r\n" + self.offers
            elif verb == b"RCPT":
                [recipient] = re.findall(r"<(.+)>", line.decode())
                answers += b"250 ok\r\n"
            elif verb == b"DATA":
                answers += b"354 go\r\n"
                self._say(safe, answers)
                body = []
                while (more := lines.readline()) != b".\r\n":
                    body.append(more)
                answers = self._take(recipient, b"".join(body))
            elif verb == b"BDAT":
                answers += self._take(recipient, lines.read(int(line.split()[1])))
            else:
                answers += b"250 ok\r\n"
            if verb != b"MAIL" and (verb != b"RCPT" or b"PIPE" not in self.offers or not safe.pending()):
                self._say(safe, answers)
                answers = b""

    def _take(self, recipient: str, body: bytes) -> bytes:
        self.took.append((recipient, hashlib.sha256(body).hexdigest()))
        if self.dies:
            raise ConnectionError
        return b"250 taken\r\n"

    def _say(self, safe: ssl.SSLSocket, answers: bytes) -> None:
        for piece in [answers[n : n + 1] for n in range(len(answers))] if self.drips else [answers]:
            safe.sendall(piece)


@pytest.mark.parametrize("drips", [False, True])
@pytest.mark.parametrize("offers", [b"250 PIPELINING\r\n", b"250-PIPELINING\r\n250 CHUNKING\r\n"])
def test_many_mails_over_several_encrypted_connections_arrive_whole_and_once_each(
    certificate, offers, drips, monkeypatch
):
    monkeypatch.setattr(sign_in, "LOOPBACK", ())
    server = Busy(certificate, offers, drips=drips)
    body = b"A line of a body that is longer than a record and a buffer.\r\n" * 10_000
    lines = Relay(f"smtp://localhost:{server.port}", "news.example").lines()
    fates = carried(lines, 40, 4, body=body)
    assert all(isinstance(line.sock, ssl.SSLSocket) for line in lines.open)
    lines.close()
    server.door.close()
    assert set(fates.values()) == {"250 taken"}
    assert sorted(to for to, _ in server.took) == sorted(f"r{n}@example.org" for n in range(40))
    assert {seal for _, seal in server.took} == {hashlib.sha256(a_mail(body=body).message).hexdigest()}


def test_over_tls_a_mail_that_has_wholly_left_is_doubted_although_the_next_one_is_stuck(certificate, monkeypatch):
    monkeypatch.setattr(sign_in, "LOOPBACK", ())
    server = Busy(certificate, b"250-PIPELINING\r\n250 CHUNKING\r\n", dies=True)
    lines = Relay(f"smtp://localhost:{server.port}", "news.example").lines()
    lines.want(1)
    line = opened(lines)
    for name, size in (("small", 100), ("large", 20_000_000)):
        line.begin(a_mail(f"{name}@example.org", b"x" * size + b"\r\n"), name)
        line.go()
    events: list[Event] = []
    ends = time.monotonic() + 60
    while not any(isinstance(event, Lost) for event in events) and time.monotonic() < ends:
        events += lines.wait(0.1)
    lines.close()
    server.door.close()
    assert [to for to, _ in server.took] == ["small@example.org"]
    [told] = [(event.about, type(event.answer)) for event in events if isinstance(event, Told)]
    assert told == ("small", Uncertain)
    assert [event.unsent for event in events if isinstance(event, Lost)] == [("large",)]
