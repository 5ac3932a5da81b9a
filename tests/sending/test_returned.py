"""What comes back is taken in from the Maildir: once, whatever it is, and only for mails of ours."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import timezone

from publisher.audience.links import return_path
from publisher.cli.bounce import bounce
from publisher.cli.doctor import _returned
from publisher.models import Event, Post, Suppression
from publisher.sending import plan, returned
from tests.channels.test_returned import arf, dsn
from tests.making import NOW, a_mail_post, a_newsroom
from tests.sending.test_heard import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def maildir(tmp_path: Path, settings) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    settings.BOUNCE_MAILDIR = str(tmp_path)
    return tmp_path


@pytest.fixture
def post() -> Post:
    a_newsroom()
    return sent(a_mail_post(4))


def path(post: Post, sequence: int) -> str:
    return return_path(post.id, sequence, "b@b.gazette.example")


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir()) if folder.exists() else []


def test_a_bounce_and_a_complaint_are_taken_in_and_kept(post, maildir):
    (maildir / "new" / "1.mx").write_bytes(dsn(To=path(post, 1), Delivered_To=path(post, 1)))
    (maildir / "new" / "2.mx").write_bytes(arf(path=path(post, 2)))
    assert returned.waiting()
    assert [ring.task for ring in plan.upkeep(NOW) if ring.task == "collect"] == ["collect"]
    assert returned.collect(NOW) == 2
    assert set(Suppression.objects.values_list("reason", flat=True)) == {"bounce 5.1.1", "complaint"}
    assert names(maildir / "cur") == ["1.mx:2,S", "2.mx:2,S"]
    assert not returned.waiting()
    assert [finding.level for finding in _returned()] == ["fine"]


def test_the_same_again_is_heard_once(post, maildir):
    for name in "abc":
        (maildir / "new" / name).write_bytes(dsn(To=path(post, 1), Delivered_To=path(post, 1)))
    returned.collect(NOW)
    assert Event.objects.count() == Suppression.objects.count() == 1


def test_what_is_forged_or_not_understood_is_kept_aside_and_does_nothing(post, maildir):
    (maildir / "new" / "forged").write_bytes(dsn())
    (maildir / "new" / "letter").write_bytes(b"From: somebody@x.example\r\nTo: b@b.gazette.example\r\n\r\nHello!\r\n")
    (maildir / "new" / "link").symlink_to("/etc/hostname")
    os.mkfifo(maildir / "new" / "pipe")
    assert returned.collect(NOW) == 4
    assert names(maildir / "aside") == ["forged", "letter", "link", "pipe"]
    assert not Event.objects.exists()
    [finding] = _returned()
    assert finding.level == "look"
    assert "4 mails" in finding.message


def test_a_holiday_and_a_delay_are_no_reason_to_look(post, maildir):
    (maildir / "new" / "late").write_bytes(dsn("4.4.1", action="delayed", Delivered_To=path(post, 1)))
    (maildir / "new" / "away").write_bytes(b"From: r@x.example\r\nAuto-Submitted: auto-replied\r\n\r\nAway.\r\n")
    returned.collect(NOW)
    assert names(maildir / "aside") == []
    assert not Event.objects.exists()


def test_what_is_old_is_forgotten(post, maildir):
    (maildir / "new" / "1.mx").write_bytes(dsn())
    returned.collect(NOW)
    returned.forget(timezone.now() + timedelta(days=29))
    assert len(names(maildir / "aside")) == 1
    returned.forget(timezone.now() + timedelta(days=31))
    assert names(maildir / "aside") == []


def test_without_a_maildir_nobody_looks(post):
    assert not returned.waiting()
    assert returned.collect(NOW) == 0
    assert list(_returned()) == []


def test_a_maildir_that_is_not_there_is_said_so(post, settings, tmp_path):
    settings.BOUNCE_MAILDIR = str(tmp_path / "nowhere")
    assert [finding.level for finding in _returned()] == ["look"]
    assert not returned.waiting()  # and the clock, which asks each second, goes on
    assert returned.collect(NOW) == 0


def test_the_command_says_what_follows(post):
    run = CliRunner().invoke(bounce, [], input=dsn(Delivered_To=path(post, 3)))
    assert run.exit_code == 0
    assert run.stdout.startswith(f"Mail 3 of post {post.id}. It bounced: 5.1.1 550 5.1.1 (address) unknown: ")
    again = CliRunner().invoke(bounce, ["--json"], input=dsn(Delivered_To=path(post, 3)))
    assert '"kind": "hard"' in again.stdout
    assert "known already" in again.stdout
    forged = CliRunner().invoke(bounce, [], input=dsn())
    assert forged.exit_code == 1
    assert "names no mail of ours" in forged.stderr
