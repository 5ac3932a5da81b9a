"""`check`, `go-live`, `doctor`, `stop`: what is unsafe or dead, and what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils import timezone

from publisher import checks
from publisher.channels.mail.dkim import Key
from publisher.cli import doctor
from publisher.cli.sample import make_sample
from publisher.editing import uploads
from publisher.models import (
    Article,
    Batch,
    Feed,
    Heartbeat,
    Incoming,
    Member,
    Newsroom,
    Notice,
    Picture,
    Post,
    SignInLink,
)
from publisher.ports import Disconnected, Failure, Retry, World

from .conftest import Run

pytestmark = pytest.mark.django_db(transaction=True)


class GoodRelay:
    def probe(self) -> dict[str, str]:
        return {}

    def close(self) -> None:
        pass


class NoRelay(GoodRelay):
    def probe(self) -> dict[str, str]:
        raise Disconnected("It refuses.", reason="unreachable")


@pytest.fixture
def ready(settings, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    """A newsroom that may go live."""
    make_sample(timezone.now())
    Newsroom.objects.update(sender_address="letter@gazette.press", postal_address="PO Box 7")
    Member.objects.create_user("mira@gazette.press", role=Member.ADMIN, password="a long enough word")
    settings.KEYS_FROM_ENVIRONMENT = True
    settings.SECRET_KEY, settings.ADDRESS_KEY, settings.LINK_KEY = "s" * 40, "a" * 40, "l" * 40
    settings.CREDENTIALS_KEYS = ["c" * 40]
    settings.SITE_URL = "https://desk.gazette.press"
    settings.SMTP_URL = "smtp://relay.gazette.press:587"
    monkeypatch.setattr(checks, "connect", lambda kind, credentials, world: GoodRelay())


def dns(name: str) -> list[str]:
    return ["v=DMARC1; p=none"] if name.startswith("_dmarc") else ["v=spf1 -all"]


def blocked() -> set[str]:
    return {finding.code for finding in checks.going_live(dns) if finding.level == "blocked"}


def test_nothing_speaks_against_a_newsroom_that_is_ready(ready: None) -> None:
    assert blocked() == set()


def test_the_sample_newsroom_may_not_go_live(run: Run) -> None:
    make_sample(timezone.now())
    answer = run("check", "--json")
    assert answer.code == 1
    codes = {finding["code"] for finding in answer.json if finding["level"] == "blocked"}
    assert codes == {"keys", "site", "sender", "admin", "relay"}
    assert all(finding["mend"] for finding in answer.json if finding["level"] == "blocked")


def test_keys_that_lie_beside_the_data_do_not_count(ready: None, settings) -> None:  # type: ignore[no-untyped-def]
    made = json.loads((settings.DATA_DIR / "practice-keys.json").read_text())
    settings.LINK_KEY = made["LINK_KEY"]
    assert blocked() == {"keys"}


@pytest.mark.parametrize(
    "site", ["http://desk.gazette.press", "https://127.0.0.1", "https://localhost", "https://a.example"]
)
def test_readers_must_reach_the_site_safely(ready: None, settings, site: str) -> None:  # type: ignore[no-untyped-def]
    settings.SITE_URL = site
    assert blocked() == {"site"}


@pytest.mark.parametrize("address", ["a@news.example.org", "a@example.com", "a@desk.test", "a@localhost"])
def test_a_made_up_sender_is_refused(ready: None, address: str) -> None:
    Newsroom.objects.update(sender_address=address)
    assert "sender" in blocked()


def test_a_letter_needs_a_postal_address(ready: None) -> None:
    Newsroom.objects.update(postal_address=" ")
    assert blocked() == {"postal_address"}


def test_some_admin_needs_a_password(ready: None) -> None:
    member = Member.objects.get(email="mira@gazette.press")
    member.set_unusable_password()
    member.save()
    assert blocked() == {"admin"}


def test_a_relay_that_refuses_blocks(ready: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "connect", lambda kind, credentials, world: NoRelay())
    assert blocked() == {"relay"}


def test_missing_records_block_and_are_a_warning_while_the_relay_is_on_loopback(ready: None, settings) -> None:  # type: ignore[no-untyped-def]
    def levels() -> dict[str, str]:
        return {finding.code: finding.level for finding in checks.going_live(lambda name: [])}

    assert (levels()["spf"], levels()["dmarc"]) == ("blocked", "blocked")
    settings.SMTP_URL = "smtp://127.0.0.1:25"
    assert (levels()["spf"], levels()["dmarc"]) == ("look", "look")


@pytest.mark.parametrize(
    ("version", "day", "said"),
    [
        ("v24.0", date(2027, 12, 19), []),
        ("v24.0", date(2027, 12, 20), ["The version of Facebook’s API that we speak ends on 2028-02-18."]),
        ("v24.0", date(2028, 2, 18), ["The version of Facebook’s API that we speak ended on 2028-02-18."]),
        ("v26.0", date(2028, 2, 18), []),
    ],
)
def test_a_version_that_a_network_will_end_is_told_60_days_before(settings, version, day, said):  # type: ignore[no-untyped-def]
    later = "https://api.linkedin.com/203001"
    bases = {"facebook": f"https://graph.facebook.com/{version}", "linkedin": later}
    settings.BASE_URLS = settings.BASE_URLS | bases
    assert [finding.message for finding in checks.versions(day)] == said


def test_what_is_being_sent_keeps_practice_on(ready: None) -> None:
    Post.objects.filter(channel__kind="x").update(state="sending", claimed_at=timezone.now())
    assert blocked() == {"under_way"}


def test_go_live_is_refused_while_anything_is_unsafe(run: Run) -> None:
    make_sample(timezone.now())
    assert run("go-live").code == 1
    assert Newsroom.objects.get().practice


def test_go_live_leaves_practice_mode(run: Run, ready: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "txt_records", dns)
    monkeypatch.setattr(checks.going_live, "__defaults__", (dns,))
    member = Member.objects.get(email="mira@gazette.press")
    now = timezone.now()
    Notice.objects.create(kind="invitation", member=member, created_at=now, next_at=now)
    SignInLink.objects.create(token_hash="0" * 64, member=member, expires_at=now)
    Feed.objects.create(address="https://gazette.press/feed", next_at=now)
    Incoming.objects.create(link="https://gazette.press/ferry", member=member, created_at=now)
    given = uploads.keep([b"\xff\xd8\xff"])
    Picture.objects.create(article=Article.objects.earliest("id"), source_url=given)
    answer = run("go-live", "--json")
    assert answer.code == 0, answer.out
    # Nothing that practice queued goes out, and no way in that practice made leads in.
    assert not Notice.objects.exists()
    assert not SignInLink.objects.exists()
    assert not Post.objects.exists()
    assert not Feed.objects.exists()
    assert not Incoming.objects.exists()
    with pytest.raises(uploads.NoPicture):
        uploads.read(given)
    assert not Newsroom.objects.get().practice
    assert run("go-live").err.strip() == "This newsroom is live already."


def test_a_live_newsroom_does_not_start_with_other_keys(run: Run) -> None:
    make_sample(timezone.now())
    Newsroom.objects.update(practice=False)
    answer = run("prepare")
    assert (answer.code, "its keys are not in the environment" in answer.err) == (1, True)


# -- what receivers look up ------------------------------------------------------------------------------------


def a_key(folder: Path, settings, name: str = "n1._domainkey.gazette.press", kind: str = "rsa") -> Key:  # type: ignore[no-untyped-def]
    """Named in DKIM_KEYS beside those that are."""
    private = rsa.generate_private_key(65537, 2048) if kind == "rsa" else Ed25519PrivateKey.generate()
    file = folder / name
    file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings.DKIM_KEYS = [*settings.DKIM_KEYS, f"{name}:{file}"]
    return Key(name, private)


def said_of(code: str, records: dict[str, str]) -> list[tuple[str, str]]:
    """The findings with this code: level and what to do."""

    def txt(name: str) -> list[str]:
        return [records[name]] if name in records else dns(name) if "_domainkey" not in name else []

    return [(one.level, one.mend) for one in checks.going_live(txt) if one.code == code]


def test_a_desk_that_does_not_sign_is_told_that_the_relay_must(ready: None) -> None:
    [(level, mend)] = said_of("dkim", {})
    assert level == "look"
    assert "relay must sign" in mend


def test_a_key_without_its_record_blocks_and_the_record_is_told(ready: None, settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    key = a_key(tmp_path, settings)
    [(level, mend)] = said_of("dkim", {})
    assert level == "blocked"
    assert mend == f"Let the TXT record of n1._domainkey.gazette.press say: {key.record}"
    assert key.record.startswith("v=DKIM1; k=rsa; p=MII")
    assert said_of("dkim", {key.name: "v=DKIM1; p=" + "A" * 300}) == [("blocked", mend)]
    settings.SMTP_URL = "smtp://127.0.0.1:25"
    assert said_of("dkim", {}) == [("look", mend)]


def test_a_key_with_its_record_is_fine_however_the_record_is_spaced(ready: None, settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    key = a_key(tmp_path, settings)
    assert said_of("dkim", {key.name: key.record[:100] + " " + key.record[100:]}) == [("fine", "")]


def test_ed25519_alone_is_too_little(ready: None, settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    new = a_key(tmp_path, settings, "n2._domainkey.gazette.press", "ed25519")
    assert [level for level, _ in said_of("dkim", {new.name: new.record})] == ["look", "fine"]
    old = a_key(tmp_path, settings)
    assert [level for level, _ in said_of("dkim", {key.name: key.record for key in (old, new)})] == ["fine", "fine"]


def test_a_key_of_another_domain_signs_nothing(ready: None, settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    a_key(tmp_path, settings, "n1._domainkey.azette.press")
    assert [level for level, _ in said_of("dkim", {})] == ["look"]


def test_a_key_that_cannot_be_read_blocks_and_shows_nothing_of_it(ready: None, settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "broken").write_text("a secret")
    for file in ("broken", "not there", ""):
        settings.DKIM_KEYS = [f"n1._domainkey.gazette.press:{tmp_path / file}"]
        [finding] = [one for one in checks.going_live(dns) if one.code == "dkim"]
        assert finding.level == "blocked"
        assert "n1._domainkey.gazette.press" in finding.message
        assert "secret" not in finding.message + finding.mend


def test_spf_is_asked_for_where_bounces_go_to(ready: None, settings) -> None:  # type: ignore[no-untyped-def]
    asked = []

    def txt(name: str) -> list[str]:
        asked.append(name)
        return dns(name)

    settings.BOUNCE_ADDRESS = "b@b.gazette.press"
    assert "bounces" not in {finding.code for finding in checks.going_live(txt)}
    assert asked == ["b.gazette.press", "_dmarc.gazette.press"]
    settings.BOUNCE_ADDRESS = "b@elsewhere.press"
    assert "bounces" in {finding.code for finding in checks.going_live(txt) if finding.level == "look"}


def test_a_provider_that_is_away_or_cannot_tell_of_bounces_is_named(settings) -> None:  # type: ignore[no-untyped-def]
    url = "brevo://a-key@?api=http://127.0.0.1:1"
    said = {finding.code: finding for finding in checks.relay(url, "gazette.press")}
    assert said["relay"].level == "blocked"
    assert "Brevo cannot be reached" in said["relay"].message
    assert "a-key" not in said["relay"].message
    assert said["events"].level == "look"
    settings.MAIL_HOOK_SECRET = "events:secret"
    assert [finding.code for finding in checks.relay(url, "gazette.press")] == ["relay"]


@pytest.mark.parametrize(
    "address", ["b", "B@b.gazette.press", "b@gazette", f"{'b' * 31}@b.gazette.press", "b+x@b.press"]
)
def test_an_address_for_bounces_that_is_none_stops_every_command_with_a_sentence(address: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "publisher", "check"], env=os.environ | {"BOUNCE_ADDRESS": address},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert said.returncode == 1
    assert "BOUNCE_ADDRESS is written" in said.stderr
    assert "Traceback" not in said.stderr


# -- doctor --------------------------------------------------------------------------------------------------


@pytest.fixture
def healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    make_sample(timezone.now())
    for name in ("clock", "worker:now", "worker:mail", "worker:slow"):
        Heartbeat.objects.create(name=name, at=timezone.now())
    monkeypatch.setattr(doctor.pace, "answers", lambda: True)
    monkeypatch.setattr(checks, "connect", lambda kind, credentials, world: GoodRelay())
    monkeypatch.setattr(doctor, "world", lambda: World(practising=True, relay="smtp://127.0.0.1:1"))
    monkeypatch.setattr(doctor, "_channels", lambda: iter(()))


def dead() -> set[str]:
    return {finding.code for finding in doctor.examine(timezone.now()) if finding.level == "blocked"}


def test_a_healthy_service_is_called_so(healthy: None, run: Run) -> None:
    answer = run("doctor", "--json")
    assert answer.code == 0, answer.out


def test_a_silent_worker_is_named(healthy: None) -> None:
    Heartbeat.objects.filter(name="worker:mail").delete()
    assert dead() == {"worker:mail"}
    found = next(finding for finding in doctor.examine(timezone.now()) if finding.code == "worker:mail")
    assert found.message == "The worker that sends newsletters has not been seen lately."
    assert "`publisher worker mail`" in found.mend


@pytest.mark.parametrize(
    ("why", "mend"),
    [
        (Disconnected("No way there.", reason="unreachable"), "Look whether it is down"),
        (Retry("It is busy."), "Look whether it is down"),
        (Disconnected("The token is revoked."), "Connect it again"),
    ],
)
def test_a_network_that_is_out_of_reach_is_not_connected_again(why: Failure, mend: str) -> None:
    assert doctor._mended(why).startswith(mend)


def test_no_redis_is_named(healthy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.pace, "answers", lambda: False)
    assert dead() == {"redis"}


def test_a_full_disk_is_named(healthy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", 10**18)
    assert dead() == {"disk"}


def test_a_book_that_does_not_balance_is_named(healthy: None) -> None:
    post = Post.objects.get(channel__kind="mail")
    Batch.objects.create(post=post, first=1, last=10, accepted=3)
    assert dead() == {"book"}


def test_a_key_that_is_gone_is_named(healthy: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.DKIM_KEYS = ["n1._domainkey.gazette.press:/not/there.pem"]
    assert dead() == {"dkim"}


def test_stop_and_resume_say_so(run: Run) -> None:
    make_sample(timezone.now())
    assert run("stop", "--json").json == {"stopped": True, "waiting": 5}
    assert run("resume", "--json").json == {"stopped": False, "waiting": 5}
    assert Newsroom.objects.get().stopped_at is None
