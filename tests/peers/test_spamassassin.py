from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from .leaving import Mail

pytestmark = [pytest.mark.debian, pytest.mark.django_db]

MOST = 1.0
FORBIDDEN = re.compile(r"MISSING_\w+|MIME_HTML_ONLY|MPART_ALT_DIFF\w*")


@pytest.fixture(scope="module")
def verdicts(mails: dict[str, Mail], tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    """Points by rule, for each mail. No network, no learning, no preferences of whoever runs this."""
    folder = tmp_path_factory.mktemp("letters")
    for number, mail in enumerate(mails.values()):
        (folder / f"{number:03}.eml").write_bytes(mail.envelope.message)
    judged = subprocess.run(
        ["spamassassin", "--local", "--test-mode", "--nocreate-prefs", "--cf=use_bayes 0", *sorted(folder.iterdir())],
        env={"HOME": str(folder.parent), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=True,
        timeout=150,
    ).stdout.decode("utf-8", "replace")
    reports = re.findall(r"(?s)Content analysis details:.*?\n\n(.*?)\n\n", judged)
    assert len(reports) == len(mails)
    return dict(zip(mails, map(_points, reports), strict=True))


def _points(report: str) -> dict[str, float]:
    return {rule: float(points) for points, rule in re.findall(r"(?m)^ *(-?\d+\.\d+) (\w+)", report)}


def test_no_mail_looks_like_spam(verdicts: dict[str, dict[str, float]]) -> None:
    # Without the credit that it gives mailing lists for their headers: what is wrong must not hide behind that.
    counted = {name: sum(p for p in points.values() if p > 0) for name, points in verdicts.items()}
    assert {name: verdicts[name] for name, score in counted.items() if score > MOST} == {}


def test_no_mail_lacks_what_a_mail_must_have(verdicts: dict[str, dict[str, float]]) -> None:
    assert all("HTML_MESSAGE" in points for points in verdicts.values())  # it did look
    assert {name for name, points in verdicts.items() if any(map(FORBIDDEN.fullmatch, points))} == set()


def test_this_judge_can_condemn(tmp_path: Path) -> None:
    bad = (
        b"From: a@b.example\r\nSubject: GIVE MONEY NOW!!!\r\nContent-Type: text/html\r\n\r\n<img src=http://1.2.3.4/a>"
    )
    judged = subprocess.run(
        ["spamassassin", "--local", "--test-mode", "--nocreate-prefs", "--cf=use_bayes 0"],
        input=bad, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}, capture_output=True, check=True, timeout=60,
    ).stdout.decode("utf-8", "replace")  # fmt: skip
    assert "MIME_HTML_ONLY" in judged
    assert "MISSING_DATE" in judged
