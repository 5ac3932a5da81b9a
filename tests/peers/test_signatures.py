"""Our signatures (DKIM), as OpenDKIM and mailauth read them. (No octet changes in a Postfix: test_postfix.py.)"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from publisher.channels.mail.dkim import Key

from .leaving import Mail

pytestmark = pytest.mark.django_db

HERE = Path(__file__).parent
PASSED = [("n1", "pass"), ("n2", "pass")]


def files(raw: Mapping[str, bytes], folder: Path) -> dict[str, Path]:
    paths = {name: folder / f"{name}.eml" for name in raw}
    for name, path in paths.items():
        path.write_bytes(raw[name])
    return paths


def by_opendkim(raw: Mapping[str, bytes], keys: list[Key], folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Selector and verdict of each signature, by mail."""
    zone, rules = folder / "zone", folder / "opendkim.conf"
    zone.write_text("".join(f"{key.name} {key.record}\n" for key in keys))
    rules.write_text(f"Mode v\nTestDNSData file:{zone}\n")
    names = ",".join(path.name for path in files(raw, folder).values())
    judged = subprocess.run(
        ["/usr/sbin/opendkim", "-x", rules, "-vv", "-t", names], cwd=folder, capture_output=True, text=True, timeout=120
    )
    blocks = judged.stdout.split("### INSHEADER")[1:]
    found = [re.findall(r"dkim=(\w+)[^;]*? header\.s=(\w+)", block) for block in blocks]
    return {
        name: [(selector, verdict) for verdict, selector in verdicts] for name, verdicts in zip(raw, found, strict=True)
    }


def by_mailauth(raw: Mapping[str, bytes], keys: list[Key], folder: Path) -> dict[str, dict[str, object]]:
    """Selector and verdict of each signature, and what DMARC makes of it, by mail."""
    paths = {name: str(path) for name, path in files(raw, folder).items()}
    records = {key.name: key.record for key in keys} | {f"_dmarc.{keys[0].domain}": "v=DMARC1; p=reject; adkim=s"}
    judged = subprocess.run(
        ["node", HERE / "signatures.mjs"], input=json.dumps({"records": records, "mails": paths}),
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stderr
    said: dict[str, dict[str, object]] = json.loads(judged.stdout)
    return said


@pytest.fixture
def raw(mails: dict[str, Mail]) -> dict[str, bytes]:
    return {name: mail.envelope.message for name, mail in mails.items()}


def spoilt(mail: bytes) -> dict[str, bytes]:
    """The mail with another subject, another body, and a second sender."""
    return {
        "subject": mail.replace(b"\nSubject: ", b"\nSubject: Not "),
        "body": mail[:-40] + b"x" + mail[-40:],
        "sender": mail.replace(b"\nFrom: ", b"\nFrom: someone@else.example\r\nFrom: "),
    }


@pytest.mark.debian
def test_opendkim_takes_every_signature(raw: dict[str, bytes], keys: list[Key], tmp_path: Path) -> None:
    assert by_opendkim(raw, keys, tmp_path) == dict.fromkeys(raw, PASSED)


@pytest.mark.debian
def test_opendkim_can_condemn(raw: dict[str, bytes], keys: list[Key], tmp_path: Path) -> None:
    for verdicts in by_opendkim(spoilt(raw["latin"]), keys, tmp_path).values():
        assert [verdict for _, verdict in verdicts] == ["fail", "fail"]


@pytest.mark.browser
def test_mailauth_takes_every_signature_and_dmarc_is_content(
    raw: dict[str, bytes], keys: list[Key], tmp_path: Path
) -> None:
    want = {"dmarc": "pass", "signatures": [list(one) for one in PASSED]}
    assert by_mailauth(raw, keys, tmp_path) == dict.fromkeys(raw, want)


@pytest.mark.browser
def test_mailauth_can_condemn(raw: dict[str, bytes], keys: list[Key], tmp_path: Path) -> None:
    for said in by_mailauth(spoilt(raw["latin"]), keys, tmp_path).values():
        assert said["dmarc"] != "pass"
