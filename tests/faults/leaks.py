"""Plant secrets, send with every kind of trouble, then search whatever a log, the broker and the database were told.

    python -m tests.faults.leaks

Prints one JSON object: what leaked where, and how much was searched. Exits with 1 if anything leaked.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
import threading
from pathlib import Path
from typing import Any

from tests.faults.kill_posts import make_newsroom, queue_network_posts
from tests.faults.stack import Stack, until

PASSWORD = "planted-password-of-the-desk"
RELAY = "planted-password-of-the-relay"
TOKEN = "planted-token-of-a-network"
READERS = [f"planted{number}@readers.example" for number in range(6)]
SOMEBODY = "planted-somebody@elsewhere.example"


class Listener(threading.Thread):
    """Hears every command that the broker gets."""

    def __init__(self, socket: Path) -> None:
        super().__init__(daemon=True)
        import redis

        # However long nothing is said: a busy machine starts slowly.
        self.monitor = redis.Redis(unix_socket_path=str(socket), socket_timeout=None).monitor()
        self.heard: list[str] = []
        self.monitor.__enter__()
        self.start()

    def run(self) -> None:
        import redis

        with contextlib.suppress(redis.ConnectionError):  # the broker ends before we do
            for said in self.monitor.listen():
                self.heard.append(str(said["command"]))


def planted() -> dict[str, str]:
    """Every secret by its name; each must stay where it belongs."""
    from publisher.practice import accounts

    credentials = [value for of in (accounts.X, accounts.MASTODON) for key, value in of.items() if "secret" in key]
    credentials += [accounts.X["access_token"], accounts.X["consumer_key"], accounts.MASTODON["token"]]
    secrets = {"desk password": PASSWORD, "relay password": RELAY, "network token": TOKEN}
    return secrets | {f"credential {n}": value for n, value in enumerate(credentials)}


def people(control: Any) -> dict[str, str]:
    """Addresses, and the tokens that were mailed."""
    found = {f"address {n}": address for n, address in enumerate([*READERS, SOMEBODY])}
    for mail in control.inbox():
        for n, token in enumerate(re.findall(r"/(?:u|p|confirm)/([A-Za-z0-9_-]{32})/", mail["text"])):
            found[f"link {n} of mail {mail['id']}"] = token
    return found


def make_trouble(control: Any) -> None:
    """Refusals that quote the address, lost answers, answers that are errors, servers that are slow."""
    words = "5.1.1 <{}> is unknown, asked by planted-password-of-the-relay"
    control.fault("smtp", "status", moment="rcpt", status=550, match=READERS[0], words=words.format(READERS[0]))
    control.fault("smtp", "status", moment="rcpt", status=450, times=1, match=READERS[1], words=f"4.2.1 {READERS[1]}")
    control.fault("smtp", "drop", moment="stored", times=1, match=READERS[2])
    control.fault("x", "status", status=503, times=1, match="POST")
    control.fault("mastodon", "drop", moment="reply half written", times=1, match="POST")


def send_everything(stack: Stack) -> None:
    from django.utils import timezone

    from publisher.editing import intake, posts, schedule
    from publisher.models import Channel, Member, Post
    from tests.making import a_channel, a_list, a_reader, a_story

    wrong = a_channel("mastodon", name="wrong")
    wrong.credentials = {"server": "https://practice.example", "token": TOKEN}
    wrong.save()
    made = [queue_network_posts(name, Channel.objects.get(name=name), 1)[0] for name in ("x", "mastodon", "wrong")]
    weekly = a_list()
    for address in READERS:
        a_reader(weekly, address, f"Name of {address}")
    article = intake.keep(a_story("Letter", canonical_url="https://gazette.example/letter"), member=None)
    [letter] = posts.prepare(article, [Channel.objects.get(name="mail")], member=None, mailing_list=weekly)
    posts.render_article(article.id)
    now, member = timezone.now(), Member.objects.get()
    schedule.queue([letter.id], schedule.now_with_grace(now, now - now), member=member, now=now)

    def settled() -> bool:
        sent = Post.objects.filter(id__in=made[:2], state="sent").count() == 2
        return sent and Channel.objects.get(name="wrong").paused_at is not None and len(stack.control.inbox()) >= 5

    until(settled, 60, "everything to be sent")


def visit(stack: Stack, port: int) -> None:
    """The desk and the readers' pages, with right and wrong keys, and while a table is missing."""
    import httpx2
    from django.db import connection
    from django.utils import timezone

    from publisher.models import Member, SignInLink

    member = Member.objects.get()
    member.set_password(PASSWORD)
    member.save()
    link = "planted-sign-in-link-of-the-desk"
    SignInLink.objects.create(token_hash="0" * 64, member=member, expires_at=timezone.now())
    [mail] = stack.control.inbox(to=READERS[3])
    leave, prefer = (re.findall(rf"http://[^/]+(/{way}/[A-Za-z0-9_-]+/)", mail["text"])[0] for way in "up")
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers={"Host": "localhost"}) as browser:
        form = until(lambda: page(browser, "/sign-in/"), 20, "the desk")
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[0]
        for password in ("wrong " + PASSWORD, PASSWORD):
            said = {"csrfmiddlewaretoken": token, "email": SOMEBODY, "password": password}
            browser.post("/sign-in/", data=said)
        for way in (leave, leave + "x", leave[:-4] + "/", f"/sign-in/{link}/", f"/p/{leave[3:]}", "/view/nowhere/"):
            browser.get(way)
            browser.post(way, data={"List-Unsubscribe": "One-Click"})
        browser.post("/subscribe/", data={"address": SOMEBODY})
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE publisher_subscription RENAME TO gone")
            try:
                for way in (leave, prefer):
                    assert browser.post(way, data={"List-Unsubscribe": "One-Click"}).status_code >= 500
            finally:
                cursor.execute("ALTER TABLE gone RENAME TO publisher_subscription")


def page(browser: Any, address: str) -> str:
    import httpx2

    try:
        return str(browser.get(address).text)
    except httpx2.HTTPError:
        return ""


def main() -> int:
    relay = f"smtp://planted:{RELAY}@relay.example:587"
    with Stack("sqlite", SMTP_URL=relay) as stack:
        make_newsroom()
        listener = Listener(stack.folder / "redis.sock")
        port = stack.start_web()
        make_trouble(stack.control)
        send_everything(stack)
        visit(stack, port)
        secrets, private = planted(), people(stack.control)
        kept = b"".join(path.read_bytes() for path in stack.folder.glob("publisher.sqlite3*")).decode("latin-1")
        from publisher.models import Outcome

        replies = "\n".join(Outcome.objects.values_list("reply", flat=True))
    logs = "\n".join(path.read_text(errors="replace") for path in stack.folder.glob("*.log"))
    commands = "\n".join(listener.heard)
    leaks = [
        f"{name} in {where}"
        for where, text, names in (
            ("a log", logs, secrets | private | {"sign-in link": "planted-sign-in-link-of-the-desk"}),
            ("the broker", commands, secrets | private),
            ("the database", kept, {name: secret for name, secret in secrets.items() if name != "relay password"}),
            ("an outcome", replies, private),
        )
        for name, secret in names.items()
        if secret in text
    ]
    searched = {"log": len(logs), "commands": len(listener.heard), "secrets": len(secrets), "private": len(private)}
    print(json.dumps({"leaks": leaks, "searched": searched, "errors logged": logs.count("Internal Server Error")}))
    return bool(leaks)


if __name__ == "__main__":
    sys.exit(main())
